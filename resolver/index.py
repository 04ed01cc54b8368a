"""What a version needs to be searched by words, vectors and links; built once beside its tables.

    index/phrases.npy  float32 [phrases, d]  vectors of everything a matter is called
    index/owners.npy   int32   [phrases]     the matter each belongs to
    index/words.npy    uint64 [n-grams]      sorted; the rows of the CSR below
    index/bm25.*.npy   CSR [n-grams, matters] BM25 weights
    index/walk.*.npy   CSR [nodes, matters]  share of a walk from a node that ends at a matter
    index/articles.npy float32 [provisions, d], index/rulings.faiss
    index/words/       tantivy: the names known in rulings and in articles' gists
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from graph.store import KnowledgeGraph
from ontology.errors import BadVersion
from resolver import tuning, wordsearch
from resolver.encode import Encoder, Vectors
from resolver.grams import Codes, grams
from resolver.walk import reach
from resolver.wordsearch import WordSearch

Floats = npt.NDArray[np.float32]


def texts_of(graph: KnowledgeGraph) -> Iterator[tuple[int, str, str]]:
    """Yield (matter position, field, text) for everything a matter is called.

    What rulings tell is compared with a case as precedents (`rulings.faiss`), not here: an answer asked for
    without a ruling must owe nothing to its words.
    """
    for i, matter in enumerate(graph.matters):
        yield i, "label", matter.label
        yield from ((i, "alternative", text) for text in matter.alternatives)
        yield from ((i, "term", text) for text in matter.terms)
        yield from ((i, "phrase", text) for text in matter.phrases)


def build(graph: KnowledgeGraph, encoder: Encoder, folder: Path) -> None:
    """Build every index of a version into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = list(texts_of(graph))
    called = [(i, text) for i, field, text in texts if field != "term"]
    np.save(folder / "phrases.npy", encoder.encode([text for _, text in called]))
    np.save(folder / "owners.npy", np.array([i for i, _ in called], dtype=np.int32))
    vocabulary, table = _bm25(texts, len(graph.matters))
    np.save(folder / "words.npy", vocabulary)
    _save_csr(folder, "bm25", table)
    nodes, walks = reach(graph)
    (folder / "nodes.json").write_text(json.dumps(nodes, ensure_ascii=False), encoding="utf-8")
    _save_csr(folder, "walk", walks)
    titles = {i.id: i.title for i in graph.instruments}
    np.save(folder / "articles.npy", encoder.encode([f"{titles[p.instrument]} {p.gist}" for p in graph.provisions] or [""]))
    _rulings(graph, encoder, folder)
    _words(graph, titles, folder)
    (folder / "encoder.txt").write_text(encoder.name, encoding="utf-8")


def _bm25(texts: Iterable[tuple[int, str, str]], matters: int) -> tuple[Codes, Any]:
    """Return the sorted n-grams and a CSR matrix [n-grams, matters] of BM25 weights (Robertson and Zaragoza 2009)."""
    from scipy.sparse import csr_matrix

    said, owners, weights = [], [], []
    for i, field, text in texts:
        said.append(np.unique(grams(text)))
        owners.append(np.full(len(said[-1]), i))
        weights.append(np.full(len(said[-1]), tuning.FIELD_WEIGHTS[field]))
    vocabulary, rows = np.unique(np.concatenate(said), return_inverse=True)
    counts = csr_matrix((np.concatenate(weights), (rows, np.concatenate(owners))), shape=(len(vocabulary), matters))
    lengths = np.asarray(counts.sum(axis=0)).ravel()
    frequency = np.diff(counts.indptr)
    idf = np.log1p((matters - frequency + 0.5) / (frequency + 0.5))
    damp = tuning.BM25_K * (1 - tuning.BM25_B + tuning.BM25_B * lengths / (lengths.mean() or 1.0))
    counts.data *= np.repeat(idf, frequency) * (tuning.BM25_K + 1) / (counts.data + damp[counts.indices])
    return vocabulary, counts.astype(np.float32)


def _rulings(graph: KnowledgeGraph, encoder: Encoder, folder: Path) -> None:
    told = [f"{r.title}。{r.facts}。{'。'.join(r.phrases)}" for r in graph.rulings]
    write_rulings(encoder.encode(told) if told else np.empty((0, encoder.dimensions), np.float32), folder)


def write_rulings(vectors: Vectors, folder: Path) -> None:
    """Write the index of rulings' vectors: every one compared, or above MANY only those in the nearest of many cells (faiss IVF)."""
    import faiss

    dimensions, half = vectors.shape[1], faiss.ScalarQuantizer.QT_fp16
    index: Any
    if len(vectors) <= tuning.MANY_RULINGS:
        index = faiss.IndexScalarQuantizer(dimensions, half, faiss.METRIC_INNER_PRODUCT)
    else:
        cells = int(4 * np.sqrt(len(vectors)))
        coarse = faiss.IndexFlatIP(dimensions)
        index = faiss.IndexIVFScalarQuantizer(coarse, dimensions, cells, half, faiss.METRIC_INNER_PRODUCT)
        index.train(vectors[np.random.default_rng(0).permutation(len(vectors))[: tuning.TRAINED_PER_CELL * cells]])
        index.make_direct_map()
        index.nprobe = tuning.CELLS_LOOKED_IN
    if len(vectors):
        index.add(vectors)
    faiss.write_index(index, str(folder / "rulings.faiss"))


def _words(graph: KnowledgeGraph, titles: dict[str, str], folder: Path) -> None:
    from resolver.gazetteer import Gazetteer, names_of

    gazetteer = Gazetteer()
    gazetteer.fill(names_of(graph))
    texts = {
        "rulings": (f"{r.title} {r.facts} {' '.join(r.phrases)}" for r in graph.rulings),
        "articles": (f"{titles[p.instrument]} {p.gist}" for p in graph.provisions),
    }
    for kind, each in texts.items():
        wordsearch.build((gazetteer.names_in(text) for text in each), folder / "words" / kind)


def _save_csr(folder: Path, name: str, matrix: Any) -> None:
    for part in ("data", "indices", "indptr"):
        np.save(folder / f"{name}.{part}.npy", getattr(matrix, part))


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
            self.phrases: Vectors = np.load(folder / "phrases.npy", mmap_mode="r")
            self.owners = np.asarray(np.load(folder / "owners.npy"))
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
        self.bm25 = _open_csr(folder, "bm25", matters)
        self.walk = _open_csr(folder, "walk", matters)
        self._folder = folder
        self._rulings: Any = None

    @cached_property
    def by_words(self) -> WordSearch:
        """Return the search by words over rulings and over articles, opened on first use."""
        return WordSearch(self._folder / "words" / "rulings", self._folder / "words" / "articles")

    @property
    def rulings(self) -> Any:
        """Return the faiss index over rulings, opened on first use."""
        if self._rulings is None:
            import faiss

            self._rulings = faiss.read_index(str(self._folder / "rulings.faiss"), faiss.IO_FLAG_MMAP)
        return self._rulings


def _open_csr(folder: Path, name: str, columns: int) -> Sparse:
    data, indices, indptr = (np.asarray(np.load(folder / f"{name}.{part}.npy")) for part in ("data", "indices", "indptr"))
    return Sparse(data, indices, indptr, columns)
