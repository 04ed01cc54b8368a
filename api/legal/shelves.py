"""The list of statutes, under its own address; the lists of matters, rulings and departments stand beside their pages."""

from __future__ import annotations

from flask import Blueprint

from api.legal import statute_list

shelves = Blueprint("shelves", __name__)


@shelves.get("/statutes")
def statutes() -> str:
    """List the statutes, those of the graph and those of the law store as one."""
    return statute_list.page()
