"""Matters that say nearly the same in other words, found by their vectors: merge them, or say what divides them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ontology.model import Matter
from resolver import tuning
from resolver.encode import Encoder, unit


def near_duplicates(matters: Sequence[Matter], encoder: Encoder) -> Iterator[tuple[Matter, Matter, float]]:
    """Yield pairs of matters whose middles of all they are called lie closer than `tuning.NEAR_DUPLICATE`.

    A matter and its broader one may lie as close as they like: the broad one says what the narrow ones say.
    """
    called = [(i, text) for i, m in enumerate(matters) for text in (m.label, *m.alternatives, *m.phrases)]
    vectors = encoder.encode([text for _, text in called])
    middles = np.zeros((len(matters), encoder.dimensions), dtype=np.float32)
    np.add.at(middles, np.array([i for i, _ in called]), vectors)
    middles = unit(middles)
    rows, columns = np.nonzero(np.triu(middles @ middles.T > tuning.NEAR_DUPLICATE, k=1))
    for row, column in zip(rows, columns, strict=True):
        first, second = matters[int(row)], matters[int(column)]
        if first.id not in second.broader and second.id not in first.broader:
            yield first, second, float(middles[row] @ middles[column])
