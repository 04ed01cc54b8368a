"""The day and the place looked at: one selector for every page of the legal desk, carried from page to page in the address.

`?day=2024-06-01&place=宁海县`; nothing given: today, everywhere.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request

from api.edge import edge
from ontology.errors import BadInput
from ontology.model import Place
from ontology.vocabulary import as_path


@dataclass(frozen=True, slots=True)
class Looking:
    """The day looked at and the place, None for the whole country; `chosen`: whether the reader chose the day."""

    day: dt.date
    place: Place | None
    chosen: bool

    @property
    def where(self) -> frozenset[str]:
        """Return the place and what it lies in, by IRI; empty for everywhere."""
        return frozenset(edge().graph.place_chain(self.place.id)) if self.place else frozenset()

    def holds(self, record: Any) -> bool:
        """Return whether a record with `start` and `until` holds on the day."""
        return (record.start is None or record.start <= self.day) and (record.until is None or self.day < record.until)

    def here(self, record: Any) -> bool:
        """Return whether a record with `place` counts at the place looked at; everything does where none is."""
        return self.place is None or record.place in self.where

    def keeps(self) -> dict[str, str]:
        """Return the arguments that carry the selection on to another page."""
        return ({"day": self.day.isoformat()} if self.chosen else {}) | ({"place": self.place.full_name or self.place.name} if self.place else {})

    def path(self, identifier: str, **more: str) -> str:
        """Return the address of a record's page under this selection."""
        return self.href(as_path(identifier), **more)

    def href(self, path: str, **more: str) -> str:
        """Return a path of ours under this selection."""
        given = self.keeps() | more
        return f"{path}?{urlencode(given)}" if given else path


def looking() -> Looking:
    """Return what this request looks at; raises BadInput for a day that is none or a place that is not known."""
    written, place = request.args.get("day", "").strip()[:40], request.args.get("place", "").strip()[:60]
    try:
        day = dt.date.fromisoformat(written) if written else edge().today()
    except ValueError as error:
        raise BadInput(f"“{written}”不是日期", where="参数 day", mend="请写成 2026-08-15") from error
    return Looking(day, edge().graph.find_place(place) if place else None, bool(written))
