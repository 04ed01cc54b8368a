"""Which matters a text may be about, by words, by vectors, by walking from what was found in it,
and by rulings on like cases. Each kind of evidence is a score per matter; nothing is joined here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from graph.store import KnowledgeGraph
from ontology.citation import ArticleRef
from ontology.vocabulary import iri
from resolver import tuning
from resolver.clean import CleanText
from resolver.encode import Encoder, Vectors, unit
from resolver.find import Findings
from resolver.grams import Codes, grams, rows
from resolver.index import Floats, Index

Positions = npt.NDArray[np.int64]
_SENTENCE: Final = re.compile(r"[^。！？!?；;\n]+")


@dataclass(frozen=True, slots=True)
class Near:
    """A ruling near to a letter: its position, the cosine similarity of the two, and how near it is with the words they share."""

    position: int
    similarity: float
    nearness: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """Scores per matter position, each kind scaled to at most 1; rulings nearest to the case; and what was compared: the
    n-grams of the text (each once, sorted) and the vector of the whole."""

    words: Floats
    vectors: Floats
    walk: Floats
    precedents: tuple[Near, ...]
    codes: Codes
    whole: Floats


class Candidates:
    """Gathers evidence for texts from the indexes of one version.

    Words, links and the middle of each matter's phrases pick a shortlist; only the shortlist's
    phrases are compared with each sentence.
    """

    def __init__(self, graph: KnowledgeGraph, index: Index, encoder: Encoder) -> None:
        self._index, self._encoder = index, encoder
        nodes = index.nodes
        self._articles = np.ascontiguousarray(np.asarray(index.articles, dtype=np.float64).T)
        self._article_nodes = [nodes.get(graph.provisions.id_of(row)) for row in range(len(graph.provisions))]
        self._versions: dict[str, list[str]] = {}
        for instrument in graph.instruments:
            self._versions.setdefault(instrument.title, []).append(instrument.version)
        self._phrases = index.phrases

    def gather(self, texts: Sequence[CleanText], found: Sequence[Findings]) -> list[Evidence]:
        """Return the evidence for each text, in order."""
        pieces = [_pieces(t) for t in texts]
        unique = {p: n for n, p in enumerate(dict.fromkeys(p for ps in pieces for p in ps))}
        vectors = self._encoder.encode(list(unique))[[unique[p] for ps in pieces for p in ps]]
        stops = np.cumsum([len(ps) for ps in pieces])
        blocks = np.split(vectors, stops[:-1])
        wholes = unit(np.stack([_middle(block, ps) for block, ps in zip(blocks, pieces, strict=True)]))
        near_middles, near_articles = _cosines(wholes, self._phrases.middles), _cosines(wholes, self._articles)
        by_words = [self._index.by_words.nearest(findings.things, tuning.NEAREST_RULINGS) for findings in found]
        precedents = self._precedents(wholes, [rulings for rulings, _ in by_words])
        evidence = []
        for text, block, findings, near, articles, (_, told), rulings, whole in zip(
            texts, blocks, found, near_middles, near_articles, by_words, precedents, wholes, strict=True
        ):
            codes, repeats = np.unique(grams(f"{text.title}\n{text.body[: tuning.READ_CHARACTERS]}"), return_counts=True)
            words, walk = self._words(codes, repeats), self._walk(findings, articles, told)
            shortlist = _shortlist(words, walk, near)
            evidence.append(Evidence(words, self._vectors(block, near, shortlist), walk, rulings, codes, whole))
        return evidence

    def gather_on(self, evidence: Sequence[Evidence], found: Sequence[Findings]) -> list[Evidence]:
        """Return evidence gathered on a version that differs in its rulings at most, with the rulings of this one."""
        by_words = [self._index.by_words.nearest(f.things, tuning.NEAREST_RULINGS, indexes=1)[0] for f in found]
        nearest = self._precedents(np.stack([e.whole for e in evidence]), by_words) if evidence else []
        return [replace(e, precedents=near) for e, near in zip(evidence, nearest, strict=True)]

    def _words(self, codes: Codes, repeats: Positions) -> Floats:
        said, known = rows(self._index.words, codes)
        return _scaled(self._index.bm25.sum_rows(said, np.minimum(repeats[known], tuning.MOST_REPEATS).astype(np.float32)))

    def _vectors(self, block: Vectors, near: Vectors, shortlist: Positions) -> Floats:
        """Return how near each shortlisted matter is: its best phrases to title and best sentence, its middle to the whole letter.

        The phrases' part is the mean of the best few, the title's similarity and the best sentence's in equal parts.
        """
        scores = np.zeros(self._index.bm25.columns, dtype=np.float32)
        starts, stops = self._phrases.starts[shortlist], self._phrases.starts[shortlist + 1]
        counts = stops - starts
        theirs = np.repeat(starts - np.concatenate(([0], np.cumsum(counts)[:-1])), counts) + np.arange(counts.sum())
        coarse = block if block.shape[1] == tuning.COARSE_DIMENSIONS else unit(block[:, : tuning.COARSE_DIMENSIONS])
        similar = coarse @ np.take(self._phrases.coarse, theirs, axis=0, mode="clip").T
        joined = 0.5 * similar[0] + 0.5 * similar.max(axis=0)
        table = np.full((len(shortlist), int(counts.max(initial=1))), 0.0, dtype=np.float32)
        table[np.arange(table.shape[1])[None, :] < counts[:, None]] = joined
        top = min(tuning.NEAREST_PHRASES, table.shape[1])
        nearest = np.partition(table, table.shape[1] - top, axis=1)[:, -top:]
        best = np.maximum(nearest, 0).mean(axis=1)
        scores[shortlist] = (1 - tuning.MIDDLE) * best + tuning.MIDDLE * np.maximum(near[shortlist], 0)
        return scores

    def _walk(self, findings: Findings, articles: Vectors, told: Sequence[tuple[int, float]]) -> Floats:
        """Walk from the departments, matters and statutes named in the text, and from the articles nearest to it by vectors and by words."""
        starts: dict[int, float] = {}
        near = np.flatnonzero(articles >= tuning.NEAR_ARTICLE)
        for position in near[np.argsort(-articles[near], kind="stable")[: tuning.NEAREST_ARTICLES]].tolist():
            node = self._article_nodes[position]
            if node is not None:
                starts[node] = float(articles[position])
        for position, score in told[: tuning.NEAREST_ARTICLES]:
            node = self._article_nodes[position]
            if node is not None:
                starts[node] = starts.get(node, 0.0) + min(score / tuning.MANY_SHARED, 1.0)
        for ref in findings.statutes:
            for name in (iri("statute", ref.title), *self._named_articles(ref)):
                if (node := self._index.nodes.get(name)) is not None:
                    starts[node] = 1.0
        for m in findings.of("function", "unit", "label"):
            node = self._index.nodes.get(m.target)
            if node is not None and not m.refused:
                starts[node] = min(starts.get(node, 0.0) + 1.0, 2.0)
        if not starts:
            return np.zeros(self._index.walk.columns, dtype=np.float32)
        nodes = np.fromiter(starts.keys(), dtype=np.int64, count=len(starts))
        return _scaled(self._index.walk.sum_rows(nodes, np.fromiter(starts.values(), dtype=np.float32, count=len(starts))))

    def _named_articles(self, ref: ArticleRef) -> Iterator[str]:
        """Yield the article a text names, in every version that the graph knows."""
        for version in self._versions.get(ref.title, ()) if ref.article else ():
            yield iri("statute", ref.title, version, ref.number)

    def _precedents(self, wholes: Vectors, told: Sequence[Sequence[tuple[int, float]]]) -> list[tuple[Near, ...]]:
        """Return for each letter the rulings nearest to it by vectors and by words, nearest first."""
        listed = []
        for whole, by_words, by_vectors in zip(wholes, told, self._index.rulings.nearest(wholes, tuning.NEAREST_RULINGS), strict=True):
            near = {row: Near(row, similarity, similarity) for row, similarity in by_vectors}
            for row, score in by_words:
                similarity = near[row].similarity if row in near else self._index.rulings.similarity(row, whole)
                near[row] = Near(row, similarity, similarity + tuning.SHARED_WORDS * min(score / tuning.MANY_SHARED, 1.0))
            listed.append(tuple(sorted(near.values(), key=lambda n: -n.nearness)))
        return listed


def _pieces(text: CleanText) -> list[str]:
    """Return the title (or the first sentence) and the sentences of a text that are worth encoding."""
    sentences = [s.strip() for s in _SENTENCE.findall(text.body)]
    kept = [s for s in sentences if len(s) >= 4][: tuning.SENTENCES] or [text.body]
    return [text.title or kept[0], *kept]


def _middle(block: Vectors, pieces: Sequence[str]) -> Vectors:
    """Return the mean of the pieces' vectors, longer ones counting more."""
    lengths = np.array([len(p) for p in pieces], dtype=np.float32)
    mean: Vectors = lengths @ block
    return mean


def _cosines(vectors: Vectors, among: npt.NDArray[np.float64]) -> Vectors:
    """Return the product [texts, columns], the same to the last bit however many texts are asked at once: a product in single
    precision is not, as its order of summing depends on the shape."""
    product: Vectors = (vectors.astype(np.float64) @ among).astype(np.float32)
    return product


def _shortlist(words: Floats, walk: Floats, near: Vectors) -> Positions:
    """Return the matters best by words and by vectors of the whole, and what the walk reached most."""
    size = min(tuning.SHORTLIST, len(words))
    best = [np.argpartition(-scores, size - 1)[:size] for scores in (words + 0.3 * walk, near)]
    chosen: Positions = np.unique(np.concatenate(best))
    return chosen


def _scaled(scores: Floats) -> Floats:
    top = float(scores.max(initial=0.0))
    return scores / top if top > 0 else scores
