"""Periods: everything said holds from a day until the day before another.

Periods are half-open `[start, until)`; an open end is None. ISO 8601 dates in, no clock read.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from ontology.errors import BadDate

EARLIEST: Final = dt.date(1949, 10, 1)
"""No statute or unit of this graph is older; an earlier day is a slip of the pen."""
LATEST: Final = dt.date(2100, 1, 1)

_CHINESE_DATE: Final = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})(?:\s*[月./-]\s*(\d{1,2})\s*日?|\s*月)?")


@dataclass(frozen=True, slots=True)
class Period:
    """A half-open period of days; `start` or `until` None means open on that side."""

    start: dt.date | None = None
    until: dt.date | None = None

    def holds_on(self, day: dt.date) -> bool:
        """Return whether `day` lies in the period."""
        return (self.start is None or self.start <= day) and (self.until is None or day < self.until)

    def meet(self, other: Period) -> Period | None:
        """Return the days common to both periods, None when there are none."""
        start = max((d for d in (self.start, other.start) if d), default=None)
        until = min((d for d in (self.until, other.until) if d), default=None)
        if start and until and start >= until:
            return None
        return Period(start, until)

    @property
    def is_sound(self) -> bool:
        """Return whether the period holds at least one day."""
        return not (self.start and self.until) or self.start < self.until


def parse_day(text: str, *, where: str = "") -> dt.date:
    """Return the day written as 2024-03-01, 2024/3/1, 2024年3月1日, 20240301 or 2024-03 (its first day).

    Raises BadDate when the text is no calendar day between 1949-10-01 and 2099-12-31.
    """
    value = unicodedata.normalize("NFKC", text).strip()
    match = _CHINESE_DATE.match(value)
    try:
        if match:
            day = dt.date(int(match[1]), int(match[2]), int(match[3] or 1))
        elif re.fullmatch(r"\d{8}", value):
            day = dt.date(int(value[:4]), int(value[4:6]), int(value[6:]))
        elif re.fullmatch(r"\d{4}", value):
            day = dt.date(int(value), 1, 1)
        else:
            raise ValueError(value)
    except ValueError as error:
        raise BadDate(f"日期“{value[:40]}”无法识别", where=where, mend="请写成 2024-03-01 或 2024年3月1日") from error
    if not EARLIEST <= day < LATEST:
        raise BadDate(
            f"日期“{value[:40]}”超出范围", where=where, why="只回答 1949-10-01 至 2099-12-31 之间的日子",
            mend="请核对年份",
        )
    return day
