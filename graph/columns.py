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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from ontology.errors import BadVersion, NotFound

NONE: Final = -1
KEPT_STRINGS: Final = 500_000
"""Strings a process keeps decoded; beyond that they are decoded each time."""
Ints = npt.NDArray[np.int32]
R = typing.TypeVar("R")


class Strings(Sequence[str]):
    """The sorted pool of all strings of a version, read from disk as it is asked for.

    A string is found by its 64-bit BLAKE2b hash: the hashes stand sorted beside the pool.
    """

    def __init__(self, folder: Path) -> None:
        self._bytes = _open(folder / "strings.npy")
        self._ends = _open(folder / "strings.ends.npy")
        self._hashes = _open(folder / "strings.hashes.npy")
        self._hashed = _open(folder / "strings.hashed.npy")
        self._read: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, position: Any) -> Any:
        text = self._read.get(position)
        if text is None:
            start = int(self._ends[position - 1]) if position else 0
            text = self._bytes[start : int(self._ends[position])].tobytes().decode()
            if len(self._read) < KEPT_STRINGS:
                self._read[position] = text
        return text

    def position(self, text: str) -> int:
        """Return where a string stands in the pool, -1 when it does not."""
        key = _hash(text)
        at = int(np.searchsorted(self._hashes, key))
        while at < len(self._hashes) and self._hashes[at] == key:
            if self[int(self._hashed[at])] == text:
                return int(self._hashed[at])
            at += 1
        return NONE

    @staticmethod
    def write(folder: Path, texts: Iterable[str]) -> dict[str, int]:
        """Write the pool and return each string's position."""
        ordered = sorted(set(texts), key=str.encode)
        encoded = [text.encode() for text in ordered]
        np.save(folder / "strings.npy", np.frombuffer(b"".join(encoded), dtype=np.uint8))
        np.save(folder / "strings.ends.npy", np.cumsum([len(text) for text in encoded], dtype=np.int64))
        hashes = np.array([_hash(text) for text in ordered], dtype=np.uint64)
        order = np.argsort(hashes, kind="stable")
        np.save(folder / "strings.hashes.npy", hashes[order])
        np.save(folder / "strings.hashed.npy", order.astype(np.int32))
        return {text: i for i, text in enumerate(ordered)}


def _hash(text: str) -> np.uint64:
    return np.uint64(int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little"))


class Table(Sequence[R]):
    """Records of one class sorted by `id`: by position, by id, or by the value of an indexed field."""

    def __init__(self, record: type[R], folder: Path, strings: Strings) -> None:
        self.record, self._strings = record, strings
        self._fields = _kinds(record)
        self._columns: dict[str, Any] = {}
        for name, kind in self._fields:
            values = _open(folder / f"{record.__name__}.{name}.npy")
            ends = _open(folder / f"{record.__name__}.{name}.ends.npy") if kind == "tuple" else None
            self._columns[name] = values if ends is None else (ends, values)
        self._made: dict[int, R] = {}
        self._found: dict[str, int] = {}
        self._orders: dict[str, tuple[Ints, Ints]] = {}

    def __len__(self) -> int:
        return len(self._columns["id"])

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

    def index_of(self, identifier: str) -> int:
        """Return the position of the record with this id, -1 when there is none."""
        known = self._found.get(identifier)
        if known is not None:
            return known
        key = self._strings.position(identifier)
        ids = self._columns["id"]
        found = int(np.searchsorted(ids, key)) if key >= 0 else len(ids)
        position = found if found < len(ids) and ids[found] == key else NONE
        self._found[identifier] = position
        return position

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
        inside = np.isin(self._columns[other][found], [self._strings.position(name) for name in wanted])
        rest = found[~inside]
        kept = np.sort(rest[np.argsort(-self._columns[newest][rest], kind="stable")[:most]])
        return [self[i] for i in np.sort(np.concatenate((found[inside], kept))).tolist()]

    def values(self, field: str) -> set[str]:
        """Return every value that a string field takes, without making the records."""
        return {self._strings[int(code)] for code in np.unique(self._columns[field]) if code != NONE}

    def _positions(self, field: str, value: str) -> Ints:
        key = self._strings.position(value)
        if key < 0:
            return np.empty(0, dtype=np.int32)
        if field not in self._orders:
            self._orders[field] = self._order(field)
        values, owners = self._orders[field]
        found: Ints = owners[np.searchsorted(values, key) : np.searchsorted(values, key, side="right")]
        return found

    def _order(self, field: str) -> tuple[Ints, Ints]:
        column = self._columns[field]
        if isinstance(column, tuple):
            ends, values = column
            owners = np.repeat(np.arange(len(ends), dtype=np.int32), np.diff(ends, prepend=0))
        else:
            values, owners = column, np.arange(len(column), dtype=np.int32)
        order = np.argsort(values, kind="stable")
        return values[order], owners[order]

    def _value(self, name: str, kind: str, position: int) -> Any:
        column = self._columns[name]
        if kind == "tuple":
            ends, values = column
            start = int(ends[position - 1]) if position else 0
            return tuple(self._strings[int(v)] for v in values[start : int(ends[position])])
        raw = column[position]
        if kind == "str":
            return None if raw == NONE else self._strings[int(raw)]
        if kind == "date":
            return dt.date.fromordinal(int(raw)) if raw else None
        return {"int": int, "float": float, "bool": bool}[kind](raw)


def strings_of(records: Iterable[Any]) -> Iterator[str]:
    """Yield every string that stands in the records, for the pool."""
    for record in records:
        for name, kind in _kinds(type(record)):
            value = getattr(record, name)
            if kind == "tuple":
                yield from value
            elif kind == "str" and value is not None:
                yield value


def write_table(folder: Path, record: type[Any], records: Iterable[Any], pool: Mapping[str, int]) -> int:
    """Write records sorted by id as columns and return how many there are."""
    ordered = sorted(records, key=lambda r: r.id.encode())
    for name, kind in _kinds(record):
        stem = f"{record.__name__}.{name}"
        raw = [getattr(r, name) for r in ordered]
        if kind == "tuple":
            np.save(folder / f"{stem}.ends.npy", np.cumsum([len(v) for v in raw], dtype=np.int32))
            np.save(folder / f"{stem}.npy", np.array([pool[s] for v in raw for s in v], dtype=np.int32))
        elif kind == "str":
            np.save(folder / f"{stem}.npy", np.array([NONE if v is None else pool[v] for v in raw], dtype=np.int32))
        elif kind == "date":
            np.save(folder / f"{stem}.npy", np.array([v.toordinal() if v else 0 for v in raw], dtype=np.int32))
        else:
            dtype = {"int": np.int32, "float": np.float64, "bool": np.bool_}[kind]
            np.save(folder / f"{stem}.npy", np.array(raw, dtype=dtype))
    return len(ordered)


def _kinds(record: type[Any]) -> list[tuple[str, str]]:
    """Return each field with the kind of column it needs: str, date, int, float, bool or tuple."""
    hints = typing.get_type_hints(record)
    kinds = []
    for field in dataclasses.fields(record):
        options = [a for a in (typing.get_args(hints[field.name]) or (hints[field.name],)) if a is not type(None)]
        if typing.get_origin(hints[field.name]) is tuple:
            kinds.append((field.name, "tuple"))
        else:
            kinds.append((field.name, {str: "str", dt.date: "date", int: "int", float: "float", bool: "bool"}[options[0]]))
    return kinds


def _open(path: Path) -> Any:
    try:
        return np.load(path, mmap_mode="r").view(np.ndarray)
    except (OSError, ValueError, EOFError) as error:
        raise BadVersion(
            f"图版本缺少或截断了文件 {path.name}", where=str(path), why=str(error),
            mend="删除这个版本文件夹，重新运行 shouwen kb build；正在使用的其他版本不受影响",
        ) from error
