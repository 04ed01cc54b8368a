"""What a paper tells of the case itself, where no label says so: the sentences before the decision, or the half of one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from curation.reading import labels
from curation.reading.draft import Field, Words
from curation.reading.passages import Passage
from curation.reading.text import Text

DECIDES: Final = re.compile(
    r"(?:经|故|现|最终|一致|会议|研究|决定|兹)[^。；]{0,30}?(?:认定|决定|明确|议定|裁定|确定|指定|同意)|认定如下|裁定如下|议定如下|会议(?:认为|明确|议定|决定|要求|指出)|研究决定|审定"
)
REPLACES: Final = re.compile(r"(?:原|此前|以前)?[^。；，]{0,40}(?:同时废止|自行废止|予以废止|即行废止|不再执行|停止执行|予以撤销|同时失效|废止)|(?:替代|取代|废止)[^。；]{2,40}")
LEAST_TOLD: Final = 8
"""Characters that tell what happened; fewer name something at most."""
_ORDERED: Final = re.compile(r"经[^，。；]{2,20}(?:研究|同意|审议|批准)|自[^，。；]{5,14}起")
_LAW_ONLY: Final = re.compile(r"^(?:依据|根据|按照|参照)[^。；，]*《[^。；]*[。；]?$")
_TAKEN: Final = ("lead", "helper", "disputed_between", "number", "decided_on", "reason")
_SHORTEST: Final = 12
"""Characters of a sentence that tells anything of a case."""


def facts_of(text: Text, passages: Sequence[Passage], fields: Sequence[Field]) -> list[Field]:
    """Return the facts of a case as a field (none where nothing tells them); `fields`: what was read of the case already."""
    leads = [w for f in fields if f.name == "lead" for w in f.words]
    item = bool(passages) and labels.NUMBERED.match(passages[0].text) is not None
    half = _before_the_lead(text, passages[:1], leads) if item else None
    kept = [] if half else _sentences(text, passages, fields)
    if kept:
        value = "".join(w.text for w in kept)
        return [Field("facts", value, value, tuple(kept), 0.6)]
    half = half or _before_the_lead(text, passages, leads)
    return [Field("facts", half.text, half.text, (half,), 0.5, "取自结论前的半句，请核对")] if half else []


def _sentences(text: Text, passages: Sequence[Passage], fields: Sequence[Field]) -> list[Words]:
    """Return what stands before the first dispute or decision and is no label, title, date or law."""
    taken: dict[int, list[Words]] = {}
    for words in (w for f in fields if f.name in _TAKEN for w in f.words):
        taken.setdefault(words.paragraph, []).append(words)
    kept: list[Words] = []
    for passage in passages:
        if passage.field is not None or passage.paragraph.cells:
            continue
        for sentence in text.sentences(passage):
            part = passage.paragraph.text[sentence.start : sentence.end]
            if DECIDES.search(part) or any(w.start < sentence.end and sentence.start < w.end for w in taken.get(passage.paragraph.number, ())):
                if kept:
                    return kept
                continue
            if len(part) >= _SHORTEST and part[-1] in "。；！？”;!?" and not _LAW_ONLY.match(part) and not REPLACES.search(part):
                kept.append(text.words(passage.paragraph, sentence.start, sentence.end))
    return kept


def _before_the_lead(text: Text, passages: Sequence[Passage], leads: Sequence[Words]) -> Words | None:
    """Return what a sentence tells before it says who leads (平衡车馆收了钱跑路，三家都不认，最后定商务局首问)."""
    for passage in passages:
        for sentence in text.sentences(passage):
            first = min((w.start for w in leads if w.paragraph == passage.paragraph.number and sentence.start <= w.start < sentence.end), default=None)
            if first is None or passage.field is not None or passage.paragraph.cells:
                continue
            written = text.folded(passage.paragraph)
            numbered = labels.NUMBERED.match(written[sentence.start : sentence.end])
            start = sentence.start + (numbered.end() if numbered else 0)
            stop = written.rfind("，", start, first)
            if stop - start >= LEAST_TOLD and not DECIDES.search(written[start:stop]) and not _ORDERED.search(written[start:stop]):
                return text.words(passage.paragraph, start, stop)
    return None
