"""Fixtures for the edge: the application on a stand-in resolver, and on the real one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from flask_openapi3.openapi import OpenAPI
from stand_in import StandInResolver, graph

from api.app import create_app
from resolver.pipeline import Resolver

TODAY = dt.date(2026, 11, 21)


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> OpenAPI:
    """Return the application on the stand-in resolver."""
    folder: Path = tmp_path_factory.mktemp("home") / "versions" / "stand-in"
    folder.mkdir(parents=True)
    return create_app(None, StandInResolver(graph(folder)), lambda: TODAY)  # type: ignore[arg-type]


@pytest.fixture
def client(app: OpenAPI) -> FlaskClient:
    """Return a client of the application on the stand-in resolver."""
    return app.test_client()


@pytest.fixture(scope="session")
def real(resolver: Resolver) -> OpenAPI:
    """Return the application on the shipped knowledge."""
    return create_app(None, resolver, lambda: TODAY)
