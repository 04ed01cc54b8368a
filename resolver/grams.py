"""Character n-grams as numbers, so that a text meets the vocabulary in a few array operations.

An n-gram's number is its code points side by side, 21 bits each (Unicode needs no more); none
runs across punctuation or space.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.uint64] | npt.NDArray[np.int64]
_BITS: Final = 21
_IS_WORD: Final = np.fromiter((chr(c).isalnum() for c in range(0x10000)), dtype=bool, count=0x10000)


def grams(text: str) -> Codes:
    """Return the numbers of a text's 2-grams, then of its 3-grams, in the order in which they stand."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    if len(points) < 2:
        return np.empty(0, dtype=np.uint64)
    word = _IS_WORD[np.minimum(points, 0xFFFF)] | (points > 0xFFFF)
    codes = points.astype(np.uint64)
    pairs = (codes[:-1] << np.uint64(_BITS)) | codes[1:]
    whole = word[:-1] & word[1:]
    triples = (pairs[:-1] << np.uint64(_BITS)) | codes[2:]
    return np.concatenate((pairs[whole], triples[whole[:-1] & word[2:]]))


def rows(vocabulary: Numbers, codes: Numbers) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Return where n-grams (or other numbers) stand in a sorted vocabulary, those it lacks left out, and which it has."""
    if not len(vocabulary):
        return np.empty(0, dtype=np.int64), np.zeros(len(codes), dtype=np.bool_)
    found = np.searchsorted(vocabulary, codes)
    found[found == len(vocabulary)] = 0
    known: npt.NDArray[np.bool_] = vocabulary[found] == codes
    return found[known], known
