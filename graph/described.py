"""What a version says of one subject, as a reader of linked data wants it: its own triples, what points to it, and names for both.

A concise bounded description (https://www.w3.org/submissions/CBD/) without blank nodes, for the graph has none, made two-sided by
what points to the subject; bounded so that the busiest function costs no more than a quiet one. Nothing is scanned: the subject's
lines are found by halving (graph.content), what points to it through the columns (graph.columns).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

import pyoxigraph as ox

from graph.publish import triples_of
from graph.store import KnowledgeGraph
from ontology.vocabulary import ELI, RDFS, SKOS, SW

POINTING: Final = 100
"""Subjects named at most for each way of pointing to the subject; all of them are a SPARQL query away."""
NAMED: Final = 400
"""Neighbours whose names are given at most."""
WAYS: Final = (
    ("matters", "broader", SKOS.broader), ("responsibilities", "matter", SW.matter), ("responsibilities", "unit", SW.unit),
    ("responsibilities", "function", SW.function), ("responsibilities", "basis", SW.basis), ("assignments", "unit", SW.unit),
    ("assignments", "function", SW.function), ("units", "function", SW.function), ("units", "place", SW.place), ("grants", "function", SW.function),
    ("functions", "broader", SKOS.broader), ("provisions", "instrument", ELI.is_part_of), ("instruments", "work", ELI.version_of),
    ("rulings", "matter", SW.matter), ("rulings", "basis", SW.basis), ("rulings", "disputed", SW.disputedBetween), ("rulings", "place", SW.place),
    ("places", "within", SW.within), ("conditions", "options", SW.option), ("responsibilities", "options", SW.when),
)  # fmt: skip
"""How subjects point to others: the table and field that know it, and the property that says it."""
NAMES: Final = tuple(ox.NamedNode(str(p)) for p in (SKOS.prefLabel, ELI.title, RDFS.label))
_LABELS: Final = frozenset(NAMES)


def said_of(graph: KnowledgeGraph, subject: str) -> list[ox.Triple]:
    """Return the triples of a subject in their order on disk; none for one that the version does not hold."""
    return sorted(triples_of(graph.content.lines(subject)), key=str)


def pointing_at(graph: KnowledgeGraph, subject: str) -> list[ox.Triple]:
    """Return the triples that point to a subject, at most POINTING for each of WAYS."""
    target = ox.NamedNode(subject)
    found = []
    for name, field, prop in WAYS:
        table = graph.tables[name]
        rows = table.positions(field, subject)[:POINTING].tolist()
        found += [ox.Triple(ox.NamedNode(table.id_of(row)), ox.NamedNode(str(prop)), target) for row in rows]
    if grant := graph.grants.get(subject):
        found.append(ox.Triple(ox.NamedNode(grant.article), ox.NamedNode(str(SW.grants)), target))
    return found


def named(graph: KnowledgeGraph, triples: list[ox.Triple], known: str) -> list[ox.Triple]:
    """Return the labels of the subjects that the triples touch, `known` left out; at most NAMED subjects."""
    others = dict.fromkeys(term.value for t in triples for term in (t.subject, t.object) if isinstance(term, ox.NamedNode) and term.value != known)
    return [label for other in islice(others, NAMED) for label in labels_of(graph, other)]


def labels_of(graph: KnowledgeGraph, subject: str) -> Iterator[ox.Triple]:
    """Yield the triples that name a subject."""
    return (t for t in said_of(graph, subject) if t.predicate in _LABELS)


def described(graph: KnowledgeGraph, subject: str) -> list[ox.Triple]:
    """Return the description of a subject; empty for one that the version does not hold."""
    own = said_of(graph, subject)
    if not own:
        return []
    near = own + pointing_at(graph, subject)
    return near + named(graph, near, subject)
