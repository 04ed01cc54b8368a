"""The page of a place."""

from __future__ import annotations

from flask import render_template

from api import catalog
from api.edge import edge
from api.legal.looking import Looking
from api.legal.names import Names
from ontology.model import Place


def show(record: Place, looked: Looking) -> str:
    """Return the page of a place."""
    graph = edge().graph
    return render_template("place.html", record=record, label=catalog.label(graph, record), names=Names(graph), graph=graph, looked=looked)
