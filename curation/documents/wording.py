"""How papers put days, numbers and texts: as Chinese official documents do, and fit for XML whatever was typed."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from ontology.citation import to_chinese
from ontology.validity import Period

_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 §2.2 does not allow in a document."""
_SPACE: Final = re.compile("[ \\t\\r\\n]+")
_DIGITS: Final = "〇一二三四五六七八九"
PARTS: Final = {"lead": "首问", "support": "配合", "territorial": "属地配合", "oversight": "监督", "owner": "产权单位", "fallback": "兜底"}


def plain(text: str) -> str:
    """Return a text without the characters that XML forbids, on one line."""
    return " ".join(_SPACE.split(_FORBIDDEN.sub("", text).strip(" \t\r\n\u3000")))


def date(day: dt.date | None) -> str:
    """Return 2020年8月1日, as GB/T 9704-2012 §7.3.5.4 wants it; "" for none."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def last_day(until: dt.date | None) -> str:
    """Return the last day of a period that ends before `until`; "" for none."""
    return date(until - dt.timedelta(days=1)) if until else ""


def date_in_characters(day: dt.date | None) -> str:
    """Return 二〇二〇年八月一日, the older form that some offices keep; "" for none."""
    if day is None:
        return ""
    year = "".join(_DIGITS[int(c)] for c in str(day.year))
    return f"{year}年{to_chinese(day.month)}月{to_chinese(day.day)}日"


def period(value: Period) -> str:
    """Return a period in words, its last day included."""
    last = last_day(value.until)
    if value.start and last:
        return f"{date(value.start)}至{last}施行"
    if value.start:
        return f"{date(value.start)}起施行"
    return f"施行至{last}" if last else "施行日期未载"


def ordinal(number: int) -> str:
    """Return 一, 二, … for 1, 2, …"""
    return to_chinese(number)


def sentence(text: str) -> str:
    """Return a text that ends as a sentence does."""
    value = plain(text)
    return value if not value or value[-1] in "。！？；…" else f"{value}。"


def clause(text: str) -> str:
    """Return a text without the mark that ends it, to go on after."""
    return plain(text).rstrip("。；，;, ")
