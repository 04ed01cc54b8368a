"""How right the answers are on labelled cases: leads, helpers, calibration, and what changed since.

The measure is the function of the lead (a key of functions.tsv), so that places can be compared;
exact units are counted where the label names one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from graph.store import KnowledgeGraph
from ontology import model as m

STREETS: Final = "street-town"
BINS: Final = 10


@dataclass(frozen=True, slots=True)
class Labelled:
    """A case with what was right: the function key, the unit's name, and the helpers' names."""

    case: m.Case
    function: str = ""
    unit: str = ""
    helpers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was answered to one labelled case."""

    labelled: Labelled
    functions: tuple[str, ...]
    units: tuple[str, ...]
    confidence: float
    outcome: str
    helpers: tuple[str, ...]
    automatic: bool = False

    @property
    def right(self) -> bool:
        """Return whether the first function is the labelled one."""
        return bool(self.functions) and self.functions[0] == self.labelled.function


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with what it was counted over."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        """Return the share, 0 for none."""
        return self.hits / self.of if self.of else 0.0


@dataclass(slots=True)
class Report:
    """Everything `shouwen evaluate` prints. `curve`: of the surest part of the cases (0 to 1), the share right; `automatic`: right of
    those sent without a second look; `outcomes`: right of those assigned, asked about, referred."""

    cases: int
    rates: dict[str, Rate]
    by_function: dict[str, tuple[Rate, Rate]]
    calibration: list[tuple[float, float, int]]
    coverage: list[tuple[float, Rate]]
    right: set[str]
    curve: list[tuple[float, float]] = field(default_factory=list)
    automatic: Rate = field(default_factory=lambda: Rate(0, 0))
    outcomes: dict[str, Rate] = field(default_factory=dict)
    confusions: list[tuple[str, str, int]] = field(default_factory=list)


def functions_of(decision: m.Decision) -> tuple[str, ...]:
    """Return the functions answered, the lead's first, each once."""
    lead = (decision.lead.function,) if decision.lead else ()
    return tuple(dict.fromkeys((*lead, *(a.function for a in decision.joint), *(c.function for c in decision.candidates))))


def outcome_of(labelled: Labelled, decision: m.Decision) -> Outcome:
    """Return the answer to a labelled case in the form that is counted."""
    units = tuple(dict.fromkeys(a.name for a in ((decision.lead,) if decision.lead else ()) + decision.candidates))
    confidence = decision.lead.confidence if decision.lead else 0.0
    helpers = tuple(h.function for h in decision.helpers)
    return Outcome(labelled, functions_of(decision), units, confidence, decision.outcome, helpers, decision.automatic)


def measure(outcomes: Sequence[Outcome], helper_functions: dict[str, tuple[str, ...]] | None = None) -> Report:
    """Return the report on answers; `helper_functions` maps a case id to its helpers' function keys."""
    known = [o for o in outcomes if o.labelled.function]
    unstreeted = [o for o in known if o.labelled.function != STREETS]
    rates = {
        "全部来信 首选": _top(known, 1), "全部来信 前三": _top(known, 3),
        "不含街镇 首选": _top(unstreeted, 1), "不含街镇 前三": _top(unstreeted, 3),
    }  # fmt: skip
    named = [o for o in outcomes if o.labelled.unit]
    if named:
        rates["具体单位 首选"] = Rate(sum(o.units[:1] == (o.labelled.unit,) for o in named), len(named))
        rates["具体单位 前三"] = Rate(sum(o.labelled.unit in o.units[:3] for o in named), len(named))
    if helper_functions:
        rates["协办召回"], rates["协办准确"] = _helpers(outcomes, helper_functions)
    by_function = {}
    for key, group in _grouped(known).items():
        by_function[key] = (_top(group, 1), _top(group, 3))
    confusions = Counter((o.labelled.function, o.functions[0] if o.functions else "—") for o in known if not o.right)
    return Report(
        len(outcomes), rates, by_function, _calibration(known), _coverage(known), {o.labelled.case.id for o in known if o.right},
        curve=_curve(known), automatic=_right([o for o in known if o.automatic]),
        outcomes={key: _right([o for o in known if o.outcome == key]) for key in ("assign", "ask", "refer")},
        confusions=[(a, b, n) for (a, b), n in confusions.most_common(15)],
    )  # fmt: skip


def _top(outcomes: Sequence[Outcome], n: int) -> Rate:
    return Rate(sum(o.labelled.function in o.functions[:n] for o in outcomes), len(outcomes))


def _grouped(outcomes: Iterable[Outcome]) -> dict[str, list[Outcome]]:
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for o in outcomes:
        groups[o.labelled.function].append(o)
    return dict(sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])))


def _calibration(outcomes: Sequence[Outcome]) -> list[tuple[float, float, int]]:
    """Return (mean confidence, share right, cases) by tenth of confidence."""
    bins: dict[int, list[Outcome]] = defaultdict(list)
    for o in outcomes:
        bins[min(int(o.confidence * BINS), BINS - 1)].append(o)
    return [(sum(o.confidence for o in g) / len(g), sum(o.right for o in g) / len(g), len(g)) for _, g in sorted(bins.items())]


def _coverage(outcomes: Sequence[Outcome]) -> list[tuple[float, Rate]]:
    """Return the share right among the most confident 10 %, 20 %, … of the cases."""
    ranked = sorted(outcomes, key=lambda o: -o.confidence)
    return [(n / BINS, Rate(sum(o.right for o in ranked[: len(ranked) * n // BINS]), len(ranked) * n // BINS)) for n in range(1, BINS + 1)]


def _curve(outcomes: Sequence[Outcome]) -> list[tuple[float, float]]:
    """Return (share of the cases, surest first; share right among them), a hundredth at a time."""
    ranked = sorted(outcomes, key=lambda o: -o.confidence)
    counts = sorted({max(1, len(ranked) * n // 100) for n in range(1, 101)}) if ranked else []
    return [(n / len(ranked), sum(o.right for o in ranked[:n]) / n) for n in counts]


def _right(outcomes: Sequence[Outcome]) -> Rate:
    return Rate(sum(o.right for o in outcomes), len(outcomes))


def _helpers(outcomes: Sequence[Outcome], wanted: dict[str, tuple[str, ...]]) -> tuple[Rate, Rate]:
    found = given = total = 0
    for o in outcomes:
        right = set(wanted.get(o.labelled.case.id, ()))
        if right:
            total += len(right)
            given += len(set(o.helpers))
            found += len(right & set(o.helpers))
    return Rate(found, total), Rate(found, given)


def told_by(graph: KnowledgeGraph, source: str) -> frozenset[str]:
    """Return the IRIs of the rulings, lists and list entries that rest on a source (its address): what a case from
    that source must be answered without, if the answer is to prove anything."""
    if not source:
        return frozenset()
    instruments = {i.id for i in graph.instruments if source in i.source}
    entries = {p.id for p in graph.provisions if p.instrument in instruments} if instruments else set()
    return frozenset({r.id for r in graph.rulings if source in r.source} | instruments | entries)


def expected_error(report: Report) -> float:
    """Return the expected calibration error: mean distance of confidence and share right (Naeini 2015)."""
    total = sum(n for *_, n in report.calibration) or 1
    return sum(abs(confidence - right) * n for confidence, right, n in report.calibration) / total


GENERAL: Final = "owner-enterprise"
"""公司, 集团 say only that it is a company: any other word in the name says more."""
_ENFORCEMENT: Final = re.compile("综合(?:行政)?执法|行政执法")
_CITY: Final = re.compile("城市管理|城管|市容|环卫|市政")


def function_of_name(graph: KnowledgeGraph, name: str) -> str:
    """Return the function key of a department's name; empty when no stem of functions.tsv stands in it.

    The last department word counts (市公安局交警支队 → traffic-police), of those that end alike the
    longest; of several departments the first named, and what stands in brackets only if nothing else does.
    综合执法 says how, not what: whose enforcement it is stands before it (农业综合执法支队 → agriculture), else it is the city's.
    """
    known = graph.unit_named(name)
    if known is not None:
        top = graph.functions.need(known.function)
        return graph.functions.need(top.broader).key if top.broader else top.key
    head = name.split("(")[0].split("（")[0]
    for text in (head.split("、")[0], head, name):
        found = [
            (f.key != GENERAL, text.rfind(stem) + len(stem), len(stem), f.key)
            for f in graph.functions if not f.broader
            for stem in f.names if stem in text
        ]  # fmt: skip
        whose = [f for f in found if f[3] not in (GENERAL, "street-town", "urban-management")]
        if whose and max(found)[3] == "urban-management" and _ENFORCEMENT.search(text) and not _CITY.search(text):
            found = whose
        if found:
            return max(found)[3]
    return ""
