"""Real databases for tests: SQLite always, PostgreSQL where one can be started."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.database import Database, open_database


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """Return the URL of an empty database: "" (a file in the home), then one on PostgreSQL."""
    return "" if request.param == "sqlite" else str(request.getfixturevalue("postgresql_url"))


@pytest.fixture
def database(url: str, tmp_path: Path) -> Iterator[Database]:
    """Return an open database."""
    opened = open_database(url, tmp_path)
    yield opened
    opened.close()
