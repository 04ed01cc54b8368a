"""Cases to replay: those that rulings decided, and a city's past letters; each with who led, as far as that is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from curation.preview.footing import changed_records
from graph.store import KnowledgeGraph
from graph.traverse import Claim, Traversal
from ontology.model import Case, Ruling
from ontology.vocabulary import local
from resolver.evaluate import Labelled
from resolver.history.kept import read_kept


def ruling_cases(graph: KnowledgeGraph, place: str, matters: Iterable[str], day: dt.date) -> list[Labelled]:
    """Return as cases what the rulings of a place, and those of any place on some matters, decided; the ruling's lead was right.

    `graph`: the version that holds all of them (the one proposed); those that another one superseded are left out. Each is asked
    where it was decided on the first day on which it held; on `day` where nobody wrote it down.
    """
    found = {r.id: r for r in graph.rulings.where("place", place)}
    found |= {r.id: r for matter in matters for r in graph.rulings.where("matter", matter)}
    traversal = Traversal(graph)
    return [_decided(r, graph, traversal, day) for r in found.values() if r.facts and not graph.rulings.where("supersedes", r.id)]


def _decided(ruling: Ruling, graph: KnowledgeGraph, traversal: Traversal, day: dt.date) -> Labelled:
    first = max((d for d in (ruling.decided_on, ruling.start) if d), default=day)
    case = Case(local(ruling.id), "\n".join((ruling.facts, *ruling.phrases)), first, place=ruling.place)
    scope = traversal.scope(ruling.place, first)
    founded = [(r, traversal.of_claim(Claim(r, (), "ruling-here", 0.0), scope)) for r in graph.responsibilities.where("basis", ruling.id)]
    leads = [holder for r, holder in sorted(founded, key=lambda f: bool(f[0].options)) if r.part == "lead"]
    helpers = tuple(holder.name for r, holder in founded if r.part == "support")
    return Labelled(case, leads[0].function if leads else "", leads[0].name if leads and leads[0].unit else "", helpers)


def letter_cases(home: Path, code: str) -> list[Labelled]:
    """Return the letters kept of a place (GB/T 2260 code), by day, with the unit that answered; none where no text was kept.

    Raises BadVersion where what was kept is broken.
    """
    return [Labelled(k.case, k.function, k.unit) for k in read_kept(home, code)]


def past_of(
    before: KnowledgeGraph, after: KnowledgeGraph, *, home: Path, codes: Iterable[str], place: str, day: dt.date, also: Iterable[Labelled] = ()
) -> list[Labelled]:
    """Return the past on which a change is tried: every letter kept of the places `codes`, what rulings of `place` (IRI), or of any
    place on the matters that the change touches, decided, and other cases (`also`); each asked on a day on which the change holds."""
    touched = sorted({str(m) for pair in changed_records(before, after) for r in pair if (m := getattr(r, "matter", None))})
    letters = [case for code in codes for case in letter_cases(home, code)]
    return not_before([*letters, *ruling_cases(after, place, touched, day), *also], turning_day(before, after))


def turning_day(before: KnowledgeGraph, after: KnowledgeGraph) -> dt.date | None:
    """Return the first day on which all that differs between two versions holds; None where nothing that differs names a day."""
    days: set[dt.date] = set()
    for old, new in changed_records(before, after):
        said = [{d for d in (getattr(r, "start", None), getattr(r, "until", None)) if d} for r in (old, new)]
        days |= said[1] - said[0]
    return max(days, default=None)


def not_before(cases: Iterable[Labelled], day: dt.date | None) -> list[Labelled]:
    """Return the cases with those from before a day asked on that day: a change shows only in what comes in when it holds."""
    return [replace(c, case=replace(c.case, as_of=day)) if day and c.case.as_of < day else c for c in cases]
