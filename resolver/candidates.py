"""Which matters a text may be about, by words, by vectors, by walking from what was found in it,
and by rulings on like cases. Each kind of evidence is a score per matter; nothing is joined here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from resolver import tuning
from resolver.clean import CleanText
from resolver.encode import Encoder, Vectors
from resolver.find import Findings
from resolver.index import Floats, Index, grams

_SENTENCE: Final = re.compile(r"[^。！？!?；;\n]+")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Scores per matter position, each kind scaled to at most 1; and rulings nearest to the case."""

    words: Floats
    vectors: Floats
    walk: Floats
    precedents: tuple[tuple[int, float], ...]


class Candidates:
    """Gathers evidence for texts from the indexes of one version."""

    def __init__(self, index: Index, encoder: Encoder) -> None:
        self._index, self._encoder = index, encoder
        owners = index.owners
        order = np.argsort(owners, kind="stable")
        self._order, self._starts = order, np.searchsorted(owners[order], np.arange(index.bm25.columns))
        self._counts = np.diff(np.append(self._starts, len(owners)))
        self._phrases: Vectors = np.ascontiguousarray(np.asarray(index.phrases)[order])
        self._depth = np.arange(int(self._counts.max(initial=1)))

    def gather(self, texts: Sequence[CleanText], found: Sequence[Findings]) -> list[Evidence]:
        """Return the evidence for each text, in order."""
        pieces = [_pieces(t) for t in texts]
        flat = [p for ps in pieces for p in ps]
        vectors = self._encoder.encode(flat)
        whole = self._encoder.encode([t.whole for t in texts])
        similar = vectors @ self._phrases.T
        precedents = self._precedents(whole)
        evidence, start = [], 0
        for text, ps, findings, near in zip(texts, pieces, found, precedents, strict=True):
            block = similar[start : start + len(ps)]
            start += len(ps)
            evidence.append(Evidence(self._words(text), self._vectors(block), self._walk(findings), near))
        return evidence

    def _words(self, text: CleanText) -> Floats:
        counts: Counter[str] = Counter(grams(text.body))
        weights = {g: min(float(n), 3.0) for g, n in counts.items()}
        for g in grams(text.title):
            weights[g] = weights.get(g, 0.0) + tuning.TITLE_WEIGHT
        known = [(row, w) for g, w in weights.items() if (row := self._index.words.get(g)) is not None]
        if not known:
            return np.zeros(self._index.bm25.columns, dtype=np.float32)
        rows, values = zip(*known, strict=True)
        scores = self._index.bm25.sum_rows(np.array(rows, dtype=np.int64), np.array(values, dtype=np.float32))
        return _scaled(scores)

    def _vectors(self, similar: Vectors) -> Floats:
        """Mean of each matter's best phrases, the title's similarity counting with the best sentence's."""
        if not len(similar):
            return np.zeros(self._index.bm25.columns, dtype=np.float32)
        title = similar[0]
        best = similar.max(axis=0)
        joined = 0.5 * title + 0.5 * best
        table = np.full((len(self._counts), len(self._depth)), -1.0, dtype=np.float32)
        inside = self._depth[None, :] < self._counts[:, None]
        table[inside] = joined
        top = min(tuning.NEAREST_PHRASES, table.shape[1])
        nearest = np.partition(table, table.shape[1] - top, axis=1)[:, -top:]
        return np.maximum(nearest, 0).mean(axis=1)

    def _walk(self, findings: Findings) -> Floats:
        starts: dict[int, float] = {}
        for m in findings.of("function", "unit", "label"):
            node = self._index.nodes.get(m.target)
            if node is not None and not m.refused:
                starts[node] = min(starts.get(node, 0.0) + 1.0, 2.0)
        if not starts:
            return np.zeros(self._index.walk.columns, dtype=np.float32)
        rows = np.fromiter(starts, dtype=np.int64)
        return _scaled(self._index.walk.sum_rows(rows, np.fromiter(starts.values(), dtype=np.float32)))

    def _precedents(self, whole: Vectors) -> list[tuple[tuple[int, float], ...]]:
        index = self._index.rulings
        if not index.ntotal:
            return [()] * len(whole)
        scores, found = index.search(whole, min(5, index.ntotal))
        return [tuple((int(i), float(s)) for i, s in zip(row, score, strict=True) if i >= 0) for row, score in zip(found, scores, strict=True)]


def _pieces(text: CleanText) -> list[str]:
    """Return the title (or the first sentence) and the sentences of a text that are worth encoding."""
    sentences = [s.strip() for s in _SENTENCE.findall(text.body)]
    kept = [s for s in sentences if len(s) >= 4][: tuning.SENTENCES] or [text.body]
    return [text.title or kept[0], *kept]


def _scaled(scores: Floats) -> Floats:
    top = float(scores.max(initial=0.0))
    return scores / top if top > 0 else scores
