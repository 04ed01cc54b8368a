"""Walks the graph by type, period, place and authority: matter → responsibilities → bases → units.

Everything the resolver, the pages and the curator's checks ask of the graph goes through here, so
that an expired basis or another county's list can slip in nowhere.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from graph import authority
from graph.bases import Bases, Basis, Scope
from graph.borrowed import Borrowed
from graph.places import COUNTRY
from graph.said import DEEPEST, SaidOfMatters, Stretch
from graph.store import KnowledgeGraph
from graph.strings import NONE
from ontology.model import DeadlineRule, Function, Grant, Matter, Responsibility, Ruling, Unit
from ontology.validity import Period
from ontology.vocabulary import iri

MOST_SCOPES: Final = 4000
"""Places for which what was remembered is kept at hand."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A responsibility that applies (or persuades) for a case, with its bases, strongest first."""

    responsibility: Responsibility
    bases: tuple[Basis, ...]
    step: str
    weight: float

    @property
    def binding(self) -> bool:
        """Return whether it obliges here, rather than persuades."""
        return self.step in authority.BINDING

    @property
    def binding_or_plain(self) -> bool:
        """Return whether it applies here at all: binding, or a part that needs no written basis."""
        return self.binding or self.step == "territorial"


@dataclass(frozen=True, slots=True)
class Claimed:
    """All that is claimed on a matter, strongest authority first, from `since` to before `until`, for every place of which the same is said;
    `conditions`: on which any of it turns; `single`: the rulings among its bases that decided one case only."""

    claims: tuple[Claim, ...]
    since: dt.date
    until: dt.date
    conditions: tuple[str, ...]
    single: frozenset[str]


class Holder(NamedTuple):
    """Who holds a function in a place: the unit if known, always a name and a key of functions.tsv.

    A tuple, since shares are summed by holder: it is hashed a hundred times a case.
    """

    unit: str | None
    name: str
    function: str


class Traversal:
    """Typed walks over one version. Instances cache; they are cheap to keep and safe to share."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self.graph = graph
        self._claims: dict[tuple[object, ...], Claimed] = {}
        self._deadlines: dict[tuple[str, ...], tuple[DeadlineRule, ...]] = {}
        self._said = SaidOfMatters(graph)
        self._elsewhere: dict[str, tuple[Stretch, Claim | None]] = {}
        self._bases = Bases(graph)
        self._keys: dict[str, str] = {}
        self._holders: dict[tuple[object, ...], Holder] = {}
        self.memory: dict[tuple[object, ...], Any] = {}
        self._near: dict[tuple[object, ...], dict[int, Any]] = {}
        self.descriptions: dict[tuple[str, str], tuple[str, str, bool, str]] = {}
        self.told_of: dict[str, tuple[str, str]] = {}
        self._scopes: dict[tuple[object, ...], Scope] = {}
        self._turns: dict[tuple[str, ...], list[dt.date]] = {}
        self._helped: dict[int, frozenset[str]] = {}
        self._help_with: dict[str, frozenset[str]] = {}
        self._beside: dict[str, dict[str, float]] = {}

    def borrow(self, other: Traversal, otherwise: frozenset[str]) -> None:
        """Take from another version's walks what they remember of matters, but of those in `otherwise`, and of who holds functions.

        The caller vouches that the two versions differ in nothing else: not in places, functions, units, assignments, conditions.
        """
        self._claims, self._holders = Borrowed(other._claims, otherwise), Borrowed(other._holders)
        self.memory, self._beside = Borrowed(other.memory, otherwise), Borrowed(other._beside, otherwise)
        self._said.borrow(other._said, otherwise)

    def _unit_turns(self, chain: tuple[str, ...]) -> list[dt.date]:
        """Return every day on which a unit or an assignment of the given places starts or ends, sorted."""
        found = self._turns.get(chain)
        if found is None:
            records = (r for table in (self.graph.units, self.graph.assignments) for place in chain for r in table.where("place", place))
            found = self._turns[chain] = sorted({d for r in records for d in (r.start, r.until) if d})
        return found

    def matter_epoch(self, matter: str, day: dt.date) -> int:
        """Return the number of the stretch of days, in which nothing said of a matter starts or ends, that holds `day`."""
        return self._said.epoch(matter, day)

    @cached_property
    def _places_spoken_of(self) -> frozenset[str]:
        """Return the places of which the graph says anything of their own."""
        g = self.graph
        tables = (g.responsibilities, g.rulings, g.units, g.assignments, g.deadlines, g.instruments)
        return frozenset().union(*(table.values("place") for table in tables)) | {COUNTRY}

    def scope(self, place: str | None, day: dt.date, without: frozenset[str] = frozenset()) -> Scope:
        """Return the scope of a case from its place (None: nationwide), its day and the bases to leave out."""
        key = (place or COUNTRY, day, without)
        found = self._scopes.get(key)
        if found is None:
            spoken = self._places_spoken_of
            own = tuple(p for p in self.graph.gazetteer.own_government(place or COUNTRY) if p in spoken)
            chain = tuple(p for p in self.graph.place_chain(place or COUNTRY) if p in spoken)
            found = self._scopes[key] = Scope(own, chain, day, bisect_right(self._unit_turns(chain), day), without)
        return found

    def near(self, scope: Scope) -> dict[int, Any]:
        """Return what callers remember of matters, by position, for one place while it has the same units; forgotten when there are many places."""
        key = scope.key
        found = self._near.get(key)
        if found is None:
            if len(self._near) >= MOST_SCOPES:
                self._near.clear()
            found = self._near[key] = {}
        return found

    def helped_by(self, position: int) -> frozenset[str]:
        """Return the keys of the functions that help by a ruling, given by its position."""
        found = self._helped.get(position)
        if found is None:
            found = self._helped[position] = self._helping(self.graph.responsibilities.where("basis", self.graph.rulings[position].id))
        return found

    def helps_beside(self, matter: str) -> dict[str, float]:
        """Return for each function (by key) the share of the neighbouring matters (broader, narrower, related) in which it helps nationwide."""
        found = self._beside.get(matter)
        if found is None:
            beside = self._neighbours.get(matter, frozenset())
            counted = Counter(key for other in beside for key in self._helping_nationwide(other))
            found = self._beside[matter] = {key: n / len(beside) for key, n in counted.items()}
        return found

    def _helping_nationwide(self, matter: str) -> frozenset[str]:
        found = self._help_with.get(matter)
        if found is None:
            found = self._help_with[matter] = self._helping(self.graph.responsibilities.where("matter", matter, place=COUNTRY))
        return found

    def _helping(self, said: Iterable[Responsibility]) -> frozenset[str]:
        units = self.graph.units
        holding = (units.need(r.unit).function if r.unit else r.function for r in said if r.part not in ("lead", "fallback"))
        return frozenset(self.key(f) for f in holding if f)

    @cached_property
    def _neighbours(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {m.id: {*m.broader, *m.related} for m in self.graph.matters}
        for matter, beside in [(i, tuple(b)) for i, b in found.items()]:
            for other in beside:
                found[other].add(matter)
        return {i: frozenset(b) for i, b in found.items()}

    def forget(self) -> None:
        """Forget what was remembered of places, days and single bases, by callers or here: all that grows with the cases asked."""
        remembered: tuple[dict[Any, Any], ...] = (
            self.memory, self._near, self._claims, self._elsewhere, self._bases.papers, self._holders, self._scopes, self._turns, self.descriptions, self.told_of, self._helped,
        )  # fmt: skip
        for each in remembered:
            each.clear()

    @property
    def weights(self) -> dict[str, float]:
        """Return the weight of every step of authority."""
        return self._bases.weights

    @cached_property
    def matter_ids(self) -> tuple[str, ...]:
        """Return the IRIs of the matters, by position."""
        return tuple(m.id for m in self.graph.matters)

    @cached_property
    def has_narrower(self) -> npt.NDArray[np.bool_]:
        """Return for each matter, by position, whether another is narrower: it is then a catch-all."""
        matters = self.graph.matters
        parents, _ = matters.each("broader", np.arange(len(matters), dtype=np.int32))
        found = np.zeros(len(matters), dtype=np.bool_)
        positions = matters.at(np.unique(parents))
        found[positions[positions >= 0]] = True
        return found

    @cached_property
    def left_to_leadership(self) -> dict[str, tuple[Ruling, ...]]:
        """Return for each matter the rulings that leave it to the leadership as a joint task."""
        found: dict[str, tuple[Ruling, ...]] = {}
        for ruling in self.graph.rulings.where("outcome", "leadership"):
            found[ruling.matter] = (*found.get(ruling.matter, ()), ruling)
        return found

    @cached_property
    def step_labels(self) -> dict[str, str]:
        """Return the Chinese label of every step of authority."""
        return {a.key: a.label for a in self.graph.authorities}

    def claims(self, matter: str, scope: Scope) -> tuple[Claim, ...]:
        """Return the responsibilities on a matter in a scope, strongest authority first.

        A matter without a lead of its own takes the claims of its broader matter.
        """
        return self.claimed(matter, scope).claims

    def claimed(self, matter: str, scope: Scope) -> Claimed:
        """Return the claims with when they hold and what they turn on. Cases of different places have the same where nothing said of the
        matter is of the one place or the other."""
        spoken = self._said.places(matter)
        here = tuple((place, place in scope.own) for place in scope.chain if place in spoken)
        key = (matter, here, self.matter_epoch(matter, scope.day), scope.without)
        found = self._claims.get(key)
        if found is None:
            claims = self._collect(matter, scope)
            options = (self.graph.options.get(i) for c in claims for i in c.responsibility.options)
            single = frozenset(b.id for c in claims for b in c.bases if isinstance(b.record, Ruling) and b.record.case_only)
            since, until = self._said.days_alike(matter, scope.day)
            found = self._claims[key] = Claimed(claims, since, until, tuple(dict.fromkeys(o.condition for o in options if o)), single)
        return found

    def _collect(self, matter: str, scope: Scope, depth: int = 0) -> tuple[Claim, ...]:
        said = self._said.usable(matter, scope.chain, scope.day)
        claims = [c for r in said if (c := self._claim(r, scope) if r.place in scope.chain else self._from_elsewhere(r, scope))]
        if not any(c.responsibility.part == "lead" and c.binding for c in claims) and depth < DEEPEST:
            record: Matter | None = self.graph.matters.get(matter)
            for broader in record.broader if record else ():
                claims += self._collect(broader, scope, depth + 1)
        return tuple(sorted(claims, key=lambda c: (-c.weight, c.responsibility.id)))

    def _claim(self, r: Responsibility, scope: Scope) -> Claim | None:
        if not Period(r.start, r.until).holds_on(scope.day):
            return None
        bases = sorted((b for i in self._with_naming(r) if (b := self.basis(i, scope))), key=lambda b: (-b.weight, b.id))
        applies = r.place in scope.chain
        if (r.basis and not bases) or not (applies or any(b.step == "elsewhere" for b in bases)):
            return None
        if not applies:
            step = "elsewhere"
        elif bases:
            step = bases[0].step
        else:
            step = "territorial"
        return Claim(r, tuple(bases), step, self.weights[step] * authority.nearness(r.place, scope.chain))

    def _with_naming(self, r: Responsibility) -> tuple[str, ...]:
        """Return a responsibility's bases, and after each article that names nobody the one of the same version that names its function."""
        found = (by for basis in r.basis for function, by in self._naming.get(basis, ()) if r.function and self.key(function) == self.key(r.function))
        return tuple(dict.fromkeys((*r.basis, *found))) if self._naming.keys() & set(r.basis) else r.basis

    @cached_property
    def _naming(self) -> dict[str, list[tuple[str, str]]]:
        """Return for each article that names nobody the functions it means, each with the article of the same version that names it."""
        table, found = self.graph.grants, defaultdict[str, list[tuple[str, str]]](list)
        for position in np.flatnonzero(table.columns["named_by"] != NONE).tolist():
            grant: Grant = table[position]
            if grant.named_by and grant.named_by.rpartition("/")[0] == grant.article.rpartition("/")[0]:
                found[grant.article].append((grant.function, grant.named_by))
        return dict(found)

    def _from_elsewhere(self, r: Responsibility, scope: Scope) -> Claim | None:
        """Return `_claim` of another place's responsibility: the same object to all places in which it says the same."""
        kept = self._elsewhere.get(r.id)
        if kept and kept[0].holds(scope.day, scope.chain) and not scope.without:
            return kept[1]
        claim = self._claim(r, scope)
        if not scope.without:
            stretch = self._said.stretch(r, scope.day)
            if stretch.holds(scope.day, scope.chain):
                self._elsewhere[r.id] = stretch, claim
        return claim

    def basis(self, identifier: str, scope: Scope) -> Basis | None:
        """Return a basis if it says anything in this scope, else None."""
        return self._bases.of(identifier, scope)

    def holder(self, function: str, scope: Scope) -> Holder:
        """Return who holds a function (or statutory role) in a scope."""
        key = (function, *scope.key)
        found = self._holders.get(key)
        if found is None:
            found = self._holders[key] = self._hold(function, scope, ())
        return found

    def _hold(self, function: str, scope: Scope, seen: tuple[str, ...]) -> Holder:
        assigned = {
            a.place: a for a in self.graph.assignments.where("function", function)
            if Period(a.start, a.until).holds_on(scope.day) and not (a.basis and scope.without.issuperset(a.basis))
        }  # fmt: skip
        for link in scope.chain:
            a = assigned.get(link)
            if a and a.unit and link in scope.own and (unit := self.graph.units.get(a.unit)):
                return self.of_unit(unit)
            if a and a.held_by and a.held_by not in seen:
                return self._hold(a.held_by, scope, (*seen, function))
            if link in scope.own and (unit := self._only_unit(function, link, scope.day)):
                return self.of_unit(unit)
        record = self.graph.functions.need(function)
        if record.broader and record.broader not in seen:
            above = self._hold(record.broader, scope, (*seen, function))
            if above.unit or not (record.generic and self.graph.functions.need(record.broader).many):
                return above
        return Holder(None, record.generic, self.key(function))

    def _only_unit(self, function: str, place: str, day: dt.date) -> Unit | None:
        """Return the one unit of a place that holds a function first; None where several do.

        Which of several is first is an Assignment's to say; which street or town, the case's.
        """
        if self.graph.functions.need(function).many:
            return None
        units = [u for u in self.graph.units.where("place", place, function=function) if Period(u.start, u.until).holds_on(day)]
        return units[0] if len(units) == 1 else None

    def of_unit(self, unit: Unit) -> Holder:
        """Return a unit as holder, with the key of its first function."""
        return Holder(unit.id, unit.full_name, self.key(unit.function))

    def key(self, function: str) -> str:
        """Return the key of functions.tsv above a function or role."""
        found = self._keys.get(function)
        if found is None:
            record: Function = self.graph.functions.need(function)
            found = self._keys[function] = self.key(record.broader) if record.broader else record.key
        return found

    def of_claim(self, claim: Claim, scope: Scope) -> Holder:
        """Return who takes a part: the unit itself here, its function's holder when the basis is elsewhere's."""
        r = claim.responsibility
        unit = self.graph.units.get(r.unit) if r.unit else None
        if unit and unit.place in scope.chain and Period(unit.start, unit.until).holds_on(scope.day):
            return self.of_unit(unit)
        return self.holder((unit.function if unit else r.function) or iri("function", "owner-enterprise"), scope)

    def deadline(self, matter: Matter, scope: Scope) -> DeadlineRule | None:
        """Return the place's rule for a matter's category or urgency, the most specific first; None without one."""
        if scope.own not in self._deadlines:
            self._deadlines[scope.own] = tuple(d for link in scope.own for d in self.graph.deadlines.where("place", link))
        fitting = [
            d
            for d in self._deadlines[scope.own]
            if Period(d.start, d.until).holds_on(scope.day) and d.category in ("", matter.category) and d.urgency in ("", matter.urgency)
        ]
        return min(fitting, key=lambda d: (not d.category, not d.urgency, d.days), default=None)
