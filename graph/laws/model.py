"""What the law store holds: versions of statutes and their articles."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from ontology.vocabulary import iri

UNDATED: Final = "未注明日期"
"""Names the version of a statute that its publisher lists without any date; in force as far as anybody knows."""


@dataclass(frozen=True, slots=True)
class LawVersion:
    """One version of a statute.

    `law` is the full title, `title` the short one as in the graph; `version` the ISO day that names it in IRIs (or UNDATED);
    `first_day` the day of its first version, `start` the day from which it is in force, `until` the first day on which it no longer
    holds (None: open); `status` current, old_version, repealed or not_yet, as published; `articles` how many; `source` where it was read;
    `said_start` the first day as its publisher states it, None where `start` is the version's own day for want of better.
    """

    law: str
    title: str
    category: str
    place: str
    version: str
    first_day: dt.date | None
    start: dt.date | None
    until: dt.date | None
    status: str
    repealed_by: str
    articles: int
    source: str
    said_start: dt.date | None = None

    @property
    def id(self) -> str:
        """Return its IRI."""
        return iri("statute", self.title, self.version)

    @property
    def work(self) -> str:
        """Return the IRI of the statute through all its versions."""
        return iri("statute", self.title)

    def holds(self, day: dt.date) -> bool:
        """Return whether it is in force on a day."""
        return (self.start is None or self.start <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class LawArticle:
    """An article of a version: `number` as in IRIs (28, 12-1), `label` as printed (第二十八条; 一、 where a decision has items),
    `chapter` its headings joined by spaces, `text` without the label, paragraphs as lines; `position` its order from 0."""

    title: str
    version: str
    number: str
    label: str
    chapter: str
    text: str
    position: int

    @property
    def id(self) -> str:
        """Return its IRI."""
        return iri("statute", self.title, self.version, self.number)
