"""Encoders side by side: untrained, smaller, larger and the shipped recipe, on the same cases.

    python -m benchmarks.encoders ../shared/data        (about fifteen minutes on two cores)

Prints size, training pairs and seconds, and accuracy (function of the lead) of the whole resolver with
each, and of vectors alone. The table in DECISIONS.md is this command's.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from benchmarks.accuracy import alternative, letters, rulings
from graph.load import knowledge_files
from ontology.errors import ShouwenError
from resolver.batch import answer_stream
from resolver.evaluate import measure, outcome_of
from resolver.pipeline import build, open_resolver
from resolver.train_encoder import Recipe, train

VARIANTS = {
    "untrained 30k x 256": Recipe(vocabulary=30_000, dimensions=256, epochs=0),
    "10k x 128 (shipped)": Recipe(),
    "30k x 256": Recipe(vocabulary=30_000, dimensions=256),
    "30k x 512": Recipe(vocabulary=30_000, dimensions=512),
}


def main(data: Path) -> None:
    """Train and measure every variant."""
    print("| encoder | MB | seconds | letters top-1/top-3 | vectors alone | rulings top-1/top-3 | vectors alone |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder) / "home")
        graph = open_resolver(Path(folder) / "home").graph
        for name, recipe in VARIANTS.items():
            out = Path(folder) / f"encoder{len(name)}"
            started = time.perf_counter()
            train(data, out, graph, recipe)
            seconds = time.perf_counter() - started
            size = sum(f.stat().st_size for f in out.iterdir()) / 1e6
            home = Path(folder) / f"home{len(name)}"
            build(home, files=knowledge_files(), encoder=str(out))
            resolver = open_resolver(home, encoder=str(out))
            row = [name, f"{size:.1f}", f"{seconds:.0f}"]
            for cases in (letters(resolver, data / "letters" / "shanghai.dev.jsonl.gz"), rulings(resolver, data / "rulings" / "cases.dev.jsonl")[0]):
                answers = answer_stream(resolver, [c.case for c in cases])
                report = measure([outcome_of(c, a) for c, a in zip(cases, answers, strict=True) if not isinstance(a, ShouwenError)])
                row.append(f"{report.rates['不含街镇 首选'].value:.3f} / {report.rates['不含街镇 前三'].value:.3f}")
                row.append("{:.3f} / {:.3f}".format(*alternative(resolver, cases, "vectors")))
            print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data"))
