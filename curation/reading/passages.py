"""Cuts a paper into passages: what is told under which label, by paragraph, heading, form cell, or not under any."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from curation.reading import labels
from curation.reading.fold import fold
from curation.reading.paper import Paper, Paragraph

_DAY: Final = re.compile(r"^\s*(?:（|\()?[12一二][\d〇零一二三四五六七八九\s]{3,6}年.{1,4}月.{1,4}日(?:印发|）|\))?\s*$")
LONGEST_LABEL: Final = 16
"""Characters of a cell beyond which it is no label."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of a paragraph and the field its label stands for (None: free text); `label`: where the label itself stands.

    `heading`: it stands under a heading above, not behind a label of its own.
    """

    paragraph: Paragraph
    start: int
    end: int
    field: str | None = None
    label: tuple[int, int] | None = None
    heading: bool = False

    @property
    def text(self) -> str:
        """Return the folded text of the passage."""
        return fold(self.paragraph.text)[self.start : self.end]


def passages(paper: Paper, left_out: frozenset[int]) -> Iterator[Passage]:
    """Yield the passages of a paper in order; `left_out`: numbers of paragraphs read as lists elsewhere."""
    under: str | None = None
    style: str | None = None
    for paragraph in paper.paragraphs:
        if paragraph.number in left_out:
            continue
        if paragraph.cells and len(paragraph.cells) > 1:
            yield from _form_row(paragraph)
            continue
        text = fold(paragraph.text)
        heading = labels.HEADING.match(text.strip())
        if heading and len(text) <= LONGEST_LABEL + 8:
            under, style = labels.FIELD_OF["".join(heading["label"].split())], labels.style_of(text)
            yield Passage(paragraph, len(text), len(text), under, (0, len(text)))
            continue
        found = list(labels.INLINE.finditer(text)) or [m for m in (labels.LEADING.match(text),) if m]
        if not found:
            # An item of the heading's own numbering is the next item; （一） below 三、 goes on with it. A day alone closes the paper.
            if _DAY.match(text) or (labels.style_of(text) and (labels.style_of(text) == style or style is None)):
                under = None
            yield Passage(paragraph, 0, len(text), under, heading=under is not None)
            continue
        if found[0].start():
            yield Passage(paragraph, 0, found[0].start(), under, heading=under is not None)
        for match, end in zip(found, [*(m.start() for m in found[1:]), len(text)], strict=True):
            under_this = labels.FIELD_OF["".join(match["label"].split())]
            yield Passage(paragraph, match.end(), end, under_this, match.span())
            style = labels.style_of(text) if match["ordinal"] else style
            under = under_this if match["ordinal"] and found == [match] else (under_this if not text[match.end() : end].strip() else None)


def _form_row(paragraph: Paragraph) -> Iterator[Passage]:
    """Yield a form's cells: a label cell gives its field to the cells behind it."""
    text = fold(paragraph.text)
    field: str | None = None
    label: tuple[int, int] | None = None
    for cell in paragraph.cells:
        value = text[cell.start : cell.end]
        if not value.strip():
            continue
        named = labels.field_of(value) if len("".join(value.split())) <= LONGEST_LABEL else None
        if named and not (field and label and field == "duty"):
            if label:
                yield Passage(paragraph, label[1], label[1], field, label)
            field, label = named, (cell.start, cell.end)
            continue
        yield from _cell(paragraph, cell.start, cell.end, field, label)
        label = None
    if label:
        yield Passage(paragraph, label[1], label[1], field, label)


def _cell(paragraph: Paragraph, start: int, end: int, field: str | None, label: tuple[int, int] | None) -> Iterator[Passage]:
    """Yield a cell; labels within it (盖章：, 日期：) begin passages of their own."""
    text = fold(paragraph.text)
    found = [m for m in labels.INLINE.finditer(text, start, end) if m.start() >= start]
    first = found[0].start() if found else end
    if text[start:first].strip() or label:
        yield Passage(paragraph, start, first, field, label)
    for match, stop in zip(found, [*(m.start() for m in found[1:]), end], strict=False):
        yield Passage(paragraph, match.end(), stop, labels.FIELD_OF["".join(match["label"].split())], match.span())
