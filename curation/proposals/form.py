"""The fields of a proposal's content, read one by one against a version of the graph: what is wrong is noted at its field and reading goes on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from curation.proposals.model import NewUnit, Part, Problem
from curation.proposals.names import Names, part_named
from graph.store import KnowledgeGraph
from ontology.errors import ShouwenError
from ontology.model import Matter, Place
from ontology.validity import parse_day
from ontology.vocabulary import BASE, iri

T = TypeVar("T")
Content = Mapping[str, Any]
MOST_PHRASES: Final = 20
LONGEST_PHRASE: Final = 100
"""Ways in which one ruling's case was told, and characters of each: a line is a sentence, the story stands in the facts."""
LONGEST: Final = 4000
"""Characters of one field."""


class Form:
    """The fields of a content; what is wrong with them is noted and reading goes on."""

    def __init__(self, content: Content, graph: KnowledgeGraph, at: str = "", units: Mapping[str, NewUnit] | None = None) -> None:
        self.content, self.graph, self.names, self.at = content, graph, Names(graph), at
        self.problems: list[Problem] = []
        self.units: dict[str, NewUnit] = dict(units or {})

    @property
    def errors(self) -> bool:
        """Return whether anything stands in the way."""
        return any(p.level == "error" for p in self.problems)

    def within(self, content: Content, at: str) -> Form:
        """Return the form of a group of fields within this one; `at`: what its fields are called after."""
        return Form(content, self.graph, self.at + at, self.units)

    def wrong(self, field: str, message: str, level: Any = "error", about: tuple[str, ...] = (), cited: str = "") -> None:
        """Note a problem at a field."""
        self.problems.append(Problem(self.at + field, message, level, about, cited))

    def text(self, field: str, *, need: str = "") -> str:
        """Return a field as text; `need`: what is asked for where it is empty."""
        value = self.content.get(field)
        if value is not None and not isinstance(value, (str, int, float)):
            self.wrong(field, "应当是一段文字")
            return ""
        said = str(value or "").strip()
        if len(said) > LONGEST:
            self.wrong(field, f"太长：最多 {LONGEST} 字，现有 {len(said)} 字")
        if need and not said:
            self.wrong(field, need)
        return said[:LONGEST]

    def texts(self, field: str) -> list[str]:
        """Return a field of several texts (or one) without the empty ones."""
        value = self.content.get(field)
        listed = value if isinstance(value, list) else [] if value in (None, "") else [value]
        if any(not isinstance(v, (str, int, float)) for v in listed):
            self.wrong(field, "应当是若干段文字")
            return []
        return list(dict.fromkeys(s for v in listed if (s := str(v).strip())))

    def phrases(self) -> tuple[str, ...]:
        """Return how citizens told the case, a sentence each."""
        said = self.texts("phrases")
        for phrase in said:
            if not 4 <= len(phrase) <= LONGEST_PHRASE:
                self.wrong("phrases", f"“{phrase[:20]}”有 {len(phrase)} 字：一行写一句，4 至 {LONGEST_PHRASE} 字")
        if len(said) > MOST_PHRASES:
            self.wrong("phrases", f"最多 {MOST_PHRASES} 句，现有 {len(said)} 句")
        return tuple(said)

    def entries(self, field: str) -> list[Content]:
        """Return a field of several groups of fields."""
        value = self.content.get(field)
        listed = value if isinstance(value, list) else [] if value in (None, "") else [value]
        if any(not isinstance(v, Mapping) for v in listed):
            self.wrong(field, "每一项应当写明名称等字段")
            return []
        return listed

    def found(self, field: str, find: Callable[[], T]) -> T | None:
        """Return what `find` finds; what it raises is noted at the field."""
        try:
            return find()
        except ShouwenError as error:
            self.wrong(field, "。".join(part.rstrip("。") for part in (error.what, error.why, error.mend) if part) + "。")
            return None

    def day(self, field: str, *, need: str = "") -> dt.date | None:
        """Return a field as a day, None where it is empty or none."""
        said = self.text(field, need=need)
        return self.found(field, lambda: parse_day(said)) if said else None

    def place(self) -> Place | None:
        """Return the place that the content concerns."""
        return self.found("jurisdiction", lambda: self.names.place(self.text("jurisdiction")))

    def matter(self, field: str = "matter") -> Matter | None:
        """Return the matter that a field names."""
        return self.found(field, lambda: self.names.matter(self.text(field)))

    def new_units(self, place: Place | None) -> None:
        """Take up the units that the proposal introduces: {"name", "function"}."""
        for n, each in enumerate(self.entries("units")):
            name, at = str(each.get("name") or "").strip(), f"units.{n}"
            function = self.found(f"{at}.function", lambda each=each: self.names.function(str(each.get("function") or "")))  # type: ignore[misc]
            if not name:
                self.wrong(f"{at}.name", "新单位没有名称")
            elif place and function:
                self.units[name] = new_unit(name, place, function.id)

    def unit(self, field: str, said: str, place: Place | None) -> str | None:
        """Return the IRI of a unit named in the content, one that it introduces first."""
        if place is None:
            return None
        new = self.units.get(said) or next((u for u in self.units.values() if u.id.rsplit("/", 1)[-1] == said), None)
        if new:
            return new.id
        found = self.found(field, lambda: self.names.unit(said, place))
        return found.id if found else None

    def parts(self, place: Place | None) -> tuple[Part, ...]:
        """Return leads and helpers, in that order."""
        leads = self.texts("lead")
        if not leads:
            self.wrong("lead", "没有写首问单位")
        duty = self.text("lead_duty") or "受理并主办"
        functions = self.graph.functions
        listed = [Part("lead", None, f.id, duty) for said in leads if (f := functions.get(said) or functions.get(BASE + said))]
        listed += [Part("lead", u, None, duty) for said in leads if not (functions.get(said) or functions.get(BASE + said)) and (u := self.unit("lead", said, place))]
        for n, each in enumerate(self.entries("helpers")):
            at = f"helpers.{n}"
            unit = self.unit(f"{at}.unit", str(each.get("unit") or "").strip(), place)
            part = self.found(f"{at}.part", lambda each=each: part_named(str(each.get("part") or "support")))  # type: ignore[misc]
            duty = str(each.get("duty") or "").strip()
            if not duty:
                self.wrong(f"{at}.duty", "没有写这个单位配合做什么")
            if unit and any(p.unit == unit for p in listed):
                self.wrong(f"{at}.unit", "这个单位写了两次；一个单位只有一个角色")
            elif unit and part:
                listed.append(Part(part, unit, None, duty[:LONGEST]))
        return tuple(listed)

    def basis(self, field: str = "basis") -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return what the graph holds of what is cited, and what it does not, in words."""
        held: list[str] = []
        other: list[str] = []
        for n, said in enumerate(self.texts(field)):
            cited = self.found(f"{field}.{n}", lambda said=said: self.names.basis(said))  # type: ignore[misc]
            if cited:
                held += cited
            elif cited is not None:
                other.append(said)
                self.wrong(f"{field}.{n}", f"图里没有“{said}”，无法核对；发布后只作为文字附注，不作为引用", "warning", cited=said)
        return tuple(dict.fromkeys(held)), tuple(other)


def new_unit(name: str, place: Place, function: str) -> NewUnit:
    """Return a unit to be entered under its name without the place's."""
    short = name.removeprefix(place.full_name).removeprefix(place.name) or name
    return NewUnit(iri("unit", place.code, short), name, place.id, function)
