"""What is proposed, as the quads to add and to remove.

Nothing is deleted: what ends gets a last day. Identifiers follow those of the shipped knowledge (DESIGN, worked example).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import singledispatch
from typing import Any

import pyoxigraph as ox

from curation.proposals.model import (
    MatterProposed,
    NewUnit,
    Part,
    Proposed,
    ReassignmentProposed,
    RepealProposed,
    ResponsibilityProposed,
    RulingProposed,
    SplitProposed,
    SuccessionProposed,
    UnitProposed,
)
from curation.proposals.succession import write_succession
from graph.changes import ChangeSet, subject_of
from graph.publish import lines_of
from graph.store import KnowledgeGraph
from ontology.validity import Period
from ontology.vocabulary import DCTERMS, ELI, RDF, SKOS, SW, XSD, iri, local


def changes_of(proposed: Proposed, graph: KnowledgeGraph) -> ChangeSet:
    """Return the change set that makes of `graph` what is proposed."""
    draft = Draft(graph)
    _write(proposed, draft)
    added = {line for line in lines_of(draft.added) if line not in graph.content.lines(subject_of(line))}
    again = {line for line in lines_of(draft.added) if line in draft.removed}
    return ChangeSet(frozenset(added), frozenset(draft.removed - again))


class Draft:
    """Triples on their way to a change set."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self.graph = graph
        self.added: list[ox.Triple] = []
        self.removed: set[str] = set()
        self._taken: set[str] = set()

    def say(self, subject: str, kind: str, **said: Any) -> None:
        """Add what is said of a subject: property names as in `_PROPERTIES`, empty values left out."""
        node = ox.NamedNode(subject)
        self.added.append(ox.Triple(node, ox.NamedNode(str(RDF.type)), ox.NamedNode(str(SW[kind]))))
        for name, value in said.items():
            prop, term = _PROPERTIES[name]
            for each in value if isinstance(value, (tuple, list)) else (value,):
                if each not in (None, ""):
                    self.added.append(ox.Triple(node, ox.NamedNode(str(prop)), term(each)))

    def end(self, subject: str, on: dt.date) -> None:
        """Give what stands a last day: it holds until `on`."""
        prop = f"<{SW.validUntil}>"
        self.removed |= {line for line in self.graph.content.lines(subject) if line.split(" ", 2)[1] == prop}
        self.added.append(ox.Triple(ox.NamedNode(subject), ox.NamedNode(str(SW.validUntil)), _day(on)))

    def drop(self, subject: str, prop: Any, value: str) -> None:
        """Remove one plain value of a property."""
        line = next(iter(lines_of([ox.Triple(ox.NamedNode(subject), ox.NamedNode(str(prop)), ox.Literal(value))])))
        if line in self.graph.content.lines(subject):
            self.removed.add(line)

    def free(self, *names: str) -> str:
        """Return the IRI of these names, numbered where it is taken."""
        base = iri(*names)
        found = next(i for i in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if i not in self._taken and not self.graph.content.lines(i))
        self._taken.add(found)
        return found

    def units(self, units: Iterable[NewUnit], start: dt.date | None) -> None:
        """Enter units that the graph does not have yet."""
        for u in units:
            if not self.graph.content.lines(u.id):
                self.say(u.id, "Unit", label=u.name, function=u.function, place=u.place, start=start)


@singledispatch
def _write(proposed: Any, draft: Draft) -> None:
    raise TypeError(type(proposed))


@_write.register
def _ruling(proposed: RulingProposed, draft: Draft) -> None:
    place, matter = draft.graph.places.need(proposed.place), local(proposed.matter).split("/", 1)[1]
    ruling = draft.free("ruling", place.code, f"{proposed.decided_on:%Y-%m}-{matter}")
    leads = sum(p.part == "lead" for p in proposed.parts)
    draft.units(proposed.units, None)
    draft.say(
        ruling, "Ruling", label=proposed.title, matter=proposed.matter, place=proposed.place, facts=proposed.facts, phrase=proposed.phrases, disputed=proposed.disputed,
        outcome="joint" if leads > 1 else "assign", doctrine=proposed.doctrine, basis=proposed.basis, decided_by=proposed.decided_by,
        decided_on=proposed.decided_on, number=proposed.number, supersedes=proposed.supersedes, follows=proposed.follows, case_only=True if proposed.case_only else None,
        start=proposed.start, source=proposed.source, note=proposed.note,
    )  # fmt: skip
    stem = f"ruling-{local(ruling).removeprefix('ruling/').replace('/', '-', 1)}"
    for n, part in enumerate(proposed.parts, 1):
        _part(draft, iri("resp", stem, str(n)), part, proposed.matter, proposed.place, (ruling,), proposed.start, doctrine=proposed.doctrine, joint=leads > 1 and part.part == "lead")
    if proposed.supersedes:
        _end_ruling(draft, proposed.supersedes, proposed.start)


@_write.register
def _responsibility(proposed: ResponsibilityProposed, draft: Draft) -> None:
    place, matter = draft.graph.places.need(proposed.place), local(proposed.matter).split("/", 1)[1]
    draft.units(proposed.units, None)
    _part(draft, draft.free("resp", f"{place.code}-{matter}", f"{proposed.start:%Y-%m-%d}"), proposed.part, proposed.matter, proposed.place, proposed.basis, proposed.start, until=proposed.until, when=proposed.when)
    if proposed.amends:
        draft.end(proposed.amends, proposed.start)


@_write.register
def _matter(proposed: MatterProposed, draft: Draft) -> None:
    matter = iri("matter", proposed.label)
    draft.units(proposed.units, None)
    draft.say(
        matter, "Matter", label=proposed.label, theme=proposed.theme, broader=proposed.broader, phrase=proposed.phrases, keyword=proposed.terms,
        scope=proposed.scope, category=proposed.category, urgency=proposed.urgency,
    )  # fmt: skip
    for n, part in enumerate(proposed.parts, 1):
        _part(draft, draft.free("resp", f"{draft.graph.places.need(proposed.place).code}-{proposed.label}", str(n)), part, matter, proposed.place, proposed.basis, proposed.start)
    for above in proposed.broader:
        for phrase in proposed.taken:
            draft.drop(above, SW.phrase, phrase)


@_write.register
def _split(proposed: SplitProposed, draft: Draft) -> None:
    for each in proposed.into:
        _matter(each, draft)


@_write.register
def _reassignment(proposed: ReassignmentProposed, draft: Draft) -> None:
    graph = draft.graph
    draft.units(proposed.units, proposed.on)
    for a in graph.assignments.where("function", proposed.function):
        if a.place == proposed.place and Period(a.start, a.until).holds_on(proposed.on) and a.start != proposed.on:
            draft.end(a.id, proposed.on)
    place, function = graph.places.need(proposed.place), local(proposed.function).split("/", 1)[1]
    assignment = draft.free("assign", place.code, function, f"{local(proposed.unit).rsplit('/', 1)[-1]}-{proposed.on:%Y-%m-%d}")
    draft.say(assignment, "Assignment", function=proposed.function, unit=proposed.unit, place=proposed.place, basis=proposed.basis, start=proposed.on)


@_write.register
def _unit(proposed: UnitProposed, draft: Draft) -> None:
    draft.units((proposed.unit,), proposed.start)


@_write.register
def _repeal(proposed: RepealProposed, draft: Draft) -> None:
    graph = draft.graph
    if graph.rulings.get(proposed.what):
        _end_ruling(draft, proposed.what, proposed.on)
    elif graph.responsibilities.get(proposed.what):
        draft.end(proposed.what, proposed.on)
    else:
        for r in graph.responsibilities.where("matter", proposed.what):
            if r.place == proposed.place and Period(r.start, r.until).holds_on(proposed.on):
                draft.end(r.id, proposed.on)


@_write.register
def _succession(proposed: SuccessionProposed, draft: Draft) -> None:
    write_succession(proposed, draft)


def _end_ruling(draft: Draft, ruling: str, on: dt.date) -> None:
    """End a ruling and what rests on it alone."""
    draft.end(ruling, on)
    for r in draft.graph.responsibilities.where("basis", ruling):
        if set(r.basis) == {ruling} and (r.until is None or r.until > on):
            draft.end(r.id, on)


def _part(
    draft: Draft, subject: str, part: Part, matter: str, place: str, basis: tuple[str, ...], start: dt.date | None,
    *, until: dt.date | None = None, when: tuple[str, ...] = (), doctrine: str = "", joint: bool = False,
) -> None:  # fmt: skip
    draft.say(
        subject, "Responsibility", matter=matter, part=part.part, unit=part.unit, function=part.function, duty=part.duty, basis=basis, place=place,
        doctrine=doctrine, when=when, joint=True if joint else None, start=start, until=until,
    )  # fmt: skip


def _node(value: str) -> ox.NamedNode:
    return ox.NamedNode(value)


def _chinese(value: str) -> ox.Literal:
    return ox.Literal(value, language="zh")


def _day(value: dt.date) -> ox.Literal:
    return ox.Literal(value.isoformat(), datatype=ox.NamedNode(str(XSD.date)))


def _flag(value: bool) -> ox.Literal:
    return ox.Literal("true" if value else "false", datatype=ox.NamedNode(str(XSD.boolean)))


_PROPERTIES: dict[str, tuple[Any, Any]] = {
    "label": (SKOS.prefLabel, _chinese), "matter": (SW.matter, _node), "place": (SW.place, _node), "facts": (SW.facts, _chinese),
    "disputed": (SW.disputedBetween, _node), "outcome": (SW.outcome, ox.Literal), "doctrine": (SW.doctrine, _node), "basis": (SW.basis, _node),
    "decided_by": (SW.decidedBy, _chinese), "decided_on": (SW.decidedOn, _day), "number": (SW.number, ox.Literal), "supersedes": (SW.supersedes, _node),
    "follows": (SW.follows, _node),
    "case_only": (SW.caseOnly, _flag), "start": (SW.validFrom, _day), "until": (SW.validUntil, _day), "source": (DCTERMS.source, ox.Literal),
    "note": (SKOS.note, _chinese), "part": (SW.part, ox.Literal), "unit": (SW.unit, _node), "function": (SW.function, _node), "duty": (SW.duty, _chinese),
    "when": (SW.when, _node), "joint": (SW.joint, _flag), "theme": (SW.theme, _chinese), "broader": (SKOS.broader, _node), "phrase": (SW.phrase, ox.Literal),
    "keyword": (SW.keyword, ox.Literal), "scope": (SKOS.scopeNote, _chinese), "category": (SW.category, ox.Literal), "urgency": (SW.urgency, ox.Literal),
    "title": (ELI.title, _chinese), "rank": (SW.rank, ox.Literal), "first_day": (ELI.date_document, _day), "version_of": (ELI.version_of, _node),
    "version_day": (ELI.version_date, ox.Literal), "in_force": (ELI.first_date_entry_in_force, _day), "no_longer": (ELI.date_no_longer_in_force, _day),
    "repealed_by": (ELI.repealed_by, _node), "part_of": (ELI.is_part_of, _node), "article_number": (SW.number, ox.Literal), "gist": (SW.gist, _chinese),
    "verified": (SW.verified, _flag), "grants": (SW.grants, _node), "grant": (SW.kind, ox.Literal),
}  # fmt: skip
"""How what records call a thing is said in RDF: the property and the form of its values (graph/read.py reads them back)."""
