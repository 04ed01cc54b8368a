"""The page of a matter: who leads and helps here on the day and why, by the standing that an answer would give; and the list of matters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, render_template, request

from api import catalog, labels
from api.edge import edge
from api.legal import duties, otherwise
from api.legal.bases import Written, written, written_all
from api.legal.looking import Looking, looking
from api.legal.names import Names
from api.paging import page_of
from api.picture import draw
from api.present import Basis, Step
from graph.places import COUNTRY
from ontology.model import Citation, Matter
from ontology.vocabulary import PARTS, iri
from resolver.certain import Certain, certain, standing_of
from resolver.history.report import Done, done
from resolver.stand import Known

if TYPE_CHECKING:
    from graph.bases import Scope
    from graph.store import KnowledgeGraph
    from graph.traverse import Traversal

matters = Blueprint("matters", __name__)

PAGE: Final = 50
FOLDED: Final = 8
"""Rows of what other places do that are shown before the rest is folded away."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What one answer to a question leads to: who leads then, and on what."""

    label: str
    leads: tuple[tuple[str, str], ...]
    bases: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A fact that switches who leads on a matter, with what each answer leads to."""

    question: str
    answers: tuple[Answered, ...]


@dataclass(frozen=True, slots=True)
class Practice:
    """Who answered the letters on a matter in the year before the day, as learned of a place."""

    place: str
    done: Done


def show(record: Matter, looked: Looking) -> str:
    """Return the page of a matter."""
    resolver = edge().resolver()
    graph, traversal = resolver.graph, resolver.traversal
    scope = traversal.scope(looked.place.id if looked.place else None, looked.day)
    told = certain(record.id, traversal, scope)
    chain = (*looked.where, COUNTRY)
    said = graph.responsibilities.where("matter", record.id)
    here = sorted((r for r in said if r.place in chain), key=lambda r: (PARTS.index(r.part) if r.part in PARTS else len(PARTS), r.place == COUNTRY, r.id))
    others = otherwise.elsewhere(traversal, record.id, looked.day, chain)
    main = [_basis(graph, c, looked) for c in told.citations]
    rule = traversal.deadline(record, scope)
    broader = {c.claim.responsibility.matter for c in told.standing.contenders} - {record.id}
    return render_template(
        "matter.html", record=record, label=catalog.label(graph, record), names=Names(graph), graph=graph, looked=looked, told=told, verdict=told.verdict,
        bases=[b for b in main if not b.citation.persuasive], references=[b for b in main if b.citation.persuasive],
        picture=draw(told.explanation, _strong(told), path=looked.path), asked=_asked(graph, traversal, record, scope, looked), rule=rule, borrowed=sorted(broader),
        rows=[(r, [written(graph, b, looked.day, chain) for b in r.basis]) for r in here], others=[(o, written_all(graph, o.row.basis, looked.day)) for o in others],
        folded=FOLDED, rulings=sorted(graph.rulings.where("matter", record.id), key=lambda r: (r.place not in chain, -(r.decided_on.toordinal() if r.decided_on else 0), r.id)),
        practice=_practice(record, looked), narrower=sorted(graph.matters.where("broader", record.id), key=lambda m: m.label)[:60],
    )  # fmt: skip


def _strong(told: Certain) -> set[str]:
    """Return the nodes of the picture on the way to the lead: the matter, its claim, that claim's bases, the unit."""
    contender = told.verdict.contender
    if contender is None:
        return set()
    unit = contender.holder.unit or contender.holder.function
    return {told.standing.matter.id, contender.claim.responsibility.id, unit, *(b.id for b in contender.claim.bases[:3])}


def _basis(graph: KnowledgeGraph, citation: Citation, looked: Looking) -> Basis:
    """Return a citation with its links under the selection."""
    steps = tuple(Step(catalog.name_of(graph, each), looked.path(each)) for each in citation.path)
    return Basis(citation, labels.CITATION_KINDS.get(citation.kind, citation.kind), citation.authority.replace("（仅供参考）", ""), labels.period(citation.in_force), steps, looked.path(citation.id))


def _asked(graph: KnowledgeGraph, traversal: Traversal, record: Matter, scope: Scope, looked: Looking) -> list[Asked]:
    """Return every question on whose answer it turns here who leads, with what each answer leads to."""
    options = (graph.options.get(i) for c in traversal.claims(record.id, scope) if c.responsibility.part == "lead" for i in c.responsibility.options)
    found = []
    for identifier in dict.fromkeys(o.condition for o in options if o):
        condition = graph.conditions.need(identifier)
        answers = []
        for each in condition.options:
            standing = standing_of(record.id, traversal, scope, Known({identifier: each}))
            leads = tuple(dict.fromkeys((c.holder.name, c.holder.unit or "") for c in standing.contenders))
            bases = standing.contenders[0].claim.bases[:3] if standing.contenders else ()
            answers.append(Answered(graph.options.need(each).label, leads, tuple(written(graph, b.id, looked.day, scope.chain) for b in bases)))
        if len({a.leads for a in answers}) > 1:
            found.append(Asked(condition.question, tuple(answers)))
    return found


def _practice(record: Matter, looked: Looking) -> Practice | None:
    """Return what was learned of a matter's letters at the place looked at; None where nothing was."""
    resolver = edge().resolver()
    experience = resolver.experiences.of(resolver.graph.place_chain(looked.place.id)) if looked.place else None
    if experience is None:
        return None
    found = done(experience, resolver.traversal, looked.day, matter=record.id)
    return Practice(experience.place, found[0]) if found else None


@matters.get("/matters")
def listed() -> str:
    """List the matters, by words, theme and the function that is written to lead, with who leads here."""
    looked, q, theme, key = looking(), request.args.get("q", "").strip()[:100], request.args.get("theme", "")[:40], request.args.get("function", "")[:60]
    graph, traversal = edge().graph, edge().resolver().traversal
    function = graph.functions.get(iri("function", key)) if key else None
    led = _led(graph, function.id, looked) if function else None

    def keep(matter: Any) -> bool:
        return (not theme or matter.theme == theme) and (led is None or matter.id in led)

    found = sorted(catalog.listed(graph, catalog.KINDS["matters"], q, keep), key=lambda m: (q not in m.label if q else False, m.theme, m.label))
    rows, pages = page_of(found, PAGE)
    scope = traversal.scope(looked.place.id if looked.place else None, looked.day)
    return render_template(
        "matters.html", looked=looked, q=q, theme=theme, key=key, names=Names(graph), rows=[(m, duties.here(m.id, traversal, scope)) for m in rows], pages=pages,
        themes=sorted(graph.matters.values("theme")), functions=sorted((f for f in graph.functions if not f.broader), key=lambda f: f.label),
    )  # fmt: skip


def _led(graph: KnowledgeGraph, function: str, looked: Looking) -> frozenset[str]:
    """Return the matters that a function, or a role beneath it, is written to lead at the place looked at."""
    department = duties.Department(duties.family(graph, function))
    positions = duties.in_force(graph, department.positions(graph), looked.day, (*looked.where, COUNTRY))
    return frozenset(matter.id for matter, _ in duties.of_part(graph, positions, "lead"))

