"""What describes the data to programs that have never seen it: VoID and DCAT of the data set, the SPARQL service description.

VoID   https://www.w3.org/TR/void/
DCAT   https://www.w3.org/TR/vocab-dcat-3/
SD     https://www.w3.org/TR/sparql11-service-description/
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from graph.content import GRAPH, SIZE
from graph.dumps import DUMPS
from graph.saying import Description
from graph.skos import LICENCE, SCHEME
from graph.store import versions
from ontology.vocabulary import BASE, DCTERMS, ELI, ORG, PROV, RDF, SKOS, SW, XSD

if TYPE_CHECKING:
    from graph.store import KnowledgeGraph

VOID: Final = "http://rdfs.org/ns/void#"
DCAT: Final = "http://www.w3.org/ns/dcat#"
SD: Final = "http://www.w3.org/ns/sparql-service-description#"
FORMATS: Final = "http://www.w3.org/ns/formats/"
DATASET: Final = "https://w3id.org/shouwen/dataset"
LISTED: Final = 20
"""Versions named in the description; the rest are in the list of dumps."""


@dataclass(frozen=True, slots=True)
class Subset:
    """A kind of subject: its table, its class, the start of its IRIs, its Chinese name."""

    table: str
    kind: str
    stem: str
    label: str


SUBSETS: Final = (
    Subset("matters", "Matter", "matter", "事项"), Subset("responsibilities", "Responsibility", "resp", "职责"),
    Subset("functions", "Function", "function", "职能"), Subset("units", "Unit", "unit", "单位"), Subset("assignments", "Assignment", "assign", "职能承担"),
    Subset("instruments", "Instrument", "statute", "法规版本"), Subset("provisions", "Article", "statute", "法条和清单条目"), Subset("grants", "Grant", "grant", "授权"),
    Subset("rulings", "Ruling", "ruling", "认定"), Subset("conditions", "Condition", "condition", "辨别事实"), Subset("places", "Jurisdiction", "place", "行政区划"),
)  # fmt: skip
_LINKS: Final = (
    ("responsibilities", "matter", "matters", SW.matter), ("responsibilities", "function", "functions", SW.function),
    ("responsibilities", "unit", "units", SW.unit), ("responsibilities", "basis", "provisions", SW.basis), ("responsibilities", "place", "places", SW.place),
    ("grants", "function", "functions", SW.function), ("provisions", "instrument", "instruments", ELI.is_part_of),
    ("units", "place", "places", SW.place), ("rulings", "matter", "matters", SW.matter),
)  # fmt: skip
"""Which subsets link to which: table, field, table, property."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a version holds: triples, subjects, and subjects of each of SUBSETS."""

    triples: int
    subjects: int
    subsets: tuple[tuple[Subset, int], ...]


def counts(graph: KnowledgeGraph) -> Counts:
    """Return how much a version holds; counted, not scanned."""
    return Counts(graph.content.size, len(graph.content.digests) // SIZE, tuple((s, len(graph.tables[s.table])) for s in SUBSETS))


def dataset(graph: KnowledgeGraph, root: str) -> list[ox.Triple]:
    """Return the description of the data set as served below `root` (with its slash at the end)."""
    found = counts(graph)
    d = Description(DATASET)
    d.link(RDF.type, VOID + "Dataset", DCAT + "Dataset").text(DCTERMS.title, "首问：群众诉求的首问责任")
    d.text(DCTERMS.description, "群众会反映的事由谁首问、谁配合、依据什么：事项、职责、单位、法规、法条、认定及其联系")
    d.link(DCTERMS.license, LICENCE).link(DCTERMS.publisher, "https://w3id.org/shouwen")
    d.value(DCAT + "version", graph.version).value(DCTERMS.modified, _published(graph), XSD.dateTime).link(DCAT + "landingPage", f"{root}dataset")
    d.link(VOID + "sparqlEndpoint", f"{root}sparql").value(VOID + "uriSpace", BASE).number(VOID + "triples", found.triples)
    d.number(VOID + "distinctSubjects", found.subjects).number(VOID + "entities", sum(n for _, n in found.subsets))
    d.link(VOID + "vocabulary", *map(str, (SW, SKOS, ELI, ORG, PROV, DCTERMS)))
    d.link(VOID + "exampleResource", *(table.id_of(0) for table in (graph.matters, graph.units, graph.provisions) if len(table)))
    d.link(VOID + "feature", *(FORMATS + name for name in ("Turtle", "JSON-LD", "N-Triples", "RDF_XML")))
    triples = d.triples
    triples += [t for subset, count in found.subsets for t in _subset(subset, count)]
    triples += [t for n, link in enumerate(_LINKS, 1) for t in _linkset(graph, n, *link)]
    triples += [t for name in DUMPS for t in _distribution(graph.version, root, name)]
    triples += _versions(graph, root)
    return sorted(triples + _endpoint(root), key=lambda t: str(t.subject))


def service(root: str) -> list[ox.Triple]:
    """Return the SPARQL service description of the endpoint."""
    d = Description(f"{root}sparql")
    d.link(RDF.type, SD + "Service").link(SD + "endpoint", f"{root}sparql").link(SD + "supportedLanguage", SD + "SPARQL11Query")
    d.link(SD + "resultFormat", *(FORMATS + name for name in _RESULTS)).link(SD + "defaultDataset", f"{root}sparql#dataset")
    data = (
        Description(f"{root}sparql#dataset")
        .link(RDF.type, SD + "Dataset")
        .link(SD + "defaultGraph", f"{root}sparql#graph")
        .link(SD + "namedGraph", f"{root}sparql#named")
    )
    graph = Description(f"{root}sparql#graph").link(RDF.type, SD + "Graph").link(DCTERMS.source, DATASET)
    named = Description(f"{root}sparql#named").link(RDF.type, SD + "NamedGraph").link(SD + "name", GRAPH).link(SD + "graph", f"{root}sparql#graph")
    return d.triples + data.triples + graph.triples + named.triples


_RESULTS: Final = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle", "JSON-LD", "N-Triples", "RDF_XML")


def _subset(subset: Subset, count: int) -> Iterator[ox.Triple]:
    name = f"{DATASET}#{subset.table}"
    whole_to = Description(DATASET).link(VOID + "classPartition", name)
    part = Description(name).link(RDF.type, VOID + "Dataset").link(VOID + "class", str(SW[subset.kind])).text(DCTERMS.title, subset.label)
    part.number(VOID + "entities", count).value(VOID + "uriSpace", f"{BASE}{subset.stem}/")
    yield from (*whole_to.triples, *part.triples)


def _linkset(graph: KnowledgeGraph, number: int, table: str, field: str, target: str, prop: Any) -> Iterator[ox.Triple]:
    name = f"{DATASET}#links-{number}"
    d = Description(name).link(RDF.type, VOID + "Linkset").link(VOID + "linkPredicate", str(prop)).number(VOID + "triples", graph.tables[table].filled(field))
    d.link(VOID + "subjectsTarget", f"{DATASET}#{table}").link(VOID + "objectsTarget", f"{DATASET}#{target}")
    yield from (*Description(DATASET).link(VOID + "subset", name).triples, *d.triples)


def _distribution(version: str, root: str, form: str) -> Iterator[ox.Triple]:
    name, address = f"{DATASET}#{form}", f"{root}dumps/{version}.{form}"
    d = Description(name).link(RDF.type, DCAT + "Distribution").text(DCTERMS.title, DUMPS[form].label).link(DCAT + "downloadURL", address)
    d.link(DCAT + "mediaType", f"https://www.iana.org/assignments/media-types/{DUMPS[form].media}").link(DCTERMS.license, LICENCE)
    d.link(DCAT + "compressFormat", "https://www.iana.org/assignments/media-types/application/gzip")
    if form == "skos.ttl.gz":
        d.link(DCTERMS.subject, SCHEME)
    whole_to = Description(DATASET).link(DCAT + "distribution", name).link(VOID + "dataDump", *([] if form.startswith("skos") else [address]))
    yield from (*whole_to.triples, *d.triples)


def _versions(graph: KnowledgeGraph, root: str) -> list[ox.Triple]:
    found: list[ox.Triple] = []
    for name in versions(graph.folder.parents[1])[:LISTED]:
        each = Description(f"{DATASET}/{name}").link(RDF.type, DCAT + "Dataset").value(DCAT + "version", name).link(DCTERMS.isVersionOf, DATASET)
        found += Description(DATASET).link(DCAT + "hasVersion", f"{DATASET}/{name}").triples + each.link(VOID + "dataDump", f"{root}dumps/{name}.nq.gz").triples
    return found


def _endpoint(root: str) -> list[ox.Triple]:
    d = Description(f"{root}sparql").link(RDF.type, DCAT + "DataService").text(DCTERMS.title, "SPARQL 1.1 查询（只读）")
    d.link(DCAT + "endpointURL", f"{root}sparql").link(DCAT + "servesDataset", DATASET).link(DCTERMS.conformsTo, "https://www.w3.org/TR/sparql11-protocol/")
    return d.triples


def _published(graph: KnowledgeGraph) -> str:
    written = (graph.folder / "version").stat().st_mtime
    return dt.datetime.fromtimestamp(written, dt.UTC).isoformat(timespec="seconds")
