"""Numbers under which documents are issued: 沪府规〔2020〕12号, 住房和城乡建设部令第22号, 国家税务总局公告2012年第40号."""

from __future__ import annotations

import re
from typing import Final

from ontology.reference import short_title

_OPEN: Final = r"[〔\[［【（(﹝]"
_CLOSE: Final = r"[〕\]］】）)﹞]"
FORM: Final = (
    rf"{_OPEN}\s*(?P<year>(?:19|20)\d\d)\s*{_CLOSE}\s*第?\s*(?P<serial>\d+)\s*号"
    rf"|(?:19|20)\d\d\s*[\[〔【［]\s*\d+\s*[\]〕】］]\s*号令?|令\s*[（(]?\s*第?\s*\d+\s*号|(?:(?:19|20)\d\d\s*年\s*)?第?\s*\d+\s*号令|公告\s*(?:19|20)\d\d\s*年\s*第\s*\d+\s*号"
)
"""A number without the office that issued it, as a regular expression with the groups year and serial."""
_FORM: Final = re.compile(FORM)
_LEADING: Final = "根据|依据|依照|按照|遵照|参照|参考|符合|执行|落实|作出|印发|下发|颁发|转发|发布|公布|出台|下达|违反|修改|修订|废除|废止|关于|认为|应为|响应|文件|通知|以及|[了的日]"
_OFFICE: Final = re.compile(rf"(?:.*(?:{_LEADING}|[以和与及在即见按或又年]))?(?P<office>[\u4e00-\u9fff]{{0,12}})\s*$")
_MINISTRY: Final = re.compile(rf"(?:.*(?:{_LEADING}))?(?P<office>[\u4e00-\u9fff]{{0,20}})\s*$")


def issued(text: str, match: re.Match[str], earliest: int) -> tuple[str, int]:
    """Return a number found by FORM in its official form, with the office before it, and where it starts.

    Looks no further back than `earliest`. Brackets become 〔〕, spaces go.
    """
    before = text[max(earliest, match.start() - 24) : match.start()]
    office = (_OFFICE if match["year"] else _MINISTRY).search(before)
    name = office["office"] if office else ""
    number = f"〔{match['year']}〕{match['serial']}号" if match["year"] else re.sub(r"[\s（(]", "", match[0])
    return short_title(name + number), match.start() - (len(before) - office.start("office") if office else 0)


def whole(title: str) -> str:
    """Return the number in its official form when a title is nothing but one, else an empty text."""
    match = _FORM.search(title)
    return issued(title, match, 0)[0] if match and match.end() == len(title) and issued(title, match, 0)[1] == 0 else ""


def within(text: str, start: int, end: int) -> str:
    """Return the number that stands in a stretch of text in its official form, empty when there is none."""
    match = _FORM.search(text, start, end)
    return issued(text, match, start)[0] if match else ""
