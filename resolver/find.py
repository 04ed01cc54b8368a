"""Finds in a text what the graph knows by name: matters' words, departments, statutes, facts that
decide, and departments said to have refused ("城管说不归他们管").
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from graph.store import KnowledgeGraph
from ontology import citation
from ontology.explanation import Mark
from resolver.gazetteer import Match, names_known

_REFUSAL: Final = re.compile(
    r"[^。；！？!?\n]{0,12}?(?:说|表示|称|回复|答复|告知|回应|认为|讲|话|反馈)[^。；！？!?\n]{0,18}?"
    r"(?:不归|不属于?(?=[^。；，\n]{0,10}(?:管|职责|职权|负责|受理))|不是(?:他|她|它|我)们(?=[^。；，\n]{0,6}(?:管|职责|职权|负责|的事|范围))|不管(?!什么|谁|哪|怎|是|如何)"
    r"|管不了|管不着|管不到|管不来|管[勿弗]着|[勿弗]管|[莫没冇]得权|没有?(?:执法|管理|管辖)?权|无权|无法(?:处理|管理|受理)|不在[^。；\n]{0,8}(?:管辖|职责|职权|管理|受理|负责)[^。；\n]{0,4}|不予受理|不负责)"
)
_POINTS_AT: Final = re.compile(
    r"[^。；！？!?\n]{0,8}?(?:说|表示|称|回复|答复|告知|认为|讲)[^。；！？!?\n]{0,16}?(?:归|该找|要找|去找|得找|应找|应该?由|应属|让[^。；\n]{0,4}找)"
)
_POINTED: Final = 8
"""Characters within which the other department must follow: 农业局说这不是药，归市场监管."""
_PASSED_ON: Final = re.compile("推给|推诿|踢皮球|推来推去|互相推|相互推|让我们?去?找")
_MARKED: Final = {"label": "word", "function": "department", "unit": "department", "cue": "fact"}
_ONLY_REFUSING: Final = frozenset({"街道"})
"""Words that name a department only when they speak (街道表示没有执法权): addresses are full of them."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found: what kind (label, function, unit, cue), whose, where."""

    kind: str
    target: str
    text: str
    start: int
    end: int
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything found in one text; `things`: the names of things in it, `words`: where the longest names stand, whatever they name."""

    mentions: tuple[Mention, ...]
    things: tuple[str, ...]
    words: tuple[tuple[int, int], ...]
    statutes: tuple[citation.ArticleRef, ...]
    passed_on: bool

    def of(self, *kinds: str) -> Iterator[Mention]:
        """Yield the mentions of these kinds."""
        return (m for m in self.mentions if m.kind in kinds)

    def marks(self, deciding: Collection[str] = ()) -> tuple[Mark, ...]:
        """Return what to mark in the text for a reader, in order, none within or across another; `deciding`: the options on which the answer turns."""
        told = [(m.start, -m.end, 0, _marked(m)) for m in self.mentions if m.kind != "cue" or m.target in deciding]
        told += [(start, -end, 1, "word") for start, end in self.words]
        marks: list[Mark] = []
        for start, end, _, kind in sorted(told):
            if not marks or start >= marks[-1].end:
                marks.append(Mark(start, -end, kind))
        return tuple(marks)


class Finder:
    """Finds in texts what one graph version knows."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self._names = names_known(graph)

    def find(self, text: str) -> Findings:
        """Return what is found in a clean text."""
        matches = self._names.matches(text)
        kept = _longest([Mention(kind, target, text[start:end], start, end) for start, end, named, _ in matches for kind, target in named])
        marked = [_mark_refusal(m, text, kept) for m in kept]
        return Findings(
            tuple(m for m in marked if m.refused or m.text not in _ONLY_REFUSING),
            tuple(dict.fromkeys(text[start:end] for start, end, _, thing in matches if thing)), tuple(_outermost(matches)),
            tuple(citation.find(text)) if "《" in text else (), bool(_PASSED_ON.search(text)),
        )  # fmt: skip


def _outermost(matches: Iterable[Match]) -> Iterator[tuple[int, int]]:
    """Yield the stretches that lie within no other; of those that overlap, the first."""
    last = 0
    for start, end, *_ in matches:
        if start >= last:
            last = end
            yield start, end


def _marked(m: Mention) -> str:
    return "refused" if m.refused else _MARKED[m.kind]


def _mark_refusal(m: Mention, text: str, others: list[Mention]) -> Mention:
    """Return the mention, marked when the department is said to refuse or to point at another."""
    if m.kind not in ("function", "unit"):
        return m
    points = _POINTS_AT.match(text, m.end)
    elsewhere = points is not None and any(
        o.kind in ("function", "unit") and o.target != m.target and points.end() <= o.start <= points.end() + _POINTED for o in others
    )
    refused = elsewhere or _REFUSAL.match(text, m.end) is not None
    return Mention(m.kind, m.target, m.text, m.start, m.end, refused=True) if refused else m


def _longest(mentions: list[Mention]) -> list[Mention]:
    """Drop departments' names that lie within a longer one; terms may overlap as they like."""
    offices = [m for m in mentions if m.kind in ("function", "unit")]
    if len(offices) < 2:
        return mentions
    inside = {
        m
        for m in offices
        for other in offices
        if other.start <= m.start and m.end <= other.end and other.end - other.start > m.end - m.start
    }
    return [m for m in mentions if m not in inside] if inside else mentions
