"""One spelling of what people write: full width, traditional characters, marks nobody sees."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Final

_UNSEEN: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_TWOFOLD: Final = re.compile("[乾於徵夥瞭藉麽]")
"""Characters that are simplified in some words and stand in others; OpenCC's table of words tells which."""
_NAMES: Final = ("乾安",)
"""Words of names that the table lacks: 乾安县."""


def without_unseen(text: str) -> str:
    """Return the text without control characters and marks of no width."""
    return _UNSEEN.sub("", text)


def simplified(text: str) -> str:
    """Return the text in simplified characters, as long as it was; words that keep a character which others change (乾县 beside 乾燥) keep it."""
    plain = text.translate(_to_simplified())
    if not _TWOFOLD.search(text):
        return plain
    words, found = _words()
    kept = list(plain)
    for match in found.finditer(text):
        kept[match.start() : match.end()] = words[match[0]]
    return "".join(kept)


def one_spelling(text: str) -> str:
    """Return a name as it is looked up: NFKC, simplified, without marks nobody sees, trimmed."""
    return simplified(unicodedata.normalize("NFKC", without_unseen(text))).strip()


@cache
def _to_simplified() -> dict[int, str]:
    """Return the table of traditional characters to simplified ones (OpenCC's TSCharacters)."""
    return {ord(old): new for old, new in _pairs("TSCharacters") if len(old) == 1}


@cache
def _words() -> tuple[dict[str, str], re.Pattern[str]]:
    """Return the words with such a character (OpenCC's TSPhrases) in traditional and in simplified spelling, each with the simplified one, and what finds them."""
    words = {name: name for name in _NAMES}
    for old, new in _pairs("TSPhrases"):
        if _TWOFOLD.search(old):
            words |= {old: new, new: new}
    return words, re.compile("|".join(sorted(words, key=len, reverse=True)))


def _pairs(table: str) -> Iterator[tuple[str, str]]:
    """Yield what a table of OpenCC changes, and into what first."""
    import importlib.resources

    text = (importlib.resources.files("opencc") / "dictionary" / f"{table}.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        old, tab, new = line.partition("\t")
        if tab:
            yield old, new.split(" ")[0]
