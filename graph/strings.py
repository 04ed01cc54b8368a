"""The pool of strings of a version, each once, memory-mapped: columns hold where in it a string stands (graph.columns)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from ontology.errors import BadVersion

NONE: Final = -1
"""Stands in columns for no string, and is where a string stands that the pool does not hold."""
BASE: Final = "strings"
MORE: Final = "more"
KEPT_STRINGS: Final = 500_000
"""Strings a process keeps decoded; beyond that they are decoded each time."""


class Strings(Sequence[str]):
    """The pool of all strings of a version, read from disk as it is asked for.

    The pool of a base stands sorted; a version made from another shares its base's pool and adds what is new (`more.*`). A string
    is found by its 64-bit BLAKE2b hash: the hashes stand sorted beside each pool.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pools = [_Pool(folder, BASE), *([_Pool(folder, MORE)] if (folder / f"{MORE}.npy").exists() else ())]
        self._first = len(self._pools[0])
        self._read: dict[int, str] = {}
        self._stands: dict[str, int] = {}

    def __len__(self) -> int:
        return sum(map(len, self._pools))

    def __getitem__(self, position: Any) -> Any:
        text = self._read.get(position)
        if text is None:
            text = self._pools[0][position] if position < self._first else self._pools[1][position - self._first]
            if len(self._read) < KEPT_STRINGS:
                self._read[position] = text
        return text

    def position(self, text: str) -> int:
        """Return where a string stands in the pool, -1 when it does not."""
        known = self._stands.get(text)
        if known is None:
            if len(self._stands) >= KEPT_STRINGS:
                self._stands.clear()
            known = self._stands[text] = self._position(text)
        return known

    def _position(self, text: str) -> int:
        key, before = _hash(text), 0
        for pool in self._pools:
            found: int = pool.position(text, key)
            if found >= 0:
                return before + found
            before += len(pool)
        return NONE

    @staticmethod
    def write(folder: Path, texts: Iterable[str]) -> dict[str, int]:
        """Write the pool of a base and return each string's position."""
        ordered = sorted(set(texts), key=str.encode)
        _Pool.write(folder, BASE, ordered)
        return {text: i for i, text in enumerate(ordered)}

    def extended(self, folder: Path, texts: Iterable[str]) -> Strings:
        """Write a pool in which all strings keep their positions and new ones follow; return it opened."""
        for path in self._folder.glob(f"{BASE}.*"):
            (folder / path.name).hardlink_to(path)
        kept = list(self._pools[1]) if len(self._pools) > 1 else []
        new = sorted({text for text in texts if self.position(text) == NONE}, key=str.encode)
        if kept or new:
            _Pool.write(folder, MORE, [*kept, *new])
        return Strings(folder)


class _Pool(Sequence[str]):
    """Strings one after another in a file, with their hashes."""

    def __init__(self, folder: Path, stem: str) -> None:
        self._bytes, self._ends, self._hashes, self._hashed = (opened(folder / f"{stem}{part}.npy") for part in ("", ".ends", ".hashes", ".hashed"))

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, position: Any) -> Any:
        if position >= len(self._ends):
            raise IndexError(position)
        start = int(self._ends[position - 1]) if position else 0
        return self._bytes[start : int(self._ends[position])].tobytes().decode()

    def position(self, text: str, key: np.uint64) -> int:
        """Return where a string of this hash stands, -1 when it does not."""
        at = int(np.searchsorted(self._hashes, key))
        while at < len(self._hashes) and self._hashes[at] == key:
            if self[int(self._hashed[at])] == text:
                return int(self._hashed[at])
            at += 1
        return NONE

    @staticmethod
    def write(folder: Path, stem: str, ordered: Sequence[str]) -> None:
        """Write strings in the order given."""
        encoded = [text.encode() for text in ordered]
        hashes = np.array([_hash(text) for text in ordered], dtype=np.uint64)
        order = np.argsort(hashes, kind="stable")
        np.save(folder / f"{stem}.npy", np.frombuffer(b"".join(encoded), dtype=np.uint8))
        np.save(folder / f"{stem}.ends.npy", np.cumsum([len(text) for text in encoded], dtype=np.int64))
        np.save(folder / f"{stem}.hashes.npy", hashes[order])
        np.save(folder / f"{stem}.hashed.npy", order.astype(np.int32))


def _hash(text: str) -> np.uint64:
    return np.uint64(int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little"))


def opened(path: Path) -> Any:
    """Return an array memory-mapped; raises BadVersion where its file is missing or cut short."""
    try:
        return np.load(path, mmap_mode="r").view(np.ndarray)
    except (OSError, ValueError, EOFError) as error:
        raise BadVersion(
            f"图版本缺少或截断了文件 {path.name}", where=str(path), why=str(error),
            mend="删除这个版本文件夹，重新运行 shouwen kb build；正在使用的其他版本不受影响",
        ) from error
