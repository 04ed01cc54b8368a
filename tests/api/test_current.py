"""A newly published version is taken up beside the running one; a broken one changes nothing."""

from __future__ import annotations

import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import api.current
from api.current import Current
from ontology.errors import BadVersion
from resolver.practice import Experiences


@pytest.fixture
def current(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Current:
    def open_resolver(home: Path, *, version: str | None = None, encoder: str = "", automatic: float = 0.95) -> Any:
        name = version or (home / "current").read_text()
        if name == "broken":
            raise BadVersion("图版本不完整")
        return SimpleNamespace(graph=SimpleNamespace(version=name), experiences=Experiences(home))

    monkeypatch.setattr("resolver.pipeline.open_resolver", open_resolver)
    monkeypatch.setattr(api.current, "LOOK_EVERY", 0.0)
    (tmp_path / "current").write_text("first")
    return Current(tmp_path)


def version_of(current: Current, expected: str) -> str:
    deadline = time.monotonic() + 5
    while current().graph.version != expected and time.monotonic() < deadline:
        time.sleep(0.01)
    return current().graph.version


def test_a_published_version_is_taken_up(current: Current, tmp_path: Path) -> None:
    assert current().graph.version == "first"
    (tmp_path / "current").write_text("second")
    assert version_of(current, "second") == "second"


def test_a_broken_version_leaves_the_running_one_in_use(current: Current, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "current").write_text("broken")
    for _ in range(20):
        assert current().graph.version == "first"
        time.sleep(0.01)
    assert "stays out of use" in caplog.text
    (tmp_path / "current").write_text("third")
    assert version_of(current, "third") == "third", "a later sound version is taken up"
