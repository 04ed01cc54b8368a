"""`/id/…` in the form asked for, for every kind of subject, and quick for the busiest."""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from pathlib import Path
from urllib.parse import quote

import people
import pytest
from flask.testing import FlaskClient
from flask_openapi3.openapi import OpenAPI
from people import Town
from rdflib import RDF, Graph, URIRef

from api.accounts import passwords
from graph.forms import FORMS
from graph.skos import SCHEME
from graph.store import KnowledgeGraph
from ontology.vocabulary import BASE, as_path, iri, local

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own reader of JSON-LD
SHRIMP = "/id/matter/水产养殖投入品损害"
TYPES = {"ttl": "text/turtle", "jsonld": "application/ld+json", "nt": "application/n-triples", "rdf": "application/rdf+xml"}
PARSERS = {"ttl": "turtle", "jsonld": "json-ld", "nt": "nt11", "rdf": "xml"}


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "text/html"),
        ("*/*", "text/html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("text/turtle", "text/turtle"),
        ("application/x-turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("application/json", "application/ld+json"),
        ("application/n-triples", "application/n-triples"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("text/turtle;q=0.4, application/rdf+xml;q=0.9, text/html;q=0.3", "application/rdf+xml"),
        ("text/html;q=0.5, text/turtle;q=0.9", "text/turtle"),
        ("text/turtle;q=0.5, text/html", "text/html"),
        ("text/turtle;q=0, */*", "text/html"),
        ("image/png", "text/html"),
        ("text/turtle, application/signed-exchange;v=b3", "text/turtle"),
        (",,;q=,", "text/html"),
    ],
)
def test_accept_decides(client: FlaskClient, accept: str | None, expected: str) -> None:
    answer = client.get(SHRIMP, headers={} if accept is None else {"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (200, expected)
    assert "Accept" in answer.headers["Vary"]


@pytest.mark.parametrize("form", FORMS)
def test_a_suffix_or_a_parameter_decides_before_accept(client: FlaskClient, form: str) -> None:
    for path in (f"{SHRIMP}.{form}", f"{SHRIMP}?format={form}"):
        answer = client.get(path, headers={"Accept": "text/html"})
        assert (answer.status_code, answer.mimetype) == (200, TYPES[form])
        assert answer.headers["Content-Location"] == f"{quote(SHRIMP)}.{form}"
    assert client.get(f"{SHRIMP}.html", headers={"Accept": "text/turtle"}).mimetype == "text/html"


def test_a_form_that_is_none_is_refused_by_name(client: FlaskClient) -> None:
    answer = client.get(f"{SHRIMP}?format=docx")
    assert (answer.status_code, answer.get_json()["code"]) == (400, "bad-input")
    assert "jsonld" in answer.get_json()["mend"]


def test_every_form_says_the_same_and_holds_the_subjects_own_triples(client: FlaskClient, graph: KnowledgeGraph) -> None:
    subject = BASE + "matter/水产养殖投入品损害"
    found = {form: Graph().parse(data=client.get(f"{SHRIMP}.{form}").data, format=PARSERS[form]) for form in FORMS}
    assert len({frozenset(g) for g in found.values()}) == 1
    own = {(str(p), str(o)) for p, o in found["ttl"].predicate_objects(URIRef(subject))}
    assert len(own) == len(graph.content.lines(subject))
    assert (None, URIRef("https://w3id.org/shouwen/ns#matter"), URIRef(subject)) in found["ttl"], "谁指向它也在"
    for neighbour in found["ttl"].objects(URIRef(subject), URIRef("http://www.w3.org/2004/02/skos/core#related")):
        assert (neighbour, URIRef("http://www.w3.org/2004/02/skos/core#prefLabel"), None) in found["ttl"]


def test_json_ld_reads_like_json(client: FlaskClient) -> None:
    read = json.loads(client.get(f"{SHRIMP}.jsonld").data)
    (node,) = [n for n in read["@graph"] if n["@id"] == BASE + "matter/水产养殖投入品损害"]
    assert node["prefLabel"] == "水产养殖投入品造成养殖损失"
    assert node["@type"] == "sw:Matter"
    assert all(each.startswith(BASE) for each in node["related"])


def test_every_kind_of_subject_dereferences_in_every_form(client: FlaskClient, graph: KnowledgeGraph) -> None:
    """Three subjects of each of our classes, by lot; and all of the few."""
    by_kind: dict[str, list[str]] = {}
    for line in graph.nquads().decode().splitlines():
        if " <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/shouwen/ns#" in line and line.startswith(f"<{BASE}"):
            by_kind.setdefault(line.split("ns#")[2].split(">")[0], []).append(line[1 : line.index(">")])
    assert len(by_kind) == 16
    draw = random.Random(6)
    for kind, subjects in by_kind.items():
        for subject in subjects if len(subjects) < 12 else draw.sample(subjects, 3):
            page = client.get(as_path(subject), headers={"Accept": "text/html"}, follow_redirects=True)
            assert (page.status_code, page.mimetype) == (200, "text/html"), subject
            for form in FORMS:
                answer = client.get(f"{as_path(subject)}?format={form}")
                assert answer.status_code == 200, subject
                read = Graph().parse(data=answer.data, format=PARSERS[form])
                assert (URIRef(subject), RDF.type, URIRef(f"https://w3id.org/shouwen/ns#{kind}")) in read


@pytest.mark.parametrize("subject", [SCHEME, iri("theme", "供排水与河道")])
def test_the_scheme_and_the_themes_dereference_too(client: FlaskClient, subject: str) -> None:
    assert client.get(as_path(subject)).status_code == 200
    assert len(Graph().parse(data=client.get(f"{as_path(subject)}.ttl").data, format="turtle")) > 10


def test_what_is_not_there_is_not_found_in_the_shape_asked_for(client: FlaskClient) -> None:
    answer = client.get("/id/matter/没有这个", headers={"Accept": "text/turtle"})
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert client.get("/id/matter/没有这个.ttl").status_code == 404
    assert client.get("/id/theme/没有这个.ttl").status_code == 404
    assert client.get("/id/statute/没有这部法/2020-01-01/1.ttl").status_code == 404
    assert client.get("/id/matter/没有这个", headers={"Accept": "text/html"}).mimetype == "text/html"


def test_who_has_it_already_gets_nothing(client: FlaskClient, graph: KnowledgeGraph) -> None:
    first = client.get(f"{SHRIMP}.ttl")
    assert graph.version in first.headers["ETag"]
    again = client.get(f"{SHRIMP}.ttl", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(f"{SHRIMP}.nt", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_a_page_says_where_its_other_forms_are(client: FlaskClient) -> None:
    links = client.get(SHRIMP).headers.getlist("Link")
    assert f'<{quote(SHRIMP)}.ttl>; rel="alternate"; type="text/turtle"' in links
    assert len(links) == len(FORMS)


def test_the_busiest_are_as_quick_as_the_rest(endpoint: OpenAPI, graph: KnowledgeGraph) -> None:
    """CPU milliseconds, not the clock: 100 is the bound, and a scan of the whole version would take more."""
    functions = Counter(r.function for r in graph.responsibilities if r.function)
    bases = Counter(basis for r in graph.responsibilities for basis in r.basis)
    client = endpoint.test_client()
    for subject in (functions.most_common(1)[0][0], bases.most_common(1)[0][0], iri("place", "CN")):
        for form in ("ttl", "jsonld"):
            client.get(f"{as_path(subject)}.{form}")
            begun = time.process_time()
            for _ in range(5):
                answer = client.get(f"{as_path(subject)}.{form}")
            spent = (time.process_time() - begun) / 5
            assert answer.status_code == 200
            assert spent < 0.1, f"{local(subject)}.{form}：{spent * 1000:.0f} ms"


def test_a_token_opens_what_programs_ask_for_where_a_login_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", people.QUICK)
    town = Town(tmp_path, anonymous="")
    town.add("脚本", "reader")
    client = town.client()
    for path in (SHRIMP, "/sparql?query=ASK{}", "/dumps/", "/dataset", "/ns", "/.well-known/void"):
        refused = client.get(path, headers={"Accept": "text/turtle"})
        assert (refused.status_code, refused.mimetype) == (401, "application/problem+json"), path
        assert client.get(path, headers={"Accept": "text/turtle", "Authorization": "Bearer sw_wrong"}).status_code == 401
    bearing = town.bearing("脚本", "read") | {"Accept": "text/turtle"}
    assert client.get("/sparql", headers=bearing).mimetype == "text/turtle"
    assert client.get("/matters", headers=bearing).status_code != 200, "网页不认令牌"
