"""What stands next to a record in the graph: a list with links for those who prefer to read, and the same as nodes for the picture.

Bounded: each kind of link gives at most MOST neighbours and says how many it left out, so that the busiest function costs no more
than a quiet one. Which links there are stands in `near_links`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, jsonify, render_template, request
from werkzeug.wrappers import Response

from api import catalog
from api.edge import edge
from api.legal.located import located
from api.legal.looking import Looking, looking
from api.legal.near_links import LOOKED_AT, Text, pairs, text_of
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
    for name, identifier in islice(pairs(graph, record, looked), LOOKED_AT):
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
    if record is None and (text := text_of(identifier)):
        return Neighbour(identifier, kind_of(graph, identifier, text), text.label, "" if text.version.holds(looked.day) else "当日无效")
    label = catalog.name_of(graph, identifier)
    if record is None:
        work = edge().works().get(identifier)
        return Neighbour(identifier, kind_of(graph, identifier, None), f"《{work.title}》" if work else label)
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
        case Text(number=number) if number:
            return "article"
    return "statute"


def _record(name: str, looked: Looking) -> Any:
    """Return the record that a name stands for: the graph's, else what the law store holds; a statute's version of the day."""
    graph = edge().graph
    identifier = BASE + name
    versions = catalog.versions_of(graph, identifier)
    found = versions[0] if versions else catalog.any_record(graph, identifier)
    if found is None and (text := located(edge(), name)):
        found = Text(text.version or text.work.shown(looked.day), text.number)
    if found is None:
        raise NotFound(f"没有“{name[:80]}”", why="知识图谱和法规库里都没有这一项", mend="请从事项、单位、认定、法条的页面进入")
    return found


@neighbours.get("/near/<path:name>")
def near(name: str) -> Response:
    """Show a record's neighbours, as a picture and as a list; as JSON for the picture where that is asked for."""
    graph, looked = edge().graph, looking()
    record = _record(name, looked)
    if request.args.get("form") == "json":
        drawn = links_of(graph, record, looked, DRAWN, DRAWN_IN_ALL)
        return jsonify({"node": _node(named(graph, record.id, looked), looked), "links": [
            {"name": link.name, "left_out": link.left_out, "nodes": [_node(each, looked) for each in link.shown]} for link in drawn
        ]})  # fmt: skip
    label, links = record.label if isinstance(record, Text) else catalog.label(graph, record), links_of(graph, record, looked)
    return Response(render_template("near.html", record=record, label=label, links=links, looked=looked, kinds=KINDS, kind=kind_of(graph, record.id, record)), mimetype="text/html")


def _node(each: Neighbour, looked: Looking) -> dict[str, str]:
    path = as_path(each.id)
    return {"id": path, "label": each.label, "kind": each.kind, "mark": each.mark, "page": looked.path(each.id), "near": looked.href(path.replace("/id/", "/near/", 1))}
