"""The other ways to ask a version: SPARQL, networkx paths, exports."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from graph.export import export
from graph.paths import neighbourhood, network, shortest
from graph.sparql import open_sparql, select
from graph.store import KnowledgeGraph
from ontology.errors import BadInput, NotFound
from ontology.vocabulary import BASE, iri

COUNT = "PREFIX sw: <https://w3id.org/shouwen/ns#> SELECT (COUNT(?m) AS ?n) WHERE { ?m a sw:Matter }"


def test_sparql_sees_every_matter(graph: KnowledgeGraph) -> None:
    rows = list(select(open_sparql(graph), COUNT))
    assert rows == [{"n": str(len(graph.matters))}]


def test_a_broken_query_is_a_clear_error(graph: KnowledgeGraph) -> None:
    with pytest.raises(BadInput, match="SPARQL"):
        list(select(open_sparql(graph), "SELECT nonsense"))


def test_a_path_leads_from_matter_to_function(graph: KnowledgeGraph) -> None:
    g = network(graph)
    r = next(r for r in graph.responsibilities if r.part == "lead" and r.function)
    assert shortest(g, r.matter, str(r.function)) == [r.matter, r.function]
    assert r.function in neighbourhood(g, r.matter)
    with pytest.raises(NotFound):
        shortest(g, r.matter, iri("matter", "没有"))


def test_exports_parse_and_say_the_same(graph: KnowledgeGraph) -> None:
    turtle = {quad.triple for quad in ox.parse(input=export(graph, "ttl").encode(), format=ox.RdfFormat.TURTLE, base_iri=BASE)}
    assert len(turtle) == len(graph.nquads().splitlines())
    skos = export(graph, "skos")
    assert skos.count(" a skos:Concept ,") + skos.count(" a skos:Concept ;") == len(graph.matters)
    with pytest.raises(BadInput):
        export(graph, "xml")
