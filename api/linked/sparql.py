"""`/sparql`: a read-only SPARQL 1.1 endpoint for programs, and the same as a page for people."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from api.edge import edge
from api.linked.negotiation import HTML, answer, wanted
from api.linked.protocol import MOST, Asked, asked, page_wanted
from api.linked.services import service
from api.problems import answer as as_problem
from graph.forms import FORMS, WRITTEN_PREFIXES
from graph.querying.asking import Asking
from graph.querying.model import SOLUTIONS, Answer, Busy, Question
from ontology.errors import NotFound, ShouwenError
from ontology.vocabulary import BASE, local

sparql = Blueprint("sparql", __name__)

KEY: Final = "shouwen-asking"
SHOWN: Final = 500
"""Rows on a page; the downloads have as many as are allowed."""
LINKABLE: Final = 1500
"""Bytes of an address that every browser and mail program takes."""
_HIDDEN: Final = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the direction of writing: shown as what they are, they cannot pass one text off as another."""


@dataclass(frozen=True, slots=True)
class Example:
    """A query that was tried, under a title that says what it answers."""

    title: str
    query: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer as the page shows it: rows of cells (text, address or ""), or triples as text."""

    names: list[str]
    rows: list[list[tuple[str, str]]]
    text: str
    cut: int
    version: str
    link: str


@cache
def examples() -> dict[str, Example]:
    """Return the examples by key, in the order of the file."""
    with Path(__file__).with_name("examples.toml").open("rb") as file:
        return {key: Example(row["title"], row["query"].strip()) for key, row in tomllib.load(file).items()}


@sparql.route("/sparql", methods=["GET", "POST"])
def ask() -> AnyResponse:
    """Answer a query; without one, show the page or describe the service."""
    request.max_content_length = MOST
    g.page = page_wanted(request)
    if g.page:
        return _page()
    try:
        given = asked(request)
        if given.query:
            return _answered(given)
    except ShouwenError as error:
        if any(medium == HTML for medium, _ in request.accept_mimetypes):  # somebody pressed a button for a download
            return _page(error)
        raise
    return answer(service(request.url_root), FORMS[wanted(request) or "ttl"], edge().graph.version)


@sparql.errorhandler(Busy)
def busy(error: Busy) -> Response:
    """Say when to come again."""
    response = as_problem(error)
    response.headers["Retry-After"] = str(round(_asking().limits.seconds))
    return response


def _asking() -> Asking:
    return cast("Asking", current_app.extensions[KEY])


def _answered(given: Asked) -> AnyResponse:
    mark = hashlib.sha256(given.query.encode("utf-8", "replace")).hexdigest()[:16]

    def tag(version: str) -> str:
        return f"{version}.{given.solutions}.{given.graph}.{mark}"

    if request.method == "GET" and request.if_none_match.contains_weak(tag(edge().graph.version)):
        return Response(status=304, headers={"ETag": f'W/"{tag(edge().graph.version)}"', "Vary": "Accept"})
    found = _asking().ask(given.question)
    response = Response(found.body, content_type=SOLUTIONS.get(found.form) or FORMS[found.form].content_type)
    response.headers["Shouwen-Version"] = found.version
    if found.cut:
        response.headers["Shouwen-Cut"] = str(found.cut)
    if request.values.get("format"):  # somebody's download: a name that says what it is
        response.headers["Content-Disposition"] = f'attachment; filename="shouwen-{found.version}.{found.form}"'
    response.vary.add("Accept")
    response.cache_control.no_cache = True
    if request.method == "GET":
        response.set_etag(tag(found.version), weak=True)
    return response


def _page(error: ShouwenError | None = None) -> Response:
    """Return the page: the query, its answer or what is wrong with it."""
    query, shown = request.values.get("query", "")[:60_000], None
    try:
        if error is not None:
            raise error
        given = asked(request)
        if given.example and given.example not in examples():
            raise NotFound("没有这个示例", mend="请从页面上的示例中选取")
        query = examples()[given.example].query if given.example else given.query
        if query:
            shown = _shown(_asking().ask(Question(query), SHOWN), query)
    except ShouwenError as caught:
        error = caught
    body = render_template(
        "sparql.html", query=query, shown=shown, error=error, examples=examples(), prefixes=WRITTEN_PREFIXES, limits=_asking().limits,
        current=request.args.get("example", ""), shown_most=SHOWN,
    )  # fmt: skip
    response = Response(body, error.status if error else 200)
    if isinstance(error, Busy):
        response.headers["Retry-After"] = str(round(_asking().limits.seconds))
    response.vary.add("Accept")
    response.headers["Cache-Control"] = "no-store"
    return response


def _shown(found: Answer, query: str) -> Shown:
    address = f"/sparql?{urlencode({'query': query})}"
    link = address if len(address) <= LINKABLE else ""
    text = found.body.decode("utf-8", "replace")
    if found.form != "json":
        return Shown([], [], plain(text), found.cut, found.version, link)
    read: dict[str, Any] = json.loads(text)
    if "boolean" in read:
        return Shown([], [], "是" if read["boolean"] else "否", 0, found.version, link)
    names: list[str] = read["head"]["vars"]
    rows = [[_cell(row.get(name)) for name in names] for row in read["results"]["bindings"]]
    return Shown(names, rows, "", found.cut, found.version, link)


def _cell(term: dict[str, Any] | None) -> tuple[str, str]:
    """Return a term's text and the IRI of ours that it links to, "" for any other."""
    if term is None:
        return "", ""
    if term["type"] == "uri":
        return plain(local(term["value"])), term["value"] if term["value"].startswith(BASE) else ""
    return plain(term["value"] if isinstance(term["value"], str) else json.dumps(term["value"], ensure_ascii=False))[:2000], ""


def plain(text: str) -> str:
    """Return text with marks that turn the direction of writing, and control characters, made visible."""
    return _HIDDEN.sub(lambda found: f"⟦U+{ord(found[0]):04X}⟧", "".join(c if c >= " " or c in "\n\t" else "\ufffd" for c in text))
