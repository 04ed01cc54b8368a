"""A version made from another is the version that would have been built whole: tables, indexes and answers."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small import RULING, SMALL, small

from graph import store
from graph.changes import ChangeSet
from graph.columns import SORTED
from graph.load import Knowledge
from graph.publish import Staged
from resolver import indexing
from resolver.encode import Encoder, open_encoder
from resolver.staging import staged

MORE = """
<matter/广告牌> a sw:Matter ; skos:prefLabel "广告牌松动"@zh ; skos:broader <matter/路灯> ; skos:scopeNote "广告牌"@zh ; sw:category "数字城管投诉" ; sw:urgency "紧急" ;
    sw:theme "市政设施"@zh ; sw:keyword "广告牌" ; sw:phrase "牌子要掉" , "牌子一" , "牌子二" , "牌子三" , "牌子四" .
<resp/广告牌/1> a sw:Responsibility ; sw:matter <matter/广告牌> ; sw:part "lead" ; sw:function <function/house> ; sw:duty "查"@zh ; sw:place <place/CN> ; sw:basis <statute/照明法/2020-01-01/4> .
"""
EDITS = {
    "a ruling more": ("", RULING),
    "a matter more": ("", MORE),
    "a phrase otherwise": ('"路灯不亮的说法3"', '"灯杆歪了"'),
    "a unit renamed": ('"乙市照明局"', '"乙市城市照明局"'),
    "a statute renamed": ('eli:title "照明法"', 'eli:title "城市照明法"'),
    "a version ends": ('eli:first_date_entry_in_force "2020-01-01"^^xsd:date ; sw:verified true', 'eli:first_date_entry_in_force "2020-01-01"^^xsd:date ; eli:date_no_longer_in_force "2024-01-01"^^xsd:date ; sw:verified true'),
    "an article's gist": ('sw:gist "新"', 'sw:gist "照明由主管部门管"'),
    "a grant otherwise": ('<grant/照明法/2020-01-01/4/lamp> a sw:Grant ; sw:function <function/lamp>', '<grant/照明法/2020-01-01/4/lamp> a sw:Grant ; sw:function <function/house>'),
    "a lead otherwise": ('sw:part "lead" ; sw:function <function/lamp>', 'sw:part "lead" ; sw:function <function/house>'),
    "a unit gone": ('<unit/990100/照明局> a sw:Unit ; skos:prefLabel "乙市照明局"@zh ; sw:place <place/990100> ; sw:function <function/light> ; sw:validFrom "2010-01-01"^^xsd:date .', ""),
}  # fmt: skip
"""Turtle in place of Turtle; empty in place: appended."""


def edited(folder: Path, names: frozenset[str]) -> Knowledge:
    text, extra = SMALL, ""
    for name in sorted(names):
        old, new = EDITS[name]
        text, extra = (text.replace(old, new, 1), extra) if old else (text, extra + new)
    return small(folder, extra, text=text)


def change(before: Knowledge, after: Knowledge) -> ChangeSet:
    old, new = (frozenset(k.nquads.decode().removesuffix("\n").split("\n")) for k in (before, after))
    return ChangeSet(new - old, old - new)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return open_encoder()


def whole(knowledge: Knowledge, home: Path, encoder: Encoder) -> store.KnowledgeGraph:
    with store.staging(knowledge, home) as folder:
        indexing.build(store.open_folder(folder, knowledge.version), encoder, folder / "index")
        store.seal(folder, home)
    return store.open_version(home, knowledge.version)


def same(made: Staged, built: store.KnowledgeGraph) -> None:
    opened = made.opened()
    assert made.version == built.version
    assert opened.nquads() == built.nquads()
    for name in store.RECORDS:
        assert list(getattr(opened, name)) == list(getattr(built, name)), name
        assert [opened.tables[name].index_of(r.id) for r in getattr(built, name)] == list(range(len(getattr(built, name))))
    for record, field in (stem.split(".") for stem in SORTED):
        assert all((graph.folder / "tables" / f"{record}.{field}.owners.npy").exists() for graph in (opened, built))
        one, other = (next(t for t in graph.tables.values() if t.record.__name__ == record) for graph in (opened, built))
        assert all(one.positions(field, v).tolist() == other.positions(field, v).tolist() for v in other.strings)
    for path in sorted((built.folder / "index").rglob("*.npy")):
        if not path.name.endswith("rows.npy"):
            assert np.array_equal(np.load(path), np.load(opened.folder / "index" / path.relative_to(built.folder / "index"))), path.name
    assert (opened.folder / "index" / "nodes.json").read_bytes() == (built.folder / "index" / "nodes.json").read_bytes()
    assert _told(opened) == _told(built)


def _told(graph: store.KnowledgeGraph) -> list[object]:
    """Return what searches find: rulings by vectors, rulings and articles by words."""
    from resolver.index import Index

    encoder = open_encoder()
    index = Index(graph, encoder)
    vectors = encoder.encode(["路灯不亮两家推", "牌子要掉"])
    near = [[(row, round(score, 5)) for row, score in each] for each in index.rulings.nearest(vectors, 5)]
    words = [[(row, round(score, 4)) for row, score in sorted(each)] for each in index.by_words.nearest(("路灯", "广告牌", "路灯不亮"), 5)]
    return [near, words]


@pytest.mark.proof
@given(st.frozensets(st.sampled_from(sorted(EDITS)), max_size=4), st.frozensets(st.sampled_from(sorted(EDITS)), max_size=4))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_made_from_another_is_as_built_whole(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, before: frozenset[str], after: frozenset[str]) -> None:
    folder = tmp_path_factory.mktemp("patch")
    old, new = edited(folder, before), edited(folder, after)
    graph = whole(old, folder / "home", encoder)
    if old.version == new.version:
        return
    with staged(graph, change(old, new), folder / "home", encoder) as made:
        same(made, whole(new, folder / "other", encoder))
        assert store.is_whole(graph.folder)  # nothing was written through a link


@pytest.mark.parametrize("sharing", [False, True])
def test_a_version_made_of_a_made_one_is_as_built_whole(tmp_path: Path, encoder: Encoder, sharing: bool) -> None:
    """`sharing`: each is opened like the one before, so that some of its tables were opened with an earlier pool of strings."""
    steps = [frozenset(sorted(EDITS)[:n]) for n in range(len(EDITS) + 1)]
    home = tmp_path / "home"
    knowledge = [edited(tmp_path, names) for names in steps]
    graph = whole(knowledge[0], home, encoder)
    for old, new in pairwise(knowledge):
        with staged(graph, change(old, new), home, encoder) as made:
            same(made, whole(new, tmp_path / f"built{new.version}", encoder))
            if made.fresh:
                store.seal(made.folder, home)
        graph = store.open_version(home, new.version, graph if sharing else None)


def test_only_what_changed_is_written_anew(tmp_path: Path, encoder: Encoder) -> None:
    home = tmp_path / "home"
    old, new = small(tmp_path), small(tmp_path, RULING)
    graph = whole(old, home, encoder)
    with staged(graph, change(old, new), home, encoder) as made:
        linked = {p.name for p in made.folder.rglob("*") if p.is_file() and p.stat().st_nlink > 1}
        assert {"graph.nq", "phrases.npy", "words.npy", "bm25.data.npy", "walk.data.npy", "nodes.json", "articles.npy", "Matter.id.npy", "strings.npy"} <= linked
        assert not {"Ruling.id.npy", "Responsibility.id.npy", "rulings.faiss"} & linked


def test_tables_shared_with_the_version_before_stay_right_through_many_versions(tmp_path: Path, encoder: Encoder) -> None:
    home = tmp_path / "home"
    steps = [frozenset(sorted(EDITS)[:n]) for n in range(len(EDITS) + 1)]
    knowledge = [edited(tmp_path, names) for names in steps]
    graph = whole(knowledge[0], home, encoder)
    for old, new in pairwise(knowledge):
        with staged(graph, change(old, new), home, encoder) as made:
            same(made, whole(new, tmp_path / f"built{new.version}", encoder))
            if made.fresh:
                store.seal(made.folder, home)
        graph = store.open_version(home, new.version, graph)
