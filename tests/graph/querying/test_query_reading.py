"""What of a query is refused before it runs, and what only looks like it."""

from __future__ import annotations

import time

import pytest

from graph.content import GRAPH
from graph.querying.model import DEEPEST, LONGEST, QueryRefused
from graph.querying.reading import require_readable

FINE = [
    "SELECT * WHERE { ?s ?p ?o } LIMIT 10",
    "PREFIX x: <http://x/> ASK { x:service x:insert ?delete }",
    'SELECT * { ?s ?p "SERVICE <http://x/> { }" }',
    "SELECT * { ?s ?p '''\nSERVICE ' DROP''' }",
    "SELECT * { ?s ?p ?o } # SERVICE <http://x/>",
    "SELECT * { <http://x/SERVICE#from> ?from ?service }",
    'SELECT * { ?s ?p "x"@service }',
    f"SELECT * FROM <{GRAPH}> {{ ?s ?p ?o }}",
    f"SELECT * FROM NAMED <{GRAPH}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "BASE <http://x/> PREFIX insert: <http://y/> SELECT * { ?s insert:delete <load> }",
    "SELECT ?单位 WHERE { ?单位 ?p ?o FILTER(?o < 5 && ?o > 3) }",
    "SELECT * { FILTER(" + "(" * 40 + "1" + ")" * 40 + ") }",
    "SELECT" + " " * 40_000 + "* { }",
]


@pytest.mark.parametrize("query", FINE)
def test_a_query_that_only_looks_like_it_is_let_through(query: str) -> None:
    try:
        require_readable(query)
        refused = ""
    except QueryRefused as error:
        refused = str(error)
    assert refused == ""


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("", "没有查询"),
        (" \n\t ", "没有查询"),
        ("x" * (LONGEST + 1), "太长"),
        ("SELECT * { ?s ?p 'a\0b' }", "空字符"),
        ("SELECT * { SERVICE <http://x/> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * { service silent ?x { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * { \\u0053ERVICE <http://x/> { } }", "SERVICE"),
        ("SELECT * { \\U00000053ervice <http://x/> { } }", "SERVICE"),
        ("SELECT * { ?a ?b 5.SERVICE <http://x/> { } }", "SERVICE"),
        ("SELECT * { ?a ?b '#' . SERVICE <http://x/> { } }", "SERVICE"),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", "INSERT"),
        ("PREFIX x: <http://x/> # a\n DELETE WHERE { ?s ?p ?o }", "DELETE"),
        ("BASE <http://x/> LOAD <http://y/>", "LOAD"),
        ("clear all", "CLEAR"),
        ("SELECT * FROM <http://x/> { }", "一个图"),
        (f"SELECT * FROM NAMED <{GRAPH}> FROM NAMED <file:///etc/passwd> {{ }}", "一个图"),
        ("SELECT * { FILTER" + "(" * (DEEPEST + 1) + "1" + ")" * (DEEPEST + 1) + " }", "太深"),
        ("{" * 20_000, "太深"),
        ("SELECT * " + "{[(" * 30, "太深"),
    ],
)
def test_what_is_refused_is_refused_by_name(query: str, why: str) -> None:
    with pytest.raises(QueryRefused, match=why):
        require_readable(query)


@pytest.mark.parametrize(
    "piece",
    ['"""', "'''", '"', "'", "<", "\\u", "#", "@", "?", ":", "a:", "%", "\\", '"\\', "<a", "-", ".", "a-", "a.", "a.-", ":-", "%a", "\\U0010FFFF", "\ud800"],
)
def test_no_text_takes_the_reader_long(piece: str) -> None:
    """CPU seconds of the longest query made of one piece; a reader that went back and forth would take minutes."""
    begun = time.process_time()
    require_readable((piece * LONGEST)[:LONGEST])
    assert time.process_time() - begun < 5
