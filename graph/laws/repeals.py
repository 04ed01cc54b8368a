"""Reads repeal clauses: 本法自…起施行。《…》同时废止。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ontology.citation import short_title

_FORCE: Final = re.compile("施行|生效|实施")
_CLAUSE: Final = re.compile(r"[^。；\n]*废止")
_TITLE: Final = re.compile(r"《(?P<title>[^《》]*(?:《[^《》]*》[^《》]*)*)》")
_IN_PART: Final = re.compile(r"第[零〇一二三四五六七八九十百千\d]+[条章节款项]|中(?:的|有关|关于|涉及)|不一致|相抵触|有关.{0,12}规定|不再")
"""What stands between a title and 废止 where only a part of the statute is repealed."""


def repealed_in(text: str) -> Iterator[str]:
    """Yield the short titles of the statutes that an article repeals as a whole."""
    if "废止" not in text or not _FORCE.search(text):
        return
    for clause in _CLAUSE.findall(text):
        found = list(_TITLE.finditer(clause))
        for place, match in enumerate(found):
            after = found[place + 1].start() if place + 1 < len(found) else len(clause)
            if not _IN_PART.search(clause[match.end() : after]):
                yield title_of(match["title"])


def title_of(written: str) -> str:
    """Return the short title of a statute as cited within 《》, where inner titles stand in 〈〉."""
    return short_title(written.replace("〈", "《").replace("〉", "》").replace("<", "《").replace(">", "》"))
