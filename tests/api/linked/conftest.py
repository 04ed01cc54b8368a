"""The application with the shipped knowledge and its endpoint, and one whose knowledge holds hostile text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from flask_openapi3.openapi import OpenAPI
from hostile_texts import FORMULAS, HUGE, SCRIPT

from api.app import create_app
from api.linked.sparql import KEY
from api.settings import Settings
from graph import store
from graph.changes import ChangeSet
from graph.publish import lines_of
from ontology.vocabulary import SKOS, SW, iri
from resolver.encode import Encoder
from resolver.pipeline import Resolver
from resolver.staging import staged

TODAY = dt.date(2026, 11, 21)


@pytest.fixture(scope="session")
def endpoint(resolver: Resolver) -> Iterator[OpenAPI]:
    """Return the application on the shipped knowledge; its host of queries ends with the tests."""
    app = create_app(None, resolver, lambda: TODAY)
    yield app
    app.extensions[KEY].close()


@pytest.fixture
def client(endpoint: OpenAPI) -> FlaskClient:
    return endpoint.test_client()


def _text(subject: str, prop: object, text: str, language: str | None = None) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(str(prop)), ox.Literal(text, language=language) if language else ox.Literal(text))


@pytest.fixture(scope="session")
def hostile_home(home: Path, linked: Callable[[Path, Path], Path], encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with a published matter, made like another, whose texts are meant to do harm."""
    folder = linked(home, tmp_path_factory.mktemp("hostile") / "home")
    graph = store.open_version(folder)
    bad, like = iri("matter", "恶意"), iri("matter", "路灯故障")
    kept = [line.replace(f"<{like}> ", f"<{bad}> ", 1) for line in graph.content.lines(like) if "#prefLabel" not in line and "#phrase" not in line]
    said = [_text(bad, SKOS.prefLabel, SCRIPT, "zh"), _text(bad, SKOS.altLabel, HUGE, "zh"), *(_text(bad, SW.phrase, text) for text in FORMULAS)]
    with staged(graph, ChangeSet(frozenset(kept) | lines_of(said)), folder, encoder) as version:
        store.publish(version.folder, folder)
    return folder


@pytest.fixture(scope="session")
def hostile(hostile_home: Path) -> Iterator[OpenAPI]:
    """Return the application on that home."""
    app = create_app(Settings(home=hostile_home), today=lambda: TODAY)
    yield app
    app.extensions[KEY].close()
