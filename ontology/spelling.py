"""One spelling of what people write: full width, traditional characters, marks nobody sees."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

_UNSEEN: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")


def without_unseen(text: str) -> str:
    """Return the text without control characters and marks of no width."""
    return _UNSEEN.sub("", text)


def simplified(text: str) -> str:
    """Return the text in simplified characters, as long as it was."""
    return text.translate(_to_simplified())


def one_spelling(text: str) -> str:
    """Return a name as it is looked up: NFKC, simplified, without marks nobody sees, trimmed."""
    return simplified(unicodedata.normalize("NFKC", without_unseen(text))).strip()


@cache
def _to_simplified() -> dict[int, str]:
    """Return the table of traditional characters to simplified ones (OpenCC's TSCharacters)."""
    import importlib.resources

    table = importlib.resources.files("opencc") / "dictionary" / "TSCharacters.txt"
    pairs = (line.split("\t") for line in table.read_text(encoding="utf-8").splitlines() if "\t" in line)
    return {ord(old): new.split(" ")[0] for old, new in pairs if len(old) == 1}
