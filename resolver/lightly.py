"""Imports a library without one that it would use if it could: seconds and hundreds of megabytes that a service need not pay."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def imported_without(name: str) -> Iterator[None]:
    """Let what is imported inside find `name` missing, unless it is loaded already; afterwards it can be imported as ever."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[name]
