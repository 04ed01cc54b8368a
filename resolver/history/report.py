"""Reports on a place's experience: where practice leaves the written rules, and which units the graph lacks. For the 编办 to act on."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from graph.traverse import Traversal
from ontology import citation
from ontology import model as m
from resolver.history.experience import A_YEAR, Experience
from resolver.stand import Contender, Known, stand

LEAST_LETTERS: Final = 5
"""Letters on a matter in the last year below which nothing is said of its practice."""
MOSTLY: Final = 0.5
"""Share of a matter's letters that one function must have answered to be called its practice."""


@dataclass(frozen=True, slots=True)
class Departure:
    """A matter whose letters were mostly answered by another function than the one its written bases name."""

    matter: str
    label: str
    letters: int
    answered: int
    function: str
    units: tuple[tuple[str, int], ...]
    written: str
    written_function: str
    bases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnknownUnit:
    """A unit that answered letters and that the graph does not know, with the function and place it seems to have."""

    name: str
    letters: int
    function: str
    place: str
    place_name: str


@dataclass(frozen=True, slots=True)
class Done:
    """Who answered the letters on a matter: units with how many of them, most first."""

    matter: str
    label: str
    letters: int
    units: tuple[tuple[str, int], ...]


def done(experience: Experience, traversal: Traversal, day: dt.date, *, matter: str = "") -> list[Done]:
    """Return who answered the letters of the year before a day, by matter (or on one matter), matters with most letters first."""
    letters = experience.letters
    recent = _of_the_year(experience, day)
    wanted = letters.matter_names.get(matter) if matter else None
    found = []
    for number, count in Counter(letters.matters[recent, 0].tolist()).items():
        record = traversal.graph.matters.get(letters.matter_names.list[number]) if number >= 0 and wanted in (None, number) else None
        if record is not None:
            units = Counter(letters.unit[recent[letters.matters[recent, 0] == number]].tolist()).most_common()
            found.append(Done(record.id, record.label, count, tuple((letters.units.list[u], n) for u, n in units)))
    return sorted(found, key=lambda d: (-d.letters, d.matter))


def _of_the_year(experience: Experience, day: dt.date) -> npt.NDArray[np.int64]:
    days = experience.letters.days
    return np.flatnonzero((days < day.toordinal()) & (days >= day.toordinal() - A_YEAR))


def last_day(experience: Experience) -> dt.date:
    """Return the day after the last letter: the day that looks back on all that was learned."""
    return dt.date.fromordinal(int(experience.letters.days[-1]) + 1)


def departures(experience: Experience, traversal: Traversal, day: dt.date) -> list[Departure]:
    """Return where the practice of the year before a day leaves the written rules, most letters first."""
    letters, graph = experience.letters, traversal.graph
    recent = _of_the_year(experience, day)
    found = []
    for number, count in Counter(letters.matters[recent, 0].tolist()).items():
        matter = graph.matters.get(letters.matter_names.list[number]) if number >= 0 and count >= LEAST_LETTERS else None
        if matter is None:
            continue
        rows = recent[letters.matters[recent, 0] == number]
        written = {place: stand(matter, traversal, traversal.scope(letters.places.list[place], day), Known({})).contenders for place in set(letters.place[rows].tolist())}
        apart = [int(row) for row in rows if _departs(experience, int(row), written[int(letters.place[row])], traversal)]
        function, answered = Counter(letters.function[apart].tolist()).most_common(1)[0] if apart else (-1, 0)
        if answered < MOSTLY * count:
            continue
        mostly = [row for row in apart if letters.function[row] == function]
        places = set(letters.place[mostly].tolist())
        whole = stand(matter, traversal, traversal.scope(experience.place, day), Known({})).contenders
        first = whole[0] if len(places) > 1 and whole else written[places.pop()][0]
        units = Counter(letters.units.list[u] for u in letters.unit[mostly].tolist()).most_common(3)
        bases = tuple(_label(b.record, traversal) for b in first.claim.bases[:3])
        practised = letters.functions.list[function]
        found.append(Departure(matter.id, matter.label, count, answered, practised, tuple(units), first.holder.name, first.holder.function, bases))
    return sorted(found, key=lambda d: (-d.answered, d.matter))


def _departs(experience: Experience, row: int, written: tuple[Contender, ...], traversal: Traversal) -> bool:
    """Return whether a letter was answered by neither the function nor the unit that binding bases name where it came from."""
    letters = experience.letters
    function, unit = letters.functions.list[letters.function[row]], letters.units.list[letters.unit[row]]
    return bool(written) and written[0].claim.binding and not any(c.gives_to(function, unit, traversal) for c in written)


def _label(record: m.Provision | m.Ruling | m.Instrument, traversal: Traversal) -> str:
    if isinstance(record, m.Provision):
        return citation.write(traversal.graph.instruments.need(record.instrument).title, record.number)
    return record.title


def unknown_units(experience: Experience, traversal: Traversal) -> list[UnknownUnit]:
    """Return the units that the graph does not know, those with most letters first."""
    letters, graph = experience.letters, traversal.graph
    places = [p for i in letters.places.list if (p := graph.places.get(i))]
    found = []
    for number, name in enumerate(letters.units.list):
        rows = np.flatnonzero(letters.unit == number)
        if not len(rows) or graph.unit_named(name):
            continue
        named = max((p for p in places if p.name in name), key=lambda p: (len(graph.place_chain(p.id)), len(p.name)), default=None)
        usual = letters.places.list[Counter(letters.place[rows].tolist()).most_common(1)[0][0]]
        place = named or graph.places.get(usual)
        function = letters.functions.list[Counter(letters.function[rows].tolist()).most_common(1)[0][0]]
        found.append(UnknownUnit(name, len(rows), function, place.id if place else usual, place.full_name if place else ""))
    return sorted(found, key=lambda u: (-u.letters, u.name))
