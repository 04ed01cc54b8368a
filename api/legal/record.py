"""`/id/…`: the page of whatever an IRI of ours names. Each kind of record is shown by a file of its own; `PAGES` says which."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from flask import Blueprint, Response, redirect
from werkzeug.wrappers import Response as AnyResponse

from api import catalog
from api.edge import edge
from api.legal import articles, departments, matters, places, rulings, statutes
from api.legal.looking import Looking, looking
from ontology.errors import NotFound
from ontology.model import Function, Instrument, Matter, Place, Provision, Ruling, Unit
from ontology.vocabulary import BASE

record = Blueprint("record", __name__)

PAGES: Final[dict[type, Callable[[Any, Looking], str]]] = {
    Matter: matters.show, Instrument: statutes.show, Provision: articles.show, Unit: departments.show_unit,
    Function: departments.show_function, Ruling: rulings.show, Place: places.show,
}  # fmt: skip


@record.get("/id/<path:name>")
def show(name: str) -> AnyResponse:
    """Show the record behind an IRI of ours; a work shows its newest version."""
    graph = edge().graph
    identifier = BASE + name
    versions = catalog.versions_of(graph, identifier)
    found = versions[0] if versions else catalog.any_record(graph, identifier)
    claim = graph.responsibilities.get(identifier) if found is None else None
    if claim is not None:
        return redirect(looking().path(claim.matter))
    if found is None:
        raise NotFound(f"没有“{name[:80]}”", why="当前知识版本不含这一项", mend="请核对网址，或从上方列表进入")
    return Response(PAGES[type(found)](found, looking()))
