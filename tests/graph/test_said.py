"""What is looked at as columns is what walking every record would find."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import said
from graph.store import KnowledgeGraph
from graph.traverse import Traversal


@settings(max_examples=60, deadline=None)
@given(day=st.dates(dt.date(2000, 1, 1), dt.date(2030, 1, 1)), n=st.integers(0, 10_000), place=st.integers(0, 10_000))
def test_every_claim_is_among_what_is_looked_at(graph: KnowledgeGraph, day: dt.date, n: int, place: int) -> None:
    t = Traversal(graph)
    matter, scope = graph.matters[n % len(graph.matters)].id, t.scope(graph.places[place % len(graph.places)].id, day)
    whole = {r.id for r in graph.responsibilities.where("matter", matter) if t._claim(r, scope)}
    assert whole <= {r.id for r in said.SaidOfMatters(graph).usable(matter, scope.chain, day)}


def test_claims_and_holders_kept_from_another_place_and_day_are_those_made_anew(graph: KnowledgeGraph) -> None:
    kept = Traversal(graph)
    matters = sorted({r.matter for r in graph.responsibilities if any(graph.rulings.get(b) for b in r.basis)})[:40]
    functions = [f.id for f in graph.functions][:40]
    spoken = list(dict.fromkeys(r.place for r in graph.rulings))[:8]
    places = [p for place in spoken for p in (place, *(within.id for within in graph.places.where("within", place)[:2]))]
    for place in places:
        for day in (dt.date(2018, 1, 1), dt.date(2018, 12, 31), dt.date(2022, 6, 1), dt.date(2026, 11, 22)):
            scope = kept.scope(place, day)
            anew = Traversal(graph)
            for matter in matters:
                assert kept.claimed(matter, scope) == anew.claimed(matter, scope)
            for function in functions:
                assert kept.holder(function, scope) == anew.holder(function, scope)


def test_of_other_places_the_newest_that_hold_on_the_day(graph: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(said, "MOST_ELSEWHERE", 1)
    matter = next(r.matter for r in graph.responsibilities if any(graph.rulings.get(b) for b in r.basis))
    chain, day = ("https://w3id.org/shouwen/id/place/CN",), dt.date(2026, 11, 22)
    assert sum(r.place not in chain for r in said.SaidOfMatters(graph).usable(matter, chain, day)) <= 1
