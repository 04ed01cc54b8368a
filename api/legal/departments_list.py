"""The list of departments: the functions by key, with who holds each at the place looked at; found by any name, old or new."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from flask import Blueprint, render_template, request

from api.edge import edge
from api.legal import called
from api.legal.looking import Looking, looking
from api.legal.names import Names
from api.paging import page_of
from graph.places import COUNTRY

if TYPE_CHECKING:
    from graph.store import KnowledgeGraph
    from graph.traverse import Traversal

departments = Blueprint("departments", __name__)

PAGE: Final = 60


@departments.get("/departments")
def listed() -> str:
    """List the functions with who holds them here; with words, the functions and units that are called so."""
    looked, q = looking(), request.args.get("q", "").strip()[:100]
    graph, traversal = edge().graph, edge().resolver().traversal
    if q:
        found = called.departments(graph, traversal, q, looked.day, looked.place.id if looked.place else None)
        shown, pages = page_of(found, PAGE)
        return render_template("departments.html", looked=looked, q=q, names=Names(graph), found=shown, pages=pages, rows=[])
    rows, pages = page_of(_functions(graph, traversal, looked), PAGE)
    return render_template("departments.html", looked=looked, q="", names=Names(graph), found=[], pages=pages, rows=rows)


def _functions(graph: KnowledgeGraph, traversal: Traversal, looked: Looking) -> list[dict[str, Any]]:
    """Return the functions that have a key, each with its roles, who holds it here and how many matters it is written to lead here."""
    roles: dict[str, list[Any]] = {}
    for function in graph.functions:
        if function.broader:
            roles.setdefault(traversal.key(function.id), []).append(function)
    scope = traversal.scope(looked.place.id if looked.place else None, looked.day)
    leading = _leading(graph, traversal, looked)
    tops = sorted((f for f in graph.functions if not f.broader), key=lambda f: (-leading.get(f.key, 0), f.label))
    return [
        {"function": f, "roles": sorted(roles.get(f.key, []), key=lambda r: r.label), "holder": traversal.holder(f.id, scope) if looked.place else None,
         "leads": leading.get(f.key, 0)}
        for f in tops
    ]  # fmt: skip


def _leading(graph: KnowledgeGraph, traversal: Traversal, looked: Looking) -> dict[str, int]:
    """Return by key how many matters a function and its roles are written to lead: here, in what the place lies in, and nationwide."""
    table = graph.responsibilities
    columns, day = table.columns, looked.day.toordinal()
    near = table.codes((COUNTRY, *looked.where))
    holds = (columns["start"] <= day) & ((columns["until"] == 0) | (columns["until"] > day))
    kept = holds & (columns["part"] == graph.strings.position("lead")) & np.isin(columns["place"], near[near >= 0]) & (columns["function"] >= 0)
    numbers = {key: n for n, key in enumerate(sorted({f.key for f in graph.functions if not f.broader}))}
    number = np.zeros(len(graph.strings), dtype=np.int64)
    for function in graph.functions:
        number[graph.strings.position(function.id)] = numbers[traversal.key(function.id)]
    pairs = np.unique(np.stack([number[columns["function"][kept]], columns["matter"][kept].astype(np.int64)]), axis=1)
    counted = np.bincount(pairs[0], minlength=len(numbers))
    return {key: int(counted[n]) for key, n in numbers.items()}
