"""A worker is ready before it takes requests, also where the law store cannot be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from api.app import create_app
from api.settings import Settings
from api.warming import COMPILED, warm


def test_templates_are_compiled_once_and_a_broken_store_stops_no_worker(
    home: Path, tmp_path: Path, linked: Callable[[Path, Path], Path], caplog: pytest.LogCaptureFixture
) -> None:
    own = linked(home, tmp_path / "home")
    app = create_app(Settings(home=own), None, lambda: dt.date(2026, 11, 22))
    warm(app, own)
    assert len(list((own / COMPILED).iterdir())) == len(app.jinja_env.list_templates()) > 50
    assert app.extensions["shouwen"].kept.of(app.extensions["shouwen"].graph, app.extensions["shouwen"].store).memory, "the list is sifted"
    (own / "laws").mkdir()
    (own / "laws" / "laws.db").write_text("no database")
    warm(app, own)
    assert "not ready" in caplog.text
    assert app.test_client().get("/").status_code == 200
