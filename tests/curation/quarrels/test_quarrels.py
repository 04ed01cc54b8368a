"""The map of quarrels over the shipped knowledge: what it stands on, what it finds, its order."""

from __future__ import annotations

import datetime as dt

import past_letters as made
import pytest

from curation.quarrels.find import chosen, find_quarrels, overview, quarrel
from curation.quarrels.ground import Ground
from curation.quarrels.quarrel import KINDS, Quarrel
from graph.columns import Table
from graph.store import KnowledgeGraph
from ontology.errors import NotFound
from ontology.vocabulary import iri
from resolver.pipeline import Resolver
from resolver.stand import Known, stand

DAY = dt.date(2026, 11, 21)
NINGHAI = iri("place", "330226")


@pytest.fixture(scope="module")
def ninghai(resolver: Resolver) -> tuple[Quarrel, ...]:
    """Return the quarrels of Ninghai."""
    return find_quarrels(resolver.graph, resolver.traversal, NINGHAI, DAY)


@pytest.mark.parametrize("code", ["330226", "310000", "440310", "CN"])
def test_the_ground_says_what_the_resolver_says(resolver: Resolver, code: str) -> None:
    """Followed all at once or matter by matter, the rules give the same lead."""
    graph, traversal = resolver.graph, resolver.traversal
    ground = Ground(graph, traversal, iri("place", code), DAY)
    apart = []
    for matter in graph.matters:
        standing = stand(matter, traversal, ground.scope, Known({}))
        first = ground.first(matter.id)
        if not standing.joint and (not first or first.holder != standing.contenders[0].holder or first.step != standing.contenders[0].claim.step):
            apart.append(matter.label)
    assert apart == []


def test_quarrels_are_ranked_one_a_matter_with_stable_ids(resolver: Resolver, ninghai: tuple[Quarrel, ...]) -> None:
    assert [q.weight for q in ninghai] == sorted((q.weight for q in ninghai), reverse=True)
    assert len({q.about for q in ninghai}) == len(ninghai) == len({q.id for q in ninghai})
    assert ninghai == find_quarrels(resolver.graph, resolver.traversal, NINGHAI, DAY)
    assert {q.id for q in find_quarrels(resolver.graph, resolver.traversal, NINGHAI, DAY + dt.timedelta(days=1))} == {q.id for q in ninghai}
    assert quarrel(ninghai, ninghai[3].id) is ninghai[3]
    with pytest.raises(NotFound, match="没有疑点"):
        quarrel(ninghai, "330226/matter/没有")


def test_every_quarrel_says_what_is_the_matter_on_evidence_that_exists(graph: KnowledgeGraph, ninghai: tuple[Quarrel, ...]) -> None:
    tables = [table for table in vars(graph).values() if isinstance(table, Table)]
    for q in ninghai:
        assert q.kind in KINDS
        assert q.label and q.sentence and q.evidence and q.weight > 0
        for evidence in q.evidence:
            assert all(any(table.index_of(i) >= 0 for table in tables) for i in evidence.ids), (q.id, evidence)


def test_every_proposal_is_of_a_known_kind_and_names_what_exists(graph: KnowledgeGraph, ninghai: tuple[Quarrel, ...]) -> None:
    for finding in (f for q in ninghai for f in q.findings):
        proposal = finding.proposal
        assert proposal["kind"] in {"ruling", "scheme", "analogy", "responsibility", "split", "reassignment", "repeal", "unit"}
        assert proposal["reason"] == finding.sentence and proposal["source"] == ""
        units = [proposal.get("lead", ""), *(h["unit"] for h in proposal.get("helpers", ())), *proposal.get("disputed_between", ())]
        assert all(graph.units.get(u) for u in units if u)
        assert all(graph.provisions.get(b) or graph.rulings.get(b) or graph.instruments.get(b) for b in proposal.get("basis", ()))
        assert "matter" not in proposal or graph.matters.get(proposal["matter"])


def test_known_quarrels_are_found(ninghai: tuple[Quarrel, ...], resolver: Resolver) -> None:
    """What half the country argues about: hanging cables, stray dogs, night building noise; and Ninghai's own ruling on an old statute."""
    by_matter = {q.matter: q for q in ninghai}
    first = {q.matter for q in ninghai[:30]}
    for name in ("架空线杂乱", "夜间施工噪声", "流浪犬猫"):
        assert iri("matter", name) in first
    additive = by_matter[iri("matter", "水产养殖投入品损害")]
    assert additive.kind == "lapsed"
    assert "渔业法" in additive.sentence
    assert iri("statute", "渔业法/2025-12-27/6") in additive.proposal["basis"]
    nation = {q.matter: q for q in find_quarrels(resolver.graph, resolver.traversal, None, DAY)}
    dogs = nation[iri("matter", "遛犬不牵绳")]
    assert "contradiction" in dogs.kinds
    assert "公安" in dogs.sentence and "城市管理" in dogs.sentence


def test_what_the_place_has_ruled_is_no_open_question(ninghai: tuple[Quarrel, ...], resolver: Resolver) -> None:
    ground = Ground(resolver.graph, resolver.traversal, NINGHAI, DAY)
    for q in ninghai:
        if q.matter and ground.settled(q.matter):
            assert not any("说不清" in f.sentence for f in q.findings)


def test_counts_and_choice(ninghai: tuple[Quarrel, ...]) -> None:
    counted = overview(ninghai)
    assert counted.quarrels == len(ninghai)
    assert dict(counted.kinds)["contradiction"] == len(chosen(ninghai, kind="contradiction"))
    theme, count = counted.themes[0]
    assert count == len(chosen(ninghai, theme=theme))
    assert all("路灯" in q.label or "路灯" in q.sentence for q in chosen(ninghai, text="路灯"))


def test_a_place_whose_units_nobody_entered_has_one_quarrel_for_them(resolver: Resolver) -> None:
    place = resolver.graph.find_place("柘城县")
    found = [q for q in find_quarrels(resolver.graph, resolver.traversal, place.id, DAY) if q.kind == "gap" and q.proposal["kind"] == "reassignment"]
    assert [q.about for q in found] == [place.id]


def test_learned_letters_bring_practice_disagreement_and_unknown_units(resolver: Resolver) -> None:
    experience = made.experience(resolver)
    found = find_quarrels(resolver.graph, resolver.traversal, experience.place, made.AFTER, experience)
    by = {q.about: q for q in found}
    assert "practice" in by[iri("matter", "餐饮油烟")].kinds
    assert by[iri("matter", "餐饮油烟")].letters == 20
    assert any(q.kind == "unit" and q.label == made.LAMP_KEEPER for q in found)
    before = {q.about: q for q in find_quarrels(resolver.graph, resolver.traversal, experience.place, made.AFTER)}
    assert by[iri("matter", "餐饮油烟")].weight > before[iri("matter", "餐饮油烟")].weight
    assert not {"practice", "unit", "disagreement"} & {k for q in before.values() for k in q.kinds}
