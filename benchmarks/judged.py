"""A hundred letters drawn by a fixed seed, judged by reading: is the top matter right, does the right one exist?

    python -m benchmarks.judged ../shared/data [--sample]     (--sample prints the letters with our matters, to be judged)

`judged.tsv` holds, for each letter's id, the matters that a reader who knows government holds to be right (any of
them counts; none: the right matter does not exist in the graph), written down before looking at what changed since.
The letters themselves stay in the data; only ids and verdicts are kept here.
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

SEED = 20261121
SAMPLE = 100
VERDICTS = Path(__file__).resolve().parent / "judged.tsv"


def sample(data: Path) -> list[dict[str, Any]]:
    """Return the letters drawn: id, title, text."""
    rows = []
    for name in ("unlabelled", "seven_fields"):
        with gzip.open(data / "letters" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                row = json.loads(line)
                rows.append({"id": f"{name}-{row.get('id', number)}", "title": row.get("title") or "", "text": row.get("text") or row.get("content") or ""})
    return random.Random(SEED).sample([r for r in rows if len(r["text"]) >= 15], SAMPLE)


def main(data: Path, *, show: bool) -> None:
    """Print the rates, and what is not yet right; or the sample."""
    resolver = open_ready()
    drawn = sample(data)
    cases = [case_from_json(row, resolver.graph, today()) for row in drawn]
    answers = {d.id: [hit.id.rsplit("/", 1)[1] for hit in d.matters] for d in resolver.resolve_many(cases)}
    if show:
        for row in drawn:
            print(json.dumps({**row, "ours": answers[row["id"]]}, ensure_ascii=False))
        return
    with VERDICTS.open(encoding="utf-8", newline="") as file:
        verdicts = {row["id"]: row for row in csv.DictReader(file, delimiter="\t")}
    judged = [row for row in drawn if row["id"] in verdicts]
    right = exists = 0
    known = {m.id.rsplit("/", 1)[1] for m in resolver.graph.matters}
    for row in judged:
        wanted = [w for w in verdicts[row["id"]]["right"].split("|") if w in known]
        exists += bool(wanted)
        first = next(iter(answers[row["id"]]), "")
        right += first in wanted
        if first not in wanted:
            print(f"{row['id']}　应为 {'、'.join(wanted) or '（没有）'}　首位是 {first}　{verdicts[row['id']]['note']}")
    print(f"首位事项正确 {right}/{len(judged)}　应有的事项存在 {exists}/{len(judged)}（图版本 {resolver.graph.version}）")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data"), show="--sample" in sys.argv)
