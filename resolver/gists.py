"""Articles and list entries found by their gists, where no full texts were imported: by vectors, and by the names the gazetteer knows."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from cachetools import LRUCache, cached

from resolver import tuning
from resolver.gazetteer import names_known
from resolver.wordsearch import WordSearch

if TYPE_CHECKING:
    from graph.store import KnowledgeGraph
    from resolver.encode import Encoder, Vectors
    from resolver.index import Floats

MOST_BY_WORDS = 60
"""Provisions that share words with a question which are looked at; what is near in vectors alone is looked at whole."""


def near(question: str, graph: KnowledgeGraph, encoder: Encoder) -> Floats:
    """Return how near every provision's gist is to a question, by row: cosine similarity, more where they share words."""
    vectors, words = _opened(graph.version, graph)
    if not len(vectors):
        return np.zeros(0, dtype=np.float32)
    scores: Floats = vectors @ encoder.encode([question])[0]
    for row, score in words.nearest(names_known(graph).names_in(question), MOST_BY_WORDS)[0]:
        scores[row] += tuning.SHARED_WORDS * min(score / tuning.MANY_SHARED, 1.0)
    return scores


@cached(cache=LRUCache(maxsize=2), key=lambda version, graph: version, lock=Lock())
def _opened(version: str, graph: KnowledgeGraph) -> tuple[Vectors, WordSearch]:
    folder = graph.folder / "index"
    return np.load(folder / "articles.npy", mmap_mode="r"), WordSearch(folder / "words" / "articles")
