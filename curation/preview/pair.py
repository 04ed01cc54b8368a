"""Two versions opened side by side, answering the same cases: by the code that answers everywhere, with what they share done once."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from curation.preview.footing import reads_alike, told_otherwise
from graph import store
from graph.store import KnowledgeGraph
from ontology.errors import BadVersion, ShouwenError
from ontology.model import Case, Decision
from resolver.encode import open_encoder
from resolver.pipeline import Resolver, one_thread_each
from resolver.practice import Experiences

Both = tuple[Decision, Decision]


@dataclass(frozen=True, slots=True)
class Versions:
    """Two versions as a process elsewhere can open them: folders, names, the encoder's name, and the home of what was learned."""

    home: Path
    before: Path
    before_name: str
    after: Path
    after_name: str
    encoder: str
    automatic: float
    sharing: bool = True

    @staticmethod
    def of(before: KnowledgeGraph, after: KnowledgeGraph, home: Path, encoder: str, automatic: float, sharing: bool) -> Versions:
        """Return what names two opened versions."""
        folders = before.folder.resolve(), after.folder.resolve()
        return Versions(home.resolve(), folders[0], before.version, folders[1], after.version, encoder, automatic, sharing)


class Pair:
    """The resolvers of two versions; `sharing` False answers on each as if the other were not there."""

    def __init__(self, versions: Versions) -> None:
        for folder in (versions.before, versions.after):
            if not (folder / "tables").is_dir():
                raise BadVersion("预演要用的图版本打不开", where=str(folder), why="这台机器上没有这个文件夹", mend="集群的每台机器都要能读到同一个数据目录（SHOUWEN_HOME）")
        one_thread_each()
        before = store.open_folder(versions.before, versions.before_name)
        after = store.open_folder(versions.after, versions.after_name, before if versions.sharing else None)
        encoder, experiences = open_encoder(versions.encoder), Experiences(versions.home)
        self.before, self.after = (Resolver(graph, encoder, experiences, versions.automatic) for graph in (before, after))
        self._alike = versions.sharing and reads_alike(before, after)
        otherwise = told_otherwise(before, after) if versions.sharing else None
        if otherwise is not None:
            self.after.traversal.borrow(self.before.traversal, otherwise)

    def answers(self, cases: Sequence[Case]) -> list[Both | ShouwenError]:
        """Return both decisions on each case, or the error that kept them from being made."""
        try:
            return list(self._both(cases))
        except ShouwenError as error:
            if len(cases) == 1:
                return [error]
            half = len(cases) // 2
            return self.answers(cases[:half]) + self.answers(cases[half:])

    def _both(self, cases: Sequence[Case]) -> list[Both]:
        if not self._alike:
            return list(zip(self.before.resolve_many(cases), self.after.resolve_many(cases), strict=True))
        first = self.before.read(cases)
        second = self.after.read_on(first)
        return [(self.before.decided(c, a), self.after.decided(c, b)) for c, a, b in zip(cases, first, second, strict=True)]


_opened: tuple[Versions, Pair] | None = None
_opening = threading.Lock()


def opened(versions: Versions) -> Pair:
    """Return the pair of two versions, opened once in a process and kept until another is asked for."""
    global _opened
    with _opening:
        if _opened is None or _opened[0] != versions:
            _opened = None
            _opened = versions, Pair(versions)
        return _opened[1]


def close() -> None:
    """Let go of the pair that is kept."""
    global _opened
    with _opening:
        _opened = None
