"""Lines as a page breaks them, and which of them go on: in PDFs, and in texts that were scanned or copied from one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

SHORT: Final = 0.82
"""Share of the usual line below which a line ends its paragraph."""
_PAGE_NUMBER: Final = re.compile(r"^\s*(?:[-—–－·]\s*\d{1,4}\s*[-—–－·]|第?\s*\d{1,4}\s*页?(?:\s*[/，,]?\s*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4})\s*$")
_ENDS: Final = re.compile(r"[。：:；;！!？?]\s*[”’」）)]?$")
_BEGINS: Final = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}[、．.]|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[．.、](?!\d)|第[一二三四五六七八九十\d]{1,3}[条章节项]|附件|附：|抄送|[【\[]"
    r"|[\u4e00-\u9fff（）]{2,14}[：:]|[☑☒✓✔√■☐□◻▢])"
)
_WIDTHS: Final = (16, 60)
"""Characters a line of a page has: a shorter or longer one was broken by its writer."""
_LEAST: Final = 3
"""Lines that break off in mid-sentence at the usual width before a text is taken for one that a page broke."""


def is_page_number(line: str) -> bool:
    """Return whether a line is a page's number and no more."""
    return _PAGE_NUMBER.match(line) is not None


def is_indented(line: str) -> bool:
    """Return whether a line is set in as the first of a paragraph is."""
    return len(line) - len(line.lstrip(" \u3000")) >= 2


def begins(line: str) -> bool:
    """Return whether a line begins something of its own: an item, an annex, a label."""
    return _BEGINS.match(line) is not None


def ends(line: str) -> bool:
    """Return whether a line ends a sentence."""
    return _ENDS.search(line) is not None


def is_rest(line: str) -> bool:
    """Return whether a line is the last character or two of the one above: a title that did not fit."""
    return len(line) <= 2 and line.isalpha()


def goes_on(line: str, width: int) -> bool:
    """Return whether a line fills the usual width and ends no sentence: the next one belongs to it."""
    return len(line) >= width * SHORT and not _ENDS.search(line)


def width_of(lines: Iterable[str]) -> int:
    """Return the usual length of a full line."""
    lengths = sorted(len(line.strip()) for line in lines if line.strip())
    return lengths[int(len(lengths) * 0.9)] if lengths else 0


def broken_width(lines: Iterable[str]) -> int:
    """Return the width at which a page broke a text's lines, 0 where its writer did."""
    kept = [line.strip() for line in lines if line.strip() and not is_page_number(line)]
    width = width_of(kept)
    if not _WIDTHS[0] <= width <= _WIDTHS[1] or max(map(len, kept)) > width + 6:
        return 0
    off = sum(goes_on(line, width) and not begins(after) for line, after in pairwise(kept))
    return width if off >= max(_LEAST, len(kept) // 4) else 0
