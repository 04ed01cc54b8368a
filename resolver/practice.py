"""What a place's experience says of one case: who answers such letters there, how sure that is, and how often it was so."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final

from graph.bases import Scope
from graph.traverse import Holder, Traversal
from ontology import model as m
from ontology.errors import BadVersion
from ontology.explanation import LearnedShares
from ontology.validity import Period
from ontology.vocabulary import iri, local
from resolver import tuning
from resolver.history.experience import LEAST_LIKE, Experience, Like, Proposed, Sight, name_in_use, open_experience, places_learned
from resolver.history.letters import Reading

log = logging.getLogger(__name__)

AUTHORITY: Final = "本地惯例"
"""What a citation of kind `history` has in place of a step of authority: it is no written basis."""


@dataclass(frozen=True)
class Practice:
    """What experience says of one case. `candidates`: units with the chance that each leads, likeliest first."""

    experience: Experience
    candidates: tuple[m.Assignee, ...]
    automatic_from: float
    place: str
    place_name: str
    whole_name: str
    scope: Scope
    sight: Sight

    def why(self, lead: m.Assignee) -> LearnedShares:
        """Return what of the letter set the lead's function above the others."""
        return LearnedShares(**self.experience.why(self.sight, lead.function))

    def holds_since(self, since: dt.date | None, matter: m.Matter, lead: m.Assignee) -> bool:
        """Return whether letters on a matter that came in since a day were mostly answered by the function of a lead."""
        like = self.experience.like(matter.id, self.place, self.scope.day, lead.name, lead.function, since=since)
        return like is not None and like.letters >= LEAST_LIKE and 2 * like.by_function >= like.letters

    def citation(self, matter: m.Matter, lead: m.Assignee) -> m.Citation | None:
        """Return what was done with letters on a matter in the last year; None when there were none."""
        like = self.experience.like(matter.id, self.place, self.scope.day, lead.name, lead.function)
        if like is None:
            return None
        label = f"{self.whole_name if like.whole else self.place_name}{_span(like)}同类来信 {like.letters} 件"
        path = (matter.id, *((lead.unit,) if lead.unit else ()))
        identifier = iri("history", local(self.experience.place).split("/")[-1], local(matter.id).split("/", 1)[1])
        return m.Citation("history", identifier, label, _gist(like, lead), Period(like.first, like.last + dt.timedelta(days=1)), path, AUTHORITY, source=f"学过的来信 {len(self.experience.letters):,} 件")


def _span(like: Like) -> str:
    first, last = like.first, like.last
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.year}年{first.month}月"
    return f"{first.year}年{first.month}月至{'' if first.year == last.year else f'{last.year}年'}{last.month}月"


def _gist(like: Like, lead: m.Assignee) -> str:
    if like.by_unit:
        others = like.by_function - like.by_unit
        return f"其中 {like.by_unit} 件由{lead.name}办理" + (f"，{others} 件由同一职能的其他单位办理" if others > 0 else "")
    if like.by_function:
        return f"其中 {like.by_function} 件由同一职能的单位办理"
    return f"没有由{lead.name}办理的；与本件相近的其他来信由其办理"


def practised(experience: Experience, reading: Reading, traversal: Traversal, scope: Scope, precision: float) -> Practice:
    """Return what an experience says of a letter read here."""
    holders = {key: held.name for key in reading.rules if (held := traversal.holder(iri("function", key), scope)).unit}
    candidates: list[m.Assignee] = []
    sight = experience.sight(reading)
    for proposed in _shown(experience.judge(sight, holders)):
        holder = _holder(proposed, traversal, scope)
        candidates.append(m.Assignee(holder.unit, holder.name, proposed.function, round(proposed.chance, 4), round(_of_this_very_unit(proposed), 4)))
    candidates = _not_one_of_many(candidates, traversal, scope)
    place, whole = traversal.graph.places.get(reading.place), traversal.graph.places.get(experience.place)
    return Practice(experience, tuple(candidates), experience.automatic_from(precision), reading.place, place.name if place else "", whole.name if whole else "", scope, sight)


def _not_one_of_many(candidates: list[m.Assignee], traversal: Traversal, scope: Scope) -> list[m.Assignee]:
    """Return the candidates with all streets together first, where one of many streets leads and nothing tells which it is."""
    first, graph = candidates[0], traversal.graph
    kind = graph.functions.get(iri("function", first.function))
    if kind is None or not kind.many or first.unit_confidence is None or first.unit_confidence >= tuning.NAMED_OF_MANY * first.confidence:
        return candidates
    together = m.Assignee(None, kind.generic, first.function, first.confidence, 0.0)
    rest = [replace(first, confidence=first.unit_confidence), *candidates[1:]]
    return [together, *sorted(rest, key=lambda c: -c.confidence)][: tuning.MOST_CANDIDATES]


def _of_this_very_unit(proposed: Proposed) -> float:
    """Return the chance that the very unit is right; of later units of a function the chance by which they rank is that already."""
    return min(proposed.chance, proposed.chance * proposed.share if proposed.first else proposed.chance)


def _shown(proposed: list[Proposed]) -> list[Proposed]:
    """Return the candidates to show, each unit once: the likeliest, and among them the first unit of each of the likeliest functions."""
    proposed = list({p.name or p.function: p for p in reversed(proposed)}.values())[::-1]
    firsts = list({p.function: p for p in reversed(proposed)}.values())
    firsts = sorted(firsts, key=lambda p: -p.chance)[: tuning.MOST_CANDIDATES // 2]
    others = [p for p in proposed if p not in firsts]
    return sorted([*firsts, *others[: tuning.MOST_CANDIDATES - len(firsts)]], key=lambda p: (-p.chance, p.name))


def _holder(proposed: Proposed, traversal: Traversal, scope: Scope) -> Holder:
    """Return the unit that the graph knows by the name, or the name alone: a curator has yet to enter it."""
    if not proposed.name:
        return traversal.holder(iri("function", proposed.function), scope)
    key = ("named", proposed.name)
    found: Holder | None = traversal.memory.get(key)
    if found is None:
        unit = traversal.graph.unit_named(proposed.name)
        found = traversal.memory[key] = Holder(unit.id if unit else None, proposed.name, proposed.function)
    return found


def _code(place: str) -> str:
    return place.rsplit("/", 1)[-1]


class Experiences:
    """The experience of every place that has any, opened when first asked for and again when more was learned."""

    def __init__(self, home: Path | None = None) -> None:
        self._home = home
        self._opened: dict[str, tuple[str, Experience]] = {}
        self._refused: dict[str, tuple[str, BadVersion]] = {}
        self._opening = threading.Lock()

    @cached_property
    def _codes(self) -> frozenset[str]:
        return frozenset(places_learned(self._home)) if self._home else frozenset()

    def of(self, chain: Iterable[str]) -> Experience | None:
        """Return the experience of the most local place of a chain that has any that can be read; `fault` says which cannot."""
        for place in chain if self._codes else ():
            code = _code(place)
            if code in self._codes and (code in self._opened or self._opens(code)):
                return self._opened[code][1]
        return None

    def fault(self, chain: Iterable[str]) -> BadVersion | None:
        """Return why what the most local place of a chain once learned cannot be used; None where it can, or there is nothing."""
        of = next((code for place in chain if (code := _code(place)) in self._codes), "")
        return self._refused[of][1] if of in self._refused and of not in self._opened else None

    def learned(self) -> tuple[str, ...]:
        """Return the codes of the places that have experience."""
        return tuple(sorted(self._codes))

    def put(self, code: str, experience: Experience) -> None:
        """Use an experience for a place, whatever stands on disk."""
        self.__dict__["_codes"] = self._codes | {code}
        self._opened[code] = "", experience

    def outdated(self) -> bool:
        """Return whether more was learned, of any place, since this was last looked at."""
        if self._home is None:
            return False
        return frozenset(places_learned(self._home)) != self._codes or any(self._newer(code) for code in self._tried())

    def _tried(self) -> list[str]:
        return sorted({*self._opened, *self._refused})

    def _newer(self, code: str) -> bool:
        assert self._home is not None
        return name_in_use(self._home, code) not in [tried[code][0] for tried in (self._opened, self._refused) if code in tried]

    def refresh(self) -> None:
        """Open what was learned since, beside what is in use, and swap it in; raises BadVersion."""
        if self._home is None:
            return
        self.__dict__["_codes"] = frozenset(places_learned(self._home))
        broken = [code for code in self._tried() if self._newer(code) and not self._opens(code)]
        if broken:
            raise self._refused[broken[0]][1]

    def _opens(self, code: str) -> bool:
        """Open what is in use for a place; return False, and keep what was used before, where it cannot be read."""
        with self._opening:
            assert self._home is not None
            name = name_in_use(self._home, code) or ""
            if self._opened.get(code, ("",))[0] == name:
                return True
            if self._refused.get(code, ("",))[0] == name:
                return False
            try:
                experience = open_experience(self._home, code)
            except BadVersion as error:
                log.error("what was learned of %s stays out of use: %s", code, error)
                self._refused[code] = name, error
                return False
            _ = experience.units, experience.vectors
            self._opened[code] = name, experience
            return True

