"""A store of each kind that we say we mirror to, and offices of two sizes: few triples are enough for all but one test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import stores
from stores import Server

from curation.office import Office


@pytest.fixture
def office(small_home: Path, office_of: Callable[[Path], Office]) -> Office:
    """Return an office on the small graph."""
    return office_of(small_home)


@pytest.fixture
def whole_office(before_rulings: Path, office_of: Callable[[Path], Office]) -> Office:
    """Return an office on the shipped knowledge."""
    return office_of(before_rulings)


def _kinds() -> list[object]:
    return [
        pytest.param("oxigraph", marks=pytest.mark.skipif(not stores.OXIGRAPH, reason="没有 Oxigraph 服务：pip install oxigraph")),
        pytest.param("virtuoso", marks=pytest.mark.skipif(not stores.VIRTUOSO, reason="没有 Virtuoso：apt-get install virtuoso-opensource")),
    ]


def _running(made: Server) -> Iterator[Server]:
    made.start()
    yield made
    made.stop()


@pytest.fixture(params=_kinds())
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    """Return a running store of each kind, empty."""
    yield from _running(getattr(stores, request.param)(tmp_path / request.param))


@pytest.fixture
def oxigraph(tmp_path: Path) -> Iterator[Server]:
    """Return a running Oxigraph, empty."""
    if not stores.OXIGRAPH:
        pytest.skip("没有 Oxigraph 服务：pip install oxigraph")
    yield from _running(stores.oxigraph(tmp_path / "oxigraph"))


@pytest.fixture
def virtuoso(tmp_path: Path) -> Iterator[Server]:
    """Return a running Virtuoso, empty."""
    if not stores.VIRTUOSO:
        pytest.skip("没有 Virtuoso：apt-get install virtuoso-opensource")
    yield from _running(stores.virtuoso(tmp_path / "virtuoso"))
