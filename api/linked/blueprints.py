"""Puts linked data into an application."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from api.linked.dataset import dataset
from api.linked.sparql import KEY, sparql
from api.linked.spec import PATHS, TAG
from graph.querying.asking import Asking
from graph.querying.model import Limits

if TYPE_CHECKING:
    from flask import Flask

    from api.settings import Settings


def register(app: Flask, settings: Settings, home: Path) -> None:
    """Add the endpoint, the data set and its dumps for a home; the host of queries starts with the first query."""
    limits = Limits(settings.sparql_seconds, settings.sparql_rows, settings.sparql_memory, settings.sparql_processes)
    app.extensions[KEY] = Asking(home.absolute(), limits)
    app.register_blueprint(sparql)
    app.register_blueprint(dataset)
    app.extensions["shouwen-described"] = ((TAG, PATHS),)
