"""Written bases: what an IRI named as a basis says for a case of a given place and day, and with what authority."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from graph import authority
from graph.store import KnowledgeGraph
from ontology.model import Instrument, Provision, Ruling
from ontology.validity import Period


@dataclass(frozen=True, slots=True)
class Scope:
    """Where and when a case stands, as far as the graph can tell: its own government, all it lies
    within (places the graph says nothing of left out), and the day; `without`: bases to be left out
    (would the answer stand if this ruling had never been made?).

    Two cases of one place and one epoch (a stretch of days in which no unit or assignment starts or
    ends) have the same units, so what holds functions is cached by `key`.
    """

    own: tuple[str, ...]
    chain: tuple[str, ...]
    day: dt.date
    epoch: int
    without: frozenset[str] = frozenset()

    @property
    def key(self) -> tuple[tuple[str, ...], tuple[str, ...], int, frozenset[str]]:
        """Return what walks to units are cached by."""
        return (self.own, self.chain, self.epoch, self.without)


@dataclass(frozen=True, slots=True)
class Basis:
    """A written basis that holds on the day asked: which it is and its step of authority."""

    id: str
    kind: str
    step: str
    weight: float
    record: Provision | Ruling | Instrument
    period: Period


@dataclass(frozen=True, slots=True)
class _Paper:
    """What may be a basis: a ruling, or a provision or a whole instrument; `bases`: as which bases it was given before, by step."""

    record: Provision | Ruling | Instrument
    instrument: Instrument | None
    kind: str
    period: Period
    bases: dict[str, Basis]

    def step(self, scope: Scope) -> str | None:
        """Return its step of authority in a scope, None where it says nothing there."""
        if self.instrument is not None:
            return authority.of_document(self.instrument.rank, self.instrument.place, scope.own, scope.chain)
        assert isinstance(self.record, Ruling)
        return authority.of_ruling(self.record.place, scope.own, scope.chain)


class Bases:
    """The written bases of one version; `papers`: those looked up so far, by IRI."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self._graph = graph
        self.papers: dict[str, _Paper] = {}
        self.weights = {a.key: a.weight for a in graph.authorities}

    def of(self, identifier: str, scope: Scope) -> Basis | None:
        """Return a basis if it says anything in this scope, else None."""
        if identifier in scope.without:
            return None
        paper = self.papers.get(identifier) or self._read(identifier)
        if paper is None:
            return None
        if not paper.period.holds_on(scope.day):
            return self._earlier_text(paper.instrument, scope.day) if paper.instrument and paper.step(scope) else None
        step = paper.step(scope)
        if step is None:
            return None
        found = paper.bases.get(step)
        if found is None:
            found = paper.bases[step] = Basis(identifier, paper.kind, step, self.weights[step], paper.record, paper.period)
        return found

    def _read(self, identifier: str) -> _Paper | None:
        """Return what an IRI names as a basis, and remember it; None where the version does not hold it."""
        ruling = self._graph.rulings.get(identifier)
        if ruling is not None:
            paper = _Paper(ruling, None, "ruling", Period(ruling.start, ruling.until), {})
        else:
            provision = self._graph.provisions.get(identifier)
            instrument = self._graph.instruments.get(provision.instrument if provision else identifier)
            if instrument is None:
                return None
            kind = "list" if authority.is_list(instrument) else "article"
            paper = _Paper(provision or instrument, instrument, kind, Period(instrument.start, instrument.until), {})
        self.papers[identifier] = paper
        return paper

    def _earlier_text(self, instrument: Instrument, day: dt.date) -> Basis | None:
        """Return a basis for a day when the statute was in force in a text that we do not hold.

        Only the oldest version we hold stands in for what came before it; it names the statute,
        never an article of a text nobody has checked. Where that version is the first text there was, nothing came before it.
        """
        versions = self._graph.instruments.where("work", instrument.work)
        oldest = min(versions, key=lambda i: i.version)
        if instrument.id != oldest.id or not (instrument.first_day and instrument.start and instrument.first_day <= day < instrument.start):
            return None
        if instrument.version <= instrument.first_day.isoformat():
            return None
        step = "text-not-held"
        return Basis(instrument.work, "article", step, self.weights[step], instrument, Period(instrument.first_day, instrument.start))
