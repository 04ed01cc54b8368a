"""What a preview says of made-up letters; and that sharing work between the versions, or between processes, changes nothing of it."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from preview_rulings import FUMES, RULING, Proposed

from curation.preview import Preview, not_before, replay, ruling_cases, turning_day
from curation.preview.footing import reads_alike, told_otherwise
from curation.preview.pair import Pair, Versions
from graph.store import KnowledgeGraph
from ontology.errors import BadVersion
from ontology.model import Case
from ontology.vocabulary import iri
from resolver.evaluate import Labelled

OFFICE = "上海市城市管理行政执法局"


@pytest.fixture(scope="module")
def preview(graph: KnowledgeGraph, home: Path, proposed: Proposed, made_up: list[Labelled]) -> Preview:
    """Return the preview of a ruling on the made-up letters."""
    with proposed(FUMES) as after:
        return replay(graph, after, made_up, home=home, workers=1)


def test_only_what_is_answered_otherwise_comes_back(preview: Preview, made_up: list[Labelled]) -> None:
    assert preview.replayed == len(made_up) and not preview.faults
    assert {c.id.split("-")[0] for c in preview.changes} == {"油烟"}
    assert sum(preview.verdicts.values()) == len(preview.changes) == sum(n for _, n in preview.matters)
    assert 0 <= preview.drift < 0.05 and preview.before != preview.after


def test_a_change_says_what_differs_and_why(preview: Preview) -> None:
    change = preview.changes[0]
    assert change.after.leads == (OFFICE,) and change.before.leads != change.after.leads
    assert change.words[0] == f"首问：{change.before.lead} → {OFFICE}"
    assert any(w.startswith("首要依据：") and "合成〔2022〕1号" in w for w in change.words)
    assert "合成〔2022〕1号" in change.reason and change.after.matter in change.reason
    assert change.truth == "上海市徐汇区城市管理行政执法局"


def test_verdicts_follow_the_truth_of_each_case(graph: KnowledgeGraph, home: Path, proposed: Proposed, made_up: list[Labelled], preview: Preview) -> None:
    fumes = [c for c in made_up if c.case.id in {x.id for x in preview.changes}]
    assert preview.verdicts["better"] == len(preview.changes)
    told = [
        replace(fumes[0], function="ecology", unit=preview.changes[0].before.leads[0]), replace(fumes[1], function="", unit=""), replace(fumes[2], unit=OFFICE),
    ]  # fmt: skip
    with proposed(FUMES) as after:
        again = replay(graph, after, told, home=home, workers=1)
    assert [c.verdict for c in again.changes] == ["worse", "different", "better"]
    assert again.verdicts == {"worse": 1, "different": 1, "better": 1}


def test_nothing_changes_where_nothing_was_changed(graph: KnowledgeGraph, home: Path, made_up: list[Labelled]) -> None:
    same = replay(graph, graph, made_up[:20], home=home, workers=1)
    assert same.changes == () and same.drift == 0.0 and same.matters == ()


def test_cases_that_cannot_be_read_are_told_and_hold_up_nothing(graph: KnowledgeGraph, home: Path, proposed: Proposed, made_up: list[Labelled]) -> None:
    bad = [Labelled(Case("空", "  ", made_up[0].case.as_of)), Labelled(Case("外", "hello", made_up[0].case.as_of))]
    with proposed(FUMES) as after:
        found = replay(graph, after, [bad[0], *made_up[:5], bad[1]], home=home, workers=1)
    assert found.replayed == 5 and [f.split("：")[0] for f in sorted(found.faults)] == ["外", "空"]
    with proposed(FUMES) as after:
        assert replay(graph, after, [], home=home).replayed == 0


def test_progress_counts_up_to_all(graph: KnowledgeGraph, home: Path, made_up: list[Labelled]) -> None:
    told: list[tuple[int, int]] = []
    replay(graph, graph, made_up * 3, home=home, workers=1, progress=lambda done, total: told.append((done, total)))
    assert told == [(128, 240), (240, 240)]


def test_old_cases_are_asked_when_the_change_holds(graph: KnowledgeGraph, proposed: Proposed, made_up: list[Labelled]) -> None:
    with proposed(FUMES | {"decided_on": "2026-03-01"}) as after:
        day = turning_day(graph, after)
    assert day == dt.date(2026, 3, 1) and turning_day(graph, graph) is None
    moved = not_before(made_up, day)
    assert min(c.case.as_of for c in moved) == day
    assert [c.case.as_of for c in moved] == [max(c.case.as_of, day) for c in made_up]
    assert not_before(made_up, None) == made_up


def test_rulings_are_cases_whose_lead_is_right(graph: KnowledgeGraph, home: Path, proposed: Proposed) -> None:
    place = graph.find_place("宁海县").id
    own = [r for r in graph.rulings.where("place", place) if r.facts]
    with proposed(FUMES) as after:
        cases = ruling_cases(after, place, [iri("matter", "油烟"), after.rulings.where("place", graph.find_place("上海市").id)[0].matter], dt.date(2026, 11, 21))
        told = replay(graph, after, cases, home=home, workers=1)
    assert {c.case.place for c in cases} > {place} and len(cases) > len([r for r in own if not r.supersedes])
    assert all(c.function for c in cases if c.unit)
    mine = [c for c in cases if c.unit == OFFICE and c.case.as_of == dt.date(2025, 11, 1)]
    assert len(mine) == 1 and mine[0].case.text.startswith("饭店油烟")
    assert [c.verdict for c in told.changes if c.id == mine[0].case.id] == ["better"]


def test_a_version_that_is_gone_is_named(graph: KnowledgeGraph, home: Path, made_up: list[Labelled], tmp_path: Path) -> None:
    gone = Versions(home, graph.folder, graph.version, tmp_path / "没有", "x", "", 0.95)
    with pytest.raises(BadVersion, match="没有这个文件夹"):
        Pair(gone)


# --- the same with less work ----------------------------------------------------------------


def test_a_ruling_leaves_reading_alike_and_touches_its_matters_only(graph: KnowledgeGraph, proposed: Proposed) -> None:
    with proposed(RULING) as after:
        assert reads_alike(graph, after)
        told = told_otherwise(graph, after)
    assert told is not None and after.rulings.where("number", "合成〔2022〕1号")[0].matter in told and len(told) < 40


EVERY, LEAST = 3, 160
"""Of the letters, how many are enough where each is answered twice on both versions; and how few would be too few."""
STATUTE = "《城市市容和环境卫生管理条例》第四条"
CHANGES: list[dict[str, Any]] = [
    RULING,
    {
        "kind": "responsibility", "jurisdiction": "上海市", "matter": "夜间建筑施工噪声", "part": "lead", "unit": "上海市公安局", "duty": "合成", "basis": ["《上海市环境保护条例》第五十四条"],
        "from": "2020-01-01", "reason": "测试", "source": "合成",
    },
    {
        "kind": "responsibility", "jurisdiction": "CN", "matter": "夜间建筑施工噪声", "part": "support", "function": "public-security", "duty": "合成", "basis": [STATUTE],
        "from": "2020-01-01", "reason": "测试", "source": "合成",
    },
    {
        "kind": "matter", "jurisdiction": "上海市", "label": "夜市摊贩吵闹", "theme": "市容环卫", "phrases": ["夜市摊贩占道经营吵闹", "路边摊占道吵得睡不着", "夜宵摊半夜吵闹", "夜市太吵没人管", "流动摊贩半夜叫卖"],
        "terms": ["夜市", "占道摊"], "scope": "合成", "lead": "上海市城市管理行政执法局", "helpers": [], "basis": [STATUTE], "from": "2020-01-01", "reason": "测试", "source": "合成",
    },
]  # fmt: skip


@pytest.mark.pack
@pytest.mark.parametrize("content", CHANGES, ids=lambda c: f"{c['kind']}-{c['jurisdiction']}")
def test_sharing_changes_no_answer(graph: KnowledgeGraph, home: Path, proposed: Proposed, shanghai: list[Labelled], content: dict[str, Any]) -> None:
    cases = shanghai[::EVERY] if content["kind"] == "ruling" else not_before(shanghai[::EVERY], dt.date(2026, 11, 20))
    with proposed(content) as after:
        shared, apart = (replay(graph, after, cases, home=home, workers=1, sharing=sharing) for sharing in (True, False))
    assert shared.changes == apart.changes and shared.drift == apart.drift and shared.replayed == apart.replayed == len(cases) >= LEAST
    assert shared.changes or content["kind"] == "responsibility", "one more responsibility of lesser authority may change nothing"


@pytest.mark.pack
def test_processes_forked_or_served_change_no_answer(graph: KnowledgeGraph, home: Path, proposed: Proposed, shanghai: list[Labelled]) -> None:
    cases = shanghai[::EVERY]
    found: list[Preview] = []
    with proposed(RULING) as after:
        one = replay(graph, after, cases, home=home, workers=1)
        found.append(replay(graph, after, cases, home=home, workers=2))
        thread = threading.Thread(target=lambda: found.append(replay(graph, after, cases, home=home, workers=2)))
        thread.start()
        thread.join()
    assert [(p.changes, p.drift, p.replayed) for p in found] == [(one.changes, one.drift, one.replayed)] * 2
