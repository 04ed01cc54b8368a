"""What in the graph rests on an article, and what only names it in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from curation.diff import name_of
from curation.drift.model import Resting
from graph.authority import is_list
from ontology import citation
from ontology import model as m
from ontology.errors import BadCitation
from ontology.validity import Period

if TYPE_CHECKING:
    from graph.store import KnowledgeGraph

PARTS: Final = {"lead": "首问", "support": "配合", "territorial": "属地", "oversight": "监督", "owner": "权属", "fallback": "兜底"}
_WORDS: Final = (
    ("responsibilities", "duty", "responsibility"), ("provisions", "gist", "list-entry"), ("rulings", "facts", "ruling"), ("rulings", "note", "ruling"),
    ("conditions", "question", "condition"), ("options", "label", "condition"), ("matters", "scope", "matter"),
)  # fmt: skip
"""Fields of words in which an article may be named: table, field, what names it."""


class Rests:
    """What rests on the articles of versions that end on a day, `new` (IRI of a version) taking their place."""

    def __init__(self, graph: KnowledgeGraph, ending: Iterable[str], new: str, day: dt.date) -> None:
        self._graph, self._new, self._day = graph, new, day
        self._ending = frozenset(ending)
        titles = {graph.instruments.need(i).title for i in self._ending}
        self._named = self._in_words(titles)

    def on(self, basis: str) -> tuple[Resting, ...]:
        """Return what rests on an article (or a version as a whole), and what names it in words; what ended before the day is left out."""
        graph = self._graph
        found = [self._responsibility(r) for r in graph.responsibilities.where("basis", basis) if self._lives(r)]
        found += [self._ruling(r) for r in graph.rulings.where("basis", basis) if self._lives(r)]
        found += [self._assignment(a) for a in graph.assignments.where("basis", basis) if self._lives(a)]
        held = {r.id for r in found}
        found += [r for r in self._named.get(self._key(basis), ()) if r.id not in held]
        return tuple(found)

    def written(self, basis: str) -> tuple[str, ...]:
        """Return the articles of the new text that stand beside a basis already, by number, those most often so first."""
        counts: dict[str, int] = {}
        for table in (self._graph.responsibilities, self._graph.assignments, self._graph.rulings):
            for record in table.where("basis", basis):
                for other in record.basis:
                    if self._is_new(other) and (p := self._graph.provisions.get(other)):
                        counts[p.number] = counts.get(p.number, 0) + 1
        return tuple(sorted(counts, key=lambda n: -counts[n]))

    def _lives(self, record: Any) -> bool:
        return record.until is None or record.until > self._day

    def _responsibility(self, r: m.Responsibility) -> Resting:
        graph = self._graph
        holder = name_of(r.unit or r.function or "", graph) if r.unit or r.function else ""
        place = graph.places.get(r.place)
        label = f"{PARTS.get(r.part, r.part)} {holder}" + (f"，{r.duty}" if r.duty else "") + (f"（{place.name}）" if place and place.code != "CN" else "")
        matter = graph.matters.get(r.matter)
        conditions = tuple(f"{c.question}{o.label}" for option in r.options if (o := graph.options.get(option)) and (c := graph.conditions.get(o.condition)))
        return Resting("responsibility", r.id, label, r.matter, matter.label if matter else "", r.part, *self._state(r.basis), conditions)

    def _ruling(self, r: m.Ruling) -> Resting:
        matter = self._graph.matters.get(r.matter)
        return Resting("ruling", r.id, r.title, r.matter, matter.label if matter else "", "", *self._state(r.basis))

    def _assignment(self, a: m.Assignment) -> Resting:
        place = self._graph.places.get(a.place)
        holder = name_of(a.unit or a.held_by or "", self._graph)
        return Resting("assignment", a.id, f"{place.name if place else ''}{name_of(a.function, self._graph)}由{holder}承担", "", "", "", *self._state(a.basis))

    def _state(self, bases: tuple[str, ...]) -> tuple[bool, bool]:
        """Return whether something already rests on the new text, and whether it has nothing else in force."""
        return any(self._is_new(b) for b in bases), not any(self._holds(b) for b in bases if not self._is_new(b))

    def _is_new(self, basis: str) -> bool:
        return basis == self._new or basis.startswith(self._new + "/")

    def _holds(self, basis: str) -> bool:
        graph = self._graph
        provision = graph.provisions.get(basis)
        version = provision.instrument if provision else basis
        record = graph.instruments.get(version) or graph.rulings.get(basis)
        return record is not None and version not in self._ending and Period(record.start, record.until).holds_on(self._day)

    def _key(self, basis: str) -> tuple[str, str]:
        provision = self._graph.provisions.get(basis)
        instrument = self._graph.instruments.need(provision.instrument if provision else basis)
        return instrument.title, provision.number if provision else ""

    def _in_words(self, titles: set[str]) -> dict[tuple[str, str], list[Resting]]:
        """Return what names an article of these titles in its words, by title and number ("" for a statute as a whole)."""
        found: dict[tuple[str, str], list[Resting]] = {}
        strings = self._graph.strings
        for text in (s for s in (strings[n] for n in range(len(strings))) if "《" in s and any(t in s for t in titles)):
            for key in named(text, titles):
                for table, field, kind in _WORDS:
                    records = self._graph.tables[table].where(field, text)
                    found.setdefault(key, []).extend(self._naming(kind, r) for r in records if not self._past(r))
        return found

    def _past(self, record: Any) -> bool:
        if isinstance(record, m.Provision):
            return not is_list(self._graph.instruments.need(record.instrument)) or not self._lives(record)
        return hasattr(record, "until") and not self._lives(record)

    def _naming(self, kind: str, record: Any) -> Resting:
        if kind == "responsibility":
            return self._responsibility(record)
        matter = self._graph.matters.get(getattr(record, "matter", record.id))
        return Resting(kind, record.id, f"文字里写到：{name_of(record.id, self._graph)}", matter.id if matter else "", matter.label if matter else "", in_words=True)


def named(text: str, titles: set[str]) -> set[tuple[str, str]]:
    """Return the articles of these titles that a text cites, as (title, number)."""
    try:
        return {(ref.title, ref.number) for ref in citation.find(text) if ref.title in titles}
    except BadCitation:  # a numeral that is none, in words that people wrote
        return set()


def in_templates(words: Iterable[tuple[str, str]], titles: set[str]) -> Iterator[tuple[tuple[str, str], Resting]]:
    """Yield what document templates cite of these titles. `words`: path and text of each template."""
    for path, text in words:
        for key in sorted(named(text, titles)):
            yield key, Resting("template", path, f"模板 {path} 里写着{citation.write(*key)}", in_words=True)
