"""Many cases, on all cores: the same answers as one by one, in the same order, faults apart.

Worker processes are forked after the version is opened, so they share its memory-mapped pages.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from typing import Final

from ontology.errors import ShouwenError
from ontology.model import Case, Decision
from resolver.pipeline import BATCH, Resolver

WORTH_FORKING: Final = 4 * BATCH
"""Cases below which starting processes costs more than it gives."""

Answer = Decision | ShouwenError
_shared: Resolver | None = None


def answer(resolver: Resolver, cases: Sequence[Case]) -> list[Answer]:
    """Return a decision, or the error that kept it from being made, for each case."""
    try:
        return list(resolver.resolve_many(cases))
    except ShouwenError:
        if len(cases) == 1:
            return [_one(resolver, cases[0])]
        half = len(cases) // 2
        return answer(resolver, cases[:half]) + answer(resolver, cases[half:])


def _one(resolver: Resolver, case: Case) -> Answer:
    try:
        return resolver.resolve(case)
    except ShouwenError as error:
        return error


def answer_stream(resolver: Resolver, cases: Iterable[Case], workers: int = 0) -> Iterator[Answer]:
    """Yield an answer to each case, in order; `workers` 0 means all cores.

    A stream shorter than `WORTH_FORKING` is answered in this process.
    """
    count = workers or os.cpu_count() or 1
    stream = iter(cases)
    first = list(islice(stream, WORTH_FORKING))
    if count == 1 or len(first) < WORTH_FORKING or "fork" not in multiprocessing.get_all_start_methods():
        yield from _chunks(resolver, first)
        while chunk := list(islice(stream, BATCH)):
            yield from answer(resolver, chunk)
        return
    global _shared
    _shared = resolver
    answer(resolver, first[:1])
    pending: deque[Future[list[Answer]]] = deque()
    with ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("fork")) as pool:
        chunks = _chunked(first, stream)
        for chunk in islice(chunks, 3 * count):
            pending.append(pool.submit(_in_worker, chunk))
        while pending:
            done = pending.popleft().result()
            following = next(chunks, None)
            if following:
                pending.append(pool.submit(_in_worker, following))
            yield from done


def _chunks(resolver: Resolver, cases: Sequence[Case]) -> Iterator[Answer]:
    for start in range(0, len(cases), BATCH):
        yield from answer(resolver, cases[start : start + BATCH])


def _chunked(first: Sequence[Case], rest: Iterator[Case]) -> Iterator[list[Case]]:
    for start in range(0, len(first), BATCH):
        yield list(first[start : start + BATCH])
    while chunk := list(islice(rest, BATCH)):
        yield chunk


def _in_worker(cases: list[Case]) -> list[Answer]:
    assert _shared is not None
    return answer(_shared, cases)
