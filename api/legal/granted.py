"""What the law gives a department: the articles that name its functions, by statute, with what each grants on the day looked at."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from api.legal.bases import Written, written
from graph.places import COUNTRY
from ontology.model import Instrument

if TYPE_CHECKING:
    from graph.store import KnowledgeGraph

RANKS: Final = ("宪法", "法律", "行政法规", "司法解释", "部门规章", "地方性法规", "地方政府规章")
"""The order in which statutes are listed; what is not here comes after."""


@dataclass(frozen=True, slots=True)
class Granted:
    """An article that gives functions something: which it names, what it gives, the statute and the article itself."""

    functions: tuple[str, ...]
    kind: str
    instrument: Instrument
    article: Written


def granted(graph: KnowledgeGraph, functions: tuple[str, ...], day: dt.date, chain: Iterable[str]) -> list[Granted]:
    """Return what statutes in force on a day, of the nation and of the places in `chain`, give some functions; by rank and statute."""
    near = {*chain, COUNTRY}
    named: dict[tuple[str, str], list[str]] = {}
    for function in functions:
        for grant in graph.grants.where("function", function):
            named.setdefault((grant.article, grant.kind), []).append(function)
    found = []
    for (article, kind), those in named.items():
        provision = graph.provisions.get(article)
        instrument = graph.instruments.get(provision.instrument) if provision else None
        if provision and instrument and instrument.place in near and _holds(instrument, day):
            found.append((provision.number, kind, tuple(those), instrument, article))
    found.sort(key=lambda f: (_rank(f[3].rank), f[3].title, _number(f[0]), f[1]))
    return [Granted(those, kind, instrument, written(graph, article, day)) for _, kind, those, instrument, article in found]


def by_statute(found: list[Granted]) -> list[tuple[Instrument, list[Granted]]]:
    """Return what was granted statute by statute, in the order given."""
    return [(rows[0].instrument, rows) for _, group in groupby(found, key=lambda g: g.instrument.id) if (rows := list(group))]


def kinds(found: list[Granted]) -> dict[str, int]:
    """Return how many of each kind there are."""
    return dict(Counter(g.kind for g in found))


def _holds(instrument: Instrument, day: dt.date) -> bool:
    return (instrument.start is None or instrument.start <= day) and (instrument.until is None or day < instrument.until)


def _rank(rank: str) -> int:
    return RANKS.index(rank) if rank in RANKS else len(RANKS)


def _number(number: str) -> tuple[int, int]:
    main, _, sub = number.partition("-")
    return (int(main) if main.isdigit() else 0, int(sub) if sub.isdigit() else 0)
