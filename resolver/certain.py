"""A matter by itself, no letter at hand: what would be answered in a place on a day to a case that is certainly of this matter.

The pages of the legal desk ask this, so that they say what an answer says: the same standing, verdict and citations.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.bases import Scope
from graph.traverse import Holder, Traversal
from ontology import model as m
from ontology.explanation import Explanation
from resolver.candidates import Evidence
from resolver.decide import Verdict, decide
from resolver.explain import citations, explain
from resolver.find import Findings
from resolver.stand import Known, Standing, remembered
from resolver.weigh import SETTLED, Weighed

_NOTHING_READ = Findings((), (), ((0, 0),), (), False)
"""No letter: but the matter itself is named, so nothing is missing."""


@dataclass(frozen=True, slots=True)
class Certain:
    """The standing of a matter, the verdict on it, its citations and the path to them."""

    standing: Standing
    verdict: Verdict
    citations: tuple[m.Citation, ...]
    explanation: Explanation


def standing_of(matter: str, traversal: Traversal, scope: Scope, known: Known | None = None) -> Standing:
    """Return how a matter (by IRI) stands in a scope when no fact is known but those given; raises NotFound."""
    traversal.graph.matters.need(matter)
    return remembered(traversal.graph.matters.index_of(matter), traversal.near(scope), traversal, scope, known or Known({}))


def certain(matter: str, traversal: Traversal, scope: Scope, known: Known | None = None) -> Certain:
    """Return what would be answered in a scope to a case that is certainly of a matter (by IRI); confidences in it mean nothing."""
    known = known or Known({})
    standing = standing_of(matter, traversal, scope, known)
    leads: dict[Holder, float] = {}
    for contender in standing.contenders:
        leads[contender.holder] = leads.get(contender.holder, 0.0) + contender.share
    settled = {c.holder for c in standing.contenders if c.claim.step in SETTLED}
    weighed = Weighed({}, matters=[(standing, 1.0)], backing=[1.0], leads=leads, settled=settled)
    verdict = decide(weighed, traversal, scope, known)
    empty = np.empty(0, np.float32)
    evidence = Evidence(empty, empty, empty, (), np.empty(0, np.uint64), empty)
    return Certain(standing, verdict, citations(verdict, traversal, scope), explain(verdict, weighed, evidence, _NOTHING_READ, traversal, scope))
