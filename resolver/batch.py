"""Many cases, on all cores: the same answers as one by one, in the same order, faults apart.

Worker processes are forked after the version is opened, so they share its memory-mapped pages.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from typing import Any, Final, TypeVar, overload

from ontology.errors import ShouwenError
from ontology.model import Case, Decision
from resolver.pipeline import BATCH, Resolver

WORTH_FORKING: Final = 4 * BATCH
"""Cases below which starting processes costs more than it gives."""

LOOKED_THROUGH: Final = 50_000
"""New objects after which a worker's collector looks for cycles: answers hold none, and at its usual 700 it takes a tenth of the time."""

Answer = Decision | ShouwenError
S = TypeVar("S")
_shared: tuple[Resolver, Callable[[Decision], Any]] | None = None


def settle() -> None:
    """Make the collector of a process forked for work let what was inherited be (walking over it copies it), and look seldom at the rest."""
    gc.freeze()
    gc.set_threshold(LOOKED_THROUGH, 20, 50)


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


@overload
def answer_stream(resolver: Resolver, cases: Iterable[Case], workers: int = 0) -> Iterator[Answer]: ...
@overload
def answer_stream(resolver: Resolver, cases: Iterable[Case], workers: int = 0, *, shape: Callable[[Decision], S]) -> Iterator[S | ShouwenError]: ...
def answer_stream(resolver: Resolver, cases: Iterable[Case], workers: int = 0, *, shape: Callable[[Decision], Any] = lambda d: d) -> Iterator[Any]:
    """Yield an answer to each case, in order; `workers` 0 means all cores.

    `shape` turns each decision into what the caller wants where it was made: a line of text costs a
    tenth of a Decision to hand from a worker to the caller. A stream shorter than `WORTH_FORKING` is
    answered in this process.
    """
    count = workers or os.cpu_count() or 1
    stream = iter(cases)
    first = list(islice(stream, WORTH_FORKING))
    if count == 1 or len(first) < WORTH_FORKING or "fork" not in multiprocessing.get_all_start_methods():
        for chunk in _chunked(first, stream):
            yield from _shaped(resolver, chunk, shape)
        return
    global _shared
    _shared = resolver, shape
    answer(resolver, first[:1])
    pending: deque[Future[list[Any]]] = deque()
    with ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("fork"), initializer=settle) as pool:
        chunks = _chunked(first, stream)
        for chunk in islice(chunks, 3 * count):
            pending.append(pool.submit(_in_worker, chunk))
        while pending:
            done = pending.popleft().result()
            following = next(chunks, None)
            if following:
                pending.append(pool.submit(_in_worker, following))
            yield from done


def _shaped(resolver: Resolver, cases: Sequence[Case], shape: Callable[[Decision], S]) -> list[S | ShouwenError]:
    return [a if isinstance(a, ShouwenError) else shape(a) for a in answer(resolver, cases)]


def _chunked(first: Sequence[Case], rest: Iterator[Case]) -> Iterator[list[Case]]:
    for start in range(0, len(first), BATCH):
        yield list(first[start : start + BATCH])
    while chunk := list(islice(rest, BATCH)):
        yield chunk


def _in_worker(cases: list[Case]) -> list[Any]:
    assert _shared is not None
    return _shaped(_shared[0], cases, _shared[1])
