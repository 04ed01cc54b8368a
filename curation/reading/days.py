"""Days as papers write them: 2020年8月31日, 2020.8.31, 二〇二〇年八月三十一日, and 今年8月 by the paper's own year."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ontology.citation import to_number
from ontology.errors import BadCitation, BadDate
from ontology.validity import parse_day

_C: Final = "〇零一二三四五六七八九十"
_WRITTEN: Final = re.compile(
    rf"(?<!\d)(?P<year>(?:19|20)\d\s?\d|[一二][{_C}九]{{3}})\s*(?:年|[-./](?=\s*\d))\s*(?:(?P<month>\d{{1,2}}|[{_C}]{{1,3}})\s*(?:月|[-./](?=\s*\d)|(?=\D|$))(?:份)?"
    rf"\s*(?P<day>(?:[0-3]?\d(?!\d)|[{_C}]{{1,3}}))?\s*[日号]?)?"
)
_RELATIVE: Final = re.compile(rf"(?P<which>今年|去年|当年|同年|本年|前年)\s*(?P<month>\d{{1,2}}|[{_C}]{{1,3}})\s*月(?:份)?(?:(?P<day>\d{{1,2}}|[{_C}]{{1,3}})[日号])?(?P<part>底|初|中旬|上旬|下旬)?")
_BARE: Final = re.compile(rf"(?<![\d年{_C}])(?P<month>\d{{1,2}}|[{_C}]{{1,3}})月(?P<day>\d{{1,2}}|[{_C}]{{1,3}})[日号]")
_YEARS: Final = {"今年": 0, "当年": 0, "同年": 0, "本年": 0, "去年": -1, "前年": -2}


@dataclass(frozen=True, slots=True)
class Dated:
    """A day read: its span, ISO day (the first where only month or year is told), `precision` day, month or year; `told`: its year is in the text."""

    start: int
    end: int
    day: dt.date
    precision: str
    told: bool = True


def days_in(text: str, year: int | None = None) -> Iterator[Dated]:
    """Yield the days of a folded text in order; `year`: what 今年 and a day without a year mean (left out when None)."""
    taken: list[tuple[int, int]] = []
    for match in _WRITTEN.finditer(text):
        if not match["month"] and not match[0].rstrip().endswith("年"):
            continue
        if (found := _dated(match, _number(match["year"].replace(" ", "")))) and "年" in match[0] + "年"[: match["month"] is not None]:
            taken.append(match.span())
            yield found
    if year is None:
        return
    for pattern in (_RELATIVE, _BARE):
        for match in pattern.finditer(text):
            if any(a < match.end() and match.start() < b for a, b in taken):
                continue
            taken.append(match.span())
            if found := _dated(match, year + (_YEARS[match["which"]] if pattern is _RELATIVE else 0), told=False):
                yield found


def _dated(match: re.Match[str], year: int | None, told: bool = True) -> Dated | None:
    month, day = _number(match["month"]), _number(match["day"])
    if year is None or (month is not None and not 1 <= month <= 12):
        return None
    precision = "day" if day else ("month" if month else "year")
    try:
        value = parse_day(f"{year:04d}-{month or 1:02d}-{day or 1:02d}")
    except BadDate:
        return None
    return Dated(match.start(), match.start() + len(match[0].rstrip()), value, precision, told)


def _number(text: str | None) -> int | None:
    if not text:
        return None
    try:
        return to_number(text)
    except BadCitation:
        return None
