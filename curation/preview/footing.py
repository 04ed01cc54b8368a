"""What two versions share: where they do, what was worked out on one need not be worked out again on the other.

Everything here errs on the side of "not shared"; a test answers the same letters with and without and finds the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

from graph.store import KnowledgeGraph

_EVERYWHERE: Final = ("places", "functions", "units", "assignments", "matters", "conditions", "options", "deadlines", "authorities")
"""Tables on which any answer may turn: where one of them differs, nothing is taken over."""
_READ_WITH: Final = ("matters", "functions", "units", "conditions", "options", "provisions", "instruments")
"""Tables that reading a text looks into, beside the indexes."""
_OF_RULINGS: Final = ("rulings.", "words/rulings")
"""Files of the index that may differ where texts read alike: how near a ruling is, each version says itself."""
_RENUMBERED: Final = "words/articles.rows.npy"
"""Written anew with every version, whether or not it says anything else."""


def reads_alike(before: KnowledgeGraph, after: KnowledgeGraph) -> bool:
    """Return whether both versions read the same in any text, the rulings near to it apart: they share the very files on disk."""
    if before.stamp(*_READ_WITH) != after.stamp(*_READ_WITH):
        return False
    first, second = (dict(_files(graph.folder / "index")) for graph in (before, after))
    if first != second:
        return False
    return np.array_equal(*(np.load(graph.folder / "index" / _RENUMBERED) for graph in (before, after)))


def _files(folder: Path) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the files of an index with what tells them apart on disk; those of rulings and tantivy's own locks left out."""
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not path.name.startswith(".") and not name.startswith(_OF_RULINGS) and name != _RENUMBERED:
            found = path.stat()
            yield name, (found.st_dev, found.st_ino)


def told_otherwise(before: KnowledgeGraph, after: KnowledgeGraph) -> frozenset[str] | None:
    """Return the matters of which the two versions may say different things; None where that cannot be told, or may be any."""
    subjects = _changed(before, after)
    if subjects is None or before.stamp(*_EVERYWHERE) != after.stamp(*_EVERYWHERE):
        return None
    told = _narrower(_matters_of(subjects, before) | _matters_of(subjects, after), after)
    return told.union(*(_beside(matter, after) for matter in told))


def changed_records(before: KnowledgeGraph, after: KnowledgeGraph) -> Iterator[tuple[Any, Any]]:
    """Yield (before, after) of every record that differs, None where it is not there; nothing where the two rest on different bases."""
    for subject in sorted(_changed(before, after) or ()):
        for name, table in before.tables.items():
            old, new = table.get(subject), after.tables[name].get(subject)
            if old != new:
                yield old, new


def _changed(before: KnowledgeGraph, after: KnowledgeGraph) -> frozenset[str] | None:
    """Return the subjects of which the two say different things; None where they rest on different bases."""
    first, second = ((graph.folder / "graph.nq").stat() for graph in (before, after))
    if (first.st_dev, first.st_ino) != (second.st_dev, second.st_ino):
        return None
    either = before.content.changed.keys() | after.content.changed.keys()
    return frozenset(subject for subject in either if before.content.lines(subject) != after.content.lines(subject))


def _matters_of(subjects: frozenset[str], graph: KnowledgeGraph) -> set[str]:
    """Return the matters on which a version says something that rests on any of the subjects, by whatever way."""
    known, left = set(subjects), list(subjects)
    matters: set[str] = set()
    while left:
        subject = left.pop()
        said = [r for r in (graph.responsibilities.get(subject), graph.rulings.get(subject)) if r is not None]
        matters.update(r.matter for r in said)
        if graph.matters.get(subject) is not None:
            matters.add(subject)
        instrument = graph.instruments.get(subject)
        resting: list[Any] = [*graph.responsibilities.where("basis", subject), *graph.rulings.where("basis", subject), *graph.provisions.where("instrument", subject)]
        resting += [*graph.instruments.where("work", subject), *(graph.instruments.where("work", instrument.work) if instrument else ())]
        granting = [graph.grants.get(subject), *graph.grants.where("named_by", subject)]
        resting += [article for g in granting if g and (article := graph.provisions.get(g.article))]
        left += [r.id for r in resting if r.id not in known]
        known.update(r.id for r in resting)
    return matters


def _narrower(matters: set[str], graph: KnowledgeGraph) -> frozenset[str]:
    """Return matters with all that lie below them: a matter without a lead of its own takes its broader one's."""
    found, left = set(matters), list(matters)
    while left:
        below = [m.id for m in graph.matters.where("broader", left.pop()) if m.id not in found]
        found.update(below)
        left += below
    return frozenset(found)


def _beside(matter: str, graph: KnowledgeGraph) -> set[str]:
    """Return the matters beside one: who helps with it is asked of those too (`Traversal.helps_beside`)."""
    found = graph.matters.get(matter)
    written = (*found.broader, *found.related) if found else ()
    return {*written, *(m.id for field in ("broader", "related") for m in graph.matters.where(field, matter))}
