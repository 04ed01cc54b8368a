"""A SPARQL 1.1 store elsewhere that holds a copy of the version in use, and how it is brought from one version to the next.

The copy stands in the graph by which our own files name it, `https://w3id.org/shouwen/graph/published`, and is replaced: whoever
queries the store asks for what holds now; older versions can be downloaded. Which version it is stands in a graph beside it. Where
the store holds a version that the ledger knows, only what changed since is sent; otherwise all of it, into a third graph, which then
takes the place of the old one.

Three things keep a half-done copy from passing for a whole one. A change is one request of SPARQL Update where it fits into one, which
stores run as one transaction (Oxigraph does; Virtuoso runs each operation by itself). The note of the version is taken away before
the first triple is touched and written after the last. And at the end the triples are counted.

    SPARQL 1.1 Update                 https://www.w3.org/TR/sparql11-update/
    SPARQL 1.1 Graph Store Protocol   https://www.w3.org/TR/sparql11-http-rdf-update/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

import httpx
import pyoxigraph as ox

from graph.changes import ChangeSet
from graph.content import GRAPH, Content, lines_in
from graph.publish import lines_of
from ontology.errors import BadSettings, ShouwenError

NOTES: Final = "https://w3id.org/shouwen/graph/mirrored"
"""The graph that holds the note of the version."""
COMING: Final = "https://w3id.org/shouwen/graph/coming"
"""The graph into which a whole version is loaded before it takes the place of the old one."""
_VERSION: Final = "https://w3id.org/shouwen/ns#version"
PATIENCE: Final = httpx.Timeout(300, connect=10)
"""Seconds: loading a whole version takes Virtuoso half a minute."""
AT_ONCE: Final = 40_000
"""Bytes of triples in one update; Virtuoso compiles an update, and refuses one whose code grows beyond 10,000 lines."""
LOADED: Final = 20_000
"""Triples in one part of a whole version; Virtuoso loads a part with several threads, which deadlock on large ones."""
MOST_CHANGES: Final = 20_000
"""Changed triples beyond which the whole version is quicker."""
_TAIL: Final = f" <{GRAPH}> ."


class MirrorFailed(ShouwenError):
    """A store that cannot be reached, refuses, or does not hold what it was sent."""

    status = 502
    code = "mirror-failed"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a store takes queries, updates and whole graphs, and how it wants to be told who asks.

    `whole`: updates of any size run as one transaction. `name` is how it is shown; no secret is part of it.
    """

    name: str
    query: str
    update: str
    graphs: str
    digest: bool = False
    whole: bool = True


_KINDS: Final = {
    "oxigraph": ("/query", "/update", "/store", False, True),
    "virtuoso": ("/sparql-auth", "/sparql-auth", "/sparql-graph-crud-auth", True, False),
}
_WRITTEN: Final = "oxigraph+http://127.0.0.1:7878、virtuoso+http://127.0.0.1:8890，或用逗号相连的三个地址：查询,更新,图存储"


def addresses(written: str) -> tuple[Address, ...]:
    """Return the stores in a setting, separated by blanks: `oxigraph+URL`, `virtuoso+URL`, or `QUERY,UPDATE,GRAPHS` for any other.

    Raises BadSettings for one that cannot be read, or that holds a password (those come from the environment).
    """
    return tuple(_address(each) for each in written.split())


def _address(written: str) -> Address:
    kind, plus, url = written.partition("+")
    parts = [written] if plus and kind in _KINDS else written.split(",")
    for each in [url] if plus and kind in _KINDS else parts:
        parsed = httpx.URL(each) if re.fullmatch(r"https?://[^\s,]+", each) else None
        if parsed is None or (len(parts) not in (1, 3)) or (len(parts) == 1 and not plus):
            raise BadSettings(f"镜像的地址“{_safe(written)}”读不懂", where="设置 mirror", mend=f"写成 {_WRITTEN}")
        if parsed.userinfo:
            raise BadSettings("镜像的地址里不要写口令", where="设置 mirror", mend="放到环境变量 SHOUWEN_MIRROR_USER、SHOUWEN_MIRROR_PASSWORD")
    if len(parts) == 3:
        return Address(parts[1], query=parts[0], update=parts[1], graphs=parts[2])
    query, update, graphs, digest, whole = _KINDS[kind]
    base = url.rstrip("/")
    return Address(written, base + query, base + update, base + graphs, digest, whole)


def _safe(written: str) -> str:
    """Return an address as it may be shown."""
    return re.sub(r"//[^/@\s]*@", "//…@", written)[:120]


@dataclass
class Mirror:
    """A store with the credentials to write to it; use as a context manager."""

    address: Address
    user: str = ""
    password: str = field(default="", repr=False)
    _client: httpx.Client = field(init=False, repr=False)

    def __post_init__(self) -> None:
        auth: Any = None
        if self.user:
            auth = (httpx.DigestAuth if self.address.digest else httpx.BasicAuth)(self.user, self.password)
        self._client = httpx.Client(timeout=PATIENCE, auth=auth, trust_env=False)

    def __enter__(self) -> Mirror:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def held(self) -> str:
        """Return the version that the store holds whole, "" where it holds none."""
        rows = self._select(f"SELECT ?v WHERE {{ GRAPH <{NOTES}> {{ <{GRAPH}> <{_VERSION}> ?v }} }}", "v")
        return rows[0] if len(rows) == 1 else ""

    def count(self, graph: str = GRAPH) -> int:
        """Return how many triples a graph of the store has."""
        return int(self._select(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}", "n")[0])

    def change(self, changes: ChangeSet, version: str) -> None:
        """Bring the store from the version it holds to the next by what changed."""
        said = [f"DELETE DATA {{ GRAPH <{GRAPH}> {{ {part} }} }}" for part in _parts(changes.removed)]
        said += [f"INSERT DATA {{ GRAPH <{GRAPH}> {{ {part} }} }}" for part in _parts(changes.added)]
        if self.address.whole:
            self._update(";\n".join((_FORGET, *said, _noted(version))))
            return
        for each in (_FORGET, *said, _noted(version)):
            self._update(each)

    def difference(self, content: Content) -> ChangeSet | None:
        """Return what is to change for the store to hold a version, found by reading back what it holds; None where it is no use to ask:
        the store holds nothing, or does not give back triples as it got them (Virtuoso writes some otherwise; Oxigraph only 64.0 as 64:
        a few such numbers are then sent once more)."""
        if not self.address.whole or not self.count():
            return None
        answer = self._request("GET", self.address.graphs, params={self._graph_key: GRAPH}, headers={"Accept": "application/n-triples"})
        try:
            held = lines_of(quad.triple for quad in ox.parse(input=answer.content, format=ox.RdfFormat.N_TRIPLES))
        except SyntaxError as error:
            raise MirrorFailed("镜像给出的图读不懂", where=self.address.graphs, why=str(error)[:200], mend="核对地址是不是图存储地址") from error
        wanted = frozenset(lines_in(content.nquads()))
        return ChangeSet(wanted - held, held - wanted)

    def replace(self, content: Content, version: str) -> None:
        """Put a whole version into the store in place of what it holds."""
        self._update(f"DROP SILENT GRAPH <{COMING}>")
        for part in _ntriples(content):
            self._request("POST", self.address.graphs, params={self._graph_key: COMING}, content=part, headers={"Content-Type": "application/n-triples"})
        arrived = self.count(COMING)
        if arrived != content.size:
            raise MirrorFailed(f"镜像收下 {arrived:,} 条陈述，应是 {content.size:,} 条", where=self.address.name, mend="看那一边的日志；镜像里原来的版本没有动")
        steps = (_FORGET, f"MOVE GRAPH <{COMING}> TO GRAPH <{GRAPH}>", _noted(version))
        for each in (";\n".join(steps),) if self.address.whole else steps:
            self._update(each)

    def forget(self) -> None:
        """Take away the note of the version: the store then counts as holding none."""
        self._update(_FORGET)

    @property
    def _graph_key(self) -> str:
        return "graph-uri" if self.address.digest else "graph"

    def _select(self, query: str, name: str) -> list[str]:
        answer = self._request("POST", self.address.query, data={"query": query}, headers={"Accept": "application/sparql-results+json"})
        try:
            return [str(row[name]["value"]) for row in answer.json()["results"]["bindings"]]
        except (ValueError, KeyError, TypeError) as error:
            raise MirrorFailed("镜像的回答读不懂", where=self.address.query, why=str(error)[:200], mend="核对地址是不是 SPARQL 1.1 查询地址") from error

    def _update(self, text: str) -> None:
        self._request("POST", self.address.update, data={"update": text})

    def _request(self, method: str, url: str, **more: Any) -> httpx.Response:
        try:
            answer = self._client.request(method, url, **more)
        except httpx.HTTPError as error:
            raise MirrorFailed("连不上镜像", where=url, why=str(error)[:200] or type(error).__name__, mend="确认那一边已启动、网络通") from error
        if answer.status_code in (401, 403):
            raise MirrorFailed(
                "镜像拒绝写入", where=url, why=f"HTTP {answer.status_code}", mend="核对 SHOUWEN_MIRROR_USER、SHOUWEN_MIRROR_PASSWORD 和那一边的权限"
            )
        if not answer.is_success:
            raise MirrorFailed("镜像没有照做", where=url, why=f"HTTP {answer.status_code}：{' '.join(answer.text.split())[:300]}", mend="看那一边的日志")
        return answer


_FORGET: Final = f"DELETE WHERE {{ GRAPH <{NOTES}> {{ <{GRAPH}> <{_VERSION}> ?v }} }}"


def _noted(version: str) -> str:
    return f'INSERT DATA {{ GRAPH <{NOTES}> {{ <{GRAPH}> <{_VERSION}> "{version}" }} }}'


def _parts(lines: Iterable[str]) -> Iterator[str]:
    """Yield triples in parts of AT_ONCE bytes, a longer one by itself."""
    part: list[str] = []
    size = 0
    for line in sorted(lines):
        triple = _triple(line)
        if part and size + len(triple) > AT_ONCE:
            yield "\n".join(part)
            part, size = [], 0
        part.append(triple)
        size += len(triple.encode())
    if part:
        yield "\n".join(part)


def _triple(line: str) -> str:
    """Return a line of N-Quads without its graph."""
    return f"{line.removesuffix(_TAIL)} ."


def _ntriples(content: Content) -> Iterator[bytes]:
    """Yield a version as N-Triples, LOADED lines at a time, each part whole: a part that was refused for want of credentials is sent
    again, and Virtuoso takes a body that comes in chunks for an empty one."""
    lines = iter(content.nquads().decode().removesuffix("\n").split("\n"))
    while block := list(islice(lines, LOADED)):
        yield "".join(f"{_triple(line)}\n" for line in block).encode()
