"""Boxes of a printed form: what stands behind an empty one was offered and not chosen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from curation.reading.paper import Paragraph

_TICKED: Final = "☑☒✓✔√■🗹"
_EMPTY: Final = "☐□◻▢"
_BOX: Final = re.compile(f"(?P<box>[{_TICKED}{_EMPTY}])[^{_TICKED}{_EMPTY}\\n\\t。；;]*")


def chosen(paragraphs: Sequence[Paragraph]) -> tuple[list[Paragraph], list[str]]:
    """Return the paragraphs with blanks in place of boxes and of what was not ticked (positions stay), and what that was.

    A form without any tick is left as it is: its boxes were ticked by hand, or tell nothing.
    """
    if not any(match["box"] in _TICKED for p in paragraphs for match in _BOX.finditer(p.text)):
        return list(paragraphs), []
    left: list[str] = []

    def blank(match: re.Match[str]) -> str:
        if match["box"] in _TICKED:
            return " " + match[0][1:]
        left.append(match[0][1:].strip())
        return " " * len(match[0])

    return [replace(p, text=_BOX.sub(blank, p.text)) for p in paragraphs], [each for each in left if each]
