"""The page of a ruling: who disputed, what was decided and on what, how it stands today, what practice made of it; and the list of rulings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from flask import Blueprint, render_template, request

from api import catalog
from api.edge import edge
from api.legal.bases import written
from api.legal.duties import family
from api.legal.looking import Looking, looking
from api.legal.names import Names
from api.paging import offset_asked, pages_of
from graph.columns import Ints
from ontology.model import Responsibility, Ruling
from ontology.vocabulary import PARTS, iri, local
from resolver.certain import standing_of
from resolver.history.experience import Like

if TYPE_CHECKING:
    from graph.store import KnowledgeGraph

rulings = Blueprint("rulings", __name__)

PAGE: Final = 50
SCANNED: Final = 20_000
"""Rulings whose words are looked through one by one for a search in the list; the newest of those that the filters leave."""
MOST_LIKE: Final = 12


@dataclass(frozen=True, slots=True)
class Followed:
    """Letters on a ruling's matter in its place since it came into force, and how many of them its lead answered."""

    like: Like
    lead: str
    place: str


def show(record: Ruling, looked: Looking) -> str:
    """Return the page of a ruling."""
    graph, traversal = edge().graph, edge().resolver().traversal
    rows = sorted(graph.responsibilities.where("basis", record.id), key=lambda r: (PARTS.index(r.part) if r.part in PARTS else len(PARTS), r.id))
    chain = graph.place_chain(record.place)
    bases = [written(graph, each, looked.day, chain) for each in record.basis]
    then = [written(graph, each, record.decided_on or record.start or looked.day, chain) for each in record.basis]
    standing = standing_of(record.matter, traversal, traversal.scope(record.place, looked.day)) if graph.matters.get(record.matter) else None
    now = tuple(dict.fromkeys((c.holder.name, c.holder.unit or "") for c in standing.contenders)) if standing else ()
    others = sorted(
        (r for r in graph.rulings.where("matter", record.matter) if r.id != record.id), key=lambda r: (r.place not in chain, -_ordinal(r.decided_on or r.start), r.id)
    )
    return render_template(
        "ruling.html", record=record, label=catalog.label(graph, record), names=Names(graph), graph=graph, looked=looked, rows=rows, bases=list(zip(bases, then, strict=True)),
        followed=[r for i in dict.fromkeys((*record.follows, *record.basis)) if (r := graph.rulings.get(i))], superseded_by=graph.rulings.where("supersedes", record.id), now=now, others=others[:MOST_LIKE],
        more=max(0, len(others) - MOST_LIKE), followed_by=_following(graph, record), practice=_followed(record, rows, looked),
    )  # fmt: skip


def _following(graph: KnowledgeGraph, record: Ruling) -> list[Ruling]:
    """Return the rulings that follow this one or rest on it, the newest first."""
    found = {r.id: r for field in ("follows", "basis") for r in graph.rulings.where(field, record.id)}
    return sorted(found.values(), key=lambda r: (-_ordinal(r.decided_on or r.start), r.id))


def _followed(record: Ruling, rows: list[Responsibility], looked: Looking) -> Followed | None:
    """Return what letters learned of the ruling's place say of it since it came into force; None where nothing was learned."""
    resolver = edge().resolver()
    graph, lead = resolver.graph, next((r for r in rows if r.part == "lead"), None)
    experience = resolver.experiences.of(graph.place_chain(record.place))
    if experience is None or lead is None:
        return None
    unit = graph.units.get(lead.unit) if lead.unit else None
    function = resolver.traversal.key((unit.function if unit else lead.function) or "")
    like = experience.like(record.matter, record.place, looked.day, unit.full_name if unit else "", function, since=record.start)
    return Followed(like, catalog.name_of(graph, lead.unit or lead.function), catalog.name_of(graph, experience.place)) if like else None


@rulings.get("/rulings")
def listed() -> str:
    """List the rulings, newest first, by words, place, function that leads, doctrine, year and effect."""
    looked, graph, args = looking(), edge().graph, request.args
    q, doctrine, year, key, effect = args.get("q", "").strip()[:100], args.get("doctrine", "")[:20], args.get("year", "")[:4], args.get("function", "")[:60], args.get("effect", "")
    found = _kept(graph, _newest(graph), looked, doctrine, year, effect)
    function = graph.functions.get(iri("function", key)) if key else None
    if function:
        found = found[np.isin(found, _led(graph, function.id))]
    shown, total = _page(graph, found, q)
    return render_template(
        "rulings.html", looked=looked, q=q, doctrine=doctrine, year=year, key=key, effect=effect, names=Names(graph), pages=pages_of(total, PAGE),
        rows=[(r, [x for x in graph.responsibilities.where("basis", r.id) if x.part == "lead"]) for r in shown],
        doctrines=sorted(local(d).partition("/")[2] for d in graph.rulings.values("doctrine") if d), years=_years(graph),
        functions=sorted((f for f in graph.functions if not f.broader), key=lambda f: f.label),
    )  # fmt: skip


def _newest(graph: KnowledgeGraph) -> Ints:
    """Return where the rulings stand in their table, the newest first."""
    columns = graph.rulings.columns
    found: Ints = np.argsort(-np.maximum(columns["decided_on"], columns["start"]), kind="stable").astype(np.int32)
    return found


def _kept(graph: KnowledgeGraph, found: Ints, looked: Looking, doctrine: str, year: str, effect: str) -> Ints:
    columns = graph.rulings.columns
    if looked.place:
        near = [*looked.where, *(p for p in graph.rulings.values("place") if looked.place.id in graph.place_chain(p))]
        found = found[np.isin(columns["place"][found], graph.rulings.codes(near))]
    if doctrine:
        found = found[columns["doctrine"][found] == graph.strings.position(iri("doctrine", doctrine))]
    if year.isdigit() and 1949 <= int(year) < 2100:
        days = np.maximum(columns["decided_on"], 0)[found]
        days = np.where(days > 0, days, columns["start"][found])
        found = found[(days >= dt.date(int(year), 1, 1).toordinal()) & (days < dt.date(int(year) + 1, 1, 1).toordinal())]
    if effect in ("general", "case"):
        found = found[columns["case_only"][found] == (effect == "case")]
    return found


def _led(graph: KnowledgeGraph, function: str) -> Ints:
    """Return where the rulings stand by which a function, or a unit that has it first, leads."""
    table, wanted = graph.responsibilities, family(graph, function)
    units = [u.id for f in wanted for u in graph.units.where("function", f)]
    rows = [table.positions("function", f) for f in wanted] + [table.positions("unit", u) for u in units]
    positions = np.unique(np.concatenate(rows)).astype(np.int32)
    leads = positions[table.columns["part"][positions] == graph.strings.position("lead")]
    codes, _ = table.each("basis", leads)
    at = graph.rulings.at(codes)
    found: Ints = np.unique(at[at >= 0])
    return found


def _page(graph: KnowledgeGraph, found: Ints, q: str) -> tuple[list[Ruling], int]:
    """Return the rulings of the page asked for, and how many there are; words are looked for in title, number, facts and the place's name."""
    words, offset = q.split(), offset_asked()
    if not words:
        return [graph.rulings[i] for i in found[offset : offset + PAGE].tolist()], len(found)
    kept = []
    for at in found[:SCANNED].tolist():
        ruling = graph.rulings[at]
        text = "\n".join((ruling.title, ruling.number, ruling.facts, *ruling.phrases, catalog.name_of(graph, ruling.place), catalog.name_of(graph, ruling.matter)))
        if all(word in text for word in words):
            kept.append(ruling)
    return kept[offset : offset + PAGE], len(kept)


def _years(graph: KnowledgeGraph) -> list[int]:
    columns = graph.rulings.columns
    days = np.where(columns["decided_on"] > 0, columns["decided_on"], columns["start"])
    return sorted({dt.date.fromordinal(day).year for day in np.unique(days[days > 0]).tolist()}, reverse=True)


def _ordinal(day: Any) -> int:
    return day.toordinal() if day else 0
