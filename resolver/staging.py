"""A version that a change set makes, whole with its indexes, beside the one in use: to be looked at (preview) or published."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Final

from graph.changes import ChangeSet, subject_of
from graph.content import lines_in
from graph.load import Knowledge
from graph.publish import Staged, next_version, triples_of
from graph.store import KnowledgeGraph, is_whole, open_folder, staging
from resolver import indexing
from resolver.encode import Encoder

MANY: Final = 20_000
"""Subjects that change from which on a version is built whole: looking for each then takes longer than reading all."""


@contextmanager
def staged(graph: KnowledgeGraph, changes: ChangeSet, home: Path, encoder: Encoder) -> Iterator[Staged]:
    """Write the version that the changes make of `graph`, indexes and all, and yield it; what is not sealed in the block is removed.

    Raises Conflict where the changes do not fit, BadKnowledge where a value cannot be read.
    """
    with _whole(graph, changes, home, encoder) if len(changes.subjects) > MANY else next_version(graph, changes, home) as version:
        if version.fresh and version.sources is not None:
            indexing.update(graph, version.opened(graph), version.sources, encoder, version.folder / "index")
        yield version


@contextmanager
def _whole(graph: KnowledgeGraph, changes: ChangeSet, home: Path, encoder: Encoder) -> Iterator[Staged]:
    said = graph.content.after(changes)
    kept = (line for line in lines_in(graph.nquads()) if subject_of(line) not in said)
    knowledge = Knowledge(triples_of(chain(kept, *said.values())), {})
    final = home / "versions" / knowledge.version
    if is_whole(final):
        yield Staged(final, knowledge.version, said, None, fresh=False)
        return
    with staging(knowledge, home) as folder:
        indexing.build(open_folder(folder, knowledge.version), encoder, folder / "index")
        yield Staged(folder, knowledge.version, said, None, fresh=True)
