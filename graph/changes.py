"""A change of the graph as the quads it adds and the quads it removes: what the ledger keeps, publishing applies and rollback inverts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ontology.errors import BadInput


@dataclass(frozen=True)
class ChangeSet:
    """Quads added and removed, each an N-Quads line without its line break. A quad on both sides is refused (BadInput)."""

    added: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if both := self.added & self.removed:
            raise BadInput("同一条陈述既要增加又要删除", where=min(both)[:200], mend="只留一边")

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)

    def inverse(self) -> ChangeSet:
        """Return the change that undoes this one."""
        return ChangeSet(self.removed, self.added)

    def then(self, later: ChangeSet) -> ChangeSet:
        """Return this change and a later one as a single change: what the first adds and the second removes cancels out."""
        return ChangeSet((self.added - later.removed) | (later.added - self.removed), (self.removed - later.added) | (later.removed - self.added))

    @cached_property
    def subjects(self) -> frozenset[str]:
        """Return the IRIs of the subjects that it touches."""
        return frozenset(subject_of(line) for line in (*self.added, *self.removed))


def subject_of(line: str) -> str:
    """Return the subject's IRI of an N-Quads line; subjects are never blank nodes (`graph.load`)."""
    return line[1 : line.index(">")]
