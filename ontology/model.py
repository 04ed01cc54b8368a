"""The records that pass between modules: what the graph holds, what a case asks, what we answer.

Frozen dataclasses only. Identifiers are full IRIs. In records of the graph, fields are limited
to str, int, float, bool, date, None and tuples of str, so that `graph.columns` can store any of
them in memory-mapped columns without knowing which it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from ontology.explanation import Explanation
from ontology.validity import Period

# --- what the graph holds -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """行政区划: a jurisdiction by its GB/T 2260 code."""

    id: str
    code: str
    name: str
    full_name: str
    within: str | None
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Function:
    """职能: one of the 55 keys (`broader` None) or a statutory role beneath one.

    `many`: a place has many holders (streets, owners), so none of them stands for the function.
    """

    id: str
    key: str
    label: str
    generic: str
    broader: str | None
    names: tuple[str, ...]
    duty: str
    many: bool


@dataclass(frozen=True, slots=True)
class Unit:
    """单位: an organisation of one place, with its first function and every name it goes by."""

    id: str
    name: str
    full_name: str
    place: str
    function: str
    aliases: tuple[str, ...]
    start: dt.date | None
    until: dt.date | None


@dataclass(frozen=True, slots=True)
class Assignment:
    """职能承担: in a place a function is held by a unit, or by whoever holds another function."""

    id: str
    function: str
    place: str
    unit: str | None
    held_by: str | None
    basis: tuple[str, ...]
    start: dt.date | None
    until: dt.date | None


@dataclass(frozen=True, slots=True)
class Matter:
    """事项: what a case is about, in formal words and as citizens say it."""

    id: str
    label: str
    theme: str
    broader: tuple[str, ...]
    related: tuple[str, ...]
    alternatives: tuple[str, ...]
    phrases: tuple[str, ...]
    terms: tuple[str, ...]
    scope: str
    category: str
    urgency: str


@dataclass(frozen=True, slots=True)
class Responsibility:
    """职责: the part a function or unit has in a matter, on what basis, where and when."""

    id: str
    matter: str
    part: str
    function: str | None
    unit: str | None
    duty: str
    options: tuple[str, ...]
    basis: tuple[str, ...]
    place: str
    doctrine: str
    joint: bool
    start: dt.date | None
    until: dt.date | None


@dataclass(frozen=True, slots=True)
class Condition:
    """辨别事实: a fact that switches the lead, with the question to ask the caller."""

    id: str
    key: str
    question: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a condition, with the words that settle it when a letter uses them."""

    id: str
    key: str
    label: str
    condition: str
    cues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Instrument:
    """One version of a statute, list or published measure, with its period and rank."""

    id: str
    work: str
    title: str
    rank: str
    place: str
    version: str
    first_day: dt.date | None
    start: dt.date | None
    until: dt.date | None
    verified: bool
    source: str


@dataclass(frozen=True, slots=True)
class Provision:
    """法条: an article of a statute version, or a numbered entry of a list."""

    id: str
    instrument: str
    number: str
    gist: str
    start: dt.date | None
    until: dt.date | None
    verified: bool


@dataclass(frozen=True, slots=True)
class Grant:
    """What an article does to a function: competent, enforcement, helps or exempts.

    `named_by`: the article that says which function it is, where this one names nobody (消防法第六十一条由谁处罚，见第七十条).
    """

    id: str
    article: str
    function: str
    kind: str
    named_by: str | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """认定: a decision on who is first responsible; its leads and helpers are Responsibilities.

    `case_only`: it decided one case on its facts and binds only cases like it (个案); `follows`: the rulings that it took as precedents.
    """

    id: str
    title: str
    matter: str
    place: str
    facts: str
    phrases: tuple[str, ...]
    disputed: tuple[str, ...]
    outcome: str
    doctrine: str
    basis: tuple[str, ...]
    decided_by: str
    decided_on: dt.date | None
    number: str
    supersedes: tuple[str, ...]
    follows: tuple[str, ...]
    case_only: bool
    start: dt.date | None
    until: dt.date | None
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """How many days a place allows for cases of a category or urgency."""

    id: str
    place: str
    category: str
    urgency: str
    days: int
    unit: str
    rule: str
    start: dt.date | None
    until: dt.date | None


@dataclass(frozen=True, slots=True)
class Authority:
    """A step in the order of authority, with its weight."""

    id: str
    key: str
    label: str
    weight: float


# --- what a case asks -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Case:
    """One case: the citizen's words, the place (GB/T 2260 IRI or None: nationwide) and the day.

    `without`: IRIs of rulings and list entries to be left out, to see how it would be answered had they never been made.
    `history`: whether what was learned from the place's past letters is asked.
    """

    id: str
    text: str
    as_of: dt.date
    title: str = ""
    place: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    without: frozenset[str] = frozenset()
    history: bool = True


# --- what we answer -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Assignee:
    """A unit proposed to lead; `unit` None where the place has none we know, then a generic name.

    `confidence`: the chance that its function is right; `unit_confidence`: that this very unit is, None where nothing was
    learned that could tell units of one function apart.
    """

    unit: str | None
    name: str
    function: str
    confidence: float
    unit_confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Helper:
    """A unit that helps, the part it has, its duty in a clause, and in words why it is likely to be called."""

    unit: str | None
    name: str
    function: str
    part: str
    duty: str
    basis: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class MatterHit:
    """A matter the case may be about (`urgency`: 一般 or 紧急); scores of one decision sum to at most 1."""

    id: str
    label: str
    score: float
    urgency: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """A written basis, valid on the day asked, with the path through the graph that led to it."""

    kind: str
    id: str
    label: str
    gist: str
    in_force: Period
    path: tuple[str, ...]
    authority: str
    verified: bool = True
    persuasive: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class QuestionOption:
    """An answer the dispatcher can choose, and who would lead then."""

    key: str
    label: str
    leads_to: str


@dataclass(frozen=True, slots=True)
class Question:
    """The one fact that would decide, and its possible answers."""

    condition: str
    text: str
    options: tuple[QuestionOption, ...]


@dataclass(frozen=True, slots=True)
class Deadline:
    """Days allowed, their unit (工作日 or 自然日) and the rule that says so."""

    days: int
    unit: str
    rule: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer: assign, ask or refer; who leads, who helps, on what basis; `automatic`: sure enough to be sent without a second
    look; `history_version`: what had been learned of the place, empty where nothing was asked of it. The same versions give the same answer."""

    id: str
    outcome: str
    text: str
    lead: Assignee | None
    joint: tuple[Assignee, ...]
    candidates: tuple[Assignee, ...]
    helpers: tuple[Helper, ...]
    matters: tuple[MatterHit, ...]
    citations: tuple[Citation, ...]
    doctrine: str
    explanation: Explanation
    graph_version: str
    resolver_version: str
    question: Question | None = None
    deadline: Deadline | None = None
    automatic: bool = False
    history_version: str = ""
    demands: tuple[Decision, ...] = ()
