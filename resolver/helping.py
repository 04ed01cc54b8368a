"""Which units help: who is likely to be called, in what order, how many, and why.

Every unit to which a likely matter gives a part gets log odds of being called, linear in FEATURES (weights.toml, [helpers]):

    named, first, territorial, elsewhere, related   what a matter says of it, summed over the matters by the shares that choose leads
    precedent, lead                                 what this case says of its function: the nearest ruling by which it helped, how nearly it leads

Those likelier than tuning.HELPER_AT are given. Where the ruling or list of the place that decides names who helps, those and no others.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graph.bases import Scope
from graph.traverse import Claim, Holder, Traversal
from ontology import model as m
from resolver import tuning
from resolver.stand import Known, Standing, applying, written_order
from resolver.weigh import SETTLED, Weighed
from resolver.weights import WEIGHTS, Helpers

FEATURES: Final = ("named", "first", "territorial", "elsewhere", "related", "precedent", "lead")
"""`named`: given a part that applies here; `first`: 1/n for the nth in the written order; `territorial`: that part is the place's own;
`elsewhere`: log(1 + rulings and lists of other places that give it one); `related`: share of the neighbouring matters that do; `precedent`:
nearness of the nearest ruling by which its function helped; `lead`: square root of its function's share as lead."""
_AT: Final = math.log(tuning.HELPER_AT / (1 - tuning.HELPER_AT))


@dataclass(frozen=True, slots=True)
class Part:
    """What one matter says of a unit that may help: by which claim, how many other places have it help, the features that rest on the
    matter alone and their log odds (`push`), and how well the claim tells a duty to help here (`fit`)."""

    matter: m.Matter
    holder: Holder
    claim: Claim
    others: int
    values: tuple[float, ...]
    push: float
    fit: float


@dataclass(frozen=True, slots=True)
class Case:
    """What a case says of functions: the nearness of the nearest ruling by which each helped, and its share as lead."""

    precedent: Mapping[str, float]
    lead: Mapping[str, float]

    def values(self, function: str) -> tuple[float, float]:
        """Return the last two features."""
        return self.precedent.get(function, 0.0), math.sqrt(self.lead.get(function, 0.0))


def helpers(
    standing: Standing, weighed: Weighed, lead: m.Assignee, joint: tuple[m.Assignee, ...], traversal: Traversal, scope: Scope, known: Known
) -> tuple[tuple[m.Helper, ...], tuple[Part, ...]]:
    """Return who helps, likeliest first (joint leads before them), and for each helper the part it rests on."""
    led = tuple(m.Helper(a.unit, a.name, a.function, "lead", "并行主办", ()) for a in joint if a.name != lead.name)
    most = tuning.MOST_HELPERS - len(led)
    taken = {lead.name, *(a.name for a in joint)}
    bound = standing.once("bound", lambda: _bound(standing, parts(standing, traversal, scope, known)))
    if bound is not None:
        chosen = [p for p in bound if _free(p.holder, lead, taken)][:most]
        return (*led, *(_helper(p, "本地认定或清单写明由其配合") for p in chosen)), tuple(chosen)
    case, w = about(weighed, traversal), WEIGHTS.helpers
    said = list(said_of(weighed, traversal, scope, known))
    odds: dict[str, float] = {}
    holders: dict[str, Holder] = {}
    for share, part in said:
        name = part.holder.name
        told = odds.get(name)
        if told is None:
            holders[name] = part.holder
            precedent, nearly = case.values(part.holder.function)
            told = w.offset + w.precedent * precedent + w.lead * nearly
        odds[name] = told + share * part.push
    likely = sorted((-value, name) for name, value in odds.items() if value >= _AT and _free(holders[name], lead, taken))[:most]
    best = [_best([(s, p) for s, p in said if p.holder.name == name]) for _, name in likely]
    return (*led, *(_helper(p, "；".join(_why(p, standing, case))) for p in best)), tuple(best)


def said_of(weighed: Weighed, traversal: Traversal, scope: Scope, known: Known) -> Iterator[tuple[float, Part]]:
    """Yield what the likely matters say of units that may help, each with the matter's share."""
    for (standing, _), share in zip(weighed.matters, weighed.backing, strict=True):
        if share >= tuning.HELPING_SHARE:
            for part in parts(standing, traversal, scope, known):
                yield share, part


def _best(said: Sequence[tuple[float, Part]]) -> Part:
    """Return what tells a unit's duty best: the likeliest matter's word, one that binds here before another."""
    return max(said, key=lambda told: told[0] * told[1].fit)[1]


def about(weighed: Weighed, traversal: Traversal) -> Case:
    """Return what a case says of functions."""
    precedent: dict[str, float] = {}
    for near in weighed.precedents:
        for function in traversal.helped_by(near.position):
            precedent[function] = max(precedent.get(function, 0.0), near.nearness)
    lead: dict[str, float] = {}
    for holder, share in weighed.leads.items():
        lead[holder.function] = lead.get(holder.function, 0.0) + share
    return Case(precedent, lead)


def parts(standing: Standing, traversal: Traversal, scope: Scope, known: Known) -> tuple[Part, ...]:
    """Return what a matter says of every unit that may help, in written order, worked out once."""
    found: tuple[Part, ...] | None = standing.memo.get("parts")
    return found if found is not None else standing.once("parts", lambda: tuple(_parts(standing, traversal, scope, known, WEIGHTS.helpers)))


def _parts(standing: Standing, traversal: Traversal, scope: Scope, known: Known, w: Helpers) -> Iterator[Part]:
    claims = standing.once("claims", lambda: tuple(applying(standing.matter, traversal, scope, known)))
    order = sorted(claims, key=lambda c: (c.step not in SETTLED, written_order(c)))
    by_unit: dict[str, tuple[Holder, list[Claim]]] = {}
    for claim in order:
        if claim.responsibility.part != "fallback" and (claim.responsibility.part != "lead" or claim.binding):
            holder = traversal.of_claim(claim, scope)
            by_unit.setdefault(holder.name, (holder, []))[1].append(claim)
    related, named = traversal.helps_beside(standing.matter.id), 0
    deciding = standing.contenders[0].claim.step if standing.contenders else ""
    for holder, said in by_unit.values():
        here = sorted((c for c in said if c.responsibility.part != "lead" and c.binding_or_plain), key=lambda c: c.step != deciding)
        others = sum(c.responsibility.part != "lead" and not c.binding_or_plain for c in said)
        named += bool(here)
        values = (
            float(bool(here)), 1 / named if here else 0.0, float(bool(here) and here[0].responsibility.part == "territorial"),
            math.log1p(others), related.get(holder.function, 0.0),
        )  # fmt: skip
        push = sum(getattr(w, name) * value for name, value in zip(FEATURES, values, strict=False))
        yield Part(standing.matter, holder, (here or said)[0], others, values, push, 1.0 if here else 0.5)


def _bound(standing: Standing, said: tuple[Part, ...]) -> tuple[Part, ...] | None:
    """Return whom the ruling or list of the place that decides names to help; None where it names nobody, or another step decides."""
    deciding = standing.contenders[0].claim.step
    if deciding not in SETTLED:
        return None
    named = tuple(p for p in said if p.values[0] and p.claim.step == deciding)
    return named if named or standing.joint else None


def _free(holder: Holder, lead: m.Assignee, taken: set[str]) -> bool:
    """Return whether a unit is not one of those that lead, by name or (where only the lead's very unit is known) by function."""
    return holder.name not in taken and not (holder.unit is None and holder.function == lead.function and lead.unit)


def _helper(part: Part, why: str) -> m.Helper:
    holder, r = part.holder, part.claim.responsibility
    share = "support" if r.part == "lead" else r.part
    return m.Helper(holder.unit, holder.name, holder.function, share, r.duty, tuple(b.id for b in part.claim.bases), why)


def _why(part: Part, standing: Standing, case: Case) -> Iterator[str]:
    """Yield in words what speaks for a helper."""
    of = "" if part.matter.id == standing.matter.id else f"也可能涉及“{part.matter.label}”，"
    if part.values[0]:
        yield f"{of}该事项的职责写有其配合"
    elif part.claim.responsibility.part == "lead":
        yield f"{of}另一情形下由其主办"
    if part.others:
        yield f"{of if not part.values[0] else ''}外地{part.others}处认定、清单由其配合"
    precedent, _ = case.values(part.holder.function)
    if precedent >= tuning.NEAR_PRECEDENT:
        yield "相近案例由同类部门配合"
