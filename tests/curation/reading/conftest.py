"""The reading on the shipped graph; the resolver is the one all tests share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from curation.reading import Draft, open_paper, pasted, read
from resolver.pipeline import Resolver

TODAY = dt.date(2026, 11, 21)


@pytest.fixture
def read_file(resolver: Resolver) -> Callable[..., tuple[Draft, ...]]:
    """Return a function that opens and reads a file."""

    def run(name: str, data: bytes, place: str | None = None) -> tuple[Draft, ...]:
        return read(open_paper(name, data), resolver.graph, place, as_of=TODAY, resolver=resolver)

    return run


@pytest.fixture
def read_text(resolver: Resolver) -> Callable[..., tuple[Draft, ...]]:
    """Return a function that reads pasted text."""

    def run(text: str, place: str | None = None) -> tuple[Draft, ...]:
        return read(pasted(text), resolver.graph, place, as_of=TODAY, resolver=resolver)

    return run
