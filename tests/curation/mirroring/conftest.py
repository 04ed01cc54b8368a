"""A store of each kind that we say we mirror to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import stores
from stores import Server


def _kinds() -> list[object]:
    return [
        pytest.param("oxigraph", marks=pytest.mark.skipif(not stores.OXIGRAPH, reason="没有 Oxigraph 服务：pip install oxigraph")),
        pytest.param("virtuoso", marks=pytest.mark.skipif(not stores.VIRTUOSO, reason="没有 Virtuoso：apt-get install virtuoso-opensource")),
    ]


@pytest.fixture(params=_kinds())
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    """Return a running store of each kind, empty."""
    folder = tmp_path / "store"
    folder.mkdir()
    made = stores.oxigraph(folder, kept=True) if request.param == "oxigraph" else stores.virtuoso(folder)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def oxigraph(tmp_path: Path) -> Iterator[Server]:
    """Return a running Oxigraph, empty."""
    if not stores.OXIGRAPH:
        pytest.skip("没有 Oxigraph 服务：pip install oxigraph")
    folder = tmp_path / "oxigraph"
    folder.mkdir()
    made = stores.oxigraph(folder)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def virtuoso(tmp_path: Path) -> Iterator[Server]:
    """Return a running Virtuoso, empty."""
    if not stores.VIRTUOSO:
        pytest.skip("没有 Virtuoso：apt-get install virtuoso-opensource")
    folder = tmp_path / "virtuoso"
    folder.mkdir()
    made = stores.virtuoso(folder)
    made.start()
    yield made
    made.stop()
