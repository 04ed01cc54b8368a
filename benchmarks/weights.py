"""The trained weights, trained again (`make train-weights`): writes resolver/weights.toml.

    python -m benchmarks.weights ../shared/data [--dry]     (--dry prints what it would write and writes nothing)

What is fitted on what, and how, stands in resolver/train_weights.py and, for helpers, resolver/train_helpers.py. The fit of matters and leads is first made on the earlier
half of the letters and shown on the later half, then on all.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from api.commands.opening import open_ready, today
from api.contract import case_from_json
from benchmarks import accuracy, judged, learned, who_helps
from resolver import train_helpers
from resolver import train_weights as train
from resolver.evaluate import STREETS, Labelled
from resolver.pipeline import BATCH, Resolver
from resolver.practice import Experiences
from resolver.weights import WEIGHTS

RULINGS = 0.5
READ = 0.5
"""Weights, beside the letters that departments answered, of the rulings (each without its own) and of the letters read."""


def known(resolver: Resolver, cases: Sequence[Labelled], right: Sequence[frozenset[str]] | None = None) -> Iterator[train.Known]:
    """Yield cases with their evidence."""
    for start in range(0, len(cases), BATCH):
        part = cases[start : start + BATCH]
        for n, (case, (_, evidence, _)) in enumerate(zip(part, resolver.weighed([c.case for c in part]), strict=True), start):
            yield train.Known(evidence, case, right[n] if right else frozenset())


def read_letters(resolver: Resolver, data: Path) -> tuple[list[Labelled], list[frozenset[str]]]:
    """Return the letters that were read, with the matters held to be right."""
    by_id = {row["id"]: row for row in judged.letters(data)}
    with (judged.HERE / "read.tsv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["id"] in by_id and row["right"]]
    cases = [Labelled(case_from_json(by_id[row["id"]], resolver.graph, today())) for row in rows]
    return cases, [frozenset(row["right"].split("|")) for row in rows]


def shares(resolver: Resolver, cases: Sequence[Labelled]) -> list[tuple[float, bool]]:
    """Return the share of the first lead of each case, and whether its function is right; where the place settled it, left out."""
    found = []
    for start in range(0, len(cases), BATCH):
        part = cases[start : start + BATCH]
        for case, (_, _, weighed) in zip(part, resolver.weighed([c.case for c in part]), strict=True):
            if weighed.leads and case.function:
                holder = max(weighed.leads, key=lambda h: weighed.leads[h])
                if holder not in weighed.settled:
                    found.append((weighed.leads[holder], holder.function == case.function))
    return found


def main(data: Path, *, dry: bool) -> None:
    """Train, print what it gives, and write."""
    resolver = open_ready()
    resolver.experiences = Experiences()
    everything = sorted(accuracy.letters(resolver, data / "letters" / "shanghai.dev.jsonl.gz"), key=lambda c: (c.case.as_of, c.case.id))
    letters = [c for c in everything if c.function and c.function != STREETS]
    ruled, _, _ = accuracy.rulings(resolver, data / "rulings" / "cases.dev.jsonl")
    read, right = read_letters(resolver, data)
    half = len(letters) // 2
    earlier, later = (train.tables(resolver, list(known(resolver, part))) for part in (letters[:half], letters[half:]))
    of_rulings = train.tables(resolver, list(known(resolver, train.of_leads(ruled))))
    of_read = train.tables(resolver, list(known(resolver, read, right)))
    tried = train.fit_matters(WEIGHTS, [(earlier, 1.0), (of_rulings, RULINGS), (of_read, READ)])
    nothing = np.zeros(8)
    before, after = (train.loss(w, nothing, [(later, 1.0)]) for w in (WEIGHTS, tried))
    print(f"后一半来信的损失：原来 {before:.4f}，只用前一半训练后 {after:.4f}")
    found = train.fit_matters(WEIGHTS, [(earlier, 0.5), (later, 0.5), (of_rulings, RULINGS), (of_read, READ)])
    slope, offset = train.fit_calibration([shares(resolver, cases) for cases in (everything, letters, ruled)], print)
    answered = [a for _, a, _ in learned.past_letters(resolver, data / "letters" / "shanghai.dev.jsonl.gz")]
    found = replace(found, calibration=replace(found.calibration, slope=slope, offset=offset), units=train.fit_units(resolver, answered, print))
    helped = who_helps.all_examples(resolver, data)
    who_helps.report(helped)
    found = replace(found, helpers=train_helpers.fit(helped))
    for name, values in asdict(found).items():
        print(name, values)
    if not dry:
        train.write(found)


if __name__ == "__main__":
    main(Path(next((a for a in sys.argv[1:] if not a.startswith("-")), "../shared/data")), dry="--dry" in sys.argv)
