"""What a department has to do: the responsibilities of a function (or of all that a unit holds) in a place on a day.

Rows are picked and counted by columns, so that the street offices' thirteen hundred cost what a dozen cost; records are made only
of those shown. Beside each stands who leads on the matter here, by the standing that an answer would give.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from graph.bases import Scope
from graph.places import COUNTRY
from graph.traverse import Traversal
from ontology.model import Matter, Responsibility
from ontology.validity import Period
from ontology.vocabulary import PARTS
from resolver.certain import standing_of

if TYPE_CHECKING:
    import datetime as dt

    from graph.store import KnowledgeGraph

Ints = npt.NDArray[np.int32]
PAGE: Final = 40
"""Matters on one page of a department."""


@dataclass(frozen=True, slots=True)
class Here:
    """Who leads on a matter in a place on a day: names with the IRI of the unit or function, and whether a fact still decides."""

    leads: tuple[tuple[str, str], ...]
    open: bool
    leadership: bool


@dataclass(frozen=True, slots=True)
class Duty:
    """A responsibility with its matter and who leads on that here."""

    row: Responsibility
    matter: Matter
    here: Here
    leads_here: bool


@dataclass(frozen=True)
class Department:
    """A function with those beneath it, or a unit with all it holds: what its responsibilities are found by."""

    functions: tuple[str, ...]
    unit: str = ""

    def positions(self, graph: KnowledgeGraph) -> Ints:
        """Return where its responsibilities stand in their table, in order; those that name the unit itself too."""
        table = graph.responsibilities
        found = [table.positions("function", each) for each in self.functions]
        if self.unit:
            found.append(table.positions("unit", self.unit))
        return np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int32)


def family(graph: KnowledgeGraph, function: str) -> tuple[str, ...]:
    """Return a function and all roles beneath it."""
    found, seen = [function], {function}
    for each in found:
        found += [f.id for f in graph.functions.where("broader", each) if f.id not in seen]
        seen.update(found)
    return tuple(found)


def held(traversal: Traversal, unit: str, scope: Scope) -> tuple[str, ...]:
    """Return the functions and roles that a unit holds in a scope, by the walk that answers take."""
    return tuple(f.id for f in traversal.graph.functions if traversal.holder(f.id, scope).unit == unit)


def in_force(graph: KnowledgeGraph, positions: Ints, day: dt.date, places: tuple[str, ...]) -> Ints:
    """Return those of some responsibilities that are said of these places and hold on a day."""
    columns, ordinal = graph.responsibilities.columns, day.toordinal()
    start, until = columns["start"][positions], columns["until"][positions]
    codes = graph.responsibilities.codes(places)
    kept = (start <= ordinal) & ((until == 0) | (until > ordinal)) & np.isin(columns["place"][positions], codes[codes >= 0])
    found: Ints = positions[kept]
    return found


def counts(graph: KnowledgeGraph, positions: Ints) -> dict[str, int]:
    """Return in how many matters these responsibilities give each part."""
    columns = graph.responsibilities.columns
    pairs = np.unique(np.stack([columns["part"][positions], columns["matter"][positions]]).astype(np.int64), axis=1)
    said = Counter(pairs[0].tolist())
    return {part: n for part in PARTS if (n := said.get(graph.strings.position(part), 0))}


def of_part(graph: KnowledgeGraph, positions: Ints, part: str) -> list[tuple[Matter, list[Responsibility]]]:
    """Return the matters of a part with the responsibilities that give it, by theme and name."""
    columns = graph.responsibilities.columns
    found: dict[str, list[Responsibility]] = {}
    for at in positions[columns["part"][positions] == graph.strings.position(part)].tolist():
        row = graph.responsibilities[at]
        found.setdefault(row.matter, []).append(row)
    matters = [(m, found[m.id]) for each in found if (m := graph.matters.get(each))]
    return sorted(matters, key=lambda item: (item[0].theme, item[0].label))


def here(matter: str, traversal: Traversal, scope: Scope) -> Here:
    """Return who leads on a matter in a scope when no fact is known."""
    standing = standing_of(matter, traversal, scope)
    joint = any(b and b.step == "ruling-here" for r in traversal.left_to_leadership.get(matter, ()) if (b := traversal.basis(r.id, scope)))
    leads = dict.fromkeys((c.holder.name, c.holder.unit or "") for c in standing.contenders)
    return Here(tuple(leads), standing.open_condition is not None, joint)


def leads_here(department: Department, matter: str, traversal: Traversal, scope: Scope) -> bool:
    """Return whether a department is among those that would lead on a matter in a scope, by the claim or as the very unit."""
    for contender in standing_of(matter, traversal, scope).contenders:
        r = contender.claim.responsibility
        if department.unit and contender.holder.unit == department.unit:
            return True
        unit = traversal.graph.units.get(r.unit) if r.unit else None
        said = unit.function if unit else r.function
        if not department.unit and said in department.functions:
            return True
    return False


def duties(rows: list[tuple[Matter, list[Responsibility]]], department: Department, traversal: Traversal, scope: Scope) -> list[Duty]:
    """Return the duties to be shown, each with who leads here."""
    found = []
    for matter, said in rows:
        stands, leading = here(matter.id, traversal, scope), leads_here(department, matter.id, traversal, scope)
        said = sorted(said, key=lambda r: (r.place == COUNTRY, bool(r.options), r.id))
        found += [Duty(row, matter, stands, leading) for row in said]
    return found


def holds(record: Any, day: dt.date) -> bool:
    """Return whether a record holds on a day."""
    return Period(record.start, record.until).holds_on(day)
