"""Builds what a version is searched by: all of it for a version that rests on no other, else only what changed.

Either way gives the same indexes, but for rulings above MANY_RULINGS, whose cells are those of the version that was built whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from graph.patch import CHANGED, Rows, entries_after
from graph.store import KnowledgeGraph
from resolver import tuning, wordsearch
from resolver.encode import Encoder, Vectors
from resolver.gazetteer import NAMED, names_known
from resolver.grams import Codes, grams
from resolver.walk import reach, walked

Said = tuple[Codes, Any, Any]
"""N-grams, matters and how much: the n-grams of every text that a matter is called, texts one after another."""


def texts_of(graph: KnowledgeGraph, matters: Iterable[int] | None = None) -> Iterator[tuple[int, str, str]]:
    """Yield (matter position, field, text) for everything a matter is called; of all matters, or of those at some positions.

    What rulings tell is compared with a case as precedents (`rulings.faiss`), not here: an answer asked for
    without a ruling must owe nothing to its words.
    """
    for i in range(len(graph.matters)) if matters is None else matters:
        matter = graph.matters[i]
        yield i, "label", matter.label
        yield from ((i, "alternative", text) for text in matter.alternatives)
        yield from ((i, "term", text) for text in matter.terms)
        yield from ((i, "phrase", text) for text in matter.phrases)


def build(graph: KnowledgeGraph, encoder: Encoder, folder: Path) -> None:
    """Build every index of a version into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    _phrases(graph, encoder, {}, folder)
    _bm25(_said(graph, range(len(graph.matters))), len(graph.matters), folder)
    _walk(graph, folder)
    _articles(graph, encoder, np.full(len(graph.provisions), CHANGED), None, folder)
    write_rulings(encoder.encode(_told(graph, range(len(graph.rulings)))), folder)
    _words(graph, folder)
    (folder / "encoder.txt").write_text(encoder.name, encoding="utf-8")


def update(before: KnowledgeGraph, after: KnowledgeGraph, sources: Mapping[str, Rows], encoder: Encoder, folder: Path) -> None:
    """Build into `folder` the indexes of a version made from `before`; what its change does not touch is linked.

    `sources`: for each table that changed, the row that each of its rows was, or CHANGED (`graph.patch`).
    """
    old = before.folder / "index"
    folder.mkdir(parents=True)
    matters, provisions, rulings = (sources.get(name) for name in ("matters", "provisions", "rulings"))
    if matters is None:
        _link(old, folder, "phrases.npy", "owners.npy", "words.npy", "counts.*", "bm25.*")
    else:
        vectors = np.load(old / "phrases.npy", mmap_mode="r")
        _phrases(after, encoder, {text: vectors[n] for n, (_, text) in enumerate(_called(before))}, folder)
        _bm25(_said_after(after, matters, old), len(after.matters), folder)
    if _walks_otherwise(before, after, sources):
        _walk(after, folder)
    else:
        _link(old, folder, "nodes.json", "walk.*")
    retitled = "instruments" in sources
    if provisions is None and not retitled:
        _link(old, folder, "articles.npy")
    else:
        anew = np.full(len(after.provisions), CHANGED) if retitled or provisions is None else provisions
        _articles(after, encoder, anew, old / "articles.npy", folder)
    if rulings is None:
        _link(old, folder, "rulings.*")
    else:
        _rulings_after(after, rulings, encoder, old, folder)
    if retitled or not sources.keys().isdisjoint(NAMED):
        _words(after, folder)
    else:
        for kind, source, count in (("rulings", rulings, len(before.rulings)), ("articles", provisions, len(before.provisions))):
            if source is not None and len(source) <= tuning.MANY_RULINGS and (source != CHANGED).sum() < count:
                # an index keeps counting the words of what is gone: where something is gone it is made anew, while that takes no time
                wordsearch.build(_named_in(after, kind)(range(len(source))), folder / "words" / kind)
            else:
                wordsearch.update(old / "words" / kind, _named_in(after, kind), source, folder / "words" / kind)
    _link(old, folder, "encoder.txt")


def _link(old: Path, folder: Path, *patterns: str) -> None:
    for path in (p for pattern in patterns for p in old.glob(pattern)):
        (folder / path.name).hardlink_to(path)


# --- what matters are called ----------------------------------------------------------------


def _called(graph: KnowledgeGraph) -> Iterator[tuple[int, str]]:
    return ((i, text) for i, field, text in texts_of(graph) if field != "term")


def _phrases(graph: KnowledgeGraph, encoder: Encoder, known: Mapping[str, Any], folder: Path) -> None:
    called = list(_called(graph))
    new = [n for n, (_, text) in enumerate(called) if text not in known]
    vectors = np.empty((len(called), encoder.dimensions), dtype=np.float32)
    vectors[new] = encoder.encode([called[n][1] for n in new])
    for n, (_, text) in enumerate(called) if known else ():
        if text in known:
            vectors[n] = known[text]
    np.save(folder / "phrases.npy", vectors)
    np.save(folder / "owners.npy", np.array([i for i, _ in called], dtype=np.int32))


def _said(graph: KnowledgeGraph, matters: Iterable[int]) -> Said:
    said, owners, weights = [np.empty(0, np.uint64)], [np.empty(0, np.int64)], [np.empty(0, np.float32)]
    for i, field, text in texts_of(graph, matters):
        said.append(np.unique(grams(text)))
        owners.append(np.full(len(said[-1]), i))
        weights.append(np.full(len(said[-1]), tuning.FIELD_WEIGHTS[field], dtype=np.float32))
    return np.concatenate(said), np.concatenate(owners), np.concatenate(weights)


def _said_after(graph: KnowledgeGraph, source: Rows, old: Path) -> Said:
    """Return what is said of all matters: of those that did not change from the indexes before."""
    data, indices, indptr = (np.load(old / f"counts.{part}.npy") for part in ("data", "indices", "indptr"))
    owners, new = entries_after(np.arange(int(max(source.max(initial=-1), indices.max(initial=-1))) + 1), source)
    columns = owners[indices]
    codes, kept = np.repeat(np.load(old / "words.npy"), np.diff(indptr)), columns >= 0
    said, of, weights = _said(graph, new.tolist())
    return np.concatenate((codes[kept], said)), np.concatenate((columns[kept], of)), np.concatenate((data[kept], weights))


def _bm25(said: Said, matters: int, folder: Path) -> None:
    """Write the sorted n-grams, a CSR matrix [n-grams, matters] of how much is said, and its BM25 weights (Robertson and Zaragoza 2009)."""
    from scipy.sparse import csr_matrix

    codes, owners, weights = said
    vocabulary, rows = np.unique(codes, return_inverse=True)
    counts = csr_matrix((weights, (rows, owners)), shape=(len(vocabulary), matters), dtype=np.float32)
    counts.sort_indices()
    lengths = np.asarray(counts.sum(axis=0, dtype=np.float64)).ravel()
    frequency = np.diff(counts.indptr)
    idf = np.log1p((matters - frequency + 0.5) / (frequency + 0.5))
    damp = tuning.BM25_K * (1 - tuning.BM25_B + tuning.BM25_B * lengths / (lengths.mean() or 1.0))
    said_often = counts.data.astype(np.float64)
    np.save(folder / "words.npy", vocabulary)
    _save_csr(folder, "counts", counts)
    np.save(folder / "bm25.data.npy", (said_often * np.repeat(idf, frequency) * (tuning.BM25_K + 1) / (said_often + damp[counts.indices])).astype(np.float32))


def _save_csr(folder: Path, name: str, matrix: Any) -> None:
    for part in ("data", "indices", "indptr"):
        np.save(folder / f"{name}.{part}.npy", getattr(matrix, part))


# --- links ----------------------------------------------------------------------------------


def _walk(graph: KnowledgeGraph, folder: Path) -> None:
    nodes, walks = reach(graph)
    (folder / "nodes.json").write_text(json.dumps(nodes, ensure_ascii=False), encoding="utf-8")
    _save_csr(folder, "walk", walks)


def _walks_otherwise(before: KnowledgeGraph, after: KnowledgeGraph, sources: Mapping[str, Rows]) -> bool:
    return any(
        walked(before, name, np.setdiff1d(np.arange(len(before.tables[name])), source)) != walked(after, name, np.flatnonzero(source == CHANGED))
        for name, source in sources.items()
    )


# --- articles and rulings -------------------------------------------------------------------


def _articles(graph: KnowledgeGraph, encoder: Encoder, source: Rows, old: Path | None, folder: Path) -> None:
    """Write the articles' vectors: those that did not change are taken from `old`."""
    new = np.flatnonzero(source == CHANGED)
    vectors = np.empty((len(source), encoder.dimensions), dtype=np.float32)
    if old is not None and len(new) < len(source):
        vectors[source != CHANGED] = np.load(old, mmap_mode="r")[source[source != CHANGED]]
    told = _told_articles(graph, new)
    if told:
        vectors[new] = encoder.encode(told)
    np.save(folder / "articles.npy", vectors)


def _told_articles(graph: KnowledgeGraph, rows: Iterable[int]) -> list[str]:
    return [f"{graph.instruments.need(p.instrument).title} {p.gist}" for p in (graph.provisions[int(i)] for i in rows)]


def _told(graph: KnowledgeGraph, rows: Iterable[int]) -> list[str]:
    return [f"{r.title}。{r.facts}。{'。'.join(r.phrases)}" for r in (graph.rulings[int(i)] for i in rows)]


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
    np.save(folder / "rulings.rows.npy", np.arange(len(vectors), dtype=np.int32))


def _rulings_after(graph: KnowledgeGraph, source: Rows, encoder: Encoder, old: Path, folder: Path) -> None:
    """Write the rulings' vectors of `old` with new ones after them."""
    import faiss

    rows, new = entries_after(np.load(old / "rulings.rows.npy"), source)
    index = faiss.read_index(str(old / "rulings.faiss"))
    if len(new):
        index.add(encoder.encode(_told(graph, new)))
    faiss.write_index(index, str(folder / "rulings.faiss"))
    np.save(folder / "rulings.rows.npy", rows.astype(np.int32))


# --- words of articles and rulings ----------------------------------------------------------


def _words(graph: KnowledgeGraph, folder: Path) -> None:
    for kind, table in (("rulings", graph.rulings), ("articles", graph.provisions)):
        wordsearch.build(_named_in(graph, kind)(range(len(table))), folder / "words" / kind)


def _named_in(graph: KnowledgeGraph, kind: str) -> wordsearch.Words:
    """Return what gives the known names in the texts of some rulings or articles, by their rows."""

    def of_rulings(rows: Iterable[int]) -> list[str]:
        return [f"{r.title} {r.facts} {' '.join(r.phrases)}" for r in (graph.rulings[int(i)] for i in rows)]

    def named(rows: Iterable[int]) -> Iterator[Sequence[str]]:
        known = names_known(graph)
        return (known.names_in(text) for text in (of_rulings(rows) if kind == "rulings" else _told_articles(graph, rows)))

    return named
