"""Puts the office's pages and REST into an application, with the words its templates need."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, Final

from api.curating import opening
from api.curating.editing import editing
from api.curating.fields import Field
from api.curating.history import history
from api.curating.ledger import ledger
from api.curating.one import one
from api.curating.papers import papers
from api.curating.previews import previews
from api.curating.quarrels import quarrels
from api.curating.rest import proposals_rest
from api.curating.rest_versions import versions_rest
from api.curating.shapes import ProposalIn
from api.curating.uploads import uploads
from api.curating.worklist import place_of, title, worklist
from curation.proposals.desk import STATES
from curation.proposals.model import KINDS
from ontology.vocabulary import BASE

if TYPE_CHECKING:
    from flask_openapi3.openapi import OpenAPI

    from api.settings import Settings

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def register(app: OpenAPI, settings: Settings) -> None:
    """Register the routes; the office itself is opened at the first need."""
    opening.register(app, settings)
    for page in (worklist, editing, uploads, papers, history, previews, one, ledger, quarrels):
        app.register_blueprint(page)
    for interface in (proposals_rest, versions_rest):
        app.register_api(interface)
    app.extensions["shouwen-shapes"] = (ProposalIn,)
    app.jinja_env.globals.update(person=opening.person, title_of=title, place_of=place_of, kinds_of_proposals=KINDS, kinds=KINDS, states=STATES)
    app.jinja_env.filters.update(after_kind=after_kind, after_base=after_base, as_line=_as_line, is_day=lambda text: _DAY.fullmatch(text) is not None)


def after_kind(identifier: str) -> str:
    """Return an identifier without its namespace and kind: what an address of ours ends in."""
    return identifier.removeprefix(BASE).partition("/")[2]


def after_base(identifier: str) -> str:
    """Return an identifier without its namespace."""
    return identifier.removeprefix(BASE)


def _as_line(field: Field) -> Field:
    return dataclasses.replace(field, form="line")
