"""The day and the place looked at: one selector for every page of the legal desk, carried from page to page in the address.

`?day=2024-06-01&place=宁海县`; nothing given: today, everywhere. A page's view asks for `looking()` and hands it to its template as
`looked`; the template extends legal.html, which shows the selector, and links records by `looked.path(iri)`.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from flask import request

from api.edge import edge
from ontology.model import Place
from ontology.validity import parse_day
from ontology.vocabulary import as_path, local

OWN: Final = frozenset({"day", "place", "turn", "offset"})
"""Arguments that a changed selection does not carry along: the selection itself, and the page number of a list that will be another."""

_MARKS: Final = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Looking:
    """The day looked at and the place, None for everywhere; `chosen`: whether the day is another than today."""

    day: dt.date
    place: Place | None
    chosen: bool

    @property
    def place_name(self) -> str:
        """Return the full name of the place, "" for everywhere."""
        return (self.place.full_name or self.place.name) if self.place else ""

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
        return ({"day": self.day.isoformat()} if self.chosen else {}) | ({"place": self.place_name} if self.place else {})

    def path(self, identifier: str, anchor: str = "", **more: str) -> str:
        """Return the address of a record's page under this selection, at an anchor of the page."""
        return self.href(as_path(identifier), anchor, **more)

    def href(self, path: str, anchor: str = "", **more: str) -> str:
        """Return a path of ours under this selection; `more`: further arguments, empty ones left out."""
        given = self.keeps() | {name: value for name, value in more.items() if value}
        return path + (f"?{urlencode(given)}" if given else "") + (f"#{anchor}" if anchor else "")

    @property
    def others(self) -> list[tuple[str, str]]:
        """Return what else the address of this page holds: what the selector's form keeps as it is."""
        return [(name, value) for name, value in request.args.items(multi=True) if name not in OWN]

    @property
    def anew(self) -> str:
        """Return the address of this page without any selection."""
        return request.path + (f"?{urlencode(self.others)}" if self.others else "")

    @property
    def known(self) -> list[str]:
        """Return the full names of the places that have units of their own, to be offered while typing."""
        graph = edge().graph
        found = [place for each in sorted(graph.units.values("place")) if (place := graph.places.get(each))]
        return [place.full_name or place.name for place in found]


def anchor(identifier: str) -> str:
    """Return the anchor under which a page shows an IRI of ours that has no page of its own."""
    return _MARKS.sub("-", local(identifier))


def turned() -> bool:
    """Return whether the selector of this page was just used to look at another day: a page of one version then turns to that day's."""
    written = request.args.get("turn", "")
    return bool(written) and written != request.args.get("day", "")


def looking() -> Looking:
    """Return what this request looks at; raises BadInput for a day that is none or a place that is not known."""
    written, place = request.args.get("day", "").strip()[:40], request.args.get("place", "").strip()[:60]
    today = edge().today()
    day = parse_day(written, where="参数 day") if written else today
    return Looking(day, edge().graph.find_place(place) if place else None, day != today)
