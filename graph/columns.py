"""Stores records as memory-mapped columns, so that many processes share one copy of a version.

All strings of a version stand once in a pool (graph.strings); a column of strings is int32 positions in
that pool, a column of days is int32 ordinals (0: none), a column of tuples is a pair of arrays
(ends, values). Records come back as the frozen dataclasses they were, made when asked for.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from graph.strings import NONE, Strings, opened
from ontology.errors import NotFound

KEPT_RECORDS: Final = 100_000
"""Records of a table a process keeps made (about 100 MB of rulings); beyond that it forgets them and begins again."""
SORTED: Final = frozenset({"Responsibility.matter", "Responsibility.basis", "Ruling.outcome"})
"""Fields asked for by value in a case, of the tables that grow: their order is written beside them, as sorting a million when a
process first asks takes a quarter of a second and memory that processes do not share. Other fields are sorted when asked."""
ADDED: Final = frozenset({"Ruling.follows"})
"""Fields of tuples that versions written earlier do not have: empty there, so that these stay readable."""
Ints = npt.NDArray[np.int32]
R = typing.TypeVar("R")


class Table(Sequence[R]):
    """Records of one class sorted by `id`: by position, by id, or by the value of an indexed field."""

    def __init__(self, record: type[R], folder: Path, strings: Strings) -> None:
        self.record, self.strings = record, strings
        self._fields = kinds(record)
        self.columns: dict[str, Any] = {}
        self._orders: dict[str, tuple[Ints, Ints]] = {}
        for name, kind in self._fields:
            stem = f"{record.__name__}.{name}"
            if stem in ADDED and not (folder / f"{stem}.npy").exists():
                self.columns[name] = np.zeros(len(self.columns["id"]), np.int32), np.empty(0, np.int32)
                continue
            values = opened(folder / f"{stem}.npy")
            ends = opened(folder / f"{stem}.ends.npy") if kind == "tuple" else None
            self.columns[name] = values if ends is None else (ends, values)
            if (folder / f"{stem}.owners.npy").exists():
                self._orders[name] = opened(folder / f"{stem}.sorted.npy"), opened(folder / f"{stem}.owners.npy")
        self._made: dict[int, R] = {}
        self._found: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self.columns["id"])

    def __getitem__(self, position: Any) -> Any:
        made = self._made.get(position)
        if made is None:
            if position < 0 or position >= len(self):
                raise IndexError(position)
            if len(self._made) >= KEPT_RECORDS:
                self._made.clear()
            values = [self._value(name, kind, position) for name, kind in self._fields]
            made = self._made[position] = self.record(*values)
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
        if len(self._found) >= KEPT_RECORDS:
            self._found.clear()
        position = self._found[identifier] = int(self.at(self.codes((identifier,)))[0])
        return position

    def at(self, codes: Ints) -> Ints:
        """Return for each code of an id the position of its record, -1 where there is none."""
        ids, rows = self._by_id
        if not len(ids):
            return np.full(len(codes), NONE, dtype=np.int32)
        found = np.minimum(ids.searchsorted(codes), len(ids) - 1)
        return np.where(ids[found] == codes, found if rows is None else rows[found], NONE).astype(np.int32)

    @cached_property
    def _by_id(self) -> tuple[Ints, Ints | None]:
        """Return the ids' positions in the pool, ascending, and the row of each. In a base's pool they ascend as the rows do (None):
        the column itself will do, which processes share."""
        ids = self.columns["id"]
        if (ids[1:] > ids[:-1]).all():
            return ids, None
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

    def where(self, field: str, value: str, **also: str) -> list[R]:
        """Return the records whose string field equals (or whose tuple field holds) `value`, and whose string fields are as in `also`."""
        found = self.positions(field, value)
        for other, wanted in also.items():
            key = self.strings.position(wanted)
            found = found[(self.columns[other][found] == key) & (key != NONE)]
        return [self[i] for i in found.tolist()]

    def values(self, field: str) -> set[str]:
        """Return every value that a string field takes, without making the records."""
        codes = self.columns[field]
        taken = np.zeros(len(self.strings), dtype=np.bool_)
        taken[codes[codes != NONE]] = True
        return {self.strings[code] for code in np.flatnonzero(taken).tolist()}

    def filled(self, field: str) -> int:
        """Return how many values a field of strings, or of tuples of them, holds in all records together."""
        column = self.columns[field]
        return len(column[1]) if isinstance(column, tuple) else int((column != NONE).sum())

    def codes(self, texts: Iterable[str]) -> Ints:
        """Return what stands for each text in columns of strings; -1 for one that the version does not hold."""
        return np.array([self.strings.position(text) for text in texts], dtype=np.int32)

    def each(self, field: str, positions: Ints) -> tuple[Ints, Ints]:
        """Return the values of a tuple field of some records, one after another, and for each whose it is: an index into `positions`."""
        ends, values = self.columns[field]
        starts = np.where(positions > 0, ends[positions - 1], 0)
        lengths = ends[positions] - starts
        owners = np.repeat(np.arange(len(positions), dtype=np.int32), lengths)
        within = np.arange(len(owners)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        return values[np.repeat(starts, lengths) + within], owners

    def positions(self, field: str, value: str) -> Ints:
        """Return where the records of `where` stand, in order, without making them."""
        key = np.int32(self.strings.position(value))  # of the column's own type: numpy would else turn the whole column into int64
        if key < 0:
            return np.empty(0, dtype=np.int32)
        if field not in self._orders:
            self._orders[field] = _ordered(self.columns[field])
        values, owners = self._orders[field]
        return owners[values.searchsorted(key) : values.searchsorted(key, side="right")]

    def _value(self, name: str, kind: str, position: int) -> Any:
        column = self.columns[name]
        if kind == "tuple":
            ends, values = column
            start = ends.item(position - 1) if position else 0
            return tuple(self.strings[v] for v in values[start : ends.item(position)].tolist())
        raw = column.item(position)
        if kind == "str":
            return None if raw == NONE else self.strings[raw]
        if kind == "date":
            return dt.date.fromordinal(raw) if raw else None
        return raw


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
    write_columns(folder, record, columns_of(record, ordered, pool.__getitem__))
    return len(ordered)


def columns_of(record: type[Any], records: Sequence[Any], position: Callable[[str], int]) -> dict[str, Any]:
    """Return the columns of records, in their order, by field: an array, or for tuples the pair (ends, values); `position`: where a
    string stands in the pool."""
    return {name: _column([getattr(r, name) for r in records], kind, position) for name, kind in kinds(record)}


def _column(raw: Sequence[Any], kind: str, position: Callable[[str], int]) -> Any:
    if kind == "tuple":
        return np.cumsum([len(v) for v in raw], dtype=np.int32), np.array([position(s) for v in raw for s in v], dtype=np.int32)
    if kind == "str":
        return np.array([NONE if v is None else position(v) for v in raw], dtype=np.int32)
    if kind == "date":
        return np.array([v.toordinal() if v else 0 for v in raw], dtype=np.int32)
    return np.array(raw, dtype={"int": np.int32, "float": np.float64, "bool": np.bool_}[kind])


def write_columns(folder: Path, record: type[Any], columns: Mapping[str, Any]) -> None:
    """Write the columns of one class, already in the order of `id`, and the orders of those in SORTED."""
    for name, _ in kinds(record):
        stem, column = f"{record.__name__}.{name}", columns[name]
        if isinstance(column, tuple):
            np.save(folder / f"{stem}.ends.npy", column[0])
        np.save(folder / f"{stem}.npy", column[1] if isinstance(column, tuple) else column)
        if stem in SORTED:
            values, owners = _ordered(column)
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
