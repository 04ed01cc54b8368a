"""Strangers' queries on the shipped knowledge: answered, cut, stopped, queued; whatever one does, the next is answered."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import socket
import threading
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph

from graph import store
from graph.changes import ChangeSet
from graph.content import GRAPH
from graph.querying import wire
from graph.querying.asking import Asking
from graph.querying.model import ANSWER, Answer, Busy, Limits, NotAcceptable, QueryRefused, QueryTooHeavy, Question
from graph.store import KnowledgeGraph
from ontology.errors import BadVersion
from ontology.vocabulary import iri
from resolver.encode import Encoder
from resolver.staging import staged

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own reader of JSON-LD
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
SECONDS = 4.0
"""Long enough for an honest query on a busy machine."""
RUNAWAYS = {
    "cartesian product": "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "paths": "SELECT (COUNT(*) AS ?n) WHERE { ?a (<x:p>|!<x:p>)* ?b . ?b (<x:p>|!<x:p>)* ?c }",
    "sorting": "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c",
    "joining on text": "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(STR(?c), STR(?f))) }",
    "constructing everything": "CONSTRUCT { ?a ?e ?c } WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f",
}
Linked = Callable[[Path, Path], Path]


@pytest.fixture(scope="module")
def asking(home: Path) -> Iterator[Asking]:
    opened = Asking(home, Limits(seconds=SECONDS, processes=2))
    yield opened
    opened.close()


@pytest.fixture
def own(home: Path, linked: Linked, tmp_path: Path) -> Iterator[Callable[..., Asking]]:
    """Return what opens the queries of a home of the test's own."""
    folder, opened = linked(home, tmp_path / "home"), []

    def open_(**limits: Any) -> Asking:
        opened.append(Asking(folder, Limits(**{"seconds": SECONDS, **limits})))
        return opened[-1]

    yield open_
    for each in opened:
        each.close()


def rows(answer: Answer) -> list[dict[str, str]]:
    return [{name: term["value"] for name, term in row.items()} for row in json.loads(answer.body)["results"]["bindings"]]


def test_it_answers_from_the_version_in_use(asking: Asking, graph: KnowledgeGraph) -> None:
    answer = asking.ask(Question(COUNT))
    assert rows(answer) == [{"n": str(graph.content.size)}]
    assert (answer.version, answer.cut, answer.form) == (graph.version, 0, "json")


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_rows_come_in_every_form_of_the_protocol(asking: Asking, graph: KnowledgeGraph, form: str) -> None:
    query = "SELECT ?名 ?权 ?无 WHERE { ?a a sw:Authority ; skos:prefLabel ?名 ; sw:weight ?权 } ORDER BY DESC(?权)"
    body = asking.ask(Question(query, solutions=form)).body.decode()
    names = [a.label for a in sorted(graph.authorities, key=lambda a: -a.weight)]
    if form == "json":
        assert [row["名"] for row in rows(Answer(body.encode(), "", "", 0))] == names
    elif form == "xml":
        space = "{http://www.w3.org/2005/sparql-results#}"
        found = ElementTree.fromstring(body).findall(f".//{space}binding[@name='名']/{space}literal")
        assert [each.text for each in found] == names
    elif form == "csv":
        assert [row["名"] for row in csv.DictReader(io.StringIO(body))] == names
    else:
        lines = body.splitlines()
        assert lines[0] == "?名\t?权\t?无"
        assert [line.split("\t")[0] for line in lines[1:]] == [f'"{name}"@zh' for name in names]


@pytest.mark.parametrize(("form", "parser"), [("ttl", "turtle"), ("jsonld", "json-ld"), ("nt", "nt11"), ("rdf", "xml")])
def test_triples_come_in_every_form(asking: Asking, form: str, parser: str) -> None:
    answer = asking.ask(Question("DESCRIBE <https://w3id.org/shouwen/id/matter/水产养殖投入品损害>", graph=form))
    plain = asking.ask(Question("DESCRIBE <https://w3id.org/shouwen/id/matter/水产养殖投入品损害>", graph="nt"))
    assert set(Graph().parse(data=answer.body, format=parser)) == set(Graph().parse(data=plain.body, format="nt11"))
    assert len(plain.body.splitlines()) > 20


@pytest.mark.parametrize(("form", "said"), [("json", b'{"head":{},"boolean":true}'), ("xml", b"<boolean>true</boolean>"), ("csv", b"true\n")])
def test_a_yes_is_a_yes(asking: Asking, form: str, said: bytes) -> None:
    assert said in asking.ask(Question("ASK { ?m a sw:Matter }", solutions=form)).body


def test_more_rows_than_allowed_are_cut_and_it_says_so(asking: Asking) -> None:
    answer = asking.ask(Question("SELECT * WHERE { ?s ?p ?o }"))
    assert (answer.cut, len(rows(answer))) == (10_000, 10_000)
    assert json.loads(answer.body)["cut"] is True
    assert asking.ask(Question("SELECT * WHERE { ?s ?p ?o } LIMIT 10000")).cut == 0
    triples = asking.ask(Question("CONSTRUCT WHERE { ?s ?p ?o }", graph="nt"), rows=500)
    assert (triples.cut, len(Graph().parse(data=triples.body, format="nt11"))) == (500, 500)


def test_an_answer_of_a_few_huge_rows_is_cut_too(asking: Asking) -> None:
    big = "".join(f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1}) " for n in range(20))
    answer = asking.ask(Question(f'SELECT ?v20 ?s WHERE {{ BIND("abcd" AS ?v0) {big} ?s a sw:DeadlineRule }}', solutions="tsv"))
    assert answer.cut == 0
    answer = asking.ask(Question(f'SELECT ?v20 ?s WHERE {{ BIND("abcd" AS ?v0) {big} ?s a sw:Matter }}', solutions="tsv"))
    assert 0 < answer.cut < 10
    assert len(answer.body) < ANSWER + 5 * 1024 * 1024


@pytest.mark.parametrize("query", RUNAWAYS.values(), ids=RUNAWAYS)
def test_a_query_that_runs_away_is_stopped_and_the_next_is_answered(own: Callable[..., Asking], query: str) -> None:
    asking = own(seconds=1.0, memory=256)
    asking.ask(Question("ASK {}"))
    begun = time.monotonic()
    with pytest.raises(QueryTooHeavy, match=r"已停止"):
        asking.ask(Question(query))
    assert time.monotonic() - begun < 15, "停得太晚"
    assert asking.ask(Question("ASK {}")).body == b'{"head":{},"boolean":true}'


def test_a_query_that_wants_too_much_memory_is_stopped_for_that(own: Callable[..., Asking]) -> None:
    doubled = "".join(f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1}) " for n in range(30))
    with pytest.raises(QueryTooHeavy, match="内存"):
        own(seconds=30.0, memory=128).ask(Question(f'SELECT ?v30 WHERE {{ BIND("abcdefgh" AS ?v0) {doubled} }}'))


def test_a_query_that_crashes_the_parser_is_only_a_message(asking: Asking) -> None:
    with pytest.raises(QueryTooHeavy, match="太深"):
        asking.ask(Question("SELECT * { FILTER(" + "!" * 40_000 + "1) }"))
    assert asking.ask(Question("ASK {}")).cut == 0


@pytest.mark.parametrize("query", ["SELECT nonsense", "SELECT * {", "DESCRIBE", "SELECT ?x { ?x a nosuchprefix:y }", "SELECT * { ?s ?p '\ud800' }"])
def test_a_mistake_is_said(asking: Asking, query: str) -> None:
    with pytest.raises(QueryRefused):
        asking.ask(Question(query))


def test_an_answer_in_no_form_that_is_taken_is_refused(asking: Asking) -> None:
    with pytest.raises(NotAcceptable, match="三元组"):
        asking.ask(Question("CONSTRUCT WHERE { ?s a sw:Doctrine }", graph=""))
    with pytest.raises(NotAcceptable, match="表格"):
        asking.ask(Question("ASK {}", solutions=""))


def test_a_query_reaches_no_other_server_even_past_the_reader(asking: Asking) -> None:
    """Straight to the host, without what refuses SERVICE: the process has no descriptor left to open a socket with."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        listening.settimeout(1)
        query = f"SELECT * WHERE {{ SERVICE SILENT <http://127.0.0.1:{listening.getsockname()[1]}/> {{ ?s ?p ?o }} }}"
        message, _ = asking._told(Question(query), None)
        assert "version" in message
        with pytest.raises(TimeoutError):
            listening.accept()


def test_when_all_places_are_taken_one_is_told_to_come_again(own: Callable[..., Asking]) -> None:
    asking = own(seconds=2.0, processes=1, waiting=1)
    asking.ask(Question("ASK {}"))
    said: list[str] = []

    def ask() -> None:
        try:
            asking.ask(Question(RUNAWAYS["cartesian product"]))
        except (Busy, QueryTooHeavy) as error:
            said.append(type(error).__name__)

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(said) == 6
    assert said.count("Busy") >= 4
    assert "QueryTooHeavy" in said


def test_who_hangs_up_frees_the_place(own: Callable[..., Asking]) -> None:
    asking = own(seconds=60.0, processes=1)
    asking.ask(Question("ASK {}"))
    with closing(asking._connected()) as connection:
        connection.sendall(wire.packed({"question": asdict(Question(RUNAWAYS["cartesian product"])), "limits": asdict(asking.limits)}))
        time.sleep(0.5)
    begun = time.monotonic()
    asking.ask(Question("ASK {}"))
    assert time.monotonic() - begun < 20


def test_a_new_version_is_taken_up_and_the_old_one_again(own: Callable[..., Asking], encoder: Encoder) -> None:
    asking = own()
    home = asking._home
    before = store.open_version(home)
    lamp = iri("matter", "路灯故障")
    ask = Question(f'ASK {{ <{lamp}> sw:phrase "新说的话" }}')
    size = rows(asking.ask(Question(COUNT)))
    assert b"false" in asking.ask(ask).body
    gone = next(line for line in before.content.lines(lamp) if "#phrase" in line)
    change = ChangeSet(frozenset({f'<{lamp}> <https://w3id.org/shouwen/ns#phrase> "新说的话" <{GRAPH}> .'}), frozenset({gone}))
    with staged(before, change, home, encoder) as version:
        now = store.publish(version.folder, home)
    answer = asking.ask(ask)
    assert (answer.version, b"true" in answer.body) == (now, True)
    assert rows(asking.ask(Question(COUNT))) == size
    store.point_to(before.version, home)
    answer = asking.ask(ask)
    assert (answer.version, b"false" in answer.body) == (before.version, True)


def test_a_broken_version_leaves_the_one_before_in_use(own: Callable[..., Asking]) -> None:
    asking = own()
    version = asking.ask(Question("ASK {}")).version
    store.point_to("0123456789abcdef", asking._home)
    assert asking.ask(Question("ASK {}")).version == version


def test_a_home_without_a_version_says_so(tmp_path: Path) -> None:
    asking = Asking(tmp_path, Limits(seconds=SECONDS))
    try:
        with pytest.raises(BadVersion, match="没有可以查询的图版本"):
            asking.ask(Question("ASK {}"))
    finally:
        asking.close()


def test_a_host_that_was_killed_is_replaced_and_one_ends_with_its_starter(own: Callable[..., Asking]) -> None:
    asking = own()
    asking.ask(Question("ASK {}"))
    assert asking._host is not None
    first = asking._host.pid
    os.kill(first, signal.SIGKILL)
    asking.ask(Question("ASK {}"))
    second = asking._host
    assert second.pid != first
    other = Asking(asking._home, asking.limits)
    other.ask(Question("ASK {}"))
    assert other._host is None, "一个家里只有一个"
    asking.close()
    assert second.poll() == 0
    other.ask(Question("ASK {}"))
    other.close()
