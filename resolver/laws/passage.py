"""The span of an article's text that answers a question best: the sentence or item that holds most of its rare words and is nearest to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from resolver.laws import tuning
from resolver.laws.grams import Codes, counted

if TYPE_CHECKING:
    from resolver.encode import Encoder, Vectors
    from resolver.laws.index import Floats

_PIECE: Final = re.compile(r"[^。；！？\n]+[。；！？]?")
Span = tuple[int, int]


def passages(texts: Sequence[str], codes: Codes, rarity: Floats, vector: Vectors, encoder: Encoder) -> list[Span | None]:
    """Return for each text the span that answers best, None where no piece of it shares enough with the question.

    `codes`: the question's runs, sorted, with their `rarity`; `vector`: the question's.
    """
    pieces = [(n, m.span()) for n, text in enumerate(texts) for m in _PIECE.finditer(text) if m[0].strip()]
    if not pieces or not len(codes):
        return [None] * len(texts)
    held = np.zeros(len(pieces))
    runs, owners, _ = counted([texts[n][start:end] for n, (start, end) in pieces])
    where = np.minimum(np.searchsorted(codes, runs), len(codes) - 1)
    same = codes[where] == runs
    np.add.at(held, owners[same], rarity[where[same]])
    held /= max(float(rarity.sum()), 1e-9)
    near = np.zeros(len(pieces), dtype=np.float32)
    sharing = np.flatnonzero(held >= tuning.LEAST_PASSAGE)
    if len(sharing):
        near[sharing] = encoder.encode([texts[pieces[i][0]][slice(*pieces[i][1])] for i in sharing.tolist()]) @ vector
    best: list[tuple[float, Span | None]] = [(0.0, None)] * len(texts)
    for (n, span), shared, alike in zip(pieces, held.tolist(), near.tolist(), strict=True):
        score = shared + tuning.NEAR_PASSAGE * alike
        if shared >= tuning.LEAST_PASSAGE and score > best[n][0]:
            start, end = span
            text = texts[n][start:end]
            best[n] = score, (start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip()))
    return [span for _, span in best]
