"""Which records stand one link away from a record, and what each kind of link is called: once, for the list and the picture alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from api.edge import edge
from api.labels import GRANTS, PARTS
from api.legal import citing
from api.legal.articles import label as article_label
from api.legal.looking import Looking
from graph.laws.works import StatuteVersion
from ontology.model import Function, Instrument, Matter, Place, Provision, Ruling, Unit

if TYPE_CHECKING:
    from graph.store import KnowledgeGraph

LOOKED_AT: Final = 4000
"""Rows that one kind of link reads at most to count what it leaves out."""


@dataclass(frozen=True, slots=True)
class Text:
    """A version of a statute, or an article of it (`number`, "" for none), that the law store holds and the graph does not cite."""

    version: StatuteVersion
    number: str = ""

    @property
    def id(self) -> str:
        """Return its IRI."""
        return f"{self.version.id}/{self.number}" if self.number else self.version.id

    @property
    def label(self) -> str:
        """Return an article as it is cited, a statute by its title."""
        return article_label(self.version, self.number, entry=False) if self.number else self.version.title


def text_of(identifier: str) -> Text | None:
    """Return the version or article of the law store that an IRI names, without asking whether that version has such an article."""
    works = edge().works()
    if version := works.version(identifier):
        return Text(version)
    version, number = works.version(identifier.rpartition("/")[0]), identifier.rpartition("/")[2]
    return Text(version, number) if version else None


def pairs(graph: KnowledgeGraph, record: Any, looked: Looking) -> Iterator[tuple[str, str]]:
    """Yield the links of a record: what each is called and where it leads."""
    walks: dict[type, Callable[[KnowledgeGraph, Any, Looking], Iterable[tuple[str, str]]]] = {
        Matter: _of_matter, Provision: _of_article, Function: _of_department, Unit: _of_department, Ruling: _of_ruling, Instrument: _of_statute, Place: _of_place,
        Text: _of_text,
    }  # fmt: skip
    yield from walks[type(record)](graph, record, looked)


def _of_matter(graph: KnowledgeGraph, record: Matter, looked: Looking) -> Iterator[tuple[str, str]]:
    rows = [r for r in graph.responsibilities.where("matter", record.id) if looked.holds(r) and (looked.here(r) if looked.place else r.place.endswith("/CN"))]
    rows.sort(key=lambda r: (list(PARTS).index(r.part), r.id))
    for row in rows:
        yield PARTS.get(row.part, row.part), row.unit or row.function or ""
    for row in rows:
        for basis in row.basis:
            if _in_force(graph, basis, looked):
                yield "依据", basis
    for ruling in sorted(graph.rulings.where("matter", record.id), key=lambda r: (not (looked.place and looked.here(r)), r.id)):
        yield "认定", ruling.id
    yield from (("上位", each) for each in record.broader)
    yield from (("下位", each.id) for each in graph.matters.where("broader", record.id))
    yield from (("相关", each) for each in record.related)


def _of_article(graph: KnowledgeGraph, record: Provision, looked: Looking) -> Iterator[tuple[str, str]]:
    yield "所属", record.instrument
    for grant in graph.grants.where("article", record.id):
        yield f"{GRANTS.get(grant.kind, grant.kind)}职能", grant.function
    rows = [r for r in graph.responsibilities.where("basis", record.id) if looked.holds(r)]
    for row in sorted(rows, key=lambda r: (r.part != "lead", r.matter)):
        yield "以此为据的事项", row.matter
    yield from (("引用它的认定", each.id) for each in graph.rulings.where("basis", record.id))
    if version := edge().works().version(record.instrument):
        yield from _citations(version, record.number, looked)


def _of_text(graph: KnowledgeGraph, record: Text, looked: Looking) -> Iterator[tuple[str, str]]:
    if not record.number:
        yield from _of_version(record.version, looked)
        return
    yield "所属", record.version.id
    yield from _citations(record.version, record.number, looked)


def _citations(version: StatuteVersion, number: str, looked: Looking) -> Iterator[tuple[str, str]]:
    """Yield what the text of an article cites and which articles of newest texts cite it."""
    text = edge().laws().article(version.title, version.version, number) if version.held else None
    if text is None:
        return
    yield from (("引用的法条", each.id) for each in citing.cites(text, version, looked))
    yield from (("引用它的法条", each.id) for each in edge().laws().citing(version.title, number, most=LOOKED_AT)[0])


def _of_department(graph: KnowledgeGraph, record: Unit | Function, looked: Looking) -> Iterator[tuple[str, str]]:
    of_unit = isinstance(record, Unit)
    if isinstance(record, Unit):
        yield "地方", record.place
        yield "首要职能", record.function
        yield from (("承担职能", a.function) for a in graph.assignments.where("unit", record.id) if looked.holds(a))
    else:
        if record.broader:
            yield "上位职能", record.broader
        if looked.place:
            held = edge().resolver().traversal.holder(record.id, edge().resolver().traversal.scope(looked.place.id, looked.day))
            yield f"{looked.place.name}由谁承担", held.unit or ""
        yield from (("下设职能", f.id) for f in graph.functions.where("broader", record.id))
    rows = graph.responsibilities.where("unit" if of_unit else "function", record.id)
    rows = [r for r in rows if looked.holds(r) and (not looked.place or of_unit or looked.here(r))]
    for row in sorted(rows, key=lambda r: (list(PARTS).index(r.part), r.matter)):
        yield f"{PARTS.get(row.part, row.part)}的事项", row.matter
    if of_unit:
        yield from (("争议一方", r.id) for r in graph.rulings.where("disputed", record.id))
        for row in graph.responsibilities.where("unit", record.id):
            yield from (("点名的认定", b) for b in row.basis if graph.rulings.get(b))
    else:
        for grant in graph.grants.where("function", record.id):
            if _in_force(graph, grant.article, looked):
                yield f"{GRANTS.get(grant.kind, grant.kind)}条文", grant.article


def _of_ruling(graph: KnowledgeGraph, record: Ruling, looked: Looking) -> Iterator[tuple[str, str]]:
    yield "事项", record.matter
    for row in sorted(graph.responsibilities.where("basis", record.id), key=lambda r: list(PARTS).index(r.part)):
        yield "首问" if row.part == "lead" else PARTS.get(row.part, row.part), row.unit or row.function or ""
    yield from (("争议各方", each) for each in record.disputed)
    yield from (("依据", each) for each in record.basis)
    yield from (("遵循的先例", each) for each in record.follows)
    yield from (("遵循它的认定", each.id) for each in graph.rulings.where("follows", record.id))
    yield from (("取代", each) for each in record.supersedes)
    yield from (("被取代", each.id) for each in graph.rulings.where("supersedes", record.id))
    yield "地方", record.place
    yield from (("同一事项的认定", r.id) for r in graph.rulings.where("matter", record.matter))


def _of_statute(graph: KnowledgeGraph, record: Instrument, looked: Looking) -> Iterator[tuple[str, str]]:
    if version := edge().works().version(record.id):
        yield from _of_version(version, looked)


def _of_version(version: StatuteVersion, looked: Looking) -> Iterator[tuple[str, str]]:
    works, graph = edge().works(), edge().graph
    work = works.by_id[version.work]
    yield from (("本库引用的条文", each.id) for each in graph.provisions.where("instrument", version.id))
    yield from (("其他版本", each.id) for each in work.versions)
    yield from (("取代了", each.id) for each in works.successors.get(work.title, ()))
    if by := works.titled(work.replaced_by) if work.replaced_by else None:
        yield "被取代", by.id
    yield "地方", work.place
    if version.held:
        yield from (("引用它的法条", each.id) for each in edge().laws().citing(version.title, most=LOOKED_AT)[0])
        yield from (("条文", each.id) for each in edge().laws().articles(version.title, version.version))


def _of_place(graph: KnowledgeGraph, record: Place, looked: Looking) -> Iterator[tuple[str, str]]:
    yield "上级", record.within or ""
    yield from (("单位", each.id) for each in graph.units.where("place", record.id) if looked.holds(each))
    yield from (("认定", each.id) for each in graph.rulings.where("place", record.id))
    yield from (("法规和清单", each.id) for each in graph.instruments.where("place", record.id) if looked.holds(each))
    yield from (("下级", each.id) for each in graph.places.where("within", record.id))


def _in_force(graph: KnowledgeGraph, identifier: str, looked: Looking) -> bool:
    record = graph.rulings.get(identifier) or graph.provisions.get(identifier) or graph.instruments.get(identifier)
    return record is not None and looked.holds(record)
