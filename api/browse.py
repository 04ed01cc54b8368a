"""Pages for reading the graph: lists of matters, statutes and rulings, a page a record, the API's own page."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, redirect, render_template, request
from flask_openapi3.openapi import OpenAPI
from werkzeug.wrappers import Response as AnyResponse

from api import catalog
from api.catalog import KINDS, Kind
from api.edge import edge
from api.problems import PROBLEM_BASE, TITLES
from api.spec import document
from ontology.errors import NotFound
from ontology.model import Function, Instrument, Matter, Place, Provision, Responsibility, Ruling, Unit
from ontology.validity import Period
from ontology.vocabulary import BASE, as_path

if TYPE_CHECKING:
    from graph.store import KnowledgeGraph

browse = Blueprint("browse", __name__)

PAGE: Final = 50
TEMPLATES: Final = {
    Matter: "matter.html", Instrument: "statute.html", Provision: "article.html", Unit: "unit.html",
    Ruling: "ruling.html", Function: "function.html", Place: "place.html",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Names:
    """What record templates need to name and link other records of the version."""

    graph: KnowledgeGraph

    def name(self, identifier: str | None) -> str:
        """Return the label of an IRI."""
        return catalog.name_of(self.graph, identifier)

    def holder(self, row: Responsibility) -> str:
        """Return the IRI of who has the part: the unit named, else the function."""
        return row.unit or row.function or ""

    def option(self, identifier: str) -> str:
        """Return a fact and the answer that must hold: 路段是否移交：否."""
        option = self.graph.options.get(identifier)
        condition = self.graph.conditions.get(option.condition) if option else None
        return f"{condition.question}{option.label}" if option and condition else self.name(identifier)

    def period(self, record: Any) -> Period:
        """Return the period of a record."""
        return Period(record.start, record.until)

    def claims(self, field: str, identifier: str) -> list[Responsibility]:
        """Return the responsibilities whose field holds the IRI, leads first."""
        rows = self.graph.responsibilities.where(field, identifier)
        return sorted(rows, key=lambda row: (row.part != "lead", row.place, row.matter, row.id))


@browse.get("/matters")
def matters() -> str:
    """List the matters."""
    return _list(KINDS["matters"], "群众会反映的事，各由谁主办、谁配合。", "matters.html")


@browse.get("/statutes")
def statutes() -> str:
    """List the statutes and lists."""
    return _list(KINDS["statutes"], "法律、法规、规章与本地清单，每个版本各列一行。", "statutes.html")


@browse.get("/rulings")
def rulings() -> str:
    """List the rulings."""
    return _list(KINDS["rulings"], "首问责任认定，以及各地就具体来件公开的答复；由谁作出、效力如何，点开可见。", "rulings.html")


def _list(kind: Kind, about: str, template: str) -> str:
    graph = edge().graph
    q = request.args.get("q", "")[:100]
    offset = max(0, min(request.args.get("offset", 0, int), 10_000_000))
    found = list(catalog.listed(graph, kind, q))
    shown = list(islice(found, offset, offset + PAGE))
    pages = {
        word: f"{request.path}?{urlencode({'q': q, 'offset': at})}"
        for word, at in (("上一页", offset - PAGE), ("下一页", offset + PAGE))
        if -PAGE < at < len(found) and (at >= 0 or offset > 0)
    }
    return render_template(
        template, kind=kind, about=about, q=q, records=shown, total=len(found), offset=offset, pages=pages,
        names=Names(graph),
    )  # fmt: skip


@browse.get("/id/<path:name>")
def record(name: str) -> AnyResponse:
    """Show the record behind an IRI of ours; a work shows its newest version."""
    graph = edge().graph
    identifier = BASE + name
    versions = catalog.versions_of(graph, identifier)
    found = versions[0] if versions else catalog.any_record(graph, identifier)
    claim = graph.responsibilities.get(identifier) if found is None else None
    if claim is not None:
        return redirect(as_path(claim.matter))
    if found is None:
        raise NotFound(f"没有“{name[:80]}”", why="当前知识版本不含这一项", mend="请核对网址，或从上方列表进入")
    body = render_template(
        TEMPLATES[type(found)], record=found, label=catalog.label(graph, found), names=Names(graph), graph=graph,
        versions=catalog.versions_of(graph, found.work) if isinstance(found, Instrument) else [],
    )  # fmt: skip
    return Response(body)


@browse.get("/docs")
def docs() -> str:
    """Show the API documentation, made from the same document that /openapi.json gives."""
    spec = document(cast("OpenAPI", current_app))
    operations = [(method.upper(), path, operation) for path, item in spec["paths"].items() for method, operation in item.items() if method in {"get", "post", "put"}]
    return render_template("docs.html", spec=spec, operations=operations, problems=TITLES, problem_base=PROBLEM_BASE)
