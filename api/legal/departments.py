"""The pages of departments: a function wherever it is held, and a unit of one place."""

from __future__ import annotations

from flask import render_template

from api import catalog
from api.edge import edge
from api.legal.looking import Looking
from api.legal.names import Names
from ontology.model import Function, Unit


def show_unit(record: Unit, looked: Looking) -> str:
    """Return the page of a unit."""
    return _show(record, looked, "unit.html")


def show_function(record: Function, looked: Looking) -> str:
    """Return the page of a function."""
    return _show(record, looked, "function.html")


def _show(record: Unit | Function, looked: Looking, template: str) -> str:
    graph = edge().graph
    return render_template(template, record=record, label=catalog.label(graph, record), names=Names(graph), graph=graph, looked=looked)
