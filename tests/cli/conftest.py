"""Fixtures for the commands: a home of one's own, and commands run in this process where a fresh one is not the point."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from small import SMALL

from api.cli import main
from graph.load import knowledge_files


@dataclass(frozen=True)
class Ran:
    """What a command left: exit status, standard output and error."""

    status: int
    out: str
    err: str


Shouwen = Callable[..., Ran]


@pytest.fixture
def shouwen(own_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Shouwen:
    """Return a function that runs a command in this process, on a home that may be written to."""
    settings = tmp_path / "settings.toml"
    settings.write_text("", encoding="utf-8")
    monkeypatch.setenv("SHOUWEN_SETTINGS", str(settings))
    monkeypatch.setenv("SHOUWEN_HOME", str(own_home))

    def run(*arguments: object) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main([str(a) for a in arguments])
        printed = capsys.readouterr()
        return Ran(int(left.value.code or 0), printed.out, printed.err)

    return run


@pytest.fixture(scope="module")
def own_home(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the home; version folders are never written to, so they are hard links."""
    folder = tmp_path_factory.mktemp("own")
    shutil.copytree(home, folder, dirs_exist_ok=True, copy_function=os.link)
    return folder


@pytest.fixture(scope="session")
def small_text() -> str:
    """Return the small graph of tests/graph/small.py as Turtle."""
    return SMALL


@pytest.fixture(scope="session")
def ontology_file() -> Path:
    """Return the ontology, which every knowledge needs."""
    return next(f for f in knowledge_files() if f.name == "shouwen.ttl")
