"""Run all of it and write the report."""

from __future__ import annotations

import argparse
import datetime as dt
import time
from pathlib import Path

from api.commands.opening import open_ready
from benchmarks import peers
from benchmarks.learned import folds, past_letters
from benchmarks.peers.annif import ANNIF
from benchmarks.peers.learned import world_of_history
from benchmarks.peers.machines import DISTRICT, FASTTEXT
from benchmarks.peers.report import FUNCTION, NOTES, UNIT, Written, ratios, table, this_machine
from benchmarks.peers.rows import TIMED, resident
from benchmarks.peers.written import DAMPING, WALKED, world_of_rules
from ontology import model as m
from resolver.evaluate import STREETS
from resolver.practice import Experiences


def main(data: Path, out: Path, *, quick: bool) -> None:
    """Run all of it and write the report."""
    began, before, where = time.perf_counter(), resident(), this_machine()
    resolver = open_ready()
    resolver.experiences = Experiences()
    list(resolver.resolve_many([m.Case("0", "小区门口路灯不亮", as_of=dt.date(2023, 4, 1))]))
    opened = resident() - before
    everything = past_letters(resolver, data / "letters" / "shanghai.dev.jsonl.gz")[: 600 if quick else None]
    unstreeted = [x for x in everything if x[0].function != STREETS]
    missing: dict[str, str] = {} if (ANNIF / "bin" / "annif").exists() else {"Annif": f"no {ANNIF}/bin/annif"}
    report = Written(out)
    days = sorted(c.case.as_of for c, _, _ in everything)
    report.say(
        f"Data: letters/shanghai.dev, {len(everything):,} letters answered from {days[0]} to {days[-1]}, {len(unstreeted):,} of them not by a street or town "
        f"(what streets answered is left out of the first two sections, as they may be sent anything). Split: where history is learned, letters stand in the order of their days; "
        f"{'one stretch is' if quick else 'four stretches are'} answered, each by what came before it, the first half of the letters always being learned; no letter is answered by a "
        f"model that saw it. Machine: {where}; every measured process keeps to one thread. These are the figures of one run: rates are exact, times vary on shared cores (by a third and more). "
        f"Graph {resolver.graph.version}. Written by `python -m benchmarks.peers`{' --quick' if quick else ''}; what each peer is and what counts as memory stands at the end.",
        "What speaks against us: matters, phrases, some twenty numbers of weights.toml and those of tuning.py were chosen with letters of this file in sight, on labels of all its "
        "days; the peers' settings were chosen on its first half alone. The row with all kinds of evidence weighed alike shows how much hangs on the weights of evidence. "
        "The figure to believe is that of letters kept apart.",
    )
    rows, subset, some = world_of_rules(resolver, cases := [c for c, _, _ in unstreeted])
    report.say("## Nothing learned", f"{len(cases):,} letters, function of the lead.", table(rows, cases, units=False))
    report.draw("rules", "Nothing learned: function of the lead", rows, cases, FUNCTION)
    report.say(f"PageRank takes long, so on {len(some)} of these letters, spread evenly; the others on the same letters:", table(subset, some, units=False))
    for title, name, letters in (("streets left out", "unstreeted", unstreeted), ("all letters", "all", everything)):
        spans = folds(len(letters))[: 1 if quick else None]
        asked = [c for start, stop in spans for c, _, _ in letters[start:stop]]
        rows = world_of_history(resolver, letters, spans, missing)
        report.say(
            f"## History learned, {title}",
            f"{len(asked):,} letters answered, {spans[0][0]:,} to {spans[-1][0]:,} learned.",
            table(rows, asked, units=True),
            ratios(rows),
        )
        whole = [r for r in rows if not r.name.startswith("–")]
        for kind, kinds in (("function", FUNCTION), ("unit", UNIT)):
            report.draw(f"{name}-{kind}", f"History learned, {title}: {kind}", whole, asked, kinds)
        report.draw(f"{name}-parts", f"Ours with parts removed, {title}: function", [r for r in rows if r not in whole or "Ours" in r.name], asked, FUNCTION)
    report.say("## How each was asked", NOTES.format(opened=opened, walked=WALKED, timed=TIMED, fasttext=FASTTEXT, damping=DAMPING, district=DISTRICT))
    report.say(
        "\n".join(f"- Left out: {name}, because: {why}" for name, why in missing.items()) or "Nothing was left out.",
        f"The whole run took {(time.perf_counter() - began) / 60:.1f} minutes.",
    )
    report.save()


if __name__ == "__main__":
    parser = argparse.ArgumentParser("python -m benchmarks.peers", description=peers.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="?", default=Path("../shared/data"))
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "REPORT.md")
    given = parser.parse_args()
    main(given.data, given.out, quick=given.quick)
