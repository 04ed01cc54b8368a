"""A ruling tells nothing before its day; one that ended still tells what its matter is about."""

from __future__ import annotations

import datetime as dt

import pytest

from graph.bases import Scope
from ontology.model import Case
from ontology.vocabulary import iri
from resolver.candidates import Evidence
from resolver.clean import clean
from resolver.pipeline import Resolver
from resolver.stand import Known
from resolver.weigh import begun, join, weigh

NINGHAI = iri("place", "330226")
RULING = iri("ruling", "330226", "2020-08-水产投放剂")
TEXT = "虾蟹塘用了改水的投放剂，虾和螃蟹死了一大片，农资店不认账"


@pytest.fixture(scope="module")
def evidence(resolver: Resolver) -> Evidence:
    text = clean(TEXT)
    found = resolver._candidates.gather([text], [resolver._finder.find(text.whole)])[0]
    assert RULING in {resolver.graph.rulings[n.position].id for n in found.precedents}
    return found


def scope(resolver: Resolver, day: dt.date) -> Scope:
    return resolver.traversal.scope(NINGHAI, day)


def told(resolver: Resolver, evidence: Evidence, day: dt.date) -> float:
    """Return what precedents say of the ruling's matter on a day."""
    ruling = resolver.graph.rulings.need(RULING)
    parts, _ = join(evidence, resolver.traversal, scope(resolver, day))
    return float(parts["precedents"][resolver.graph.matters.index_of(ruling.matter)])


def test_a_ruling_counts_from_its_first_day_on(resolver: Resolver, evidence: Evidence) -> None:
    first = resolver.graph.rulings.need(RULING).start
    assert first is not None
    for day, counts in ((first - dt.timedelta(days=1), False), (first, True), (first + dt.timedelta(days=900), True)):
        near = begun(evidence, resolver.traversal, scope(resolver, day))
        assert (RULING in {resolver.graph.rulings[n.position].id for n in near}) is counts
        assert near == weigh(evidence, resolver.traversal, scope(resolver, day), Known({}, frozenset())).precedents, "helpers are told by the same rulings"
    assert told(resolver, evidence, first - dt.timedelta(days=1)) < told(resolver, evidence, first)


def test_before_its_day_the_answer_is_as_if_nobody_had_ruled(resolver: Resolver) -> None:
    day = dt.date(2020, 7, 31)
    ruled = frozenset(r.id for r in resolver.graph.rulings if r.start and r.start > day)
    case = Case("t", TEXT, day, place=NINGHAI)
    with_it, without = resolver.resolve(case), resolver.resolve(Case("t", TEXT, day, place=NINGHAI, without=ruled))
    assert (with_it.lead, with_it.candidates, with_it.helpers, with_it.matters, with_it.citations) == (
        without.lead,
        without.candidates,
        without.helpers,
        without.matters,
        without.citations,
    )
    assert not [p for p in with_it.explanation.precedents if p.id in ruled]
