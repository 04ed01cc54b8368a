"""Gathers from the passages of one case everything that fields can be made of, each with its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from curation.reading import labels, roles
from curation.reading.cases import topic_of
from curation.reading.draft import Field, Words
from curation.reading.fold import fold
from curation.reading.names import Named
from curation.reading.numbers import number_under_label
from curation.reading.paper import Paragraph
from curation.reading.passages import Passage
from curation.reading.statutes import Statutes
from curation.reading.story import DECIDES, REPLACES, facts_of
from curation.reading.text import Sentence, Text

_NONE: Final = re.compile(r"^[\s无/\\—－-]*$|^暂?无[。]?$|^不涉及$")
_SPLIT: Final = re.compile(r"[、，；;\n\t]|(?:以及|和|与|及)(?=[省市县区州旗])")
_ORG: Final = re.compile(r"(?:局|委|办|中心|大队|支队|公司|街道|镇|乡|部门|集团|政府|院|所|站|会|处|企业|单位|部)$")
_REASONS: Final = re.compile(r"鉴于|考虑到|理由(?:是|如下|为)|经审查|经研判|经查|因此|综上|根据.{2,40}(?:规定|职责|要求|来源|原则)|依据.{2,40}(?:规定|职责)|原则，")
_BY: Final = re.compile(r"(?:经|由|报|经由|提交|报请|请)?([\ue002]+|[\ue003]+)[^。；\ue002\ue003]{0,60}?(?:研究|讨论|审查|审定|认定|裁定|审核|议定|佐证|决定|召集|出具|判定|审议|核定|指定|作出|会商)")
_ABOUT: Final = re.compile(r"关于(?:明确|调整|认定|协调|解决|研究|做好|界定|处理|办理|规范|加强)?(?P<about>[^《》。；\n]{2,60}?)(?:的)?(?:首问|首办|主办|监管|管理|办理|处置|牵头)*(?:责任|职责|权责|归属|单位)*(?:的)?(?:争议|分工|边界|界定)*(?:的)?(?:认定书|裁定书|认定意见|认定|裁定|决定|纪要|专题会议纪要|会议纪要|界定书|通知|意见|批复|复函|函|界定|有关问题|问题|事宜|事项|有关事项|议题)(?:[。：]|$|的)")
_BOTH: Final = re.compile(r"你们?[两二三][家局单][^。]{0,60}(?:争议|分歧|异议)")
_TOPIC: Final = re.compile(r"针对(?!以上|上述|此|该|部门|有关)([^。；，]{4,40}?)(?:等[^。；，]{0,8})?(?:的)?(?:监管|管理)?(?:缺乏|问题|投诉|诉求)")
_DOCTRINES: Final = (
    ("参照类比", r"参照类比|类比|新兴业态|比照|参照[^。；]{2,20}(?:管理|监管|办理|执行)"), ("溯源", r"溯源|追溯|来源[^。；]{0,30}(?:认定|指定|确定)|源头"),
    ("问题拆分", r"问题拆分|拆分"), ("主次协同", r"主次协同|主次|主办兜底|分清主次"), ("先例", r"先例|此前[^。；]{0,16}认定|参照[^。；]{0,20}认定|类似[^。；]{0,8}认定"),
    ("清单", r"边界清单|权责清单|责任清单|职责清单|权力清单|事项清单"), ("首交兜底", r"首交|首接|兜底|先处置后变更|先办理后认定"), ("属地", r"属地"), ("法定依据", r"法定依据|法定职责|法律法规|依法|三定|职能配置"),
)  # fmt: skip
_SUBJECT: Final = re.compile(r"(?:^|[，。；])(?P<about>[^，。；\s\ue000-\ue003]{4,30}?)的?(?:首问|首办|主办|牵头)(?:责任)?(?:单位|部门)(?:由|为|是|确定为|明确为|调整)")
_BARE: Final = frozenset({"配合", "协助", "协办", "会办", "协同", "参与", "支持"})
"""What a helper does where nothing is said of it: any other words about its duty say more."""
_FROM: Final = re.compile(r"自\s*$")
_ONWARD: Final = re.compile(r"\s*(?:起|开始)[^。；]{0,12}?(?:施行|实施|执行|生效|适用|，)")
_DEADLINE: Final = re.compile(r"\s*(?:之?前|以前|止|截止)(?!述)")
_NAMES_OF_DOCTRINES: Final = tuple(name for name, _ in _DOCTRINES)


@dataclass(slots=True)
class Gathered:
    """Everything read of one case, not yet chosen from; `told`: spans read that are no field (labels, roles of rows); `together`: units
    that one phrase or one label names as leads side by side."""

    fields: list[Field] = field(default_factory=list)
    duties: dict[str, tuple[str, Words, float]] = field(default_factory=dict)
    bare: dict[str, tuple[str, Words, float]] = field(default_factory=dict)
    sent: list[Field] = field(default_factory=list)
    told: list[Words] = field(default_factory=list)
    matter_texts: list[tuple[str, Words, float]] = field(default_factory=list)
    together: list[tuple[str, ...]] = field(default_factory=list)
    reasoned: bool = False
    disputed: bool = False

    def add(self, name: str, value: str, shown: str, words: tuple[Words, ...], sure: float, note: str = "") -> None:
        """Add a field; `reasoned`: one surely tells the reason."""
        self.reasoned = self.reasoned or (name == "reason" and sure > 0.9)
        self.fields.append(Field(name, value, shown, words, round(sure, 3), note))


class Gatherer:
    """Reads the passages of one case after another."""

    def __init__(self, text: Text, statutes: Statutes) -> None:
        self.text = self._text = text
        self._statutes = statutes
        self._addressee = _addressee(text)

    def gather(self, passages: list[Passage], *, prose: bool = False) -> Gathered:
        """Return what the passages of a case tell."""
        found = Gathered()
        if passages and (heading := _heading(passages[0]) or topic_of(passages[0])):
            at = passages[0].paragraph.text.find(heading)
            found.matter_texts.append((heading, self._text.words(passages[0].paragraph, at, at + len(heading)), 0.9))
        last: tuple[Paragraph, tuple[int, int]] | None = None
        for passage in passages:
            if passage.label and passage.label[1] > passage.label[0]:
                found.told.append(self._text.words(passage.paragraph, *passage.label))
            if not passage.text.strip() or (passage.label and _NONE.match(passage.text.strip("。 "))):
                continue
            self._labelled(passage, found)
            decision = passage.field in ("decision", "lead", "helpers", "duty", "lead_duty", "helper_duty", "division")
            for sentence in self._text.sentences(passage):
                mask = self._text.mask(passage.paragraph)
                decides = decision or bool(DECIDES.search(passage.paragraph.text[sentence.start : sentence.end]))
                here = last[1] if last and last[0] is passage.paragraph else None
                self._roles(sentence, mask, found, (decides and not prose) or decision, here, last)
                units = roles.units_of(mask, sentence.start, sentence.end)
                if units:
                    last = (passage.paragraph, units[-1])
                self._told(sentence, mask, found)
        for unit, (duty, words, sure) in found.bare.items():
            found.duties.setdefault(unit, (duty, words, sure))
        self._addressed(passages, found)
        if not any(f.name == "facts" for f in found.fields):
            found.fields += facts_of(self._text, passages, found.fields)
        return found

    def _addressed(self, passages: list[Passage], found: Gathered) -> None:
        """Read as parties those a letter is written to, where it speaks of 你们两家 and their dispute."""
        if not any(_BOTH.search(p.text) for p in passages):
            return
        for passage in passages[:10]:
            units = self._text.spans("offices", passage, "unit")
            if len(units) > 1 and passage.text.strip().endswith("：") and len(passage.text) <= 60:
                for span in units:
                    named = self._named(passage.paragraph, (span.start, span.end))
                    found.add("disputed_between", named.value, named.shown, (self._text.words(passage.paragraph, span.start, span.end),), 0.75 * named.sure, named.note)

    def units(self, passage: Passage) -> Iterator[tuple[Named, tuple[int, int]]]:
        """Yield the units in a labelled value; pieces that no name fits are kept where they look like an office."""
        spans = [(s.start, s.end) for s in self._text.spans("offices", passage, "unit")]
        text = passage.text
        at = 0
        for piece in [*_SPLIT.finditer(text), None]:
            end = piece.start() if piece else len(text)
            a, b = passage.start + at, passage.start + end
            inside = [s for s in spans if a <= s[0] and s[1] <= b]
            if inside:
                for s in inside:
                    yield self._named(passage.paragraph, s), s
            else:
                bare = re.sub(r"（[^（）]*）|等$|[。：].*$", "", text[at:end]).strip(" 　\"“”。")
                if 2 <= len(bare) <= 24 and (_ORG.search(bare) or (self._text.names.is_short(bare) and bare != "单位")):
                    start = a + text[at:end].find(bare)
                    yield self._text.names.named(bare), (start, start + len(bare))
            at = piece.end() if piece else end

    def _named(self, paragraph: Paragraph, span: tuple[int, int]) -> Named:
        written = paragraph.text[span[0] : span[1]]
        return self._text.names.named(self._addressee if written.startswith("你") and self._addressee else written)

    def _labelled(self, passage: Passage, found: Gathered) -> None:
        name = passage.field
        words = self._text.trimmed(passage)
        value = words.text.strip().rstrip("。；;") if name not in ("facts", "reason") else words.text.strip()
        if name in ("lead", "disputed_between"):
            # Told in a sentence (县农业农村局牵头，县市场监管局配合), roles say more than the order.
            helping = {s for _, s in self._helping(passage)} if name == "lead" else set()
            listed = [(named, span) for named, span in self.units(passage) if span not in helping]
            if name == "lead" and len(listed) > 1:
                found.together.append(tuple(named.value for named, _ in listed))
            for named, span in listed:
                found.add(name, named.value, named.shown, (self._text.words(passage.paragraph, *span),), (0.97 if passage.label or passage.paragraph.cells else 0.7) * named.sure, named.note)
            found.disputed = found.disputed or name == "disputed_between"
        elif name == "helpers":
            self._helpers(passage, found)
        elif name == "matter":
            found.matter_texts.append((value, words, 0.95))
        elif name == "claims" and value:
            found.add("facts", value, value, (words,), 0.9)
            found.disputed = True
        elif name == "facts" and value:
            found.add("facts", value, value, (words,), 0.95 if not passage.heading else 0.9)
        elif name == "reason" and value:
            found.add("reason", value, value, (words,), 0.93)
        elif name == "basis":
            self._basis(passage, found)
        elif name == "number" and (number := number_under_label(passage.text)):
            found.add("number", number, number, (words,), 0.97)
        elif name == "decided_on":
            for day in self._text.spans("days", passage)[:1]:
                self._day(passage, day.start, day.end, day.kb_id_, day.label_, 0.97, found)
        elif name == "decided_by" and value:
            found.add("decided_by", value, value, (words,), 0.96)
        elif name == "doctrine":
            self._doctrine(passage, words, found, 0.95)
        elif name == "supersedes":
            self._supersedes(passage.paragraph, passage.start, passage.end, words, found, 0.9)
        elif name in ("lead_duty", "helper_duty", "duty", "division"):
            self._division(passage, name, words, found)
        elif name == "jurisdiction" and value:
            found.add("jurisdiction", value, value, (words,), 0.9)

    def _helping(self, passage: Passage) -> list[tuple[str, tuple[int, int]]]:
        mask = self._text.mask(passage.paragraph)
        return [(r.part, r.unit) for s in self._text.sentences(passage) for r in roles.roles_in(mask, s.start, s.end, decision=True, last=None) if r.part == "helper"]

    def _helpers(self, passage: Passage, found: Gathered) -> None:
        """Read a list of helpers: 县公安局（负责……）、县司法局：…… or names alone."""
        text = passage.text
        units = list(self.units(passage))
        for at, (named, span) in enumerate(units):
            words = self._text.words(passage.paragraph, *span)
            found.add("helper", named.value, named.shown, (words,), 0.96 * named.sure, named.note)
            until = units[at + 1][1][0] if at + 1 < len(units) else passage.end
            rest = text[span[1] - passage.start : until - passage.start]
            match = re.match(r"\s*（([^（）]{2,120})）|\s*[：—－-]+\s*([^\n；]{2,160})|\s*((?:负责|承担|做好|配合|协助|提供)[^\n；]{2,160})|\t\s*([^\t]{2,200})", rest)
            if match:
                group = next(n for n in (1, 2, 3, 4) if match[n])
                duty = match[group].strip().rstrip("，、；。 ")
                start = span[1] + match.start(group)
                if duty and not re.fullmatch(r"(?:街道|乡镇|镇乡?|乡|村|社区)(?:办事处)?", duty):
                    found.duties.setdefault(named.value, (duty, self._text.words(passage.paragraph, start, start + len(duty)), 0.93))

    def _division(self, passage: Passage, name: str, words: Words, found: Gathered) -> None:
        told = False
        mask = self._text.mask(passage.paragraph)
        for match in re.finditer(rf"({roles.U})[：，]?(?:主要)?((?:负责|承担|做好|：|:)?[^；。\n\ue000\ue001]{{3,160}})", mask[: passage.end]):
            if match.start() < passage.start:
                continue
            duty = passage.paragraph.text[match.start(2) : match.end(2)].strip("：: ，、\t")
            start = passage.paragraph.text.find(duty, match.start(2))
            named = self._named(passage.paragraph, match.span(1))
            found.duties.setdefault(named.value, (duty, self._text.words(passage.paragraph, start, start + len(duty)), 0.9))
            if name == "helper_duty" or (name == "division" and "\t" in passage.paragraph.text[match.start() : match.end()]):
                found.add("helper?", named.value, named.shown, (self._text.words(passage.paragraph, *match.span(1)),), 0.6 * named.sure, named.note)
            told = True
        if not told and name in ("helper_duty", "lead_duty"):
            found.duties.setdefault(name, (words.text.strip().rstrip("。；"), words, 0.8))

    def _basis(self, passage: Passage, found: Gathered) -> None:
        paragraph = passage.paragraph
        cited = list(self._statutes.find(self._text.folded(paragraph), passage.start, passage.end, labelled=True))
        for one in cited:
            found.add("basis", one.value, one.value, (self._text.words(paragraph, one.start, one.end),), one.sure, one.note)
        if not cited and (passage.label or not passage.heading) and 4 <= len(passage.text.strip()) <= 120:
            words = self._text.trimmed(passage)
            value = words.text.strip().rstrip("。；")
            found.add("basis", value, value, (words,), 0.4, "没有读出法条，按原文保留，未核实")

    def _roles(self, sentence: Sentence, mask: str, found: Gathered, decision: bool, here: tuple[int, int] | None, last: tuple[Paragraph, tuple[int, int]] | None) -> None:
        passage = sentence.passage
        contended = passage.field in ("facts", "claims", "disputed_between")
        elsewhere = last if last and last[0] is not passage.paragraph else None
        anaphora = here or ((-1, -1) if elsewhere else None)
        beside: dict[tuple[int, int], list[str]] = {}
        for role in roles.roles_in(mask, sentence.start, sentence.end, decision=decision and not contended, last=anaphora):
            paragraph = elsewhere[0] if role.unit == (-1, -1) and elsewhere else passage.paragraph
            unit = elsewhere[1] if role.unit == (-1, -1) and elsewhere else role.unit
            named = self._named(paragraph, unit)
            words: tuple[Words, ...] = (self._text.words(passage.paragraph, *role.words),)
            if paragraph is not passage.paragraph or not role.words[0] <= unit[0] < role.words[1]:
                words = (self._text.words(paragraph, *unit), *words)
            sure = role.sure * named.sure
            if role.part == "lead" and passage.field not in ("disputed_between", "helpers", "helper_duty", "facts", "claims"):
                found.add("lead", named.value, named.shown, words, sure, named.note)
                beside.setdefault(role.words, []).append(named.value)
            elif role.part == "helper" and passage.field not in ("disputed_between", "facts", "claims", "lead_duty"):
                found.add("helper", named.value, named.shown, words, sure, named.note)
                if role.duty[1] > role.duty[0]:
                    duty = passage.paragraph.text[role.duty[0] : role.duty[1]].strip("，、；。 ")
                    (found.bare if duty in _BARE else found.duties).setdefault(named.value, (duty, self._text.words(passage.paragraph, *role.duty), 0.8))
            elif role.part == "duty" and passage.field not in ("disputed_between", "facts", "claims"):
                duty = passage.paragraph.text[role.duty[0] : role.duty[1]].strip("，、；。 ")
                found.duties.setdefault(named.value, (duty, self._text.words(passage.paragraph, *role.duty), 0.8))
                found.add("helper?", named.value, named.shown, words, 0.75 * named.sure, named.note)
            elif role.part == "party":
                found.add("disputed_between", named.value, named.shown, words, sure, named.note)
            elif role.part == "sent":
                found.sent.append(Field("disputed_between", named.value, named.shown, words, round(sure, 3), named.note))
        found.together += [tuple(units) for units in beside.values() if len(units) > 1]

    def _told(self, sentence: Sentence, mask: str, found: Gathered) -> None:
        """Read what any sentence may tell: statutes, numbers, who decided, doctrine, what is replaced, what it is about, reasons."""
        paragraph, start, end = sentence.passage.paragraph, sentence.start, sentence.end
        name = sentence.passage.field
        folded = self._text.folded(paragraph)
        part = folded[start:end]
        words = self._text.words(paragraph, start, end)
        found.disputed = found.disputed or bool(re.search(r"争议|分歧|疑义|异议|推诿|扯皮|踢皮球|不予受理|退单|退回", part))
        if name != "basis":
            over = REPLACES.search(part)
            for one in self._statutes.find(folded, start, end):
                if over and start + over.start() <= one.start < start + over.end():
                    continue  # what is no longer in force is no basis
                weight = 0.9 if name not in ("facts", "claims", "disputed_between") else 0.6
                found.add("basis", one.value, one.value, (self._text.words(paragraph, one.start, one.end),), one.sure * weight, one.note)
        for span in self._text.spans("numbers", sentence.passage, "own"):
            if start <= span.start < end and name not in ("number", "supersedes", "basis"):
                alone = len(part) - (span.end - span.start) <= 6
                found.add("number", span.kb_id_, span.kb_id_, (self._text.words(paragraph, span.start, span.end),), 0.95 if alone else 0.6)
        for by in _BY.finditer(mask, start, end) if name != "decided_by" else ():
            value = paragraph.text[by.start(1) : by.end(1)]
            found.add("decided_by", value, value, (self._text.words(paragraph, by.start(1), by.end(1)),), 0.85 if mask[by.start(1)] == "\ue002" else 0.6)
        if name in (None, "decision", "reason") and (about := _ABOUT.search(part)) and len(found.matter_texts) < 4:
            at = start + about.start("about")
            value = paragraph.text[at : at + len(about["about"])]
            found.matter_texts.append((value, self._text.words(paragraph, at, at + len(value)), 0.85))
        if name in (None, "decision") and (subject := _SUBJECT.search(mask, start, end)) and not re.search(r"本件|该件|本案|此件|上述", subject["about"]):
            found.matter_texts.append((subject["about"], self._text.words(paragraph, *subject.span("about")), 0.88))
        if name is None and (topic := _TOPIC.search(part)) and len(found.matter_texts) < 4:
            at = start + topic.start(1)
            found.matter_texts.append((topic[1], self._text.words(paragraph, at, at + len(topic[1])), 0.6))
        if name not in ("facts", "claims", "disputed_between") and (match := REPLACES.search(part)) and name != "supersedes":
            self._supersedes(paragraph, start + match.start(), start + match.end(), self._text.words(paragraph, start + match.start(), start + match.end()), found, 0.8)
        if name in (None, "decision", "reason", "basis"):
            self._doctrine_in(sentence, part, found)
        if name in (None, "decision") and not found.reasoned and _REASONS.search(part) and len(part) > 12:
            found.add("reason", words.text, words.text, (words,), 0.6)

    def _doctrine(self, passage: Passage, words: Words, found: Gathered, sure: float) -> None:
        for name, pattern in _DOCTRINES:
            if name in passage.text or re.search(pattern, passage.text):
                found.add("doctrine", name, name, (words,), sure if name in passage.text else 0.8)
                return

    def _doctrine_in(self, sentence: Sentence, part: str, found: Gathered) -> None:
        for name, pattern in _DOCTRINES:
            if match := re.search(pattern, part):
                words = self._text.words(sentence.passage.paragraph, sentence.start + match.start(), sentence.start + match.end())
                sure = 0.85 if name in part else {"法定依据": 0.5, "首交兜底": 0.45, "属地": 0.5}.get(name, 0.65)
                found.add("doctrine", name, name, (words,), sure)

    def _supersedes(self, paragraph: Paragraph, start: int, end: int, words: Words, found: Gathered, sure: float) -> None:
        numbers = [s for s in self._text.doc(paragraph).spans["numbers"] if start <= s.start and s.end <= end]
        for span in numbers[:1]:
            found.add("supersedes", span.kb_id_, span.kb_id_, (words,), sure)
        if not numbers and (title := re.search(r"《[^《》]+》", words.text)):
            found.add("supersedes", title[0], title[0], (words,), sure * 0.7)

    def _day(self, passage: Passage, start: int, end: int, day: str, precision: str, sure: float, found: Gathered) -> None:
        note = {"month": "文中只写到月，取首日", "year": "文中只写到年，取首日"}.get(precision.lstrip("-"), "")
        if precision.startswith("-"):
            note = "；".join(filter(None, ("年份按文件的日期推定", note)))
        weight = {"day": 1.0, "month": 0.7, "year": 0.3}[precision.lstrip("-")] * (0.8 if precision.startswith("-") else 1.0)
        found.add("decided_on", day, day, (self._text.words(passage.paragraph, start, end),), sure * weight, note)

    def days(self, passages: list[Passage], found: Gathered, sure: float) -> None:
        """Read the days of free text: one that stands alone (as under a signature) is surest, then one beside a decision."""
        for passage in passages:
            if passage.field in ("decided_on", "ignored", "number", "basis"):
                continue
            for span in self._text.spans("days", passage):
                behind, before = passage.text[span.end - passage.start :], passage.text[: span.start - passage.start]
                if _DEADLINE.match(behind):
                    continue
                if _FROM.search(before) and _ONWARD.match(behind):
                    found.add("from", span.kb_id_, span.kb_id_, (self._text.words(passage.paragraph, span.start, span.end),), 0.9 * sure)
                    continue
                rest = re.sub(r"[\s（）]|印发|成文|星期.", "", passage.text.replace(self._text.folded(passage.paragraph)[span.start : span.end], ""))
                if len(rest) <= 2 and "印发" in passage.text:
                    weight = 0.72
                elif len(rest) <= 2:
                    weight = 0.95
                elif DECIDES.search(passage.text) or re.match(r".{0,30}(?:召开|召集|主持)", passage.text[span.end - passage.start :]):
                    weight = 0.8
                elif passage.field == "facts":
                    weight = 0.35
                else:
                    weight = 0.55
                self._day(passage, span.start, span.end, span.kb_id_, span.label_, weight * sure, found)


def _addressee(text: Text) -> str:
    """Return the unit that a letter is written to (市城管局：), empty where it is none or several."""
    for paragraph in text.paper.paragraphs[:8]:
        offices = [s for s in text.doc(paragraph).spans["offices"] if s.label_ == "unit"]
        plain = paragraph.text.strip()
        if len(offices) == 1 and len(plain) <= 24 and plain[-1] in "：:" and offices[0].end - offices[0].start >= len(plain) - 2:
            return paragraph.text[offices[0].start : offices[0].end]
    return ""


def _heading(passage: Passage) -> str:
    """Return what an item's numbered heading says that it is about, empty where it begins with no heading."""
    text = passage.paragraph.text.strip()
    match = labels.NUMBERED.match(fold(text))
    if not match or passage.start or passage.paragraph.cells or len(text) > 42 or text.endswith(("。", "；")):
        return ""
    return re.sub(r"^关于|(?:的)?(?:问题|事项|事宜|职责|争议)+$", "", text[match.end() :].strip("：: 　"))
