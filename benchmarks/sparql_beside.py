"""Runaway SPARQL beside normal use: how long others wait for an answer while strangers' queries run away.

    python -m benchmarks.sparql_beside [seconds] [cases a second] [workers]

A server runs on a free port, on SHOUWEN_HOME. Cases are put to /api/v1/resolve at a steady rate, by a clock and not by the answers, so
that a case that has to wait does not make the next come later. In turns, without and with queries that run away: four clients put
cartesian products, path explosions, regular expressions over everything, huge sortings and constructions, each the next as soon as
one was stopped. Printed: p50 and p99 in milliseconds of all turns of a kind together, and the ratio of the two p99s. Rounds alternate, since a machine that others use is not the same from one minute to the next.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

ROUNDS = 4
STRANGERS = 4
BEFORE = 3.0
"""Seconds that the queries run before the first case of a turn."""
CASES = (
    ("路灯坏了没人修", "宁海县"), ("楼下烧烤店油烟太大", "宁海县"), ("老板拖欠工资三个月", "西宁市"), ("小区电梯坏了半个月没人管", "上海市"),
    ("河里死了很多鱼，水发臭", "宁海县"), ("邻居半夜装修", "广州市"), ("买的药过期了药店不给退", "西宁市"), ("公交车不按时来", "宁海县"),
)  # fmt: skip
RUNAWAYS = (
    "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT (COUNT(*) AS ?n) WHERE { ?a (<x:p>|!<x:p>)* ?b . ?b (<x:p>|!<x:p>)* ?c }",
    'SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(STR(?c), "(.*单.*)+位$") && REGEX(STR(?f), STR(?c))) }',
    "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c",
    "CONSTRUCT { ?a ?e ?c . ?d ?b ?f } WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f",
    "SELECT * WHERE { ?s ?p ?o } ORDER BY ?o OFFSET 200000",
)


@dataclass
class Turn:
    """The answers of one turn: milliseconds each, and what else came back."""

    took: list[float] = field(default_factory=list)
    failed: Counter[str] = field(default_factory=Counter)


def main(seconds: float = 20.0, rate: float = 20.0, workers: int = 2) -> None:
    """Print both p99s and their ratio."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", "from api.cli import main; main()", "serve", "--port", str(port), "--workers", str(workers)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        _until_it_answers(server, port)
        _ask(port, "ASK {}")  # the host of queries is there and holds the version
        _cases(port, 3.0, rate)
        alone, beside, stopped = Turn(), Turn(), Counter[int]()
        for _ in range(ROUNDS):
            _add(alone, _cases(port, seconds, rate))
            with _Strangers(port) as strangers:
                time.sleep(BEFORE)
                _add(beside, _cases(port, seconds, rate))
            stopped += strangers.answers
        print(f"{workers} 个进程，{os.cpu_count()} 核，每秒 {rate:g} 件，各 {ROUNDS} 轮 × {seconds:g} 秒，负载 {os.getloadavg()[0]:.1f}")
        for name, turn in (("没有失控查询", alone), (f"{STRANGERS} 人不停地发失控查询", beside)):
            print(
                f"{name}　{len(turn.took)} 件　p50 {_percentile(turn, 50):.1f} ms　p99 {_percentile(turn, 99):.1f} ms　最久 {max(turn.took):.0f} ms　失败 {dict(turn.failed)}"
            )
        print(f"p99 之比 {_percentile(beside, 99) / _percentile(alone, 99):.2f}　失控查询的回答 {dict(stopped)}")
    finally:
        os.killpg(server.pid, signal.SIGINT)
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def _percentile(turn: Turn, percent: int) -> float:
    return statistics.quantiles(turn.took, n=100)[percent - 1]


def _add(whole: Turn, turn: Turn) -> None:
    whole.took += turn.took
    whole.failed += turn.failed


def _until_it_answers(server: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if server.poll() is not None:
            raise SystemExit("服务退出了")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
        else:
            return
    raise SystemExit("服务没有起来")


def _cases(port: int, seconds: float, rate: float) -> Turn:
    """Put cases at a steady rate and return how long each took from the moment it was due."""
    turn, lock, begun = Turn(), threading.Lock(), time.monotonic()

    def one(number: int) -> None:
        due = begun + number / rate
        time.sleep(max(0.0, due - time.monotonic()))
        text, place = CASES[number % len(CASES)]
        try:
            status = _post(port, "/api/v1/resolve", json.dumps({"text": text, "jurisdiction": place}), "application/json")
        except OSError as error:
            status = type(error).__name__
        took = (time.monotonic() - due) * 1000
        with lock:
            turn.took.append(took)
            if status != 200:
                turn.failed[str(status)] += 1

    with ThreadPoolExecutor(32) as threads:
        list(threads.map(one, range(int(seconds * rate))))
    return turn


def _post(port: int, path: str, body: str, kind: str) -> int | str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("POST", path, body.encode(), {"Content-Type": kind})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def _ask(port: int, query: str) -> int | str:
    return _post(port, "/sparql", query, "application/sparql-query")


class _Strangers:
    """Clients that put one runaway query after another until the block ends."""

    def __init__(self, port: int) -> None:
        self._port, self._over = port, threading.Event()
        self.answers: Counter[int] = Counter()
        self._threads = [threading.Thread(target=self._run, args=(n,), daemon=True) for n in range(STRANGERS)]

    def __enter__(self) -> _Strangers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(timeout=60)

    def _run(self, number: int) -> None:
        while not self._over.is_set():
            status = _ask(self._port, RUNAWAYS[number % len(RUNAWAYS)])
            self.answers[int(status)] += 1
            number += 1
            if status == 503:
                time.sleep(0.5)  # it said to come again; a stranger does so sooner than told


if __name__ == "__main__":
    main(*(float(a) for a in sys.argv[1:3]), *(int(a) for a in sys.argv[3:4]))
