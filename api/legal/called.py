"""Things found by what they are called: departments by names old and new, statutes, matters, places; and suggestions while typing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from cachetools import LRUCache, cached

from api.legal.tenures import names_of
from graph.laws.store import LawStore
from ontology.citation import short_title
from ontology.errors import UnknownPlace
from ontology.titles import CUSTOMARY
from ontology.validity import Period
from ontology.vocabulary import iri
from resolver.gazetteer import COLLOQUIAL

if TYPE_CHECKING:
    from graph.store import KnowledgeGraph
    from graph.traverse import Traversal

OFFICES: Final = ("监督管理委员会", "管理委员会", "监督管理局", "行政管理局", "行政主管部门", "主管部门", "监管部门", "委员会", "管理局", "管理部门", "办公室", "部门", "局", "委", "办", "厅", "处")
"""What a department's name ends in: 工商行政管理局, 工商局 and 工商 are looked for alike."""
ASKING: Final = ("哪", "谁", "什么", "怎", "吗", "找", "？", "?")
"""What stands in a question and in no department's name."""
LONGEST: Final = 24
"""Characters of the longest words that may be a department's name."""
KINDS: Final = {"matter": "事项", "statute": "法规", "list": "清单", "measure": "文件", "unit": "单位", "function": "职能", "place": "地方"}
SUGGESTED: Final = 12
EXACT, STRIPPED, PREFIX, WITHIN = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Named:
    """A name by which something goes: in short form to compare, what it is called properly, and of what kind it is."""

    name: str
    label: str
    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Department:
    """A function or unit found by a name: `now` who holds it today, with the IRI of a unit that is known."""

    id: str
    label: str
    kind: str
    about: str
    marks: tuple[str, ...] = ()
    now: tuple[tuple[str, str], ...] = ()
    rank: int = WITHIN


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name offered while typing: what it is, and the IRI it stands for."""

    name: str
    kind: str
    id: str


@dataclass(frozen=True)
class Book:
    """Every name of a version's departments, and of everything that is suggested."""

    departments: tuple[Named, ...]
    others: tuple[Named, ...]
    by_name: dict[str, tuple[Named, ...]] = field(default_factory=dict)


def book(graph: KnowledgeGraph) -> Book:
    """Return the names of a version; versions that know the same names share one book."""
    return _book(graph.stamp("matters", "functions", "units", "instruments"), graph)


@cached(cache=LRUCache(maxsize=2), key=lambda stamp, graph: stamp, lock=Lock())
def _book(stamp: tuple[object, ...], graph: KnowledgeGraph) -> Book:
    departments = tuple(_departments(graph))
    by_name: dict[str, list[Named]] = {}
    for each in departments:
        by_name.setdefault(each.name, []).append(each)
    return Book(departments, tuple(_others(graph)), {name: tuple(found) for name, found in by_name.items()})


def _departments(graph: KnowledgeGraph) -> Iterator[Named]:
    keys = {f.key: f for f in graph.functions if not f.broader}
    for f in graph.functions:
        for name in dict.fromkeys((f.label, f.generic, *f.names)):
            yield Named(name, f.label, "function", f.id)
    for name, key in COLLOQUIAL.items():
        if key in keys:
            yield Named(name, keys[key].label, "function", keys[key].id)
    for u in graph.units:
        for name in dict.fromkeys((u.full_name, u.name, *u.aliases)):
            yield Named(name, u.full_name or u.name, "unit", u.id)


def _others(graph: KnowledgeGraph) -> Iterator[Named]:
    for matter in graph.matters:
        for name in (matter.label, *matter.alternatives):
            yield Named(name, matter.label, "matter", matter.id)
    works: dict[str, str] = {}
    for instrument in graph.instruments:
        works.setdefault(instrument.work, instrument.title)
    for work, title in works.items():
        yield Named(title, title, work.rsplit("/id/", 1)[-1].partition("/")[0], work)
    titles = set(works.values())
    for short, title in CUSTOMARY.items():
        if title in titles:
            yield Named(short, title, "statute", iri("statute", title))


def fold(name: str) -> str:
    """Return a department's name without what such names end in; the name itself where nothing would be left of it."""
    for office in OFFICES:
        if name.endswith(office) and len(name) - len(office) >= 2:
            return name[: -len(office)]
    return name


def is_office(words: str) -> bool:
    """Return whether words read as the name of a department: 环保局, not 环保."""
    return " " not in words and len(words) <= LONGEST and fold(words) != words and not any(asking in words for asking in ASKING)


def split_place(graph: KnowledgeGraph, words: str) -> tuple[str | None, str]:
    """Return the place that words begin with, None for none, and what is left of them: 宁海县工商局 → 宁海县, 工商局."""
    for length in range(min(len(words) - 2, 14), 1, -1):
        try:
            return graph.find_place(words[:length]).id, words[length:]
        except UnknownPlace:
            continue
    return None, words


def departments(graph: KnowledgeGraph, traversal: Traversal, words: str, day: dt.date, place: str | None, most: int = 200) -> list[Department]:
    """Return the functions and units that are called so, or were once, best first; each with who holds it here on the day."""
    words = words.strip()
    inside, bare = split_place(graph, words)
    at = inside or place
    ranked: dict[str, tuple[int, Named]] = {}
    for word in dict.fromkeys((words, bare)):
        for rank, named in _called(book(graph), word):
            if named.id not in ranked or rank < ranked[named.id][0]:
                ranked[named.id] = rank, named
    if not ranked and is_office(bare):
        ranked = {n.id: (WITHIN, n) for n in book(graph).departments if n.kind == "function" and len(n.name) > 1 and n.name in fold(bare)}
    found = [_shown(graph, traversal, rank, named, day, at) for rank, named in ranked.values()]
    near = frozenset(graph.place_chain(at)) if at else frozenset()
    if inside:
        found = [d for d in found if d.kind == "function" or _lies_by(graph, d.id, inside)]
    return sorted(found, key=lambda d: (not (inside and d.rank == EXACT and d.kind == "unit"), d.rank > STRIPPED, d.kind != "function", d.rank, not _of(graph, d.id, near), len(d.label), d.id))[:most]


def _lies_by(graph: KnowledgeGraph, unit: str, place: str) -> bool:
    """Return whether a unit is of a place, of what lies in it or of what it lies in."""
    its = graph.units.need(unit).place
    return place in graph.place_chain(its) or its in graph.place_chain(place)


def _of(graph: KnowledgeGraph, identifier: str, near: frozenset[str]) -> bool:
    unit = graph.units.get(identifier)
    return unit is not None and unit.place in near


def _called(names: Book, word: str) -> Iterator[tuple[int, Named]]:
    if len(word) < 2:
        return
    for named in names.by_name.get(word, ()):
        yield EXACT, named
    stripped = fold(word)
    for named in names.by_name.get(stripped, ()):
        yield STRIPPED, named
    for named in names.departments:
        if word in named.name:
            yield (PREFIX if named.name.startswith(word) else WITHIN), named


def _shown(graph: KnowledgeGraph, traversal: Traversal, rank: int, named: Named, day: dt.date, place: str | None) -> Department:
    other = "" if named.name in (named.label, "") else f"“{named.name}”"
    if named.kind == "function":
        function = graph.functions.need(named.id)
        above = graph.functions.get(function.broader) if function.broader else None
        about = f"职能{f'（{above.label}之下）' if above else ''}" + (f"，也称{other}" if other else "")
        held = traversal.holder(named.id, traversal.scope(place, day))
        name = held.name if held.unit or place is None else f"{held.name}（未登记）"
        return Department(named.id, named.label, "function", about, (), ((name, held.unit or ""),), rank)
    unit = graph.units.need(named.id)
    gone = not Period(unit.start, unit.until).holds_on(day)
    once = other and named.name in names_of(graph, unit.id).former
    about = "单位" + (f"，曾用名{other}" if once else f"，又称{other}" if other and named.name != unit.name else "")
    now: tuple[tuple[str, str], ...] = ()
    if gone:
        held = traversal.holder(unit.function, traversal.scope(unit.place, day))
        now = ((held.name, held.unit or ""),)
    return Department(named.id, named.label, "unit", about, ("当日不存续",) if gone else (), now, rank)


def statutes(graph: KnowledgeGraph, laws: LawStore, words: str, most: int = 50) -> list[Named]:
    """Return the statutes and lists whose titles hold the words, or that go by them; those that begin so first."""
    word = short_title(words)
    if len(word) < 2:
        return []
    found: dict[str, tuple[int, Named]] = {}
    for named in (*(n for n in book(graph).others if n.kind != "matter"), *_held(laws.generation, laws)):
        if word in named.name:
            rank = EXACT if named.name == word else PREFIX if named.name.startswith(word) else WITHIN
            if named.id not in found or rank < found[named.id][0]:
                found[named.id] = rank, named
    return [named for _, named in sorted(found.values(), key=lambda f: (f[0], len(f[1].label), f[1].label))][:most]


@cached(cache=LRUCache(maxsize=2), key=lambda generation, laws: generation, lock=Lock())
def _held(generation: str, laws: LawStore) -> tuple[Named, ...]:
    """Return the titles of the law store."""
    return tuple(Named(v.title, v.title, "statute", iri("statute", v.title)) for v in laws.laws()) if generation else ()


def suggest(graph: KnowledgeGraph, laws: LawStore, words: str) -> list[Suggestion]:
    """Return names that hold what was typed, shortest first, those that begin with it before the others; at most SUGGESTED."""
    word = words.strip().strip("《》")
    if not word:
        return []
    names = book(graph)
    found: dict[tuple[str, str], tuple[Any, ...]] = {}
    for named in (*names.others, *names.departments, *_held(laws.generation, laws)):
        if word in named.name:
            key = (named.kind, named.label)
            order = (named.name != word, not named.name.startswith(word), named.kind == "unit", len(named.label), named.label)
            if key not in found or order < found[key][0]:
                found[key] = order, named
    best = sorted(found.values(), key=lambda f: f[0])[:SUGGESTED]
    return [Suggestion(named.label, KINDS.get(named.kind, "法规"), named.id) for _, named in best]
