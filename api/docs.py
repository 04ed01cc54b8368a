"""The page of the programming interface."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import Blueprint, current_app, render_template

from api.problems import PROBLEM_BASE, TITLES
from api.spec import document

if TYPE_CHECKING:
    from flask_openapi3.openapi import OpenAPI

docs = Blueprint("docs", __name__)


@docs.get("/docs")
def show() -> str:
    """Show the API documentation, made from the same document that /openapi.json gives."""
    spec = document(cast("OpenAPI", current_app))
    operations = [
        (method.upper(), path, operation) for path, item in spec["paths"].items() for method, operation in item.items() if method in {"get", "post", "put"}
    ]
    return render_template("docs.html", spec=spec, operations=operations, problems=TITLES, problem_base=PROBLEM_BASE)
