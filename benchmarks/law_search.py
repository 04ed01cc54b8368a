"""The search over articles, part by part: BM25 over pairs of characters alone, vectors alone, each part left out, and the whole.

    python -m benchmarks.law_search [HOME] [../shared/data]      (HOME with the law pack imported; a minute or two)

R@10 and R@100: share of the articles that answer a question among the first hits, mean over questions; MRR@10; median milliseconds a
question. National law only. Each half of the questions beside the whole: nothing is fitted to either.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from api.settings import load_settings
from resolver.clean import clean
from resolver.laws import tuning
from resolver.laws.building import write_index
from resolver.laws.grams import FIRST_PAIR, distinct
from resolver.laws.index import LawIndex, Wanted
from resolver.laws.search import LawSearch, open_search
from resolver.laws.weighing import bm25_of
from resolver.pipeline import one_thread_each

Found = list[tuple[str, str]]
Ask = Callable[[str], Found]
TOP = 100
NATIONAL = Wanted(national=True)


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the articles (law, label) that answer it."""

    text: str
    gold: frozenset[tuple[str, str]]


def questions(path: Path) -> list[Question]:
    """Return the questions of a file of `{"question", "gold": [{"law", "article"}]}`."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Question(row["question"], frozenset((g["law"], g["article"]) for g in row["gold"])) for row in rows]


Figures = tuple[float, float, float, float]


def figures(ask: Ask, asked: Sequence[Question]) -> Figures:
    """Return R@10, R@100, MRR@10 and the median milliseconds."""
    return _means([answered(ask, question) for question in asked])


def answered(ask: Ask, question: Question) -> Figures:
    """Return a question's share of gold among 10 and 100 hits, one by the rank of its first gold among 10, and the milliseconds it took."""
    started = time.perf_counter()
    found = ask(question.text)
    took = (time.perf_counter() - started) * 1000
    ten, hundred = (len(question.gold & set(found[:most])) / len(question.gold) for most in (10, TOP))
    return ten, hundred, next((1 / n for n, hit in enumerate(found[:10], 1) if hit in question.gold), 0.0), took


def _means(each: Sequence[Figures]) -> Figures:
    ten, hundred, rank, took = np.array(each).T
    return float(ten.mean()), float(hundred.mean()), float(rank.mean()), float(np.median(took))


def by_search(search: LawSearch) -> Ask:
    """Return the search as it answers a person."""
    return lambda text: [(hit.law, hit.label) for hit in search.search(text, TOP, national=True)]


def by_scores(index: LawIndex, scores: Callable[[str], np.ndarray]) -> Ask:
    """Return what ranks the national articles by scores alone."""
    allowed = index.allowed(NATIONAL)

    def ask(text: str) -> Found:
        ranked = np.argsort(-np.where(allowed, scores(clean(text).whole[: tuning.LONGEST]), -np.inf), kind="stable")[:TOP]
        return [(index.versions[index.version_of[row]]["law"], index.text(row)[1]) for row in ranked.tolist()]

    return ask


def plain(index: LawIndex) -> Ask:
    """Return BM25 (k 1.2, b 0.75) over the pairs of characters of the national articles' texts, without anything of ours."""
    rows = np.flatnonzero(index.allowed(NATIONAL))
    words, starts, articles, weights = bm25_of([index.text(row)[2] for row in rows.tolist()], k=1.2, b=0.75)

    def scores(text: str) -> np.ndarray:
        codes = distinct(text)
        found = np.minimum(np.searchsorted(words, codes), len(words) - 1)
        summed = np.zeros(len(index))
        for n in found[(words[found] == codes) & (codes >= FIRST_PAIR)]:
            summed[rows[articles[starts[n] : starts[n + 1]]]] += weights[starts[n] : starts[n + 1]]
        return summed

    return by_scores(index, scores)


def main(home: Path, data: Path) -> None:
    """Print the table."""
    one_thread_each()
    asked = questions(data / "laws" / "questions.dev.jsonl")
    search = open_search(home)
    index = search.index()
    assert index is not None, f"{home} holds no laws: shouwen laws import {data / 'laws'}"
    vectors, encoder = index.vectors.astype(np.float32), search.encoder
    silent = Path(tempfile.mkdtemp(prefix="law-search-"))
    write_index(search.laws, encoder, {}, silent)
    ways: dict[str, Ask] = {
        "BM25, pairs of characters": plain(index),
        "vectors alone": by_scores(index, lambda text: vectors @ encoder.encode([text])[0]),
        **{f"without {part}": by_search(LawSearch(home, encoder, without=frozenset(without))) for part, without in {
            "vectors": ["vectors"], "links": ["links"], "prior": ["prior"], "all three (words alone)": ["vectors", "links", "prior"],
        }.items()},
        "without sayings": by_search(LawSearch(home, encoder, index=LawIndex(silent))),
        "the whole": by_search(search),
    }  # fmt: skip
    search.search("押金不退怎么办")
    print(f"{len(asked)} questions, {int(index.allowed(NATIONAL).sum()):,} national articles of {len(index):,}\n")
    print("| | R@10 | R@100 | MRR@10 | ms (median) | R@10 by halves |\n|---|---|---|---|---|---|")
    for name, ask in ways.items():
        each = [answered(ask, question) for question in asked]
        ten, hundred, rank, took = _means(each)
        halves = [_means(each[start::2])[0] for start in (0, 1)]
        print(f"| {name} | {ten:.3f} | {hundred:.3f} | {rank:.3f} | {took:.1f} | {halves[0]:.3f} {halves[1]:.3f} |", flush=True)
    shutil.rmtree(silent)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path, nargs="?", default=None)
    parser.add_argument("data", type=Path, nargs="?", default=Path("../shared/data"))
    arguments = parser.parse_args()
    main(arguments.home or load_settings().home, arguments.data)
