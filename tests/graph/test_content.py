"""The content of a version: by subject, named by what it says, changed as a change set says or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small import RULING, small

from graph import store
from graph.changes import ChangeSet
from graph.content import GRAPH, digests_of, name_of
from graph.publish import next_version
from ontology.errors import BadInput, Conflict
from ontology.vocabulary import iri

MATTER = iri("matter", "路灯")


def line(subject: str, text: str) -> str:
    return f'<{subject}> <https://w3id.org/shouwen/ns#phrase> "{text}" <{GRAPH}> .'


@pytest.fixture
def graph(tmp_path: Path) -> store.KnowledgeGraph:
    home = tmp_path / "home"
    with store.staging(small(tmp_path, RULING), home) as folder:
        store.publish(folder, home)
    return store.open_version(home)


def test_every_subject_has_its_lines_and_no_others(graph: store.KnowledgeGraph) -> None:
    whole = graph.nquads().decode().splitlines()
    for subject in {text[1 : text.index(">")] for text in whole}:
        assert list(graph.content.lines(subject)) == [text for text in whole if text.startswith(f"<{subject}> ")]
    assert graph.content.lines(iri("matter", "路")) == ()  # the head of another's name
    assert graph.content.lines(iri("zzz", "没有")) == ()
    assert graph.content.lines("") == ()


def test_who_points_to_a_subject(graph: store.KnowledgeGraph) -> None:
    assert graph.content.pointing_at(iri("ruling", "990100", "r1")) == {iri("resp", "ruling-r1", "1")}
    assert iri("resp", "路灯", "1") in graph.content.pointing_at(MATTER)


def test_a_change_that_does_not_fit_is_refused_and_named(graph: store.KnowledgeGraph) -> None:
    with pytest.raises(Conflict, match="已经不在"):
        graph.content.after(ChangeSet(removed=frozenset({line(MATTER, "没有这句")})))
    standing = next(text for text in graph.content.lines(MATTER) if "phrase" in text)
    with pytest.raises(Conflict, match="已经有了"):
        graph.content.after(ChangeSet(frozenset({standing})))
    with pytest.raises(BadInput):
        ChangeSet(frozenset({standing}), frozenset({standing}))


def test_there_and_back_is_the_same_version(graph: store.KnowledgeGraph, tmp_path: Path) -> None:
    change = ChangeSet(frozenset({line(MATTER, "灯坏了\u2028两行"), line(iri("matter", "新"), "x")}), frozenset(graph.content.lines(iri("ruling", "990100", "r1"))[:1]))
    home = tmp_path / "home"
    with next_version(graph, change, home) as there:
        assert there.version != graph.version
        after = there.opened()
        assert after.content.lines(iri("matter", "新")) == (line(iri("matter", "新"), "x"),)
        assert name_of(digests_of(after.nquads())) == there.version  # the name is what a whole reading gives
        with next_version(after, change.inverse(), home) as back:
            assert back.version == graph.version
            assert not back.fresh


texts = st.frozensets(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")).map(lambda p: line(f"https://w3id.org/shouwen/id/{p[0]}", p[1])))


@given(texts, texts, texts)
def test_two_changes_one_after_another_are_one(start: frozenset[str], middle: frozenset[str], end: frozenset[str]) -> None:
    first, second = ChangeSet(middle - start, start - middle), ChangeSet(end - middle, middle - end)
    assert first.then(second) == ChangeSet(end - start, start - end)
    assert not first.then(first.inverse())
