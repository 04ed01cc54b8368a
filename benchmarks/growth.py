"""How the time of one answer grows with the precedents a version holds: 1,000 to a million, made up from the graph.

    python -m benchmarks.growth [1000 10000 100000 1000000]

The rulings (benchmarks.made_up) stand beside the shipped knowledge in a version of their own, below a temporary folder. Asked:
the shipped sample cases and matters' phrases, in places drawn at random, one by one; the first round meets places and matters
for the first time, the others are warm. Each version is asked in a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
import random
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from api.commands.opening import open_ready
from api.samples import samples
from benchmarks.made_up import SEED, version_with
from graph import store
from ontology import model as m
from resolver.encode import open_encoder
from resolver.pipeline import Resolver, one_thread_each

ASKED = 400
ROUNDS = 3
DAY = dt.date(2026, 11, 22)


@dataclass(frozen=True)
class Figures:
    """Milliseconds of one answer, warm and in the first round, and of the processor alone; MB resident when opened and at the end."""

    p50: float
    p99: float
    first: float
    processor: float
    opened: int
    asked: int


def asked(resolver: Resolver) -> list[m.Case]:
    """Return cases in places drawn at random: phrases of matters, two together, as short letters."""
    rng, graph = random.Random(SEED + 1), resolver.graph
    counties = [p.id for p in graph.places if not p.code.endswith("00")][::40]
    phrases = [p for matter in graph.matters for p in matter.phrases]
    texts = [s.text for s in samples().values()] + ["。".join(rng.sample(phrases, 2)) for _ in range(ASKED)]
    return [m.Case(str(n), text, DAY, place=rng.choice(counties)) for n, text in enumerate(texts[:ASKED])]


def measure(folder: Path) -> Figures:
    """Return the figures of a version opened in this process."""
    one_thread_each()
    resolver = Resolver(store.open_folder(folder, folder.name), open_encoder(""))
    opened, cases = _resident(), asked(resolver)
    rounds, worked = [], []
    for _ in range(ROUNDS):
        taken = []
        for case in cases:
            start, began = time.perf_counter(), time.process_time()
            resolver.resolve(case)
            taken.append(1000 * (time.perf_counter() - start))
            worked.append(1000 * (time.process_time() - began))
        rounds.append(taken)
    warm = [t for each in rounds[1:] for t in each]
    return Figures(
        statistics.median(warm), float(np.percentile(warm, 99)), statistics.median(rounds[0]), statistics.median(worked[len(cases) :]), opened, _resident()
    )


def _resident() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS"))


def main(counts: list[int]) -> dict[int, Figures]:
    """Print the table and return the figures by number of rulings."""
    one_thread_each()
    resolver, encoder = open_ready(), open_encoder("")
    figures: dict[int, Figures] = {}
    print("rulings      build s    p50 ms   p99 ms   first round p50   processor p50   MB opened, asked")
    for count in counts:
        with tempfile.TemporaryDirectory() as home:
            folder, began = Path(home) / "version", time.perf_counter()
            version_with(resolver, encoder, count, folder)
            built = time.perf_counter() - began
            with multiprocessing.get_context("spawn").Pool(1) as alone:
                f = figures[count] = alone.apply(measure, (folder,))
            print(f"{count:9,}  {built:8.1f}  {f.p50:8.2f} {f.p99:8.2f}   {f.first:15.2f}   {f.processor:13.2f}   {f.opened:6,} {f.asked:6,}", flush=True)
    first, last = figures[counts[0]], figures[counts[-1]]
    print(f"growth {counts[0]:,} to {counts[-1]:,}: p50 x {last.p50 / first.p50:.2f}, p99 x {last.p99 / first.p99:.2f}, processor x {last.processor / first.processor:.2f}")
    return figures


if __name__ == "__main__":
    main([int(a) for a in sys.argv[1:]] or [1_000, 10_000, 100_000, 1_000_000])
