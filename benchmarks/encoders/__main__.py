"""Train and judge every variant and print the table."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from api.commands.opening import open_ready
from benchmarks.encoders.measure import Figures, judges, measure
from benchmarks.encoders.training import Workshop
from benchmarks.encoders.variants import SHIPPED, VARIANTS
from resolver import encode
from resolver.practice import Experiences

HEADINGS = (
    "encoder", "MB", "ms", "vectors alone: later letters", "letters read", "whole resolver: later letters", "won, lost", "letters read", "rulings", "loss",
)  # fmt: skip


def main(data: Path, folder: Path, only: list[str]) -> None:
    """Print a row for each variant, beside the encoder in resolver/encoder as it is."""
    resolver = open_ready()
    resolver.experiences = Experiences()
    by = judges(resolver, data)
    print(f"{len(by.later)} later letters, {len(by.read)} letters read, {len(by.ruled)} rulings; top-1 / top-3\n")
    print(f"| {' | '.join(HEADINGS)} |\n|{'---|' * len(HEADINGS)}")
    workshop = Workshop(data, resolver.graph, folder)
    against = measure(resolver.graph, workshop.encoder(VARIANTS[SHIPPED]), by)
    print(row("in resolver/encoder", measure(resolver.graph, encode.SHIPPED, by), against), flush=True)
    for name, variant in VARIANTS.items():
        if not only or name in only:
            print(row(name, against if name == SHIPPED else measure(resolver.graph, workshop.encoder(variant), by), against), flush=True)


def row(name: str, found: Figures, against: Figures) -> str:
    """Return a line of the table; `won, lost`: later letters right with one of the two alone."""
    pairs = [found.letters_by_vectors, found.read_by_vectors, found.letters, found.read, found.ruled]
    rates = [f"{first:.3f} / {third:.3f}" for first, third in pairs]
    rates.insert(3, f"+{len(found.right - against.right)} −{len(against.right - found.right)}")
    return f"| {name} | {found.megabytes:.1f} | {found.milliseconds:.2f} | {' | '.join(rates)} | {found.loss:.4f} |"


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path, nargs="?", default=Path("../shared/data"))
    parser.add_argument("--keep", type=Path, help="folder in which what is trained is kept and found again")
    parser.add_argument("--only", nargs="*", default=[], help="names of variants")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        main(arguments.data, arguments.keep or Path(temporary), arguments.only)
