"""Accuracy on real letters and rulings, beside what a user would pick instead (`make eval`).

    python -m benchmarks.accuracy ../shared/data [--json]

What `shouwen learn` learned is set aside; but weights of evidence and calibration were trained on these letters and rulings
(resolver/weights.toml), and matters and phrases written with some of them in sight: letters kept apart say more. Beside ours, on the same cases in the same run: BM25 over
the same phrases, and dense neighbours over the same vectors, each sent to the matter's default lead.
Letters: shanghai.dev (with unit labels), and once more without the list of Shanghai's practice that a curator drew up from them. Rulings: cases.dev, settled and not constructed; one without a date is asked today; each is answered
without what its own source gave to the graph (ruling, list, entries), and once more with it.
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from api.commands.opening import open_ready, today
from api.contract import case_from_json
from ontology.errors import ShouwenError
from resolver.batch import answer_stream
from resolver.evaluate import Labelled, expected_error, function_of_name, measure, outcome_of, told_by
from resolver.pipeline import Resolver
from resolver.practice import Experiences


def letters(resolver: Resolver, path: Path, without: frozenset[str] = frozenset()) -> list[Labelled]:
    """Return the labelled Shanghai letters, to be answered without some bases; the district is part of the letter's form."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    cases = [case_from_json({**row, "district": row["district"] or ""}, resolver.graph, today()) for row in rows]
    return [Labelled(replace(case, without=without), row["function"], row["unit"]) for case, row in zip(cases, rows, strict=True)]


def rulings(resolver: Resolver, path: Path, *, leave_out: bool = True) -> tuple[list[Labelled], dict[str, tuple[str, ...]], int]:
    """Return the settled, not constructed cases, their helpers' functions, and how many places are unknown."""
    cases, helpers, unknown = [], {}, 0
    for line in path.read_text(encoding="utf-8").splitlines():
        row: dict[str, Any] = json.loads(line)
        if not row.get("lead_settled") or row.get("complaint_constructed"):
            continue
        form = {"id": row["id"], "text": row["complaint"], "date": row["date"] or today().isoformat(), "jurisdiction": row["jurisdiction"]}
        try:
            case = case_from_json(form, resolver.graph, today())
        except ShouwenError:
            unknown += 1
            case = case_from_json({**form, "jurisdiction": ""}, resolver.graph, today())
        case = replace(case, without=told_by(resolver.graph, row["source_url"] or "")) if leave_out else case
        cases.append(Labelled(case, function_of_name(resolver.graph, row["lead"]), row["lead"], tuple(row["helpers"])))
        helpers[row["id"]] = tuple(k for h in row["helpers"] if (k := function_of_name(resolver.graph, h)))
    return cases, helpers, unknown


def alternative(resolver: Resolver, cases: list[Labelled], kind: str) -> tuple[float, float]:
    """Return top-1 and top-3 without streets of the nearest matters' default leads by words or by vectors alone."""
    import numpy as np

    from resolver.clean import clean
    from resolver.stand import Known, stand

    known = [c for c in cases if c.function and c.function != "street-town"]
    texts = [clean(c.case.text, c.case.title) for c in known]
    found = [resolver._finder.find(t.whole) for t in texts]
    first = third = 0
    for labelled, evidence in zip(known, resolver._candidates.gather(texts, found), strict=True):
        scope = resolver.traversal.scope(labelled.case.place, labelled.case.as_of, labelled.case.without)
        order = np.argsort(-getattr(evidence, kind))[:10]
        standings = (stand(resolver.graph.matters[int(i)], resolver.traversal, scope, Known({})) for i in order)
        leads = list(dict.fromkeys(s.contenders[0].holder.function for s in standings if s.contenders))
        first += leads[:1] == [labelled.function]
        third += labelled.function in leads[:3]
    return first / len(known), third / len(known)


def main(data: Path) -> dict[str, Any]:
    """Print the tables and return the figures."""
    resolver = open_ready()
    resolver.experiences = Experiences()
    figures: dict[str, Any] = {"version": resolver.graph.version}
    ruled, helpers, unknown = rulings(resolver, data / "rulings" / "cases.dev.jsonl")
    remembered, _, _ = rulings(resolver, data / "rulings" / "cases.dev.jsonl", leave_out=False)
    shanghai, seen = data / "letters" / "shanghai.dev.jsonl.gz", told_by(resolver.graph, "shanghai.dev")
    sets = (
        ("letters/shanghai.dev", letters(resolver, shanghai), None),
        ("letters/shanghai.dev, without the list of who answers what in Shanghai that was drawn up from them", letters(resolver, shanghai, seen), None),
        ("rulings/cases.dev, each without its own ruling", ruled, helpers), ("rulings/cases.dev, with all rulings", remembered, helpers),
    )  # fmt: skip
    for name, cases, wanted in sets:
        started = time.perf_counter()
        outcomes = [outcome_of(c, a) for c, a in zip(cases, answer_stream(resolver, [c.case for c in cases]), strict=True) if not isinstance(a, ShouwenError)]
        seconds = time.perf_counter() - started
        report = measure(outcomes, wanted)
        print(f"{name}　{len(cases)} 件　{len(cases) / seconds:.0f} 件/秒")
        for label, rate in report.rates.items():
            print(f"  {label}　{rate.value:.3f}（{rate.hits}/{rate.of}）")
        print(f"  校准平均偏差　{expected_error(report):.3f}")
        print("  只答最有把握的：" + "　".join(f"{share:.0%} {rate.value:.2f}" for share, rate in report.coverage))
        for kind, label in (("words", "只用词（BM25）"), ("vectors", "只用向量")):
            top1, top3 = alternative(resolver, cases, kind)
            print(f"  {label}，不含街镇　{top1:.3f} / {top3:.3f}")
        figures[name] = {label: round(rate.value, 4) for label, rate in report.rates.items()}
    print(f"cases.dev 中地名不在行政区划表里的 {unknown} 件，按全国回答")
    return figures


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data"))
