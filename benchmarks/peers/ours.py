"""Ours, whole and in parts."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from api.commands.resolve import answer_line
from benchmarks.learned import CITY
from benchmarks.peers.rows import Letter, Row, Spans, middle
from ontology import model as m
from resolver import tuning
from resolver.batch import answer_stream
from resolver.evaluate import Labelled, outcome_of
from resolver.history.experience import learn
from resolver.pipeline import Resolver
from resolver.weights import WEIGHTS, Weights

MANY = 4000
"""Letters asked on all cores."""


def weighing(**blocks: dict[str, float]) -> tuple[tuple[Any, str, Weights], ...]:
    """Return the patch that changes some weights, in every module that reads them."""
    changed = replace(WEIGHTS, **{block: replace(getattr(WEIGHTS, block), **values) for block, values in blocks.items()})
    return tuple((module, "WEIGHTS", changed) for name, module in list(sys.modules.items()) if name.startswith("resolver.") and hasattr(module, "WEIGHTS"))


def without_precedents(resolver: Resolver) -> tuple[Any, str, Any]:
    """Return the patch under which no ruling is near to a letter."""
    gather = resolver._candidates.gather
    return resolver._candidates, "gather", lambda texts, found: [replace(e, precedents=()) for e in gather(texts, found)]


def without_ngrams(reading: Any) -> Any:
    """Return a reading in which every letter says the same one n-gram."""
    return replace(reading, codes=np.array([1], dtype=np.uint64))


def answers_of(name: str, pairs: Sequence[tuple[Labelled, m.Decision]]) -> Row:
    """Return decisions as a row."""
    outcomes = [outcome_of(c, d) for c, d in pairs]
    return Row(name, [list(o.functions[:3]) for o in outcomes], [list(o.units[:3]) for o in outcomes])


def ours_written(resolver: Resolver, name: str, cases: Sequence[Labelled], without: frozenset[str] = frozenset()) -> Row:
    """Return what the written bases alone answer."""
    asked = [replace(c.case, history=False, without=without) for c in cases]
    began = time.perf_counter()
    decided = list(resolver.resolve_many(asked))
    row = answers_of(name, list(zip(cases, decided, strict=True)))
    row.batch = len(asked) / (time.perf_counter() - began)
    row.each = middle(resolver.resolve, asked)
    return row


def on_all_cores(resolver: Resolver, cases: Sequence[m.Case]) -> float:
    """Return letters a second as `shouwen resolve --in` answers a file: on all cores, into lines of text, its processes started and ended
    within the time.

    The letters are asked again and again until there are MANY: with few, what is timed is the starting.
    """
    many = [replace(case, id=f"{case.id}/{n}") for n in range(-(-MANY // len(cases))) for case in cases]
    began = time.perf_counter()
    done = sum(1 for _ in answer_stream(resolver, many, shape=partial(answer_line, tuning.MOST_CANDIDATES)))
    return done / (time.perf_counter() - began)


def ours_learned(resolver: Resolver, name: str, letters: Sequence[Letter], spans: Spans, *, grams: bool = True) -> Row:
    """Return what ours answers with the history before each stretch learned."""
    if not grams:
        letters = [(c, replace(a, reading=without_ngrams(a.reading)), t) for c, a, t in letters]
    pairs: list[tuple[Labelled, m.Decision]] = []
    for start, stop in spans:
        began = time.perf_counter()
        experience = learn(f"https://w3id.org/shouwen/id/place/{CITY}", resolver.graph.version, [a for _, a, _ in letters[:start]])
        _ = experience.units
        seconds = time.perf_counter() - began
        resolver.experiences.put(CITY, experience)
        cases = [c for c, _, _ in letters[start:stop]]
        began = time.perf_counter()
        pairs += zip(cases, resolver.resolve_many([replace(c.case, history=True) for c in cases]), strict=True)
        batch = len(cases) / (time.perf_counter() - began)
    row = answers_of(name, pairs)
    row.seconds, row.batch = seconds, batch
    row.each = middle(resolver.resolve, [replace(c.case, history=True) for c in cases])
    row.cores = on_all_cores(resolver, [replace(c.case, history=True) for c in cases])
    return row
