"""What a version needs to be searched by words, vectors and links (`resolver.indexing` builds it), opened.

    index/phrases.npy  float32 [phrases, d]  vectors of everything a matter is called
    index/owners.npy   int32   [phrases]     the matter each belongs to
    index/words.npy    uint64 [n-grams]      sorted; the rows of the CSRs below
    index/counts.*.npy CSR [n-grams, matters] how much is said of each matter with them
    index/bm25.data.npy                      their BM25 weights, in the same places
    index/walk.*.npy   CSR [nodes, matters]  share of a walk from a node that ends at a matter
    index/articles.npy float32 [provisions, d]
    index/rulings.faiss [entries, d]         vectors of rulings, in the order in which they came to be known
    index/words/       tantivy: the names known in rulings and in articles' gists, entries likewise
    *.rows.npy         int32   [entries]     beside the last two: the row of each entry's record, -1: gone
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
from cachetools import LRUCache, cached

from graph.store import KnowledgeGraph
from ontology.errors import BadVersion
from resolver import tuning
from resolver.encode import Encoder, Vectors, unit
from resolver.grams import Codes
from resolver.wordsearch import WordSearch

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Sparse:
    """A CSR matrix opened from disk, asked for the weighted sum of some of its rows."""

    data: Floats
    indices: npt.NDArray[np.int32]
    indptr: npt.NDArray[np.int32]
    columns: int

    def sum_rows(self, rows: npt.NDArray[np.int64], weights: Floats) -> Floats:
        """Return the sum of the given rows, each times its weight; shape [columns]."""
        starts, stops = self.indptr[rows], self.indptr[rows + 1]
        lengths = (stops - starts).astype(np.int64)
        if not lengths.sum():
            return np.zeros(self.columns, dtype=np.float32)
        within = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        where = np.repeat(starts, lengths) + within
        summed = np.bincount(self.indices[where], self.data[where] * np.repeat(weights, lengths), minlength=self.columns)
        return summed.astype(np.float32)


class Index:
    """The opened indexes of one version."""

    def __init__(self, graph: KnowledgeGraph, encoder: Encoder) -> None:
        folder = graph.folder / "index"
        try:
            built_with = (folder / "encoder.txt").read_text(encoding="utf-8")
            self.phrases = _open_phrases(_stamp(folder / "phrases.npy"), folder, len(graph.matters))
            self.words: Codes = np.asarray(np.load(folder / "words.npy"))
            self.nodes: dict[str, int] = json.loads((folder / "nodes.json").read_text(encoding="utf-8"))
            self.articles: Vectors = np.load(folder / "articles.npy", mmap_mode="r")
        except (OSError, ValueError) as error:
            raise BadVersion("索引打不开", where=str(folder), why=str(error), mend="运行 shouwen kb build --force 重建") from error
        if built_with != encoder.name:
            raise BadVersion(
                "索引与编码器不匹配", where=str(folder), why=f"索引用 {built_with} 建成，现在设置的是 {encoder.name}",
                mend="运行 shouwen kb build --force 重建，或改回原来的 encoder",
            )  # fmt: skip
        matters = len(graph.matters)
        self.bm25 = _open_csr(folder, "counts", matters, data="bm25")
        self.walk = _open_csr(folder, "walk", matters)
        self._folder = folder

    @cached_property
    def by_words(self) -> WordSearch:
        """Return the search by words over rulings and over articles, opened on first use."""
        return WordSearch(self._folder / "words" / "rulings", self._folder / "words" / "articles")

    @cached_property
    def rulings(self) -> Rulings:
        """Return the search by vectors over rulings, opened on first use."""
        return Rulings(self._folder)


@dataclass(frozen=True)
class Phrases:
    """The vectors of what matters are called, matter by matter: `coarse` [phrases, COARSE_DIMENSIONS] of length 1, `starts` [matters + 1]
    where each matter's begin, `middles` [d, matters] the middle of each one's, in double precision."""

    coarse: Vectors
    starts: npt.NDArray[np.int64]
    middles: npt.NDArray[np.float64]


@cached(cache=LRUCache(maxsize=2), key=lambda stamp, folder, matters: stamp, lock=Lock())
def _open_phrases(stamp: tuple[object, ...], folder: Path, matters: int) -> Phrases:
    """Return the phrases of a version; versions that share them on disk share them in memory."""
    owners = np.load(folder / "owners.npy")
    order = np.argsort(owners, kind="stable")
    vectors: Vectors = np.ascontiguousarray(np.load(folder / "phrases.npy")[order])
    starts = np.searchsorted(owners[order], np.arange(matters + 1))
    sums = np.add.reduceat(vectors, starts[:-1], axis=0) if matters else vectors
    return Phrases(np.ascontiguousarray(unit(vectors[:, : tuning.COARSE_DIMENSIONS])), starts, np.ascontiguousarray(unit(sums).astype(np.float64).T))


def _stamp(path: Path) -> tuple[object, ...]:
    found = path.stat()
    return found.st_dev, found.st_ino, found.st_mtime_ns


class Rulings:
    """The vectors of rulings (faiss, memory-mapped), asked by row of the rulings' table."""

    def __init__(self, folder: Path) -> None:
        import faiss

        rows: Rows = np.load(folder / "rulings.rows.npy")
        self._index: Any = faiss.read_index(str(folder / "rulings.faiss"), faiss.IO_FLAG_MMAP)
        self._rows = rows
        self._entries = np.zeros(int(rows.max(initial=-1)) + 1, dtype=np.int64)
        self._entries[rows[rows >= 0]] = np.flatnonzero(rows >= 0)
        self._gone = int((rows < 0).sum())

    def nearest(self, vectors: Vectors, limit: int) -> list[list[tuple[int, float]]]:
        """Return for each vector (row, cosine similarity) of the rulings nearest to it, nearest first."""
        count = min(limit + self._gone, self._index.ntotal)
        if not count:
            return [[] for _ in vectors]
        found = []
        for alike, entries in zip(*self._index.search(vectors, count), strict=True):
            rows = ((int(self._rows[entry]), float(score)) for entry, score in zip(entries, alike, strict=True) if entry >= 0)
            found.append([(row, score) for row, score in rows if row >= 0][:limit])
        return found

    def similarity(self, row: int, vector: Vectors) -> float:
        """Return the cosine similarity of one ruling and a vector."""
        return float(self._index.reconstruct(int(self._entries[row])) @ vector)


def _open_csr(folder: Path, name: str, columns: int, data: str = "") -> Sparse:
    values, indices, indptr = (np.load(folder / f"{stem}.npy") for stem in (f"{data or name}.data", f"{name}.indices", f"{name}.indptr"))
    return Sparse(values, indices, indptr, columns)
