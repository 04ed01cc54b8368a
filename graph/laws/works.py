"""The statutes of graph and law store as one: every work once, with all its versions, and how much of ours rests on it.

The graph knows what articles say of whom (gists, grants) and what cites them; the law store knows texts. Where both hold a version the
period is the graph's, which people have read.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Any, Final

from graph.laws.domains import domains_of
from graph.laws.model import LawVersion
from graph.laws.periods import with_days
from graph.laws.store import LawStore
from graph.store import KnowledgeGraph
from ontology.citation import short_title
from ontology.errors import UnknownPlace
from ontology.model import Instrument
from ontology.vocabulary import iri

_ARTICLE: Final = re.compile(r"第[零〇一二三四五六七八九十百千\d]+条.*$")
"""What publishers add to the title of what repealed a statute: by which of its articles."""
STATES: Final = ("holds", "coming", "replaced", "ended")
"""In force; not yet; an earlier text of a statute whose later text took its place; repealed or lapsed."""
RANKS: Final = (
    "宪法", "法律", "行政法规", "司法解释", "部门规章", "地方性法规", "地方政府规章", "规范性文件", "三定规定", "责任清单", "边界清单", "认定书", "报道",
)  # fmt: skip
"""Ranks in the order in which they are listed."""


@dataclass(frozen=True, slots=True)
class StatuteVersion:
    """One version of a statute, list or measure: as the graph has it, as the law store has it, or both."""

    id: str
    work: str
    title: str
    version: str
    start: dt.date | None
    until: dt.date | None
    instrument: Instrument | None
    held: LawVersion | None

    def holds(self, day: dt.date) -> bool:
        """Return whether it is in force on a day."""
        return (self.start is None or self.start <= day) and (self.until is None or day < self.until)

    @property
    def disputed(self) -> str:
        """Return how the law store's period differs from the graph's, "" where it does not."""
        if self.instrument is None or self.held is None or (self.held.start, self.held.until) == (self.start, self.until):
            return ""
        return f"{self.held.start or '起日不明'} 至 {self.held.until or '今'}"


@dataclass(frozen=True, slots=True)
class Resting:
    """What of ours rests on a work: articles cited (distinct numbers), those not verified, responsibilities, matters, rulings;
    functions named, as the last part of the IRI of the one of the 55; themes of its matters."""

    cited: int = 0
    unverified: int = 0
    responsibilities: int = 0
    matters: frozenset[str] = frozenset()
    rulings: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Work:
    """A statute, list or measure through all its versions, newest first; `place`: IRI, "" where the graph does not know it."""

    id: str
    title: str
    rank: str
    place: str
    place_name: str
    versions: tuple[StatuteVersion, ...]
    resting: Resting

    def at(self, day: dt.date) -> StatuteVersion | None:
        """Return the version in force on a day, None where there is none."""
        return next((v for v in self.versions if v.holds(day)), None)

    def shown(self, day: dt.date) -> StatuteVersion:
        """Return the version to show for a day: the one in force, else the last that was, else the first that will be."""
        return self.at(day) or next((v for v in self.versions if v.until and v.until <= day), self.versions[-1])

    @property
    def domains(self) -> tuple[str, ...]:
        """Return the fields of law it belongs to."""
        return domains_of(self.title)

    @property
    def full_title(self) -> str:
        """Return the title as published, the short one where only the graph knows it."""
        return next((v.held.law for v in self.versions if v.held), self.title)

    @property
    def replaced_by(self) -> str:
        """Return the short title of the statute that repealed it, "" where none is known to have."""
        newest = self.versions[0].held
        return short_title(_ARTICLE.sub("", newest.repealed_by)) if newest and newest.repealed_by else ""

    def state(self, version: StatuteVersion, day: dt.date) -> str:
        """Return how a version stands on a day: a key of STATES."""
        if version.holds(day):
            return "holds"
        if version.start and day < version.start:
            return "coming"
        return "replaced" if any(v.start and version.until and v.start <= version.until for v in self.versions[: self.versions.index(version)]) else "ended"


@dataclass
class Works:
    """All works of one version of the graph and one generation of the law store: by rank, those on which most rests first."""

    graph: KnowledgeGraph
    laws: LawStore
    by_id: dict[str, Work] = field(init=False)
    memory: dict[tuple[object, ...], Any] = field(default_factory=dict)
    """What others worked out of these works and want again; goes with them."""

    def __post_init__(self) -> None:
        held: dict[str, list[LawVersion]] = defaultdict(list)
        for law in self.laws.every_version():
            held[law.work].append(law)
        ours: dict[str, list[Instrument]] = defaultdict(list)
        for instrument in self.graph.instruments:
            ours[instrument.work].append(instrument)
        resting = _resting(self.graph)
        made = (self._work(i, ours.get(i, []), held.get(i, []), resting.get(i, _NOTHING)) for i in ours.keys() | held.keys())
        self.by_id = {work.id: work for work in sorted(made, key=lambda w: (_order(w.rank), -len(w.resting.matters), w.title, w.id))}

    def __iter__(self) -> Iterator[Work]:
        return iter(self.by_id.values())

    def get(self, identifier: str) -> Work | None:
        """Return the work of this IRI, or None."""
        return self.by_id.get(identifier)

    def titled(self, title: str) -> Work | None:
        """Return the statute of this title, full or short, or None."""
        return self.by_id.get(iri("statute", short_title(title)))

    def version(self, identifier: str) -> StatuteVersion | None:
        """Return the version of this IRI, or None."""
        work = self.by_id.get(identifier.rpartition("/")[0])
        return next((v for v in work.versions if v.id == identifier), None) if work else None

    @cached_property
    def successors(self) -> dict[str, list[Work]]:
        """Return for the title of a statute the statutes that it repealed."""
        found: dict[str, list[Work]] = defaultdict(list)
        for work in self:
            if work.replaced_by:
                found[work.replaced_by].append(work)
        return dict(found)

    def _work(self, identifier: str, ours: list[Instrument], held: list[LawVersion], resting: Resting) -> Work:
        held = with_days(held, {i.version: i.start for i in ours if i.start})
        by_version = {law.version: law for law in held}
        versions = [StatuteVersion(i.id, i.work, i.title, i.version, i.start, i.until, i, by_version.pop(i.version, None)) for i in ours]
        versions += [StatuteVersion(v.id, identifier, v.title, v.version, v.start, v.until, None, v) for v in by_version.values()]
        versions.sort(key=lambda v: (v.start or dt.date.min, v.version), reverse=True)
        place = ours[0].place if ours else self._place(held[0].place)
        known = self.graph.places.get(place)
        name = (known.full_name or known.name) if known else (held[0].place if held else "")
        rank = ours[0].rank if ours else held[0].category
        return Work(identifier, versions[0].title, rank, place, name, tuple(versions), resting)

    def _place(self, name: str) -> str:
        if not name:
            return iri("place", "CN")
        try:
            return self.graph.find_place(name).id
        except UnknownPlace:
            return ""


_NOTHING: Final = Resting()


def _order(rank: str) -> int:
    return RANKS.index(rank) if rank in RANKS else len(RANKS)


def _resting(graph: KnowledgeGraph) -> dict[str, Resting]:
    """Return what rests on each work by IRI."""
    work_of = {i.id: i.work for i in graph.instruments}
    work_of |= {p.id: work_of.get(p.instrument, "") for p in graph.provisions}
    cited, unverified = _sets(), _sets()
    for p in graph.provisions:
        cited[work_of[p.id]].add(p.number)
        if not p.verified:
            unverified[work_of[p.id]].add(p.number)
    functions, claims, matters, rulings = _sets(), _sets(), _sets(), _sets()
    keys = {f.id: _key(graph, f.id).rpartition("/")[2] for f in graph.functions}
    for grant in graph.grants:
        functions[work_of.get(grant.article, "")].add(keys.get(grant.function, ""))
    for claim in graph.responsibilities:
        for basis in claim.basis:
            if work := work_of.get(basis):
                claims[work].add(claim.id)
                matters[work].add(claim.matter)
    for ruling in graph.rulings:
        for basis in ruling.basis:
            if work := work_of.get(basis):
                rulings[work].add(ruling.id)
    themes = {m.id: m.theme for m in graph.matters}
    return {
        work: Resting(
            len(cited[work]), len(unverified[work]), len(claims[work]), frozenset(matters[work]), frozenset(rulings[work]),
            frozenset(functions[work]), frozenset(themes.get(m, "") for m in matters[work]),
        )
        for work in set(work_of.values())
    }  # fmt: skip


def _sets() -> defaultdict[str, set[str]]:
    return defaultdict(set)


def _key(graph: KnowledgeGraph, function: str) -> str:
    """Return the IRI of the function of the 55 above a function or role."""
    record = graph.functions.get(function)
    return _key(graph, record.broader) if record and record.broader else function


class KeptWorks:
    """Gives the works of the version and generation asked for, made anew only when one of them changed. Safe between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: tuple[tuple[str, str], Works] | None = None

    def of(self, graph: KnowledgeGraph, laws: LawStore) -> Works:
        """Return the works of a version of the graph and of what the law store holds now."""
        key = graph.version, laws.generation
        with self._lock:
            if self._kept is None or self._kept[0] != key:
                self._kept = key, Works(graph, laws)
            return self._kept[1]
