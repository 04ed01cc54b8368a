"""`/id/…` in the form asked for: HTML for people, Turtle, JSON-LD, N-Triples or RDF/XML for programs.

The form is chosen by `?format=`, else by a suffix (`/id/matter/路灯损坏.ttl`), else by the Accept header with its q-values; whoever
says nothing, or `*/*`, gets the page.

`/id/…` answers 200 with the description itself, not 303. The IRIs are `https://w3id.org/shouwen/id/…`: there w3id.org redirects, and
that redirect is the one by which "Cool URIs for the Semantic Web" (https://www.w3.org/TR/cooluris/, 4.2) tells a thing from the
document about it. What stands here under `/id/…` is that document already; a second redirect would only cost every reader another
round trip. Content-Location names the document of the form sent, Vary says what it was chosen by, and Link the other forms.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from flask import Request, Response, request
from werkzeug.wrappers import Response as AnyResponse

from api.linked.context import as_json_ld
from graph import skos as vocabulary
from graph.described import described
from graph.forms import FORMS, Form, written
from ontology.errors import BadInput, NotFound
from ontology.vocabulary import BASE, as_path, local

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyoxigraph as ox

    from graph.laws.store import LawStore
    from graph.store import KnowledgeGraph

HTML: Final = "text/html"
_OFFERED: Final = (HTML, "application/xhtml+xml", *(medium for form in FORMS.values() for medium in form.media))
_OF_MEDIUM: Final = {medium: form.name for form in FORMS.values() for medium in form.media}
_SUFFIX: Final = re.compile(r"\.(" + "|".join((*FORMS, "html")) + r")$")


def wanted(asked: Request) -> str | None:
    """Return the form that a request asks for, a key of FORMS; None for the page. Raises BadInput for a `format` that is none."""
    if named := asked.args.get("format", ""):
        return _known(named)
    if suffix := _SUFFIX.search(asked.path):
        return _known(suffix[1])
    return _OF_MEDIUM.get(asked.accept_mimetypes.best_match(_OFFERED, HTML))


def bare(name: str) -> str:
    """Return a name without the suffix of a form: matter/路灯损坏 for matter/路灯损坏.ttl."""
    return _SUFFIX.sub("", name)


def describe(graph: KnowledgeGraph, iri: str, form: str, laws: LawStore | None = None) -> AnyResponse:
    """Return the description of a subject in a form; raises NotFound where neither the version nor the law store has the subject.

    `iri` may end in the suffix of a form. `laws`: the law store, which adds the texts of statutes, also of those that the graph lacks.
    """
    for subject in dict.fromkeys((iri, BASE + bare(local(iri)))):
        if triples := description(graph, subject, laws):
            stamp = f"{graph.version}.{laws.generation}" if laws is not None else graph.version
            return answer(triples, FORMS[form], stamp, f"{as_path(subject)}.{form}")
    raise NotFound(f"没有“{local(iri)[:80]}”", why="当前知识版本不含这一项", mend="请核对网址，或从列表进入")


def description(graph: KnowledgeGraph, subject: str, laws: LawStore | None = None) -> list[ox.Triple]:
    """Return what the version and the law store say of a subject; empty where neither has it."""
    from graph.laws.described import dates_of, text_of

    said = described(graph, subject) or vocabulary.said_of(graph, subject)
    if laws is None:
        return said
    return [*(said or dates_of(laws, subject)), *text_of(laws, subject)]


def answer(triples: Iterable[ox.Triple], form: Form, stamp: str, location: str = "") -> AnyResponse:
    """Return triples as the answer to this request: tagged with `stamp`, 304 where the client has it."""
    response = Response(as_json_ld(triples) if form.name == "jsonld" else written(triples, form), content_type=form.content_type)
    response.set_etag(f"{stamp}.{form.name}", weak=True)  # prefixes come in any order, so the bytes may differ
    response.cache_control.no_cache = True
    response.vary.add("Accept")
    if location:
        response.headers["Content-Location"] = location
    return response.make_conditional(request)


def advertise(response: Response) -> Response:
    """Say on a record's page (as `after_request` of its blueprint) that it was chosen by Accept, and where the other forms are."""
    response.vary.add("Accept")
    if response.mimetype == HTML and response.status_code == 200:
        path = bare(request.path)
        for form in FORMS.values():
            response.headers.add("Link", f'<{as_path(BASE + path.removeprefix("/id/"))}.{form.name}>; rel="alternate"; type="{form.media[0]}"')
    return response


def _known(name: str) -> str | None:
    """Return the form of this name, None for HTML."""
    if name == "html":
        return None
    if name in FORMS:
        return name
    raise BadInput(f"没有“{name[:20]}”这种格式", where="参数 format", mend="可用的有：html、" + "、".join(FORMS))
