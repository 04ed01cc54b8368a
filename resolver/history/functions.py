"""Which function answers a letter: one linear model over its n-grams, its vector, its matters, what the written rules say, its place,
and what the rules say together with the place: in one district the street does what in the next the department does.

One class against the rest, each a support vector machine (Fan and others 2008, liblinear). Every weight can be read: what an n-gram,
a matter or a rule's share adds to a function.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from resolver.grams import Codes, rows
from resolver.history.letters import Letters, Names, Reading, opening
from resolver.index import Floats
from resolver.weights import WEIGHTS

LEAST_LETTERS: Final = 2
"""Letters that must hold an n-gram for it to be learned."""
_ARRAYS: Final = ("vocabulary", "rarity", "by_gram", "by_dimension", "by_matter", "by_rule", "by_place", "pairs", "by_pair", "offsets")


@dataclass(frozen=True)
class FunctionModel:
    """Weights [feature, function] by kind of feature, and what their rows and columns stand for; `pairs`: number of the place times
    the number of rules, plus that of the rule, ascending, for those that letters held together."""

    functions: tuple[str, ...]
    matters: Names
    rules: tuple[str, ...]
    places: Names
    vocabulary: Codes
    rarity: Floats
    by_gram: Floats
    by_dimension: Floats
    by_matter: Floats
    by_rule: Floats
    by_place: Floats
    pairs: npt.NDArray[np.int64]
    by_pair: Floats
    offsets: Floats

    @cached_property
    def _rule_number(self) -> dict[str, int]:
        return {name: n for n, name in enumerate(self.rules)}

    def grams(self, codes: Codes) -> tuple[npt.NDArray[np.int64], Floats]:
        """Return the rows of a letter's n-grams that are known, and their weights in it (TF-IDF, of length 1)."""
        known, _ = rows(self.vocabulary, codes)
        weights = self.rarity[known]
        return known, weights / (np.sqrt(weights @ weights) or 1.0)

    def margins(self, parts: Mapping[str, Floats]) -> Floats:
        """Return how far the letter stands on each function's side, [functions]; `parts`: of `parts`."""
        margins: Floats = sum(parts.values(), start=self.offsets).astype(np.float32)
        return margins

    def parts(self, reading: Reading, said: npt.NDArray[np.int64], weights: Floats) -> dict[str, Floats]:
        """Return what each kind of feature adds to the margin of each function, [functions] each; `said`, `weights`: of `grams`."""
        w = WEIGHTS.functions
        parts = {"words": weights @ self.by_gram[said], "vectors": (w.vector * reading.vector) @ self.by_dimension}
        known = [(n, share) for name, share in reading.matters.items() if (n := self.matters.get(name)) >= 0]
        if known:
            numbers, odds = zip(*known, strict=True)
            parts["matters"] = (w.matters * np.array(odds, dtype=np.float32)) @ self.by_matter[list(numbers)]
        ruled = [(self._rule_number[name], share) for name, share in reading.rules.items() if name in self._rule_number]
        place = self.places.get(reading.place)
        if place >= 0:
            parts["place"] = w.place * self.by_place[place]
        if ruled:
            numbers, shares = zip(*ruled, strict=True)
            roots = np.sqrt(np.array(shares, dtype=np.float32))
            parts["rules"] = (w.rules * roots) @ self.by_rule[list(numbers)]
            if place >= 0:
                at, held = rows(self.pairs, place * len(self.rules) + np.array(numbers))
                parts["place"] = parts["place"] + (w.rules_here * roots[held]) @ self.by_pair[at]
        return parts

    def save(self, folder: Path) -> None:
        """Write the weights into a folder."""
        folder.mkdir(parents=True)
        for name in _ARRAYS:
            np.save(folder / f"{name}.npy", getattr(self, name))
        names = {"functions": self.functions, "matters": self.matters.list, "rules": self.rules, "places": self.places.list}
        (folder / "names.json").write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")

    @staticmethod
    def open(folder: Path) -> FunctionModel:
        """Open what `save` wrote; raises BadVersion."""
        with opening("学到的职能模型", folder):
            names: dict[str, Any] = json.loads((folder / "names.json").read_text(encoding="utf-8"))
            arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r").view(np.ndarray) for name in _ARRAYS}
            return FunctionModel(tuple(names["functions"]), Names(names["matters"]), tuple(names["rules"]), Names(names["places"]), **arrays)


def fit(letters: Letters) -> FunctionModel:
    """Return the model of who answered these letters."""
    from scipy import sparse

    w = WEIGHTS.functions
    count = len(letters)
    vocabulary, column, held = np.unique(letters.codes, return_inverse=True, return_counts=True)
    lasting = held >= LEAST_LETTERS
    number = np.cumsum(lasting) - 1
    row = np.repeat(np.arange(count), np.diff(letters.ends, prepend=0))
    said = lasting[column]
    rarity = (np.log((1 + count) / (1 + held[lasting])) + 1).astype(np.float32)
    columns = number[column[said]]
    grams = sparse.csr_matrix((rarity[columns], (row[said], columns)), shape=(count, int(lasting.sum())), dtype=np.float32)
    lengths = np.sqrt(np.asarray(grams.multiply(grams).sum(axis=1)).ravel())
    grams = sparse.diags(1 / np.maximum(lengths, 1e-6)) @ grams
    at = np.nonzero(letters.matters >= 0)
    matters = sparse.csr_matrix((letters.odds[at], (at[0], letters.matters[at])), shape=(count, len(letters.matter_names)))
    places = sparse.csr_matrix((np.ones(count), (np.arange(count), letters.place)), shape=(count, len(letters.places)))
    rules = np.sqrt(letters.rules)
    vectors = np.asarray(letters.vectors, dtype=np.float32)
    pairs, together = _together(letters.place, rules)
    blocks = [grams, sparse.csr_matrix(w.vector * vectors), w.matters * matters, sparse.csr_matrix(w.rules * rules), w.place * places, w.rules_here * together]
    functions, coefficients, offsets = _separate(sparse.hstack(blocks).tocsr(), letters.function)
    ends = np.cumsum([b.shape[1] for b in blocks])[:-1]
    by_gram, by_dimension, by_matter, by_rule, by_place, by_pair = (np.ascontiguousarray(part) for part in np.split(coefficients, ends))
    return FunctionModel(
        tuple(letters.functions.list[f] for f in functions), letters.matter_names, tuple(letters.functions.list[: rules.shape[1]]), letters.places,
        vocabulary[lasting], rarity, by_gram, by_dimension, by_matter, by_rule, by_place, pairs, by_pair, offsets,
    )  # fmt: skip


def _together(place: npt.NDArray[np.int32], rules: Floats) -> tuple[npt.NDArray[np.int64], Any]:
    """Return the pairs of place and rule that letters hold, ascending, and [letters, pairs]: the rule's root share."""
    from scipy import sparse

    letter, rule = np.nonzero(rules)
    pairs, column = np.unique(place[letter].astype(np.int64) * rules.shape[1] + rule, return_inverse=True)
    return pairs, sparse.csr_matrix((rules[letter, rule], (letter, column)), shape=(len(place), len(pairs)))


def _separate(features: Any, labels: npt.NDArray[np.int32]) -> tuple[npt.NDArray[np.int32], Floats, Floats]:
    """Return the classes, the weights [features, classes] and the offsets of a machine for each class."""
    classes = np.unique(labels)
    if len(classes) == 1:
        return classes, np.zeros((features.shape[1], 1), dtype=np.float32), np.ones(1, dtype=np.float32)
    from sklearn.svm import LinearSVC

    machine = LinearSVC(C=WEIGHTS.functions.penalty, random_state=0).fit(features, labels)
    coefficients, offsets = machine.coef_, machine.intercept_
    if len(classes) == 2:  # sklearn gives one machine for two classes
        coefficients, offsets = np.vstack((-coefficients, coefficients)), np.concatenate((-offsets, offsets))
    return classes, np.ascontiguousarray(coefficients.T, dtype=np.float32), offsets.astype(np.float32)
