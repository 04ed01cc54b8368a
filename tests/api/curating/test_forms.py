"""A form and a content are made of each other; findings stand where they can be mended and name no identifier."""

from __future__ import annotations

from typing import Any

import pytest

from api.curating.fields import SECTIONS, WHEN_TO_USE, fields_of, label_of
from api.curating.findings import placed, plain
from api.curating.forms import Typed, content_of, filled, inputs, typed
from api.curating.shown import Shown
from curation.proposals.content import read_content
from curation.proposals.model import KINDS, Problem
from graph.store import KnowledgeGraph
from ontology.vocabulary import BASE

CONTENTS: list[dict[str, Any]] = [
    {"kind": "ruling", "jurisdiction": "宁海县", "matter": "路灯故障", "lead": "宁海县综合行政执法局", "helpers": [{"unit": "宁海县交通运输局", "part": "配合", "duty": "核查"}], "basis": ["《公路法》第八条"], "case_only": True, "phrases": ["路灯整月不亮", "一条街黑到底"]},
    {"kind": "ruling", "lead": ["宁海县综合行政执法局", "宁海县交通运输局"]},
    {"kind": "tracing", "traced": ["路面有铁屑", "运输车洒落", "废品站装车不盖"], "doctrine": "溯源"},
    {"kind": "split", "jurisdiction": "宁海县", "into": [{"label": "甲", "phrases": ["一", "二"], "lead": ["宁海县教育局"], "basis": ["《公路法》第八条"]}, {"label": "乙", "helpers": [{"unit": "宁海县公安局", "duty": "秩序"}]}]},
    {"kind": "responsibility", "part": "首问", "unit": "宁海县教育局", "duty": "查处", "from": "2026-01-01"},
    {"kind": "reassignment", "function": "医保", "unit": "宁海县医疗保障局", "on": "2026-01-01", "units": [{"name": "宁海县医疗保障局", "function": "医保"}]},
    {"kind": "unit", "jurisdiction": "宁海县", "label": "宁海县医疗保障局", "function": "医保", "from": "2019-03-01"},
    {"kind": "repeal", "on": "2026-01-01", "reason": "改制"},
    {"kind": "succession", "jurisdiction": "全国", "statute": "渔业法", "version": "2029-12-01", "from": "2030-01-01", "ends": ["《渔业法》2025-12-27"], "articles": [{"old": "《渔业法》第六条", "new": "7", "gist": "主管渔业", "grants": [{"function": "渔业", "grant": "主管"}], "verified": True, "keep": ["路灯不亮、损坏、漏电"]}, {"old": "《渔业法》第七条", "new": "8", "gist": "执法"}]},
]  # fmt: skip


@pytest.mark.parametrize("content", CONTENTS, ids=lambda c: str(c["kind"]))
def test_a_content_survives_its_form(graph: KnowledgeGraph, content: dict[str, Any]) -> None:
    shown = Shown(graph, str(content.get("jurisdiction", "")))
    form = filled(str(content["kind"]), content, shown)
    again = content_of(form, shown).content
    if "matter" in content:
        content = content | {"matter": form.get("matter")}
    assert again == content


def test_what_no_form_shows_is_kept(graph: KnowledgeGraph) -> None:
    shown = Shown(graph)
    assert content_of(Typed("repeal", {"reason": "改制"}), shown, {"kind": "repeal", "reason": "旧", "mark": "别处写的"}).content == {"kind": "repeal", "reason": "改制", "mark": "别处写的"}


def test_empty_rows_are_left_out_and_findings_still_stand_at_theirs(graph: KnowledgeGraph) -> None:
    form = typed("ruling", {"jurisdiction": "宁海县", "basis.0": "", "basis.1": "", "basis.2": "《不存在法》第三条", "helpers.0.unit": "", "helpers.3.unit": "没有的局", "other": "x"})
    shown = Shown(graph, "宁海县")
    said = content_of(form, shown)
    assert (said.content["basis"], said.content["helpers"]) == (["《不存在法》第三条"], [{"unit": "没有的局"}])
    found = placed(read_content(said.content, graph).problems, said.at, inputs(form), graph, form.values)
    assert found.at("basis.2")[0].level == "warning"
    assert "没有登记单位“没有的局”" in found.at("helpers.3.unit")[0].message
    assert found.at("helpers.3.duty")[0].message == "没有写这个单位配合做什么"
    quiet = found.of_written(form)
    assert (quiet.at("facts"), quiet.at("helpers.3.unit")) == ((), found.at("helpers.3.unit"))
    assert quiet.unwritten >= 5


def test_identifiers_are_shown_by_name_and_read_back(graph: KnowledgeGraph) -> None:
    entry = next(i.id for i in graph.provisions if "/list/330226/" in i.id)
    unit = graph.units.where("place", BASE + "place/330226")[0]
    content = {"kind": "ruling", "jurisdiction": "330226", "matter": BASE + "matter/路灯故障", "lead": unit.id, "basis": [entry, BASE + "statute/公路法"], "doctrine": BASE + "doctrine/主次协同"}
    shown = Shown(graph, "330226", BASE + "matter/路灯故障")
    form = filled("ruling", content, shown)
    assert not any(BASE in value for value in form.values.values())
    assert form.get("lead.0") == unit.full_name
    assert content_of(form, shown).content["basis"][0] == entry, "what only the list tells apart comes back as it was"


def test_whoever_holds_a_function_may_stand_where_a_unit_is_usual(graph: KnowledgeGraph) -> None:
    shown, street = Shown(graph, "宁海县"), BASE + "function/street-town"
    form = filled("split", {"into": [{"label": "甲", "lead": street}, {"label": "乙"}]}, shown)
    assert form.get("into.0.lead.0").startswith("职能：")
    assert content_of(form, shown).content["into"][0]["lead"] == [street]


def test_a_date_that_is_none_is_not_lost(graph: KnowledgeGraph) -> None:
    assert filled("ruling", {"decided_on": "去年八月"}, Shown(graph)).get("decided_on") == "去年八月"
    assert filled("ruling", {"decided_on": "2020年8月31日"}, Shown(graph)).get("decided_on") == "2020-08-31"


def test_no_identifier_reaches_the_reader(graph: KnowledgeGraph) -> None:
    resp = next(iter(graph.responsibilities)).id.removeprefix(BASE)
    for message in ("指向不存在的 <matter/没有>", f"缺少角色（<{resp}>）", f"<{resp}> 还指向要去掉的 <ruling/330226/2020-08-x>", f"见 {BASE}unit/330226/农业农村局"):
        said = plain(message, graph)
        assert "<" not in said and BASE not in said and resp not in said and "unit/" not in said, said


def test_a_problem_of_no_field_stands_at_none(graph: KnowledgeGraph) -> None:
    found = placed([Problem("", "什么也不改变"), Problem("helpers.9.duty", "缺"), Problem("nowhere", "缺")], {"helpers": "helpers"}, ["helpers"], graph)
    assert (len(found.at("")), len(found.at("helpers"))) == (2, 1)


def test_every_kind_has_a_form_and_a_line_on_when_to_use_it() -> None:
    assert set(SECTIONS) == set(KINDS) == set(WHEN_TO_USE)
    assert label_of("ruling", "helpers.0.duty") == "配合单位 1 做什么"
    assert label_of("split", "into.1.phrases") == "拆出的事项 2 群众怎么说"
    for kind in KINDS:
        assert len({f.name for f in fields_of(kind)}) == len(fields_of(kind)), kind
