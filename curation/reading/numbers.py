"""Document numbers (文号) in all usual forms: 宁编办〔2020〕15号, 甬政发[2021]3号, 专题会议纪要（2022）第8期, 宁首认字第2020-003号."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ontology.citation import to_number
from ontology.errors import BadCitation

_C: Final = "〇零一二三四五六七八九十百"
_NUMBER: Final = re.compile(
    rf"(?P<body>[\u4e00-\u9fffA-Za-z]{{0,16}}?)\s*[〔（]\s*(?P<year>(?:19|20)\d\d|[一二][{_C}九]{{3}})\s*(?:年)?\s*[〕）]\s*(?:年)?\s*(?P<nth>第)?\s*(?P<count>\d{{1,5}}|[{_C}]{{1,6}})\s*(?P<unit>号|期|次)"
)
_SERIAL: Final = re.compile(r"(?P<body>[\u4e00-\u9fff]{0,10}字)\s*第?\s*(?P<serial>(?:19|20)\d\d\s*[-—－]?\s*\d{1,5}|\d{1,6})\s*号|(?P<plain>[A-Z]{1,6}[-—－]?(?:19|20)\d\d[-—－]?\d{1,6}(?:号)?)")
_YEAR_COUNT: Final = re.compile(rf"(?P<year>(?:19|20)\d\d)年?\s*第\s*(?P<count>\d{{1,4}}|[{_C}]{{1,5}})\s*(?P<unit>号|期|次)")
_BEFORE: Final = re.compile(r"^.*(?:根据|按照|依据|依照|参照|详见|此前|附|见|文号|编号|字号|原|废止|替代|取代|件|即|对|与|和|及|以|的|是|为|由|后|，|、)(?=[\u4e00-\u9fff]{2,})")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A document number: its span, how it is written officially, and whether it is another document's (behind 《…》 or a 根据)."""

    start: int
    end: int
    value: str
    cited: bool


def numbers_in(text: str) -> Iterator[Numbered]:
    """Yield the document numbers of a folded text, in order."""
    for match in _NUMBER.finditer(text):
        body = match["body"]
        if cut := _BEFORE.match(body):
            body = body[cut.end() :]
        year, count = _plain(match["year"]), _plain(match["count"])
        if not year or not count or len(body) < 1:
            continue
        start = match.start("body") + len(match["body"]) - len(body)
        nth = "第" if match["unit"] != "号" else ""
        yield Numbered(start, match.end(), f"{body}〔{year}〕{nth}{count}{match['unit']}", _is_cited(text, start))
    for match in _SERIAL.finditer(text):
        value = "".join(match[0].split()).replace("—", "-").replace("－", "-")
        yield Numbered(match.start(), match.end(), value, _is_cited(text, match.start()))


def number_under_label(text: str) -> str:
    """Return a number as written behind its own label (编号：), whatever its form; empty where there is none."""
    found = next(numbers_in(text), None)
    if found:
        return found.value
    if match := _YEAR_COUNT.search(text):
        return f"{match['year']}年第{_plain(match['count'])}{match['unit']}"
    value = "".join(text.split()).strip("。；，")
    return value if 1 < len(value) <= 30 and re.search(r"\d", value) else ""


def _plain(text: str) -> str:
    try:
        return str(to_number(text))
    except BadCitation:
        return ""


def _is_cited(text: str, start: int) -> bool:
    before = text[max(0, start - 24) : start]
    return bool(re.search(r"》\s*[（〔]?$|(?:根据|按照|依据|依照|参照|废止|替代|取代|原)[^。；]{0,20}$", before))
