"""What a quarrel is: one matter (or function, or unit) of a place on which the office should decide, why, on what evidence, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

KINDS: Final[Mapping[str, str]] = {
    "overlap": "职责交叉", "gap": "职责空白", "contradiction": "各地不一", "disagreement": "办理分歧", "practice": "做法与规定不符",
    "lapsed": "依据失效", "unit": "单位未录入",
}  # fmt: skip
"""The kinds of quarrels and what they are called."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A short line in Chinese, and the IRIs of what it rests on."""

    line: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of quarrel about one thing. `about`: the IRI of a matter, function, unit or statute; `severity`: 0…1, how bad it is in itself;
    `letters`: letters of the past year it concerns; `matters`: how many matters it settles at once; `proposal`: the contract's JSON, what is not known left empty."""

    kind: str
    about: str
    label: str
    theme: str
    sentence: str
    evidence: tuple[Evidence, ...]
    severity: float
    proposal: Mapping[str, Any]
    letters: int = 0
    matters: int = 1


@dataclass(frozen=True, slots=True)
class Quarrel:
    """All that is found about one thing. `kind` and `sentence` are the weightiest finding's, `kinds` all, weightiest first;
    `matter` is empty where it is about a function, a unit or a statute; `proposals` are the findings' (by kind), `proposal` the first of them."""

    id: str
    kind: str
    kinds: tuple[str, ...]
    about: str
    matter: str
    label: str
    theme: str
    sentence: str
    evidence: tuple[Evidence, ...]
    weight: float
    letters: int
    proposal: Mapping[str, Any]
    findings: tuple[Finding, ...]
