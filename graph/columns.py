"""Stores records as memory-mapped columns, so that many processes share one copy of a version.

All strings of a version stand once, sorted, in a pool; a column of strings is int32 positions in
that pool, a column of days is int32 ordinals (0: none), a column of tuples is a pair of arrays
(offsets, values). Records come back as the frozen dataclasses they were, made when asked for.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from ontology.errors import BadVersion, NotFound

NONE: Final = -1
BASE: Final = "strings"
MORE: Final = "more"
KEPT_STRINGS: Final = 500_000
"""Strings a process keeps decoded; beyond that they are decoded each time."""
Ints = npt.NDArray[np.int32]
R = typing.TypeVar("R")


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
        self._bytes, self._ends, self._hashes, self._hashed = (_open(folder / f"{stem}{part}.npy") for part in ("", ".ends", ".hashes", ".hashed"))

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


class Table(Sequence[R]):
    """Records of one class sorted by `id`: by position, by id, or by the value of an indexed field."""

    def __init__(self, record: type[R], folder: Path, strings: Strings) -> None:
        self.record, self.strings = record, strings
        self._fields = kinds(record)
        self.columns: dict[str, Any] = {}
        for name, kind in self._fields:
            values = _open(folder / f"{record.__name__}.{name}.npy")
            ends = _open(folder / f"{record.__name__}.{name}.ends.npy") if kind == "tuple" else None
            self.columns[name] = values if ends is None else (ends, values)
        self._made: dict[int, R] = {}
        self._found: dict[str, int] = {}
        self._orders: dict[str, tuple[Ints, Ints]] = {}

    def __len__(self) -> int:
        return len(self.columns["id"])

    def __getitem__(self, position: Any) -> Any:
        if position < 0 or position >= len(self):
            raise IndexError(position)
        made = self._made.get(position)
        if made is None:
            values = {name: self._value(name, kind, position) for name, kind in self._fields}
            made = self._made[position] = self.record(**values)
        return made

    def __iter__(self) -> Iterator[R]:
        return (self[i] for i in range(len(self)))

    def id_of(self, position: int) -> str:
        """Return the id of the record at a position, without making the record."""
        identifier: str = self.strings[int(self.columns["id"][position])]
        return identifier

    def index_of(self, identifier: str) -> int:
        """Return the position of the record with this id, -1 when there is none."""
        known = self._found.get(identifier)
        if known is not None:
            return known
        key = self.strings.position(identifier)
        ids, rows = self._by_id
        found = int(np.searchsorted(ids, key)) if key >= 0 else len(ids)
        position = int(rows[found]) if found < len(ids) and ids[found] == key else NONE
        self._found[identifier] = position
        return position

    @cached_property
    def _by_id(self) -> tuple[Ints, Ints]:
        """Return the ids' positions in the pool, ascending, and the row of each. (In a base's pool they ascend as the rows do.)"""
        ids = self.columns["id"]
        rows = np.argsort(ids, kind="stable").astype(np.int32)
        return ids[rows], rows

    def get(self, identifier: str | None) -> R | None:
        """Return the record with this id, or None."""
        found = self.index_of(identifier) if identifier else NONE
        return None if found < 0 else self[found]

    def need(self, identifier: str) -> R:
        """Return the record with this id; raises NotFound naming it."""
        record = self.get(identifier)
        if record is None:
            raise NotFound(f"没有{self.record.__name__}“{identifier}”", mend="请核对标识，或换一个图版本")
        return record

    def where(self, field: str, value: str) -> list[R]:
        """Return the records whose string field equals (or whose tuple field holds) `value`."""
        return [self[i] for i in self._positions(field, value).tolist()]

    def where_among(self, field: str, value: str, other: str, wanted: Sequence[str], newest: str, most: int) -> list[R]:
        """Return those of `where(field, value)` whose string field `other` is one of `wanted`, and of the rest the newest by their
        date field `newest`, at most so many: looked at as columns, so that the others cost nothing."""
        found = self._positions(field, value)
        if len(found) <= most:
            return [self[i] for i in found.tolist()]
        inside = np.isin(self.columns[other][found], [self.strings.position(name) for name in wanted])
        rest = found[~inside]
        kept = np.sort(rest[np.argsort(-self.columns[newest][rest], kind="stable")[:most]])
        return [self[i] for i in np.sort(np.concatenate((found[inside], kept))).tolist()]

    def values(self, field: str) -> set[str]:
        """Return every value that a string field takes, without making the records."""
        return {self.strings[int(code)] for code in np.unique(self.columns[field]) if code != NONE}

    def _positions(self, field: str, value: str) -> Ints:
        key = self.strings.position(value)
        if key < 0:
            return np.empty(0, dtype=np.int32)
        if field not in self._orders:
            self._orders[field] = self._order(field)
        values, owners = self._orders[field]
        found: Ints = owners[np.searchsorted(values, key) : np.searchsorted(values, key, side="right")]
        return found

    def _order(self, field: str) -> tuple[Ints, Ints]:
        column = self.columns[field]
        if isinstance(column, tuple):
            ends, values = column
            owners = np.repeat(np.arange(len(ends), dtype=np.int32), np.diff(ends, prepend=0))
        else:
            values, owners = column, np.arange(len(column), dtype=np.int32)
        order = np.argsort(values, kind="stable")
        return values[order], owners[order]

    def _value(self, name: str, kind: str, position: int) -> Any:
        column = self.columns[name]
        if kind == "tuple":
            ends, values = column
            start = int(ends[position - 1]) if position else 0
            return tuple(self.strings[int(v)] for v in values[start : int(ends[position])])
        raw = column[position]
        if kind == "str":
            return None if raw == NONE else self.strings[int(raw)]
        if kind == "date":
            return dt.date.fromordinal(int(raw)) if raw else None
        return {"int": int, "float": float, "bool": bool}[kind](raw)


def strings_of(records: Iterable[Any]) -> Iterator[str]:
    """Yield every string that stands in the records, for the pool."""
    for record in records:
        for name, kind in kinds(type(record)):
            value = getattr(record, name)
            if kind == "tuple":
                yield from value
            elif kind == "str" and value is not None:
                yield value


def write_table(folder: Path, record: type[Any], records: Iterable[Any], pool: Mapping[str, int]) -> int:
    """Write records sorted by id as columns and return how many there are."""
    ordered = sorted(records, key=lambda r: r.id.encode())
    for name, kind in kinds(record):
        made = column([getattr(r, name) for r in ordered], kind, pool.__getitem__)
        if kind == "tuple":
            np.save(folder / f"{record.__name__}.{name}.ends.npy", made[0])
        np.save(folder / f"{record.__name__}.{name}.npy", made[1] if kind == "tuple" else made)
    return len(ordered)


def column(raw: Sequence[Any], kind: str, position: Callable[[str], int]) -> Any:
    """Return the column of these values: an array, of tuples a pair of arrays (ends, values); `position`: where a string stands in the pool."""
    if kind == "tuple":
        return np.cumsum([len(v) for v in raw], dtype=np.int32), np.array([position(s) for v in raw for s in v], dtype=np.int32)
    if kind == "str":
        return np.array([NONE if v is None else position(v) for v in raw], dtype=np.int32)
    if kind == "date":
        return np.array([v.toordinal() if v else 0 for v in raw], dtype=np.int32)
    return np.array(raw, dtype={"int": np.int32, "float": np.float64, "bool": np.bool_}[kind])


def kinds(record: type[Any]) -> list[tuple[str, str]]:
    """Return each field with the kind of column it needs: str, date, int, float, bool or tuple."""
    hints = typing.get_type_hints(record)
    listed = []
    for field in dataclasses.fields(record):
        options = [a for a in (typing.get_args(hints[field.name]) or (hints[field.name],)) if a is not type(None)]
        if typing.get_origin(hints[field.name]) is tuple:
            listed.append((field.name, "tuple"))
        else:
            listed.append((field.name, {str: "str", dt.date: "date", int: "int", float: "float", bool: "bool"}[options[0]]))
    return listed


def _open(path: Path) -> Any:
    try:
        return np.load(path, mmap_mode="r").view(np.ndarray)
    except (OSError, ValueError, EOFError) as error:
        raise BadVersion(
            f"图版本缺少或截断了文件 {path.name}", where=str(path), why=str(error),
            mend="删除这个版本文件夹，重新运行 shouwen kb build；正在使用的其他版本不受影响",
        ) from error
