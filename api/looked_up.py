"""What `GET /api/v1/search` finds: what the words cite, then the records whose names and texts contain them, kind by kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from api import catalog
from api.catalog import KINDS
from api.law_records import Json, Shelf, article, statute
from api.legal import called
from ontology.citation import find, parse
from ontology.errors import BadCitation

if TYPE_CHECKING:
    from api.catalog import Kind
    from api.schemas import SearchQuery
    from graph.laws.works import StatuteVersion
    from ontology.citation import ArticleRef

Maker = Callable[[], Json]


def looked_up(shelf: Shelf, query: SearchQuery) -> Iterator[Maker]:
    """Yield what makes each record found, each record once: first what is cited, then kind by kind."""
    place = shelf.graph.find_place(query.place.strip()).id if query.place.strip() else ""
    wanted = [KINDS[query.kind]] if query.kind else list(KINDS.values())
    seen: set[str] = set()
    for identifier, cited_kind, make in _cited(shelf, query.q):
        if cited_kind in {k.name for k in wanted} and identifier not in seen:
            seen.add(identifier)
            yield make
    for kind in wanted:
        if kind.name == "statutes":
            found = ((v.id, partial(statute, shelf, v)) for v in _statutes(shelf, query.q.split(), place))
        else:
            found = ((r.id, partial(catalog.as_json, shelf.graph, kind, r)) for r in _records(shelf, kind, query.q, place))
        for identifier, make in found:
            if identifier not in seen:
                seen.add(identifier)
                yield make


def _records(shelf: Shelf, kind: Kind, q: str, place: str) -> Iterator[Any]:
    """Yield the records of a kind that the words name: departments by any name they go or went by, then those with the words in their
    label, then those with them in another text."""
    there = partial(_there, shelf, place)
    if kind.name in ("units", "functions"):
        wanted, table = called.fold(q.strip()), kind.of(shelf.graph)
        offices = (table.get(each.id) for each in called.book(shelf.graph).departments if called.fold(each.name) == wanted)
        yield from (record for record in offices if record is not None and there(record))
    found = list(catalog.listed(shelf.graph, kind, q, there))
    named = {record.id for record in found if all(word in catalog.label(shelf.graph, record) for word in q.split())}
    yield from (record for record in found if record.id in named)
    yield from (record for record in found if record.id not in named)


def _there(shelf: Shelf, place: str, record: Any) -> bool:
    """Return whether a record is of a place; one that has none (matters, functions) is of all."""
    if not place:
        return True
    instrument = shelf.graph.instruments.get(getattr(record, "instrument", ""))
    return getattr(instrument or record, "place", place) == place


def _statutes(shelf: Shelf, words: list[str], place: str) -> Iterator[StatuteVersion]:
    """Yield the versions to show of the statutes whose titles hold all words, or that a name in common use means; a former title finds its version."""
    meant = shelf.laws.find(" ".join(words)) if words else None
    for work in shelf.works:
        if place and work.place != place:
            continue
        shown = work.shown(shelf.day)
        for version in work.versions:
            called = version.held.law if version.held else version.title
            if (version is shown or version.title != shown.title) and (all(word in called for word in words) or version.title == meant):
                yield version


def _cited(shelf: Shelf, text: str) -> Iterator[tuple[str, str, Maker]]:
    """Yield what a text cites, as of the day: articles where they are known, else the statute."""
    for ref in _refs(text):
        work = shelf.works.titled(shelf.laws.find(ref.title) or ref.title)
        version = work.shown(shelf.day) if work else None
        if version is None:
            continue
        if ref.number and shelf.has(version, ref.number):
            yield f"{version.id}/{ref.number}", "articles", partial(article, shelf, version, ref.number)
        else:
            yield version.id, "statutes", partial(statute, shelf, version)


def _refs(text: str) -> list[ArticleRef]:
    try:
        return [parse(text)]
    except BadCitation:
        return list(find(text))
