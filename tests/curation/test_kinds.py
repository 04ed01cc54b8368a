"""Every kind of proposal: what it changes of the graph and of answers, and what is refused at which field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from curation.checking import check
from curation.diff import in_words
from curation.documents import ruling_paper
from curation.office import Office
from curation.proposals.content import read_content, title_of
from curation.proposals.model import KINDS
from graph.store import KnowledgeGraph
from ontology.vocabulary import iri

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
Publish = Callable[..., Any]
PHRASES = ["楼道里摆了个宠物寄存柜", "寄存柜里的猫整夜叫", "无人宠物寄存柜没人打扫", "扫码存狗的柜子又闷又臭", "宠物柜里的狗没人喂"]


def fields(graph: KnowledgeGraph, content: dict[str, Any]) -> dict[str, str]:
    """Return the problems of a content, the first of each field."""
    found: dict[str, str] = {}
    for p in read_content(content, graph).problems:
        found.setdefault(p.field, p.message)
    return found


@pytest.mark.parametrize(
    ("wrong", "field", "message"),
    [
        ({"kind": "decree"}, "kind", "没有“decree”这种提案"),
        ({"jurisdiction": "火星市"}, "jurisdiction", "火星市"),
        ({"jurisdiction": ""}, "jurisdiction", "没有写地方"),
        ({"matter": "水产养殖投入"}, "matter", "相近的有"),
        ({"lead": "农业农村局和水利局"}, "lead", "没有登记单位"),
        ({"lead": ""}, "lead", "没有写首问单位"),
        ({"lead": ["农业农村局", "农业农村局"], "helpers": [{"unit": "农业农村局", "duty": "x"}]}, "helpers.0.unit", "写了两次"),
        ({"helpers": [{"unit": "市场监督管理局"}]}, "helpers.0.duty", "配合做什么"),
        ({"helpers": ["市场监督管理局"]}, "helpers", "每一项"),
        ({"doctrine": "拍脑袋"}, "doctrine", "没有认定方法"),
        ({"decided_on": "二〇二〇年"}, "decided_on", "无法识别"),
        ({"decided_on": "2020-02-30"}, "decided_on", "无法识别"),
        ({"basis": ["第三条"]}, "basis.0", "读不出引用了哪条"),
        ({"basis": ["《渔业法》第九百九十九条"]}, "basis.0", "无法核对"),
        ({"supersedes": "宁编办〔1999〕1号"}, "supersedes", "没有认定"),
        ({"follows": ["宁编办〔1999〕1号"]}, "follows.0", "没有认定"),
        ({"follows": "水产投放剂致虾蟹死亡的首问责任认定", "decided_on": "2019-01-01"}, "follows.0", "晚于这份认定"),
        ({"follows": "水产投放剂致虾蟹死亡的首问责任认定", "supersedes": "ruling/330226/2020-08-水产投放剂"}, "follows.0", "由这份认定取代"),
        ({"doctrine": "先例"}, "follows", "没有写遵循哪份认定"),
        ({"facts": ""}, "facts", "没有写案情"),
        ({"facts": "长" * 5000}, "facts", "太长"),
        ({"facts": {"a": 1}}, "facts", "应当是一段文字"),
        ({"phrases": ["鱼死"]}, "phrases", "有 2 字"),
        ({"phrases": ["虾" * 101]}, "phrases", "有 101 字"),
        ({"phrases": [f"第{n}种说法：虾全死了" for n in range(21)]}, "phrases", "最多 20 句"),
        ({"phrases": {"a": 1}}, "phrases", "应当是若干段文字"),
        ({"source": ""}, "source", "没有写出处"),
        ({"kind": "tracing"}, "traced", "没有写溯源的步骤"),
        ({"kind": "analogy", "analogous_to": "没有的事项"}, "analogous_to", "没有事项"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(graph: KnowledgeGraph, water: dict[str, Any], wrong: dict[str, Any], field: str, message: str) -> None:
    assert message in fields(graph, water | wrong)[field]


@pytest.mark.parametrize("kind", ["ruling", "scheme", "analogy", "tracing"])
def test_how_citizens_told_it_is_kept_with_the_ruling_and_shown(office: Office, water: dict[str, Any], publish: Publish, kind: str) -> None:
    told = ["买了调水的药，虾第二天全翻了", "药店卖的改水剂把蟹毒死了"]
    more = {"analogous_to": "水产养殖投入品损害", "traced": ["虾死", "投放剂", "农资店"]}
    content = water | more | {"kind": kind, "phrases": [*told, told[0], " "]}
    with office.trial(content, NOW) as trial:
        assert trial.after is not None
        rows = {r.label: r.new for r in in_words(trial.changes, trial.before, trial.after)[0].rows}
    assert rows["群众原话"].split("\n") == sorted(told)
    publish(office, content)
    ruling = office.publisher.graph().rulings.where("number", water["number"])[0]
    assert set(ruling.phrases) == set(told)


def test_a_precedent_followed_is_kept_told_in_the_diff_and_printed(office: Office, water: dict[str, Any], publish: Publish) -> None:
    precedents = [r for r in office.publisher.graph(office.publisher.ready(NOW).version).rulings if r.decided_on and r.decided_on < dt.date(2020, 8, 1)][:2]
    content = water | {"doctrine": "先例", "follows": [precedents[0].title, precedents[1].id]}
    with office.trial(content, NOW) as trial:
        assert not [p for p in trial.problems if p.field.startswith("follows")]
        rows = {r.label: r.new for r in in_words(trial.changes, trial.before, trial.after)[0].rows}  # type: ignore[arg-type]
    assert rows["遵循先例"].split("\n") == sorted((p.title for p in precedents), key=rows["遵循先例"].index)
    publish(office, content)
    graph = office.publisher.graph()
    ruling = graph.rulings.where("number", water["number"])[0]
    assert set(ruling.follows) == {p.id for p in precedents}
    assert graph.rulings.where("follows", precedents[0].id) == [ruling]
    paper = ruling_paper(graph, ruling.id, dt.date(2020, 9, 1))
    assert len(paper.precedents) == 2
    assert all(p.title in " ".join(b.label for b in paper.precedents) for p in precedents)


def test_units_are_found_as_people_write_them(graph: KnowledgeGraph, water: dict[str, Any]) -> None:
    for name in ("农业农村局", "宁海县农业农村局", "县农业农村局", iri("unit", "330226", "农业农村局"), "unit/330226/农业农村局"):
        read = read_content(water | {"lead": name}, graph)
        assert not read.errors, (name, read.errors)
        assert read.proposed.parts[0].unit == iri("unit", "330226", "农业农村局")  # type: ignore[union-attr]


def test_a_citation_stands_in_every_version_of_its_statute(graph: KnowledgeGraph, water: dict[str, Any]) -> None:
    proposed = read_content(water, graph).proposed
    assert len(proposed.basis) > 1  # type: ignore[union-attr]
    assert {b.rsplit("/", 2)[-1] for b in proposed.basis} == {"6"}  # type: ignore[union-attr]


def test_a_cited_article_that_did_not_hold_on_the_day_is_pointed_out(office: Office, water: dict[str, Any]) -> None:
    old = water | {"basis": [iri("statute", "渔业法", "2025-12-27", "6")]}
    with office.trial(old, NOW) as trial:
        assert [p.message for p in trial.problems if p.field == "basis" and "不在施行期" in p.message]
        assert not trial.errors


def test_what_the_law_says_otherwise_is_pointed_out_and_does_not_bind_the_office(office: Office, water: dict[str, Any]) -> None:
    with office.trial(water | {"lead": "市场监督管理局", "helpers": []}, NOW) as trial:
        assert [p for p in trial.problems if p.field == "lead" and p.level == "warning" and "渔业法" in p.message and "农业农村局" in p.message]
        assert not trial.errors


def test_a_unit_that_the_graph_lacks_comes_with_the_ruling(office: Office, water: dict[str, Any], answer: Publish, publish: Publish) -> None:
    assert "没有登记单位" in fields(office.publisher.graph(office.publisher.ready(NOW).version), water | {"lead": "海洋渔业发展中心"})["lead"]
    publish(office, water | {"lead": "海洋渔业发展中心", "units": [{"name": "宁海县海洋渔业发展中心", "function": "agriculture"}]})
    assert answer(office).lead.name == "宁海县海洋渔业发展中心"


def test_joint_leads(office: Office, water: dict[str, Any], answer: Publish, publish: Publish) -> None:
    publish(office, water | {"lead": ["农业农村局", "市场监督管理局"], "helpers": []})
    said = answer(office)
    assert {said.lead.name, *(j.name for j in said.joint)} >= {"宁海县农业农村局", "宁海县市场监督管理局"}


def test_one_lead_more_than_the_ruling_that_stands_is_another_ruling(office: Office, water: dict[str, Any], publish: Publish) -> None:
    publish(office, water)
    together = water | {"lead": ["农业农村局", "市场监督管理局"], "helpers": [], "number": "二号", "decided_on": "2021-03-01"}
    with office.trial(together, NOW) as trial:
        assert [p.field for p in trial.errors] == ["supersedes"], "it would stand beside the first and contradict it"
        (ruling,) = (t for t in in_words(trial.changes, trial.before, trial.after) if t.what == "认定")  # type: ignore[arg-type]
        assert {r.label: r.new for r in ruling.rows}["结果"] == "共同首问"
    with office.trial(together | {"supersedes": water["number"]}, NOW) as trial:
        assert not trial.errors
    publish(office, together | {"supersedes": water["number"]})
    with office.trial(together | {"number": "三号"}, NOW) as trial:
        assert "supersedes" not in [p.field for p in trial.errors], "the same leads again contradict nothing"


def test_the_paper_of_joint_leads_names_them_all(office: Office, water: dict[str, Any], publish: Publish) -> None:
    import io

    import docx

    from curation.documents import ruling_docx, ruling_paper

    publish(office, water | {"lead": ["农业农村局", "市场监督管理局"], "helpers": []})
    graph = office.publisher.graph()
    paper = ruling_paper(graph, graph.rulings.where("number", water["number"])[0].id, dt.date(2026, 11, 22))
    assert [u.name for u in paper.leads] == ["宁海县农业农村局", "宁海县市场监督管理局"]
    told = "\n".join(p.text for p in docx.Document(io.BytesIO(ruling_docx(paper, office.publisher.home))).paragraphs)
    assert "宁海县农业农村局、宁海县市场监督管理局并行主办，共同承担首问责任" in told


def test_a_new_matter_is_found_by_its_words_and_led_as_said(office: Office, answer: Publish, publish: Publish) -> None:
    content = {
        "kind": "matter", "jurisdiction": "宁海县", "label": "无人宠物寄存柜扰民", "theme": "市容环卫", "phrases": PHRASES, "terms": ["宠物寄存柜", "存宠柜"],
        "scope": "无人值守的宠物寄存柜造成噪声、异味；宠物店扰民见宠物店", "lead": "综合行政执法局", "helpers": [{"unit": "市场监督管理局", "duty": "核查经营主体"}],
        "basis": ["《城市市容和环境卫生管理条例》第四条"], "reason": "新业态", "source": "会议纪要",
    }  # fmt: skip
    publish(office, content)
    said = answer(office, text="小区楼道里摆了个无人宠物寄存柜，寄存柜里的猫整夜叫，又闷又臭没人打扫", day=dt.date(2026, 11, 1))
    assert said.matters[0].label == "无人宠物寄存柜扰民"
    assert said.lead.name == "宁海县综合行政执法局"


def test_a_split_takes_phrases_over_and_gives_each_part_its_lead(office: Office, answer: Publish, publish: Publish) -> None:
    graph = office.publisher.graph(office.publisher.ready(NOW).version)
    lamp = graph.matters.need(iri("matter", "路灯故障"))
    moved = lamp.phrases[0]
    into = [
        {"label": "背街路灯故障", "phrases": [moved, *(f"背街小巷的灯{n}天没亮" for n in range(5))], "terms": ["背街路灯"], "scope": "背街小巷的路灯", "lead": "综合行政执法局", "helpers": []},
        {"label": "国道路灯故障", "phrases": [f"国道上的灯{n}天没亮" for n in range(5)], "terms": ["国道路灯"], "scope": "国道的路灯", "lead": "交通运输局", "helpers": []},
    ]
    content = {"kind": "split", "jurisdiction": "宁海县", "matter": "路灯故障", "into": into, "basis": ["《城市照明管理规定》第四条"], "reason": "太笼统", "source": "会议纪要"}
    with office.trial(content, NOW) as trial:
        assert trial.after is not None
        told = in_words(trial.changes, trial.before, trial.after)
    assert [t.what for t in told] == ["事项", "事项", "事项", "职责", "职责"], "what it is about stands before who does it"
    (row,) = next(t for t in told if t.kind == "changed").rows
    kept = len(lamp.phrases) - 1
    assert (row.label, row.old, row.new) == ("群众说法", f"{moved}\n（其余 {kept} 条不变）", f"（{kept} 条不变）"), "of a long list only what changes is shown"
    publish(office, {"kind": "split", "jurisdiction": "宁海县", "matter": "路灯故障", "into": into, "basis": ["《城市照明管理规定》第四条"], "reason": "太笼统", "source": "会议纪要"})
    after = office.publisher.graph()
    assert moved not in after.matters.need(lamp.id).phrases
    assert after.matters.need(iri("matter", "国道路灯故障")).broader == (lamp.id,)
    assert answer(office, text="国道路灯好几盏国道上的灯3天没亮", day=dt.date(2026, 11, 1)).lead.name == "宁海县交通运输局"


def test_of_two_parts_that_want_one_phrase_it_is_said(graph: KnowledgeGraph) -> None:
    other = graph.matters.need(iri("matter", "水产养殖投入品损害")).phrases[0]
    one = {"label": "甲事项", "phrases": [other, *PHRASES], "terms": [], "scope": "x", "lead": "交通运输局", "helpers": []}
    found = fields(graph, {"kind": "split", "jurisdiction": "宁海县", "matter": "路灯故障", "into": [one], "basis": ["《城市照明管理规定》第四条"], "reason": "r", "source": "s"})
    assert "已属于事项" in found["into.0.phrases"]
    assert "至少要拆成两个" in found["into"]


def test_a_responsibility_amended_ends_the_old_one(office: Office, publish: Publish) -> None:
    content = {
        "kind": "responsibility", "jurisdiction": "宁海县", "matter": "路灯故障", "part": "lead", "unit": "交通运输局", "duty": "维修县道路灯",
        "basis": ["《城市照明管理规定》第四条"], "from": "2026-12-01", "reason": "移交", "source": "纪要",
    }  # fmt: skip
    publish(office, content)
    (first,) = (r for r in office.publisher.graph().responsibilities.where("matter", iri("matter", "路灯故障")) if r.place == iri("place", "330226") and r.duty == "维修县道路灯")
    publish(office, content | {"amends": first.id, "unit": "综合行政执法局", "from": "2027-01-01"})
    again = office.publisher.graph().responsibilities.need(first.id)
    assert again.until == dt.date(2027, 1, 1)
    assert "二者取一" in fields(office.publisher.graph(), content | {"function": "transport"})["unit"]
    assert "没有职责" in fields(office.publisher.graph(), content | {"amends": "resp/没有"})["amends"]


@pytest.mark.parametrize(("unit", "warned"), [("交通运输局", True), ("农业农村局", False)])
def test_an_article_that_gives_the_department_nothing_is_pointed_out(office: Office, unit: str, warned: bool) -> None:
    content = {
        "kind": "responsibility", "jurisdiction": "宁海县", "matter": "路灯故障", "part": "support", "unit": unit, "duty": "修渔港的路灯",
        "basis": ["《渔业法》第六条"], "from": "2026-12-01", "reason": "试", "source": "纪要",
    }  # fmt: skip
    with office.trial(content, NOW) as trial:
        told = [p.message for p in trial.problems if p.field == "basis" and "请核对条文" in p.message]
        assert not trial.errors
    assert [("渔业法》第六条的职权属于" in m, "没有交通运输" in m) for m in told] == [(True, True)] * warned


def test_a_reorganisation_changes_who_holds_a_function_and_no_statute(office: Office, answer: Publish, publish: Publish) -> None:
    before = office.publisher.graph(office.publisher.ready(NOW).version)
    held = next(a for a in before.assignments.where("place", iri("place", "330226")) if a.until is None)
    publish(office, {"kind": "reassignment", "jurisdiction": "宁海县", "function": held.function, "unit": "交通运输局", "on": "2027-01-01", "basis": [], "reason": "机构改革", "source": "三定"})
    after = office.publisher.graph()
    assert after.assignments.need(held.id).until == dt.date(2027, 1, 1)
    assert [a for a in after.assignments.where("function", held.function) if a.unit == iri("unit", "330226", "交通运输局") and a.start == dt.date(2027, 1, 1)]
    assert [list(after.tables[n]) for n in ("instruments", "provisions", "grants")] == [list(before.tables[n]) for n in ("instruments", "provisions", "grants")]


def test_a_repeal_ends_a_ruling_with_what_rests_on_it(office: Office, water: dict[str, Any], answer: Publish, publish: Publish) -> None:
    publish(office, water)
    ruling = office.publisher.graph().rulings.where("number", "宁编办〔2020〕15号")[0]
    publish(office, {"kind": "repeal", "what": ruling.id, "on": "2026-01-01", "reason": "期满", "source": "纪要"})
    assert answer(office, day=dt.date(2025, 12, 31)).doctrine == "主次协同"
    assert answer(office, day=dt.date(2026, 1, 1)).doctrine != "主次协同"
    with office.trial({"kind": "repeal", "what": ruling.id, "on": "2019-01-01", "reason": "r", "source": "s"}, NOW) as trial:
        assert [p for p in trial.errors if "早于" in p.message or "颠倒" in p.message]


def test_a_change_in_words_names_no_iri(office: Office, water: dict[str, Any]) -> None:
    with office.trial(water, NOW) as trial:
        assert trial.after is not None
        told = in_words(trial.changes, trial.before, trial.after)
    assert [t.what for t in told] == ["认定", "职责", "职责"]
    rows = {r.label: (r.old, r.new) for r in told[0].rows}
    assert rows["适用地"] == ("", "浙江省宁波市宁海县")
    assert rows["认定日期"] == ("", "2020年8月31日")
    assert "《渔业法》第六条" in rows["依据"][1]
    assert not [r for t in told for r in t.rows if "http" in r.new or ("/" in r.new.replace("/", "", 0) and "w3id" in r.new)]


def test_a_proposal_that_changes_nothing_is_told_so(office: Office, water: dict[str, Any], publish: Publish) -> None:
    publish(office, water | {"case_only": True})
    ruling = office.publisher.graph().rulings.where("number", "宁编办〔2020〕15号")[0]
    repeal = {"kind": "repeal", "what": ruling.id, "on": "2026-01-01", "reason": "r", "source": "s"}
    publish(office, repeal)
    with office.trial(repeal, NOW) as trial:
        assert [p.message for p in trial.errors] == ["这份提案什么也不改变：图里已经这样写了"]


def test_every_kind_has_a_name_and_a_title() -> None:
    for kind, name in KINDS.items():
        assert title_of({"kind": kind, "matter": "x"}).startswith(name)


def test_a_dangling_basis_is_an_error(office: Office, water: dict[str, Any]) -> None:
    from dataclasses import replace

    from curation.proposals.triples import changes_of
    from resolver.staging import staged

    before = office.publisher.graph(office.publisher.ready(NOW).version)
    proposed = replace(read_content(water, before).proposed, basis=(iri("statute", "没有", "2020-01-01", "1"),))  # type: ignore[type-var]
    with staged(before, changes_of(proposed, before), office.publisher.home, office.publisher.encoder) as version:  # type: ignore[arg-type]
        assert [p for p in check(proposed, version.opened(), version.said) if "指向不存在" in p.message and p.level == "error"]  # type: ignore[arg-type]
