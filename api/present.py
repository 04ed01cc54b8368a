"""A decision made ready for the page: what a template shows, computed here and not in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from markupsafe import Markup

from api import catalog, labels
from api.picture import draw
from api.worksheet import helpers, hint, is_urgent, lead_word, leads, ordinal, outcome_word, work_order
from ontology.model import Case, Citation, Decision, Helper
from ontology.vocabulary import PARTS, as_path

if TYPE_CHECKING:
    from graph.store import KnowledgeGraph

BAR: Final = 160
"""Width of a full bar in the side column, in px of its drawing."""
LEAST_SHOWN: Final = 0.005
"""A matter less likely than this rounds to 0 % and says nothing."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A labelled share, as a bar of `width` out of BAR."""

    label: str
    value: str
    width: float


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a citation's path: what it is called and where its page is."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Basis:
    """A citation with the steps of its path named."""

    citation: Citation
    kind: str
    rank: str
    period: str
    steps: tuple[Step, ...]
    href: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the letter, and as what it was recognised (`kind` empty: not at all)."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Card:
    """One demand and its answer; `selection`: what opens records as they stand on the case's day, at its place."""

    heading: str
    selection: str
    decision: Decision
    outcome: str
    lead_word: str
    urgent: bool
    hint: str
    leads: str
    picture: Markup
    bases: tuple[Basis, ...]
    references: tuple[Basis, ...]
    helpers: tuple[Helper, ...]
    candidates: tuple[Bar, ...]
    matters: tuple[Bar, ...]
    evidence: tuple[Bar, ...]
    learned: tuple[Bar, ...]
    reading: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that the dispatcher has settled: its key and answer, and both in words."""

    key: str
    value: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer: a card a demand, the facts used, the text for the work order."""

    decision: Decision
    cards: tuple[Card, ...]
    facts: tuple[Fact, ...]
    text: str
    place: str
    day: str


def present(graph: KnowledgeGraph, decision: Decision, case: Case) -> Answer:
    """Return what the page shows for a decision on a case."""
    demands = decision.demands or (decision,)
    many = len(demands) > 1
    selection = _selection(graph, case)
    cards = tuple(_card(graph, demand, f"诉求{ordinal(i)}" if many else "", selection) for i, demand in enumerate(demands))
    place = catalog.name_of(graph, case.place) if case.place else "未限定地方（只按全国性依据）"
    facts = _facts(graph, case)
    return Answer(decision, cards, facts, work_order(decision, [f"{fact.question}{fact.answer}" for fact in facts]), place, labels.day(case.as_of))


def _selection(graph: KnowledgeGraph, case: Case) -> str:
    """Return the arguments that make a record's page look at the day and place of a case, as `api.legal.looking` reads them."""
    place = graph.places.get(case.place)
    return "?" + urlencode({"day": case.as_of.isoformat()} | ({"place": place.full_name or place.name} if place else {}))


def _card(graph: KnowledgeGraph, decision: Decision, heading: str, selection: str) -> Card:
    candidates = tuple(Bar(unit.name, labels.percent(unit.confidence), _width(unit.confidence)) for unit in decision.candidates)
    matters = tuple(Bar(hit.label, labels.percent(hit.score), _width(hit.score)) for hit in decision.matters if hit.score >= LEAST_SHOWN)
    bases = [_basis(graph, citation, selection) for citation in decision.citations]
    share = decision.explanation.evidence
    evidence = tuple(Bar(word, labels.percent(value), _width(value)) for key, word in labels.EVIDENCE.items() if share and (value := getattr(share, key)) > 0)
    practised = decision.explanation.learned
    learned = tuple(Bar(word, labels.percent(value), _width(value)) for key, word in labels.LEARNED.items() if practised and (value := getattr(practised, key)) > 0)
    return Card(
        heading, selection, decision, outcome_word(decision), lead_word(decision), is_urgent(decision), hint(decision), leads(decision), draw(decision.explanation, _lead_path(decision), path=lambda each: as_path(each) + selection),
        tuple(b for b in bases if not b.citation.persuasive), tuple(b for b in bases if b.citation.persuasive),
        helpers(decision), candidates, matters, evidence, learned, _reading(decision),
    )  # fmt: skip


def _reading(decision: Decision) -> tuple[Piece, ...]:
    """Return the letter in pieces, marked and unmarked in turn; nothing where nothing was recognised."""
    marks, text = decision.explanation.marks, labels.chinese_marks(decision.text)
    starts, ends = [0, *(mark.end for mark in marks)], [*(mark.start for mark in marks), len(text)]
    between = [Piece(text[start:end], "") for start, end in zip(starts, ends, strict=True)]
    marked = [Piece(text[mark.start : mark.end], mark.kind) for mark in marks]
    pieces = [piece for pair in zip(between, marked, strict=False) for piece in pair] + between[-1:]
    return tuple(piece for piece in pieces if piece.text) if marks else ()


def _width(share: float) -> float:
    return round(max(0.0, min(1.0, share)) * BAR, 1)


def _lead_path(decision: Decision) -> set[str]:
    """Return the ids of the nodes through which the lead is reached, other units' parts left out."""
    leading = (*((decision.lead,) if decision.lead else ()), *decision.joint)
    named = {unit.unit for unit in leading if unit.unit} | {unit.name for unit in leading}
    usable = {node.id: node for node in decision.explanation.nodes if node.kind not in PARTS or node.kind == "lead"}
    reached = {node.id for node in usable.values() if node.id in named or (node.kind == "unit" and node.label in named)}
    while True:
        before = {one for one, other, *_ in decision.explanation.edges if other in reached and one in usable}
        if before <= reached:
            return reached
        reached |= before


def _basis(graph: KnowledgeGraph, citation: Citation, selection: str) -> Basis:
    steps = tuple(Step(catalog.name_of(graph, each), as_path(each) + selection) for each in citation.path)
    kind = labels.CITATION_KINDS.get(citation.kind, citation.kind)
    href = as_path(citation.id) + selection if citation.id.startswith("http") else ""
    rank = citation.authority.replace("（仅供参考）", "")
    period = labels.span(citation.in_force) if citation.kind == "history" else labels.period(citation.in_force)
    return Basis(citation, kind, rank, period, steps, href)


def _facts(graph: KnowledgeGraph, case: Case) -> tuple[Fact, ...]:
    facts = []
    for key, value in case.facts.items():
        conditions = [each for each in graph.conditions if key in (each.key, each.id)]
        options = [each for condition in conditions for each in graph.options.where("condition", condition.id)]
        chosen = next((each.label for each in options if value in (each.key, each.id, each.label)), value)
        facts.append(Fact(key, value, conditions[0].question if conditions else key, chosen))
    return tuple(facts)
