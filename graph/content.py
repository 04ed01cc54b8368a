"""The quads of a version, by subject: a sorted base that many versions share on disk, and what has changed since.

    graph.nq       sorted N-Quads of the base; a version made from another links to the same file
    changed.json   the subjects that differ from the base, each with all its lines (none: gone)
    digests.bin    the SHA-256 of every subject's lines, sorted: 32 bytes each

A version is named by the SHA-256 of its sorted digests: the same quads give the same name by whatever way they came to be, and a
change costs as many digests as subjects it touches, not as many as there are.
"""

from __future__ import annotations

import hashlib
import json
import mmap
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Final

from graph.changes import ChangeSet, subject_of
from ontology.errors import BadVersion, Conflict
from ontology.vocabulary import local

NAME: Final = 16
"""Hexadecimal digits of a version's name."""
SIZE: Final = 32
"""Bytes of a digest."""
GRAPH: Final = "https://w3id.org/shouwen/graph/published"

Lines = tuple[str, ...]


def digest(lines: Iterable[str]) -> bytes:
    """Return the SHA-256 of one subject's lines, in whatever order they come."""
    return hashlib.sha256("\n".join(sorted(lines)).encode()).digest()


def digests_of(nquads: bytes) -> bytes:
    """Return the sorted digests of sorted N-Quads."""
    return b"".join(sorted(digest(group) for _, group in groupby(lines_in(nquads), key=subject_of)))


def lines_in(nquads: bytes) -> list[str]:
    """Return the lines of N-Quads; str.splitlines would also break them at signs that literals may hold (U+2028)."""
    return nquads.decode().removesuffix("\n").split("\n") if nquads else []


def name_of(digests: bytes) -> str:
    """Return the name of a version with these digests."""
    return hashlib.sha256(digests).hexdigest()[:NAME]


class Content:
    """What a version says, read from its folder; opened without reading it whole."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        path = folder / "graph.nq"
        try:
            with path.open("rb") as file:
                self._base: mmap.mmap | bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if path.stat().st_size else b""
            changed = folder / "changed.json"
            said = json.loads(changed.read_text(encoding="utf-8")) if changed.exists() else {}
        except (OSError, ValueError) as error:
            raise BadVersion("图版本的内容打不开", where=str(folder), why=str(error), mend="运行 shouwen kb build --force 重建；台账和其他版本不受影响") from error
        self.changed: Mapping[str, Lines] = {subject: tuple(lines) for subject, lines in said.items()}

    @cached_property
    def digests(self) -> bytes:
        """Return the sorted digests of all subjects."""
        return (self._folder / "digests.bin").read_bytes()

    def lines(self, subject: str) -> Lines:
        """Return what is said of a subject, sorted; nothing for one that is not there."""
        found = self.changed.get(subject)
        return self._of_base(subject) if found is None else found

    def starting(self, stem: str) -> Lines:
        """Return what is said of all subjects whose IRIs start with `stem`, sorted."""
        prefix = f"<{stem}".encode()
        at, found = self._line_from(prefix), []
        while self._base[at : at + len(prefix)] == prefix:
            end = self._base.find(b"\n", at)
            found.append(self._base[at:end].decode())
            at = end + 1
        kept = (line for line in found if subject_of(line) not in self.changed)
        return tuple(sorted((*kept, *(line for subject, lines in self.changed.items() if subject.startswith(stem) for line in lines))))

    @cached_property
    def size(self) -> int:
        """Return how many triples there are; counted once."""
        block = 1 << 20
        base = sum(self._base[at : at + block].count(b"\n") for at in range(0, len(self._base), block))
        return base + sum(len(lines) - len(self._of_base(subject)) for subject, lines in self.changed.items())

    def nquads(self) -> bytes:
        """Return the whole content as sorted N-Quads."""
        if not self.changed:
            return self._base[:]
        kept = (line for line in lines_in(self._base[:]) if subject_of(line) not in self.changed)
        return "".join(f"{line}\n" for line in sorted((*kept, *(line for lines in self.changed.values() for line in lines)))).encode()

    def after(self, changes: ChangeSet) -> dict[str, Lines]:
        """Return the lines of every subject that the changes touch as they are to be; raises Conflict where they do not fit what is said now."""
        touched = {subject: set(self.lines(subject)) for subject in changes.subjects}
        absent = sorted(line for line in changes.removed if line not in touched[subject_of(line)])
        present = sorted(line for line in changes.added if line in touched[subject_of(line)])
        if absent or present:
            line, what = (absent[0], "要删去的内容已经不在了") if absent else (present[0], "要增加的内容已经有了")
            raise Conflict(
                f"变更与现在的版本对不上：{what}", where=f"<{local(subject_of(line))}>", why=f"{len(absent) + len(present)} 条陈述，第一条：{line[:160]}",
                mend="在此期间别人改过同一处。查看现在的内容后重新起草",
            )  # fmt: skip
        for line in changes.removed:
            touched[subject_of(line)].discard(line)
        for line in changes.added:
            touched[subject_of(line)].add(line)
        return {subject: tuple(sorted(lines)) for subject, lines in touched.items()}

    def pointing_at(self, subject: str) -> set[str]:
        """Return the subjects that point to a subject, itself left out."""
        tail = f" <{subject}> <{GRAPH}> .".encode()
        found, at = set(), self._base.find(tail)
        while at >= 0:
            start = self._base.rfind(b"\n", 0, at) + 1
            found.add(subject_of(self._base[start:at].decode()))
            at = self._base.find(tail, at + len(tail))
        found -= self.changed.keys()
        found.update(s for s, lines in self.changed.items() if any(line.endswith(tail.decode()) for line in lines))
        return found - {subject}

    def _of_base(self, subject: str) -> Lines:
        prefix = f"<{subject}> ".encode()
        at = self._line_from(prefix)
        lines = []
        while self._base[at : at + len(prefix)] == prefix:
            end = self._base.find(b"\n", at)
            lines.append(self._base[at:end].decode())
            at = end + 1
        return tuple(lines)

    def _line_from(self, prefix: bytes) -> int:
        """Return where the first line that is not before `prefix` starts."""
        low, high = 0, len(self._base)
        while low < high:
            middle = (low + high) // 2
            start = self._base.rfind(b"\n", 0, middle) + 1
            end = self._base.find(b"\n", middle) + 1 or len(self._base)
            if self._base[start:end] < prefix:
                low = end
            else:
                high = start
        return low


def write_base(nquads: bytes, digests: bytes, folder: Path) -> None:
    """Write the content of a version that rests on no other."""
    (folder / "graph.nq").write_bytes(nquads)
    (folder / "digests.bin").write_bytes(digests)


def write_changed(before: Content, now: Mapping[str, Lines], digests: bytes, folder: Path) -> None:
    """Write the content of a version that differs from `before` in these subjects; its base is linked, not copied."""
    (folder / "graph.nq").hardlink_to(before._folder / "graph.nq")
    changed = {subject: lines for subject, lines in {**before.changed, **now}.items() if lines != before._of_base(subject)}
    if changed:
        (folder / "changed.json").write_text(json.dumps(changed, ensure_ascii=False, sort_keys=True), encoding="utf-8")
    (folder / "digests.bin").write_bytes(digests)


def digests_after(before: Content, now: Mapping[str, Lines]) -> bytes:
    """Return the digests of the content that differs from `before` in these subjects."""
    rows = bytearray(before.digests)
    gone = (digest(lines) for subject in now if (lines := before.lines(subject)))
    for each in gone:
        at = bisect_left(_Rows(rows), each)
        del rows[at * SIZE : (at + 1) * SIZE]
    for each in (digest(lines) for lines in now.values() if lines):
        at = bisect_left(_Rows(rows), each)
        rows[at * SIZE : at * SIZE] = each
    return bytes(rows)


class _Rows(Sequence[bytes]):
    """The digests in a buffer, one after another."""

    def __init__(self, rows: bytearray) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows) // SIZE

    def __getitem__(self, at: int) -> bytes:  # type: ignore[override]
        return bytes(self._rows[at * SIZE : (at + 1) * SIZE])

    def __iter__(self) -> Iterator[bytes]:
        return (self[at] for at in range(len(self)))
