"""`shouwen train-weights`: weights.toml, from letters and rulings whose answer is known.

Three small fits, each by maximum likelihood, each printed with what it gives on letters later than those it was fitted to:

    matters, leads   what each kind of evidence weighs, so that the function that answered is likely (letters without those that
                     streets answered, rulings each without its own) and the matter that a reader held to be right (letters read)
    calibration      from a lead's share to the chance that it is right: the worst of three sets is made as good as can be
    units            what speaks for a unit among those of the likeliest functions, learned stretch by stretch in time

Blocks of the functions' model and the default surety are set by hand (DECISIONS.md): they hardly matter within a factor of two.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from resolver import weights
from resolver.candidates import Evidence
from resolver.evaluate import STREETS, Labelled
from resolver.history import experience, units
from resolver.history.letters import Answered
from resolver.pipeline import Resolver
from resolver.stand import remembered
from resolver.weigh import known_of
from resolver.weights import WEIGHTS, Weights

LOOKED_AT: Final = 40
"""Matters of each letter that may win under any weights tried."""
CUTS: Final = (0.5, 0.625, 0.75, 0.875, 1.0)
_HELD: Final = 0.02
"""How strongly weights are held to those they start from (of the squared log of their ratio)."""
KINDS: Final = ("words", "vectors", "walk", "precedents", "general")
Table = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Known:
    """A case with what is known: the function that answered (or -1), or the matters that a reader held to be right."""

    evidence: Evidence
    case: Labelled
    right: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Tables:
    """Cases as arrays: evidence [cases, LOOKED_AT, KINDS]; `right` [cases, LOOKED_AT] share that a matter gives what was right."""

    evidence: Table
    right: Table
    of_matters: bool


def tables(resolver: Resolver, known: Sequence[Known]) -> Tables:
    """Return cases as arrays; those in which nothing right is within reach teach nothing and are left out."""
    from resolver.weigh import join

    rows, right = [], []
    traversal = resolver.traversal
    for each in known:
        scope = traversal.scope(each.case.case.place, each.case.case.as_of, each.case.case.without)
        parts, scores = join(each.evidence, traversal, scope)
        best = np.argsort(-scores, kind="stable")[:LOOKED_AT]
        near, facts = traversal.near(scope), known_of(each.evidence, {}, traversal)
        share = np.zeros(LOOKED_AT)
        for n, position in enumerate(best.tolist()):
            if each.right:
                share[n] = traversal.matter_ids[position].rsplit("/", 1)[-1] in each.right
            else:
                standing = remembered(position, near, traversal, scope, facts)
                share[n] = sum(c.share for c in standing.contenders if c.holder.function == each.case.function)
        if share.any():
            w = WEIGHTS.matters
            raw = [parts[kind][best] / getattr(w, kind) for kind in KINDS[:-1]]
            rows.append(np.stack([*raw, -np.asarray(traversal.has_narrower[best], dtype=np.float64)], axis=1))
            right.append(share)
    return Tables(np.array(rows), np.array(right), bool(known and known[0].right))


def loss(start: Weights, theta: Table, sets: Sequence[tuple[Tables, float]]) -> float:
    """Return the mean negative log probability of what was right; `theta`: logs of the ratios to the weights started from."""
    w, leads = _weights(start, theta)
    total = float(_HELD * (theta @ theta))
    for each, weight in sets:
        scores = each.evidence @ w
        scores -= scores.max(axis=1, keepdims=True)
        sharp = _softmax(scores / leads[0])
        share = sharp if each.of_matters else leads[2] * sharp + (1 - leads[2]) * _softmax(scores / leads[1])
        total -= weight * float(np.log((share * each.right).sum(axis=1) + 1e-6).mean())
    return total


def _weights(start: Weights, theta: Table) -> tuple[Table, Table]:
    matters = np.array([getattr(start.matters, kind) for kind in KINDS]) * np.exp(theta[:5])
    leads = np.array([start.leads.temperature, start.leads.soft_temperature, start.leads.sharp]) * np.exp(theta[5:])
    leads[2] = min(leads[2], 0.95)
    return matters, leads


def _softmax(scores: Table) -> Table:
    odds = np.exp(scores)
    shares: Table = odds / odds.sum(axis=1, keepdims=True)
    return shares


def fit_matters(start: Weights, sets: Sequence[tuple[Tables, float]]) -> Weights:
    """Return the weights under which what was right is most likely; the vectors' weight sets the scale and stays."""
    from scipy.optimize import minimize

    free = [0, 2, 3, 4, 5, 6, 7]

    def of(values: Table) -> float:
        theta = np.zeros(8)
        theta[free] = values
        return loss(start, theta, sets)

    theta = np.zeros(8)
    theta[free] = minimize(of, np.zeros(len(free)), method="L-BFGS-B", options={"maxiter": 40}).x
    matters, leads = (values.round(3).tolist() for values in _weights(start, theta))
    return replace(start, matters=weights.Matters(*matters), leads=weights.Leads(*leads))


def fit_units(resolver: Resolver, answered: Sequence[Answered], say: Callable[[str], None]) -> weights.Units:
    """Return the weights of what speaks for a unit: each stretch of letters, by what came before it."""
    from scipy.optimize import minimize

    points: list[tuple[Table, int]] = []
    for start, stop in pairwise(CUTS):
        first, last = int(len(answered) * start), int(len(answered) * stop)
        earlier = experience.learn("", resolver.graph.version, answered[:first])
        for each in answered[first:last]:
            positions, features = earlier.features(earlier.sight(each.reading))
            at = np.flatnonzero(positions == earlier.letters.units.get(each.unit))
            if len(at):
                points.append((features.astype(np.float64), int(at[0])))
    size = max(len(f) for f, _ in points)
    table = np.zeros((len(points), size, len(units.FEATURES)))
    there = np.full((len(points), size), -np.inf)
    for n, (each_features, _) in enumerate(points):
        table[n, : len(each_features)], there[n, : len(each_features)] = each_features, 0.0
    right = np.array([r for _, r in points])
    rows = np.arange(len(points))

    def of(w: Table) -> tuple[float, Table]:
        scores = table @ w + there
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares = odds / odds.sum(axis=1, keepdims=True)
        mean = (shares[:, :, None] * table).sum(axis=1) - table[rows, right]
        return float(-np.log(shares[rows, right] + 1e-9).mean() + 1e-4 * w @ w), mean.mean(axis=0) + 2e-4 * w

    found = minimize(of, np.ones(len(units.FEATURES)), jac=True, method="L-BFGS-B").x
    best = float(((table @ found + there).argmax(axis=1) == right).mean())
    say(f"单位：{len(points)} 件，有得选时选对 {best:.3f}")
    return weights.Units(**{name: round(max(float(value), 0.0), 3) for name, value in zip(units.FEATURES, found, strict=True)})


def fit_calibration(sets: Sequence[Sequence[tuple[float, bool]]], say: Callable[[str], None]) -> tuple[float, float]:
    """Return slope and offset under which the worst of the sets (of shares and whether right) is calibrated best."""
    best = (np.inf, 1.0, 0.0)
    logs = [(np.log(np.clip([s for s, _ in each], 1e-4, 1 - 1e-4) / (1 - np.clip([s for s, _ in each], 1e-4, 1 - 1e-4))), np.array([r for _, r in each])) for each in sets]
    for slope in np.arange(0.4, 1.41, 0.05):
        for offset in np.arange(-0.6, 0.81, 0.05):
            errors = [_error(1 / (1 + np.exp(-(slope * x + offset))), right) for x, right in logs]
            best = min(best, (max(errors), float(slope), float(offset)))
    errors = [_error(1 / (1 + np.exp(-(best[1] * x + best[2]))), right) for x, right in logs]
    say("校准：各组平均偏差 " + "、".join(f"{e:.3f}" for e in errors))
    return round(best[1], 2), round(best[2], 2)


def _error(sure: Table, right: npt.NDArray[np.bool_]) -> float:
    """Return the expected calibration error over tenths."""
    tenth = np.minimum((sure * 10).astype(int), 9)
    return sum(abs(float(sure[tenth == t].mean() - right[tenth == t].mean())) * int((tenth == t).sum()) for t in range(10) if (tenth == t).any()) / len(sure)


def write(found: Weights, path: Path = weights.FILE) -> None:
    """Write weights into the file, its comments kept, beside and then in its place."""
    lines, section = [], ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line[1 : line.index("]")]
        elif "=" in line and not line.startswith("#"):
            name = line.split("=", 1)[0].strip()
            comment = f"  # {line.split('#', 1)[1].strip()}" if "#" in line else ""
            line = f"{name} = {getattr(getattr(found, section), name)}".ljust(22) + comment
        lines.append(line.rstrip())
    beside = path.with_suffix(".new")
    beside.write_text("\n".join(lines) + "\n", encoding="utf-8")
    beside.replace(path)


def of_leads(answered: Sequence[Labelled]) -> list[Labelled]:
    """Return the cases that a function other than the streets answered."""
    return [c for c in answered if c.function and c.function != STREETS]
