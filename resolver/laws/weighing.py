"""What every character and pair of characters weighs in every article: BM25 over two fields, added up beforehand.

A question is answered by adding the rows of its runs, so all that is known of an article without the question stands in one number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from resolver.laws import tuning
from resolver.laws.grams import FIRST_PAIR, Codes, Rows, counted

Weights = npt.NDArray[np.float32]
CHUNK = 16_384
"""Texts that are cut at a time: bounds the memory this takes."""

Cells = tuple[Codes, Rows, Weights]
"""Numbers of runs, articles, weights: one entry for each run in an article."""


def weighed(bodies: Sequence[str], heads: Sequence[str], step: Callable[[], None]) -> Cells:
    """Return the weight of every run in every article, by run, then article; `step` is called once for each chunk."""
    body = _bm25(_counts(bodies, step), len(bodies), tuning.BODY_K, tuning.BODY_B)
    head = _bm25(_counts(heads, step), len(heads), tuning.HEAD_K, tuning.HEAD_B)
    codes: Codes = np.concatenate((body[0], head[0]))
    owners: Rows = np.concatenate((body[1], head[1]))
    weights: Weights = np.concatenate((body[2], head[2] * np.float32(tuning.HEAD)))
    del body, head
    order = np.lexsort((owners, codes))
    codes, owners, weights = codes[order], owners[order], weights[order]
    first = np.ones(len(codes), dtype=bool)
    first[1:] = (codes[1:] != codes[:-1]) | (owners[1:] != owners[:-1])
    starts = np.flatnonzero(first)
    if not len(starts):
        return codes, owners, weights
    summed = np.add.reduceat(weights, starts)
    codes, owners = codes[starts], owners[starts]
    single = codes < FIRST_PAIR
    summed[single] *= tuning.SINGLE
    rare = _frequency(codes) < max(tuning.COMMON * len(bodies), 1)
    kept = ~single | rare
    return codes[kept], owners[kept], summed[kept].astype(np.float32)


def bm25_of(texts: Sequence[str], *, k: float, b: float) -> tuple[Codes, npt.NDArray[np.int64], Rows, Weights]:
    """Return the BM25 weights of one field alone, as (runs, starts [runs + 1], articles, weights): for comparison."""
    codes, owners, weights = _bm25(_counts(texts, lambda: None), len(texts), k, b)
    words, starts = np.unique(codes, return_index=True)
    return words, np.append(starts, len(codes)).astype(np.int64), owners, weights


def chunks(count: int) -> int:
    """Return how often `weighed` calls `step` for so many articles."""
    return 2 * -(-count // CHUNK)


def _counts(texts: Sequence[str], step: Callable[[], None]) -> tuple[Codes, Rows, npt.NDArray[np.int32]]:
    parts = []
    for start in range(0, len(texts), CHUNK):
        codes, owners, times = counted(texts[start : start + CHUNK])
        parts.append((codes, owners + np.int32(start), times))
        step()
    empty = (np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int32))
    codes, owners, times = (np.concatenate(each) for each in zip(*(parts or [empty]), strict=True))
    order = np.argsort(codes, kind="stable")  # chunks follow one another: articles stay in order
    return codes[order], owners[order], times[order]


def _bm25(counts: tuple[Codes, Rows, npt.NDArray[np.int32]], texts: int, k: float, b: float) -> Cells:
    """Return the BM25 weights (Robertson 1994; idf as in Lucene, never below 0)."""
    codes, owners, times = counts
    lengths = np.bincount(owners, times, minlength=texts)
    mean = lengths.sum() / max(texts, 1) or 1.0
    frequency = _frequency(codes)
    rarity = np.log1p((texts - frequency + 0.5) / (frequency + 0.5))
    shorter = k * (1 - b + b * lengths / mean)
    return codes, owners, (times * (k + 1) / (times + shorter[owners]) * rarity).astype(np.float32)


def _frequency(codes: Codes) -> npt.NDArray[np.int64]:
    """Return for each entry of sorted numbers how many entries have its number."""
    if not len(codes):
        return np.empty(0, dtype=np.int64)
    starts = np.flatnonzero(np.concatenate(([True], codes[1:] != codes[:-1])))
    return np.repeat(np.diff(np.append(starts, len(codes))), np.diff(np.append(starts, len(codes))))
