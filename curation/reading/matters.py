"""Which matter of the graph a case is about: by its label, else by the resolver on title and facts."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Final

from curation.reading.draft import Field, Words
from curation.reading.fold import fold
from curation.reading.gather import Gathered
from graph.store import KnowledgeGraph
from ontology.errors import BadInput
from ontology.model import Case, Matter

if TYPE_CHECKING:
    from resolver.pipeline import Resolver

MOST: Final = 1500
"""Characters of title and facts that the resolver is asked about."""
_TAIL: Final = re.compile(r"(?:等)?(?:的)?(?:监管|管理|投诉|争议|问题|事项|处置|处理|纠纷办理)*$")


def matters_of(cases: list[tuple[Gathered, list[Field]]], graph: KnowledgeGraph, resolver: Resolver | None, place: str | None, day: dt.date) -> list[Field | None]:
    """Return the matter of each case; its text as written where the graph has none or no resolver was given."""
    labels = {fold(name): m for m in graph.matters for name in (*m.alternatives, m.label)}
    found: list[Field | None] = []
    for raw, fields in cases:
        title = max(raw.matter_texts, key=lambda t: t[2], default=None)
        found.append(_exact(title, labels) or _asked(title, fields, resolver, place, day))
    return found


def _exact(title: tuple[str, Words, float] | None, labels: dict[str, Matter]) -> Field | None:
    if title is None:
        return None
    plain = re.sub(r"\s", "", fold(title[0]))
    matter = labels.get(plain) or labels.get(_TAIL.sub("", plain))
    return Field("matter", matter.id, matter.label, (title[1],), title[2]) if matter else None


def _asked(title: tuple[str, Words, float] | None, fields: list[Field], resolver: Resolver | None, place: str | None, day: dt.date) -> Field | None:
    facts = next((f for f in fields if f.name == "facts"), None)
    words = ((title[1],) if title else ()) + (facts.words if facts else ())
    written = title[0] if title else ""
    text = f"{facts.value if facts else written}"[:MOST]
    if resolver is not None and (text or written):
        try:
            hits = resolver.resolve(Case("draft", text or written, day, title=written[:200], place=place, history=False)).matters
        except BadInput:
            hits = ()
        if best := max(hits, key=lambda h: h.score, default=None):
            others = "、".join(f"{h.label}（{h.score:.0%}）" for h in sorted(hits, key=lambda h: -h.score)[1:3])
            note = f"文中写作“{written}”" if written else "按事实推断"
            return Field("matter", best.id, best.label, words, round(best.score, 3), f"{note}；其次：{others}" if others else note)
    return Field("matter", written, written, (title[1],), 0.3, "图里没有这个名称的事项，按原文保留") if title else None
