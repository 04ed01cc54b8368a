"""A version in forms other programs read: N-Quads, Turtle, and SKOS of the matters alone."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from graph.skos import vocabulary
from graph.store import KnowledgeGraph
from graph.turtle import write_turtle
from ontology.errors import BadInput

FORMATS = ("nq", "ttl", "skos")


def export(graph: KnowledgeGraph, form: str) -> str:
    """Return the whole version as text in one of FORMATS; raises BadInput for another."""
    if form == "nq":
        return graph.nquads().decode()
    if form == "ttl":
        return write_turtle(_triples(graph), comment=f"首问图版本 {graph.version}")
    if form == "skos":
        return write_turtle(vocabulary(graph), comment=f"首问事项（SKOS），图版本 {graph.version}")
    raise BadInput(f"没有“{form}”这种导出格式", mend="可用的有：" + "、".join(FORMATS))


def _triples(graph: KnowledgeGraph) -> Iterator[ox.Triple]:
    return (quad.triple for quad in ox.parse(input=graph.nquads(), format=ox.RdfFormat.N_QUADS))
