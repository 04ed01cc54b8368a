"""Reads Turtle into triples, remembering which file says what, so that every later complaint
can name file and line.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from graph.content import GRAPH, digests_of, name_of
from ontology.errors import BadKnowledge
from ontology.vocabulary import BASE, local

KNOWLEDGE: Final = Path(__file__).resolve().parent.parent / "ontology"
GRAPH_NAME: Final = ox.NamedNode(GRAPH)

Values = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, eq=False)
class Knowledge:
    """Triples as loaded: the RDF terms, where each subject was said, and the content's hash. Compared by identity."""

    triples: frozenset[ox.Triple]
    sources: Mapping[str, Path]

    @cached_property
    def nquads(self) -> bytes:
        """Return the content as sorted N-Quads, the form that is hashed and stored."""
        quads = (ox.Quad(t.subject, t.predicate, t.object, GRAPH_NAME) for t in self.triples)
        text = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
        return b"".join(sorted(text.splitlines(keepends=True)))

    @cached_property
    def version(self) -> str:
        """Return the name of this content (`graph.content`)."""
        return name_of(self.digests)

    @cached_property
    def digests(self) -> bytes:
        """Return the digests of all subjects, sorted."""
        return digests_of(self.nquads)

    @cached_property
    def subjects(self) -> Mapping[str, Values]:
        """Return for every subject IRI its properties (full IRIs) with sorted plain values."""
        found: dict[str, dict[str, list[str]]] = {}
        with collector_paused():
            for triple in self.triples:
                found.setdefault(triple.subject.value, {}).setdefault(triple.predicate.value, []).append(triple.object.value)  # type: ignore[union-attr]
            return {s: {p: tuple(sorted(v)) if len(v) > 1 else (v[0],) for p, v in ps.items()} for s, ps in found.items()}

    def where(self, subject: str) -> str:
        """Return `file:line` of a subject, as far as known."""
        path = self.sources.get(subject)
        if path is None:
            return local(subject)
        needle = f"<{local(subject)}>"
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.startswith(needle):
                    return f"{_shown(path)}:{number} {needle}"
        return f"{_shown(path)} {needle}"


def knowledge_files(folder: Path | None = None) -> list[Path]:
    """Return the Turtle files of the ontology and all knowledge below a folder (ours by default)."""
    root = folder or KNOWLEDGE
    files = sorted(root.rglob("*.ttl"))
    if not files:
        raise BadKnowledge("没有找到知识文件（*.ttl）", where=str(root), mend="请指定含有 Turtle 文件的文件夹")
    return [f for f in files if f.name != "shapes.ttl"]


def load(files: Iterable[Path]) -> Knowledge:
    """Return the triples of all files; raises BadKnowledge naming file, line and reason."""
    triples: set[ox.Triple] = set()
    sources: dict[str, Path] = {}
    with collector_paused():
        for path in files:
            for triple in _parse(path):
                triples.add(triple)
                sources.setdefault(_plain(triple.subject), path)
    return Knowledge(frozenset(triples), sources)


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep Python's cycle collector from walking again and again over millions of young objects that all stay (a third of the time)."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _parse(path: Path) -> Iterator[ox.Triple]:
    try:
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, base_iri=BASE):
            if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
                raise BadKnowledge(
                    "知识文件里有空白节点", where=_shown(path), why="空白节点无法稳定地哈希、比较和修补",
                    mend="给它一个 <…> 标识",
                )
            yield quad.triple
    except SyntaxError as error:
        raise BadKnowledge(
            "Turtle 文件有语法错误", where=f"{_shown(path)}:{error.lineno or '?'}", why=str(error.msg),
            mend="改正这一行；多半是上一句少了“ .”或“ ;”",
        ) from error
    except OSError as error:
        raise BadKnowledge("知识文件读不了", where=_shown(path), why=str(error), mend="检查文件是否存在、是否可读") from error


def _shown(path: Path) -> str:
    shown = os.path.relpath(path)
    return str(path) if shown.startswith("..") else shown


def _plain(term: ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple) -> str:
    return str(term) if isinstance(term, ox.Triple) else term.value
