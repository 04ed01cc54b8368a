"""`/id/…`: the page of whatever an IRI of ours names. Each kind of record is shown by a file of its own; `PAGES` says which."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from api import catalog
from api.edge import edge
from api.legal import articles, departments, matters, places, rulings, statutes
from api.legal.located import located
from api.legal.looking import Looking, anchor, looking, turned
from api.linked import negotiation, subject
from graph.places import COUNTRY
from ontology.errors import NotFound
from ontology.model import Function, Matter, Place, Ruling, Unit
from ontology.vocabulary import BASE

if TYPE_CHECKING:
    from graph.store import KnowledgeGraph

record = Blueprint("record", __name__)
record.after_request(negotiation.advertise)

PAGES: Final[dict[type, Callable[[Any, Looking], str]]] = {
    Matter: matters.show, Unit: departments.show_unit, Function: departments.show_function, Ruling: rulings.show, Place: places.show,
}  # fmt: skip
"""Statutes, lists and measures, their versions and articles come from graph and law store (`located`)."""


@record.get("/id/<path:name>")
def show(name: str) -> AnyResponse:
    """Show the record behind an IRI of ours; a work shows its version in force on the day looked at."""
    graph = edge().graph
    if form := negotiation.wanted(request):
        return negotiation.describe(graph, BASE + name, form, edge().laws())
    name = negotiation.bare(name)
    identifier, looked = BASE + name, looking()
    if "turn" in request.args and not turned():
        return redirect(looked.path(identifier, **dict(looked.others)))
    if (statute := located(edge(), name)) is not None:
        return _sent(articles.show(statute, looked) if statute.number else statutes.show(statute, looked))
    found = catalog.any_record(graph, identifier)
    if found is not None:
        return _sent(PAGES[type(found)](found, looked))
    if shown := _shown_on(graph, identifier):
        return redirect(looked.path(shown, anchor(identifier), **_place_of(graph, identifier)))
    if page := subject.page(graph, identifier):
        return _sent(page)
    raise NotFound(f"没有“{name[:80]}”", why="当前知识版本不含这一项", mend="请核对网址，或从上方列表进入")


def _sent(page: AnyResponse | str) -> AnyResponse:
    return Response(page) if isinstance(page, str) else page


def _place_of(graph: KnowledgeGraph, identifier: str) -> dict[str, str]:
    """Return the selection under which a matter's page shows a responsibility that only some place has."""
    claim = graph.responsibilities.get(identifier)
    place = graph.places.get(claim.place) if claim and claim.place != COUNTRY else None
    return {"place": place.full_name or place.name} if place else {}


def _shown_on(graph: KnowledgeGraph, identifier: str) -> str | None:
    """Return the record on whose page one without a page of its own stands, under its anchor."""
    if claim := graph.responsibilities.get(identifier):
        return claim.matter
    if grant := graph.grants.get(identifier):
        return grant.article
    if assignment := graph.assignments.get(identifier):
        return assignment.unit or assignment.function
    if rule := graph.deadlines.get(identifier):
        return rule.place
    return None
