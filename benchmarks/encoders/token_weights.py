"""What a token weighs in the mean of a text: by how rare it is (IDF), or by smooth inverse frequency (Arora 2017, https://openreview.net/forum?id=SyK00v5xx).

Both are factors of a token's vector, and leaving out the first component is a projection of it, so either can be folded
into the vectors: the encoder still sums.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from benchmarks.encoders.variants import Weighing
from resolver.encode import unit

Table = npt.NDArray[np.float32]
SIF: Final = 1e-3
"""The constant a of a / (a + p), as in the paper."""
SAMPLED: Final = 20_000
"""Texts from which the first component is taken."""


def folded(table: Table, weighing: Weighing, tokenizer: Any, texts: Sequence[str]) -> Table:
    """Return token vectors [vocabulary, dimensions] with the weights of the tokens folded in; `texts` say how frequent each is."""
    if weighing == "mean":
        return table
    tokens = [np.asarray(e.ids, dtype=np.int64) for e in tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)]
    scaled: Table = table * factors(weighing, tokens, len(table))[:, None]
    return less_component(scaled, tokens) if weighing == "sif less component" else scaled


def factors(weighing: Weighing, tokens: Sequence[npt.NDArray[np.int64]], vocabulary: int) -> Table:
    """Return what each token weighs [vocabulary], 1 on average over the tokens of the texts."""
    said = np.bincount(np.concatenate(tokens), minlength=vocabulary)
    if weighing == "idf":
        texts_with = np.bincount(np.concatenate([np.unique(t) for t in tokens]), minlength=vocabulary)
        weights = np.log((len(tokens) + 1) / (texts_with + 1))
    else:
        weights = SIF / (SIF + said / said.sum())
    scaled: Table = (weights / np.average(weights, weights=said)).astype(np.float32)
    return scaled


def less_component(table: Table, tokens: Sequence[npt.NDArray[np.int64]]) -> Table:
    """Return the vectors without the direction that the texts' vectors have most in common."""
    step = max(1, len(tokens) // SAMPLED)
    texts = unit(np.stack([table[t].sum(axis=0) for t in tokens[::step] if len(t)]))
    common = np.linalg.eigh(texts.T @ texts)[1][:, -1]
    left: Table = table - np.outer(table @ common, common).astype(np.float32)
    return left
