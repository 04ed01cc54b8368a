"""What a proposal says, once it has been read against a version of the graph."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Final, Literal

KINDS: Final = {
    "ruling": "首问责任认定", "scheme": "主次协同方案", "analogy": "参照类比", "tracing": "溯源认定", "responsibility": "职责调整",
    "matter": "新增事项", "split": "问题拆分", "reassignment": "职能划转", "unit": "登记单位", "repeal": "废止", "succession": "法条承接",
}  # fmt: skip
"""Kinds of proposals and what they are called."""
RULINGS: Final = ("ruling", "scheme", "analogy", "tracing")
"""Kinds that end in a ruling."""
METHOD: Final = {"ruling": "", "scheme": "主次协同", "analogy": "参照类比", "tracing": "溯源"}
"""The method of deciding that a kind implies."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong at a field: an `error` stands in the way of submitting, a `warning` is to be looked at; `cited`: the citation that
    the graph does not hold, where that is what is wrong."""

    field: str
    message: str
    level: Literal["error", "warning"] = "error"
    about: tuple[str, ...] = ()
    cited: str = ""


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit that the graph does not know yet: its full name, its place (IRI) and its first function (IRI)."""

    id: str
    name: str
    place: str
    function: str


@dataclass(frozen=True, slots=True)
class Part:
    """The part that a unit (or, in rules for many places, whoever holds a function) has, and its duty in a clause."""

    part: str
    unit: str | None
    function: str | None
    duty: str


@dataclass(frozen=True, slots=True)
class RulingProposed:
    """A ruling; `other_basis`: statutes cited that the graph does not hold, in words; `phrases`: how citizens told it, in our own words;
    `follows`: the rulings that it takes as precedents."""

    kind: str
    place: str
    matter: str
    title: str
    facts: str
    disputed: tuple[str, ...]
    parts: tuple[Part, ...]
    doctrine: str
    basis: tuple[str, ...]
    other_basis: tuple[str, ...]
    number: str
    decided_by: str
    decided_on: dt.date
    start: dt.date
    supersedes: str | None
    case_only: bool
    note: str
    source: str
    units: tuple[NewUnit, ...] = ()
    phrases: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ResponsibilityProposed:
    """A part in a matter from a day on; `amends`: the responsibility that it takes the place of."""

    place: str
    matter: str
    part: Part
    basis: tuple[str, ...]
    when: tuple[str, ...]
    amends: str | None
    start: dt.date
    until: dt.date | None
    source: str
    units: tuple[NewUnit, ...] = ()


@dataclass(frozen=True, slots=True)
class MatterProposed:
    """A matter with its parts; `taken`: phrases that it takes over from the matter above it."""

    label: str
    theme: str
    broader: tuple[str, ...]
    phrases: tuple[str, ...]
    terms: tuple[str, ...]
    scope: str
    category: str
    urgency: str
    place: str
    parts: tuple[Part, ...]
    basis: tuple[str, ...]
    start: dt.date | None
    units: tuple[NewUnit, ...] = ()
    taken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SplitProposed:
    """One vague matter and the precise ones that it is split into."""

    matter: str
    into: tuple[MatterProposed, ...]


@dataclass(frozen=True, slots=True)
class ReassignmentProposed:
    """A function that a unit of a place holds from a day on."""

    place: str
    function: str
    unit: str
    on: dt.date
    basis: tuple[str, ...]
    units: tuple[NewUnit, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitProposed:
    """A unit that takes part in the work and was never entered."""

    unit: NewUnit
    start: dt.date | None


@dataclass(frozen=True, slots=True)
class RepealProposed:
    """Something (a ruling, a responsibility, or a place's whole say on a matter) that ends on a day."""

    what: str
    on: dt.date
    place: str | None
    successor: str | None


@dataclass(frozen=True, slots=True)
class ArticleProposed:
    """An article of a new text (`number`) that takes the place of an old one (IRI), or, with an empty `number`, the whole new text that takes
    the place of a whole old one (IRI of a version): its gist in our words, what it gives to which
    function, whether it was read against the text; `moved`: responsibilities and assignments that get it as a further basis."""

    old: str
    number: str
    gist: str
    grants: tuple[tuple[str, str], ...]
    verified: bool
    moved: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SuccessionProposed:
    """A version of a statute (short title, day that names it) in force from `start`, the versions that `ends` by it, and the articles
    that take the place of cited ones. `rank` and `first_day` are for a statute that the graph does not have yet: it counts from the day
    on which its first text came, which for a new one is the day from which it is in force."""

    place: str
    title: str
    version: dt.date
    rank: str
    first_day: dt.date
    start: dt.date
    source: str
    ends: tuple[str, ...]
    articles: tuple[ArticleProposed, ...]


Proposed = RulingProposed | ResponsibilityProposed | MatterProposed | SplitProposed | ReassignmentProposed | UnitProposed | RepealProposed | SuccessionProposed


@dataclass(frozen=True, slots=True)
class Read:
    """A proposal's content as read: what is proposed (None where an error stands in the way) and every problem, by field."""

    proposed: Proposed | None
    problems: tuple[Problem, ...] = field(default=())

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Return the problems that stand in the way."""
        return tuple(p for p in self.problems if p.level == "error")
