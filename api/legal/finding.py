"""One question, everything that answers it: what is cited or named in it, matters first, then articles, rulings, statutes.

The page 检索 and `GET /api/v1/search` both ask here. Matters come from the resolver, with the chances and the leads that an answer
would give them; articles from the search over full texts where laws were imported, from the graph's gists where not, and those on
which the likeliest matters rest are moved up: words, vectors and links.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from api import catalog
from api.legal import articles_found, called
from api.legal.articles_found import Article
from api.legal.duties import family
from graph.places import COUNTRY
from ontology.errors import BadInput
from ontology.model import Case, Matter, Ruling
from ontology.validity import Period
from resolver import tuning
from resolver.certain import standing_of
from resolver.stand import Standing
from resolver.weigh import facts_of, known_of, weigh

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.bases import Scope
    from graph.laws.store import LawStore
    from resolver.laws.search import LawSearch
    from resolver.pipeline import Resolver

KINDS: Final = {"matter": "事项", "article": "法条", "ruling": "认定", "statute": "法规", "department": "单位职能"}
MOST: Final = 8
"""Hits of each kind where all are asked for; one kind alone shows MOST_OF_ONE."""
MOST_OF_ONE: Final = 50
SCANNED: Final = 20_000
"""Rulings up to which their words are looked through one by one (30 ms); beyond, those near in meaning have to do."""
LEAST_SHARE: Final = 0.03
"""A matter less likely than this is no answer to a question."""
WIDE: Final = 50
"""An article on which more parts rest than this says little of any one matter that it does not give its lead: what it gains falls with their number."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for, on which day and where (an IRI; None: everywhere), and what to keep of it."""

    words: str
    day: dt.date
    place: str | None = None
    kind: str = ""
    rank: str = ""
    function: str = ""

    def wants(self, kind: str) -> bool:
        """Return whether hits of a kind are wanted."""
        return self.kind in ("", kind)

    @property
    def most(self) -> int:
        """Return how many hits of a kind are wanted."""
        return MOST_OF_ONE if self.kind else MOST


@dataclass(frozen=True, slots=True)
class MatterFound:
    """A matter, the chance that the question is of it (None: found by its name alone), and who leads on it here."""

    matter: Matter
    chance: float | None
    leads: tuple[tuple[str, str], ...]
    open: bool
    basis: str = ""


@dataclass(frozen=True, slots=True)
class RulingFound:
    """A ruling and how near its case is to the question (None: found by its words)."""

    ruling: Ruling
    nearness: float | None
    leads: tuple[str, ...]
    holds: bool


@dataclass(frozen=True, slots=True)
class Found:
    """Everything found, by kind; `cited`: what the question names by title and number; `unknown`: what it cites and nobody holds;
    `office`: the question is a department's name; `full_text`: articles come from full texts;
    `counts`: how many there are of each kind; `successor`: a statute named that holds no longer, and the title of what took its place."""

    cited: tuple[Article, ...] = ()
    unknown: tuple[tuple[str, Article | None], ...] = ()
    departments: tuple[called.Department, ...] = ()
    matters: tuple[MatterFound, ...] = ()
    articles: tuple[Article, ...] = ()
    rulings: tuple[RulingFound, ...] = ()
    statutes: tuple[called.Named, ...] = ()
    office: bool = False
    full_text: bool = False
    counts: dict[str, int] = field(default_factory=dict)
    successor: tuple[str, str] | None = None

    @property
    def nothing(self) -> bool:
        """Return whether nothing at all was found."""
        return not (self.cited or self.unknown or self.departments or self.matters or self.articles or self.rulings or self.statutes)


def search(resolver: Resolver, laws: LawStore, question: Question, texts: LawSearch | None = None) -> Found:
    """Return what answers a question, `texts` searched where laws were imported; nothing for a single letter."""
    graph, traversal, words = resolver.graph, resolver.traversal, question.words.strip()
    if len(words) < 2:
        return Found(counts=dict.fromkeys(KINDS, 0))
    scope = traversal.scope(question.place, question.day)
    cited = articles_found.cited(graph, laws, words, question.day)
    named = called.departments(graph, traversal, words, question.day, question.place) if not cited.alone else []
    office = bool(named) and named[0].rank <= called.PREFIX and called.is_office(words)
    weighed = None if cited.alone or office else _weighed(resolver, question)
    matters = _matters(resolver, question, scope, weighed[0] if weighed else []) if not cited.alone else []
    articles = articles_found.near(resolver, laws, question, _linked(matters, resolver, scope), texts) if weighed and question.wants("article") else []
    rulings = _rulings(resolver, question, weighed[1] if weighed else ()) if question.wants("ruling") and not cited.alone else []
    titles = called.statutes(graph, laws, words) if question.wants("statute") else []
    if question.rank:
        titles = [t for t in titles if articles_found.rank_of(graph, laws, t.id) == question.rank]
    have = {a.id for a in cited.found}
    typed = _typed(texts, question) if texts and (cited.found or cited.unknown) else None
    named, matters = named if question.wants("department") else [], matters if question.wants("matter") else []
    articles, titles = [a for a in articles if a.id not in have], [t for t in titles if t.id not in have]
    counts = {"department": len(named), "matter": len(matters), "article": len(articles), "ruling": len(rulings), "statute": len(titles)}
    most = question.most
    return Found(
        cited.found, cited.unknown, tuple(named[:most]), tuple(matters[:most]), tuple(articles[:most]), tuple(rulings[:most]), tuple(titles[:most]),
        office, texts is not None and bool(laws.generation), counts, typed,
    )  # fmt: skip


def _typed(texts: LawSearch, question: Question) -> tuple[str, str] | None:
    """Return the statute that a question names and that holds no longer, with its successor's title."""
    try:
        named = texts.typed(question.words, question.day)
    except BadInput:
        return None
    return (named.title, named.successor) if named and named.successor else None


def _weighed(resolver: Resolver, question: Question) -> tuple[list[tuple[Standing, float]], Iterable[tuple[Ruling, float]]] | None:
    """Return the matters that a question may be of, with their chances, and the rulings on like cases; None where it cannot be read.

    As in an answer, what is far from every matter and holds no word of any is left out."""
    graph, traversal = resolver.graph, resolver.traversal
    case = Case("search", question.words, question.day, place=question.place, history=False)
    try:
        read = resolver.read([case])[0][0]
    except BadInput:
        return None
    scope = traversal.scope(question.place, question.day)
    facts = facts_of(read.found, {}, {m.target: graph.options.need(m.target) for m in read.found.of("cue")})
    weighed = weigh(read.evidence, traversal, scope, known_of(read.evidence, facts, traversal))
    near = [(graph.rulings[n.position], n.nearness) for n in weighed.precedents if n.nearness >= tuning.NEAR_PRECEDENT]
    return (weighed.matters if read.says_something else []), near


def _matters(resolver: Resolver, question: Question, scope: Scope, weighed: list[tuple[Standing, float]]) -> list[MatterFound]:
    graph = resolver.graph
    wanted = frozenset(family(graph, question.function)) if question.function else frozenset()
    chances = {s.matter.id: p for s, p in weighed if p >= LEAST_SHARE}
    by_name = [n.id for n in called.book(graph).others if n.kind == "matter" and (n.name in question.words or question.words in n.name) and len(n.name) >= 2]
    ordered = sorted(dict.fromkeys((*by_name, *chances)), key=lambda i: (-chances.get(i, 0.0), graph.matters.need(i).label))
    exact = [i for i in ordered if question.words in (graph.matters.need(i).label, *graph.matters.need(i).alternatives)]
    found = [_matter(resolver, scope, i, chances.get(i)) for i in dict.fromkeys((*exact, *ordered))]
    if not wanted:
        return found
    return [m for m in found if any(_by(resolver, m.matter.id, scope, wanted))]


def _by(resolver: Resolver, matter: str, scope: Scope, functions: frozenset[str]) -> Iterable[bool]:
    """Yield for each lead of a matter whether it is one of some functions'."""
    graph = resolver.graph
    for contender in standing_of(matter, resolver.traversal, scope).contenders:
        row = contender.claim.responsibility
        unit = graph.units.get(row.unit) if row.unit else None
        yield (unit.function if unit else row.function) in functions


def _matter(resolver: Resolver, scope: Scope, identifier: str, chance: float | None) -> MatterFound:
    standing = standing_of(identifier, resolver.traversal, scope)
    leads = dict.fromkeys((c.holder.name, c.holder.unit or "") for c in standing.contenders)
    bases = standing.contenders[0].claim.bases if standing.contenders else ()
    basis = catalog.name_of(resolver.graph, bases[0].id) if bases else ""
    return MatterFound(standing.matter, chance, tuple(leads), standing.open_condition is not None, basis)


def _linked(matters: list[MatterFound], resolver: Resolver, scope: Scope) -> dict[str, float]:
    """Return the articles on which the likeliest matters' leads and helpers rest, each with the chance of its matter."""
    found: dict[str, float] = {}
    for each in matters[:3]:
        for claim in resolver.traversal.claims(each.matter.id, scope) if each.chance else ():
            leads = claim.responsibility.part == "lead"
            for basis in claim.bases:
                share = 1.0 if leads else 0.5 * WIDE / max(WIDE, len(resolver.graph.responsibilities.positions("basis", basis.id)))
                found[basis.id] = max(found.get(basis.id, 0.0), (each.chance or 0.0) * share)
    return found


def _rulings(resolver: Resolver, question: Question, near: Iterable[tuple[Ruling, float]]) -> list[RulingFound]:
    graph = resolver.graph
    places = frozenset(graph.place_chain(question.place)) if question.place else frozenset()
    nearness = {r.id: n for r, n in near}
    found = {r.id: r for r, _ in near}
    if len(graph.rulings) <= SCANNED:
        found |= {r.id: r for r in graph.rulings if question.words in r.title or (r.number and question.words in r.number) or question.words in r.facts}
    wanted = frozenset(family(graph, question.function)) if question.function else frozenset()
    shown = []
    for ruling in found.values():
        rows = [r for r in graph.responsibilities.where("basis", ruling.id) if r.part == "lead"]
        functions = {(u.function if r.unit and (u := graph.units.get(r.unit)) else r.function) for r in rows}
        if (wanted and not wanted & functions) or (places and ruling.place not in places and ruling.place != COUNTRY and ruling.id not in nearness):
            continue
        leads = tuple(catalog.name_of(graph, r.unit or r.function) for r in rows)
        holds = Period(ruling.start, ruling.until).holds_on(question.day)
        shown.append(RulingFound(ruling, nearness.get(ruling.id), leads, holds))
    return sorted(shown, key=lambda r: (not (places and r.ruling.place in places), -(r.nearness or 1.0), r.ruling.id))
