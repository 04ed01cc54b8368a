"""The description of the data set is true, and its dumps are the versions."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from rdflib import DCTERMS, RDF, Graph, Namespace, URIRef
from werkzeug.test import TestResponse

from api.app import create_app
from api.settings import Settings
from graph import store
from graph.dumps import DUMPS
from graph.store import KnowledgeGraph

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own reader of JSON-LD
VOID, DCAT = Namespace("http://rdfs.org/ns/void#"), Namespace("http://www.w3.org/ns/dcat#")
DATASET = URIRef("https://w3id.org/shouwen/dataset")


@pytest.fixture(scope="module")
def dumping(home: Path, linked: Callable[[Path, Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """Return a client on a home of its own, where dumps may be written."""
    folder = linked(home, tmp_path_factory.mktemp("dumps") / "home")
    yield create_app(Settings(home=folder)).test_client()
    shutil.rmtree(folder / "dumps", ignore_errors=True)


def taken(client: FlaskClient, name: str, **headers: str) -> TestResponse:
    """Return the answer to a request for a dump, read and closed as a server would."""
    answer = client.get(f"/dumps/{name}", headers=headers)
    assert isinstance(answer.data, bytes)
    answer.close()
    return answer


def described(client: FlaskClient, path: str = "/.well-known/void") -> Graph:
    return Graph().parse(data=client.get(path).data, format="turtle")


def number(read: Graph, subject: URIRef, prop: URIRef) -> int:
    return int(str(read.value(subject, prop)))


def test_the_description_counts_what_is_there(client: FlaskClient, graph: KnowledgeGraph) -> None:
    read = described(client)
    quads = graph.nquads().decode().splitlines()
    assert number(read, DATASET, VOID.triples) == len(quads)
    assert number(read, DATASET, VOID.distinctSubjects) == len({line.split(" ", 1)[0] for line in quads})
    for part in read.objects(DATASET, VOID.classPartition):
        kind = read.value(part, VOID["class"])
        assert number(read, URIRef(str(part)), VOID.entities) == sum(f"#type> <{kind}>" in line for line in quads), kind
    links = list(read.subjects(RDF.type, VOID.Linkset))
    assert len(links) >= 8
    for link in links:
        subjects = read.value(read.value(link, VOID.subjectsTarget), VOID["class"])
        of_kind = {line.split(" ", 1)[0] for line in quads if f"#type> <{subjects}>" in line}
        prop = f" <{read.value(link, VOID.linkPredicate)}> "
        stem = str(read.value(read.value(link, VOID.objectsTarget), VOID.uriSpace))
        said = sum(prop in line and line.split(" ", 1)[0] in of_kind for line in quads)
        assert number(read, URIRef(str(link)), VOID.triples) <= said, (subjects, prop, stem)
        assert number(read, URIRef(str(link)), VOID.triples) > 0


def test_the_description_names_licence_endpoint_version_and_dumps_that_are_there(client: FlaskClient, graph: KnowledgeGraph) -> None:
    read = described(client)
    assert str(read.value(DATASET, DCTERMS.license)) == "https://www.apache.org/licenses/LICENSE-2.0"
    assert str(read.value(DATASET, VOID.sparqlEndpoint)) == "http://localhost/sparql"
    assert str(read.value(DATASET, DCAT.version)) == graph.version
    assert {str(u).rpartition("/")[2] for d in read.objects(DATASET, DCAT.distribution) for u in read.objects(d, DCAT.downloadURL)} == {
        f"{graph.version}.{form}" for form in DUMPS
    }
    assert (DATASET, DCAT.hasVersion, URIRef(f"{DATASET}/{graph.version}")) in read
    for page in read.objects(DATASET, VOID.exampleResource):
        assert client.get(str(page).replace("https://w3id.org/shouwen", "")).status_code == 200


@pytest.mark.parametrize("path", ["/dataset", "/ns"])
def test_people_and_programs_get_each_their_form(client: FlaskClient, path: str) -> None:
    assert client.get(path, headers={"Accept": "text/html"}).mimetype == "text/html"
    for accept, parser in (("text/turtle", "turtle"), ("application/ld+json", "json-ld"), ("application/rdf+xml", "xml")):
        answer = client.get(path, headers={"Accept": accept})
        assert answer.mimetype == accept
        assert len(Graph().parse(data=answer.data, format=parser)) > 50
    assert client.get(path, headers={"Accept": "text/turtle", "If-None-Match": client.get(f"{path}?format=ttl").headers["ETag"]}).status_code == 304


def test_every_class_and_property_that_is_used_is_described(client: FlaskClient, graph: KnowledgeGraph) -> None:
    read = described(client, "/ns?format=ttl")
    page = client.get("/ns", headers={"Accept": "text/html"}).get_data(as_text=True)
    space = "https://w3id.org/shouwen/ns#"
    used = {part.split(">")[0] for line in graph.nquads().decode().splitlines() for part in line.split(f"<{space}")[1:]}
    for name in used:
        assert (URIRef(space + name), RDF.type, None) in read, name
        assert f'id="{name}"' in page


def test_dumps_are_the_version_whole(dumping: FlaskClient, graph: KnowledgeGraph) -> None:
    wanted = {quad.triple for quad in ox.parse(input=graph.nquads(), format=ox.RdfFormat.N_QUADS)}
    for form, kind in (("nq.gz", ox.RdfFormat.N_QUADS), ("ttl.gz", ox.RdfFormat.TURTLE), ("trig.gz", ox.RdfFormat.TRIG)):
        answer = taken(dumping, f"{graph.version}.{form}")
        assert (answer.status_code, answer.mimetype) == (200, "application/gzip")
        assert "immutable" in answer.headers["Cache-Control"]
        assert {quad.triple for quad in ox.parse(input=gzip.decompress(answer.data), format=kind)} == wanted
        again = taken(dumping, f"{graph.version}.{form}", **{"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304
    assert gzip.decompress(taken(dumping, f"{graph.version}.nq.gz").data) == graph.nquads()


def test_a_dump_is_made_once(dumping: FlaskClient, graph: KnowledgeGraph) -> None:
    taken(dumping, f"{graph.version}.skos.ttl.gz")
    home = dumping.application.extensions["shouwen"].graph.folder.parents[1]
    path = home / "dumps" / f"{graph.version}.skos.ttl.gz"
    before = path.stat().st_mtime_ns
    assert gzip.decompress(taken(dumping, f"{graph.version}.skos.ttl.gz").data).count(b"skos:inScheme") == len(graph.matters)
    assert path.stat().st_mtime_ns == before
    assert not list(path.parent.glob("*.new"))


def test_the_list_names_every_version(dumping: FlaskClient, graph: KnowledgeGraph) -> None:
    page = dumping.get("/dumps/").get_data(as_text=True)
    home = dumping.application.extensions["shouwen"].graph.folder.parents[1]
    assert all(name in page for name in store.versions(home))
    assert f"/dumps/{graph.version}.nq.gz" in page


@pytest.mark.parametrize(
    "name", ["nothing.nq.gz", "..%2f..%2fcurrent.nq.gz", "....nq.gz", "{version}.zip", "{version}", "{version}.nq.gz.new", "current.nq.gz", "\u202e.nq.gz"]
)
def test_what_is_no_dump_is_not_found(dumping: FlaskClient, graph: KnowledgeGraph, name: str) -> None:
    assert dumping.get("/dumps/" + name.format(version=graph.version)).status_code == 404
