"""The page of a statute, list or measure at one version."""

from __future__ import annotations

from flask import render_template

from api import catalog
from api.edge import edge
from api.legal.looking import Looking
from api.legal.names import Names
from ontology.model import Instrument


def show(record: Instrument, looked: Looking) -> str:
    """Return the page of a statute, list or measure at one version."""
    graph = edge().graph
    return render_template(
        "statute.html",
        record=record,
        label=catalog.label(graph, record),
        names=Names(graph),
        graph=graph,
        looked=looked,
        versions=catalog.versions_of(graph, record.work),
    )
