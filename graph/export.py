"""A version in forms other programs read: N-Quads, Turtle, and SKOS of the matters alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph.sparql import open_sparql
from graph.store import KnowledgeGraph
from graph.turtle import write_turtle
from ontology.errors import BadInput
from ontology.vocabulary import RDF, SKOS, SW

FORMATS = ("nq", "ttl", "skos")


def export(graph: KnowledgeGraph, form: str) -> str:
    """Return the whole version as text in one of FORMATS; raises BadInput for another."""
    if form == "nq":
        return graph.nquads().decode()
    if form == "ttl":
        return write_turtle(_triples(graph), comment=f"首问图版本 {graph.version}")
    if form == "skos":
        return write_turtle(_concepts(graph), comment=f"首问事项（SKOS），图版本 {graph.version}")
    raise BadInput(f"没有“{form}”这种导出格式", mend="可用的有：" + "、".join(FORMATS))


def _triples(graph: KnowledgeGraph) -> Iterator[Any]:
    for s, p, o, _ in open_sparql(graph).quads((None, None, None, None)):
        yield s, p, o


def _concepts(graph: KnowledgeGraph) -> Iterator[Any]:
    triples = list(_triples(graph))
    matters = {s for s, p, o in triples if p == RDF.type and o == SW.Matter}
    for s, p, o in triples:
        if s in matters and (str(p).startswith(str(SKOS)) or p == SW.phrase):
            yield s, (SKOS.hiddenLabel if p == SW.phrase else p), o
    for matter in matters:
        yield matter, RDF.type, SKOS.Concept
