"""Turns triples into records: the one place that knows which property fills which field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, Final

from graph.load import Knowledge, Values, collector_paused
from ontology import model as m
from ontology.errors import BadKnowledge
from ontology.vocabulary import DCTERMS, ELI, RDF, SKOS, SW

LABEL, ALT, NOTATION, BROADER = str(SKOS.prefLabel), str(SKOS.altLabel), str(SKOS.notation), str(SKOS.broader)


class _Reader:
    """Typed access to the values of one subject."""

    def __init__(self, identifier: str, values: Values, where: Callable[[str], str]) -> None:
        self.id, self._values, self._where = identifier, values, where

    def all(self, prop: Any) -> tuple[str, ...]:
        return self._values.get(str(prop), ())

    def text(self, prop: Any, default: str = "") -> str:
        return next(iter(self.all(prop)), default)

    def maybe(self, prop: Any) -> str | None:
        return next(iter(self.all(prop)), None)

    def day(self, prop: Any) -> dt.date | None:
        value = self.maybe(prop)
        try:
            return dt.date.fromisoformat(value) if value else None
        except ValueError as error:
            raise BadKnowledge(f"日期“{value}”不合 ISO 8601", where=self._where(self.id), mend="写成 2024-03-01") from error

    def number(self, prop: Any, kind: type[int] | type[float]) -> Any:
        value = self.text(prop, "0")
        try:
            return kind(value)
        except ValueError as error:
            raise BadKnowledge(f"“{value}”不是数", where=self._where(self.id), mend="写成数字") from error

    def flag(self, prop: Any) -> bool:
        return self.text(prop) in ("true", "1")

    @property
    def period(self) -> dict[str, dt.date | None]:
        return {"start": self.day(SW.validFrom), "until": self.day(SW.validUntil)}


def _place(r: _Reader) -> m.Place:
    name = r.text(LABEL)
    return m.Place(r.id, r.text(NOTATION), name, r.text(ALT, name), r.maybe(SW.within), r.all(SKOS.hiddenLabel))


def _function(r: _Reader) -> m.Function:
    names = tuple(dict.fromkeys((*r.all(SW.statutoryName), *r.all(SW.formerName), *r.all(SKOS.hiddenLabel))))
    return m.Function(r.id, r.text(NOTATION), r.text(LABEL), r.text(SW.genericName), r.maybe(BROADER), names, r.text(SW.duty), r.flag(SW.manyHolders))


def _unit(r: _Reader) -> m.Unit:
    aliases = tuple(dict.fromkeys((*r.all(ALT), *r.all(SW.formerName))))
    return m.Unit(r.id, r.id.rsplit("/", 1)[-1], r.text(LABEL), r.text(SW.place), r.text(SW.function), aliases, **r.period)


def _assignment(r: _Reader) -> m.Assignment:
    return m.Assignment(r.id, r.text(SW.function), r.text(SW.place), r.maybe(SW.unit), r.maybe(SW.heldBy), r.all(SW.basis), **r.period)


def _matter(r: _Reader) -> m.Matter:
    return m.Matter(
        r.id, r.text(LABEL), r.text(SW.theme), r.all(BROADER), r.all(SKOS.related), r.all(ALT), r.all(SW.phrase),
        r.all(SW.keyword), r.text(SKOS.scopeNote), r.text(SW.category), r.text(SW.urgency),
    )  # fmt: skip


def _responsibility(r: _Reader) -> m.Responsibility:
    return m.Responsibility(
        r.id, r.text(SW.matter), r.text(SW.part), r.maybe(SW.function), r.maybe(SW.unit), r.text(SW.duty), r.all(SW.when),
        r.all(SW.basis), r.text(SW.place), r.text(SW.doctrine), r.flag(SW.joint), **r.period,
    )  # fmt: skip


def _instrument(r: _Reader) -> m.Instrument:
    work = r.text(ELI.version_of)
    start, until = r.day(ELI.first_date_entry_in_force), r.day(ELI.date_no_longer_in_force)
    source = "；".join(filter(None, (r.text(DCTERMS.source), r.text(SW.startSource))))
    return m.Instrument(r.id, work, "", "", "", r.text(ELI.version_date), None, start, until, r.flag(SW.verified), source)


def _provision(r: _Reader) -> m.Provision:
    return m.Provision(r.id, r.text(ELI.is_part_of), r.text(SW.number), r.text(SW.gist), None, None, r.flag(SW.verified))


def _ruling(r: _Reader) -> m.Ruling:
    return m.Ruling(
        r.id, r.text(LABEL), r.text(SW.matter), r.text(SW.place), r.text(SW.facts), r.all(SW.phrase), r.all(SW.disputedBetween),
        r.text(SW.outcome), r.text(SW.doctrine), r.all(SW.basis), r.text(SW.decidedBy), r.day(SW.decidedOn), r.text(SW.number),
        r.all(SW.supersedes), r.all(SW.follows), case_only=r.flag(SW.caseOnly), source=r.text(DCTERMS.source), note=r.text(SKOS.note), **r.period,
    )  # fmt: skip


def _deadline(r: _Reader) -> m.DeadlineRule:
    return m.DeadlineRule(
        r.id, r.text(SW.place), r.text(SW.category), r.text(SW.urgency), r.number(SW.days, int), r.text(SW.dayUnit),
        r.text(SW.rule), **r.period,
    )  # fmt: skip


_READERS: Final[dict[str, tuple[str, Callable[[_Reader], Any]]]] = {
    "Jurisdiction": ("places", _place),
    "Function": ("functions", _function),
    "Unit": ("units", _unit),
    "Assignment": ("assignments", _assignment),
    "Matter": ("matters", _matter),
    "Responsibility": ("responsibilities", _responsibility),
    "Condition": ("conditions", lambda r: m.Condition(r.id, r.text(NOTATION), r.text(SW.question), r.all(SW.option))),
    "Option": ("options", lambda r: m.Option(r.id, r.text(NOTATION), r.text(LABEL), r.id.rsplit("/", 1)[0], r.all(SW.cue))),
    "Instrument": ("instruments", _instrument),
    "Article": ("provisions", _provision),
    "Grant": ("grants", lambda r: m.Grant(r.id, "", r.text(SW.function), r.text(SW.kind), r.maybe(SW.namedBy))),
    "Ruling": ("rulings", _ruling),
    "DeadlineRule": ("deadlines", _deadline),
    "Authority": ("authorities", lambda r: m.Authority(r.id, r.text(NOTATION), r.text(LABEL), r.number(SW.weight, float))),
}


@dataclass(frozen=True)
class Records:
    """All records of a version, by table."""

    places: tuple[m.Place, ...]
    functions: tuple[m.Function, ...]
    units: tuple[m.Unit, ...]
    assignments: tuple[m.Assignment, ...]
    matters: tuple[m.Matter, ...]
    responsibilities: tuple[m.Responsibility, ...]
    conditions: tuple[m.Condition, ...]
    options: tuple[m.Option, ...]
    instruments: tuple[m.Instrument, ...]
    provisions: tuple[m.Provision, ...]
    grants: tuple[m.Grant, ...]
    rulings: tuple[m.Ruling, ...]
    deadlines: tuple[m.DeadlineRule, ...]
    authorities: tuple[m.Authority, ...]

    @staticmethod
    def none() -> Records:
        """Return records of nothing, to be filled with some of a version's."""
        return Records(**{field.name: () for field in fields(Records)})

    @staticmethod
    @lru_cache(maxsize=1)
    def read(knowledge: Knowledge) -> Records:
        """Return the records (those last read are kept); raises BadKnowledge where a value cannot be read."""
        made: dict[str, list[Any]] = {field.name: [] for field in fields(Records)}
        prefix, a = str(SW), str(RDF.type)
        with collector_paused():
            for subject, values in knowledge.subjects.items():
                for kind in values.get(a, ()):
                    if kind.startswith(prefix) and (entry := _READERS.get(kind[len(prefix) :])):
                        table, read = entry
                        made[table].append(read(_Reader(subject, values, knowledge.where)))
            _complete(made, knowledge)
            return Records(**{name: tuple(sorted(rows, key=lambda r: r.id)) for name, rows in made.items()})


def _complete(made: dict[str, list[Any]], knowledge: Knowledge) -> None:
    """Fill in what a record takes from another: title and rank from the work, period from the version."""
    from dataclasses import replace

    def of(subject: str, prop: Any) -> str:
        return next(iter(knowledge.subjects.get(subject, {}).get(str(prop), ())), "")

    def day(text: str) -> dt.date | None:
        return dt.date.fromisoformat(text) if text else None

    made["instruments"] = [
        replace(i, title=of(i.work, ELI["title"]), rank=of(i.work, SW.rank), place=of(i.work, SW.place), first_day=day(of(i.work, ELI.date_document)))
        for i in made["instruments"]
    ]
    period = {i.id: (i.start, i.until) for i in made["instruments"]}
    made["provisions"] = [
        replace(p, start=period.get(p.instrument, (None, None))[0], until=period.get(p.instrument, (None, None))[1])
        for p in made["provisions"]
    ]
    owner = {g: s for s, values in knowledge.subjects.items() for g in values.get(str(SW.grants), ())}
    made["grants"] = [replace(g, article=owner.get(g.id, "")) for g in made["grants"]]
