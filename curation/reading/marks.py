"""The spaCy pipeline over a paper's sentences: rule components mark units, deciding bodies, hotlines, statutes, numbers and days.

Tokens are characters, so that positions in the text and in the Doc are the same (as in resolver/spans.py).
"""

from __future__ import annotations

import re
from typing import Any, Final

import ahocorasick

from curation.reading.days import days_in
from curation.reading.names import Names
from curation.reading.numbers import numbers_in
from resolver.lightly import imported_without

with imported_without("torch"):
    import spacy
    from spacy.language import Language
    from spacy.tokens import Doc, Span

_NOT: Final = "的由为与及是将被把对于在向至请认称说后并已未应该其此等反映转派给定示均和，。；：、！？（）“”《》〔〕\\s\\d"
_EDGE: Final = r"(?:^|(?<=[^\u4e00-\u9fff])|(?<=[由为与和及将把对经向至给请被同是]))"
_BODY: Final = (
    r"编办|编委办|编委|机构编制委员会办公室|机构编制委员会|编制委员会办公室|工作组|工作专班|领导小组办公室|领导小组|联席会议办公室|联席会议|专题会议|认定委员会|认定办公室|裁定委员会"
)
_BODIES: Final = re.compile(rf"(?:{_EDGE}(?![经由报请])(?:中共|中国共产党)?[^{_NOT}]{{0,24}}?(?:{_BODY}))|(?:{_BODY})")
_HOTLINES: Final = re.compile(r"(?:[\u4e00-\u9fff]{0,6}?)(?:12345|１２３４５)[^，。；、：]{0,12}?(?:热线(?:服务)?(?:中心)?|平台|中心)|(?:政务服务|便民服务)?热线(?:中心|平台|办)|(?:社会治理服务|分拨|指挥|城市运行)[^，。；、：]{0,6}?中心|县民生办")
_OFFICE: Final = r"(?:局|委员会|委|办公室|办|中心|大队|支队|总队|街道办事处|街道办|街道|镇人民政府|镇政府|乡人民政府|乡政府|管委会|集团|有限公司|公司|服务署|分局|协会|医院|段|站|所)"
_LEVELLED: Final = re.compile(rf"{_EDGE}(?:[省市县区州旗镇](?!民|场|容|政|区|内|里|级|域|长|委)|某)(?:(?!经(?!济))[^{_NOT}]){{2,13}}?{_OFFICE}(?![{'员长委局会室人内外里'}])")
_LISTED: Final = re.compile(r"((?:[\u4e00-\u9fff]{2,12}[、和及])*[\u4e00-\u9fff]{2,12})等?(?:相关|有关|职能|多个|\w家|\w个)*(?:部门|单位)")
_ROLES: Final = re.compile(r"(?P<who>(?:有关|相关|属地|各|所在地?)(?:乡镇|街道|镇|乡)(?:（[^（）]{1,8}）)?|[\u4e00-\u9fff]{2,6})(?=首问|牵头|主办|配合|协办)")
"""Where a short name (住建, 市监, 有关街道) stands for an office because a part in the case follows."""
_UNNAMED: Final = re.compile(r"(?:有关|相关|属地|各|所在地?)(?:乡镇|街道|镇|乡)")
_ADDRESSED: Final = re.compile(r"(?<=[由给为将定，。、由，])你(?:局|委|办|单位|镇|街道|中心)(?!《|收悉)|^你(?:局|委|办|单位|镇|街道|中心)(?!《)")
"""The unit that a letter is written to."""
_HOTLINE_UNIT: Final = re.compile(r"热线|指挥中心|指挥分中心|分拨|社会治理服务中心|城市运行")
_WATCHERS: Final = re.compile(r"纪委|监委|监察|纪律检查|督查室|人大|政协")
"""They see to it that others answer; no case is theirs."""
MASKS: Final = {"unit": "\ue000", "body": "\ue002", "hotline": "\ue003"}
OTHER_UNIT: Final = "\ue001"
"""Stands for every second of two units that follow each other at once."""


class _Characters:
    def __init__(self, vocab: Any) -> None:
        self._vocab = vocab

    def __call__(self, text: str) -> Doc:
        return Doc(self._vocab, words=list(text), spaces=[False] * len(text), user_data={"text": text})


def text_of(doc: Doc) -> str:
    """Return the text of a Doc of this pipeline, as it was given: spaCy puts it together from its tokens each time it is asked."""
    text: str = doc.user_data["text"]
    return text


class Offices:
    """The component that marks who is named: units of the place, offices by their function, unknown ones by their shape."""

    def __init__(self) -> None:
        self._names: Names | None = None
        self._automaton: Any = ahocorasick.Automaton()

    def fill(self, names: Names) -> None:
        """Take the names to look for."""
        self._names = names
        for text, _ in names.spellings():
            self._automaton.add_word(text, text)
        self._automaton.make_automaton()

    def __call__(self, doc: Doc) -> Doc:
        """Return the Doc with its spans `offices`: label unit, body or hotline."""
        text = text_of(doc)
        found = [(m.start(), m.end(), "body") for m in _BODIES.finditer(text)] + [(m.start(), m.end(), "hotline") for m in _HOTLINES.finditer(text)]
        if len(self._automaton):
            found += [(end + 1 - len(name), end + 1, "unit") for end, name in self._automaton.iter(text)]
        found += [(m.start(), m.end(), "unit") for m in _LEVELLED.finditer(text)] + [(m.start(), m.end(), "unit") for m in _ADDRESSED.finditer(text)]
        found = [(a, b, _never_leads(text[a:b]) or kind) for a, b, kind in found]
        kept = _longest([f for f in found if not _in_title(text, f[0])])
        kept += [f for f in self._taking_part(text) if not any(a < f[1] and f[0] < b for a, b, _ in kept)]
        kept += [f for f in self._listed(text) if not any(a < f[1] and f[0] < b for a, b, _ in kept)]
        doc.spans["offices"] = [Span(doc, a, b, label=kind) for a, b, kind in sorted(set(kept))]
        return doc

    def _taking_part(self, text: str) -> list[tuple[int, int, str]]:
        """Return the short names right before what they are to do: 住建首问、市监配合."""
        found: list[tuple[int, int, str]] = []
        for match in _ROLES.finditer(text) if self._names is not None else ():
            end = match.end()
            first = match.start() if _UNNAMED.match(match["who"]) else next((at for at in range(match.start(), end - 1) if self._names and self._names.is_short(text[at:end])), None)
            if first is not None:
                found.append((first, end, "unit"))
        return found

    def _listed(self, text: str) -> list[tuple[int, int, str]]:
        """Return the short names in lists such as 公安、市场监管、消防等部门."""
        found: list[tuple[int, int, str]] = []
        if self._names is None:
            return found
        for match in _LISTED.finditer(text):
            pieces = [(m.start() + match.start(1), m.end() + match.start(1)) for m in re.finditer(r"[^、和及与]+", match[1])]
            for start, stop in pieces:
                end = stop - (text[stop - 1] == "等")
                first = next((at for at in range(start, end - 1) if self._names.is_short(text[at:end])), None)
                if first is not None and (len(pieces) > 1 or text[end : end + 1] == "等"):
                    found.append((first, end, "unit"))
        return found


class Dates:
    """The component that marks days; `year` is what 今年 means."""

    year: int | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Return the Doc with its spans `days`; kb_id: the ISO day, label: precision, `-` before it where the year was not told."""
        text = text_of(doc)
        doc.spans["days"] = [Span(doc, d.start, d.end, label=d.precision if d.told else f"-{d.precision}", kb_id=d.day.isoformat()) for d in days_in(text, self.year)]
        return doc


class Numbers:
    """The component that marks document numbers."""

    def __call__(self, doc: Doc) -> Doc:
        """Return the Doc with its spans `numbers`; kb_id: the number as officially written, label: own or cited."""
        text = text_of(doc)
        doc.spans["numbers"] = [Span(doc, n.start, n.end, label="cited" if n.cited else "own", kb_id=n.value) for n in numbers_in(text)]
        return doc


@Language.factory("shouwen_paper_offices")
def _offices(nlp: Language, name: str) -> Offices:
    return Offices()


@Language.factory("shouwen_paper_days")
def _days(nlp: Language, name: str) -> Dates:
    return Dates()


@Language.factory("shouwen_paper_numbers")
def _numbers(nlp: Language, name: str) -> Numbers:
    return Numbers()


def pipeline(names: Names, year: int | None) -> Language:
    """Return the pipeline for papers of one place; `year`: the paper's own."""
    nlp = spacy.blank("zh")
    nlp.tokenizer = _Characters(nlp.vocab)
    offices: Any = nlp.add_pipe("shouwen_paper_offices")
    offices.fill(names)
    days: Any = nlp.add_pipe("shouwen_paper_days")
    days.year = year
    nlp.add_pipe("shouwen_paper_numbers")
    return nlp


def masked(doc: Doc) -> str:
    """Return the text of a Doc, of the same length, in which every unit, deciding body and hotline is one kind of sign."""
    text = list(text_of(doc))
    last, sign = -1, MASKS["unit"]
    for span in doc.spans["offices"]:
        sign = OTHER_UNIT if span.label_ == "unit" and span.start == last and sign == MASKS["unit"] else MASKS[span.label_]
        text[span.start : span.end] = [sign] * (span.end - span.start)
        last = span.end
    return "".join(text)


def _longest(found: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    order = {"body": 0, "hotline": 1, "unit": 2}
    kept: list[tuple[int, int, str]] = []
    for one in sorted(found, key=lambda f: (f[0] - f[1], order[f[2]], f[0])):
        if not any(a < one[1] and one[0] < b for a, b, _ in kept):
            kept.append(one)
    return sorted(kept)


def _never_leads(name: str) -> str:
    """Return what a name is where it can be no party to a dispute: hotline or body; empty for a unit."""
    return "hotline" if _HOTLINE_UNIT.search(name) else ("body" if _WATCHERS.search(name) else "")


def _in_title(text: str, at: int) -> bool:
    """Return whether a position lies within 《…》: a name in a document's title acts nowhere."""
    return text.rfind("《", 0, at) > text.rfind("》", 0, at)
