"""All that a place's past letters taught: opened from disk, asked about a letter, saved beside what is in use.

    HOME/history/<code>/current    the name of the folder in use, swapped by one rename
    HOME/history/<code>/<name>/    letters/  functions/  surety.npy, .json  about.json
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from resolver.history import functions, surety, units
from resolver.history.functions import FunctionModel
from resolver.history.letters import Answered, Letters, Reading, opening
from resolver.history.nearest import Near, nearest, share_of
from resolver.history.surety import COLUMNS, Signs, Surety
from resolver.history.units import UnitModel
from resolver.index import Floats
from resolver.weights import WEIGHTS

NAMED_FUNCTIONS: Final = 4
"""Functions, likeliest first, whose units are looked at."""
NAMED_UNITS: Final = 6
"""Units of a function, likeliest first, that are proposed."""
_NONE: Final = np.empty(0, dtype=np.int64)
TRIALS: Final = (0.3, 0.45, 0.6, 0.8)
"""Parts of the letters after which a model is made, to see how right it is on those up to the next."""
MOST_LEARNED: Final = 20_000
"""The newest letters, from which the linear model is learned; counts and neighbours are taken of all."""
A_YEAR: Final = 365
LEAST_LIKE: Final = 5
"""Past letters of the same matter from the same place, below which those of the whole jurisdiction are counted."""


class Proposed(NamedTuple):
    """A unit that experience proposes: its name, function key, the chance by which it ranks (of its function right, for the
    function's first unit), and its own share of the function's letters like this one."""

    name: str
    function: str
    chance: float
    share: float
    first: bool = True


@dataclass(frozen=True, slots=True)
class Like:
    """Past letters on the same matter: how many, how many of them a unit (or function) answered, over which days, and where."""

    letters: int
    by_unit: int
    by_function: int
    first: dt.date
    last: dt.date
    whole: bool


@dataclass(frozen=True, slots=True)
class Sight:
    """A letter as experience looks at it: its n-grams known here, what each kind of feature adds to each function [functions],
    the margins these make, the functions' positions, likeliest first, and the nearest past letters."""

    reading: Reading
    grams: tuple[npt.NDArray[np.int64], Floats]
    parts: Mapping[str, Floats]
    margins: Floats
    order: npt.NDArray[np.int64]
    near: Near


@dataclass(frozen=True)
class Experience:
    """What the letters of one place taught. `built_from`: the graph version with which they were read; `name`: of the folder it
    was opened from, as code/number: a number is never used twice, so the same name gives the same answers."""

    place: str
    built_from: str
    letters: Letters
    model: FunctionModel
    surety: Surety
    name: str = ""

    @cached_property
    def units(self) -> UnitModel:
        """Return what each unit answered."""
        return units.fit(self.letters, self.model)

    @cached_property
    def vectors(self) -> Floats:
        """Return the letters' vectors in full precision, [letters, dimensions]."""
        return np.asarray(self.letters.vectors, dtype=np.float32)

    def automatic_from(self, precision: float) -> float:
        """Return the least chance from which on answers may be sent without a second look: they were right this often."""
        found = self._automatic.get(precision)
        if found is None:
            found = self._automatic[precision] = self.surety.automatic_from(precision)
        return found

    @cached_property
    def _automatic(self) -> dict[float, float]:
        return {}

    def sight(self, reading: Reading) -> Sight:
        """Return a letter as this experience looks at it."""
        grams = self.model.grams(reading.codes)
        parts = self.model.parts(reading, *grams)
        margins = self.model.margins(parts)
        return Sight(reading, grams, parts, margins, np.argsort(-margins, kind="stable"), nearest(self.vectors, reading))

    def features(self, sight: Sight) -> tuple[Any, Floats]:
        """Return the units of the likeliest functions and their features [units, FEATURES]: what their weights are trained on."""
        return self.units.features(sight.reading, sight.grams, sight.near, self._shares(sight))

    def _shares(self, sight: Sight) -> dict[str, float]:
        """Return the likeliest functions with their probabilities."""
        odds = _odds(sight.margins)
        return {self.model.functions[i]: float(odds[i]) for i in sight.order[:NAMED_FUNCTIONS]}

    def judge(self, sight: Sight, holders: Mapping[str, str]) -> list[Proposed]:
        """Return the units likely to answer a letter, likeliest first; the first of each function carries its function's chance.

        `holders`: for functions whose holder here the graph knows, the holder's name.
        """
        sure = self.surety.of(self._signs(sight))
        shares = self._shares(sight)
        first = self.model.functions[sight.order[0]]
        others = sum(s for f, s in shares.items() if f != first) or 1.0
        rest = 1 - shares[first]
        chances = {f: sure if f == first else min((1 - sure) * s / max(rest, others), sure * 0.99) for f, s in shares.items()}
        return self._units(sight, shares, chances, holders)

    def why(self, sight: Sight, function: str) -> dict[str, float]:
        """Return the share that each kind of feature has in setting a function above the others; shares sum to 1."""
        at = self.model.functions.index(function) if function in self.model.functions else 0
        parts = np.array(list(sight.parts.values()))
        above = np.maximum(parts[:, at] - parts.mean(axis=1), 0.0)
        shares = (above / (above.sum() or 1.0)).tolist()
        return {name: round(share, 3) for name, share in zip(sight.parts, shares, strict=True)}

    def point(self, reading: Reading, function: str) -> tuple[float, ...]:
        """Return what surety learns from a letter whose function is known."""
        sight = self.sight(reading)
        return (*self._signs(sight), self.model.functions[sight.order[0]] == function)

    def _signs(self, sight: Sight) -> Signs:
        order, margins, rules = sight.order, sight.margins, sight.reading.rules
        first, second = (*(self.model.functions[at] for at in order[:2]), "")[:2]
        gap = float(margins[order[0]] - margins[order[1]]) if second else 1.0
        agrees = bool(rules) and max(rules, key=rules.__getitem__) == first
        one, two = (share_of(self.letters, sight.near, function) for function in (first, second))
        matter = max(sight.reading.matters.values(), default=0.0)
        return Signs(float(margins[order[0]]), gap, _log(rules.get(first, 0.0)), float(agrees), one, two, _log(matter))

    def _units(self, sight: Sight, shares: dict[str, float], chances: dict[str, float], holders: Mapping[str, str]) -> list[Proposed]:
        positions, features = self.units.features(sight.reading, sight.grams, sight.near, shares)
        scored = units.scores(features)
        names = self.letters.units.list
        proposed: list[Proposed] = []
        start = 0
        for function, share in shares.items():
            of = self.units.by_function.get(function, _NONE)
            each, mine = scored[start : start + len(of)], positions[start : start + len(of)]
            start += len(of)
            unseen = holders.get(function, "")
            if unseen and unseen not in self.units.known:
                alone = self._of_unseen(sight.reading, function, share, features[start - len(of) : start])
                each = np.append(each, units.scores(np.array([alone], dtype=np.float32)))
            if not len(each):
                proposed.append(Proposed("", function, chances[function], 1.0))
                continue
            odds = np.exp(each - each.max())
            odds /= odds.sum()
            for n, i in enumerate(np.argsort(-odds, kind="stable")[:NAMED_UNITS].tolist()):
                name, likely = names[mine[i]] if i < len(mine) else unseen, float(odds[i])
                proposed.append(Proposed(name, function, chances[function] * (likely if n else 1.0), likely, not n))
        return sorted(proposed, key=lambda p: (-p.chance, p.name))

    def _of_unseen(self, reading: Reading, function: str, share: float, others: Floats) -> list[float]:
        """Return the features of the holder of a function that answered no letter yet: its words are taken to be those of the
        others that hold the function elsewhere."""
        key = (self.letters.functions.get(function), self.letters.places.get(reading.place))
        here = sum(self.units.counts.get(key, {}).values())
        table = dict.fromkeys(units.FEATURES, 0.0) | {"function": np.log(share + 1e-6), "seen": 1.0, "neighbours": np.log(1e-2)}
        table["place"] = np.log(0.3 / (here + 1.0) + 1e-5)
        if len(others):
            table |= {name: others[:, units.FEATURES.index(name)].max() for name in ("words", "vectors", "neighbours")}
        return [float(table[name]) for name in units.FEATURES]

    @cached_property
    def _by_matter(self) -> dict[str, Any]:
        """Return the positions of the letters whose likeliest matter is each."""
        first = self.letters.matters[:, 0] if len(self.letters) else np.empty(0, np.int32)
        order = np.argsort(first, kind="stable")
        numbers, starts = np.unique(first[order], return_index=True)
        groups = np.split(order, starts[1:])
        return {self.letters.matter_names.list[n]: rows for n, rows in zip(numbers.tolist(), groups, strict=True) if n >= 0}

    def like(self, matter: str, place: str, day: dt.date, unit: str, function: str, *, since: dt.date | None = None) -> Like | None:
        """Return what was done with letters on a matter in the year before a day (and since another); None when there were none."""
        rows = self._by_matter.get(matter)
        if rows is None:
            return None
        letters = self.letters
        first = max(day.toordinal() - A_YEAR, since.toordinal() if since else 0)
        rows = rows[(letters.days[rows] < day.toordinal()) & (letters.days[rows] >= first)]
        here = rows[letters.place[rows] == letters.places.get(place)]
        whole = len(here) < LEAST_LIKE
        counted = rows if whole else here
        if not len(counted):
            return None
        days = letters.days[counted]
        return Like(
            len(counted), int((letters.unit[counted] == letters.units.get(unit)).sum()), int((letters.function[counted] == letters.functions.get(function)).sum()),
            dt.date.fromordinal(int(days.min())), dt.date.fromordinal(int(days.max())), whole,
        )  # fmt: skip

    def with_more(self, more: Sequence[Answered]) -> Experience:
        """Return this with more letters learned; what was known before answers them first, and so learns how sure it may be."""
        known = set(self.letters.ids)
        points = [self.point(a.reading, a.function) for a in more if a.id not in known] if len(known) >= surety.LEAST_POINTS else []
        letters = self.letters.with_more(more)
        return _learned(self.place, self.built_from, letters, [*self.surety.points, *points])

    def save(self, home: Path, code: str, beside: Callable[[Path], None] = lambda folder: None) -> None:
        """Write this beside what is in use for the place, then put it in its place; `beside` writes what else belongs in its folder."""
        root = home / "history" / code
        names = [int(f.name) for f in root.glob("[0-9]*") if f.name.isdigit()]
        name = str(max(names, default=0) + 1)
        staged = root / f".{name}.{os.getpid()}.new"
        try:
            self.letters.save(staged / "letters")
            self.model.save(staged / "functions")
            self.surety.save(staged)
            about = {"place": self.place, "built_from": self.built_from, "letters": len(self.letters)}
            (staged / "about.json").write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
            beside(staged)
            staged.rename(root / name)
        finally:
            shutil.rmtree(staged, ignore_errors=True)
        pointer = root / f"current.{os.getpid()}.new"
        pointer.write_text(name, encoding="utf-8")
        pointer.replace(root / "current")
        for old in root.glob("[0-9]*"):
            if old.name.isdigit() and int(old.name) < int(name) - 1:
                shutil.rmtree(old, ignore_errors=True)


def _log(share: float) -> float:
    return float(np.log(share + 1e-3))


def _odds(margins: Floats) -> Floats:
    odds: Floats = np.exp(WEIGHTS.functions.temperature * (margins - margins.max()))
    odds /= odds.sum()
    return odds


def learn(place: str, built_from: str, answered: Sequence[Answered]) -> Experience:
    """Return the experience of a place from its past letters alone.

    Some times over (TRIALS) a model of the letters up to a day answers those that come after: that is how sure it may be.
    """
    letters = Letters().with_more(answered)
    by_id = {a.id: a for a in answered}
    count, points = len(letters), []
    if count >= 2 * surety.LEAST_POINTS:
        cuts = [int(count * part) for part in TRIALS]
        for start, stop in zip(cuts, [*cuts[1:], count], strict=True):
            past = letters.between(0, start)
            earlier = Experience(place, built_from, past, functions.fit(past), surety.fit(np.empty((0, COLUMNS), np.float32)))
            points += [earlier.point((a := by_id[letters.ids[i]]).reading, a.function) for i in range(start, stop)]
    return _learned(place, built_from, letters, points)


def _learned(place: str, built_from: str, letters: Letters, points: Sequence[Any]) -> Experience:
    table = np.array(points, dtype=np.float32).reshape(-1, COLUMNS)
    return Experience(place, built_from, letters, functions.fit(letters.newest(MOST_LEARNED)), surety.fit(table))


def name_in_use(home: Path, code: str) -> str | None:
    """Return the name of the folder in use for a place, None when nothing was learned there."""
    pointer = home / "history" / code / "current"
    return pointer.read_text(encoding="utf-8").strip() if pointer.exists() else None


def open_experience(home: Path, code: str) -> Experience:
    """Open what a place's letters taught; raises BadVersion."""
    name = name_in_use(home, code) or ""
    folder = home / "history" / code / name
    with opening("学到的惯例", folder):
        about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        learned = about["place"], about["built_from"]
    return Experience(*learned, Letters.open(folder / "letters"), FunctionModel.open(folder / "functions"), Surety.open(folder), f"{code}/{name}")


def places_learned(home: Path) -> list[str]:
    """Return the codes of the places that have experience."""
    return sorted(f.parent.name for f in (home / "history").glob("*/current"))
