"""Citations typed into the box (《渔业法》第二十八条, 渔业法28条) and old names of statutes: straight to the article, or to what took its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from graph.laws.model import LawVersion
from graph.laws.store import LawStore
from ontology import citation
from ontology.errors import BadCitation

Repealed = Mapping[str, tuple[str, str]]
"""Short titles of statutes that others say they repeal, each with the title and the number of the article that says so."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A statute named in a question: its short title, the article's number ("" for all of it), the version meant (None: not held), what
    else was typed; where it holds no longer, the title of its successor, the number of the article that repeals it, and a word on that."""

    title: str
    number: str
    version: LawVersion | None
    rest: str
    successor: str = ""
    repealing: str = ""

    @property
    def note(self) -> str:
        """Return what a reader must know of it: that it was replaced, and by what."""
        return f"《{self.title}》已由《{self.successor}》取代" if self.successor else ""


def typed(text: str, laws: LawStore, repealed: Repealed, day: dt.date | None = None) -> Typed | None:
    """Return the statute that a question names with an article or in 《》, or that is all of the question; None where it names none.

    On a `day` the version then in force is meant.
    """
    try:
        refs = [citation.parse(text)]
    except BadCitation:
        refs = list(citation.find(text))
        if not refs and (laws.find(text.strip()) or citation.short_title(text) in repealed):
            refs = [citation.ArticleRef(citation.short_title(text), span=(0, len(text)))]
    for ref in refs:
        title = laws.find(ref.title) or (ref.title if ref.title in repealed else None)
        if title is None:
            continue
        version = (laws.at(title, day) if day else None) or next(iter(laws.versions(title)), None)
        rest = (text[: ref.span[0]] + " " + text[ref.span[1] :]).strip(" ，。？?！!、")
        successor, repealing = _successor(version, title, repealed, day)
        return Typed(title, ref.number, version, rest, successor, repealing)
    return None


def _successor(version: LawVersion | None, title: str, repealed: Repealed, day: dt.date | None) -> tuple[str, str]:
    """Return the short title of what repealed a statute and the number of the article that says so, "" where it holds (on the day)."""
    if version is not None and (version.status != "repealed" if day is None else version.holds(day)):
        return "", ""
    said = repealed.get(title, ("", ""))
    by = citation.short_title(version.repealed_by) if version and version.repealed_by else said[0]
    return by, said[1] if by == said[0] else ""
