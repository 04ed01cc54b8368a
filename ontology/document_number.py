"""Numbers under which documents are issued: 沪府规〔2020〕12号, 住房和城乡建设部令第22号, GB 3096-2008; serials by which they are called: 12号文."""

from __future__ import annotations

import re
from typing import Final

from ontology.numerals import WIDE
from ontology.reference import short_title

_OPEN: Final = "[〔\\[［【（(﹝{｛《〈]"
_CLOSE: Final = "[〕\\]］】）)﹞}｝》〉]"
_D: Final = "[0-9０-９]"
_YEAR: Final = rf"(?:(?:19|20|１９|２０){_D}{{2}}|(?<=[发字办函令规政文批通府]{_OPEN}){_D}{{2}}|{_D}{{2}}(?={_CLOSE}[\u4e00-\u9fff]{{1,6}}字第))"
"""Of two digits only where a word for an issuing office stands before (川劳发〔80〕412号) or 字第 behind."""
_DASH: Final = "[-—–－]{1,2}"
_STANDARD: Final = (
    r"(?<![A-Za-z0-9/])(?:"
    rf"(?:[A-Z]{{2,4}}\d{{0,4}}(?:\s?/\s?[A-Z]{{1,5}}\d{{0,2}})?|T\s?/\s?[A-Z]{{2,6}}|[gj][bg]j?)[\s/-]?\s?\d+(?:\.\d+)*\s?{_DASH}\s?(?:19|20)\d\d(?!\d)"
    rf"|(?:GB[JZ]?|gb|DB\d\d|[A-Z]{{2,3}}(?=\s?/\s?[TZ]))(?:\s?/\s?[TZ])?[\s/]?\s?\d+(?:\.\d+)*(?:{_DASH}\d\d(?!\d))?|[A-Z]{{2,3}}\s?\d{{2,5}}{_DASH}[4-9]\d(?!\d))"
)
"""The number of a standard (GB/T 20001.1): letters and a year, or letters that only standards bear."""
FORM: Final = (
    rf"{_OPEN}\s*(?P<year>{_YEAR})\s*年?\s*{_CLOSE}\s*(?P<word>[\u4e00-\u9fff]{{1,6}}字)?\s*第?\s*(?P<serial>{_D}+)\s*(?:号|(?=文件|[）)]|$|第[一二三四五六七八九十百0-9]+条))"
    rf"|(?:19|20)\d\d\s*[\[〔【［]\s*\d+\s*[\]〕】］]\s*号令?|令\s*[（(]?\s*(?:(?:19|20)\d\d\s*年\s*)?第?\s*{_D}+\s*号|(?:(?:19|20)\d\d\s*年\s*)?第?\s*{_D}+\s*号令|(?:公告\s*(?:19|20)\d\d\s*年\s*第\s*\d+\s*号|(?:19|20)\d\d年第?\s*\d+\s*号(?=文|第)|(?<=[局府委部院署])(?:19|20)\d\d年第\s*\d+\s*号)"
    rf"|(?P<standard>{_STANDARD})"
)
"""A number without the office that issued it, as a regular expression with the groups year, word, serial and standard."""
SERIAL: Final = rf"(?P<called>(?:第\s*)?(?P<plain>{_D}{{1,5}})\s*号文(?:件|(?![化体具物字书艺昌本案学创综教旅]|明(?!确))))"
"""What a document is called by the last part of its number, as a regular expression with the groups called and plain."""
_FORM: Final = re.compile(FORM)
_LEADING: Final = (
    "根据|依据|依照|按照|遵照|参照|参考|符合|执行|落实|作出|印发|下发|颁发|转发|发布|公布|出台|下达|违反|修改|修订|废除|废止|关于|认为|应为|响应|文件|通知|以及"
    "|首先|其次|目前|现在|查阅|收回|领导|属于|享受|补发|这批|为什么|得到|如(?!皋|东)|自(?!然)|[了的日您你我他们今是]"
)
_OFFICE: Final = re.compile(
    rf"(?:.*(?:{_LEADING}|[以和与及在即见按或又年依将把让从由向但而等]|对(?!外)|(?:办公厅|办公室|人民政府|委员会|[\u4e00-\u9fff]局|[\u4e00-\u9fff]{{2}}厅)(?=(?![办发函规字令文公])[\u4e00-\u9fff]{{2,8}}\s*$)))?"
    r"(?P<office>(?:[A-Z]\d{0,2}(?=[市县区镇]))?[\u4e00-\u9fff]{0,12})\s*$"
)
"""What a number starts with: no words of the sentence before, and not the office's full name where its short one follows (劳动局川劳发)."""
_MINISTRY: Final = re.compile(rf"(?:.*(?:{_LEADING}))?(?P<office>(?:[A-Z]\d{{0,2}}(?=[市县区镇]))?[\u4e00-\u9fff]{{0,20}})\s*$")
_CALLER: Final = re.compile(rf"(?:.*(?:{_LEADING}|[以和与及在即见按或又年依将把让从由向但而等]|对(?!外)))?(?P<office>[\u4e00-\u9fff]{{1,8}}[府委局部厅院办会央函发字])\s*$")


def issued(text: str, match: re.Match[str], earliest: int) -> tuple[str, int]:
    """Return a number found by FORM in its official form, with the office before it, and where it starts.

    Looks no further back than `earliest`. Brackets become 〔〕, spaces go, digits are plain.
    """
    if match["standard"]:
        return re.sub(_DASH, "-", re.sub(r"\s", "", match[0])).upper(), match.start()
    before = text[max(earliest, match.start() - 24) : match.start()]
    office = (_OFFICE if match["year"] else _MINISTRY).search(before)
    name = office["office"] if office else ""
    number = f"〔{match['year']}〕{match['word'] + '第' if match['word'] else ''}{match['serial']}号" if match["year"] else re.sub(r"[\s（(]", "", match[0])
    return short_title(name + number.translate(WIDE)), match.start() - (len(before) - office.start("office") if office else 0)


def called(text: str, match: re.Match[str], earliest: int) -> tuple[str, int]:
    """Return what a document found by SERIAL is called, with the office before it (发改委12号文), and where that starts."""
    before = text[max(earliest, match.start() - 12) : match.start()]
    office = _CALLER.search(before)
    name = office["office"] if office else ""
    return name + re.sub(r"\s", "", match["called"]).translate(WIDE), match.start() - (len(before) - office.start("office") if office else 0)


def serial(number: str) -> str:
    """Return the last part of a number (12 of 沪府规〔2020〕12号), empty when it has none."""
    match = re.search(r"(\d+)号(?:令)?$", number)
    return match[1] if match else ""


def whole(title: str) -> str:
    """Return the number in its official form when a title is nothing but one, else an empty text."""
    match = _FORM.search(title)
    return issued(title, match, 0)[0] if match and match.end() == len(title) and issued(title, match, 0)[1] == 0 else ""


def within(text: str, start: int, end: int) -> str:
    """Return the number that stands in a stretch of text in its official form, empty when there is none."""
    match = _FORM.search(text, start, end)
    return issued(text, match, start)[0] if match else ""
