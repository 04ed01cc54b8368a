"""Past letters of a place as arrays: what was read in each, and who answered it. No text is kept."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from ontology.errors import BadVersion
from resolver.grams import Codes
from resolver.index import Floats

Ints = npt.NDArray[np.int32]
KEPT: Final = 20
"""Matters, likeliest first, kept of each letter."""
RELEARN: Final = "重新学：shouwen learn --again --jurisdiction 地名；没有留存来信文字的，在 learn 后写上来信的文件"


@contextmanager
def opening(what: str, folder: Path) -> Iterator[None]:
    """Read files of a folder that learning wrote; raises BadVersion where they are broken, or an older program wrote them."""
    try:
        yield
    except (OSError, ValueError, TypeError, EOFError, KeyError) as error:
        raise BadVersion(f"{what}打不开", where=str(folder), why=repr(error), mend=RELEARN) from error


@dataclass(frozen=True, slots=True)
class Reading:
    """What experience sees of a letter: its n-grams (each once, sorted), its vector, its matters with their probabilities,
    the share of the written rules behind each function, the place it came from, its day; and its text, which is not kept."""

    codes: Codes
    vector: Floats
    matters: Mapping[str, float]
    rules: Mapping[str, float]
    place: str
    day: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """A past letter: its id, what was read in it, and the unit and function that answered."""

    id: str
    reading: Reading
    unit: str
    function: str


class Names:
    """Names and their numbers, in the order in which they were first met."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.list = list(names)
        self._number = {name: n for n, name in enumerate(self.list)}

    def __len__(self) -> int:
        return len(self.list)

    def number(self, name: str) -> int:
        """Return the number of a name, given now if it is new."""
        found = self._number.get(name)
        if found is None:
            found = self._number[name] = len(self.list)
            self.list.append(name)
        return found

    def get(self, name: str) -> int:
        """Return the number of a name, -1 when it is not known."""
        return self._number.get(name, -1)


@dataclass(frozen=True, slots=True)
class Letters:
    """Past letters, in the order of their days.

    `codes` holds the n-grams of all letters one after another, `ends` where each letter's end; `matters` and `odds` are
    [letters, KEPT] (number of the matter, -1 for none, and its probability); `rules` is [letters, functions].
    """

    ids: tuple[str, ...] = ()
    places: Names = field(default_factory=Names)
    functions: Names = field(default_factory=Names)
    units: Names = field(default_factory=Names)
    matter_names: Names = field(default_factory=Names)
    days: Ints = field(default_factory=lambda: np.empty(0, np.int32))
    place: Ints = field(default_factory=lambda: np.empty(0, np.int32))
    function: Ints = field(default_factory=lambda: np.empty(0, np.int32))
    unit: Ints = field(default_factory=lambda: np.empty(0, np.int32))
    codes: Codes = field(default_factory=lambda: np.empty(0, np.uint64))
    ends: npt.NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    vectors: npt.NDArray[np.float16] = field(default_factory=lambda: np.empty((0, 0), np.float16))
    matters: Ints = field(default_factory=lambda: np.empty((0, KEPT), np.int32))
    odds: Floats = field(default_factory=lambda: np.empty((0, KEPT), np.float32))
    rules: Floats = field(default_factory=lambda: np.empty((0, 0), np.float32))

    def __len__(self) -> int:
        return len(self.ids)

    def with_more(self, more: Sequence[Answered]) -> Letters:
        """Return these with more letters; one of an id already known takes its place."""
        if not more:
            return self
        places, functions, units, matter_names = (Names(n.list) for n in (self.places, self.functions, self.units, self.matter_names))
        new = list({a.id: a for a in more}.values())
        replaced = {a.id for a in new}
        kept = np.array([i for i, known in enumerate(self.ids) if known not in replaced], dtype=np.int64)
        matters, odds = np.full((len(new), KEPT), -1, dtype=np.int32), np.zeros((len(new), KEPT), dtype=np.float32)
        for row, a in enumerate(new):
            for column, (name, share) in enumerate(list(a.reading.matters.items())[:KEPT]):
                matters[row, column], odds[row, column] = matter_names.number(name), share
        unit = np.array([units.number(a.unit) for a in new], dtype=np.int32)
        function = np.array([functions.number(a.function) for a in new], dtype=np.int32)
        place = np.array([places.number(a.reading.place) for a in new], dtype=np.int32)
        ruled = [{functions.number(f): share for f, share in a.reading.rules.items()} for a in new]
        rules = np.zeros((len(kept) + len(new), len(functions)), dtype=np.float32)
        rules[: len(kept), : self.rules.shape[1]] = self.rules[kept]
        for row, shares in enumerate(ruled, len(kept)):
            rules[row, list(shares)] = list(shares.values())
        days = np.concatenate((self.days[kept], np.array([a.reading.day for a in new], dtype=np.int32)))
        order = np.argsort(days, kind="stable")
        pieces = [self.codes_of(int(i)) for i in kept] + [a.reading.codes for a in new]
        pieces = [pieces[i] for i in order]
        vectors = np.stack([a.reading.vector for a in new]).astype(np.float16)
        old = [self.vectors[kept]] if len(kept) else []
        ids = [self.ids[int(i)] for i in kept] + [a.id for a in new]
        return Letters(
            ids=tuple(ids[i] for i in order), places=places, functions=functions, units=units, matter_names=matter_names, days=days[order],
            place=np.concatenate((self.place[kept], place))[order], function=np.concatenate((self.function[kept], function))[order],
            unit=np.concatenate((self.unit[kept], unit))[order], codes=np.concatenate(pieces), ends=np.cumsum([len(p) for p in pieces]),
            vectors=np.concatenate([*old, vectors])[order], matters=np.concatenate((self.matters[kept], matters))[order],
            odds=np.concatenate((self.odds[kept], odds))[order], rules=rules[order],
        )  # fmt: skip

    def codes_of(self, row: int) -> Codes:
        """Return the n-grams of one letter."""
        return self.codes[self.ends[row - 1] if row else 0 : self.ends[row]]

    def newest(self, count: int) -> Letters:
        """Return the newest letters, at most so many."""
        return self.between(max(0, len(self) - count), len(self))

    def between(self, start: int, stop: int) -> Letters:
        """Return a stretch of the letters, by position."""
        first = int(self.ends[start - 1]) if start else 0
        last = int(self.ends[stop - 1]) if stop else 0
        rows = {f.name: getattr(self, f.name)[start:stop] for f in fields(self) if f.name in _BY_LETTER}
        return Letters(
            ids=self.ids[start:stop], places=self.places, functions=self.functions, units=self.units, matter_names=self.matter_names,
            codes=self.codes[first:last], ends=self.ends[start:stop] - first, **rows,
        )  # fmt: skip

    def save(self, folder: Path) -> None:
        """Write the arrays and names into a folder."""
        folder.mkdir(parents=True)
        for name in (*_BY_LETTER, "codes", "ends"):
            np.save(folder / f"{name}.npy", getattr(self, name))
        names = {name: getattr(self, name).list for name in _NAMES} | {"ids": self.ids}
        (folder / "names.json").write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")

    @staticmethod
    def open(folder: Path) -> Letters:
        """Open what `save` wrote, memory-mapped; raises BadVersion."""
        with opening("学过的来信", folder):
            names: dict[str, Any] = json.loads((folder / "names.json").read_text(encoding="utf-8"))
            arrays: dict[str, Any] = {name: np.load(folder / f"{name}.npy", mmap_mode="r").view(np.ndarray) for name in (*_BY_LETTER, "codes", "ends")}
            tables: dict[str, Any] = {name: Names(names[name]) for name in _NAMES}
            return Letters(ids=tuple(names["ids"]), **tables, **arrays)


_BY_LETTER: Final = ("days", "place", "function", "unit", "vectors", "matters", "odds", "rules")
_NAMES: Final = ("places", "functions", "units", "matter_names")
