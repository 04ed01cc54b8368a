"""The past letters nearest to a letter: what they say of its unit (units.py) and of how sure an answer is (surety.py)."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from resolver.encode import Vectors
from resolver.history.letters import Letters, Reading
from resolver.index import Floats

NEIGHBOURS: Final = 10
_SHARP: Final = 8.0
"""How much sooner a nearer neighbour counts (of cosine similarity, as the exponent)."""

Near = tuple[npt.NDArray[np.int64], Floats]
"""Positions of letters, and what each counts."""


def nearest(vectors: Vectors, reading: Reading) -> Near:
    """Return the letters nearest to this one by their vectors, and what each counts: the nearest 1, the others less."""
    if not len(vectors):
        return np.empty(0, np.int64), np.empty(0, np.float32)
    similar = vectors @ reading.vector
    count = min(NEIGHBOURS, len(similar))
    found = np.argpartition(-similar, count - 1)[:count]
    return found, np.exp(_SHARP * (similar[found] - similar[found].max()))


def share_of(letters: Letters, near: Near, function: str) -> float:
    """Return what share of the nearest letters, by what they count, a function answered."""
    found, counts = near
    total = float(counts.sum())
    return float(counts[letters.function[found] == letters.functions.get(function)].sum()) / total if total else 0.0
