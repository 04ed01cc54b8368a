"""How well the published forms are read: every sample file's articles beside the pack's for the same law and version, and the time that
the whole pack takes.

    python -m benchmarks.law_import [../shared/data/laws] [--time]
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from graph.laws.importing import bring_in
from graph.laws.reading import found, read
from graph.laws.texts import Remark, Text, folded
from ontology.citation import short_title

PACK: Final = Path("../shared/data/laws")


@dataclass(frozen=True, slots=True)
class Compared:
    """A sample statute beside the pack: how many articles the pack has, how many were found with identical text (white space folded),
    and where the two differ."""

    source: str
    title: str
    version: str
    articles: int
    identical: int
    missing: tuple[str, ...]
    surplus: tuple[str, ...]
    differing: tuple[str, ...]


def compare(pack: Path) -> tuple[list[Compared], list[Remark]]:
    """Return each sample statute beside the pack's articles, and what of the samples could not be read."""
    texts: list[Text] = []
    unread: list[Remark] = []
    for item in read(found([pack / "sources"])):
        if isinstance(item, Text):
            texts.append(item)
        elif isinstance(item, Remark) and item.kind == "unread":
            unread.append(item)
    wanted = {(t.said.title, t.said.version) for t in texts}
    theirs = _articles(_rows(pack.glob("articles*.jsonl.gz")), wanted)
    return [_compared(text, theirs.get((text.said.title, text.said.version), {})) for text in texts], unread


def _rows(paths: Iterable[Path]) -> Iterator[dict[str, Any]]:
    for path in sorted(paths):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def _articles(rows: Iterable[dict[str, Any]], wanted: set[tuple[str, str]]) -> dict[tuple[str, str], dict[str, str]]:
    """Return the pack's texts by number, for each wanted title and version; read without the importer's own code."""
    articles: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows:
        key = short_title(row["law"]), row["version_date"]
        if key in wanted:
            number = f"{row['article_no']}-{row['article_sub']}" if row.get("article_sub") else str(row["article_no"])
            articles.setdefault(key, {})[number] = row["text"]
    return articles


def _compared(text: Text, theirs: dict[str, str]) -> Compared:
    ours = {a.number: a.text for a in text.articles}
    both = [number for number in theirs if number in ours]
    differing = [_difference(number, ours[number], theirs[number]) for number in both if folded(ours[number]) != folded(theirs[number])]
    return Compared(
        text.said.source, text.said.title, text.said.version, len(theirs), len(both) - len(differing),
        tuple(n for n in theirs if n not in ours), tuple(n for n in ours if n not in theirs), tuple(differing),
    )  # fmt: skip


def _difference(number: str, ours: str, theirs: str) -> str:
    """Return an article's number with the first place where two texts part."""
    a, b = folded(ours), folded(theirs)
    at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return f"{number}：…{a[max(0, at - 6) : at + 6]}… / …{b[max(0, at - 6) : at + 6]}…"


def share(compared: Iterable[Compared]) -> float:
    """Return which share of the pack's articles was found with identical text."""
    rows = list(compared)
    return sum(c.identical for c in rows) / max(sum(c.articles for c in rows), 1)


def _print(pack: Path) -> None:
    compared, unread = compare(pack)
    for c in compared:
        print(f"{c.title} {c.version}: {c.identical}/{c.articles} identical  ({c.source})")
        for name, listed in (("missing", c.missing), ("surplus", c.surplus), ("differs", c.differing)):
            for entry in listed:
                print(f"    {name} {entry}")
    for remark in unread:
        print(f"unread: {remark}")
    articles, identical = sum(c.articles for c in compared), sum(c.identical for c in compared)
    print(f"{len(compared)} statutes, {articles} articles, {identical} identical: {share(compared):.2%}; missing {sum(len(c.missing) for c in compared)}")


def _time(pack: Path) -> None:
    files = sorted(pack.glob("articles*.jsonl.gz"))
    with tempfile.TemporaryDirectory() as home:
        for called in ("first import", "again"):
            wall, cpu = time.perf_counter(), time.process_time()
            report = bring_in(Path(home), files)
            print(f"{called}: {report.held_versions:,} versions, {report.held_articles:,} articles, changed {report.changed}, ", end="")
            print(f"{time.perf_counter() - wall:.1f} s, {time.process_time() - cpu:.1f} s of one core")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pack", nargs="?", type=Path, default=PACK)
    parser.add_argument("--time", action="store_true", help="also import the whole pack, twice")
    arguments = parser.parse_args()
    _print(arguments.pack)
    if arguments.time:
        _time(arguments.pack)


if __name__ == "__main__":
    main()
