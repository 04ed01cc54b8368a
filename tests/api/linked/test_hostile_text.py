"""A published matter whose texts mean harm: every form stays what it is, and the service goes on."""

from __future__ import annotations

import csv
import gzip
import io
import json
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from flask_openapi3.openapi import OpenAPI
from hostile_texts import FORMULAS, HUGE, SCRIPT
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import SKOS

from graph.dumps import DUMPS, make
from graph.forms import FORMS
from ontology.vocabulary import SW, iri

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own reader of JSON-LD
BAD = "/id/matter/恶意"
SUBJECT = URIRef(iri("matter", "恶意"))
PARSERS = {"ttl": "turtle", "jsonld": "json-ld", "nt": "nt11", "rdf": "xml"}
BROWSER = {"Accept": "text/html"}
SELECT = "SELECT ?名 ?话 WHERE { matter:恶意 skos:prefLabel ?名 ; sw:phrase ?话 }"


class Tags(HTMLParser):
    """Gathers the elements of a page with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.fixture
def client(hostile: OpenAPI) -> FlaskClient:
    return hostile.test_client()


@pytest.mark.parametrize("path", [BAD, "/matters?q=alert", "/sparql", "/dataset", "/id/theme/"])
def test_no_page_grows_an_element_from_a_label(client: FlaskClient, hostile: OpenAPI, path: str) -> None:
    if path == "/id/theme/":
        path += hostile.extensions["shouwen"].graph.matters.need(str(SUBJECT)).theme
    answer = client.post(path, data={"query": SELECT}, headers=BROWSER) if path == "/sparql" else client.get(path, headers=BROWSER)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "<svg onload" not in page
    for tag, attributes in Tags(page).found:
        assert not any(name.startswith("on") for name in attributes)
        assert tag != "script" or attributes.get("src", "").startswith("/static/")  # type: ignore[union-attr]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_rdf_says_just_the_label(client: FlaskClient, form: str) -> None:
    answer = client.get(f"{BAD}.{form}")
    assert (answer.status_code, answer.headers["X-Content-Type-Options"]) == (200, "nosniff")
    read = Graph().parse(data=answer.data, format=PARSERS[form])
    label = SCRIPT.replace("\0", "\ufffd").replace("\x08", "\ufffd") if form == "rdf" else SCRIPT
    assert list(read.objects(SUBJECT, SKOS.prefLabel)) == [Literal(label, lang="zh")]
    assert Literal(HUGE, lang="zh") in set(read.objects(SUBJECT, SKOS.altLabel))
    if form != "rdf":
        assert {str(o) for o in read.objects(SUBJECT, URIRef(str(SW.phrase)))} == set(FORMULAS)


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_every_form_of_rows_stays_a_table(client: FlaskClient, form: str) -> None:
    body = client.get("/sparql", query_string={"query": SELECT, "format": form}).get_data(as_text=True)
    if form == "json":
        said = [{name: term["value"] for name, term in row.items()} for row in json.loads(body)["results"]["bindings"]]
        assert {row["话"] for row in said} == set(FORMULAS)
        assert {row["名"] for row in said} == {SCRIPT}
    elif form == "xml":
        space = "{http://www.w3.org/2005/sparql-results#}"
        assert len(ElementTree.fromstring(body).findall(f".//{space}result")) == len(FORMULAS)
    elif form == "csv":
        cells = [cell for row in csv.reader(io.StringIO(body, newline="")) for cell in row]
        assert len(cells) == 2 * (len(FORMULAS) + 1)
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
        assert "\0" not in body
    else:
        lines = body.removesuffix("\n").split("\n")
        assert len(lines) == len(FORMULAS) + 1
        assert all(line.count("\t") == 1 for line in lines)


def test_numbers_in_csv_keep_their_sign(client: FlaskClient) -> None:
    body = client.get("/sparql", query_string={"query": "SELECT (-2 AS ?a) (-1.5 AS ?b) WHERE {}", "format": "csv"}).get_data(as_text=True)
    assert body == "a,b\r\n-2,-1.5\r\n"


def test_a_label_of_a_megabyte_does_not_blow_up_the_page(client: FlaskClient) -> None:
    query = "SELECT ?x WHERE { matter:恶意 skos:altLabel ?x }"
    page = client.post("/sparql", data={"query": query}, headers=BROWSER)
    assert page.status_code == 200
    assert len(page.data) < 100_000
    assert HUGE in client.get("/sparql", query_string={"query": query, "format": "tsv"}).get_data(as_text=True)


def test_marks_that_turn_the_writing_are_shown_on_the_page(client: FlaskClient) -> None:
    page = client.post("/sparql", data={"query": SELECT}, headers=BROWSER).get_data(as_text=True)
    assert "\u202e" not in page
    assert "U+202E" in page


def test_the_dumps_hold_it_and_can_be_read_back(hostile_home: Path) -> None:
    version = (hostile_home / "current").read_text()
    said = ox.Triple(ox.NamedNode(str(SUBJECT)), ox.NamedNode(str(SKOS.prefLabel)), ox.Literal(SCRIPT, language="zh"))
    for form in DUMPS:
        path = make(hostile_home, version, form)
        if form.startswith(("ttl", "skos")):
            assert any(quad.triple == said for quad in ox.parse(input=gzip.decompress(path.read_bytes()), format=ox.RdfFormat.TURTLE))
