"""One spelling for comparison that keeps every position: full-width digits, traditional characters, half-width Chinese punctuation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

_SENTENCE: Final = re.compile(r"[^。；！？\n\t]*(?:[。；！？]+[”’」』）]*|[\n\t]|$)")


@cache
def _table() -> dict[int, str]:
    import importlib.resources

    rows = (importlib.resources.files("opencc") / "dictionary" / "TSCharacters.txt").read_text(encoding="utf-8").splitlines()
    table = {ord(old): new[0] for old, _, new in (r.partition("\t") for r in rows) if len(old) == 1 and new}
    table |= {0xFF10 + n: str(n) for n in range(10)} | {0xFF21 + n: chr(65 + n) for n in range(26)} | {0xFF41 + n: chr(97 + n) for n in range(26)}
    table |= {ord(a): b for a, b in zip(",:;?!()○Ｏ◯∶﹕　\xa0［]【】[﹝﹞〈〉", "，：；？！（）〇〇〇：：  〔〕〔〕〔〔〕《》", strict=True)}
    return table | {ord("］"): "〕"}


def fold(text: str) -> str:
    """Return the text in one spelling, character by character: positions stay."""
    return text.translate(_table())


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield the spans of the sentences of a (folded) text, without the space around them."""
    at, last = start, len(text) if end is None else end
    while at < last:
        found = _SENTENCE.match(text, at, last)
        stop = found.end() if found and found.end() > at else last
        left, right = at, stop
        while left < right and text[left].isspace():
            left += 1
        while right > left and text[right - 1].isspace():
            right -= 1
        if right > left:
            yield left, right
        at = stop
