"""Counts what was read right, wrong and missed, field by field, against what a paper tells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from paper_making import Told

from curation.reading import Draft
from graph.store import KnowledgeGraph


def score(draft: Draft | None, told: Told, graph: KnowledgeGraph) -> tuple[Counter[str], list[str]]:
    """Return counts by `field right|wrong|missed`, and the faults in words. Something read that is not told is wrong."""
    counts: Counter[str] = Counter()
    faults: list[str] = []

    def note(name: str, verdict: str, seen: object = "", wanted: object = "") -> None:
        counts[f"{name} {verdict}"] += 1
        if verdict != "right":
            faults.append(f"{name} {verdict}: 读出 {seen!r}，应为 {wanted!r}")

    def one(name: str, wanted: str | None, field: str, whole: bool = True) -> None:
        found = draft.one(field) if draft else None
        seen = (found.shown if field in ("lead", "matter") else str(found.value)) if found else None
        if wanted is None:
            return
        if seen is None:
            note(name, "missed", seen, wanted)
        elif _same(seen, wanted) if name == "lead" else (seen == wanted if whole else re.search(wanted, seen) is not None):
            note(name, "right")
        else:
            note(name, "wrong", seen, wanted)

    def unit(value: str) -> str:
        record = graph.units.get(value)
        return record.full_name if record else value

    def several(name: str, wanted: set[str], seen: set[str]) -> None:
        matched = {w for w in wanted if any(_same(s, w) for s in seen)}
        counts[f"{name} right"] += len(matched)
        for w in wanted - matched:
            note(name, "missed", sorted(seen), w)
        for s in seen:
            if not any(_same(s, w) for w in wanted):
                note(name, "wrong", s, sorted(wanted))

    one("lead", told.lead, "lead")
    duties = {unit(str(f.value["unit"])): str(f.value["duty"]) for f in draft.of("helpers") if isinstance(f.value, Mapping)} if draft else {}
    several("helpers", set(told.helpers), set(duties))
    for helper, piece in told.helpers.items():
        for seen, duty in duties.items():
            if piece and _same(seen, helper):
                note("duty", "right" if piece in duty else ("wrong" if duty else "missed"), duty, piece)
    several("parties", set(told.parties), {unit(str(f.value)) for f in draft.of("disputed_between")} if draft else set())
    several("basis", set(told.basis), {str(f.value) for f in draft.of("basis")} if draft else set())
    one("number", told.number, "number")
    one("day", told.day, "decided_on")
    one("decided_by", told.decided_by, "decided_by", whole=False)
    one("doctrine", told.doctrine, "doctrine")
    one("facts", told.facts, "facts", whole=False)
    one("matter", told.matter, "matter", whole=False)
    one("supersedes", told.supersedes, "supersedes")
    one("reason", told.reason, "reason", whole=False)
    return counts, faults


def _same(seen: str, wanted: str) -> bool:
    """Return whether two names of a unit are the same but for the province or city before it."""
    a, b = (re.sub(r"^(?:浙江省|宁波市(?=宁海)|山东省|济宁市(?=邹城)|重庆市|广东省|深圳市(?=坪山)|青海省)+", "", v) for v in (seen, wanted))
    return a == b
