"""Who held a function in a place when: the walk that answers take, asked on every day on which a unit or an assignment starts or ends."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from graph.publish import triples_of
from graph.traverse import Holder, Traversal
from ontology.model import Assignment, Unit
from ontology.validity import EARLIEST, Period
from ontology.vocabulary import SKOS, SW

if TYPE_CHECKING:
    from graph.store import KnowledgeGraph


@dataclass(frozen=True, slots=True)
class Tenure:
    """A stretch of days in which one unit held a function in a place; an end that is not recorded is None."""

    function: str
    holder: Holder
    period: Period


@dataclass(frozen=True, slots=True)
class Names:
    """What a subject is called otherwise: other names, names it once had, names statutes give it."""

    other: tuple[str, ...]
    former: tuple[str, ...]
    statutory: tuple[str, ...]


def turns(graph: KnowledgeGraph, places: tuple[str, ...]) -> list[dt.date]:
    """Return the days on which a unit of some places, or an assignment there, starts or ends; before them the first day there is."""
    rows = [r for place in places for table in (graph.units, graph.assignments) for r in table.where("place", place)]
    return sorted({EARLIEST, *(day for row in rows for day in (row.start, row.until) if day)})


def tenures(traversal: Traversal, function: str, place: str) -> list[Tenure]:
    """Return who held a function in a place, oldest first; days of which nothing is recorded are left out."""
    return _tenures(traversal, function, place, turns(traversal.graph, traversal.graph.gazetteer.own_government(place)))


def _tenures(traversal: Traversal, function: str, place: str, days: list[dt.date]) -> list[Tenure]:
    found: list[Tenure] = []
    for number, day in enumerate(days):
        holder = traversal.holder(function, traversal.scope(place, day))
        until = days[number + 1] if number + 1 < len(days) else None
        if found and found[-1].holder == holder and found[-1].period.until == day:
            found[-1] = Tenure(function, holder, Period(found[-1].period.start, until))
        elif holder.unit:
            found.append(Tenure(function, holder, Period(day if day > EARLIEST else None, until)))
    return found


def around(traversal: Traversal, unit: Unit, functions: tuple[str, ...]) -> tuple[list[Tenure], list[Tenure]]:
    """Return who held a unit's functions directly before it, and who after it, as tenures of others that touch its own."""
    graph = traversal.graph
    days = turns(graph, graph.gazetteer.own_government(unit.place))
    before: list[Tenure] = []
    after: list[Tenure] = []
    for function in functions:
        line = _tenures(traversal, function, unit.place, days)
        for one, next_one in pairwise(line):
            if one.period.until == next_one.period.start and one.holder.unit != next_one.holder.unit:
                if next_one.holder.unit == unit.id:
                    before.append(one)
                elif one.holder.unit == unit.id:
                    after.append(next_one)
    return before, after


def ever_held(graph: KnowledgeGraph, unit: Unit) -> tuple[str, ...]:
    """Return the functions that a unit ever held by an assignment, its first function before them."""
    return tuple(dict.fromkeys((unit.function, *(a.function for a in assigned(graph, unit)))))


def assigned(graph: KnowledgeGraph, unit: Unit) -> list[Assignment]:
    """Return a unit's assignments, newest first."""
    return sorted(graph.assignments.where("unit", unit.id), key=lambda a: (-(a.start.toordinal() if a.start else 0), a.function))


def names_of(graph: KnowledgeGraph, subject: str) -> Names:
    """Return what a unit or function is called otherwise, as the graph says it."""
    said: dict[str, list[str]] = {}
    for triple in triples_of(graph.content.lines(subject)):
        said.setdefault(triple.predicate.value, []).append(getattr(triple.object, "value", ""))
    return Names(*(tuple(sorted(said.get(str(prop), ()))) for prop in (SKOS.altLabel, SW.formerName, SW.statutoryName)))
