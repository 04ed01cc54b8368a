"""One line of a table and what it cost, from a process of its own."""

from __future__ import annotations

import multiprocessing
import os
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from resolver.evaluate import Labelled
from resolver.history.letters import Answered

TIMED = 200
"""Letters asked one by one for the median time of a letter."""
FIELDS = ("function", "unit")
Letter = tuple[Labelled, Answered, str]
Ranked = list[list[str]]
Spans = list[tuple[int, int]]


@dataclass
class Row:
    """One line of a table: what was answered (ranked functions and units per letter), and what it cost: seconds to learn (the last stretch),
    milliseconds of one letter asked alone, letters a second asked together, the same on all cores where the tool itself uses them,
    memory grown by."""

    name: str
    functions: Ranked = field(default_factory=list)
    units: Ranked = field(default_factory=list)
    seconds: float | None = None
    each: float | None = None
    batch: float | None = None
    cores: float | None = None
    megabytes: float | None = None

    def rates(self, letters: Sequence[Labelled]) -> list[float | None]:
        """Return function top-1, top-3, unit top-1, top-3 on the letters asked."""
        found: list[float | None] = []
        for answers, wanted in ((self.functions, [c.function for c in letters]), (self.units, [c.unit for c in letters])):
            for n in (1, 3):
                hits = [w in a[:n] for a, w in zip(answers, wanted, strict=True)] if answers else []
                found.append(sum(hits) / len(hits) if hits else None)
        return found


def apart(*works: Callable[[], Row]) -> list[Row]:
    """Return what each work returns from a process of its own (all at once), with the memory it grew by at its peak (pages shared with us left out)."""
    context = multiprocessing.get_context("fork")
    started = []
    for work in works:
        here, there = context.Pipe(duplex=False)

        def run(work: Callable[[], Row] = work, there: Any = there) -> None:
            start = resident()
            row = work()
            row.megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - start
            there.send(row)

        started.append((context.Process(target=run), here))
        started[-1][0].start()
        there.close()
    rows = [here.recv() for _, here in started]
    for process, _ in started:
        process.join()
    return rows


def parts_removed(works: Sequence[Callable[[], Row]]) -> list[Row]:
    """Return the rows of works, two at a time; what they cost says nothing then and is left out."""
    rows = [row for n in range(0, len(works), 2) for row in apart(*works[n : n + 2])]
    return [Row(r.name, r.functions, r.units) for r in rows]


@contextmanager
def patched(*places: tuple[Any, str, Any]) -> Iterator[None]:
    """Hold other values under some names of modules or objects."""
    held = [(owner, name, getattr(owner, name)) for owner, name, _ in places]
    for owner, name, value in places:
        setattr(owner, name, value)
    try:
        yield
    finally:
        for owner, name, value in held:
            setattr(owner, name, value)


def under(patches: Sequence[tuple[Any, str, Any]], work: Callable[[], Row]) -> Callable[[], Row]:
    """Return the work done with other values in place."""

    def done() -> Row:
        with patched(*patches):
            return work()

    return done


def middle(ask: Callable[[Any], object], letters: Sequence[Any]) -> float:
    """Return the median milliseconds of asking one letter at a time; the first asked are not counted."""
    taken = []
    for letter in letters[:TIMED]:
        began = time.perf_counter()
        ask(letter)
        taken.append(1000 * (time.perf_counter() - began))
    return median(taken[5:] or taken)


def resident() -> float:
    """Return the megabytes that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
