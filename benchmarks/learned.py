"""What learning a city's history gives, on letters later than those learned (`make bench-learned`).

    python -m benchmarks.learned ../shared/data [--wrong]     (--wrong prints thirty wrong answers drawn by a fixed seed, to be read)

shanghai.dev in the order of its days: the first half is always learned, then four stretches, each answered by what came
before it. Twice: with letters that streets and towns answered, and with these left out of learning and of answering.
Beside ours, in the same run: a linear support vector machine over TF-IDF of character 1-3-grams and the district.

errors-learned.tsv holds what a reader said of thirty wrong answers: 知识 (the graph lacks it or has it wrong), 匹配 (the graph has it, the letter
was taken for something else), 标签 (the answer given was as good, or the label is chance), 地点 (who owns or manages the spot decides, and the letter
does not say), 惯例 (department or street: the district's habit decides).
"""

from __future__ import annotations

import gzip
import json
import random
import sys
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from api.commands.opening import open_ready, today
from api.contract import case_from_json
from ontology.model import Decision
from resolver.evaluate import STREETS, Labelled, Report, expected_error, measure, outcome_of
from resolver.history.experience import learn
from resolver.history.letters import Answered
from resolver.pipeline import Resolver
from resolver.practice import Experiences

CITY = "310000"
CUTS = (0.5, 0.625, 0.75, 0.875, 1.0)
PRECISION = 0.95
SEED = 20261123
READ = 30
"""Wrong answers that are drawn to be read."""


def past_letters(resolver: Resolver, path: Path) -> list[tuple[Labelled, Answered, str]]:
    """Return the labelled letters in the order of their days, each with what experience learns of it and its text."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = sorted((json.loads(line) for line in lines), key=lambda r: (r["date"], r["id"]))
    rows = [r for r in rows if r["function"]]
    cases = [case_from_json({**r, "district": r["district"] or ""}, resolver.graph, today()) for r in rows]
    readings = resolver.readings(cases)
    return [
        (Labelled(case, r["function"], r["unit"]), Answered(case.id, reading, r["unit"], r["function"]), f"{r['title']}\n{r['text']}\n{r['district'] or '市级'}")
        for r, case, reading in zip(rows, cases, readings, strict=True)
    ]


def folds(count: int) -> list[tuple[int, int]]:
    """Return the stretches (start, stop): each is answered by what stands before its start."""
    return list(pairwise(int(count * cut) for cut in CUTS))


def automatic(answers: list[tuple[Labelled, Decision]]) -> tuple[int, int]:
    """Return how many letters were sent without a second look, and how many of these right."""
    sent = [(c, d) for c, d in answers if d.automatic and d.lead]
    return len(sent), sum(d.lead is not None and d.lead.function == c.function for c, d in sent)


def answered(resolver: Resolver, letters: list[tuple[Labelled, Answered, str]], *, history: bool) -> tuple[list[tuple[Labelled, Decision]], float]:
    """Return the decisions on all stretches, and the seconds they took."""
    answers: list[tuple[Labelled, Decision]] = []
    seconds = 0.0
    for start, stop in folds(len(letters)):
        if history:
            resolver.experiences.put(CITY, learn(f"https://w3id.org/shouwen/id/place/{CITY}", resolver.graph.version, [a for _, a, _ in letters[:start]]))
        cases = [c for c, _, _ in letters[start:stop]]
        began = time.perf_counter()
        answers += zip(cases, resolver.resolve_many(replace(c.case, history=history) for c in cases), strict=True)
        seconds += time.perf_counter() - began
    return answers, seconds


def wrong(answers: list[tuple[Labelled, Decision]]) -> None:
    """Print wrong answers drawn by the seed: who answered, whom we named, by which matter, and the letter."""
    missed = sorted(((c, d) for c, d in answers if d.lead is None or d.lead.function != c.function), key=lambda a: a[0].case.id)
    for case, decision in random.Random(SEED).sample(missed, READ):
        named = "、".join(dict.fromkeys(a.function for a in decision.candidates[:4]))
        print(f"{case.case.id}\t{case.function}（{case.unit}）\t{named}\t{'、'.join(h.label for h in decision.matters[:2])}\t{case.case.title}\t{case.case.text}\n")


def ours(resolver: Resolver, letters: list[tuple[Labelled, Answered, str]], *, history: bool) -> tuple[Report, tuple[int, int], float, int]:
    """Return the report on all stretches, the automatic tier, seconds per letter, and how often practice was said to depart from the bases."""
    answers, seconds = answered(resolver, letters, history=history)
    departs = sum(any(n.startswith("惯例与依据不一致") for n in d.explanation.notes) for _, d in answers)
    return measure([outcome_of(c, d) for c, d in answers]), automatic(answers), seconds / len(answers), departs


def coverage(report: Report) -> float:
    """Return the greatest share of letters, surest first, of which PRECISION were right."""
    return max((share for share, right in report.curve if right >= PRECISION), default=0.0)


def machine(letters: list[tuple[Labelled, Answered, str]]) -> dict[str, float]:
    """Return what a linear support vector machine over character n-grams reaches on the same stretches."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    hits = np.zeros(4)
    for start, stop in folds(len(letters)):
        words = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, sublinear_tf=True)
        learned, asked = words.fit_transform(t for _, _, t in letters[:start]), words.transform([t for _, _, t in letters[start:stop]])
        for n, field in enumerate(("function", "unit")):
            labels = np.array([getattr(c, field) for c, _, _ in letters])
            model = LinearSVC().fit(learned, labels[:start])
            best = model.classes_[np.argsort(-model.decision_function(asked), axis=1)[:, :3]]
            hits[2 * n] += (best[:, 0] == labels[start:stop]).sum()
            hits[2 * n + 1] += (best == labels[start:stop, None]).any(axis=1).sum()
    total = sum(stop - start for start, stop in folds(len(letters)))
    return dict(zip(("职能 首选", "职能 前三", "单位 首选", "单位 前三"), (hits / total).round(4).tolist(), strict=True))


def main(data: Path, *, read: bool = False) -> dict[str, Any]:
    """Print the tables and return the figures; `read`: print wrong answers instead."""
    resolver = open_ready()
    resolver.experiences = Experiences()
    resolver.automatic = PRECISION
    everything = past_letters(resolver, data / "letters" / "shanghai.dev.jsonl.gz")
    figures: dict[str, Any] = {"version": resolver.graph.version}
    if read:
        wrong(answered(resolver, everything, history=True)[0])
        return figures
    for name, letters in (("不含街镇", [x for x in everything if x[0].function != STREETS]), ("全部来信", everything)):
        print(f"{name}　{sum(b - a for a, b in folds(len(letters)))} 件")
        for label, history in (("学了历史", True), ("没学", False)):
            report, (sent, right), seconds, departs = ours(resolver, letters, history=history)
            rates = {key: report.rates[f"{name} {key}"] for key in ("首选", "前三")} | {key: report.rates[key] for key in ("具体单位 首选", "具体单位 前三")}
            print(f"  {label}　" + "　".join(f"{key} {rate.value:.3f}" for key, rate in rates.items()))
            print(
                f"    校准平均偏差 {expected_error(report):.3f}　自动档 {sent} 件（{sent / report.cases:.0%}），其中对 {right / max(sent, 1):.3f}"
                f"　对 {PRECISION:.0%} 时可答 {coverage(report):.0%}"
                f"　惯例与依据不一致 {departs} 件　{1000 * seconds:.2f} 毫秒/件"
            )
            figures[f"{name} {label}"] = {key: round(rate.value, 4) for key, rate in rates.items()} | {
                "ece": round(expected_error(report), 4), "automatic": round(sent / report.cases, 4), "coverage": coverage(report), "automatic_right": round(right / max(sent, 1), 4)}  # fmt: skip
        peer = machine(letters)
        print("  线性支持向量机　" + "　".join(f"{key} {value:.3f}" for key, value in peer.items()))
        figures[f"{name} 支持向量机"] = peer
    return figures


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data"), read="--wrong" in sys.argv)
