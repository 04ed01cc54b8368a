"""The data set as a whole: its description (`/dataset`, `/.well-known/void`), its words (`/ns`), its versions to take away (`/dumps/`)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, Response, render_template, request, send_file
from werkzeug.wrappers import Response as AnyResponse

from api.edge import CHINA, edge
from api.linked.negotiation import answer, wanted
from api.linked.services import DATASET, counts
from api.linked.services import dataset as described
from api.paging import page_of
from graph.dumps import DUMPS, dump_of
from graph.forms import FORMS
from graph.publish import triples_of
from graph.skos import LICENCE
from graph.store import versions
from ontology.errors import NotFound
from ontology.vocabulary import SW

if TYPE_CHECKING:
    import pyoxigraph as ox

dataset = Blueprint("dataset", __name__)

PAGE = 50
"""Versions on a page of the list."""
VOCABULARY = str(SW).rstrip("#")


@dataclass(frozen=True, slots=True)
class Term:
    """A class or property of ours as the page shows it."""

    name: str
    kind: str
    label: str


@dataset.get("/dataset")
def show() -> AnyResponse:
    """Describe the data set: a page, or VoID and DCAT."""
    graph = edge().graph
    form = wanted(request)
    if form:
        return answer(described(graph, request.url_root), FORMS[form], graph.version)
    body = render_template("dataset.html", graph=graph, counts=counts(graph), dumps=DUMPS, licence=LICENCE, iri=DATASET, forms=FORMS)
    response = Response(body)
    response.vary.add("Accept")
    return response


@dataset.get("/.well-known/void")
def void() -> AnyResponse:
    """Describe the data set where programs look first (https://www.w3.org/TR/void/#well-known); Turtle unless another form is asked for."""
    graph = edge().graph
    return answer(described(graph, request.url_root), FORMS[wanted(request) or "ttl"], graph.version)


@dataset.get("/ns")
def words() -> AnyResponse:
    """Describe our classes and properties: a page, or RDF."""
    graph = edge().graph
    triples = _vocabulary()
    form = wanted(request)
    if form:
        return answer(triples, FORMS[form], graph.version)
    response = Response(render_template("vocabulary.html", terms=_terms(triples), iri=str(SW), forms=FORMS))
    response.vary.add("Accept")
    return response


@dataset.get("/dumps/")
def dumps() -> str:
    """List the versions to take away, newest first."""
    graph = edge().graph
    home = graph.folder.parents[1]
    names, pages = page_of(list(dict.fromkeys([graph.version, *versions(home)])), PAGE)
    return render_template("dumps.html", shown=[(name, _written(name)) for name in names], current=graph.version, dumps=DUMPS, pages=pages)


@dataset.get("/dumps/<name>")
def dump(name: str) -> AnyResponse:
    """Send a version in one of the forms; made at the first request."""
    version, _, form = name.partition(".")
    path = dump_of(edge().graph.folder.parents[1].absolute(), version, form)
    response = send_file(
        path, mimetype="application/gzip", as_attachment=True, download_name=f"shouwen-{version}.{form}", etag=f"{version}.{form}", conditional=True
    )
    response.cache_control.max_age, response.cache_control.immutable = 31_536_000, True
    return response


def _written(version: str) -> dt.datetime:
    """Return when a version was written."""
    path = edge().graph.folder.parents[1] / "versions" / version / "version"
    return dt.datetime.fromtimestamp(path.stat().st_mtime, CHINA)


def _vocabulary() -> list[ox.Triple]:
    """Return what the version says of our own words."""
    lines = edge().graph.content.starting(VOCABULARY)
    if not lines:
        raise NotFound("这个版本没有收录词汇", mend="运行 shouwen kb build")
    return sorted(triples_of(lines), key=str)


def _terms(triples: list[ox.Triple]) -> list[Term]:
    said: dict[str, dict[str, str]] = {}
    for triple in triples:
        said.setdefault(str(getattr(triple.subject, "value", "")), {})[triple.predicate.value.rpartition("#")[2]] = str(getattr(triple.object, "value", ""))
    kinds = {"Class": "类", "ObjectProperty": "指向别的主题", "DatatypeProperty": "值"}
    found = [Term(name.removeprefix(str(SW)), kinds.get(about.get("type", "").rpartition("#")[2], ""), about.get("label", "")) for name, about in said.items()]
    return sorted((term for term in found if term.kind), key=lambda term: (term.kind != "类", term.name))
