"""The report: tables, plots, and what each peer is."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.peers.rows import Row
from resolver.evaluate import Labelled

FUNCTION, UNIT = (("function top-1", 0), ("function top-3", 1)), (("unit top-1", 2), ("unit top-3", 3))
NOTES = """- BM25, dense neighbours: the same phrases, encoder and index as ours; the ten nearest matters, each sent to its default lead. The time of dense neighbours is that of gathering all evidence.
- PageRank: `networkx.pagerank` over matters, functions, articles and statutes, from the ten matters best by words and from what our own walk starts from (departments and statutes named in the letter, articles near to it); chance to walk on {damping} and networkx's default, 0.85; the matters reached most sent to their default leads, or the functions reached most themselves. Time: `nx.pagerank` alone.
- Ours without words, vectors, walk: that weight is 0 (shortlists are still made by both words and vectors). Without precedents: no ruling is near. Without facts: no condition is settled by the letter. Without rulings: `without` names every ruling, responsibility list and paper in the graph.
- TF-IDF + linear SVM: scikit-learn, character 1-3-grams, `min_df=2`, `sublinear_tf`, `LinearSVC()`; title, text and district as one text; a second model for units. As in benchmarks/learned.py. "District a feature too": one more feature per district, of weight 0.5, chosen on the first half of the letters; the strongest peer on units that we found.
- fastText: {fasttext}; characters as words, the district as one more, said {district} times; a second model for units. Chosen among 22 settings on the first half of the letters (characters did better than jieba's words). With numpy 2 `model.predict` fails; `model.f.predict` is called.
- Annif 1.4, analyzer `simple(token_min_length=1)`. svc: letters as characters with blanks between, the district as a word said {district} times, `ngram=3`, `min_df=2`: better on the first half than jieba's words, with or without 2-grams, and than characters with n-grams up to 2. tfidf, which makes no n-grams, and the simple ensemble (tfidf and an svc with `ngram=1`, in equal parts): characters and 2-grams as words, the district said once; functions only. Omikuji and the neural ensemble were not tried. No NLTK data is downloaded: an untrained Punkt with empty tables stands in for punkt_tab, and cuts such text the same. Learning: `annif train` of the functions' model, its start (2 s) included. Letters a second: `annif index` on the last stretch, functions only, less the time of one letter (so without its start). Memory: the largest of its processes, everything included. Letters are cut into characters beforehand; that is not counted, here or for fastText.
- Ours learned without a part: its block of the linear model is 0 while learning and answering, and for units too: vectors and neighbours with the vectors; share, presence and named town with the place. Without n-grams: all letters say the same one n-gram.
- Build / learn: the last stretch's models of functions and units (ours with how sure it may be, from four more models; reading the letters first, which ours does once, takes about what answering takes and is not counted); with nothing learned, building all indexes of a version. One letter: median of {timed} asked one by one. Letters/s: in one batch, one process; ours gives function, unit, bases, helpers and explanation, the others labels.
- Memory: what the peer's own process grew by at its peak, without what was there before. Opening ours (graph, indexes, encoder) takes {opened:.0f} MB more, which the SVM and fastText do not need."""


def table(rows: Sequence[Row], letters: Sequence[Labelled], *, units: bool, cost: bool = True) -> str:
    """Return rows as a Markdown table."""
    heads = [
        "",
        "function top-1",
        "top-3",
        *(["unit top-1", "top-3"] if units else []),
        *(["build / learn, s", "one letter, ms", "letters/s", "memory, MB"] if cost else []),
    ]
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)]]
    for row in rows:
        rates = [f"{r:.3f}" if r is not None else "–" for r in row.rates(letters)]
        costs = [f"{c:.{places}f}" if c is not None else "–" for c, places in ((row.seconds, 1), (row.each, 2), (row.batch, 0), (row.megabytes, 0))]
        lines.append([row.name, *rates[: 4 if units else 2], *(costs if cost else [])])
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def plot(path: Path, title: str, rows: Sequence[Row], letters: Sequence[Labelled], kinds: Sequence[tuple[str, int]]) -> None:
    """Draw rates (their position in `Row.rates` by name) as bars, one row below the other."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "peers"
    from matplotlib import pyplot as plt

    shown = [(r.name.strip("*"), rates) for r in rows if (rates := r.rates(letters))[kinds[0][1]] is not None][::-1]
    figure, axes = plt.subplots(figsize=(8, 0.5 + 0.42 * len(shown)))
    for n, (kind, at) in enumerate(kinds):
        heights = np.arange(len(shown)) + 0.4 * (0.5 - n)
        bars = axes.barh(heights, [rates[at] or 0 for _, rates in shown], 0.38, label=kind, color=("#1f5f8b", "#a8c8dc")[n])
        axes.bar_label(bars, fmt="%.3f", fontsize=7, padding=2)
    axes.set_yticks(np.arange(len(shown)), [name for name, _ in shown], fontsize=8)
    axes.set_xlim(0, 1)
    axes.set_title(title, fontsize=10)
    axes.legend(fontsize=7, loc="upper center", bbox_to_anchor=(0.5, -0.06), ncols=2, frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    path.parent.mkdir(exist_ok=True)
    figure.savefig(path, bbox_inches="tight", metadata={"Date": None})
    plt.close(figure)


def this_machine() -> str:
    """Return what this ran on."""
    cpu = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), platform.machine())
    return f"{cpu}, {os.cpu_count()} shared cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} at the start"


def ratios(rows: Sequence[Row]) -> str:
    """Return how many letters a second ours answers for one of Annif's."""
    ours = next(r for r in rows if r.name.startswith("**Ours"))
    told = [f"{r.batch:.0f} ({r.name}; ours {ours.batch / r.batch:.1f} times as many)" for r in rows if r.name.startswith("Annif") and r.batch and ours.batch]
    said = f"Letters a second in one batch, one process: ours {ours.batch or 0:.0f}" + (", " + ", ".join(told) if told else "") + "."
    times = [f"{ours.cores / r.batch:.1f} ({r.name})" for r in rows if r.name.startswith("Annif") and r.batch and ours.cores]
    if not times:
        return said
    return f"{said} As each one's own command answers a file on this machine (`shouwen resolve --in` on all cores, `annif index`, which has no way to use more than one): ours {ours.cores:.0f}, {', '.join(times)} times as many; whoever splits a file by hand and starts Annif twice halves that."


class Written:
    """The report as it grows: paragraphs, tables, and plots where matplotlib is there."""

    def __init__(self, out: Path) -> None:
        self.out, self.parts = out, ["# Ours beside its peers"]
        try:
            import matplotlib  # noqa: F401

            self.plots = True
        except ImportError:
            self.plots = False

    def say(self, *parts: str) -> None:
        """Add paragraphs, and print them."""
        self.parts += parts
        print("\n\n".join(parts), flush=True)

    def draw(self, name: str, title: str, rows: Sequence[Row], letters: Sequence[Labelled], kinds: Sequence[tuple[str, int]]) -> None:
        """Add a plot."""
        if self.plots:
            plot(self.out.parent / "plots" / f"{name}.svg", title, rows, letters, kinds)
            self.parts.append(f"![{title}](plots/{name}.svg)")

    def save(self) -> None:
        """Write the report."""
        if not self.plots:
            self.parts.append("No plots: matplotlib is not installed.")
        self.out.write_text("\n\n".join(self.parts) + "\n", encoding="utf-8")
