"""From which day a version is in force, until which, and with what status: worked out from all versions of a statute."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from graph.laws.model import UNDATED, LawVersion


@dataclass(frozen=True, slots=True)
class Dated:
    """What is said of one version: its day, from when it is in force, its status, on which day it was repealed and by what."""

    version: str
    start: dt.date | None = None
    status: str = ""
    repealed_on: dt.date | None = None
    repealed_by: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """A version's half-open period and its status; `newest`: no later version is held."""

    start: dt.date | None
    until: dt.date | None
    status: str
    newest: bool


def day_of(version: str) -> dt.date | None:
    """Return the day that names a version, None for one without a date."""
    return None if version == UNDATED else dt.date.fromisoformat(version)


def start_of(version: str, start: dt.date | None) -> dt.date | None:
    """Return the day from which a version is in force: as stated, else the version's own day."""
    return start or day_of(version)


def periods(versions: Sequence[Dated]) -> dict[str, Period]:
    """Return each version's period. The next version's first day in force, or the repeal if earlier, ends a version.

    A version without a date counts as the oldest: whatever is dated comes after it.
    """
    ordered = sorted(versions, key=lambda v: day_of(v.version) or dt.date.min)
    found: dict[str, Period] = {}
    for place, v in enumerate(ordered):
        later = [start for w in ordered[place + 1 :] if (start := start_of(w.version, w.start))]
        ends = [*later, *([v.repealed_on] if v.repealed_on else [])]
        newest = place == len(ordered) - 1
        found[v.version] = Period(start_of(v.version, v.start), min(ends, default=None), _status(v, newest), newest)
    return found


def with_days(versions: Sequence[LawVersion], days: Mapping[str, dt.date]) -> list[LawVersion]:
    """Return the versions of a statute, their first day taken from `days` (by version) where their publisher states none.

    The version before ends on that day. A day before the version's own is not taken: nothing is in force before it was passed.
    """
    moved: dict[dt.date | None, dt.date | None] = {
        v.start: days[v.version] for v in versions if v.start and not v.said_start and days.get(v.version, v.start) > v.start
    }
    return [replace(v, start=v.start if v.said_start else moved.get(v.start, v.start), until=moved.get(v.until, v.until)) for v in versions]


def _status(v: Dated, newest: bool) -> str:
    """Return the status published, put right where later versions or a repeal are held that its source did not know of."""
    said = v.status or "current"
    if said in ("current", "not_yet"):
        return ("old_version" if said == "current" else said) if not newest else "repealed" if v.repealed_on else said
    return said
