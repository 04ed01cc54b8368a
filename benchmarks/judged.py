"""Letters judged by reading: is the top matter right, is it among three, does the right one exist?

    python -m benchmarks.judged ../shared/data [--sample]     (--sample prints the seeded letters with our matters, to be judged)

Each table holds, for each letter's id, the matters that a reader who knows government holds to be right (any of them counts;
none: the right matter does not exist in the graph). The letters themselves stay in the data.

    judged.tsv   a hundred drawn by a fixed seed, judged when there were 1,400 matters; some matters were mended since with them in sight
    read.tsv     1,650 others, by which matters, phrases and weights were mended: says how well what was seen is kept
    fresh.tsv    150 others, judged after all mending and used for none: the figure to believe

second_reading.tsv is what another reader said of the first two, blind (benchmarks/second_reading.py): our first matter by that reading, where it was shown.
"""

from __future__ import annotations

import csv
import gzip
import json
import random
import sys
from pathlib import Path
from typing import Any

from api.commands.opening import open_ready, today
from api.contract import case_from_json
from benchmarks.second_reading import rows as second_reading
from resolver.pipeline import Resolver

SEED = 20261121
SAMPLE = 100
TABLES = ("judged", "fresh", "read")
HERE = Path(__file__).resolve().parent


def letters(data: Path) -> list[dict[str, Any]]:
    """Return the letters without a department: id, title, text."""
    rows = []
    for name in ("unlabelled", "seven_fields"):
        with gzip.open(data / "letters" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                row = json.loads(line)
                rows.append({"id": f"{name}-{row.get('id', number)}", "title": row.get("title") or "", "text": row.get("text") or row.get("content") or ""})
    return rows


def sample(data: Path) -> list[dict[str, Any]]:
    """Return the hundred letters drawn by the seed."""
    return random.Random(SEED).sample([r for r in letters(data) if len(r["text"]) >= 15], SAMPLE)


def matters_of(resolver: Resolver, rows: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Return the names of the matters found in each letter, best first."""
    cases = [case_from_json(row, resolver.graph, today()) for row in rows]
    return {d.id: [hit.id.rsplit("/", 1)[1] for hit in d.matters] for d in resolver.resolve_many(cases)}


def report(resolver: Resolver, table: str, by_id: dict[str, dict[str, Any]], *, misses: bool) -> None:
    """Print the rates of a table and, where asked, what is not right."""
    with (HERE / f"{table}.tsv").open(encoding="utf-8", newline="") as file:
        verdicts = {row["id"]: row for row in csv.DictReader(file, delimiter="\t") if row["id"] in by_id}
    answers = matters_of(resolver, [by_id[name] for name in verdicts])
    known = {m.id.rsplit("/", 1)[1] for m in resolver.graph.matters}
    second = {name: row for name, row in second_reading("second_reading.tsv").items() if set(answers.get(name, [])[:1]) & set(row["shown"].split("|"))}
    right = three = exists = 0
    for name, row in verdicts.items():
        wanted = [w for w in row["right"].split("|") if w in known]
        exists += bool(wanted)
        right += bool(set(answers[name][:1]) & set(wanted))
        three += bool(set(answers[name][:3]) & set(wanted))
        if misses and not set(answers[name][:1]) & set(wanted):
            print(f"{name}　应为 {'、'.join(wanted) or '（没有）'}　首位是 {next(iter(answers[name]), '（无）')}　{row['note']}")
    print(f"{table}.tsv　首位事项正确 {right}/{len(verdicts)}　前三有 {three}/{len(verdicts)}　应有的事项存在 {exists}/{len(verdicts)}")
    if second:
        print(f"　　第二位读者：首位事项正确 {sum(answers[name][0] in row['right'].split('|') for name, row in second.items())}/{len(second)}")


def main(data: Path, *, show: bool) -> None:
    """Print the rates of every table; or the sample."""
    resolver = open_ready()
    if show:
        drawn = sample(data)
        answers = matters_of(resolver, drawn)
        for row in drawn:
            print(json.dumps({**row, "ours": answers[row["id"]]}, ensure_ascii=False))
        return
    by_id = {row["id"]: row for row in letters(data)}
    for table in TABLES:
        report(resolver, table, by_id, misses=table == "judged")
    print(f"图版本 {resolver.graph.version}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data"), show="--sample" in sys.argv)
