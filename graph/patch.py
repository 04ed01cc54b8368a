"""Tables of a version made from another's: rows of changed subjects are replaced, all else is linked or copied as columns.

Rows stand sorted by id as in tables built anew, so that either way gives the same answers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from graph.columns import Table, columns_of, strings_of, write_columns
from graph.strings import NONE, Strings

Rows = npt.NDArray[np.int64]
CHANGED: Final = -1
"""Stands for a row that was not in the table before, or not so."""


def write_patched(
    tables: Mapping[str, Table[Any]], pool: Strings, before: Path, folder: Path, gone: Collection[str], made: Mapping[str, Sequence[Any]]
) -> dict[str, Rows]:
    """Write the tables below `folder` as those of `before` without the records `gone` and with those `made`, by table.

    `pool`: all strings of the version before.

    Returns for each table that changed the row that each of its rows was, or CHANGED; tables left out are linked as they are.
    """
    folder.mkdir(parents=True)
    strings = pool.extended(folder, (text for rows in made.values() for text in strings_of(rows)))
    sources: dict[str, Rows] = {}
    for name, table in tables.items():
        new = sorted(made.get(name, ()), key=lambda r: r.id)
        out = sorted(row for i in {*gone, *(r.id for r in new)} if (row := table.index_of(i)) != NONE)
        if new or out:
            sources[name] = _rows(table, out, new, strings, folder)
        else:
            for path in before.glob(f"{table.record.__name__}.*"):
                (folder / path.name).hardlink_to(path)
    return sources


def entries_after(rows: Rows, source: Rows) -> tuple[Rows, Rows]:
    """Return the row of each entry (-1: gone) after a change, new entries following the old ones, and the rows of the new ones."""
    moved = np.full(int(max(source.max(initial=-1), rows.max(initial=-1))) + 1, CHANGED, dtype=np.int64)
    kept = np.flatnonzero(source != CHANGED)
    moved[source[kept]] = kept
    new = np.flatnonzero(source == CHANGED)
    return np.concatenate((np.where(rows >= 0, moved[np.maximum(rows, 0)], CHANGED), new)), new


def _rows(table: Table[Any], out: Sequence[int], new: Sequence[Any], strings: Strings, folder: Path) -> Rows:
    """Write one table without the rows `out` and with the records `new`; return what row each was."""
    kept = np.delete(np.arange(len(table), dtype=np.int64), out)
    order = np.insert(kept, [_place(table, kept, r.id) for r in new], len(table) + np.arange(len(new)))
    added = columns_of(table.record, new, strings.position)
    columns = {
        name: _joined(old, added[name], order) if isinstance(old, tuple) else np.concatenate((old, added[name]))[order]
        for name, old in table.columns.items()
    }  # fmt: skip
    write_columns(folder, table.record, columns)
    return np.where(order < len(table), order, CHANGED)


def _place(table: Table[Any], kept: Rows, identifier: str) -> int:
    """Return before which of the kept rows an id belongs."""
    low, high = 0, len(kept)
    while low < high:
        middle = (low + high) // 2
        if table.id_of(int(kept[middle])) < identifier:
            low = middle + 1
        else:
            high = middle
    return low


def _joined(old: tuple[Any, Any], new: tuple[Any, Any], order: Rows) -> tuple[Any, Any]:
    """Return a column of tuples whose rows are those of `old` and `new` one after another, in this order."""
    ends = np.concatenate((old[0], new[0] + (old[0][-1] if len(old[0]) else 0)))
    values = np.concatenate((old[1], new[1]))
    lengths = np.diff(ends, prepend=0)
    starts, wanted = (ends - lengths)[order], lengths[order]
    stops = np.cumsum(wanted)
    where = np.repeat(starts - (stops - wanted), wanted) + np.arange(int(wanted.sum()))
    return stops.astype(np.int32), values[where]
