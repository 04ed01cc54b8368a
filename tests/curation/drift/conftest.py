"""A small graph in which everything rests on a made-up statute, and what makes the statute that takes its place."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from drift_texts import EXTRA, NEW, START, articles

from curation.drift import Statute
from graph import store
from graph.laws.model import LawVersion
from graph.store import KnowledgeGraph

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "graph"))
from small import SMALL, small


@pytest.fixture
def lit(tmp_path: Path) -> Callable[[str], KnowledgeGraph]:
    """Return what makes a graph in which everything rests on 照明法 of 2020, with more Turtle."""

    def make(more: str) -> KnowledgeGraph:
        knowledge, home = small(tmp_path, EXTRA + more, text=SMALL), tmp_path / "home"
        with store.staging(knowledge, home) as folder:
            version = store.publish(folder, home)
        return store.open_version(home, version)

    return make


@pytest.fixture
def lamps(lit: Callable[[str], KnowledgeGraph]) -> KnowledgeGraph:
    """Return a graph in which everything rests on 照明法 of 2020."""
    return lit("")


@pytest.fixture
def statute() -> Callable[..., Statute]:
    """Return what makes a new statute."""

    def make(title: str = "路灯法", said: dict[str, str] = NEW, version: str = "2026-10-01") -> Statute:
        held = articles(said, title, version)
        return Statute(LawVersion(f"中华人民共和国{title}", title, "法律", "", version, dt.date.fromisoformat(version), START, None, "not_yet", "", len(held), "公报"), held)

    return make
