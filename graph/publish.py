"""The next version: made from the one before and a change set, in the time the change takes and not the time the graph takes."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path

import pyoxigraph as ox

from graph.changes import ChangeSet
from graph.content import Content, Lines, digests_after, name_of, write_changed
from graph.load import GRAPH_NAME, Knowledge
from graph.patch import Rows, write_patched
from graph.read import Records
from graph.store import KnowledgeGraph, folder_beside, is_whole, open_folder
from ontology.vocabulary import ELI, RDF, SW


@dataclass(frozen=True)
class Staged:
    """A version written beside the others: its folder and name, and what changed in it.

    `said`: the lines of every subject that changed; `sources`: for each table that changed, the row that each of its rows was in
    the version before, or CHANGED; None where the version was written whole. A version that was made before is not made again
    (`fresh` False).
    """

    folder: Path
    version: str
    said: Mapping[str, Lines]
    sources: Mapping[str, Rows] | None
    fresh: bool

    def opened(self, like: KnowledgeGraph | None = None) -> KnowledgeGraph:
        """Return the version opened from where it stands now; `like`: the version that it was made of, to share what they have in common."""
        return open_folder(self.folder, self.version, like)


@contextmanager
def next_version(graph: KnowledgeGraph, changes: ChangeSet, home: Path) -> Iterator[Staged]:
    """Write the version that the changes make of `graph` and yield it; what is not published in the block is removed.

    Raises Conflict where the changes do not fit the version, BadKnowledge where a value cannot be read.
    """
    content = graph.content
    now = content.after(changes)
    digests = digests_after(content, now)
    version = name_of(digests)
    if is_whole(home / "versions" / version):
        yield Staged(home / "versions" / version, version, now, None, fresh=False)
        return
    folder = folder_beside(home, version)
    try:
        write_changed(content, now, digests, folder)
        touched = {*now, *_dependent(graph, now)}
        made = _records(graph, content, now, touched)
        sources = write_patched(graph.tables, graph.strings, graph.folder / "tables", folder / "tables", touched, made)
        (folder / "version").write_text(version, encoding="utf-8")
        yield Staged(folder, version, now, sources, fresh=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def triples_of(lines: Iterable[str]) -> frozenset[ox.Triple]:
    """Return the triples of N-Quads lines."""
    return frozenset(quad.triple for quad in ox.parse(input="\n".join(lines), format=ox.RdfFormat.N_QUADS))


def lines_of(triples: Iterable[ox.Triple]) -> frozenset[str]:
    """Return triples as the N-Quads lines that versions and the ledger keep."""
    text = ox.serialize((ox.Quad(t.subject, t.predicate, t.object, GRAPH_NAME) for t in triples), format=ox.RdfFormat.N_QUADS) or b""
    return frozenset(text.decode().removesuffix("\n").split("\n")) if text else frozenset()


def _dependent(graph: KnowledgeGraph, touched: Iterable[str]) -> Iterator[str]:
    """Yield the subjects whose records take something from one that changed: versions from their work, articles from their
    version, grants from their article."""
    for subject in touched:
        versions = graph.instruments.where("work", subject)
        yield from (i.id for i in versions)
        for instrument in (subject, *(i.id for i in versions)):
            yield from (p.id for p in graph.provisions.where("instrument", instrument))
        yield from (g.id for g in graph.grants.where("article", subject))


def _records(graph: KnowledgeGraph, content: Content, now: Mapping[str, Lines], touched: set[str]) -> dict[str, list[object]]:
    """Return the records of the touched subjects as they are to be, by table."""

    def said(subject: str) -> Lines:
        return now[subject] if subject in now else content.lines(subject)

    lines = {subject: said(subject) for subject in touched}
    first = Knowledge(triples_of(line for each in lines.values() for line in each), {})
    owners = {g.article for s in touched if (g := graph.grants.get(s))}
    above = {v for values in first.subjects.values() for p in (ELI.version_of, ELI.is_part_of, SW.grants) for v in values.get(str(p), ())}
    for subject in (above | owners) - touched:
        lines[subject] = said(subject)
    for subject in {v for s in above - touched for v in _pointed(lines[s], str(ELI.version_of))} - lines.keys():
        lines[subject] = said(subject)
    records = Records.read(Knowledge(triples_of(line for each in lines.values() for line in each), {}))
    return {field.name: [r for r in getattr(records, field.name) if r.id in touched] for field in fields(Records)}


def _pointed(lines: Lines, prop: str) -> Iterator[str]:
    for triple in triples_of(lines):
        if triple.predicate.value == prop and isinstance(triple.object, ox.NamedNode):
            yield triple.object.value


def kind_of(lines: Iterable[str]) -> str:
    """Return the class of a subject from its lines, without its namespace; "" when it has none of ours."""
    kinds = (t.object.value for t in triples_of(lines) if t.predicate.value == str(RDF.type) and isinstance(t.object, ox.NamedNode))
    return next((k.removeprefix(str(SW)) for k in kinds if k.startswith(str(SW))), "")
