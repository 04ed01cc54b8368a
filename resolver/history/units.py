"""Which unit of a function answers a letter: what it answered from this place, the words and the meaning of what it answered,
the letters nearest to this one, and whether the letter names its town.

Counts and sums only, so that a day's letters are added in no time; their weights stand in weights.toml.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import ahocorasick
import numpy as np
import numpy.typing as npt

from resolver.encode import Vectors, unit
from resolver.grams import rows
from resolver.history.functions import FunctionModel
from resolver.history.letters import Letters, Reading
from resolver.history.nearest import Near
from resolver.index import Floats, Sparse
from resolver.weights import WEIGHTS

_SEEN_HERE: Final = 0.3
_SEEN_ELSEWHERE: Final = 0.02
"""What a unit's share of its function's letters is worth where it has answered none on this function from this place, as letters."""
_TOWN: Final = re.compile(r"^.*[区县市](?:人民政府)?([\u4e00-\u9fff]{1,6}?(?:街道|镇|乡))")

Positions = npt.NDArray[np.int64]
FEATURES: Final = ("function", "place", "seen", "words", "vectors", "neighbours", "named")


@dataclass(frozen=True)
class UnitModel:
    """What each unit answered, as sums over its letters."""

    letters: Letters
    words: Sparse
    middles: Vectors
    by_function: dict[str, Positions]
    towns: dict[str, Positions]
    counts: dict[tuple[int, int], dict[int, int]]
    totals: npt.NDArray[np.int64]
    answered_from: frozenset[tuple[int, int]]
    known: frozenset[str]
    _priors: dict[tuple[int, int], tuple[Floats, Floats]] = field(default_factory=dict)

    def features(self, reading: Reading, grams: tuple[Positions, Floats], near: Near, shares: dict[str, float]) -> tuple[Positions, Floats]:
        """Return the units of the functions in `shares` (function → probability), and their features [units, FEATURES]; `near`: of `nearest`."""
        of = [(self.by_function[f], f, share) for f, share in shares.items() if f in self.by_function]
        if not of:
            return np.empty(0, np.int64), np.empty((0, len(FEATURES)), np.float32)
        units = np.concatenate([positions for positions, _, _ in of])
        table = np.zeros((len(units), len(FEATURES)), dtype=np.float32)
        table[:, 0] = np.log(np.repeat([share for _, _, share in of], [len(p) for p, _, _ in of]) + 1e-6)
        place = self.letters.places.get(reading.place)
        priors = [self._prior(self.letters.functions.get(f), place) for _, f, _ in of]
        table[:, 1] = np.concatenate([p for p, _ in priors])
        table[:, 2] = np.concatenate([s for _, s in priors])
        table[:, 3] = self.words.sum_rows(*grams)[units]
        table[:, 4] = self.middles[units] @ reading.vector
        table[:, 5] = np.log(self._neighbours(near)[units] + 1e-2)
        named = {town for _, town in self._named.iter(reading.text)} if self.towns else ()
        if named:
            table[:, 6] = np.isin(units, np.concatenate([self.towns[town] for town in named]))
        return units, table

    @cached_property
    def _named(self) -> Any:
        """Return the automaton that finds the towns named in a text, those within others too."""
        automaton = ahocorasick.Automaton()
        for town in self.towns:
            automaton.add_word(town, town)
        automaton.make_automaton()
        return automaton

    def _prior(self, function: int, place: int) -> tuple[Floats, Floats]:
        """Return for the units of a function the log of their share of its letters from a place, and whether they answered any from there."""
        key = (function, place)
        found = self._priors.get(key)
        if found is None:
            units = self.by_function[self.letters.functions.list[function]]
            here = self.counts.get(key, {})
            all_here, all_of = sum(here.values()), int(self.totals[units].sum()) or 1
            seen = np.array([(int(u), place) in self.answered_from for u in units])
            counted = np.array([here.get(int(u), 0) for u in units], dtype=np.float64)
            usual = self.totals[units] / all_of * np.where(seen, _SEEN_HERE, _SEEN_ELSEWHERE)
            share = np.log((counted + usual) / (all_here + 1.0) + 1e-5).astype(np.float32)
            found = self._priors[key] = share, seen.astype(np.float32)
        return found

    def _neighbours(self, near: Near) -> Floats:
        """Return the weight of the nearest letters' units, [units]."""
        weights = np.zeros(len(self.letters.units), dtype=np.float32)
        np.add.at(weights, self.letters.unit[near[0]], near[1])
        return weights


def fit(letters: Letters, model: FunctionModel) -> UnitModel:
    """Return what the units answered, in the n-grams that the function model knows."""
    from scipy import sparse

    many, units = len(letters), len(letters.units)
    row = np.repeat(np.arange(many), np.diff(letters.ends, prepend=0))
    at, known = rows(model.vocabulary, letters.codes)
    grams = sparse.csr_matrix((model.rarity[at], (row[known], at)), shape=(many, len(model.vocabulary)), dtype=np.float32)
    grams = sparse.diags(1 / np.maximum(np.sqrt(np.asarray(grams.multiply(grams).sum(axis=1)).ravel()), 1e-6)) @ grams
    owner = sparse.csr_matrix((np.ones(many, dtype=np.float32), (letters.unit, np.arange(many))), shape=(units, many))
    sums = owner @ grams
    sums = (sparse.diags(1 / np.maximum(np.sqrt(np.asarray(sums.multiply(sums).sum(axis=1)).ravel()), 1e-6)) @ sums).T.tocsr().astype(np.float32)
    vectors = np.asarray(letters.vectors, dtype=np.float32)
    counts: dict[tuple[int, int], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    units_of: dict[int, set[int]] = defaultdict(set)
    for f, p, u in zip(letters.function.tolist(), letters.place.tolist(), letters.unit.tolist(), strict=True):
        counts[f, p][u] += 1
        units_of[f].add(u)
    totals = np.bincount(letters.unit, minlength=units)
    towns: dict[str, list[int]] = defaultdict(list)
    for n, name in enumerate(letters.units.list):
        if found := _TOWN.search(name):
            towns[found[1]].append(n)
    return UnitModel(
        letters, Sparse(sums.data, sums.indices, sums.indptr, units), np.ascontiguousarray(unit(np.asarray(owner @ vectors))),
        {letters.functions.list[f]: np.array(sorted(each)) for f, each in units_of.items()}, {town: np.array(numbers) for town, numbers in towns.items()},
        {key: dict(each) for key, each in counts.items()}, totals,
        frozenset(zip(letters.unit.tolist(), letters.place.tolist(), strict=True)), frozenset(name for name, count in zip(letters.units.list, totals.tolist(), strict=True) if count),
    )  # fmt: skip


def scores(features: Floats) -> Floats:
    """Return the score of each unit from its features [units, FEATURES]."""
    weighed: Floats = features @ np.array([getattr(WEIGHTS.units, name) for name in FEATURES], dtype=np.float32)
    return weighed
