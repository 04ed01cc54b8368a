"""Texts as numbers of single characters and of pairs of characters, many texts at a time.

A pair's number is its code points side by side, 21 bits each, as in `resolver.grams`; a single character's is its code point. None
runs across punctuation, space or the end of a text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.int32]
BITS: Final = 21
FIRST_PAIR: Final = np.uint64(1 << BITS)
"""Numbers from here on are pairs."""
_IS_WORD: Final = np.fromiter((chr(c).isalnum() for c in range(0x10000)), dtype=bool, count=0x10000)


def counted(texts: Sequence[str]) -> tuple[Codes, Rows, npt.NDArray[np.int32]]:
    """Return (number, text, times) of every character and pair in every text, by number, then text; shapes [distinct runs of all texts]."""
    codes, owners = _runs(texts)
    order = np.lexsort((owners, codes))
    codes, owners = codes[order], owners[order]
    first = np.ones(len(codes), dtype=bool)
    first[1:] = (codes[1:] != codes[:-1]) | (owners[1:] != owners[:-1])
    starts = np.flatnonzero(first)
    return codes[starts], owners[starts], np.diff(np.append(starts, len(codes))).astype(np.int32)


def distinct(text: str) -> Codes:
    """Return the numbers of the characters and pairs in a text, each once, sorted."""
    return np.unique(_runs([text])[0])


def _runs(texts: Sequence[str]) -> tuple[Codes, Rows]:
    points = np.frombuffer("\0".join(texts).lower().encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    ends = points == 0
    owners = np.cumsum(ends, dtype=np.int32)
    word = _IS_WORD[np.minimum(points, 0xFFFF)] | (points > 0xFFFF)
    pair = word[:-1] & word[1:]
    wide = points.astype(np.uint64)
    pairs = (wide[:-1][pair] << np.uint64(BITS)) | wide[1:][pair]
    return np.concatenate((wide[word], pairs)), np.concatenate((owners[word], owners[:-1][pair]))
