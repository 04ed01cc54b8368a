"""What every finder stands on: who leads on what in a place on a day, of all matters at once, by columns.

The rules are `graph.traverse`'s and `resolver.stand`'s; here they are followed for every responsibility together, because asking
matter by matter takes seconds. A test holds the two against each other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from graph import authority
from graph.columns import Table
from graph.places import COUNTRY
from graph.said import DEEPEST
from graph.store import KnowledgeGraph
from graph.strings import NONE
from graph.traverse import Claim, Holder, Traversal
from ontology import citation
from ontology import model as m

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
PLAIN: Final = "territorial"
"""The step of a responsibility without a written basis."""


@dataclass(frozen=True, slots=True)
class Lead:
    """A responsibility as it stands here: where it stands among the responsibilities, its authority and who holds it."""

    table: Table[m.Responsibility]
    position: int
    step: str
    weight: float
    holder: Holder
    conditioned: bool
    joint: bool

    @property
    def record(self) -> m.Responsibility:
        """Return the responsibility itself, read only when asked for."""
        found: m.Responsibility = self.table[self.position]
        return found

    @property
    def binding(self) -> bool:
        """Return whether it obliges here."""
        return self.step in authority.BINDING


class Ground:
    """One version, place and day."""

    def __init__(self, graph: KnowledgeGraph, traversal: Traversal, place: str | None, day: dt.date) -> None:
        self.graph, self.traversal, self.day = graph, traversal, day
        self.place = graph.places.need(place or COUNTRY)
        self.scope = traversal.scope(self.place.id, day)
        self.nation = self.place.id == COUNTRY
        self._columns: dict[str, Any] = graph.responsibilities.columns
        self._strings = graph.strings

    @property
    def jurisdiction(self) -> str:
        """Return the place as a proposal names it: its code."""
        return self.place.code

    def text(self, code: int) -> str:
        """Return a string of the pool."""
        found: str = self._strings[int(code)]
        return found

    def codes(self, texts: Iterable[str]) -> Ints:
        """Return the positions of strings in the pool, those it does not have left out."""
        found: Ints = np.array([code for t in texts if (code := self._strings.position(t)) != NONE], dtype=np.int64)
        return found

    def holds(self, columns: dict[str, Any]) -> Flags:
        """Return which records of a table hold on the day."""
        day = self.day.toordinal()
        start, until = columns["start"], columns["until"]
        found: Flags = (start <= day) & ((until == 0) | (until > day))
        return found

    @cached_property
    def steps(self) -> tuple[str, ...]:
        """Return the steps of authority, weakest first."""
        return tuple(sorted(self.traversal.weights, key=lambda k: self.traversal.weights[k]))

    @cached_property
    def _said(self) -> npt.NDArray[np.int8]:
        """Return for every string of the pool the rank (in `steps`) of the basis it names here and now, -1 for none."""
        graph, rank = self.graph, {step: n for n, step in enumerate(self.steps)}
        said = np.full(len(self._strings), -1, dtype=np.int8)
        for instrument in graph.instruments:
            if basis := self.traversal.basis(instrument.id, self.scope):
                said[self._strings.position(instrument.id)] = rank[basis.step]
        provisions, rulings = graph.provisions.columns, graph.rulings.columns
        said[provisions["id"]] = said[provisions["instrument"]]
        own, chain = self.codes(p for p in self.scope.own if p != COUNTRY), self.codes(self.scope.chain)
        step = np.where(np.isin(rulings["place"], own), rank["ruling-here"], np.where(np.isin(rulings["place"], chain), rank["superior"], rank["elsewhere"]))
        said[rulings["id"]] = np.where(self.holds(rulings), step, -1)
        return said

    @cached_property
    def rank(self) -> npt.NDArray[np.int8]:
        """Return the rank of every responsibility here and now by its best basis; -1 where it does not hold or has lost its bases."""
        ends, values = self._columns["basis"]
        lengths = np.diff(ends, prepend=0)
        best = np.full(len(lengths), -1, dtype=np.int8)
        some = np.flatnonzero(lengths)
        if len(some):
            best[some] = np.maximum.reduceat(self._said[values], (ends - lengths)[some])
        plain = self.steps.index(PLAIN)
        best[lengths == 0] = plain
        elsewhere = self.steps.index("elsewhere")
        here = self.here
        best[~here] = np.where((best[~here] >= 0) & (lengths[~here] > 0), elsewhere, -1)
        best[~self.holds(self._columns)] = -1
        return best

    @cached_property
    def here(self) -> Flags:
        """Return which responsibilities are said of this place or one that it lies within."""
        found: Flags = np.isin(self._columns["place"], self.codes(self.scope.chain))
        return found

    def of_part(self, part: str) -> Flags:
        """Return which responsibilities are of a part."""
        found: Flags = self._columns["part"] == self._strings.position(part)
        return found

    @cached_property
    def conditioned(self) -> Flags:
        """Return which responsibilities hold under a condition only."""
        found: Flags = np.diff(self._columns["options"][0], prepend=0) > 0
        return found

    @cached_property
    def _rows(self) -> dict[str, dict[int, list[int]]]:
        """Return by part and matter (its position in the pool) the responsibilities that apply here."""
        found: dict[str, dict[int, list[int]]] = {}
        applies = np.flatnonzero(self.here & (self.rank >= 0) & ~self._of_one_case)
        parts, matters = self._columns["part"][applies].tolist(), self._columns["matter"][applies].tolist()
        for row, part, matter in zip(applies.tolist(), parts, matters, strict=True):
            found.setdefault(self.text(part), {}).setdefault(matter, []).append(row)
        return found

    @cached_property
    def _of_one_case(self) -> Flags:
        """Return which responsibilities rest on a ruling that binds only cases like its own."""
        rulings = self.graph.rulings.columns
        alone = np.zeros(len(self._strings), dtype=np.bool_)
        alone[rulings["id"]] = rulings["case_only"]
        ends, values = self._columns["basis"]
        rests = np.concatenate(([0], np.cumsum(alone[values])))
        found: Flags = rests[ends] > rests[ends - np.diff(ends, prepend=0)]
        return found

    @cached_property
    def _holders(self) -> dict[tuple[int, int], Holder]:
        return {}

    def lead(self, row: int) -> Lead:
        """Return one responsibility as it stands here."""
        step, table = self.steps[int(self.rank[row])], self.graph.responsibilities
        key = (int(self._columns["unit"][row]), int(self._columns["function"][row]))
        holder = self._holders.get(key)
        if holder is None:
            holder = self._holders[key] = self.traversal.of_claim(Claim(table[row], (), step, 0.0), self.scope)
        weight = self.traversal.weights[step] * self._nearness.get(int(self._columns["place"][row]), 1.0)
        return Lead(table, row, step, weight, holder, bool(self.conditioned[row]), bool(self._columns["joint"][row]))

    @cached_property
    def _nearness(self) -> dict[int, float]:
        return {self._strings.position(p): authority.nearness(p, self.scope.chain) for p in self.scope.chain}

    def parts(self, matter: str, part: str = "lead") -> list[Lead]:
        """Return who has a part in a matter here, strongest first; a matter without leads of its own has its broader matter's."""
        return self._parts(self._strings.position(matter), part, 0)

    def _parts(self, code: int, part: str, depth: int) -> list[Lead]:
        rows = self._rows.get(part, {}).get(code, [])
        found = [self.lead(row) for row in rows]
        led = any(c.binding for c in found) if part == "lead" else code in self._rows.get("lead", {})
        if not led and depth < DEEPEST:
            record = self.graph.matters.get(self.text(code))
            for broader in record.broader if record else ():
                found += self._parts(self._strings.position(broader), part, depth + 1)
        return sorted(found, key=lambda c: (-c.weight, c.table.id_of(c.position))) if len(found) > 1 else found

    @cached_property
    def leads(self) -> dict[str, list[Lead]]:
        """Return the leads of every matter, strongest first: where nobody leads here those of other places, which persuade; else empty."""
        elsewhere = self.steps.index("elsewhere")
        found = {}
        for code in self.graph.matters.columns["id"].tolist():
            leads = self._parts(code, "lead", 0)
            if not leads:
                rows = np.flatnonzero((self._columns["matter"] == code) & (self.rank == elsewhere) & self.of_part("lead") & ~self._of_one_case)
                leads = [self.lead(row) for row in rows.tolist()]
            found[self.text(code)] = leads
        return found

    def first(self, matter: str) -> Lead | None:
        """Return who leads on a matter when no fact is known; None where nobody does."""
        found = self.leads.get(matter, [])
        return next((c for c in found if not c.conditioned), found[0] if found else None)

    def settled(self, matter: str) -> bool:
        """Return whether a ruling or list of this place says who leads."""
        first = self.first(matter)
        return first is not None and first.step in ("ruling-here", "list-here")

    @cached_property
    def catch_alls(self) -> frozenset[str]:
        """Return the matters that others are narrower than."""
        values = np.unique(self.graph.matters.columns["broader"][1])
        return frozenset(self.text(code) for code in values.tolist())

    @cached_property
    def spoken(self) -> dict[str, tuple[int, int]]:
        """Return for every matter how many places have said something of their own of it, and how many rulings there are on it."""
        columns = self._columns
        found: dict[str, tuple[int, int]] = {}
        own = (columns["place"] != self._strings.position(COUNTRY)) & self.holds(columns)
        pairs = np.unique(np.stack([columns["matter"][own], columns["place"][own]]).astype(np.int64), axis=1)
        rulings = self.graph.rulings.columns["matter"]
        for kind, codes in ((0, pairs[0]), (1, rulings[rulings != NONE])):
            for code, count in zip(*(a.tolist() for a in np.unique(codes, return_counts=True)), strict=True):
                have = found.get(self.text(code), (0, 0))
                found[self.text(code)] = (count, have[1]) if kind == 0 else (have[0], count)
        return found

    @cached_property
    def names(self) -> dict[str, str]:
        """Return the Chinese name of every key of functions.tsv, as a department is called in general."""
        return {f.key: f.generic for f in self.graph.functions if not f.broader}

    def written(self, identifier: str) -> str:
        """Return a basis as it is cited."""
        graph = self.graph
        if provision := graph.provisions.get(identifier):
            return citation.write(graph.instruments.need(provision.instrument).title, provision.number)
        if ruling := graph.rulings.get(identifier):
            return f"认定“{ruling.title}”"
        instrument = graph.instruments.get(identifier)
        return f"《{instrument.title}》" if instrument else identifier

    def bases(self, record: m.Responsibility) -> tuple[str, ...]:
        """Return the bases of a responsibility that say something here and now, strongest first."""
        ranked = [(int(self._said[code]), i) for i, code in zip(record.basis, map(self._strings.position, record.basis), strict=True)]
        return tuple(i for rank, i in sorted(ranked, key=lambda p: (-p[0], p[1])) if rank >= 0)

    def cited(self, record: m.Responsibility, most: int = 2) -> str:
        """Return the strongest bases of a responsibility as they are cited, empty where it has none."""
        return "、".join(dict.fromkeys(self.written(i) for i in self.bases(record)[:most]))
