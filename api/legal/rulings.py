"""The page of a ruling."""

from __future__ import annotations

from flask import render_template

from api import catalog
from api.edge import edge
from api.legal.looking import Looking
from api.legal.names import Names
from ontology.model import Ruling


def show(record: Ruling, looked: Looking) -> str:
    """Return the page of a ruling."""
    graph = edge().graph
    return render_template("ruling.html", record=record, label=catalog.label(graph, record), names=Names(graph), graph=graph, looked=looked)
