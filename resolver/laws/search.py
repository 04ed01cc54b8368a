"""A question in, articles out: words, then vectors and links among what words found, and what is known of an article beforehand.

The score of an article is the sum of the BM25 weights of the question's characters and pairs in it (text, sayings, title, chapter), and,
as shares of the best such sum: the cosine of their vectors, the best sum among the articles that cite it, and its prior (resolver.laws.tuning).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Final

import numpy as np

from graph.laws.store import LawStore, open_laws
from ontology.errors import BadVersion
from resolver.clean import clean
from resolver.encode import Encoder
from resolver.laws import tuning
from resolver.laws.building import index_folder, is_built, law_encoder
from resolver.laws.grams import Codes, distinct
from resolver.laws.index import Floats, Ints, LawIndex, Mask, Wanted
from resolver.laws.passage import Span, passages
from resolver.laws.typed import Typed, typed

PARTS: Final = frozenset({"vectors", "links", "prior"})
"""What can be left out, for measuring."""


@dataclass(frozen=True, slots=True)
class ArticleHit:
    """An article found: its statute by full and short title, version, number and label as printed, score, its text with the span that
    answers best, and what a reader must know of it (repealed, …)."""

    law: str
    title: str
    version: str
    number: str
    label: str
    score: float
    text: str
    passage: Span | None = None
    note: str = ""


class LawSearch:
    """The search over a home's law store; what is imported later is found as soon as its index is built."""

    def __init__(self, home: Path, encoder: Encoder | None = None, *, without: frozenset[str] = frozenset(), index: LawIndex | None = None) -> None:
        """Open the search of a home. For measuring: `without` leaves PARTS out, `index` is asked instead of the home's own."""
        self.laws: LawStore = open_laws(home)
        self.encoder = encoder or law_encoder()
        self._home, self._without = home, without
        self._given, self._index = index, index
        self._lock = Lock()

    def search(
        self, question: str, top: int = 10, *, national: bool = False, category: str = "", place: str = "", day: dt.date | None = None,
        function: Sequence[str] = (),
    ) -> list[ArticleHit]:  # fmt: skip
        """Return the articles that answer a question, best first; none where nothing is imported.

        `national`: no local regulations; `place`: national law and that of the places in this full name; `day`: versions in force then,
        the newest where None; `function`: only articles that name a department by one of these names. An article cited in the question
        comes first. Raises BadInput for a question that is empty or not Chinese, BadVersion where the index is missing.
        """
        index = self.index()
        if index is None or top < 1:
            return []
        text = clean(question).whole[: tuning.LONGEST]
        wanted = Wanted(national, category, place, day, tuple(function))
        cited = typed(text, self.laws, index.repealed, day)
        first = self._cited(cited, index) if cited else []
        words = cited.rest if cited and cited.rest and first else text
        if cited and first and not cited.rest:
            words = index.text(first[0])[2][: tuning.LONGEST]  # nothing but a citation: what is like the article follows it
            top = 1 if cited.version is None else top
        rows, scores, codes, vector = self._ranked(index, words, index.allowed(wanted), top + len(first), cited)
        ordered = [*first, *(r for r in rows.tolist() if r not in first)][:top]
        best = float(scores.max(initial=0.0))
        by_row = dict(zip(rows.tolist(), scores.tolist(), strict=True)) | dict.fromkeys(first, best + 1.0)
        return self._hits(index, ordered, by_row, codes, vector)

    def typed(self, question: str, day: dt.date | None = None) -> Typed | None:
        """Return the statute that a question names, and what took its place where it holds no longer."""
        index = self.index()
        return typed(clean(question).whole, self.laws, index.repealed, day) if index else None

    def index(self) -> LawIndex | None:
        """Return the index of what is held now, None where nothing is; while one is being built, the one before."""
        if self._given is not None:
            return self._given
        generation = self.laws.generation
        if not generation:
            return None
        with self._lock:
            if self._index is None or self._index.folder.name != generation:
                if is_built(self._home, generation, self.encoder):
                    self._index = LawIndex(index_folder(self._home, generation))
                elif self._index is None:
                    raise BadVersion("法规还没有建检索索引", where=str(index_folder(self._home, generation)), mend="运行 shouwen laws index")
            return self._index

    def _ranked(self, index: LawIndex, text: str, allowed: Mask, top: int, cited: Typed | None) -> tuple[Ints, Floats, Codes, Floats]:
        """Return the best articles with their scores, and what the question was asked as: its runs and its vector."""
        codes, vector = distinct(text), self.encoder.encode([text])[0]
        words = index.scores(codes)
        words *= allowed
        if cited and (named := cited.successor or cited.title):
            of = np.array([v["title"] == named for v in index.versions], dtype=bool)[index.version_of]
            words[of & allowed] += words.max(initial=0.0)  # a statute named in the question is meant
        best = float(words.max(initial=0.0))
        rows = np.flatnonzero(words > tuning.FAR_BELOW * best)
        prior = index.prior if "prior" not in self._without else np.zeros_like(index.prior)
        known = words[rows] + best * prior[rows]
        rows = rows[_largest(known, max(tuning.CANDIDATES, top))]
        links = "links" not in self._without and bool(len(rows))
        if links:
            followed = index.cited_by(rows[_largest(words[rows], tuning.FOLLOWED)])
            rows = np.union1d(rows, followed[allowed[followed]]).astype(np.int64)
        scores = words[rows] + best * prior[rows]
        if links:
            scores += tuning.LINKED * index.from_citing(rows, words)
        if "vectors" not in self._without:
            scores += tuning.VECTORS * best * (index.vectors[rows].astype(np.float32) @ vector)
        order = np.argsort(-scores, kind="stable")[:top]
        return rows[order], scores[order].astype(np.float32), codes, vector

    def _cited(self, cited: Typed, index: LawIndex) -> list[int]:
        """Return the row of an article cited; of a statute not held, the article that repeals it; none where neither is held."""
        version, number = cited.version, cited.number
        if version is None and cited.repealing:
            version, number = next(iter(self.laws.versions(cited.successor)), None), cited.repealing
        if not number or version is None:
            return []
        places = [n for n, v in enumerate(index.versions) if (v["title"], v["version"]) == (version.title, version.version)]
        rows = np.flatnonzero(np.isin(index.version_of, places)).tolist()
        return [row for row in rows if index.text(row)[0] == number][:1]

    def _hits(self, index: LawIndex, rows: Sequence[int], scores: dict[int, float], codes: Codes, vector: Floats) -> list[ArticleHit]:
        found, texts = [], []
        for row in rows:
            version = index.versions[index.version_of[row]]
            number, label, text = index.text(row)
            gone = f"已由《{version['repealed_by']}》废止" if version["repealed_by"] else "已废止"
            note = gone if version["status"] == "repealed" else ""
            found.append(ArticleHit(version["law"], version["title"], version["version"], number, label, round(scores[row], 4), text, None, note))
            texts.append(text)
        spans = passages(texts[: tuning.PASSAGES], codes, index.rarity(codes), vector, self.encoder)
        return [replace(hit, passage=span) for hit, span in zip(found, spans, strict=False)] + found[len(spans) :]


def open_search(home: Path, encoder: Encoder | None = None) -> LawSearch:
    """Return the search over a home's law store, opened on first use."""
    return LawSearch(home, encoder)


def _largest(values: Floats, count: int) -> Ints:
    """Return the positions of the largest values."""
    if count >= len(values):
        return np.arange(len(values))
    return np.argpartition(-values, count)[:count]
