"""What is said of a matter, looked at as columns: on which days it changes, and which of it a case of one place and day can use.

There may be hundreds of thousands of rulings. Records are made of those only that an answer may rest on: everything said for
the case's own places, and of what other places say the newest that hold on the day.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from graph import authority
from graph.borrowed import Borrowed
from graph.columns import Ints, Table
from graph.places import COUNTRY
from graph.store import KnowledgeGraph
from ontology.model import Instrument, Responsibility, Ruling

MOST_ELSEWHERE: Final = 40
"""What other places say of a matter, newest first, that is looked at: it persuades only, no answer shows more than a dozen, and
the shipped knowledge has no matter of which more is said."""
DEEPEST: Final = 4
"""Steps up the matters that claims are looked for; no theme is deeper."""
_OPEN_END: Final = dt.date.max.toordinal() + 1


@dataclass(frozen=True, slots=True)
class _Said:
    """The responsibilities on one matter, in the order of their table: where they stand, their places and periods, and which are
    the newest; `persuading`: for each basis that may persuade elsewhere, the responsibility (an index into these) and its period;
    `turns`: days on which any of it starts or ends; `spoken`: the places of any of it or of what it rests on."""

    positions: Ints
    places: Ints
    periods: tuple[Ints, Ints]
    newest: npt.NDArray[np.intp]
    persuading: tuple[Ints, Ints, Ints]
    turns: Ints
    spoken: Ints


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days on which what is said elsewhere stays as it is, and the places for which it must be looked at anew."""

    since: dt.date
    until: dt.date
    places: frozenset[str]

    def holds(self, day: dt.date, chain: tuple[str, ...]) -> bool:
        """Return whether it is so on a day for a place with all it lies within."""
        return self.since <= day < self.until and self.places.isdisjoint(chain)


class SaidOfMatters:
    """What the responsibilities of one version say of its matters."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self._graph = graph
        self._said: dict[str, _Said] = {}
        self._turns: dict[str, list[int]] = {}
        self._places: dict[str, frozenset[str]] = {}
        self._codes: dict[tuple[str, ...], Ints] = {}

    def borrow(self, other: SaidOfMatters, otherwise: frozenset[str]) -> None:
        """Take from another version on which days what is said of matters changes and of which places it is, but of those in `otherwise`.

        Only that: where a responsibility stands in its table, and which code a place has, is each version's own.
        """
        self._turns, self._places = Borrowed(other._turns, otherwise), Borrowed(other._places, otherwise)

    def epoch(self, matter: str, day: dt.date) -> int:
        """Return the number of the stretch of days, in which nothing said of a matter starts or ends, that holds `day`."""
        return bisect_right(self._turns_of(matter), day.toordinal())

    def days_alike(self, matter: str, day: dt.date) -> tuple[dt.date, dt.date]:
        """Return the first day of that stretch, and the first day after it."""
        turns = self._turns_of(matter)
        after = bisect_right(turns, day.toordinal())
        return dt.date.fromordinal(turns[after - 1]) if after else dt.date.min, dt.date.fromordinal(turns[after]) if after < len(turns) else dt.date.max

    def _turns_of(self, matter: str) -> list[int]:
        turns = self._turns.get(matter)
        if turns is None:
            turns = self._turns[matter] = np.unique(np.concatenate([said.turns for said in self._with_broader(matter, 0)])).tolist()
        return turns

    def places(self, matter: str) -> frozenset[str]:
        """Return the places of all that is said of a matter (or of its broader ones) and of what that rests on: for a case of any other place
        all of it is the country's or elsewhere's."""
        found = self._places.get(matter)
        if found is None:
            codes = np.unique(np.concatenate([said.spoken for said in self._with_broader(matter, 0)]))
            found = self._places[matter] = frozenset(self._graph.strings[code] for code in codes.tolist())
        return found

    def usable(self, matter: str, chain: tuple[str, ...], day: dt.date) -> list[Responsibility]:
        """Return the responsibilities on a matter of the places in `chain`, and of others the newest that hold and may persuade on a day."""
        said, on = self._of(matter), day.toordinal()
        inside = (said.places[:, None] == self._codes_of(chain)).any(axis=1)
        (start, until), (owners, since, ended) = said.periods, said.persuading
        elsewhere = np.zeros(len(inside), dtype=np.bool_)
        elsewhere[owners[(since <= on) & (on < ended)]] = True
        elsewhere &= ~inside & (start <= on) & (on < until)
        inside[said.newest[elsewhere[said.newest]][:MOST_ELSEWHERE]] = True
        table = self._graph.responsibilities
        return [table[i] for i in said.positions[inside].tolist()]

    def stretch(self, r: Responsibility, day: dt.date) -> Stretch:
        """Return the days around `day` on which neither a responsibility nor a basis starts or ends, and the places where a basis would bind."""
        g, days, places = self._graph, [dt.date.min, dt.date.max, r.start, r.until], set()
        for identifier in r.basis:
            record: Ruling | Instrument | None = g.rulings.get(identifier)
            if record is None:
                provision = g.provisions.get(identifier)
                record = g.instruments.get(provision.instrument if provision else identifier)
            if record is not None:
                days += [record.start, record.until, getattr(record, "first_day", None)]
                places.add(record.place)
        known = [d for d in days if d]
        return Stretch(max(d for d in known if d <= day), min(d for d in known if d > day), frozenset(places - {COUNTRY}))

    def _with_broader(self, matter: str, depth: int) -> list[_Said]:
        record = self._graph.matters.get(matter)
        found = [self._of(matter)]
        for broader in record.broader if record and depth < DEEPEST else ():
            found += self._with_broader(broader, depth + 1)
        return found

    def _codes_of(self, chain: tuple[str, ...]) -> Ints:
        found = self._codes.get(chain)
        if found is None:
            found = self._codes[chain] = self._graph.responsibilities.codes(chain)
        return found

    def _of(self, matter: str) -> _Said:
        found = self._said.get(matter)
        if found is None:
            found = self._said[matter] = self._look(matter)
        return found

    def _look(self, matter: str) -> _Said:
        g = self._graph
        table = g.responsibilities
        positions = table.positions("matter", matter)
        bases, owners = table.each("basis", positions)
        rulings, instruments = g.rulings.at(bases), self._instruments_of(bases)
        beneath, _ = g.rulings.each("basis", rulings[rulings >= 0])
        told = (
            _days(table, positions, "start", "until"), _days(g.rulings, rulings, "start", "until"),
            _days(g.instruments, instruments, "start", "until", "first_day"), _days(g.rulings, g.rulings.at(beneath), "start", "until"),
            _days(g.instruments, self._instruments_of(beneath), "start", "until", "first_day"),
        )  # fmt: skip
        turns = np.unique(np.concatenate(told))
        papers = np.where(instruments >= 0, instruments, 0)
        persuades = (instruments >= 0) & self._persuasive[papers] if len(self._persuasive) else instruments >= 0
        periods = _periods(g.rulings, rulings[rulings >= 0]), _periods(g.instruments, instruments[persuades])
        persuading = (
            np.concatenate((owners[rulings >= 0], owners[persuades])),
            np.concatenate((periods[0][0], periods[1][0])), np.concatenate((periods[0][1], periods[1][1])),
        )  # fmt: skip
        newest = np.argsort(-table.columns["start"][positions], kind="stable")
        places = table.columns["place"][positions]
        spoken = np.unique(np.concatenate((places, g.rulings.columns["place"][rulings[rulings >= 0]], g.instruments.columns["place"][instruments[instruments >= 0]])))
        return _Said(positions, places, _periods(table, positions), newest, persuading, turns[turns > 0], spoken)

    def _instruments_of(self, bases: Ints) -> Ints:
        """Return for each basis (a code of an IRI) the position of the instrument that it is, or is a provision of; else -1."""
        provisions = self._graph.provisions.at(bases)
        if len(self._graph.provisions):
            bases = np.where(provisions >= 0, self._graph.provisions.columns["instrument"][provisions], bases)
        return self._graph.instruments.at(bases)

    @cached_property
    def _persuasive(self) -> npt.NDArray[np.bool_]:
        """Return for each instrument, by position, whether it may persuade in places where it does not bind."""
        return np.array([authority.persuades(i.rank) for i in self._graph.instruments], dtype=np.bool_)


def _days(table: Table[Any], positions: Ints, *fields: str) -> Ints:
    held = positions[positions >= 0]
    return np.concatenate([table.columns[field][held] for field in fields])


def _periods(table: Table[Any], positions: Ints) -> tuple[Ints, Ints]:
    until = table.columns["until"][positions]
    return table.columns["start"][positions], np.where(until == 0, _OPEN_END, until).astype(np.int32)
