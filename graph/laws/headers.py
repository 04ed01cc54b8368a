"""What the head of a published text says of it: its dates, rank and place."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Final

from ontology.citation import to_number
from ontology.errors import BadCitation

_D: Final = r"[0-9０-９零〇○一二三四五六七八九十]"
_DAY: Final = re.compile(rf"(?P<year>{_D}{{4}})\s*(?:年|[-./－])\s*(?P<month>{_D}{{1,3}})\s*(?:月|[-./－])\s*(?P<day>{_D}{{1,3}})\s*日?")
_FORCE: Final = re.compile(rf"自?\s*(?P<when>{_DAY.pattern.replace('?P<', '?P<f_')})\s*(?:起|开始)?\s*(?:施行|实施|生效|执行)")
_CLOSING: Final = re.compile(rf"自\s*{_DAY.pattern}\s*起\s*(?:施行|实施|生效|执行)")
_IN_NAME: Final = re.compile(r"[（(【\[_\s-]?(?P<day>(?:19|20)\d{2}[-.年]?\d{2}[-.月]?\d{2})日?[)）】\]]?(?:\.[A-Za-z.]+)?$")

RANKS: Final = (
    "宪法", "法律", "行政法规", "监察法规", "司法解释", "部门规章", "地方性法规", "自治条例", "单行条例", "经济特区法规", "地方政府规章", "规范性文件",
)  # fmt: skip
SUBJECTS: Final = ("宪法相关法", "民法商法", "行政法", "经济法", "社会法", "刑法", "诉讼与非诉讼程序法", "生态环境法", "修正案")
"""Branches into which national laws are sorted; a text so marked is a 法律."""
PROVINCES: Final = [
    "北京",
    "天津",
    "河北",
    "山西",
    "内蒙古",
    "辽宁",
    "吉林",
    "黑龙江",
    "上海",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "广西",
    "海南",
    "重庆",
    "四川",
    "贵州",
    "云南",
    "西藏",
    "陕西",
    "甘肃",
    "青海",
    "宁夏",
    "新疆",
]
STATUSES: Final = {
    "现行有效": "current", "有效": "current", "试行": "current", "current": "current", "尚未生效": "not_yet", "尚未施行": "not_yet", "not_yet": "not_yet",
    "已修改": "old_version", "已被修改": "old_version", "old_version": "old_version", "废止或失效": "repealed", "已废止": "repealed", "废止": "repealed",
    "失效": "repealed", "repealed": "repealed",
}  # fmt: skip
"""How publishers word a status."""


def days(text: str) -> list[dt.date]:
    """Return every day written in a text (2021-01-22, 2021年1月22日, 二〇二一年一月二十二日), in order."""
    return [day for match in _DAY.finditer(text) if (day := _day(match["year"], match["month"], match["day"]))]


def a_day(text: object) -> dt.date | None:
    """Return the first day in a value, None where there is none."""
    if isinstance(text, dt.datetime):
        return text.date()
    return text if isinstance(text, dt.date) else next(iter(days(str(text or ""))), None)


def _day(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(*(to_number(part.replace("○", "〇")) for part in (year, month, day)))
    except (ValueError, BadCitation):
        return None


def day_in_name(stem: str) -> dt.date | None:
    """Return the day at the end of a file's name: 渔业法(2013-12-28)."""
    match = _IN_NAME.search(stem)
    digits = re.sub(r"\D", "", match["day"]) if match else ""
    return _day(digits[:4], digits[4:6], digits[6:8]) if digits else None


def passed(lines: Iterable[str]) -> list[dt.date]:
    """Return the days on which a text was passed, published or amended, by its head; days of entry into force are not among them."""
    return sorted({day for line in lines for day in days(_FORCE.sub("", line))})


def in_force_from(head: Sequence[str], closing: Sequence[str], version: dt.date) -> dt.date | None:
    """Return from when a version is in force, by its head or its last articles; None where these speak of an earlier version only."""
    stated = [_matched(match, "f_") for line in head for match in _FORCE.finditer(line)]
    stated += [_matched(match) for line in closing for match in _CLOSING.finditer(line)]
    return min((day for day in stated if day and day >= version), default=None)


def _matched(match: re.Match[str], prefix: str = "") -> dt.date | None:
    return _day(match[f"{prefix}year"], match[f"{prefix}month"], match[f"{prefix}day"])


def rank_of(title: str, marks: Iterable[str]) -> str:
    """Return the rank of a statute: as folders, front matter and tags say, else by its title; "" where neither tells."""
    said = [part.strip() for mark in marks for part in re.split(r"[/\\,，、]", mark)]
    for mark in said:
        if mark in SUBJECTS:
            return "法律"
        if mark in RANKS:
            return mark
        if mark in ("地方法规", "地方性法规规章"):
            return "地方性法规"
    if title.endswith("宪法") or "宪法修正案" in title:
        return "宪法"
    if title.startswith(("最高人民法院", "最高人民检察院")):
        return "司法解释"
    if place_of(title, ()):
        return "地方性法规"
    if re.search(r"(?:法|法典|法（[^）]*）)$", title) or "修正案" in title or title.startswith("全国人民代表大会"):
        return "法律"
    return "行政法规" if title.startswith("国务院") or title.endswith("条例") else ""


def place_of(title: str, marks: Iterable[str]) -> str:
    """Return the name of the province (or of the town, where the title names one only) whose regulation it is; "" for national law."""
    for name in PROVINCES:
        if title.startswith(name) or any(mark.strip() in (name, f"{name}省", f"{name}市") for mark in marks):
            return name
    town = re.match(r"(?P<name>[\u4e00-\u9fff]{2,6}?)(?:市|自治州|自治县|地区)(?!场|政|容|民)", title)
    return town["name"] if town and "中华人民共和国" not in title and not re.match(r"(?:城|都|超)市", title) else ""
