"""A list shown page by page, the same on every page that shows one: `?offset=40` beside whatever else the address says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar
from urllib.parse import urlencode

from flask import request

T = TypeVar("T")
DEEPEST: Final = 10_000_000


@dataclass(frozen=True, slots=True)
class Pages:
    """Where a page stands in its list, and the addresses of the pages around it."""

    total: int
    first: int
    last: int
    links: dict[str, str]

    @property
    def partly(self) -> bool:
        """Return whether the list is longer than what is shown."""
        return self.last - self.first + 1 < self.total


def offset_asked() -> int:
    """Return the offset that the address asks for, 0 for one that is no number."""
    return max(0, min(request.args.get("offset", 0, int), DEEPEST))


def page_of(rows: Sequence[T], size: int) -> tuple[list[T], Pages]:
    """Return the rows of the page asked for and where it stands."""
    offset = offset_asked()
    return list(rows[offset : offset + size]), pages_of(len(rows), size)


def pages_of(total: int, size: int) -> Pages:
    """Return where the page asked for stands in a list of so many rows."""
    offset = offset_asked()
    links = {}
    if offset > 0 and total:
        links["上一页"] = here(offset=str(max(0, min(offset - size, (total - 1) // size * size))))
    if offset + size < total:
        links["下一页"] = here(offset=str(offset + size))
    return Pages(total, min(offset + 1, total), min(offset + size, total), links)


def here(**other: str) -> str:
    """Return the address of this page with some arguments otherwise, empty ones left out; the offset starts anew unless it is given."""
    args = {name: value for name, value in request.args.items() if name != "offset"} | other
    kept = {name: value for name, value in args.items() if value and not (name == "offset" and value == "0")}
    return f"{request.path}?{urlencode(kept)}" if kept else request.path
