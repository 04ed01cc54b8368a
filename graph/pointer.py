"""Which version is in use: the pointer file of a home. Apart from graph.store, for whoever must not load what the tables need."""

from __future__ import annotations

from pathlib import Path


def current_version(home: Path) -> str | None:
    """Return the name of the version in use, None when nothing was published yet."""
    pointer = home / "current"
    return pointer.read_text(encoding="utf-8").strip() if pointer.exists() else None
