"""Paragraphs and items after an article, in every form people write: 第二款第（三）项, 第一、二款, 第（一）至（三）项, 14条1款."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ontology.numerals import JOIN, NUMERAL, THROUGH, to_number

_NTH: Final = rf"(?:第\s*[（(]?\s*{NUMERAL}\s*[）)]?|[（(]\s*{NUMERAL}\s*[）)])"
"""第三, 第（三）, （三）."""
_MANY: Final = rf"{_NTH}(?:{JOIN}(?:{_NTH}|{NUMERAL})){{0,20}}"
_PART: Final = rf"(?P<numbers>{_MANY})\s*小?(?P<unit>款|项)|(?P<cut>第\s*[（(]\s*{NUMERAL}\s*[）)])"
"""第三款, （三）项; 第（三） where 项 is forgotten."""
_BRIEF: Final = rf"(?P<brief>(?!两){NUMERAL})\s*(?P<of>款)|(?P<digits>[0-9０-９]{{1,3}})\s*小?项"
"""三款 and 3项."""
_SAID: Final = r"(?:的?规定)?[的中之]?\s*"
_FIRST: Final = re.compile(rf"\s*(?:[（(【](?!\s*{NUMERAL}\s*[）)])[^（）()【】]{{1,20}}[）)】])?[、，,]?\s*{_SAID}(?:{_PART}|(?<![、，,]){_BRIEF})")
_NEXT: Final = re.compile(rf"(?P<join>{JOIN}|\s*){_SAID}(?:{_PART}|{_BRIEF})")
_LONGEST: Final = 60
"""Paragraphs or items in a range that are each read; a longer one is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph, an item, or an item of a paragraph, and where it ends."""

    paragraph: int | None
    item: int | None
    start: int
    end: int


def read(text: str, start: int) -> list[Part]:
    """Return the paragraphs and items that follow an article which ends at `start`, in order; lists and ranges give one each."""
    parts: list[Part] = []
    match = _FIRST.match(text, start)
    while match:
        is_paragraph = "款" in (match["unit"], match["of"])
        numbers = list(_numbers(match, parts[-1] if parts else None, is_paragraph=is_paragraph))
        last = parts[-1] if parts else None
        if not is_paragraph and last and last.item is None:
            parts.pop()
            first = Part(last.paragraph, numbers[0], last.start, match.end())
            parts += [first, *(Part(last.paragraph, n, *match.span()) for n in numbers[1:])]
        elif is_paragraph and last and last.paragraph is None and not match.groupdict().get("join"):
            parts[-1] = Part(numbers[0], last.item, last.start, match.end())
        elif is_paragraph:
            parts += [Part(n, None, *match.span()) for n in numbers]
        else:
            parts += [Part(last.paragraph if last else None, n, *match.span()) for n in numbers]
        match = _NEXT.match(text, match.end())
    return parts


def _numbers(match: re.Match[str], last: Part | None, *, is_paragraph: bool) -> Iterator[int]:
    """Yield the numbers a match names, ranges filled, those up to it from the part before too (第（一）项至第（三）项)."""
    written = match["numbers"] or match["cut"] or match["brief"] or match["digits"]
    since = (last.paragraph if is_paragraph else last.item) if last and THROUGH.search(match.groupdict().get("join") or "") else None
    before, end = 0, 0
    for piece in re.finditer(NUMERAL, written):
        number = to_number(piece[0])
        if end:
            since = before if THROUGH.search(written, end, piece.start()) else None
        if since and number - since < _LONGEST:
            yield from range(since + 1, number)
        yield number
        before, end = number, piece.end()
