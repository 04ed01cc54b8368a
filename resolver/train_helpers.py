"""Trains who helps ([helpers] in weights.toml): logistic regression over resolver.helping.FEATURES, checked place by place.

Examples are cases whose helpers are known: rulings, each without what its own source says, and the places' lists, each without
itself (benchmarks/who_helps.py). A case without a helper on record teaches nothing: its source may just not have told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from graph.bases import Scope
from graph.traverse import Traversal
from ontology.model import Decision
from resolver import helping, tuning
from resolver.stand import Known
from resolver.weigh import Weighed
from resolver.weights import Helpers

PENALTY: Final = 0.5
"""Of the squared weights, offset excepted: as strong as one example; ten times more or less changes no figure by 0.01."""
Table = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A case with the functions that were called to help, and of each unit that might be: its function and features; `source` and
    `place` say where the case comes from, `given` what was answered."""

    source: str
    place: str
    wanted: frozenset[str]
    functions: tuple[str, ...]
    values: Table
    given: frozenset[str]
    lead_right: bool


def example(
    source: str, place: str, wanted: frozenset[str], lead: str, decision: Decision, weighed: Weighed, traversal: Traversal, scope: Scope, known: Known
) -> Example:
    """Return a case as an example; units of the lead's own name are no choice and left out. `lead`: the function that led."""
    case, functions, values = helping.about(weighed, traversal), [], []
    led = decision.lead.name if decision.lead else ""
    said: dict[str, tuple[str, Table]] = {}
    for share, part in helping.said_of(weighed, traversal, scope, known):
        function, so_far = said.get(part.holder.name, (part.holder.function, np.zeros(len(part.values))))
        said[part.holder.name] = function, so_far + share * np.array(part.values)
    for name, (function, of_matters) in said.items():
        if name != led:
            functions.append(function)
            values.append([*of_matters, *case.values(function)])
    table = np.array(values, dtype=np.float64).reshape(-1, len(helping.FEATURES))
    right = decision.lead is not None and decision.lead.function == lead
    return Example(source, place, wanted, tuple(functions), table, frozenset(h.function for h in decision.helpers), right)


def fit(examples: Sequence[Example]) -> Helpers:
    """Return the likeliest weights."""
    from scipy.optimize import minimize

    x = np.concatenate([e.values for e in examples])
    right = np.array([f in e.wanted for e in examples for f in e.functions], dtype=np.float64)

    def of(w: Table) -> tuple[float, Table]:
        odds = x @ w[:-1] + w[-1]
        wrong = 1 / (1 + np.exp(-odds)) - right
        loss = float((np.logaddexp(0, odds) - right * odds).sum() + PENALTY * w[:-1] @ w[:-1])
        return loss, np.append(x.T @ wrong + 2 * PENALTY * w[:-1], wrong.sum())

    found = minimize(of, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B").x
    return Helpers(*found.round(2).tolist())


def chosen(example: Example, w: Helpers, at: float = tuning.HELPER_AT) -> frozenset[str]:
    """Return the functions that weights would have help in an example."""
    odds = example.values @ np.array([getattr(w, name) for name in helping.FEATURES]) + w.offset
    best = np.argsort(-odds, kind="stable")[: tuning.MOST_HELPERS]
    return frozenset(example.functions[int(i)] for i in best if 1 / (1 + np.exp(-odds[i])) >= at)


def crossed(examples: Sequence[Example], at: float = tuning.HELPER_AT) -> list[frozenset[str]]:
    """Return what is chosen for each example by weights that were fitted to the other places' alone."""
    by_place = {place: fit([e for e in examples if e.place != place]) for place in sorted({e.place for e in examples})}
    return [chosen(e, by_place[e.place], at) for e in examples]


def rates(examples: Sequence[Example], given: Sequence[frozenset[str]]) -> tuple[float, float, float]:
    """Return recall, precision and their harmonic mean."""
    hits = sum(len(e.wanted & g) for e, g in zip(examples, given, strict=True))
    recall, precision = hits / max(sum(len(e.wanted) for e in examples), 1), hits / max(sum(map(len, given)), 1)
    return recall, precision, 2 * recall * precision / max(recall + precision, 1e-9)
