"""A version in forms other programs read: N-Quads, Turtle, and SKOS of the matters alone."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

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


def _triples(graph: KnowledgeGraph) -> Iterator[ox.Triple]:
    return (quad.triple for quad in ox.parse(input=graph.nquads(), format=ox.RdfFormat.N_QUADS))


def _concepts(graph: KnowledgeGraph) -> Iterator[ox.Triple]:
    kind, phrase = ox.NamedNode(str(RDF.type)), ox.NamedNode(str(SW.phrase))
    triples = list(_triples(graph))
    matters = {t.subject for t in triples if t.predicate == kind and t.object == ox.NamedNode(str(SW.Matter))}
    for t in triples:
        if t.subject in matters and (t.predicate.value.startswith(str(SKOS)) or t.predicate == phrase):
            yield ox.Triple(t.subject, ox.NamedNode(str(SKOS.hiddenLabel)) if t.predicate == phrase else t.predicate, t.object)
    for matter in matters:
        yield ox.Triple(matter, kind, ox.NamedNode(str(SKOS.Concept)))
