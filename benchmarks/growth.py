"""How the time of one answer grows with the precedents a version holds: 1,000 to a million, made up from the graph.

    python -m benchmarks.growth [1000 10000 100000 1000000]

Each made-up ruling (labelled 合成) is on a matter drawn at random, in a county drawn at random, told in one of the matter's phrases,
with the matter's national lead as its lead. They stand beside the shipped knowledge in a version of their own, below a
temporary folder. Asked: the shipped sample cases and their demands, in places drawn at random, one by one, warm.
"""

from __future__ import annotations

import datetime as dt
import random
import shutil
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from api.commands.opening import open_ready
from api.samples import samples
from graph import store
from graph.read import Records
from ontology import model as m
from ontology.vocabulary import iri
from resolver import indexing, wordsearch
from resolver.encode import Encoder, open_encoder
from resolver.gazetteer import Gazetteer, names_of
from resolver.pipeline import Resolver, one_thread_each

SEED = 20261122
ASKED = 400
ROUNDS = 3
DAY = dt.date(2026, 11, 22)


def made_up(resolver: Resolver, count: int) -> tuple[list[m.Ruling], list[m.Responsibility], list[str]]:
    """Return rulings, the responsibilities they give, and what each is told as."""
    rng, graph = random.Random(SEED), resolver.graph
    counties = [p.id for p in graph.places if not p.code.endswith("00")]
    led = {}
    for r in graph.responsibilities:
        if r.part == "lead" and r.function and r.place.endswith("/CN"):
            led.setdefault(r.matter, r.function)
    matters = [x for x in graph.matters if x.id in led and x.phrases]
    rulings, given, told = [], [], []
    for n in range(count):
        matter, place = rng.choice(matters), rng.choice(counties)
        identifier, facts = iri("ruling", "合成", f"{n:07d}"), rng.choice(matter.phrases)
        start = dt.date(2016, 1, 1) + dt.timedelta(days=rng.randrange(3500))
        rulings.append(
            m.Ruling(identifier, f"合成认定{n}：{matter.label}", matter.id, place, facts, (), (), "assign", iri("doctrine", "先例"), (), "合成", start, "", (), False, start, None, "合成", "")
        )  # fmt: skip
        given.append(m.Responsibility(iri("resp", "合成", f"{n:07d}"), matter.id, "lead", led[matter.id], None, "合成", (), (identifier,), place, "", False, start, None))
        told.append(f"{matter.label}。{facts}")
    return rulings, given, told


def version_with(resolver: Resolver, encoder: Encoder, count: int, folder: Path) -> Resolver:
    """Return a resolver over the shipped version with so many made-up rulings beside its own."""
    graph = resolver.graph
    rulings, given, told = made_up(resolver, count)
    records = Records(**{name: tuple(getattr(graph, name)) for name in store._RECORDS})
    records = replace(records, rulings=_sorted(records.rulings, rulings), responsibilities=_sorted(records.responsibilities, given))
    store.write_tables(records, folder / "tables")
    shutil.copytree(graph.folder / "index", folder / "index")
    grown = store.open_folder(folder, f"合成{count}")
    texts = {r.id: text for r, text in zip(rulings, told, strict=True)}
    told_all = [texts.get(r.id) or f"{r.title}。{r.facts}。{'。'.join(r.phrases)}" for r in records.rulings]
    indexing.write_rulings(encoder.encode(told_all), folder / "index")
    gazetteer = Gazetteer()
    gazetteer.fill(names_of(graph))
    known: dict[str, list[str]] = {}
    for text in told_all:
        if text not in known:
            known[text] = list(gazetteer.names_in(text))
    shutil.rmtree(folder / "index" / "words" / "rulings")
    wordsearch.build((known[text] for text in told_all), folder / "index" / "words" / "rulings")
    return Resolver(grown, encoder)


def _sorted(own: tuple[object, ...], more: list[object]) -> tuple[object, ...]:
    return tuple(sorted([*own, *more], key=lambda r: r.id))  # type: ignore[attr-defined]


def asked(resolver: Resolver) -> list[m.Case]:
    """Return cases in places drawn at random: phrases of matters, two or three together, as short letters."""
    rng, graph = random.Random(SEED + 1), resolver.graph
    counties = [p.id for p in graph.places if not p.code.endswith("00")][:: 40]
    phrases = [p for matter in graph.matters for p in matter.phrases]
    texts = [s.text for s in samples().values()] + ["。".join(rng.sample(phrases, 2)) for _ in range(ASKED)]
    return [m.Case(str(n), text, DAY, place=rng.choice(counties)) for n, text in enumerate(texts[:ASKED])]


def main(counts: list[int]) -> dict[int, tuple[float, float]]:
    """Print the table and return p50 and p99 in milliseconds by number of rulings."""
    one_thread_each()
    resolver, encoder = open_ready(), open_encoder("")
    cases = asked(resolver)
    figures: dict[int, tuple[float, float]] = {}
    print("rulings      build s    p50 ms   p99 ms   first round p50")
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            began = time.perf_counter()
            grown = version_with(resolver, encoder, count, Path(folder) / "version")
            built = time.perf_counter() - began
            rounds = []
            for _ in range(ROUNDS):
                taken = []
                for case in cases:
                    start = time.perf_counter()
                    grown.resolve(case)
                    taken.append(1000 * (time.perf_counter() - start))
                rounds.append(taken)
            warm = [t for each in rounds[1:] for t in each]
            figures[count] = statistics.median(warm), float(np.percentile(warm, 99))
            print(f"{count:9,}  {built:8.1f}  {figures[count][0]:8.2f} {figures[count][1]:8.2f}   {statistics.median(rounds[0]):8.2f}", flush=True)
    first, last = figures[counts[0]], figures[counts[-1]]
    print(f"growth {counts[0]:,} to {counts[-1]:,}: p50 x {last[0] / first[0]:.2f}, p99 x {last[1] / first[1]:.2f}")
    return figures


if __name__ == "__main__":
    main([int(a) for a in sys.argv[1:]] or [1_000, 10_000, 100_000, 1_000_000])
