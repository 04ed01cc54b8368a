"""How sure an answer from experience is: learned from letters that were answered before they were themselves learned."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from resolver.history.letters import opening
from resolver.index import Floats
from resolver.weights import WEIGHTS

LEAST_POINTS: Final = 200
"""Answers to letters not yet learned, below which a place's own figures say too little."""
NEWEST_POINTS: Final = 5000
LEAST_AUTOMATIC: Final = 50
"""Answers at least this sure that must have been seen before the automatic tier rests on them."""
_CAUTION: Final = 0.5
"""Standard errors by which what was seen must exceed the precision wanted (Wilson 1927): the best of many cuts looks better than it is."""


class Signs(NamedTuple):
    """What tells how sure an answer is: margin of the first function, its distance to the second, log of the share that the
    written rules give it, whether they put it first too, its share of the nearest past letters and the second function's, and
    log of the chance of the letter's likeliest matter."""

    margin: float
    gap: float
    rules: float
    agrees: float
    nearest: float
    second: float
    matter: float


_POINTS: Final = "surety.npy"
_FITTED: Final = "surety.json"
COLUMNS: Final = len(Signs._fields) + 1
"""A point: the signs, and whether the answer was right."""


@dataclass(frozen=True, slots=True)
class Surety:
    """A logistic regression on the signs, and the points it was fitted to, [n, COLUMNS]."""

    weights: Signs
    offset: float
    points: Floats

    def of(self, signs: Signs) -> float:
        """Return the chance that the first function is right."""
        return float(1 / (1 + np.exp(-(sum(w * s for w, s in zip(self.weights, signs, strict=True)) + self.offset))))

    def automatic_from(self, precision: float) -> float:
        """Return the least surety from which on answers were right this often; above 1 when they never were."""
        if len(self.points) < LEAST_POINTS:
            return 1.01
        sure = 1 / (1 + np.exp(-(self.points[:, :-1] @ np.array(self.weights) + self.offset)))
        order = np.argsort(-sure, kind="stable")
        count = np.arange(1, len(order) + 1)
        right, z = np.cumsum(self.points[order, -1]) / count, _CAUTION
        least = (right + z * z / 2 / count - z * np.sqrt(right * (1 - right) / count + z * z / 4 / count**2)) / (1 + z * z / count)
        enough = np.flatnonzero(least >= precision)
        return float(sure[order[enough[-1]]]) if len(enough) and enough[-1] + 1 >= LEAST_AUTOMATIC else 1.01

    def save(self, folder: Path) -> None:
        """Write this into a folder: what was fitted too, so that opening it needs nothing to fit with."""
        np.save(folder / _POINTS, self.points)
        (folder / _FITTED).write_text(json.dumps({"weights": self.weights._asdict(), "offset": self.offset}), encoding="utf-8")

    @staticmethod
    def open(folder: Path) -> Surety:
        """Open what `save` wrote; raises BadVersion."""
        with opening("学到的把握", folder):
            points, fitted = np.load(folder / _POINTS), json.loads((folder / _FITTED).read_text(encoding="utf-8"))
            if points.shape[1:] != (COLUMNS,):
                raise ValueError(f"{_POINTS}: {points.shape}")
            return Surety(Signs(**fitted["weights"]), float(fitted["offset"]), points)


def fit(points: Floats) -> Surety:
    """Return the surety that these points [n, COLUMNS] teach, the default below LEAST_POINTS."""
    points = points[-NEWEST_POINTS:]
    if len(points) < LEAST_POINTS or len(np.unique(points[:, -1])) < 2:
        w = WEIGHTS.surety
        return Surety(Signs(w.margin, w.gap, w.rules, w.agrees, w.nearest, w.second, w.matter), w.offset, points)
    from sklearn.linear_model import LogisticRegression

    found = LogisticRegression(C=10).fit(points[:, :-1], points[:, -1])
    return Surety(Signs(*(float(c) for c in found.coef_[0])), float(found.intercept_[0]), points)
