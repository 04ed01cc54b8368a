"""The page of a place: its units, what it decided otherwise than the nationwide rule, its rulings and lists, its practice."""

from __future__ import annotations

from typing import Any, Final

from flask import render_template, request

from api import catalog
from api.edge import edge
from api.legal import otherwise
from api.legal.bases import written_all
from api.legal.looking import Looking
from api.legal.names import Names
from api.paging import page_of
from ontology.model import Place

VIEWS: Final = {"units": "单位", "otherwise": "自己的规定", "rulings": "认定", "papers": "法规和清单", "inside": "下级"}
PAGE: Final = 100


def show(record: Place, looked: Looking) -> str:
    """Return the page of a place on the day looked at; the place looked at does not matter here."""
    graph = edge().graph
    counts = {
        "units": len(graph.units.positions("place", record.id)), "rulings": len(graph.rulings.positions("place", record.id)),
        "papers": len({i.work for i in graph.instruments.where("place", record.id)}), "inside": len(graph.places.positions("within", record.id)),
    }  # fmt: skip
    asked = request.args.get("view", "")
    first = next((view for view in ("units", "rulings", "papers", "inside") if counts[view]), "units")
    view = asked if asked in VIEWS else first
    tabs = [(key, name, counts.get(key)) for key, name in VIEWS.items() if counts.get(key, 1)]
    learned = edge().resolver().experiences.of(graph.place_chain(record.id))
    above = [p for i in graph.place_chain(record.id)[1:] if (p := graph.places.get(i))]
    rules = [d for d in graph.deadlines.where("place", record.id) if looked.holds(d)]
    return render_template(
        "place.html", record=record, label=catalog.label(graph, record), names=Names(graph), graph=graph, looked=looked, view=view, tabs=tabs, above=above,
        learned=learned.place.rsplit("/", 1)[-1] if learned else "", rules=rules, **_content(record, view, looked),
    )  # fmt: skip


def _content(record: Place, view: str, looked: Looking) -> dict[str, Any]:
    graph, traversal = edge().graph, edge().resolver().traversal
    if view == "otherwise":
        found = otherwise.of_place(traversal, record.id, looked.day)
        some, pages = page_of(found, PAGE)
        return {"rows": [(o, written_all(graph, o.row.basis, looked.day)) for o in some], "pages": pages, "differing": sum(o.differs for o in found)}
    listed: list[Any]
    match view:
        case "rulings":
            listed = sorted(graph.rulings.where("place", record.id), key=lambda r: (-(r.decided_on.toordinal() if r.decided_on else 0), r.id))
        case "papers":
            listed = sorted(graph.instruments.where("place", record.id), key=lambda i: (not looked.holds(i), i.rank, i.title, i.version))
        case "inside":
            listed = sorted(graph.places.where("within", record.id), key=lambda p: p.code)
        case _:
            listed = sorted(graph.units.where("place", record.id), key=lambda u: (not looked.holds(u), Names(graph).name(u.function), u.full_name))
    rows, pages = page_of(listed, PAGE)
    return {"rows": [(u, graph.assignments.where("unit", u.id)) for u in rows] if view == "units" else rows, "pages": pages}
