"""A matter by itself: what the pages say of it is what an answer says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from ontology.errors import NotFound
from ontology.model import Decision
from ontology.vocabulary import iri
from resolver.certain import certain, standing_of
from resolver.pipeline import Resolver
from resolver.stand import Known

DAY = dt.date(2026, 11, 21)
SHRIMP = iri("matter", "水产养殖投入品损害")


@pytest.mark.parametrize("place", ["宁海县", "坪山区", "奉节县"])
def test_the_lead_and_its_first_citation_are_those_of_an_answer(resolver: Resolver, ask: Callable[..., Decision], place: str) -> None:
    graph, traversal = resolver.graph, resolver.traversal
    scope = traversal.scope(graph.find_place(place).id, DAY)
    compared = 0
    for matter in list(graph.matters)[::23]:
        answer = ask(matter.phrases[0], place, DAY)
        settled_by_facts = any(mark.kind == "fact" for mark in answer.explanation.marks)
        if not answer.lead or not answer.matters or answer.matters[0].id != matter.id or answer.matters[0].score < 0.9 or settled_by_facts:
            continue
        told = certain(matter.id, traversal, scope)
        assert told.verdict.lead is not None
        if answer.explanation.precedents and any(near.similarity > 0.6 for near in answer.explanation.precedents):
            continue  # a like case decided before may bind this one, and no matter by itself
        assert told.verdict.lead.name == answer.lead.name, matter.label
        assert [c.id for c in told.citations[:1]] == [c.id for c in answer.citations[:1]], matter.label
        compared += 1
    assert compared >= 15


def test_citations_are_those_in_force_on_the_day(resolver: Resolver) -> None:
    traversal, place = resolver.traversal, resolver.graph.find_place("宁海县").id
    then = certain(SHRIMP, traversal, traversal.scope(place, dt.date(2020, 8, 15)))
    now = certain(SHRIMP, traversal, traversal.scope(place, DAY))
    assert iri("statute", "渔业法", "2013-12-28", "6") in {c.id for c in then.citations}
    assert iri("statute", "渔业法", "2025-12-27", "6") in {c.id for c in now.citations}
    assert iri("statute", "渔业法", "2013-12-28", "6") not in {c.id for c in now.citations}


def test_a_fact_known_changes_who_leads(resolver: Resolver) -> None:
    traversal, graph = resolver.traversal, resolver.graph
    scope = traversal.scope(graph.find_place("宁海县").id, DAY)
    matter = iri("matter", "三无船舶")
    options = {o.label: o for o in graph.options if o.condition == standing_of(matter, traversal, scope).open_condition}
    leads = {label: standing_of(matter, traversal, scope, Known({o.condition: o.id})).contenders[0].holder.name for label, o in options.items()}
    assert leads["渔船"] == "宁海县农业农村局"
    assert len(set(leads.values())) > 1


def test_an_unknown_matter_is_refused(resolver: Resolver) -> None:
    with pytest.raises(NotFound):
        standing_of(iri("matter", "没有"), resolver.traversal, resolver.traversal.scope(None, DAY))
