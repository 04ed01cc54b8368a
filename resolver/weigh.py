"""The one place that weighs: evidence becomes matters' probabilities, and matters become leads by
following responsibilities valid here and now, stronger authority over weaker.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from graph.bases import Scope
from graph.traverse import Holder, Traversal
from ontology import model as m
from ontology.explanation import Shares
from ontology.validity import Period
from resolver import tuning
from resolver.candidates import Evidence, Near
from resolver.find import Findings
from resolver.index import Floats
from resolver.stand import Known, Standing, remembered
from resolver.weights import WEIGHTS

SETTLED: Final = ("ruling-here", "list-here")
"""Steps at which only the matter is uncertain: the place itself has said who leads on it."""


@dataclass(slots=True)
class Weighed:
    """Matters by probability, leads by the sum of what speaks for them, and which of these the place has settled; `backing`: what
    each matter counts in that sum; `ranked`: positions and scores of the best matters, best first."""

    parts: Mapping[str, Floats]
    matters: list[tuple[Standing, float]] = field(default_factory=list)
    backing: list[float] = field(default_factory=list)
    precedents: tuple[Near, ...] = ()
    positions: dict[str, int] = field(default_factory=dict)
    leads: dict[Holder, float] = field(default_factory=dict)
    settled: set[Holder] = field(default_factory=set)
    ranked: tuple[npt.NDArray[np.int64], Floats] = field(default_factory=lambda: (np.empty(0, np.int64), np.empty(0, np.float32)))

    def evidence_for(self, matter: str) -> Shares | None:
        """Return what share of a kept matter's score each kind of evidence gave."""
        position = self.positions.get(matter)
        if position is None:
            return None
        values = {name: float(scores[position]) for name, scores in self.parts.items()}
        total = sum(values.values()) or 1.0
        return Shares(**{name: round(value / total, 3) for name, value in values.items()})


def known_of(evidence: Evidence, facts: Mapping[str, str], traversal: Traversal) -> Known:
    """Return the facts together with the rulings whose cases are like this one."""
    rulings = traversal.graph.rulings
    return Known(facts, frozenset(rulings[near.position].id for near in evidence.precedents if near.similarity >= tuning.LIKE_CASE))


def facts_of(found: Findings, given: Mapping[str, str], graph_options: Mapping[str, m.Option]) -> dict[str, str]:
    """Return the facts known of a case, condition IRI → option IRI: those given, else those the text's cues settle.

    A condition for which the text holds cues of two different options stays unknown.
    """
    cued: dict[str, set[str]] = {}
    for mention in found.of("cue"):
        option = graph_options[mention.target]
        cued.setdefault(option.condition, set()).add(option.id)
    facts = {condition: next(iter(options)) for condition, options in cued.items() if len(options) == 1}
    return facts | dict(given)


def weigh(evidence: Evidence, traversal: Traversal, scope: Scope, known: Known) -> Weighed:
    """Return matters and leads weighed for one text."""
    parts, scores = join(evidence, traversal, scope)
    kept = _best(scores, tuning.KEPT_MATTERS)
    w = WEIGHTS.leads
    shares = shares_of(scores[kept], w.temperature)
    support = w.sharp * shares + (1 - w.sharp) * shares_of(scores[kept], w.soft_temperature)
    weighed = Weighed(parts, ranked=(kept, scores[kept]), precedents=begun(evidence, traversal, scope))
    leads, near = weighed.leads, traversal.near(scope)
    for position, score, share, backing in zip(kept.tolist(), scores[kept].tolist(), shares.tolist(), support.tolist(), strict=True):
        if score <= 0 or (backing < tuning.LEAST_SHARE and len(weighed.matters) >= tuning.LEAST_MATTERS):
            break
        standing = remembered(position, near, traversal, scope, known)
        weighed.matters.append((standing, share))
        weighed.backing.append(backing)
        weighed.positions[standing.matter.id] = position
        for contender in standing.contenders:
            holder = contender.holder
            if contender.claim.step in SETTLED:
                weighed.settled.add(holder)
            leads[holder] = leads.get(holder, 0.0) + backing * contender.share
    _follow_plausible(weighed)
    return weighed


def _follow_plausible(weighed: Weighed) -> None:
    """Keep a lead whom only unlikely matters back, many of them a little, below those whom a plausible matter names.

    An answer must rest on a matter the reader recognises in the letter, whatever the sum of the rest.
    """
    plausible: set[Holder] = set()
    told = 0.0
    for standing, share in weighed.matters:
        if told >= tuning.NUCLEUS and share < tuning.PLAUSIBLE:
            break
        plausible.update(c.holder for c in standing.contenders)
        told += share
    most = max((weighed.leads[h] for h in plausible), default=0.0)
    for holder, share in weighed.leads.items():
        if most and holder not in plausible and share >= most:
            weighed.leads[holder] = most * tuning.IMPLAUSIBLE


def shares_of(scores: Floats, temperature: float) -> Floats:
    """Return scores, highest first, as shares that sum to 1 (softmax)."""
    odds = np.exp((scores - scores[0]) / temperature)
    shares: Floats = odds / odds.sum()
    return shares


def begun(evidence: Evidence, traversal: Traversal, scope: Scope) -> tuple[Near, ...]:
    """Return the near rulings without those that hold from a later day on: before its day a ruling tells nothing. One that ended leads
    nobody any more, and still tells what its matter is about."""
    starts, day = traversal.graph.rulings.columns["start"], scope.day.toordinal()
    return tuple(near for near in evidence.precedents if starts.item(near.position) <= day)


def join(evidence: Evidence, traversal: Traversal, scope: Scope) -> tuple[dict[str, Floats], Floats]:
    """Return each kind of evidence, weighted, and their sum; a like case decided in this very place counts most."""
    precedents = np.zeros_like(evidence.words)
    for near in begun(evidence, traversal, scope):
        ruling = traversal.graph.rulings[near.position]
        matter = traversal.graph.matters.index_of(ruling.matter)
        if matter >= 0 and near.nearness >= tuning.NEAR_PRECEDENT:
            own = ruling.place in scope.own and near.similarity >= tuning.LIKE_CASE and Period(ruling.start, ruling.until).holds_on(scope.day)
            precedents[matter] = max(precedents[matter], near.nearness * (tuning.DECIDED_HERE if own else 1.0))
    w = WEIGHTS.matters
    parts = {
        "words": w.words * evidence.words,
        "vectors": w.vectors * evidence.vectors,
        "walk": w.walk * evidence.walk,
        "precedents": w.precedents * precedents,
    }
    total: Floats = parts["words"] + parts["vectors"] + parts["walk"] + parts["precedents"] - np.float32(w.general) * traversal.has_narrower
    return parts, total


def _best(scores: Floats, count: int) -> npt.NDArray[np.int64]:
    """Return the positions of the highest scores, highest first."""
    if len(scores) <= count:
        return np.argsort(-scores, kind="stable")
    some = np.sort(np.argpartition(-scores, count)[:count])
    return some[np.argsort(-scores[some], kind="stable")]
