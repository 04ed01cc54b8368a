"""A newly published version is taken up beside the running one; a broken one changes nothing."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import past_letters as made
import pytest

import api.current
from api.current import Current
from ontology.errors import BadVersion
from resolver.pipeline import Resolver
from resolver.practice import Experiences


@pytest.fixture
def current(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Current:
    def open_resolver(home: Path, *, version: str | None = None, encoder: str = "", automatic: float = 0.95, like: Any = None) -> Any:
        name = version or (home / "current").read_text()
        if name == "broken":
            raise BadVersion("图版本不完整")
        if name == "unforeseen":
            raise ValueError("nobody thought of this")
        return SimpleNamespace(graph=SimpleNamespace(version=name), experiences=Experiences(home))

    monkeypatch.setattr("resolver.pipeline.open_resolver", open_resolver)
    monkeypatch.setattr(api.current, "LOOK_EVERY", 0.01)
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


def test_no_fault_ends_the_looking(current: Current, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "current").write_text("unforeseen")
    deadline = time.monotonic() + 5
    while "nobody thought of this" not in caplog.text and time.monotonic() < deadline:
        time.sleep(0.01)
    assert "nobody thought of this" in caplog.text
    (tmp_path / "current").write_text("third")
    assert version_of(current, "third") == "third"


def test_what_was_learned_since_is_taken_up_and_a_broken_one_is_not(current: Current, tmp_path: Path, resolver: Resolver, caplog: pytest.LogCaptureFixture) -> None:
    experience, chain = made.experience(resolver), resolver.graph.place_chain(resolver.graph.find_place(made.CITY).id)

    def letters_in_use(expected: int) -> int:
        deadline = time.monotonic() + 5
        while (found := len(e.letters) if (e := current().experiences.of(chain)) else 0) != expected and time.monotonic() < deadline:
            time.sleep(0.01)
        return found

    assert letters_in_use(0) == 0
    experience.save(tmp_path, made.CODE)
    assert letters_in_use(80) == 80
    more = experience.with_more(made.read(resolver, made.past(resolver.graph, [made.Scene("路灯", made.PUDONG, "新的单位", "market", named=True)])))
    more.save(tmp_path, made.CODE)
    deadline = time.monotonic() + 5
    while "新的单位" not in current().experiences.of(chain).letters.units.list and time.monotonic() < deadline:
        time.sleep(0.01)
    in_use = current().experiences.of(chain)
    assert "新的单位" in in_use.letters.units.list
    root = tmp_path / "history" / made.CODE
    shutil.copytree(root / "2", root / "3")
    (root / "3" / "about.json").write_text("{", encoding="utf-8")
    (root / "current").write_text("3", encoding="utf-8")
    deadline = time.monotonic() + 5
    while "what was learned stays out of use" not in caplog.text and time.monotonic() < deadline:
        assert "新的单位" in current().experiences.of(chain).letters.units.list
        time.sleep(0.01)
    assert "what was learned stays out of use" in caplog.text
