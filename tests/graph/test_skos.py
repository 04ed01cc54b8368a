"""The matters as a SKOS vocabulary that keeps SKOS's own conditions."""

from __future__ import annotations

import pytest
from pyshacl import validate
from rdflib import RDF, Graph, URIRef
from rdflib.namespace import SKOS

from graph.export import export
from graph.skos import SCHEME
from graph.store import KnowledgeGraph
from ontology.vocabulary import BASE

SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
[] a sh:NodeShape ; sh:targetClass skos:Concept ;
  sh:property [ sh:path skos:prefLabel ; sh:minCount 1 ; sh:uniqueLang true ; sh:datatype rdf:langString ; sh:disjoint skos:altLabel , skos:hiddenLabel ] ;
  sh:property [ sh:path skos:altLabel ; sh:datatype rdf:langString ; sh:disjoint skos:hiddenLabel ] ;
  sh:property [ sh:path skos:hiddenLabel ; sh:datatype rdf:langString ] ;
  sh:property [ sh:path skos:notation ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:string ] ;
  sh:property [ sh:path skos:inScheme ; sh:minCount 1 ; sh:maxCount 1 ; sh:class skos:ConceptScheme ] ;
  sh:property [ sh:path skos:topConceptOf ; sh:class skos:ConceptScheme ] ;
  sh:property [ sh:path skos:broader ; sh:class skos:Concept ; sh:disjoint skos:related ] ;
  sh:property [ sh:path skos:narrower ; sh:class skos:Concept ] ;
  sh:property [ sh:path skos:related ; sh:class skos:Concept ] .
[] a sh:NodeShape ; sh:targetClass skos:ConceptScheme ;
  sh:property [ sh:path skos:hasTopConcept ; sh:minCount 1 ; sh:class skos:Concept ] ; sh:property [ sh:path dct:title ; sh:minCount 1 ] ;
  sh:property [ sh:path dct:license ; sh:minCount 1 ] .
[] a sh:NodeShape ; sh:targetClass skos:Collection ; sh:property [ sh:path skos:member ; sh:minCount 1 ; sh:class skos:Concept ] .
"""


@pytest.fixture(scope="module")
def skos(graph: KnowledgeGraph) -> Graph:
    return Graph().parse(data=export(graph, "skos"), format="turtle", publicID=BASE)


def test_every_matter_is_a_concept_of_the_scheme(skos: Graph, graph: KnowledgeGraph) -> None:
    assert set(skos.subjects(RDF.type, SKOS.Concept)) == {URIRef(m.id) for m in graph.matters}
    assert set(skos.subjects(SKOS.inScheme, URIRef(SCHEME))) == {URIRef(m.id) for m in graph.matters}
    assert len(set(skos.objects(None, SKOS.notation))) == len(graph.matters), "一个事项一个代号"


def test_it_keeps_the_shapes(skos: Graph) -> None:
    conforms, _, text = validate(skos, shacl_graph=Graph().parse(data=SHAPES, format="turtle"))
    assert conforms, text[:2000]


def test_nothing_is_related_to_what_lies_above_it(skos: Graph) -> None:
    """S27 of the SKOS reference: related is disjoint with broaderTransitive."""
    for one, other in skos.subject_objects(SKOS.related):
        assert other not in set(skos.transitive_objects(one, SKOS.broader)) - {one}


def test_both_directions_are_written(skos: Graph) -> None:
    assert set(skos.subject_objects(SKOS.narrower)) == {(b, a) for a, b in skos.subject_objects(SKOS.broader)}
    assert set(skos.subject_objects(SKOS.related)) == {(b, a) for a, b in skos.subject_objects(SKOS.related)}
    assert set(skos.subject_objects(SKOS.topConceptOf)) == {(b, a) for a, b in skos.subject_objects(SKOS.hasTopConcept)}


def test_every_concept_lies_below_a_top_concept(skos: Graph) -> None:
    tops = set(skos.objects(URIRef(SCHEME), SKOS.hasTopConcept))
    assert tops
    for concept in skos.subjects(RDF.type, SKOS.Concept):
        above = set(skos.transitive_objects(concept, SKOS.broader))
        assert above & tops, concept


def test_every_matter_is_in_the_collection_of_its_theme(skos: Graph, graph: KnowledgeGraph) -> None:
    for matter in graph.matters:
        assert (URIRef(f"{BASE}theme/{matter.theme}"), SKOS.member, URIRef(matter.id)) in skos
    for collection in skos.subjects(RDF.type, SKOS.Collection):
        assert str(skos.value(collection, SKOS.prefLabel)) == str(collection).rpartition("/")[2]


def test_what_citizens_say_is_kept_as_hidden_labels(skos: Graph, graph: KnowledgeGraph) -> None:
    matter = graph.matters.need(BASE + "matter/水产养殖投入品损害")
    hidden = {str(o) for o in skos.objects(URIRef(matter.id), SKOS.hiddenLabel)}
    assert set(matter.phrases) | set(matter.terms) - {matter.label, *matter.alternatives} >= hidden >= set(matter.phrases)
