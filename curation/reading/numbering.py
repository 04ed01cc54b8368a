"""The numbers that Word puts before list paragraphs (一、（二）3.): they are not in the text and have to be counted."""

from __future__ import annotations

import re
from typing import Any, Final

from ontology.citation import to_chinese

_CHINESE: Final = frozenset({"chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital", "taiwaneseCounting", "chineseLegalSimplified"})
_LEVEL: Final = re.compile(r"%(\d)")


class Numbering:
    """Counts the numbered paragraphs of one document; a document without lists counts none."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._counts: dict[tuple[str, int], int] = {}
        self._styles: dict[str, Any] = {s.style_id: s.element for s in document.styles}
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.oxml.ns import qn

        self._qn = qn
        try:
            root = document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element
        except KeyError:
            return
        abstract = {a.get(qn("w:abstractNumId")): a for a in root.findall(qn("w:abstractNum"))}
        for num in root.findall(qn("w:num")):
            link = num.find(qn("w:abstractNumId"))
            found = abstract.get(link.get(qn("w:val"))) if link is not None else None
            if found is not None:
                self._levels[num.get(qn("w:numId"))] = {int(lvl.get(qn("w:ilvl"))): self._level(lvl) for lvl in found.findall(qn("w:lvl"))}

    def _level(self, level: Any) -> tuple[str, str, int]:
        def value(tag: str, default: str) -> str:
            element = level.find(self._qn(tag))
            return default if element is None else str(element.get(self._qn("w:val"), default))

        start = value("w:start", "1")
        return value("w:numFmt", "decimal"), value("w:lvlText", ""), int(start) if start.isdigit() else 1

    def label(self, paragraph: Any) -> str:
        """Return what stands before a paragraph (`w:p`), empty for one that is not numbered; counts it."""
        where = self._of(paragraph)
        if where is None or where[0] not in self._levels or where[1] not in self._levels[where[0]]:
            return ""
        num, depth = where
        levels = self._levels[num]
        self._counts[num, depth] = self._counts.get((num, depth), levels[depth][2] - 1) + 1
        for deeper in [key for key in self._counts if key[0] == num and key[1] > depth]:
            del self._counts[deeper]
        form, pattern, _ = levels[depth]
        if form in ("bullet", "none"):
            return ""
        return _LEVEL.sub(lambda m: self._number(num, int(m[1]) - 1), pattern)

    def _number(self, num: str, depth: int) -> str:
        form, _, start = self._levels[num].get(depth, ("decimal", "", 1))
        count = self._counts.get((num, depth), start)
        return to_chinese(count) if form in _CHINESE else str(count)

    def _of(self, paragraph: Any) -> tuple[str, int] | None:
        """Return list and depth of a paragraph, by itself or by its style."""
        qn = self._qn
        for holder in (paragraph, self._style(paragraph)):
            mark = holder.find(f"{qn('w:pPr')}/{qn('w:numPr')}") if holder is not None else None
            if mark is not None and (number := mark.find(qn("w:numId"))) is not None:
                depth = mark.find(qn("w:ilvl"))
                return str(number.get(qn("w:val"))), int(depth.get(qn("w:val"))) if depth is not None else 0
        return None

    def _style(self, paragraph: Any) -> Any:
        style = paragraph.find(f"{self._qn('w:pPr')}/{self._qn('w:pStyle')}")
        return self._styles.get(style.get(self._qn("w:val"))) if style is not None else None
