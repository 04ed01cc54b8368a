"""The pages of departments: a function wherever it is held, and a unit of one place; and the list of functions with who holds them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from flask import render_template, request

from api import catalog
from api.edge import edge
from api.labels import PARTS
from api.legal import duties, granted, otherwise, tenures
from api.legal.bases import written_all
from api.legal.looking import Looking
from api.legal.names import Names
from api.paging import page_of
from graph.places import COUNTRY
from ontology.model import Function, Responsibility, Unit
from ontology.validity import Period

if TYPE_CHECKING:
    from graph.bases import Scope
    from graph.store import KnowledgeGraph
    from graph.traverse import Holder, Traversal

VIEWS: Final = {"law": "法条授权", "rulings": "认定", "otherwise": "各地不同", "time": "沿革", "holders": "各地由谁承担"}
PAGE: Final = 40


@dataclass(frozen=True)
class Shown:
    """A department at the day and place looked at: what its templates show on every view."""

    record: Unit | Function
    department: duties.Department
    scope: Scope
    place: str
    held: tuple[str, ...]
    counts: dict[str, int]
    view: str
    theme: str


def show_unit(record: Unit, looked: Looking) -> str:
    """Return the page of a unit: at its own place, whatever place is looked at."""
    traversal = edge().resolver().traversal
    scope = traversal.scope(record.place, looked.day)
    held = duties.held(traversal, record.id, scope)
    return _show(record, duties.Department(held, record.id), scope, record.place, held, looked)


def show_function(record: Function, looked: Looking) -> str:
    """Return the page of a function at the place looked at; nationwide where none is."""
    graph, traversal = edge().graph, edge().resolver().traversal
    place = looked.place.id if looked.place else COUNTRY
    family = duties.family(graph, record.id)
    return _show(record, duties.Department(family), traversal.scope(place, looked.day), place, family, looked)


def _show(record: Unit | Function, department: duties.Department, scope: Scope, place: str, held: tuple[str, ...], looked: Looking) -> str:
    graph = edge().graph
    positions = duties.in_force(graph, department.positions(graph), looked.day, (*graph.place_chain(place), COUNTRY))
    counts = duties.counts(graph, positions)
    views = [*counts, *(v for v in VIEWS if v != "holders" or isinstance(record, Function))]
    view = request.args.get("view", "")
    shown = Shown(record, department, scope, place, held, counts, view if view in views else "time" if isinstance(record, Unit) and not looked.holds(record) else views[0], request.args.get("theme", "")[:40])
    tabs = [(key, PARTS.get(key) or VIEWS[key], counts.get(key)) for key in views]
    return render_template(
        "department.html", record=record, label=catalog.label(graph, record), names=Names(graph), graph=graph, looked=looked, shown=shown, tabs=tabs,
        is_unit=isinstance(record, Unit), called=tenures.names_of(graph, record.id), last_day=_last_day,
        bases_of=lambda basis: written_all(graph, basis, looked.day), **_overview(record, shown, looked), **_content(shown, positions, looked),
    )  # fmt: skip


def _overview(record: Unit | Function, shown: Shown, looked: Looking) -> dict[str, Any]:
    graph, traversal = edge().graph, edge().resolver().traversal
    if isinstance(record, Unit):
        before, after = tenures.around(traversal, record, tenures.ever_held(graph, record))
        roots = [f for f in shown.held if not graph.functions.need(f).broader]
        return {"before": _by_unit(before), "after": _by_unit(after), "roots": roots, "exists": looked.holds(record)}
    return {
        "holder": traversal.holder(record.id, shown.scope) if looked.place else None,
        "narrower": sorted(graph.functions.where("broader", record.id), key=lambda f: f.label),
    }


def _last_day(record: Unit) -> dt.date | None:
    return record.until - dt.timedelta(days=1) if record.until else None


def _by_unit(found: list[tenures.Tenure]) -> list[tuple[Holder, list[tenures.Tenure]]]:
    by: dict[Holder, list[tenures.Tenure]] = {}
    for each in found:
        by.setdefault(each.holder, []).append(each)
    return list(by.items())


def _content(shown: Shown, positions: duties.Ints, looked: Looking) -> dict[str, Any]:
    """Return what the chosen view of a department shows."""
    graph, traversal = edge().graph, edge().resolver().traversal
    match shown.view:
        case "law":
            found = granted.granted(graph, shown.department.functions, looked.day, graph.place_chain(shown.place))
            kinds = granted.kinds(found)
            chosen = request.args.get("kind", "")
            kept = [g for g in found if not chosen or g.kind == chosen]
            rows, pages = page_of(kept, PAGE)
            return {"grants": granted.by_statute(rows), "pages": pages, "kinds": kinds, "kind": chosen}
        case "rulings":
            ruled, pages = page_of(_rulings(graph, shown, looked), PAGE)
            return {"ruled": ruled, "pages": pages}
        case "otherwise":
            lost, won = otherwise.of_functions(traversal, shown.department.functions, looked.day)
            near = frozenset(graph.place_chain(shown.place)) if isinstance(shown.record, Unit) else looked.where
            others, pages = page_of([*_near_first(lost, near), *_near_first(won, near)], PAGE)
            return {"others": [(o, written_all(graph, o.row.basis, looked.day)) for o in others], "pages": pages, "lost": len(lost), "won": len(won), "near": near}
        case "time":
            return {"through": _through(graph, traversal, shown)}
        case "holders":
            by_place, pages = page_of(holders(traversal, str(shown.record.id), looked), PAGE)
            return {"held_by": by_place, "pages": pages}
    return _duties(shown, positions, looked)


def _near_first(found: list[otherwise.Otherwise], near: frozenset[str]) -> list[otherwise.Otherwise]:
    return sorted(found, key=lambda o: o.row.place not in near)


def _duties(shown: Shown, positions: duties.Ints, looked: Looking) -> dict[str, Any]:
    graph, traversal = edge().graph, edge().resolver().traversal
    rows = duties.of_part(graph, positions, shown.view) if shown.counts else []
    themes: dict[str, int] = {}
    for matter, _ in rows:
        themes[matter.theme] = themes.get(matter.theme, 0) + 1
    kept = [row for row in rows if not shown.theme or row[0].theme == shown.theme]
    found, pages = page_of(kept, PAGE)
    told = duties.duties(found, shown.department, traversal, shown.scope)
    chain = graph.place_chain(shown.place)
    return {"duties": [(d, written_all(graph, d.row.basis, looked.day, chain)) for d in told], "pages": pages, "themes": themes}


def _rulings(graph: KnowledgeGraph, shown: Shown, looked: Looking) -> list[tuple[Any, Responsibility | None]]:
    """Return the rulings that name a department, newest first, each with the part it gave; those it only disputed in have none."""
    place = looked.where if not shown.department.unit else frozenset()
    found: dict[str, tuple[Any, Responsibility | None]] = {}
    for at in shown.department.positions(graph).tolist():
        row = graph.responsibilities[at]
        for basis in row.basis:
            ruling = graph.rulings.get(basis)
            if ruling and (not shown.department.unit or ruling.place in graph.place_chain(shown.place)) and (not place or ruling.place in place):
                kept = found.get(ruling.id)
                found[ruling.id] = (ruling, row if kept is None or kept[1] is None or row.part == "lead" else kept[1])
    units = [u.id for f in shown.department.functions for u in graph.units.where("function", f)] if not shown.department.unit else [shown.department.unit]
    for unit in units:
        for row in graph.responsibilities.where("unit", unit):
            for ruling in (r for b in row.basis if (r := graph.rulings.get(b)) and (not place or r.place in place)):
                kept = found.get(ruling.id)
                found[ruling.id] = (ruling, row if kept is None or kept[1] is None or row.part == "lead" else kept[1])
        for ruling in graph.rulings.where("disputed", unit):
            if not place or ruling.place in place:
                found.setdefault(ruling.id, (ruling, None))
    return sorted(found.values(), key=lambda f: (f[1] is None or f[1].part != "lead", -(f[0].decided_on.toordinal() if f[0].decided_on else 0), f[0].id))


def _through(graph: KnowledgeGraph, traversal: Traversal, shown: Shown) -> dict[str, Any]:
    """Return who held a department's functions in its place when, and the assignments that say so."""
    record = shown.record
    if isinstance(record, Unit):
        functions = tenures.ever_held(graph, record)
        return {"assigned": tenures.assigned(graph, record), "lines": [(f, tenures.tenures(traversal, f, record.place)) for f in functions]}
    if shown.place == COUNTRY:
        return {"assigned": [], "lines": []}
    own = graph.gazetteer.own_government(shown.place)
    said = [a for f in shown.department.functions[:1] for a in graph.assignments.where("function", f) if a.place in own]
    return {"assigned": said, "lines": [(record.id, tenures.tenures(traversal, record.id, shown.place))]}


def holders(traversal: Traversal, function: str, looked: Looking) -> list[tuple[Any, Holder, Period]]:
    """Return the places that have a unit for a function on the day, each with that unit and how long it has existed; those near first."""
    graph, near = traversal.graph, looked.where
    found = []
    for identifier in sorted(graph.units.values("place")):
        place, held = graph.places.get(identifier), traversal.holder(function, traversal.scope(identifier, looked.day))
        unit = graph.units.get(held.unit) if held.unit else None
        if place and unit and (not looked.place or place.id in near or looked.place.id in graph.place_chain(place.id)):
            found.append((place, held, Period(unit.start, unit.until)))
    return sorted(found, key=lambda f: (f[0].id not in near, f[0].code))
