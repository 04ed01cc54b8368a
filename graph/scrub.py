"""What XML cannot carry: characters that XML 1.0 forbids stand in it as U+FFFD, and nothing else is changed."""

from __future__ import annotations

import re
from typing import Final

import pyoxigraph as ox

_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""https://www.w3.org/TR/xml/#charsets"""


def for_xml(text: str) -> str:
    """Return the text with every character that XML 1.0 forbids replaced by U+FFFD."""
    return _FORBIDDEN.sub("\ufffd", text)


def triple_for_xml(triple: ox.Triple) -> ox.Triple:
    """Return a triple whose literal XML can carry."""
    value = triple.object
    if not isinstance(value, ox.Literal) or not _FORBIDDEN.search(value.value):
        return triple
    clean = for_xml(value.value)
    literal = ox.Literal(clean, language=value.language) if value.language else ox.Literal(clean, datatype=value.datatype)
    return ox.Triple(triple.subject, triple.predicate, literal)
