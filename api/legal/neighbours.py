"""What stands next to a record in the graph: a list with links for those who prefer to read, and the same as nodes for the picture.

Bounded: each kind of link gives at most MOST neighbours and says how many it left out, so that the busiest function costs no more
than a quiet one. Which links there are, and how they are called, stands here once for list and picture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, jsonify, render_template, request
from werkzeug.wrappers import Response

from api import catalog
from api.edge import edge
from api.labels import GRANTS, PARTS
from api.legal.looking import Looking, looking
from graph.authority import is_list
from ontology.errors import NotFound
from ontology.model import Function, Instrument, Matter, Place, Provision, Ruling, Unit
from ontology.vocabulary import BASE, as_path

if TYPE_CHECKING:
    from graph.store import KnowledgeGraph

neighbours = Blueprint("neighbours", __name__)

MOST: Final = 10
"""Neighbours that one kind of link shows in the list."""
DRAWN, DRAWN_IN_ALL = 5, 22
"""Neighbours that one kind of link, and all together, add to the picture at once: more, and names are no longer read at 1280 px."""
LOOKED_AT: Final = 4000
"""Rows that one kind of link reads at most to count what it leaves out."""
KINDS: Final = {"matter": "事项", "article": "法条", "list": "清单", "statute": "法规", "function": "职能", "unit": "单位", "ruling": "认定", "place": "地方"}


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A record one link away: what it is and by which link; `mark` says what stands against relying on it on the day."""

    id: str
    kind: str
    label: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """All neighbours by one kind of link: those shown and how many more there are."""

    name: str
    shown: tuple[Neighbour, ...]
    left_out: int


def links_of(graph: KnowledgeGraph, record: Any, looked: Looking, most: int = MOST, most_in_all: int = LOOKED_AT) -> list[Link]:
    """Return the links of a record with its neighbours on the day, the most telling first; at most so many for each link and in all."""
    found: dict[str, dict[str, None]] = {}
    for name, identifier in islice(_pairs(graph, record, looked), LOOKED_AT):
        if identifier and identifier != record.id:
            found.setdefault(name, {}).setdefault(identifier)
    links, left = [], most_in_all
    for name, near in found.items():
        shown = tuple(named(graph, each, looked) for each in islice(near, min(most, left)))
        links.append(Link(name, shown, len(near) - len(shown)))
        left -= len(shown)
    return links


def named(graph: KnowledgeGraph, identifier: str, looked: Looking) -> Neighbour:
    """Return a record as a neighbour: its kind and label, and a mark where it does not hold on the day."""
    record = catalog.any_record(graph, identifier)
    label = catalog.name_of(graph, identifier)
    if record is None:
        return Neighbour(identifier, kind_of(graph, identifier, None), label)
    mark = "" if not hasattr(record, "start") or looked.holds(record) else "当日无效"
    if not mark and isinstance(record, Provision | Instrument) and not record.verified:
        mark = "未核实"
    return Neighbour(identifier, kind_of(graph, identifier, record), label, mark)


def kind_of(graph: KnowledgeGraph, identifier: str, record: Any) -> str:
    """Return the kind of a node: matter, article, list, statute, function, unit, ruling or place."""
    match record:
        case Matter() | Unit() | Ruling() | Place() | Function():
            return type(record).__name__.lower()
        case Provision():
            instrument = graph.instruments.get(record.instrument)
            return "list" if instrument and is_list(instrument) else "article"
    return "statute"


def _pairs(graph: KnowledgeGraph, record: Any, looked: Looking) -> Iterator[tuple[str, str]]:
    """Yield the links of a record: what each is called and where it leads."""
    walks: dict[type, Callable[[KnowledgeGraph, Any, Looking], Iterable[tuple[str, str]]]] = {
        Matter: _of_matter, Provision: _of_article, Function: _of_department, Unit: _of_department, Ruling: _of_ruling, Instrument: _of_statute, Place: _of_place,
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
    yield from (("取代", each) for each in record.supersedes)
    yield from (("被取代", each.id) for each in graph.rulings.where("supersedes", record.id))
    yield "地方", record.place
    yield from (("同一事项的认定", r.id) for r in graph.rulings.where("matter", record.matter))


def _of_statute(graph: KnowledgeGraph, record: Instrument, looked: Looking) -> Iterator[tuple[str, str]]:
    yield from (("条文", each.id) for each in graph.provisions.where("instrument", record.id))
    yield from (("其他版本", each.id) for each in catalog.versions_of(graph, record.work))
    yield "地方", record.place


def _of_place(graph: KnowledgeGraph, record: Place, looked: Looking) -> Iterator[tuple[str, str]]:
    yield "上级", record.within or ""
    yield from (("单位", each.id) for each in graph.units.where("place", record.id) if looked.holds(each))
    yield from (("认定", each.id) for each in graph.rulings.where("place", record.id))
    yield from (("法规和清单", each.id) for each in graph.instruments.where("place", record.id) if looked.holds(each))
    yield from (("下级", each.id) for each in graph.places.where("within", record.id))


def _in_force(graph: KnowledgeGraph, identifier: str, looked: Looking) -> bool:
    record = graph.rulings.get(identifier) or graph.provisions.get(identifier) or graph.instruments.get(identifier)
    return record is not None and looked.holds(record)


def _record(name: str) -> Any:
    graph = edge().graph
    identifier = BASE + name
    versions = catalog.versions_of(graph, identifier)
    found = versions[0] if versions else catalog.any_record(graph, identifier)
    if found is None:
        raise NotFound(f"没有“{name[:80]}”", why="知识图谱里没有这一项", mend="请从事项、单位、认定的页面进入；只有全文、图谱没有引用的法条没有关系图")
    return found


@neighbours.get("/near/<path:name>")
def near(name: str) -> Response:
    """Show a record's neighbours, as a picture and as a list; as JSON for the picture where that is asked for."""
    graph, looked, record = edge().graph, looking(), _record(name)
    if request.args.get("form") == "json":
        drawn = links_of(graph, record, looked, DRAWN, DRAWN_IN_ALL)
        return jsonify({"node": _node(named(graph, record.id, looked), looked), "links": [
            {"name": link.name, "left_out": link.left_out, "nodes": [_node(each, looked) for each in link.shown]} for link in drawn
        ]})  # fmt: skip
    label, links = catalog.label(graph, record), links_of(graph, record, looked)
    return Response(render_template("near.html", record=record, label=label, links=links, looked=looked, kinds=KINDS, kind=kind_of(graph, record.id, record)), mimetype="text/html")


def _node(each: Neighbour, looked: Looking) -> dict[str, str]:
    path = as_path(each.id)
    return {"id": path, "label": each.label, "kind": each.kind, "mark": each.mark, "page": looked.path(each.id), "near": looked.href(path.replace("/id/", "/near/", 1))}
