"""By what an encoder is judged: letters later than half of them, letters read, rulings; by vectors alone and by the whole resolver."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks import accuracy
from benchmarks.weights import known, read_letters
from graph.store import KnowledgeGraph
from ontology.errors import ShouwenError
from ontology.model import Case, Decision
from resolver import index, train_weights
from resolver.batch import answer_stream
from resolver.encode import Encoder, open_encoder
from resolver.evaluate import Labelled, functions_of
from resolver.pipeline import Resolver
from resolver.weights import WEIGHTS

TIMED: Final = 300
ROUNDS: Final = 5
"""Letters encoded one by one for the time it takes, and how often."""


@dataclass(frozen=True, slots=True)
class Judges:
    """The cases: letters of each half in the order of their days (streets' left out), letters read with the matters held to be right, rulings."""

    earlier: list[Labelled]
    later: list[Labelled]
    read: list[Case]
    right: list[frozenset[str]]
    ruled: list[Labelled]


@dataclass(frozen=True, slots=True)
class Figures:
    """What one encoder reaches: (top-1, top-3) of each kind; mean loss on later letters under weights of evidence fitted to the earlier;
    ids of cases that the whole resolver gets right."""

    megabytes: float
    milliseconds: float
    letters_by_vectors: tuple[float, float]
    read_by_vectors: tuple[float, float]
    letters: tuple[float, float]
    read: tuple[float, float]
    ruled: tuple[float, float]
    loss: float
    right: frozenset[str]


def judges(resolver: Resolver, data: Path) -> Judges:
    """Return the cases that every encoder is judged by."""
    everything = sorted(accuracy.letters(resolver, data / "letters" / "shanghai.dev.jsonl.gz"), key=lambda c: (c.case.as_of, c.case.id))
    letters = train_weights.of_leads(everything)
    read, right = read_letters(resolver, data)
    ruled, _, _ = accuracy.rulings(resolver, data / "rulings" / "cases.dev.jsonl")
    half = len(letters) // 2
    return Judges(letters[:half], letters[half:], [c.case for c in read], right, train_weights.of_leads(ruled))


def measure(graph: KnowledgeGraph, folder: Path, by: Judges) -> Figures:
    """Return what the encoder in `folder` reaches, with indexes of its own built for it."""
    encoder = open_encoder(str(folder))
    with tempfile.TemporaryDirectory() as home:
        index.build(graph, encoder, Path(home) / "index")
        resolver = Resolver(replace(graph, folder=Path(home)), encoder)
        letters, ruled = answered(resolver, by.later), answered(resolver, by.ruled)
        read = [_names(answer) for answer in answer_stream(resolver, by.read)]
        return Figures(
            sum(f.stat().st_size for f in folder.iterdir()) / 1e6, milliseconds(encoder, by.read),
            accuracy.alternative(resolver, by.later, "vectors"), _tops(_near(resolver, by.read), by.right),
            _tops(letters, [{c.function} for c in by.later]), _tops(read, by.right),
            _tops(ruled, [{c.function} for c in by.ruled]), loss(resolver, by),
            frozenset(c.case.id for c, functions in zip(by.later, letters, strict=True) if functions[:1] == (c.function,)),
        )  # fmt: skip


def answered(resolver: Resolver, cases: Sequence[Labelled]) -> list[tuple[str, ...]]:
    """Return the functions that the whole resolver answers to each case, best first."""
    return [functions_of(a) if isinstance(a, Decision) else () for a in answer_stream(resolver, [c.case for c in cases])]


def loss(resolver: Resolver, by: Judges) -> float:
    """Return the mean negative log probability of what was right in the later letters, the weights of evidence fitted to the earlier."""
    earlier, later = (train_weights.tables(resolver, list(known(resolver, part))) for part in (by.earlier, by.later))
    fitted = train_weights.fit_matters(WEIGHTS, [(earlier, 1.0)])
    return train_weights.loss(fitted, np.zeros(8), [(later, 1.0)])


def milliseconds(encoder: Encoder, cases: Sequence[Case]) -> float:
    """Return the least mean processor time of several rounds to encode one letter alone."""
    texts, times = [case.text for case in cases[:TIMED]], []
    for _ in range(ROUNDS):
        started = time.process_time()
        for text in texts:
            encoder.encode([text])
        times.append((time.process_time() - started) / len(texts) * 1000)
    return min(times)


def _near(resolver: Resolver, cases: Sequence[Case]) -> list[list[str]]:
    """Return the names of the three matters nearest to each letter by vectors alone."""
    ids = [matter.id.rsplit("/", 1)[1] for matter in resolver.graph.matters]
    return [[ids[n] for n in np.argsort(-evidence.vectors)[:3]] for _, evidence, _ in resolver.weighed(cases)]


def _names(answer: Decision | ShouwenError) -> list[str]:
    return [hit.id.rsplit("/", 1)[1] for hit in answer.matters] if isinstance(answer, Decision) else []


def _tops(answers: Sequence[Sequence[str]], right: Sequence[Collection[str]]) -> tuple[float, float]:
    """Return the shares whose first answer, and one of whose first three, is right."""
    first, third = (sum(not set(right[n]).isdisjoint(a[:most]) for n, a in enumerate(answers)) / len(answers) for most in (1, 3))
    return first, third
