"""Past cases answered on the version in use and on the one proposed, on all cores: every answer that would change."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import chain, zip_longest
from multiprocessing.context import BaseContext
from pathlib import Path

from curation.preview.cluster import on_cluster
from curation.preview.compare import VERDICTS, Change, Verdict, change, differs
from curation.preview.pair import Pair, Versions, close, opened
from graph.store import KnowledgeGraph
from ontology.errors import BadInput, ShouwenError
from ontology.vocabulary import iri
from resolver import tuning
from resolver.batch import WORTH_FORKING, settle
from resolver.evaluate import Labelled
from resolver.pipeline import BATCH

Progress = Callable[[int, int], object]
"""Told after each batch: how many cases are done, of how many."""


@dataclass(frozen=True, slots=True)
class Part:
    """What came of some of the cases: changes, what could not be answered, and the sum over the others of how far they moved in sureness."""

    cases: int
    changes: tuple[Change, ...]
    faults: tuple[str, ...]
    moved: float


@dataclass(frozen=True, slots=True)
class Preview:
    """What would change. `changes`: worse first; `verdicts`, `matters`: how many by verdict, by the matter answered now (most first).

    `replayed`: cases answered on both versions; `faults`: cases that could not be; `drift`: mean distance of the leads' confidence on
    the two versions where the answer stays; `seconds`: how long it took.
    """

    before: str
    after: str
    replayed: int
    changes: tuple[Change, ...]
    verdicts: Mapping[Verdict, int]
    matters: tuple[tuple[str, int], ...]
    faults: tuple[str, ...]
    drift: float
    seconds: float


def replay(
    before: KnowledgeGraph, after: KnowledgeGraph, cases: Iterable[Labelled], *, home: Path, encoder: str = "", automatic: float = tuning.AUTOMATIC,
    workers: int = 0, scheduler: str = "", progress: Progress | None = None, sharing: bool = True,
) -> Preview:  # fmt: skip
    """Return what answers would change between two versions.

    `encoder`: its name in the settings; `workers` 0: all cores (few cases are answered in this process); `scheduler`: the address of a
    dask.distributed cluster whose workers read the same home; `sharing` False: work nothing out once for both (the same answers).
    Raises BadInput for a cluster that cannot be used, BadVersion for a version that cannot be opened.
    """
    started = time.perf_counter()
    versions = Versions.of(before, after, home, encoder, automatic, sharing)
    wanted = list(cases)
    chunks = _chunks(wanted)
    count = workers or os.cpu_count() or 1
    done: dict[int, Part] = {}
    replayed = 0
    if scheduler:
        parts = on_cluster(scheduler, replayed_part, versions, chunks)
    elif count > 1 and len(wanted) >= WORTH_FORKING:
        parts = _on_cores(versions, chunks, min(count, len(chunks)))
    else:
        pair = Pair(versions) if chunks else None
        parts = ((n, part_of(pair, chunk)) for n, chunk in enumerate(chunks) if pair)
    for number, part in parts:
        if number not in done:
            done[number] = part
            replayed += part.cases
            if progress:
                progress(replayed, len(wanted))
    return _preview(versions, wanted, [done[n] for n in sorted(done)], time.perf_counter() - started)


def part_of(pair: Pair, cases: Sequence[Labelled]) -> Part:
    """Return what comes of some cases."""
    changes: list[Change] = []
    faults: list[str] = []
    moved = 0.0
    for labelled, answer in zip(cases, pair.answers([c.case for c in cases]), strict=True):
        if isinstance(answer, ShouwenError):
            faults.append(f"{labelled.case.id}：{answer}")
        elif differs(*answer):
            changes.append(change(labelled, *answer, _truth(labelled, pair)))
        else:
            sure = [a.lead.confidence if a.lead else 0.0 for a in answer]
            moved += abs(sure[1] - sure[0])
    return Part(len(cases), tuple(changes), tuple(faults), moved)


def _truth(labelled: Labelled, pair: Pair) -> str:
    function = pair.after.graph.functions.get(iri("function", labelled.function)) if labelled.function and not labelled.unit else None
    return function.label if function else labelled.unit


def replayed_part(versions: Versions, cases: Sequence[Labelled]) -> Part:
    """Return what comes of some cases, in a worker process: the versions are opened once in each."""
    return part_of(opened(versions), cases)


def _chunks(cases: Sequence[Labelled]) -> list[list[Labelled]]:
    """Return the cases in batches, those of one place and time together: what was worked out for one serves the next."""
    near = sorted(cases, key=lambda c: (c.case.place or "", c.case.as_of))
    return [near[start : start + BATCH] for start in range(0, len(near), BATCH)]


def _on_cores(versions: Versions, chunks: Sequence[Sequence[Labelled]], count: int) -> Iterator[tuple[int, Part]]:
    """Yield (number, part) for each chunk as processes of this machine are done with it."""
    context = _context()
    forking = context.get_start_method() == "fork"
    try:
        if forking:
            part_of(opened(versions), chunks[0][:1])  # so that processes inherit both versions opened
        with ProcessPoolExecutor(count, mp_context=context, initializer=settle) as pool:
            futures = {pool.submit(replayed_part, versions, chunks[n]): n for n in _spread(len(chunks), count)}
            yield from ((futures[future], future.result()) for future in as_completed(futures))
    except BrokenProcessPool as error:
        raise BadInput("预演的一个工作进程被系统结束了", why="多半是内存不够", mend="减少进程数（workers）再试") from error
    finally:
        if forking:
            close()


def _context() -> BaseContext:
    """Return how to start processes: forked at once from a command's only thread; in a server, where other threads may hold locks
    at that moment, from a process kept for that."""
    methods = multiprocessing.get_all_start_methods()
    if "fork" in methods and threading.current_thread() is threading.main_thread():
        return multiprocessing.get_context("fork")
    if "forkserver" not in methods:
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def _spread(chunks: int, count: int) -> list[int]:
    """Return the numbers of the chunks in the order in which to hand them out, so that each process stays within a stretch of them."""
    length = -(-chunks // count)
    stretches = (range(start, min(start + length, chunks)) for start in range(0, chunks, length))
    return [n for n in chain.from_iterable(zip_longest(*stretches)) if n is not None]


def _preview(versions: Versions, wanted: Sequence[Labelled], parts: Sequence[Part], seconds: float) -> Preview:
    changes = sorted((c for part in parts for c in part.changes), key=lambda c: (VERDICTS.index(c.verdict), c.place, c.day, c.id))
    faults = tuple(f for part in parts for f in part.faults)
    alike = sum(part.cases for part in parts) - len(changes) - len(faults)
    counted = Counter(c.verdict for c in changes)
    return Preview(
        versions.before_name, versions.after_name, len(wanted) - len(faults), tuple(changes), {v: counted[v] for v in VERDICTS},
        tuple(Counter(c.after.matter or c.before.matter for c in changes).most_common()), faults,
        round(sum(part.moved for part in parts) / alike, 5) if alike else 0.0, round(seconds, 2),
    )  # fmt: skip
