"""The list of statutes: a work a row, of graph and law store alike, narrowed by field, rank, place, state, department and theme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from flask import render_template, request

from api.edge import edge
from api.legal.looking import Looking, looking
from api.paging import page_of
from graph.laws.domains import DOMAINS, OTHER
from graph.laws.works import RANKS, STATES, StatuteVersion, Work, Works
from graph.places import COUNTRY
from ontology.vocabulary import iri

PAGE: Final = 50
STATE_WORDS: Final = {"holds": "施行中", "coming": "尚未施行", "replaced": "已被新版取代", "ended": "已失效"}
MOST_PLACES: Final = 40
"""Places offered at once, those with most statutes; another is chosen by the selector above."""


@dataclass(frozen=True, slots=True)
class Row:
    """A work with the version shown for the day and how it stands then."""

    work: Work
    version: StatuteVersion
    state: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: how many statutes it leaves, where choosing (or giving it up again) leads."""

    label: str
    count: int
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One way of narrowing the list: its argument in the address, its name, and how a row's values are found."""

    key: str
    label: str
    values: Callable[[Row], Iterable[str]]


FACETS: Final = (
    Facet("state", "效力", lambda row: (row.state,)),
    Facet("domain", "领域", lambda row: row.work.domains),
    Facet("rank", "位阶", lambda row: (row.work.rank,)),
    Facet("of", "制定的地方", lambda row: (row.work.place.rpartition("/")[2],)),
    Facet("function", "点到的部门", lambda row: row.work.resting.functions),
    Facet("theme", "事项主题", lambda row: row.work.resting.themes),
    Facet("rests", "与本库的关系", lambda row: _rests(row.work)),
)
RESTS: Final = {"matters": "有事项以此为据", "unverified": "有引文未核实", "text": "有全文", "graph-only": "没有全文"}
ANY_STATE: Final = "all"
REMEMBERED: Final = 16
"""Selections of which the rows are kept: two megabytes each at most, and most readers start at the same."""


def page() -> str:
    """Return the page of the list, as the address asks for it."""
    looked, works = looking(), edge().works()
    q = request.args.get("q", "").strip()[:100]
    asked = {facet.key: request.args.get(facet.key, "").strip()[:60] for facet in FACETS}
    asked["state"] = asked["state"] or "holds"
    kept, counts = _sifted(works, looked, q, asked)
    chosen = {key: value for key, value in asked.items() if (key, value) != ("state", "holds")} | {"q": q}
    facets = [(facet, choices) for facet in FACETS if (choices := _choices(facet, counts[facet.key].copy(), asked, chosen, looked))]
    shown, pages = page_of(kept, PAGE)
    return render_template(
        "statutes.html", looked=looked, q=q, rows=shown, pages=pages, facets=facets,
        asked=asked, any_state=counts["state"].total(), every=looked.href("/statutes", **(chosen | {"state": ANY_STATE})), narrowed=any(v for k, v in chosen.items() if k != "q"),
        texts=bool(edge().laws().generation), STATE_WORDS=STATE_WORDS,
    )  # fmt: skip


def ready() -> None:
    """Sift the list as most readers see it first: of today, everywhere, nothing else asked."""
    _sifted(edge().works(), looking(), "", {facet.key: "holds" if facet.key == "state" else "" for facet in FACETS})


def _sifted(works: Works, looked: Looking, q: str, asked: dict[str, str]) -> tuple[list[Row], dict[str, Counter[str]]]:
    """Return the rows that fit, and for each facet how many rows each of its values would leave; the last few are remembered."""
    key = ("statute_list", looked.day, looked.place, q, *asked.items())
    found: tuple[list[Row], dict[str, Counter[str]]] | None = works.memory.get(key)
    if found is None:
        kept, left = _narrowed(_found(works, looked, q), asked)
        found = kept, {facet.key: Counter(value for row in left[facet.key] for value in facet.values(row) if value) for facet in FACETS}
        if len(works.memory) >= REMEMBERED:
            works.memory.clear()
        works.memory[key] = found
    return found


def _found(works: Works, looked: Looking, q: str) -> list[Row]:
    """Return the rows whose title holds every word, of the place looked at and what it lies in."""
    words, where = q.strip("《》").split(), looked.where | {COUNTRY} if looked.place else frozenset()
    found = []
    for work in works:
        if where and work.place not in where:
            continue
        if words and not all(word in work.title or word in work.full_title for word in words):
            continue
        version = work.shown(looked.day)
        found.append(Row(work, version, work.state(version, looked.day)))
    return found


def _narrowed(rows: list[Row], asked: dict[str, str]) -> tuple[list[Row], dict[str, list[Row]]]:
    """Return the rows that fit all that is asked, and for each facet those that fit all but what is asked of it."""
    active = [(facet, value) for facet in FACETS if (value := asked[facet.key]) and value != ANY_STATE]
    kept: list[Row] = []
    nearly: dict[str, list[Row]] = {facet.key: [] for facet, _ in active}
    for row in rows:
        missed = [facet.key for facet, value in active if value not in facet.values(row)]
        if not missed:
            kept.append(row)
        elif len(missed) == 1:
            nearly[missed[0]].append(row)
    return kept, {facet.key: kept + nearly.get(facet.key, []) for facet in FACETS}


def _rests(work: Work) -> list[str]:
    held = any(v.held for v in work.versions)
    said = {"matters": work.resting.matters, "unverified": work.resting.unverified, "text": held, "graph-only": not held}
    return [key for key, value in said.items() if value]


def _choices(facet: Facet, counts: Counter[str], asked: dict[str, str], chosen: dict[str, str], looked: Looking) -> list[Choice]:
    """Return the values of a facet that leave something, with how many; none where there is nothing to choose."""
    now = asked[facet.key]
    if facet.key == "state":
        counts[ANY_STATE] = counts.total()
    if now and now not in counts:
        counts[now] = 0
    made = [
        Choice(_label(facet, value), counts[value], looked.href("/statutes", **(chosen | {facet.key: _other(facet, value, now)})), value == now)
        for value in _ordered(facet, counts)
    ]
    return made if len(made) > 1 or now else []


def _other(facet: Facet, value: str, now: str) -> str:
    """Return what choosing a value puts into the address: nothing where it is chosen already, and for what is in force."""
    return "" if value == now or (facet.key == "state" and value == "holds") else value


def _ordered(facet: Facet, counts: Counter[str]) -> list[str]:
    order = {"state": (*STATES, ANY_STATE), "domain": (*DOMAINS, OTHER), "rank": RANKS, "rests": tuple(RESTS)}.get(facet.key)
    if order:
        return [value for value in order if value in counts] + sorted(counts.keys() - set(order))
    return [value for value, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))][: MOST_PLACES if facet.key == "of" else None]


def _label(facet: Facet, value: str) -> str:
    graph = edge().graph
    if facet.key == "state":
        return STATE_WORDS.get(value, "全部")
    if facet.key == "of":
        place = graph.places.get(iri("place", value))
        return "全国" if place and place.id == COUNTRY else place.name if place else value
    if facet.key == "function":
        function = graph.functions.get(iri("function", value))
        return function.label if function else value
    return RESTS.get(value, value)
