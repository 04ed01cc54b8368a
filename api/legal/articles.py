"""The page of an article."""

from __future__ import annotations

from flask import render_template

from api import catalog
from api.edge import edge
from api.legal.looking import Looking
from api.legal.names import Names
from ontology.model import Provision


def show(record: Provision, looked: Looking) -> str:
    """Return the page of an article."""
    graph = edge().graph
    return render_template("article.html", record=record, label=catalog.label(graph, record), names=Names(graph), graph=graph, looked=looked)
