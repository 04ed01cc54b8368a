"""`/sparql` as programs use it: the SPARQL 1.1 protocol, and everything it does not do said clearly."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from flask.testing import FlaskClient
from rdflib import Graph, Namespace

from graph.store import KnowledgeGraph

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?m a sw:Matter }"
ROWS = "application/sparql-results+json"


def test_a_query_in_the_address_or_in_the_body(client: FlaskClient, graph: KnowledgeGraph) -> None:
    wanted = {"n": {"type": "literal", "datatype": "http://www.w3.org/2001/XMLSchema#integer", "value": str(len(graph.matters))}}
    for answer in (
        client.get("/sparql", query_string={"query": COUNT}),
        client.post("/sparql", data={"query": COUNT}),
        client.post("/sparql", data=COUNT.encode(), content_type="application/sparql-query"),
        client.post("/sparql", data=COUNT.encode(), content_type="application/sparql-query; charset=utf-8"),
    ):
        assert (answer.status_code, answer.mimetype) == (200, ROWS)
        assert json.loads(answer.data)["results"]["bindings"] == [wanted]
        assert answer.headers["Shouwen-Version"] == graph.version
        assert "Accept" in answer.headers["Vary"]


@pytest.mark.parametrize(
    ("accept", "rows", "triples"),
    [
        (None, ROWS, "text/turtle"),
        ("*/*", ROWS, "text/turtle"),
        ("application/json", ROWS, "application/ld+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml", None),
        ("text/csv", "text/csv", None),
        ("text/tab-separated-values, application/n-triples", "text/tab-separated-values", "application/n-triples"),
        ("application/rdf+xml;q=0.2, text/csv;q=0.1, */*;q=0.01", "text/csv", "application/rdf+xml"),
        ("application/sparql-results+json;q=0.5,text/csv;q=0.9,text/turtle;q=0.1,application/ld+json", "text/csv", "application/ld+json"),
        ("image/png", None, None),
    ],
)
def test_the_form_is_negotiated_for_rows_and_for_triples(client: FlaskClient, accept: str | None, rows: str | None, triples: str | None) -> None:
    headers = {} if accept is None else {"Accept": accept}
    for query, expected in (("SELECT * WHERE { ?s a sw:Doctrine }", rows), ("CONSTRUCT WHERE { ?s a sw:Doctrine }", triples)):
        answer = client.get("/sparql", query_string={"query": query}, headers=headers)
        assert (answer.status_code, answer.mimetype) == ((200, expected) if expected else (406, "application/problem+json"))


def test_a_named_form_is_a_download(client: FlaskClient) -> None:
    answer = client.get("/sparql", query_string={"query": COUNT, "format": "csv"}, headers={"Accept": "text/html"})
    assert (answer.mimetype, answer.headers["Content-Disposition"].endswith('.csv"')) == ("text/csv", True)


def test_who_has_the_answer_already_gets_nothing(client: FlaskClient) -> None:
    first = client.get("/sparql", query_string={"query": COUNT})
    tag = first.headers["ETag"]
    again = client.get("/sparql", query_string={"query": COUNT}, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get("/sparql", query_string={"query": COUNT + " "}, headers={"If-None-Match": tag}).status_code == 200
    assert client.get("/sparql", query_string={"query": COUNT}, headers={"If-None-Match": tag, "Accept": "text/csv"}).status_code == 200


REFUSED: list[tuple[str, dict[str, Any], int, str]] = [
    ("GET", {"query_string": {"query": COUNT, "default-graph-uri": "http://x/"}}, 400, "不能另指定图"),
    ("GET", {"query_string": {"query": COUNT, "named-graph-uri": "http://x/"}}, 400, "不能另指定图"),
    ("POST", {"data": {"query": COUNT, "default-graph-uri": "http://x/"}}, 400, "不能另指定图"),
    ("POST", {"data": {"update": "CLEAR ALL"}}, 400, "不能更新"),
    ("GET", {"query_string": {"update": "CLEAR ALL"}}, 400, "不能更新"),
    ("POST", {"data": "CLEAR ALL", "content_type": "application/sparql-update"}, 400, "不能更新"),
    ("GET", {"query_string": {"query": "INSERT DATA { <a:a> <a:b> 1 }"}}, 400, "不能更新"),
    ("GET", {"query_string": {"query": "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"}}, 400, "SERVICE"),
    ("GET", {"query_string": {"query": "SELECT nonsense"}}, 400, "语法"),
    ("GET", {"query_string": [("query", COUNT), ("query", COUNT)]}, 400, "一次只能有一条"),
    ("GET", {"query_string": {"query": COUNT, "format": "docx"}}, 400, "docx"),
    ("POST", {"data": b"\xff\xfe", "content_type": "application/sparql-query"}, 400, "UTF-8"),
    ("POST", {"data": COUNT, "content_type": "text/plain"}, 415, ""),
    ("POST", {"json": {"query": COUNT}}, 415, ""),
    ("POST", {"data": "x" * 100_000, "content_type": "application/sparql-query"}, 400, "太长"),
    ("POST", {"data": "x" * 3_000_000, "content_type": "application/sparql-query"}, 413, ""),
    ("POST", {"data": {"query": "查" * 1_000_000}}, 413, ""),
    ("PUT", {"data": COUNT}, 405, ""),
    ("DELETE", {}, 405, ""),
]


@pytest.mark.parametrize(("method", "asked", "status", "words"), REFUSED)
def test_what_it_does_not_do_is_a_problem_that_says_so(client: FlaskClient, method: str, asked: dict[str, Any], status: int, words: str) -> None:
    answer = client.open("/sparql", method=method, headers={"Accept": "application/sparql-results+json, application/json"}, **asked)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    problem = answer.get_json()
    assert problem["status"] == status
    assert words in problem["detail"]


def test_more_rows_than_allowed_are_cut_and_the_header_says_so(client: FlaskClient) -> None:
    answer = client.get("/sparql", query_string={"query": "SELECT ?s WHERE { ?s ?p ?o }", "format": "tsv"})
    assert answer.headers["Shouwen-Cut"] == "10000"
    assert len(answer.data.splitlines()) == 10_001
    assert "Shouwen-Cut" not in client.get("/sparql", query_string={"query": COUNT}).headers


@pytest.mark.parametrize("offset", [0, 9_999, 10_000_000, 10**15])
def test_paging_deep_costs_no_more_than_the_time_allowed(client: FlaskClient, offset: int) -> None:
    query = f"SELECT ?s WHERE {{ ?s ?p ?o }} ORDER BY ?s OFFSET {offset} LIMIT 10"
    answer = client.get("/sparql", query_string={"query": query})
    assert answer.status_code in (200, 422)
    assert client.get("/dumps/", query_string={"offset": offset}).status_code == 200


def test_a_runaway_is_stopped_in_time_and_says_how_to_mend_it(client: FlaskClient) -> None:
    begun = time.monotonic()
    answer = client.get("/sparql", query_string={"query": "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"})
    assert (answer.status_code, answer.get_json()["code"]) == (422, "query-too-heavy")
    assert "LIMIT" in answer.get_json()["mend"]
    assert time.monotonic() - begun < 30
    assert client.get("/sparql", query_string={"query": "ASK {}"}).status_code == 200


def test_without_a_query_the_service_describes_itself(client: FlaskClient) -> None:
    sd = Namespace("http://www.w3.org/ns/sparql-service-description#")
    for headers in ({}, {"Accept": "text/turtle"}, {"Accept": "*/*"}):
        answer = client.get("/sparql", headers=headers)
        assert (answer.status_code, answer.mimetype) == (200, "text/turtle")
        read = Graph().parse(data=answer.data, format="turtle")
        assert (None, sd.supportedLanguage, sd.SPARQL11Query) in read
