"""How a matter stands in a place, on a day, given what is known: who would lead on it, by which claim, what was overruled.

Nothing here looks at the letter's words: claims come from the graph, and only facts (and like cases decided before) choose
between them. So a standing is worked out once and kept.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from graph import authority
from graph.bases import Scope
from graph.traverse import Claim, Claimed, Holder, Traversal
from ontology import model as m
from resolver import tuning

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Contender:
    """Who would lead on a matter, by which claim, and the share of the matter's probability."""

    holder: Holder
    claim: Claim
    share: float

    def gives_to(self, function: str, unit: str, traversal: Traversal) -> bool:
        """Return whether the lead is a function's (by its key, of the holder or of the claim itself) or the very unit's."""
        said = self.claim.responsibility.function
        return unit == self.holder.name or function in (self.holder.function, traversal.key(said) if said else "")


@dataclass(frozen=True, slots=True)
class Standing:
    """How a matter stands in a scope: contenders, what was overruled, the condition still open."""

    matter: m.Matter
    contenders: tuple[Contender, ...]
    overruled: tuple[Claim, ...]
    open_condition: str | None
    joint: bool
    memo: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, what: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` returns, made once: what follows from a standing alone is the same for every case that has it."""
        if what not in self.memo:
            if len(self.memo) >= tuning.REMEMBERED_OF_ONE:
                self.memo.clear()
            self.memo[what] = make()
        found: T = self.memo[what]
        return found


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a case beside its text: facts (condition IRI → option IRI) and like rulings."""

    facts: Mapping[str, str]
    like: frozenset[str] = frozenset()

    def with_fact(self, condition: str, option: str) -> Known:
        """Return the same with one more fact known."""
        return Known({**self.facts, condition: option}, self.like)


@dataclass(frozen=True, slots=True)
class Remembered:
    """A matter's standings in a scope while the same is said of it, under each state of what of a case can matter here: few matters turn
    on any fact."""

    matter: m.Matter
    claimed: Claimed
    standings: dict[tuple[object, ...], Standing]


def remembered(position: int, near: dict[int, Any], traversal: Traversal, scope: Scope, known: Known) -> Standing:
    """Return `stand`, remembered: the stretch of days last asked for at hand by place, every other below that."""
    entry: Remembered | None = near.get(position)
    if entry is None or not entry.claimed.since <= scope.day < entry.claimed.until:
        entry = near[position] = _entry(traversal.graph.matters[position], traversal, scope)
    claimed = entry.claimed
    state: tuple[object, ...] = ()
    if claimed.conditions or claimed.single:
        state = (tuple(known.facts.get(c) for c in claimed.conditions), known.like & claimed.single)
    found = entry.standings.get(state)
    if found is None:
        found = entry.standings[state] = stand(entry.matter, traversal, scope, known)
    return found


def _entry(matter: m.Matter, traversal: Traversal, scope: Scope) -> Remembered:
    key = (matter.id, traversal.matter_epoch(matter.id, scope.day), scope.key)
    found: Remembered | None = traversal.memory.get(key)
    if found is None:
        if len(traversal.memory) >= tuning.REMEMBERED:
            traversal.forget()
        found = traversal.memory[key] = Remembered(matter, traversal.claimed(matter.id, scope), {})
    return found


def stand(matter: m.Matter, traversal: Traversal, scope: Scope, known: Known) -> Standing:
    """Return who would lead on a matter in a scope, given the facts known."""
    facts = known.facts
    claims = applying(matter, traversal, scope, known)
    leads = [c for c in claims if c.responsibility.part == "lead"]
    ranked = sorted(leads, key=lambda c: (-_strength(c, facts, traversal), -len(c.responsibility.options), c.responsibility.id))
    if not ranked:
        fallback = [c for c in claims if c.responsibility.part in ("fallback", "territorial")]
        ranked = fallback[:1]
    if not ranked:
        return Standing(matter, (), (), None, joint=False)
    top = ranked[0]
    if top.responsibility.joint:
        together = [c for c in ranked if c.responsibility.joint and c.weight == top.weight]
        contenders = tuple(Contender(traversal.of_claim(c, scope), c, 1.0) for c in sorted(together, key=written_order))
        return Standing(matter, contenders, _others(ranked, together, scope, traversal), None, joint=True)
    rivals = _rivals(ranked, facts, traversal)
    contenders = _shared(rivals, top, facts, traversal, scope)
    undecided = len({c.holder for c in contenders}) > 1
    condition = next((k for c in rivals for k in _unknown(c, facts, traversal)), None) if undecided else None
    return Standing(matter, contenders, _others(ranked, rivals, scope, traversal), condition, joint=False)


def applying(matter: m.Matter, traversal: Traversal, scope: Scope, known: Known) -> list[Claim]:
    """Return the claims on a matter that the facts do not contradict; rulings on one case only for like cases."""
    claims = traversal.claims(matter.id, scope)
    return [c for c in claims if not (c.responsibility.options and _contradicted(c, known.facts, traversal)) and not _of_another_case(c, known)]


def _of_another_case(claim: Claim, known: Known) -> bool:
    return any(b.kind == "ruling" and b.id not in known.like and isinstance(b.record, m.Ruling) and b.record.case_only for b in claim.bases)


def _rivals(ranked: list[Claim], facts: Mapping[str, str], traversal: Traversal) -> list[Claim]:
    """Return the claims between which facts not known may still decide: the strongest that holds as things are known, and
    every one that an unknown fact would give, unless its authority is far below."""
    holding = next((c for c in ranked if not _is_open(c, facts, traversal)), None)
    opened = [c for c in ranked if _is_open(c, facts, traversal)]
    if holding is None:
        return opened
    return [holding, *(c for c in opened if c.weight >= holding.weight * tuning.FAR_BELOW)]


def _shared(rivals: list[Claim], top: Claim, facts: Mapping[str, str], traversal: Traversal, scope: Scope) -> tuple[Contender, ...]:
    """Give a default lead its share and the open ones the rest; without a default, equal parts."""
    default = [c for c in rivals if not _is_open(c, facts, traversal)]
    if len(rivals) == 1:
        return (Contender(traversal.of_claim(top, scope), top, 1.0),)
    first = default[0] if default else None
    others = [c for c in rivals if c is not first]
    share = 1 / len(others) if first is None else (1 - tuning.DEFAULT_SHARE) / max(len(others), 1)
    listed = [Contender(traversal.of_claim(c, scope), c, share) for c in others]
    if first is not None:
        listed.insert(0, Contender(traversal.of_claim(first, scope), first, tuning.DEFAULT_SHARE if others else 1.0))
    return tuple(listed)


def _others(ranked: list[Claim], used: list[Claim], scope: Scope, traversal: Traversal) -> tuple[Claim, ...]:
    chosen = {traversal.of_claim(c, scope) for c in used}
    return tuple(c for c in ranked if c not in used and traversal.of_claim(c, scope) not in chosen)


def written_order(claim: Claim) -> tuple[str, int]:
    """Return a responsibility's place in the order in which its matter's were written: the most often called first."""
    head, _, tail = claim.responsibility.id.rpartition("/")
    return head, int(tail) if tail.isdigit() else 0


def _strength(claim: Claim, facts: Mapping[str, str], traversal: Traversal) -> float:
    """Special over general: a met condition beats the default of like authority, by national law also a local regulation's default; an open one comes
    after it."""
    if not claim.responsibility.options:
        return claim.weight
    if _unknown(claim, facts, traversal):
        return claim.weight * tuning.OPEN
    special = claim.weight * tuning.SPECIAL
    if claim.step not in authority.NATIONAL:
        return special
    return max(special, traversal.weights["local-regulation"] * tuning.SPECIAL_ABROAD + claim.weight / traversal.weights["local-regulation"])


def _contradicted(claim: Claim, facts: Mapping[str, str], traversal: Traversal) -> bool:
    options = traversal.graph.options
    return any((o := options.get(i)) is not None and facts.get(o.condition, i) != i for i in claim.responsibility.options)


def _unknown(claim: Claim, facts: Mapping[str, str], traversal: Traversal) -> list[str]:
    options = traversal.graph.options
    return [o.condition for i in claim.responsibility.options if (o := options.get(i)) and o.condition not in facts]


def _is_open(claim: Claim, facts: Mapping[str, str], traversal: Traversal) -> bool:
    return bool(_unknown(claim, facts, traversal))
