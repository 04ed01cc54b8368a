"""The statutes a paper cites, held against the graph: in force on the day, on record, or only kept as text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import ahocorasick

from graph.store import KnowledgeGraph
from ontology import citation
from ontology.errors import BadCitation
from ontology.model import Instrument
from ontology.validity import Period

_NO_BASIS: Final = re.compile(r"认定书|裁定书|通知书|告知书|申请书|工单|记录|纪要$|手册|备忘录|晚报|日报|电视问政")
"""Titles in 《》 that are papers of the case, not its basis."""
_NUM: Final = r"[0-9零〇一二两三四五六七八九十百千]+"
_ARTICLE: Final = rf"第{_NUM}条(?:之{_NUM})?(?:第?{_NUM}款)?(?:第?（?{_NUM}）?项)?"
_SAME: Final = re.compile(rf"(?:该|同|本|上述)(?:法|条例|办法|规定|细则|决定)的?(?P<article>{_ARTICLE})")
_THEN: Final = re.compile(rf"的?(?P<article>{_ARTICLE})")
_NEARBY: Final = re.compile(r"(?:根据|依据|按照|依照|适用|违反|参照|规定|第.{1,8}条)")


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation: its span, its official form, how sure that it is a basis and as told, a remark in Chinese."""

    start: int
    end: int
    value: str
    sure: float
    note: str = ""


class Statutes:
    """Reads citations against one version of the graph, for a place and a day."""

    def __init__(self, graph: KnowledgeGraph, place: str | None, day: dt.date) -> None:
        self._graph = graph
        self._day = day
        within = set(graph.place_chain(place)) if place else None
        self._versions: dict[str, list[Instrument]] = {}
        for instrument in graph.instruments:
            if within is None or instrument.place in within:
                self._versions.setdefault(citation.short_title(instrument.title), []).append(instrument)
        self._register = citation.TitleRegister({title: [i.version for i in found] for title, found in self._versions.items()})
        self._titles = ahocorasick.Automaton()
        for title in self._versions:
            if len(title) >= 3:
                self._titles.add_word(title, title)
        self._titles.make_automaton()

    def find(self, text: str, start: int, end: int, *, labelled: bool = False) -> Iterator[Cited]:
        """Yield the citations in a span of folded text; `labelled`: it stands under 依据."""
        part = text[start:end]
        last = ""
        found: list[tuple[int, int, citation.ArticleRef]] = [(*r.span, r) for r in citation.find(part)]
        found += [f for f in self._bare(part) if not any(a < f[1] and f[0] < b for a, b, _ in found)]
        for match in _SAME.finditer(part):
            before = [r for a, _, r in sorted(found, key=lambda f: f[0]) if a < match.start()]
            last = before[-1].title if before else last
            if last and (ref := _parsed(last, match["article"])):
                found.append((*match.span(), ref))
        told = {r.title for _, _, r in found if r.article is not None}
        for a, b, ref in sorted(found, key=lambda f: f[0]):
            if _NO_BASIS.search(ref.title) or (ref.article is None and (ref.title in told or not self._meant(part, a, b, ref, labelled))):
                continue
            sure, note = self._verified(ref)
            yield Cited(start + a, start + b, str(ref), sure if labelled or ref.article else sure * 0.8, note)

    def _meant(self, part: str, a: int, b: int, ref: citation.ArticleRef, labelled: bool) -> bool:
        """Return whether a title without article is cited as a basis rather than just named."""
        return labelled or self._register.title(ref.title) is not None or bool(_NEARBY.search(part[max(0, a - 12) : a])) or "规定" in part[b : b + 6]

    def _bare(self, part: str) -> Iterator[tuple[int, int, citation.ArticleRef]]:
        """Yield known titles without 《》 that an article follows."""
        best: dict[int, tuple[int, str]] = {}
        for end, title in self._titles.iter(part) if len(self._titles) else ():
            begin = end + 1 - len(title)
            if end + 1 not in best or begin < best[end + 1][0]:
                best[end + 1] = (begin, title)
        for end, (begin, title) in best.items():
            if (match := _THEN.match(part, end)) and (ref := _parsed(title, match["article"])):
                yield begin, match.end(), ref

    def _verified(self, ref: citation.ArticleRef) -> tuple[float, str]:
        title = self._register.title(ref.title)
        if title is None:
            return 0.5, f"图里没有《{ref.title}》，按原文保留，未核实"
        versions = self._versions[title]
        current = [i for i in versions if Period(i.start, i.until).holds_on(self._day)]
        if not current:
            return 0.5, f"图里的《{title}》在 {self._day} 没有有效的版本，未核实"
        if ref.article is None:
            return 0.9, "没有写明条款"
        if any(self._has(i, ref.number) for i in current):
            return 0.97, ""
        dates = "、".join(i.version for i in current)
        elsewhere = [i.version for i in versions if self._has(i, ref.number)]
        article = citation.write(title, ref.number).partition("》")[2]
        if elsewhere:
            return 0.6, f"{self._day} 有效的版本（{dates}）里没有收录{article}，{'、'.join(elsewhere)} 的版本有：条号可能随修订变了"
        return 0.5, f"图里收录的《{title}》（{dates}）没有{article}，未核实：可能写错条号，也可能这一条尚未收录"

    def _has(self, instrument: Instrument, number: str) -> bool:
        return any(p.number == number for p in self._graph.provisions.where("instrument", instrument.id))


def _parsed(title: str, article: str) -> citation.ArticleRef | None:
    try:
        return citation.parse(f"《{title}》{article}")
    except BadCitation:
        return None
