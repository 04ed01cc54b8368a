"""The query page: every example answers, results link, errors keep the query, and it works without scripts."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from flask_openapi3.openapi import OpenAPI

from api.accounts.guard import FOR_PROGRAMS
from api.linked.sparql import KEY, examples, plain
from graph.querying.model import Question

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def test_there_are_a_dozen_examples_and_each_has_a_title() -> None:
    assert len(examples()) >= 12
    assert all(re.search("[\u4e00-\u9fff]", example.title) for example in examples().values())


@pytest.mark.parametrize("key", examples())
def test_an_example_answers_with_something_in_time(endpoint: OpenAPI, key: str) -> None:
    answer = endpoint.extensions[KEY].ask(Question(examples()[key].query, solutions="tsv", graph="nt"))
    assert len(answer.body.splitlines()) > 1
    assert answer.cut == 0


def test_a_browser_gets_the_page_with_the_form_and_the_examples(client: FlaskClient) -> None:
    answer = client.get("/sparql", headers=BROWSER)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert 'method="post" action="/sparql"' in page
    assert page.count("/sparql?example=") == len(examples())
    assert "<script>" not in page


def test_an_example_shows_its_query_and_its_answer_with_links(client: FlaskClient) -> None:
    page = client.get("/sparql?example=grants", headers=BROWSER).get_data(as_text=True)
    assert "sw:grants" in page
    assert re.search(r'<td><a href="/id/statute/[^"]+">statute/渔业法/', page)
    assert '<th scope="col">法规</th>' in page
    assert client.get("/sparql?example=nothing", headers=BROWSER).status_code == 404


def test_a_query_is_posted_without_scripts_and_can_be_sent_on_as_a_link(client: FlaskClient) -> None:
    query = "SELECT ?名 WHERE { ?d a sw:Doctrine ; skos:prefLabel ?名 } ORDER BY ?名"
    page = client.post("/sparql", data={"query": query, "format": "html"}, headers=BROWSER).get_data(as_text=True)
    assert "<td>主次协同</td>" in page
    link = re.search(r'href="(/sparql\?query=[^"]+)"', page)
    assert link
    assert "<td>主次协同</td>" in client.get(link[1].replace("&amp;", "&"), headers=BROWSER).get_data(as_text=True)


def test_triples_and_truths_are_shown_too(client: FlaskClient) -> None:
    assert "<pre" in client.post("/sparql", data={"query": "DESCRIBE <https://w3id.org/shouwen/id/doctrine/属地>"}, headers=BROWSER).get_data(as_text=True)
    assert ">是</pre>" in client.post("/sparql", data={"query": "ASK { ?s ?p ?o }"}, headers=BROWSER).get_data(as_text=True)
    assert "没有符合的结果" in client.post("/sparql", data={"query": "SELECT * { ?s a sw:Nothing }"}, headers=BROWSER).get_data(as_text=True)


@pytest.mark.parametrize("form", ["html", "csv"])
@pytest.mark.parametrize(("query", "status", "words"), [("SELECT <b>x", 400, "语法错误"), ("CLEAR ALL", 400, "不能更新"), ("SELECT (1/0", 400, "语法")])
def test_a_mistake_keeps_the_query_and_says_what_is_wrong(client: FlaskClient, form: str, query: str, status: int, words: str) -> None:
    answer = client.post("/sparql", data={"query": query, "format": form}, headers=BROWSER)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, answer.mimetype) == (status, "text/html")
    assert words in page
    assert "<b>x" not in page
    assert query.replace("<", "&lt;").replace(">", "&gt;") in page


def test_long_results_are_shown_in_part(client: FlaskClient) -> None:
    page = client.post("/sparql", data={"query": "SELECT ?s WHERE { ?s a sw:Matter }"}, headers=BROWSER).get_data(as_text=True)
    assert page.count("<tr><td>") == 500
    assert "只显示前 500 行" in page


def test_what_turns_the_direction_of_writing_is_made_visible() -> None:
    assert plain("a\u202eb\u2066c\x07") == "a⟦U+202E⟧b⟦U+2066⟧c\ufffd"


def test_every_linked_data_path_takes_tokens(endpoint: OpenAPI) -> None:
    paths = {rule.rule for rule in endpoint.url_map.iter_rules() if rule.endpoint.startswith(("sparql.", "dataset."))}
    assert {path for path in paths if not path.startswith(FOR_PROGRAMS)} == set()
