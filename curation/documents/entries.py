"""How matters stand in a place on a day, as handbook and boundary list tell it: each matter decided as the resolver decides it
when the matter is certain and nothing else is known, so that paper and answer never differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from curation.documents.paper import PaperBasis, PaperUnit
from graph.bases import Scope
from graph.store import KnowledgeGraph
from graph.traverse import Claim, Traversal
from ontology import model as m
from ontology.errors import BadInput
from resolver.decide import Verdict, decide
from resolver.explain import citations, cite
from resolver.stand import Known, Standing, stand
from resolver.weigh import Weighed


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer to the question that decides, who leads then, with which duty and basis; `then`: what must be asked after it."""

    label: str
    lead: PaperUnit
    known: bool
    bases: tuple[PaperBasis, ...]
    then: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A matter in a place on a day. `own`: the place itself has said something of it; `known`: the lead is a unit on record, else a
    general name; `persuasive`: only another place's paper speaks for the lead; `rulings`: those of the place, `cases` on one case only."""

    id: str
    theme: str
    label: str
    scope: str
    category: str
    urgency: str
    leads: tuple[PaperUnit, ...]
    helpers: tuple[PaperUnit, ...]
    bases: tuple[PaperBasis, ...]
    question: str
    choices: tuple[Choice, ...]
    deadline: str
    rulings: tuple[str, ...]
    cases: tuple[str, ...]
    own: bool
    known: bool
    persuasive: bool
    leadership: str = ""


@dataclass(frozen=True, slots=True)
class Theme:
    """A heading with its matters."""

    label: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Standings:
    """What a place's papers tell: the matters on which it has said something of its own, then the chosen themes."""

    place: str
    day: dt.date
    graph_version: str
    own: tuple[Entry, ...]
    themes: tuple[Theme, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Return every matter once, in the order of the paper."""
        return (*self.own, *(entry for theme in self.themes for entry in theme.entries))


def themes_of(graph: KnowledgeGraph) -> tuple[str, ...]:
    """Return the themes of all matters, those with most matters first."""
    counts: dict[str, int] = {}
    for matter in graph.matters:
        counts[matter.theme] = counts.get(matter.theme, 0) + 1
    return tuple(sorted(counts, key=lambda theme: (-counts[theme], theme)))


def standings(graph: KnowledgeGraph, traversal: Traversal, place: str, day: dt.date, themes: Sequence[str] | None = None) -> Standings:
    """Return how matters stand in a place (its IRI) on a day: its own matters, then those of the themes, known leads first.

    Without `themes` only the place's own, or all where it has said nothing. Raises BadInput for a theme that does not exist.
    """
    known = themes_of(graph)
    if unknown := [theme for theme in themes or () if theme not in known]:
        raise BadInput(f"没有主题“{unknown[0][:40]}”", mend="可选：" + "、".join(known))
    scope = traversal.scope(place, day)
    spoken = _spoken(traversal, scope)
    wanted = frozenset((themes or ()) if themes is not None or spoken else known)
    found = [_entry(matter, traversal, scope, matter.id in spoken) for matter in graph.matters if matter.id in spoken or matter.theme in wanted]
    by_theme: dict[str, list[Entry]] = {theme: [] for theme in (themes or known)}
    for entry in found:
        if not entry.own:
            by_theme[entry.theme].append(entry)
    listed = tuple(Theme(theme, tuple(sorted(rows, key=lambda e: not e.known))) for theme, rows in by_theme.items() if rows)
    record = graph.places.get(place)
    own = tuple(sorted((e for e in found if e.own), key=lambda e: (not e.rulings, not e.cases, e.theme, e.id)))
    return Standings(record.full_name if record else place, day, graph.version, own, listed)


def _spoken(traversal: Traversal, scope: Scope) -> frozenset[str]:
    """Return the matters on which the place's own government has said something that holds on the day."""
    graph = traversal.graph
    said = {r.matter for link in scope.own for r in graph.responsibilities.where("place", link) if _holds(r, traversal, scope)}
    said |= {r.matter for link in scope.own for r in graph.rulings.where("place", link) if traversal.basis(r.id, scope)}
    return frozenset(said)


def _holds(r: m.Responsibility, traversal: Traversal, scope: Scope) -> bool:
    return any(c.responsibility.id == r.id for c in traversal.claims(r.matter, scope))


def _entry(matter: m.Matter, traversal: Traversal, scope: Scope, own: bool) -> Entry:
    standing = stand(matter, traversal, scope, Known({}))
    weighed = Weighed({}, matters=[(standing, 1.0)], backing=[1.0])
    for contender in standing.contenders:
        weighed.leads[contender.holder] = weighed.leads.get(contender.holder, 0.0) + contender.share
    verdict = decide(weighed, traversal, scope, Known({}))
    cited = tuple(_basis(c) for c in citations(verdict, traversal, scope) if not c.persuasive) if standing.contenders else ()
    joint = standing.contenders if verdict.joint else (verdict.contender,) if verdict.contender and not verdict.leadership else ()
    leads = tuple(PaperUnit(c.holder.name, c.claim.responsibility.duty, "lead") for c in joint if c)
    rulings = [r for link in scope.own for r in traversal.graph.rulings.where("matter", matter.id) if r.place == link and traversal.basis(r.id, scope)]
    due = traversal.deadline(matter, scope)
    return Entry(
        matter.id, matter.theme, matter.label, matter.scope, matter.category, matter.urgency, leads,
        tuple(PaperUnit(h.name, h.duty, h.part) for h in verdict.helpers if h.part != "lead"), cited,
        verdict.question.text if verdict.question else "", tuple(_choices(standing, verdict, traversal, scope)),
        f"{due.days}个{due.unit}" if due else "", tuple(r.title for r in rulings if not r.case_only), tuple(r.title for r in rulings if r.case_only),
        own, bool(joint) and all(c is not None and c.holder.unit is not None for c in joint),
        bool(verdict.contender and verdict.contender.claim.step == "elsewhere"), verdict.leadership.title if verdict.leadership else "",
    )  # fmt: skip


def _choices(standing: Standing, verdict: Verdict, traversal: Traversal, scope: Scope) -> Iterator[Choice]:
    """Yield the answers to the question of a verdict, each decided as if it were known."""
    condition = traversal.graph.conditions.get(standing.open_condition) if verdict.question else None
    for identifier in condition.options if condition else ():
        option = traversal.graph.options.need(identifier)
        answered = stand(standing.matter, traversal, scope, Known({option.condition: identifier}))
        if not answered.contenders:
            continue
        first = answered.contenders[0]
        follow = traversal.graph.conditions.get(answered.open_condition)
        lead = PaperUnit(first.holder.name, first.claim.responsibility.duty, "lead")
        yield Choice(option.label, lead, first.holder.unit is not None, _of_claim(first.claim, traversal, scope), follow.question if follow else "")


def _of_claim(claim: Claim, traversal: Traversal, scope: Scope) -> tuple[PaperBasis, ...]:
    holder = traversal.of_claim(claim, scope)
    return tuple(_basis(cite(b, claim, holder, traversal)) for b in claim.bases)


def _basis(c: m.Citation) -> PaperBasis:
    return PaperBasis(c.label, c.gist, c.in_force, c.authority, c.verified)
