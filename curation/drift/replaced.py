"""Which versions of which statutes end when a new text comes into force: its own earlier versions, and what it repeals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from graph.laws.repeals import repealed_in
from ontology import citation
from ontology.model import Instrument
from ontology.vocabulary import iri

if TYPE_CHECKING:
    from graph.laws.model import LawArticle
    from graph.laws.store import LawStore
    from graph.store import KnowledgeGraph

_REPEALS: Final = "废止"
"""A decision with this in its title lists, item by item, what it repeals."""


def only_repeals(title: str) -> bool:
    """Return whether a text of this title takes the place of nothing: a decision that lists what is repealed."""
    return _REPEALS in title


def repealed_titles(title: str, articles: Iterable[LawArticle]) -> tuple[str, ...]:
    """Return the short titles that a text says it repeals: by its repeal clause, or, in a decision on repealing, in its items."""
    found = [short for a in articles for short in repealed_in(a.text)]
    if only_repeals(title):
        found += [ref.title for a in articles for ref in citation.find(a.text) if ref.article is None]
    return tuple(t for t in dict.fromkeys(found) if t != citation.short_title(title))


def repealed_by(title: str, articles: Sequence[LawArticle], graph: KnowledgeGraph, laws: LawStore) -> tuple[str, ...]:
    """Return the short titles that a statute repeals, by its own words, by the law store and by what the graph already says."""
    said = [*repealed_titles(title, articles), *(v.title for v in laws.laws() if v.repealed_by and citation.short_title(v.repealed_by).startswith(title))]
    work = iri("statute", title)
    pointing = (graph.instruments.get(s) for s in sorted(graph.content.pointing_at(work)))
    said += [i.title for i in pointing if i is not None and i.work != work]
    return tuple(t for t in dict.fromkeys(said) if t != title)


def replaced(graph: KnowledgeGraph, title: str, version: str, day: dt.date, repealed: Iterable[str]) -> tuple[Instrument, ...]:
    """Return the versions in the graph that hold on the day before a statute comes into force and end by it: its own earlier ones, and
    all of what it repeals; a version that ended earlier is no more concerned."""
    own = [i for i in graph.instruments.where("title", title) if i.version < version]
    others = [i for t in repealed if t != title for i in graph.instruments.where("title", t)]
    return tuple(sorted((i for i in (*own, *others) if i.until is None or i.until >= day), key=lambda i: (i.title, i.version)))
