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
KEPT_RECORDS: Final = 100_000
"""Records of a table a process keeps made (about 100 MB of rulings); beyond that it forgets them and begins again."""
SORTED: Final = frozenset({"Responsibility.matter", "Responsibility.basis", "Ruling.outcome"})
"""Fields asked for by value in a case, of the tables that grow: their order is written beside them, as sorting a million when a
process first asks takes a quarter of a second and memory that processes do not share. Other fields are sorted when asked."""
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
        self._orders: dict[str, tuple[Ints, Ints]] = {}
        for name, kind in self._fields:
            stem = f"{record.__name__}.{name}"
            values = _open(folder / f"{stem}.npy")
            ends = _open(folder / f"{stem}.ends.npy") if kind == "tuple" else None
            self._columns[name] = values if ends is None else (ends, values)
            if (folder / f"{stem}.owners.npy").exists():
                self._orders[name] = _open(folder / f"{stem}.sorted.npy"), _open(folder / f"{stem}.owners.npy")
        self._made: dict[int, R] = {}
        self._found: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._columns["id"])

    def __getitem__(self, position: Any) -> Any:
        if position < 0 or position >= len(self):
            raise IndexError(position)
        made = self._made.get(position)
        if made is None:
            if len(self._made) >= KEPT_RECORDS:
                self._made.clear()
            values = [self._value(name, kind, position) for name, kind in self._fields]
            made = self._made[position] = self.record(*values)
        return made

    def __iter__(self) -> Iterator[R]:
        return (self[i] for i in range(len(self)))

    def index_of(self, identifier: str) -> int:
        """Return the position of the record with this id, -1 when there is none."""
        known = self._found.get(identifier)
        if known is not None:
            return known
        if len(self._found) >= KEPT_RECORDS:
            self._found.clear()
        position = self._found[identifier] = int(self.at(self.codes((identifier,)))[0])
        return position

    def at(self, codes: Ints) -> Ints:
        """Return for each code of an id the position of its record, -1 where there is none."""
        ids = self._columns["id"]
        if not len(ids):
            return np.full(len(codes), NONE, dtype=np.int32)
        found = np.minimum(ids.searchsorted(codes), len(ids) - 1)
        return np.where(ids[found] == codes, found, NONE).astype(np.int32)

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
        return [self[i] for i in self.positions(field, value).tolist()]

    def values(self, field: str) -> set[str]:
        """Return every value that a string field takes, without making the records."""
        codes = self._columns[field]
        taken = np.zeros(len(self._strings), dtype=np.bool_)
        taken[codes[codes != NONE]] = True
        return {self._strings[code] for code in np.flatnonzero(taken).tolist()}

    def column(self, field: str) -> Any:
        """Return a field of all records as it is stored: codes of strings, ordinals of days."""
        return self._columns[field]

    def codes(self, texts: Iterable[str]) -> Ints:
        """Return what stands for each text in columns of strings; -1 for one that the version does not hold."""
        return np.array([self._strings.position(text) for text in texts], dtype=np.int32)

    def each(self, field: str, positions: Ints) -> tuple[Ints, Ints]:
        """Return the values of a tuple field of some records, one after another, and for each whose it is: an index into `positions`."""
        ends, values = self._columns[field]
        starts = np.where(positions > 0, ends[positions - 1], 0)
        lengths = ends[positions] - starts
        owners = np.repeat(np.arange(len(positions), dtype=np.int32), lengths)
        within = np.arange(len(owners)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        return values[np.repeat(starts, lengths) + within], owners

    def positions(self, field: str, value: str) -> Ints:
        """Return where the records of `where` stand, in order, without making them."""
        key = np.int32(self._strings.position(value))  # of the column's own type: numpy would else turn the whole column into int64
        if key < 0:
            return np.empty(0, dtype=np.int32)
        if field not in self._orders:
            self._orders[field] = self._order(field)
        values, owners = self._orders[field]
        return owners[values.searchsorted(key) : values.searchsorted(key, side="right")]

    def _order(self, field: str) -> tuple[Ints, Ints]:
        return _ordered(self._columns[field])

    def _value(self, name: str, kind: str, position: int) -> Any:
        column = self._columns[name]
        if kind == "tuple":
            ends, values = column
            start = ends.item(position - 1) if position else 0
            return tuple(self._strings[v] for v in values[start : ends.item(position)].tolist())
        raw = column.item(position)
        if kind == "str":
            return None if raw == NONE else self._strings[raw]
        if kind == "date":
            return dt.date.fromordinal(raw) if raw else None
        return raw


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
    write_columns(folder, record, columns_of(record, ordered, pool))
    return len(ordered)


def columns_of(record: type[Any], records: Sequence[Any], pool: Mapping[str, int]) -> dict[str, Any]:
    """Return the columns of records, in their order, by field: an array, or for tuples the pair (ends, values)."""
    columns: dict[str, Any] = {}
    for name, kind in _kinds(record):
        raw = [getattr(r, name) for r in records]
        if kind == "tuple":
            columns[name] = np.cumsum([len(v) for v in raw], dtype=np.int32), np.array([pool[s] for v in raw for s in v], dtype=np.int32)
        elif kind == "str":
            columns[name] = np.array([NONE if v is None else pool[v] for v in raw], dtype=np.int32)
        elif kind == "date":
            columns[name] = np.array([v.toordinal() if v else 0 for v in raw], dtype=np.int32)
        else:
            columns[name] = np.array(raw, dtype={"int": np.int32, "float": np.float64, "bool": np.bool_}[kind])
    return columns


def write_columns(folder: Path, record: type[Any], columns: Mapping[str, Any]) -> None:
    """Write the columns of one class, already in the order of `id`: for what is too much to be made as records first."""
    for name, kind in _kinds(record):
        stem = f"{record.__name__}.{name}"
        if kind == "tuple":
            ends, values = columns[name]
            np.save(folder / f"{stem}.ends.npy", ends)
            np.save(folder / f"{stem}.npy", values)
        else:
            np.save(folder / f"{stem}.npy", columns[name])
        if stem in SORTED:
            values, owners = _ordered(columns[name])
            np.save(folder / f"{stem}.sorted.npy", values)
            np.save(folder / f"{stem}.owners.npy", owners)


def _ordered(column: Any) -> tuple[Ints, Ints]:
    """Return a column's values sorted, and for each the position of the record that it stands in."""
    if isinstance(column, tuple):
        ends, values = column
        owners = np.repeat(np.arange(len(ends), dtype=np.int32), np.diff(ends, prepend=0))
    else:
        values, owners = column, np.arange(len(column), dtype=np.int32)
    order = np.argsort(values, kind="stable")
    return values[order], owners[order]


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
