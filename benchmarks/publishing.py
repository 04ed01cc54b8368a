"""From publishing to every worker's answer: a ruling into a graph of a million triples, fifty times.

    python -m benchmarks.publishing [triples] [rounds] [workers]

Rulings made up from the graph (labelled 合成) fill the shipped knowledge up to so many triples, in a home of its own below a
temporary folder. A server with its workers runs on it. Each round publishes one ruling (checked as the office checks it) and asks
the server, over new connections, until twenty answers in a row name the new version. Beside it, what a user would do instead:
build the whole version again.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from api.commands.opening import open_ready
from curation.office import Office
from curation.publishing import Publisher
from graph import store
from graph.content import GRAPH
from graph.database import open_database
from graph.load import Knowledge
from graph.publish import triples_of
from ontology.vocabulary import DCTERMS, RDF, SKOS, SW, XSD, iri
from resolver import indexing
from resolver.encode import open_encoder
from resolver.pipeline import one_thread_each

SEED = 20261122
IN_A_ROW = 20


def filled(graph: store.KnowledgeGraph, wanted: int) -> list[str]:
    """Return lines of made-up rulings and their leads, so many that the graph comes to `wanted` triples."""
    rng = random.Random(SEED)
    lines: list[str] = []
    counties = [p.id for p in graph.places if not p.code.endswith("00")]
    led = {r.matter: r.function for r in graph.responsibilities if r.part == "lead" and r.function and r.place == iri("place", "CN")}
    matters = [m for m in graph.matters if m.id in led and m.phrases]
    missing, n = wanted - graph.nquads().count(b"\n"), 0
    while len(lines) < missing:
        matter, place = rng.choice(matters), rng.choice(counties)
        ruling, lead, day = iri("ruling", "合成", f"{n:07d}"), iri("resp", "合成", f"{n:07d}"), f'"{2016 + n % 9}-03-01"^^<{XSD.date}>'
        n += 1
        lines += _said(ruling, "Ruling", {
            SKOS.prefLabel: f'"合成认定{n}：{matter.label}"@zh', SW.matter: f"<{matter.id}>", SW.place: f"<{place}>", SW.facts: f'"{rng.choice(matter.phrases)}"@zh',
            SW.outcome: '"assign"', SW.doctrine: f"<{iri('doctrine', '先例')}>", SW.validFrom: day, SW.decidedOn: day, DCTERMS.source: '"合成"',
        })  # fmt: skip
        lines += _said(lead, "Responsibility", {
            SW.matter: f"<{matter.id}>", SW.part: '"lead"', SW.function: f"<{led[matter.id]}>", SW.duty: '"合成"@zh', SW.basis: f"<{ruling}>",
            SW.place: f"<{place}>", SW.validFrom: day,
        })  # fmt: skip
    return lines


def _said(subject: str, kind: str, said: dict[Any, str]) -> list[str]:
    return [f"<{subject}> <{prop}> {value} <{GRAPH}> ." for prop, value in {RDF.type: f"<{SW[kind]}>", **said}.items()]


def home_with(triples: int, folder: Path) -> tuple[Path, float]:
    """Build a home whose version holds so many triples; return it and the seconds that building the version took."""
    graph, home = open_ready().graph, folder / "home"
    knowledge = Knowledge(triples_of([*graph.nquads().decode().removesuffix("\n").split("\n"), *filled(graph, triples)]), {})
    began = time.perf_counter()
    with store.staging(knowledge, home) as staged:
        indexing.build(store.open_folder(staged, knowledge.version), open_encoder(), staged / "index")
        store.publish(staged, home)
    return home, time.perf_counter() - began


def served(home: Path, workers: int) -> tuple[subprocess.Popen[bytes], str]:
    """Start a server on the home and return it with its address, once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"SHOUWEN_HOME": str(home), "SHOUWEN_WORKERS": str(workers)}
    command = [sys.executable, "-c", "from api.cli import main; main()", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    address = f"http://127.0.0.1:{port}"
    for _ in range(600):
        try:
            version_of(address)
            return server, address
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not start")


def version_of(address: str) -> str:
    """Return the version that an answer names."""
    request = urllib.request.Request(f"{address}/api/v1/resolve", json.dumps({"id": "1", "text": "路灯坏了没人修"}).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as response:
        return str(json.loads(response.read())["graph_version"])


def main(triples: int, rounds: int, workers: int) -> None:
    """Print how long publishing takes, until it returns and until every worker answers from it."""
    one_thread_each()
    with tempfile.TemporaryDirectory() as temporary:
        home, built = home_with(triples, Path(temporary))
        office = Office(Publisher(home, open_database("", home), open_encoder()))
        moment = dt.datetime.now(dt.UTC)
        office.publisher.ready(moment)
        server, address = served(home, workers)
        try:
            returned, visible = zip(*(_round(office, address, n) for n in range(rounds)), strict=True)
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(30)
        shutil.rmtree(home)
    print(f"{triples:,} triples, {rounds} rulings, {workers} workers")
    for name, seconds in (("publishing returns", returned), ("every worker answers from it", visible)):
        print(f"{name:30} p50 {statistics.median(seconds):.2f} s   worst {max(seconds):.2f} s")
    print(f"{'building the whole version':30} {built:.1f} s ({built / statistics.median(returned):.0f} times as long)")


def _round(office: Office, address: str, n: int) -> tuple[float, float]:
    content = {
        "kind": "ruling", "jurisdiction": "宁海县", "matter": "路灯故障", "facts": f"第{n}盏路灯两家都说不归自己", "lead": "综合行政执法局", "helpers": [],
        "doctrine": "先例", "basis": [], "number": f"基准〔2026〕{n}号", "decided_on": "2026-11-01", "case_only": True, "reason": "测速", "source": "合成",
    }  # fmt: skip
    moment = dt.datetime.now(dt.UTC)
    proposal = office.propose(content, "甲", moment)
    office.submit(proposal.id, "甲", moment)
    office.approve(proposal.id, "乙", moment)
    began = time.perf_counter()
    entry = office.publish(proposal.id, "乙", moment)
    returned = time.perf_counter() - began
    alike = 0
    while alike < IN_A_ROW:
        alike = alike + 1 if version_of(address) == entry.version else 0
    return returned, time.perf_counter() - began


if __name__ == "__main__":
    given = [int(a) for a in sys.argv[1:]]
    main(*(given + [1_000_000, 50, 2][len(given) :]))
