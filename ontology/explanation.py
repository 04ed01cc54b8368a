"""Why an answer is what it is: the path, what was overruled, what is alike, what was recognised in the text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Overruled:
    """A lead that another basis proposes and a stronger one beat; shown, never hidden."""

    name: str
    function: str
    basis: str
    why: str


@dataclass(frozen=True, slots=True)
class NearPrecedent:
    """A ruling like this case, of this place or (persuasive only) another; `similarity` of the two, 0 to 1: vectors and shared words."""

    id: str
    label: str
    place: str
    lead: str
    facts: str
    similarity: float
    binding: bool


@dataclass(frozen=True, slots=True)
class PathNode:
    """A node of the picture 事项→职责→法条/认定→单位."""

    id: str
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class Shares:
    """How much each kind of evidence gave the leading matter, summing to 1."""

    words: float
    vectors: float
    walk: float
    precedents: float


@dataclass(frozen=True, slots=True)
class LearnedShares:
    """How much each kind of feature learned from the place's past letters set the lead's function above the others, summing to 1."""

    words: float = 0.0
    vectors: float = 0.0
    matters: float = 0.0
    rules: float = 0.0
    place: float = 0.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a case's text that was recognised: characters `start` to `end`, and as what (word, department, refused, fact)."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why: the nodes and edges of the path, what was overruled, near precedents, what was noticed."""

    nodes: tuple[PathNode, ...] = ()
    edges: tuple[tuple[str, str, str], ...] = ()
    overruled: tuple[Overruled, ...] = ()
    precedents: tuple[NearPrecedent, ...] = ()
    evidence: Shares | None = None
    notes: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    learned: LearnedShares | None = None
