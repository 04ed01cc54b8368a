"""Who is what in a sentence: lead, helpers with their duty, parties in dispute, by the ways offices and newspapers put it.

Patterns run on masked text (marks.masked): a unit is a run of one sign, so that `由U为首问责任单位` is the pattern it looks like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

U: Final = r"(?:(?<!\ue000)\ue000++|(?<!\ue001)\ue001++)"
"""One unit, whole: possessive, or a sentence of many units would be tried in every division of its signs."""
_AND: Final = r"(?:（[^（）]{0,40}）)?(?:、|，|和|与|及|以及)?"
UL: Final = rf"{U}(?:{_AND}{U})*+(?:（[^（）]{{0,40}}）)?(?:等)?(?:相关|有关|职能|多个|[一二三四五六七八九十\d]+[个家])*(?:部门|单位)?"
_LEADER: Final = r"(?:首问(?:责任)?(?:单位|主体|部门)|首办(?:责任)?单位|首要责任(?:单位|主体)|主办(?:责任)?(?:单位|部门)|主要?责任?(?:单位|部门)|第一责任(?:单位|主体)|牵头(?:责任|主办|负责)?(?:单位|部门)|责任(?:单位|主体|部门)|承办单位|首问责任)"
_HELPER: Final = r"(?:配合|协办|协助|协同|会办|参与|协同配合)(?:责任)?(?:单位|部门)"
_DECIDE: Final = r"(?:认定|确定|明确|指定|核定|判定|裁定|商定|议定|决定|界定|划定|定)"
_CHANGED: Final = r"(?:等)?(?:部门|单位)?(?:负责|主办|牵头|承担)?(?:调整|变更|更改|改|划转|移交|转)(?:为|由|至|给|到)+"
_LEADS: Final = tuple(
    (re.compile(pattern), sure)
    for pattern, sure in (
        (rf"(?:{_LEADER}|职责|责任)[^。；\ue000\ue001]{{0,16}}?由{UL}{_CHANGED}(?P<u>{UL})", 0.98),
        (rf"{_DECIDE}(?:本件|该件|此件|此事|该事项|本案|该诉求)?(?:由|为|将|把|：|以)?(?P<u>{UL})[^，。；]{{0,6}}?(?:为|作为|是|系|担任|承担|担)[^，。；\ue000\ue001]{{0,20}}?{_LEADER}", 0.97),
        (rf"将[^。；]{{0,40}}?(?P<u>{UL}){_DECIDE}(?:为|成)[^，。；]{{0,12}}?{_LEADER}", 0.95),
        (rf"(?P<u>{UL})(?:仍|继续)?(?:为|是|作为|系|担任|承担|定为|确定为|被认定为|列为)[^，。；\ue000\ue001]{{0,20}}?{_LEADER}", 0.92),
        (rf"{_LEADER}(?:确定为|认定为|明确为|指定为|定为|应为|为|是|由|：|系)+(?P<u>{UL})", 0.92),
        (rf"首问责任(?:由|认定给|归|归属|落在|落到|定在|属于)(?P<u>{UL})", 0.9),
        (rf"(?:职责|责任)(?:归属|归|属于?|划归|明确给|落在)(?P<u>{UL})", 0.75),
        (rf"{_DECIDE}(?:由|交由)(?P<u>{UL})(?!协助|配合|协同|参与)", 0.85),
        (rf"由(?P<u>{UL})(?:具体|主要|负责|统一|先行|依法|继续|全面|共同|联合|一起)*(?:牵头|主办|首问|首办|承办|主责|受理|办理|处理|处置|兜底|负责|承担)", 0.85),
        (rf"由(?P<u>{UL})(?:负责)?(?:修复|维修|整改|清理|查处|管理|监管)", 0.7),
        (rf"(?P<u>{UL})[ 　]?(?:负责|为|具体|要|应|共同|联合)*(?:牵头(?!单位|部门)|主办(?!单位|部门)|首问受理|首办|首问(?!责任|单位|主体|部门|负责|即|制|机制|意识))", 0.8),
        (rf"以(?P<u>{UL})为主(?!要)", 0.8),
        (rf"(?:直派|直接派给|并行派单方式?转派由)(?P<u>{UL})[^，。]{{0,12}}(?:负责|办理)", 0.6),
        (rf"交(?:由|给)?(?P<u>{UL})(?:主办|牵头|办理|负责|受理)", 0.75),
    )
)  # fmt: skip
_AGAIN: Final = re.compile(rf"{_DECIDE}(?:为|由)?(?:该单位|该局|该委|其|仍)+(?:仍|继续)?(?:为|作为|是)?[^，。；]{{0,8}}?{_LEADER}|由(?:其|该局|该单位)(?:牵头|主办|负责|办理|受理)")
_HELPS: Final = tuple(
    (re.compile(pattern), sure)
    for pattern, sure in (
        (rf"{_HELPER}(?:确定为|分别为|为|是|有|：|包括|由)+(?P<u>{UL})", 0.95),
        (rf"(?P<u>{UL})(?:分别|均|都|共同|同时)?(?:为|作为|是|系|担任|列为|确定为)[^，。；\ue000\ue001]{{0,10}}?{_HELPER}", 0.95),
        (rf"(?P<u>{UL})(?:要|应当?|须|需|分别|均|都|共同|积极|主动|同步|一并|具体|负责|做好|予以|给予|依法|按照?(?:各自)?职责(?:分工)?|根据(?:各自)?职责(?:分工)?|依(?:各自)?职责|在(?:各自)?职责范围内|，)*(?P<verb>配合|协助|协同|协办|会办|参与|支持)(?!单位|部门|责任)", 0.9),
        (rf"(?:会同|联合|商请?|协调)(?P<u>{UL})(?!研究|讨论|会商|审查|审定|认定|商定|商议|明确|印发|制定|出具|共同研究|联合印发)", 0.75),
        (rf"(?:与|同)(?P<u>{UL})(?:建立|共同|联合|协同|密切配合)", 0.7),
    )
)  # fmt: skip
_THEN: Final = re.compile(r"[，：]((?:负责|承担|做好|提供|开展|落实|查处|配合|协助|处理|加强|指导|督促|协调|核查|依法|按职责)[^。；\ue000\ue001]*)")
_DUTY: Final = re.compile(rf"(?P<u>{UL})(?:要|应当?|须|需|则|分别|依法|具体|主要|重点|按职责)*(?P<duty>(?:负责|承担|做好|提供|开展|落实|查处|查验|处理|加强|指导|督促|协调|核查|监管|组织)[^。；\ue000\ue001]*)")
_REFUSES: Final = r"(?:不属|不归|不是|非本|并非|非其|应由|应当由|应属|应归|无权|无法|未|没有|不在|超出|不予|不应|属于?|归|难以|拒|由[\ue000\ue001])"
_PARTIES: Final = tuple(
    (re.compile(pattern), sure)
    for pattern, sure in (
        (rf"(?P<u>{UL})(?:则|却|均|都|也|方面|同样|仍|亦|先后|又|同时)*(?:认为|主张|不予受理|不予认领|不予签收|拒绝|拒收|拒签|退回|退件|退单|提出(?:异议|疑义|不同意见|退件|退单|争议|认定|，)|申请(?:启动|认定|复核|职责|裁定|争议)|提起|存?有异议|提请|以[^，。]{{2,40}}为由|对[^，。；]{{0,24}}(?:有|提出|存在|持)?(?:异议|疑义|不同意见))", 0.9),
        (rf"(?P<u>{UL})(?:则|却|均|都|也|方面|又)*(?:提出|表示|称|回复称?|答复称?|反馈称?|反映|指出|辩称|复函称?|说)[^。；]{{0,60}}?{_REFUSES}", 0.8),
        (rf"(?:^|(?<=[\n\t]))(?P<u>{U})：[^。；\n]{{0,60}}?(?:{_REFUSES}|由[^。；\n]{{1,8}}(?:查处|负责|管理|处理))", 0.85),
        (rf"(?P<u>{UL})(?:则|却|均|都)?(?:回复|答复|复函|反馈|辩)称", 0.7),
        (rf"(?P<u>{U}(?:{_AND}{U})+)[^，。；]{{0,36}}?(?:争议|分歧|异议|推诿|推脱|扯皮|意见不一|达成一致|互不|相互|互相|各执一词|均认为|都认为|均不|都不)", 0.88),
        (rf"(?:在)?(?P<u>{U}(?:{_AND}{U})+)之间", 0.75),
        (rf"(?:争议|分歧)(?:双方|各方|单位)?(?:为|是|系|涉及|：)+(?P<u>{UL})", 0.9),
    )
)  # fmt: skip
_SENT: Final = re.compile(rf"(?:派给|转给|转派|交办给|派单给|派单至|转至|转办至|派至|派发给|派发至|流转至|流转到|分拨至|分拨给|交由|转交|派到|转到|转|派往|交办|改派|再派)(?:了)?(?P<u>{UL})")
_POINTS: Final = re.compile(rf"(?:应当?由|由(?=[\ue000\ue001]+(?:主管|负责|管理|处理|牵头|受理))|应属|应归|属于?|归|应交|(?:主管|监管|责任)(?:部门|单位)(?:是|为|应为|应当为))(?P<u>{UL})")
_SAYING: Final = re.compile(r"(?:(?<!会议)认为|主张|提出|称|表示|建议|以为|回复|答复|请求|申请|要求|辩称|反馈)[^。；]*$")
_DECIDED: Final = re.compile(rf"(?:{_DECIDE}|决定|研究|审查|同意|故|因此|最终|裁定|审定|会议)[^。；]*$")
_HELPING: Final = re.compile(rf"(?:等)?(?:部门|单位)?(?:积极|主动|要|应当?|予以|依法|负责|按职责|共同)*(?:(?:配合|协助|协同|协办|会办|参与)(?!单位|部门)|(?:为|作为|是){_HELPER})")
"""Behind a unit that stands in a row with those who lead: from the comma before it on, the row is of those who help."""
_GIVEN: Final = re.compile(_CHANGED)
"""Behind a unit that led until now."""
_FORMER: Final = re.compile(r"(?:原|此前|之前|过去|以前|曾|原先|一直|先|首先|起初|是否|不|并非|不应|而非)(?:是|经|由|应)*$")
_LOCAL: Final = re.compile(r"(?:该局|该单位|该部门|该委|该办|其)(?:则|却|也)*(?:认为|提出|称|表示|以|拒绝|退回|不予|对)")


@dataclass(frozen=True, slots=True)
class Role:
    """A part read: lead, helper, party or duty; the span of the unit, of all the words, the duty's span (empty: none), how sure."""

    part: str
    unit: tuple[int, int]
    words: tuple[int, int]
    sure: float
    duty: tuple[int, int] = (0, 0)


def roles_in(text: str, start: int, end: int, *, decision: bool, last: tuple[int, int] | None) -> Iterator[Role]:
    """Yield the parts told in one sentence of a masked text.

    `decision`: it stands where the decision is told; `last`: the unit named last before it, for 其 and 该局.
    """
    leads = list(_leads(text, start, end, decision, last))
    yield from leads
    taken = {r.unit for r in leads}
    helpers = list(_helpers(text, start, end, bool(leads) or decision, taken))
    yield from helpers
    yield from _parties(text, start, end, last)
    if leads or helpers or decision:
        for match in _DUTY.finditer(text, start, end):
            if _contended(text, start, match.start(), decision):
                continue
            for unit in units_of(text, *match.span("u")):
                yield Role("duty", unit, match.span(), 0.8, match.span("duty"))


def units_of(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of the units in a stretch of masked text."""
    return [m.span() for m in re.finditer(U, text[:end]) if m.start() >= start]


def _contended(text: str, start: int, at: int, decision: bool) -> bool:
    """Return whether what stands at a position is only claimed: behind 认为, with no decision after it."""
    if decision:
        return False
    said = _SAYING.search(text, start, at)
    return said is not None and _DECIDED.search(text, said.start(), at) is None


def _leads(text: str, start: int, end: int, decision: bool, last: tuple[int, int] | None) -> Iterator[Role]:
    seen: set[tuple[int, int]] = set()
    for pattern, sure in _LEADS:
        for match in pattern.finditer(text, start, end):
            if _contended(text, start, match.start("u"), decision) or _FORMER.search(text, start, match.start()) or _FORMER.search(text, start, match.start("u")):
                continue
            for unit in _leading(text, units_of(text, *match.span("u")), end):
                if unit not in seen and not _GIVEN.match(text, unit[1], end):
                    seen.add(unit)
                    yield Role("lead", unit, match.span(), min(0.99, sure + 0.02 * decision))
    if not seen and (again := _AGAIN.search(text, start, end)):
        before = units_of(text, start, again.start())
        meant = before[-1] if before else last
        if meant and not _contended(text, start, again.start(), decision):
            yield Role("lead", meant, again.span(), 0.75)


def _leading(text: str, units: list[tuple[int, int]], end: int) -> list[tuple[int, int]]:
    """Return the units of a row without those at its end that only help (甲、乙，丙配合)."""
    for number in range(1, len(units)):
        if _HELPING.match(text, units[number][1], end):
            commas = [n for n in range(1, number + 1) if "，" in text[units[n - 1][1] : units[n][0]]]
            return units[: commas[-1]] if commas else units
    return units


def _helpers(text: str, start: int, end: int, decided: bool, leads: set[tuple[int, int]]) -> Iterator[Role]:
    seen: set[tuple[int, int]] = set()
    for number, (pattern, sure) in enumerate(_HELPS):
        if number >= 2 and not decided and not re.search(r"配合|协办", text[start:end]):
            continue
        for match in pattern.finditer(text, start, end):
            if _contended(text, start, match.start("u"), decided):
                continue
            duty = (0, 0)
            if number < 2 and (told := _THEN.match(text, match.end(), end)):
                duty = told.span(1)
            if "verb" in match.groupdict() and match["verb"]:
                stop = re.compile(r"[。；\n\t]|[，、](?=由?[\ue000\ue001])|，(?=其中|并?(?:确保|于|在\d|共同|按时|及时将|限))").search(text, match.end(), end)
                duty = (match.start("verb"), stop.start() if stop else end)
                while duty[1] > duty[0] and text[duty[1] - 1] in "。；，、":
                    duty = (duty[0], duty[1] - 1)
            for unit in units_of(text, *match.span("u")):
                if unit not in seen and unit not in leads:
                    seen.add(unit)
                    yield Role("helper", unit, (match.start(), max(match.end(), duty[1])), sure, duty)


def _parties(text: str, start: int, end: int, last: tuple[int, int] | None) -> Iterator[Role]:
    seen: set[tuple[int, int]] = set()

    def new(units: list[tuple[int, int]], words: tuple[int, int], sure: float, part: str = "party") -> Iterator[Role]:
        for unit in units:
            if unit not in seen:
                seen.add(unit)
                yield Role(part, unit, words, sure)

    for pattern, sure in _PARTIES:
        for match in pattern.finditer(text, start, end):
            yield from new(units_of(text, *match.span("u")), match.span(), sure)
    if (local := _LOCAL.search(text, start, end)) and re.search(rf"{_REFUSES}|异议|疑义|申请", text[local.start() : end]):
        before = units_of(text, start, local.start())
        if unit := before[-1] if before else last:
            yield from new([unit], local.span(), 0.75)
    for match in _POINTS.finditer(text, start, end):
        if _contended(text, start, match.start(), False):
            yield from new(units_of(text, *match.span("u")), match.span(), 0.7)
    for match in _SENT.finditer(text, start, end):
        yield from new(units_of(text, *match.span("u")), match.span(), 0.6, "sent")
