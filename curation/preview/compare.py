"""Two answers to one case side by side: whether they differ, in which words, whether for better or worse, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from ontology.model import Decision
from resolver.evaluate import Labelled

Verdict = Literal["worse", "different", "better"]
VERDICTS: Final[tuple[Verdict, ...]] = ("worse", "different", "better")
"""In the order in which changes are shown."""
OUTCOMES: Final = {"assign": "直接派单", "ask": "需问一句", "refer": "提交编办认定"}
NOBODY: Final = "未定"
ROLES: Final = "配合单位的次序或角色不同"
EXCERPT: Final = 80
"""Characters of a case that are shown."""


@dataclass(frozen=True, slots=True)
class Short:
    """An answer in short: outcome, who leads (several where they lead together) and helps, and what it rests on first."""

    outcome: str
    leads: tuple[str, ...]
    units: tuple[str | None, ...]
    functions: tuple[str, ...]
    helpers: tuple[str, ...]
    doctrine: str
    citation: str
    citation_id: str
    matter: str
    matter_id: str
    confidence: float

    @property
    def lead(self) -> str:
        """Return who leads, in words."""
        return "、".join(self.leads) or NOBODY


@dataclass(frozen=True, slots=True)
class Change:
    """A case answered otherwise: both answers, what differs (`words`), whether better by the case's truth, and why.

    `place`: the IRI of the place asked, "" for nationwide; `truth`: what was right, in words, "" where nobody said.
    """

    id: str
    text: str
    day: dt.date
    place: str
    before: Short
    after: Short
    verdict: Verdict
    words: tuple[str, ...]
    reason: str
    truth: str


def short(decision: Decision) -> Short:
    """Return a decision in short."""
    leads = decision.joint or ((decision.lead,) if decision.lead else ())
    first, matter = next(iter(decision.citations), None), next(iter(decision.matters), None)
    return Short(
        outcome=decision.outcome, leads=tuple(a.name for a in leads), units=tuple(a.unit for a in leads), functions=tuple(a.function for a in leads),
        helpers=tuple(h.name for h in decision.helpers), doctrine=decision.doctrine, citation=first.label if first else "",
        citation_id=first.id if first else "", matter=matter.label if matter else "", matter_id=matter.id if matter else "",
        confidence=decision.lead.confidence if decision.lead else 0.0,
    )  # fmt: skip


def differs(before: Decision, after: Decision) -> bool:
    """Return whether two answers differ in lead, helpers, outcome, doctrine or first citation; how sure they are is no difference."""
    return before.outcome != after.outcome or before.doctrine != after.doctrine or _answered(before) != _answered(after)


def _answered(decision: Decision) -> tuple[object, ...]:
    leads = ((decision.lead,) if decision.lead else ()) + decision.joint
    first = next(iter(decision.citations), None)
    return [(a.unit, a.name, a.function) for a in leads], [(h.unit, h.name, h.part) for h in decision.helpers], first and first.id


def change(labelled: Labelled, before: Decision, after: Decision, truth: str) -> Change:
    """Return the change that two differing answers to a case make; `truth`: what was right, in words."""
    case, old, new = labelled.case, short(before), short(after)
    told = before.text[:EXCERPT].replace("\n", " ") + ("……" if len(before.text) > EXCERPT else "")
    return Change(case.id, told, case.as_of, case.place or "", old, new, verdict(labelled, old, new), tuple(_words(old, new)) or (ROLES,), _reason(old, new, after), truth)


def verdict(labelled: Labelled, before: Short, after: Short) -> Verdict:
    """Return whether the second answer is nearer to what was right than the first; "different" where it is as near, or nobody said."""
    old, new = _right(labelled, before), _right(labelled, after)
    return "different" if old == new else "better" if new > old else "worse"


def _right(labelled: Labelled, answer: Short) -> tuple[bool, bool, bool, int]:
    """Return how right an answer is, more right being greater: the lead's function, its unit; sent when right, or held back when
    not; helpers hit."""
    if not labelled.function and not labelled.unit:
        return (False, False, False, 0)
    unit = bool(labelled.unit) and labelled.unit in answer.leads
    function = unit or (bool(labelled.function) and labelled.function in answer.functions)
    return function, unit, (answer.outcome == "assign") is function, len(set(labelled.helpers) & set(answer.helpers))


def _words(before: Short, after: Short) -> Iterator[str]:
    """Yield what differs, a line each."""
    if (before.leads, before.units, before.functions) != (after.leads, after.units, after.functions):
        yield f"首问：{before.lead} → {after.lead}" if before.lead != after.lead else f"首问：{after.lead}（登记的单位或职能不同）"
    if before.outcome != after.outcome:
        yield f"处理：{OUTCOMES[before.outcome]} → {OUTCOMES[after.outcome]}"
    if more := _without(after.helpers, before.helpers):
        yield f"增加配合：{more}"
    if fewer := _without(before.helpers, after.helpers):
        yield f"不再配合：{fewer}"
    if before.helpers != after.helpers and not more and not fewer:
        yield ROLES
    if before.doctrine != after.doctrine:
        yield f"认定方法：{before.doctrine} → {after.doctrine}"
    if before.citation_id != after.citation_id:
        yield f"首要依据：{before.citation or '无'} → {after.citation or '无'}"


def _without(names: Sequence[str], others: Sequence[str]) -> str:
    return "、".join(dict.fromkeys(n for n in names if n not in others))


def _reason(before: Short, after: Short, decision: Decision) -> str:
    """Return why the answer changed: which matter, and what it rests on now."""
    if before.matter_id != after.matter_id:
        matter = f"事项由“{before.matter or '认不出'}”改认作“{after.matter or '认不出'}”"
    else:
        matter = f"事项“{after.matter}”" if after.matter else "没有认出事项"
    if before.citation_id == after.citation_id:
        return f"{matter}；首要依据未变，职责或相近认定有变"
    if not after.citation:
        return f"{matter}；原依据{_quoted(before.citation)}不再适用，没有新的依据"
    return f"{matter}；现依{_quoted(after.citation)}（{decision.citations[0].authority}），" + (f"原依{_quoted(before.citation)}" if before.citation else "原无依据")


def _quoted(label: str) -> str:
    return label if label.startswith("《") else f"“{label}”"
