"""Where a place has it otherwise than the rule that holds nationwide: its own regulation, list or ruling names another to lead.

A department asks which of its matters others lead somewhere, a matter asks what other places do, a place asks what it decided for
itself. Rows are picked by columns; records are made only of those that may be shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from graph.columns import Ints
from graph.places import COUNTRY
from graph.strings import NONE
from graph.traverse import Traversal
from ontology.model import Responsibility
from ontology.validity import Period

if TYPE_CHECKING:
    from graph.store import KnowledgeGraph

MOST: Final = 600
"""Leads of single places looked at for one page, the newest; a page shows a few dozen and says how many there are."""


@dataclass(frozen=True, slots=True)
class Otherwise:
    """A lead of one place in a matter, the leads that the nationwide rule names, and whether the two differ."""

    row: Responsibility
    national: tuple[Responsibility, ...]
    differs: bool


def key_of(traversal: Traversal, row: Responsibility) -> str:
    """Return the key of the function of a responsibility's unit, or its own."""
    function = function_of(traversal.graph, row)
    return traversal.key(function) if function else ""


def function_of(graph: KnowledgeGraph, row: Responsibility) -> str:
    """Return the function or role of a responsibility, the first function of its unit where it names one."""
    unit = graph.units.get(row.unit) if row.unit else None
    return (unit.function if unit else row.function) or ""


def stands(graph: KnowledgeGraph, row: Responsibility, day: dt.date) -> bool:
    """Return whether a responsibility holds on a day and rests on something in force, or on nothing at all."""
    if not Period(row.start, row.until).holds_on(day):
        return False
    return not row.basis or any(_holds(graph, each, day) for each in row.basis)


def _holds(graph: KnowledgeGraph, basis: str, day: dt.date) -> bool:
    record = graph.rulings.get(basis) or graph.provisions.get(basis) or graph.instruments.get(basis)
    return record is not None and Period(record.start, record.until).holds_on(day)


def elsewhere(traversal: Traversal, matter: str, day: dt.date, chain: Iterable[str]) -> list[Otherwise]:
    """Return what places outside `chain` say of who leads on a matter, those that differ from the nationwide rule first."""
    graph = traversal.graph
    near = graph.responsibilities.codes((COUNTRY, *chain))
    rows = _leads(graph, graph.responsibilities.positions("matter", matter), day)
    return _told(traversal, rows[~np.isin(graph.responsibilities.columns["place"][rows], near)], day)


def of_place(traversal: Traversal, place: str, day: dt.date) -> list[Otherwise]:
    """Return the leads that a place has by its own regulations, lists and rulings, those that differ from the nationwide rule first."""
    graph = traversal.graph
    return _told(traversal, _leads(graph, graph.responsibilities.positions("place", place), day), day)


def of_functions(traversal: Traversal, functions: tuple[str, ...], day: dt.date) -> tuple[list[Otherwise], list[Otherwise]]:
    """Return of some functions the matters that they lead nationwide and another leads in some place, and those that they lead in
    some place and another nationwide."""
    graph = traversal.graph
    columns, codes = graph.responsibilities.columns, graph.responsibilities.codes(functions)
    rows = _leads(graph, np.arange(len(graph.responsibilities), dtype=np.int32), day)
    nation = columns["place"][rows] == graph.strings.position(COUNTRY)
    mine = np.isin(_functions(graph)[rows], codes[codes != NONE])
    ours = np.isin(columns["matter"][rows], columns["matter"][rows[nation & mine]])
    lost, won = rows[~nation & ours & ~mine], rows[~nation & ~ours & mine]
    keys = {traversal.key(f) for f in functions}
    return (
        [o for o in _told(traversal, lost, day) if o.differs and key_of(traversal, o.row) not in keys],
        [o for o in _told(traversal, won, day) if o.differs],
    )


def _leads(graph: KnowledgeGraph, rows: Ints, day: dt.date) -> Ints:
    """Return those of some responsibilities that are leads and hold on a day."""
    columns, ordinal = graph.responsibilities.columns, day.toordinal()
    until = columns["until"][rows]
    kept = (columns["part"][rows] == graph.strings.position("lead")) & (columns["start"][rows] <= ordinal) & ((until == 0) | (until > ordinal))
    found: Ints = rows[kept]
    return found


def _functions(graph: KnowledgeGraph) -> npt.NDArray[np.int32]:
    """Return for every responsibility its function, or its unit's first, as a position in the pool."""
    columns, units = graph.responsibilities.columns, graph.units.columns
    of_unit = np.full(len(graph.strings) + 1, NONE, dtype=np.int32)
    of_unit[units["id"]] = units["function"]
    found: npt.NDArray[np.int32] = np.where(columns["unit"] != NONE, of_unit[columns["unit"]], columns["function"])
    return found


def _told(traversal: Traversal, rows: Ints, day: dt.date) -> list[Otherwise]:
    graph = traversal.graph
    newest = rows[np.argsort(-graph.responsibilities.columns["start"][rows], kind="stable")][:MOST]
    found, national = [], dict[str, tuple[Responsibility, ...]]()
    for at in newest.tolist():
        row: Responsibility = graph.responsibilities[at]
        if row.place == COUNTRY or not stands(graph, row, day):
            continue
        if row.matter not in national:
            said = graph.responsibilities.where("matter", row.matter, place=COUNTRY, part="lead")
            national[row.matter] = tuple(r for r in said if stands(graph, r, day))
        theirs = national[row.matter]
        differs = bool(theirs) and key_of(traversal, row) not in {key_of(traversal, r) for r in theirs}
        found.append(Otherwise(row, theirs, differs))
    return sorted(found, key=lambda o: (not o.differs, not ruled(graph, o.row), o.row.place, o.row.matter, o.row.id))


def ruled(graph: KnowledgeGraph, row: Responsibility) -> bool:
    """Return whether a ruling says it, and not only a regulation."""
    return any(graph.rulings.get(b) for b in row.basis)
