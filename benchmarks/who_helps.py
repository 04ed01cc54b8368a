"""Who helps: recall and precision by source, checked place by place (`make eval`; `make train-weights` fits to the same cases).

    python -m benchmarks.who_helps ../shared/data

Sources: rulings/cases.dev without constructed or unsettled ones, each answered without what its own source gave to the graph; the lists
in the graph that name helpers for a matter, the whole list left out, asked by the matter's name and first phrase. Figures are of cases
with a helper on record. "各地互验": by weights fitted without the place asked about.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from api.commands.opening import open_ready
from benchmarks import accuracy
from graph import authority
from ontology.model import Case
from resolver import train_helpers as train
from resolver.evaluate import Labelled
from resolver.pipeline import Resolver
from resolver.practice import Experiences
from resolver.weigh import known_of

RULINGS, LISTS = "rulings/cases.dev", "清单"
DAY: Final = dt.date(2024, 6, 1)
"""The day asked about where a list does not say since when it is in force."""
THRESHOLDS: Final = (0.15, 0.2, 0.25, 0.3, 0.35)


def of_rulings(resolver: Resolver, path: Path, *, leave_out: bool = True) -> list[tuple[Labelled, frozenset[str]]]:
    """Return the rulings with a helper on record, and their helpers' functions."""
    cases, helpers, _ = accuracy.rulings(resolver, path, leave_out=leave_out)
    return [(c, wanted) for c in cases if (wanted := frozenset(helpers[c.case.id]))]


def of_lists(resolver: Resolver) -> list[tuple[Labelled, frozenset[str]]]:
    """Return for every list and matter with a lead and helpers a case, and the helpers' functions."""
    g, key = resolver.graph, resolver.traversal.key
    entries: dict[str, set[str]] = defaultdict(set)
    for p in g.provisions:
        entries[p.instrument].add(p.id)
    said: dict[tuple[str, str], tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for r in g.responsibilities:
        function = g.units.need(r.unit).function if r.unit else r.function
        for basis in r.basis if function else ():
            provision = g.provisions.get(basis)
            instrument = g.instruments.get(provision.instrument if provision else basis)
            if instrument is not None and authority.is_list(instrument):
                said[instrument.id, r.matter][r.part != "lead"].add(key(function or ""))
    found = []
    for (name, matter), (leads, helpers) in sorted(said.items()):
        if leads and helpers - leads:
            record, instrument = g.matters.need(matter), g.instruments.need(name)
            text = "；".join((record.label, *record.phrases[:1]))
            without = frozenset({name, *entries[name]})
            case = Case(f"{name} {matter}", text, instrument.start or instrument.first_day or DAY, place=instrument.place, without=without)
            found.append((Labelled(case, min(leads)), frozenset(helpers - leads)))
    return found


def examples(resolver: Resolver, cases: Sequence[tuple[Labelled, frozenset[str]]], source: str) -> Iterator[train.Example]:
    """Yield cases as examples, with what is answered now."""
    asked = [c.case for c, _ in cases]
    for (labelled, wanted), decision, (_, evidence, weighed) in zip(cases, resolver.resolve_many(asked), resolver.weighed(asked), strict=True):
        case = labelled.case
        scope = resolver.traversal.scope(case.place, case.as_of, case.without)
        known = known_of(evidence, {}, resolver.traversal)
        city = (case.place or case.id).rsplit("/", 1)[-1][:4]
        yield train.example(source, city, wanted, labelled.function, decision, weighed, resolver.traversal, scope, known)


def all_examples(resolver: Resolver, data: Path) -> list[train.Example]:
    """Return the examples of both sources."""
    ruled = of_rulings(resolver, data / "rulings" / "cases.dev.jsonl")
    return [*examples(resolver, ruled, RULINGS), *examples(resolver, of_lists(resolver), LISTS)]


def report(found: Sequence[train.Example]) -> None:
    """Print recall, precision and F1 by source: as answered now, and place by place at several thresholds."""
    for source in dict.fromkeys(e.source for e in found):
        _say(f"{source}　现在", [e for e in found if e.source == source], [e.given for e in found if e.source == source])
    for at in THRESHOLDS:
        crossed = train.crossed(found, at)
        for source in dict.fromkeys(e.source for e in found):
            part = [(e, g) for e, g in zip(found, crossed, strict=True) if e.source == source]
            _say(f"{source}　各地互验 {at}", [e for e, _ in part], [g for _, g in part])


def ceiling(found: Sequence[train.Example]) -> None:
    """Print why not all can be found: helpers that lead, or that nothing known of the case names."""
    for source in dict.fromkeys(e.source for e in found):
        part = [e for e in found if e.source == source]
        wanted = sum(len(e.wanted) for e in part)
        reach = sum(len(e.wanted & set(e.functions)) for e in part)
        print(f"{source}　{len(part)} 件　应有配合 {wanted}，在可选之列 {reach}（可选共 {sum(len(set(e.functions)) for e in part)}）")
        for label, right in (("首问选对", True), ("首问选错", False)):
            _say(f"　{label}", [e for e in part if e.lead_right == right], [e.given for e in part if e.lead_right == right])


def _say(label: str, found: Sequence[train.Example], given: Sequence[frozenset[str]]) -> None:
    recall, precision, mean = train.rates(found, given)
    print(f"{label}　召回 {recall:.3f}　准确 {precision:.3f}　F1 {mean:.3f}　（{len(found)} 件，给出 {sum(map(len, given))}）")


def main(data: Path) -> None:
    """Print the tables."""
    resolver = open_ready()
    resolver.experiences = Experiences()
    found = all_examples(resolver, data)
    report(found)
    ceiling(found)
    present = list(examples(resolver, of_rulings(resolver, data / "rulings" / "cases.dev.jsonl", leave_out=False), "含本案认定"))
    _say("rulings/cases.dev　含本案认定", present, [e.given for e in present])


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data"))
