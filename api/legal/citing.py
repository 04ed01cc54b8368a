"""What an article cites and what cites it, as the legal desk links it: to the version in force on the day looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from api.edge import edge
from api.legal.looking import Looking
from api.legal.marked import Span
from graph.laws.links import Citing, links_of
from graph.laws.model import LawArticle
from graph.laws.works import StatuteVersion, Work
from ontology.citation import write
from ontology.vocabulary import iri

MOST: Final = 60
"""Citing articles listed on a page; 民法典 has some that hundreds cite."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation in its official form, what it means here (IRI, "" where it is not known), where it stands in the text, and whether
    that text is in force on the day looked at."""

    label: str
    id: str
    start: int = 0
    end: int = 0
    holds: bool = True


def cites(text: LawArticle, version: StatuteVersion, looked: Looking) -> list[Cited]:
    """Return what a text cites, in order: its own statute's articles in the same version, others as of the day looked at."""
    works, found = edge().works(), []
    own = works.by_id[version.work]
    for ref in links_of(version.title, text.text, text.number):
        work = own if ref.title == version.title else works.titled(ref.title)
        meant = _meant(work, version if work is own else None, ref.number, looked) if work else ""
        found.append(Cited(write(ref.title, ref.number), meant, *ref.span))
    return found


def _meant(work: Work, version: StatuteVersion | None, number: str, looked: Looking) -> str:
    """Return the article meant, or its statute where the version lacks it."""
    version = version or work.at(looked.day) or work.versions[0]
    return f"{version.id}/{number}" if number and _has(version, number) else work.id


def _has(version: StatuteVersion, number: str) -> bool:
    if edge().graph.provisions.get(f"{version.id}/{number}") is not None:
        return True
    return version.held is not None and edge().laws().article(version.title, version.version, number) is not None


def spans(cited: list[Cited], looked: Looking) -> list[Span]:
    """Return where citations that are known here stand, with their addresses."""
    return [Span(c.start, c.end, looked.path(c.id)) for c in cited if c.id]


def once(cited: list[Cited]) -> list[Cited]:
    """Return each citation once, in order."""
    return list({each.label: each for each in reversed(cited)}.values())[::-1]


def cited_by(version: StatuteVersion, number: str, looked: Looking) -> tuple[list[Cited], int]:
    """Return the articles of newest texts that cite an article by its statute and number, and how many there are in all."""
    found, count = edge().laws().citing(version.title, number, most=MOST)
    return [_citing(each, looked) for each in found], count


def _citing(each: Citing, looked: Looking) -> Cited:
    label = write(each.title, each.number) if each.number[:1].isdigit() else f"《{each.title}》{each.label}"
    version = edge().works().version(iri("statute", each.title, each.version))
    return Cited(label, each.id, holds=version is not None and version.holds(looked.day))
