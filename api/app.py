"""The application factory: one Flask application with REST, pages, errors and counts."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from flask import Response, request
from flask.json.provider import DefaultJSONProvider
from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI
from pydantic import ValidationError

from api import labels, metrics, problems
from api.accounts import guard
from api.accounts.administration import administration
from api.accounts.desk import utc_now
from api.accounts.own import accounts
from api.accounts.secret import session_secret
from api.answering import answering
from api.curating import blueprints as curating
from api.current import Current
from api.docs import docs
from api.edge import Edge, china_today
from api.legal.departments_list import departments
from api.legal.impact import impact
from api.legal.looking import anchor
from api.legal.matters import matters
from api.legal.neighbours import neighbours
from api.legal.record import record
from api.legal.rulings import rulings
from api.legal.searching import searching
from api.legal.shelves import shelves
from api.legal.texts import Texts
from api.linked import blueprints as linked
from api.misasked import misasked
from api.operations import operations
from api.pages import pages
from api.practices import practices
from api.resources import resources
from api.rest import rest
from api.schemas import Problem
from api.settings import Settings, load_settings
from api.warming import warm
from graph.laws.store import open_laws
from ontology.vocabulary import as_path

if TYPE_CHECKING:
    from resolver.pipeline import Resolver

MAX_BODY: Final = 64 * 1024 * 1024
"""Bytes: 1,000 cases of 20,000 Chinese characters, three bytes each, with room for the rest."""
MAX_FORM: Final = 4 * 1024 * 1024
"""Bytes of a form: a pasted file is answered with our own message on length, not a bare 413."""
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class PlainJson(DefaultJSONProvider):
    """JSON with Chinese as it is and keys in the order of the contract."""

    ensure_ascii = False
    sort_keys = False
    compact = True


def create_app(
    settings: Settings | None = None, resolver: Resolver | None = None, today: Callable[[], dt.date] = china_today, now: Callable[[], dt.datetime] = utc_now
) -> OpenAPI:
    """Return the application; without a resolver the current version below `settings.home` is opened.

    With a resolver and no settings nothing is written anywhere until somebody logs in: sessions end with the process.
    """
    given = settings or (Settings() if resolver is not None else load_settings())
    app = OpenAPI(
        __name__,
        info=Info(title="首问 API", version="1", description="群众诉求的首问（主办）单位、配合单位与书面依据。"),
        validation_error_status=400,
        validation_error_model=Problem,
        validation_error_callback=_refuse,
        doc_ui=False,
    )
    app.json = PlainJson(app)
    app.config.update(MAX_CONTENT_LENGTH=MAX_BODY, MAX_FORM_MEMORY_SIZE=MAX_FORM)
    source = _source(given, resolver)
    home = given.home if settings or resolver is None else resolver.graph.folder.parents[1]
    app.extensions["shouwen"] = Edge(source, today, open_laws(home))
    app.extensions["law-texts"] = Texts(home)
    for api_blueprint in (rest, resources, answering, operations):
        app.register_api(api_blueprint)
    app.register_blueprint(pages)
    app.register_blueprint(practices)
    for blueprint in (shelves, record, matters, departments, rulings, neighbours, searching, docs, impact):
        app.register_blueprint(blueprint)
    app.register_blueprint(accounts)
    app.register_blueprint(administration)
    curating.register(app, given)
    linked.register(app, given, home)
    problems.register(app)
    metrics.register(app)
    app.after_request(_guard)
    _dress(app)
    secret = session_secret(given.home) if settings or resolver is None else secrets.token_bytes()
    guard.register(app, given, secret, now)
    return app


def create_served_app() -> OpenAPI:
    """Return the application with the settings in force, ready for its first reader; what `shouwen serve` gives its workers."""
    settings = load_settings()
    app = create_app(settings)
    warm(app, settings.home)
    return app


def _source(settings: Settings, resolver: Resolver | None) -> Callable[[], Resolver]:
    """Return what gives the resolver to answer with: the one handed in, or the version in use."""
    if resolver is not None:
        return lambda: resolver
    return Current(settings.home, settings.encoder, settings.automatic)


def _refuse(error: ValidationError) -> Response:
    """Raise the first fault of the query as an error of ours."""
    raise misasked(error)


def _guard(response: Response) -> Response:
    """Add the headers that keep a page from being framed, sniffed or scripted from elsewhere."""
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    if request.path.startswith("/static/vendor/"):
        response.cache_control.max_age = 31_536_000
    return response


def _dress(app: OpenAPI) -> None:
    """Give the templates the words and the number forms they show."""
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.globals.update(
        OUTCOMES=labels.OUTCOMES, URGENT=labels.URGENT, URGENT_HINT=labels.URGENT_HINT, PARTS=labels.PARTS,
        CITATION_KINDS=labels.CITATION_KINDS, NODE_KINDS=labels.NODE_KINDS, GRANTS=labels.GRANTS, MARKS=labels.MARKS,
    )  # fmt: skip
    app.jinja_env.filters.update(day=labels.day, period=labels.period, percent=labels.percent, chinese_marks=labels.chinese_marks, id_path=as_path, anchor=anchor)
