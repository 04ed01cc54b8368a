"""Walks keep to period, place and authority."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small import RULING, small

from graph import store
from graph.bases import Scope
from graph.store import KnowledgeGraph
from graph.traverse import Traversal
from ontology.vocabulary import iri

LAMP, HOUSE = iri("function", "lamp"), iri("function", "house")
MATTER = iri("matter", "路灯")


@pytest.fixture(scope="module")
def traversal(tmp_path_factory: pytest.TempPathFactory) -> Traversal:
    folder = tmp_path_factory.mktemp("traverse")
    with store.staging(small(folder, RULING), folder / "home") as staged:
        store.publish(staged, folder / "home")
    return Traversal(store.open_version(folder / "home"))


def scope(traversal: Traversal, code: str, year: int) -> Scope:
    return traversal.scope(iri("place", code), dt.date(year, 6, 1))


def bases(traversal: Traversal, code: str, year: int) -> list[str]:
    return [b.id.rsplit("/id/", 1)[1] for c in traversal.claims(MATTER, scope(traversal, code, year)) for b in c.bases]


def test_each_day_cites_the_text_of_that_day(traversal: Traversal) -> None:
    assert bases(traversal, "990000", 2015) == ["statute/照明法/2010-01-01/3"]
    assert bases(traversal, "990000", 2021) == ["statute/照明法/2020-01-01/4"]


def test_an_article_that_names_nobody_brings_the_one_that_does(tmp_path: Path) -> None:
    naming = """<statute/照明法/2020-01-01/9> a sw:Article ; eli:is_part_of <statute/照明法/2020-01-01> ; sw:number "9" ; sw:gist "由谁处罚"@zh ; sw:verified true ;
        sw:grants <grant/照明法/2020-01-01/9/lamp> .
    <grant/照明法/2020-01-01/9/lamp> a sw:Grant ; sw:function <function/lamp> ; sw:kind "competent" .
    <grant/照明法/2020-01-01/4/lamp> sw:namedBy <statute/照明法/2020-01-01/9> .
    """
    with store.staging(small(tmp_path, naming), tmp_path / "home") as staged:
        store.publish(staged, tmp_path / "home")
    walk = Traversal(store.open_version(tmp_path / "home"))
    assert bases(walk, "990000", 2021) == ["statute/照明法/2020-01-01/4", "statute/照明法/2020-01-01/9"]
    assert bases(walk, "990000", 2015) == ["statute/照明法/2010-01-01/3"], "the older text names it itself"


def test_before_the_oldest_text_only_the_statute_is_named(traversal: Traversal) -> None:
    assert bases(traversal, "990000", 2007) == ["statute/照明法"]
    assert bases(traversal, "990000", 2003) == []


def test_a_ruling_of_the_place_outranks_the_law(traversal: Traversal) -> None:
    first = traversal.claims(MATTER, scope(traversal, "990100", 2023))[0]
    assert (first.step, traversal.of_claim(first, scope(traversal, "990100", 2023)).name) == ("ruling-here", "乙市住建局")


def test_before_the_ruling_the_law_decides(traversal: Traversal) -> None:
    s = scope(traversal, "990100", 2021)
    assert traversal.of_claim(traversal.claims(MATTER, s)[0], s).name == "乙市照明局"


def test_a_district_takes_its_citys_ruling_a_county_does_not(traversal: Traversal) -> None:
    assert traversal.claims(MATTER, scope(traversal, "990101", 2023))[0].step == "ruling-here"
    assert traversal.claims(MATTER, scope(traversal, "990121", 2023))[0].step == "law"


def test_elsewhere_the_ruling_only_persuades(traversal: Traversal) -> None:
    steps = [c.step for c in traversal.claims(MATTER, scope(traversal, "CN", 2023))]
    assert steps == ["law", "elsewhere"]


def test_a_role_is_held_by_the_unit_of_its_function(traversal: Traversal) -> None:
    assert traversal.holder(LAMP, scope(traversal, "990100", 2023)).name == "乙市照明局"
    nationwide = traversal.holder(LAMP, scope(traversal, "CN", 2023))
    assert (nationwide.unit, nationwide.name, nationwide.function) == (None, "照明部门", "light")


def test_a_role_held_by_another_function_follows_it(tmp_path: Path) -> None:
    extra = '<assign/990100/lamp/house> a sw:Assignment ; sw:function <function/lamp> ; sw:place <place/990100> ; sw:heldBy <function/house> ; sw:validFrom "2015-01-01"^^xsd:date .'
    with store.staging(small(tmp_path, extra), tmp_path / "home") as staged:
        store.publish(staged, tmp_path / "home")
    t = Traversal(store.open_version(tmp_path / "home"))
    assert t.holder(LAMP, scope(t, "990100", 2016)).name == "乙市住建局"
    assert t.holder(LAMP, scope(t, "990100", 2014)).name == "乙市照明局"


@settings(max_examples=60, deadline=None)
@given(day=st.dates(dt.date(2000, 1, 1), dt.date(2030, 1, 1)), n=st.integers(0, 10_000))
def test_no_path_uses_an_expired_basis(graph: KnowledgeGraph, day: dt.date, n: int) -> None:
    t = Traversal(graph)
    matter = graph.matters[n % len(graph.matters)]
    for claim in t.claims(matter.id, t.scope(None, day)):
        for basis in claim.bases:
            assert basis.period.holds_on(day)


@settings(max_examples=15, deadline=None)
@given(n=st.integers(0, 10_000))
def test_an_irrelevant_triple_changes_nothing(tmp_path_factory: pytest.TempPathFactory, n: int) -> None:
    folder = tmp_path_factory.mktemp("irrelevant")
    answers = []
    for extra in ("", f'<place/99{n:04d}> a sw:Jurisdiction ; skos:notation "99{n:04d}" ; skos:prefLabel "某地{n}"@zh ; sw:within <place/CN> .'):
        home = folder / f"home{len(extra)}"
        with store.staging(small(folder, RULING + (extra if n not in (0, 100, 101, 121) else "")), home) as staged:
            store.publish(staged, home)
        t = Traversal(store.open_version(home))
        answers.append([(c.responsibility.id, c.step) for c in t.claims(MATTER, scope(t, "990101", 2023))])
    assert answers[0] == answers[1]
