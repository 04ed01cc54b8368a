"""A version that a change set makes, whole with its indexes, beside the one in use: to be looked at (preview) or published."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.changes import ChangeSet
from graph.publish import Staged, next_version
from graph.store import KnowledgeGraph
from resolver import indexing
from resolver.encode import Encoder


@contextmanager
def staged(graph: KnowledgeGraph, changes: ChangeSet, home: Path, encoder: Encoder) -> Iterator[Staged]:
    """Write the version that the changes make of `graph`, indexes and all, and yield it; what is not sealed in the block is removed.

    Raises Conflict where the changes do not fit, BadKnowledge where a value cannot be read.
    """
    with next_version(graph, changes, home) as version:
        if version.fresh:
            indexing.update(graph, version.opened(), version.sources, encoder, version.folder / "index")
        yield version
