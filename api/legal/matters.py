"""The page of a matter."""

from __future__ import annotations

from flask import render_template

from api import catalog
from api.edge import edge
from api.legal.looking import Looking
from api.legal.names import Names
from ontology.model import Matter


def show(record: Matter, looked: Looking) -> str:
    """Return the page of a matter."""
    graph = edge().graph
    return render_template("matter.html", record=record, label=catalog.label(graph, record), names=Names(graph), graph=graph, looked=looked)
