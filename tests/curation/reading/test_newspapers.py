"""Newspapers' tellings of rulings, read where ../shared/seeds is at hand. Expected readings only: no sentence of theirs is kept here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from curation.reading import Draft
from graph.store import KnowledgeGraph

SEEDS = Path(__file__).resolve().parents[4] / "shared" / "seeds"
Read = Callable[..., tuple[Draft, ...]]
NINGHAI = (
    ("水产养殖投入品", "宁海县农业农村局", {"宁海县市场监督管理局"}, {"宁海县农业农村局", "宁海县市场监督管理局"}),
    ("再生资源", "宁海县商务局", set(), set()),
    ("平衡车", "宁海县商务局", set(), {"宁海县商务局", "宁海县市场监督管理局"}),
    ("艺术类校外培训", "宁海县教育局", set(), {"宁海县教育局"}),
)


def _seed(start: str) -> bytes:
    found = sorted(SEEDS.glob(f"{start}_*.txt")) if SEEDS.is_dir() else []
    if not found:
        pytest.skip(f"报道不在 {SEEDS}：这个测试跳过")
    return found[0].read_bytes()


def _units(draft: Draft, name: str, graph: KnowledgeGraph) -> set[str]:
    values = [f.value["unit"] if isinstance(f.value, Mapping) else f.value for f in draft.of(name)]
    return {graph.units.need(v).full_name for v in values}


def test_the_four_disputes_of_ninghai(read_file: Read, graph: KnowledgeGraph) -> None:
    drafts = read_file("000.txt", _seed("000"))
    assert len(drafts) == 4
    for draft, (matter, lead, helpers, parties) in zip(drafts, NINGHAI, strict=True):
        found = draft.one("matter")
        assert found is not None
        assert matter in found.shown
        assert _units(draft, "lead", graph) == {lead}
        assert _units(draft, "helpers", graph) == helpers
        assert _units(draft, "disputed_between", graph) == parties
    assert drafts[0].content()["jurisdiction"] == "浙江省宁波市宁海县"


def test_the_analogy_of_zoucheng(read_file: Read, graph: KnowledgeGraph) -> None:
    (draft,) = read_file("001.txt", _seed("001"))
    assert _units(draft, "lead", graph) == {"邹城市文化和旅游局"}
    assert _units(draft, "helpers", graph) == {"邹城市公安局", "邹城市市场监督管理局", "邹城市消防救援大队"}
    assert draft.content()["doctrine"] == "参照类比"


def test_the_lamps_of_fengjie(read_file: Read, graph: KnowledgeGraph) -> None:
    (draft,) = read_file("003.txt", _seed("003"))
    assert _units(draft, "disputed_between", graph) == {"奉节县住房和城乡建设委员会", "奉节县城市管理局"}
    assert _units(draft, "lead", graph) == {"奉节县城市管理局"}
