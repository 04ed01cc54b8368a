"""Fixtures for the resolver: the small graph's files, and letters in our own words."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from graph.load import knowledge_files

SMALL = Path(__file__).resolve().parent.parent / "graph" / "small.py"


@pytest.fixture(scope="session")
def small_files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return the ontology and the small graph of tests/graph/small.py as files."""
    spec = importlib.util.spec_from_file_location("small_graph", SMALL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    path = tmp_path_factory.mktemp("small") / "small.ttl"
    path.write_text(module.SMALL, encoding="utf-8")
    return [*(f for f in knowledge_files() if f.name == "shouwen.ttl"), path]
