"""A paper prepared for reading: every paragraph folded, run through the pipeline once, masked; sentences and words by position."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from curation.reading import labels
from curation.reading.days import days_in
from curation.reading.draft import Words
from curation.reading.fold import fold, sentences
from curation.reading.names import Names
from curation.reading.paper import Paper, Paragraph
from curation.reading.passages import Passage

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

TITLE: Final = re.compile(r"认定书|裁定书|纪要|清单|通知|函|办法|意见|界定书|方案|认定单|备忘录|目录|一览表|工作机制|手册|报告|^关于.{4,}(?:认定|决定|批复|答复)$")
_CONTROLS: Final = re.compile(
    r"首页|位置|导航|星期|来源|发布日期|发布时间|上一[版篇页]|下一[版篇页]|第[A-Z]?\d+版|放大|缩小|默认|字号|字体|打印|分享|收藏|责任编辑|^编辑|记者|通讯员|浏览|点击|阅读|登录|注册|搜索|版权|返回|扫一扫|客户端"
)
"""Words of a page's frame, by which people move about in it: no title stands there."""
_PRESS: Final = re.compile(r"[\u4e00-\u9fff]{2,6}(?:日报|晚报|晨报|早报|时报|商报|都市报|新闻网|在线)")
_PRINTED: Final = re.compile(r"第\s*([A-Z]?\d{1,3})\s*版")
_HEAD: Final = 14
_TAIL: Final = 8


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage: its paragraph and span."""

    passage: Passage
    start: int
    end: int


class Text:
    """One paper under reading."""

    def __init__(self, paper: Paper, names: Names) -> None:
        from curation.reading import marks

        self.paper = paper
        self.names = names
        self._masked = marks.masked
        self._read = marks.pipeline(names, year_of(paper))
        self._folded: dict[int, str] = {}
        self._docs: dict[int, Doc] = {}
        self._masks: dict[int, str] = {}

    def folded(self, paragraph: Paragraph) -> str:
        """Return a paragraph's text in one spelling."""
        found = self._folded.get(paragraph.number)
        if found is None:
            found = self._folded[paragraph.number] = fold(paragraph.text)
        return found

    def doc(self, paragraph: Paragraph) -> Doc:
        """Return a paragraph's Doc (folded text, spans offices, days, numbers)."""
        found = self._docs.get(paragraph.number)
        if found is None:
            found = self._docs[paragraph.number] = self._read(self.folded(paragraph))
        return found

    def mask(self, paragraph: Paragraph) -> str:
        """Return a paragraph's masked text."""
        found = self._masks.get(paragraph.number)
        if found is None:
            found = self._masks[paragraph.number] = self._masked(self.doc(paragraph))
        return found

    def spans(self, kind: str, passage: Passage, label: str = "") -> list[Span]:
        """Return the spans of a kind (offices, days, numbers) within a passage."""
        return [s for s in self.doc(passage.paragraph).spans[kind] if passage.start <= s.start and s.end <= passage.end and label in ("", s.label_)]

    def sentences(self, passage: Passage) -> Iterator[Sentence]:
        """Yield the sentences of a passage."""
        for start, end in sentences(fold(passage.paragraph.text), passage.start, passage.end):
            yield Sentence(passage, start, end)

    def words(self, paragraph: Paragraph, start: int, end: int) -> Words:
        """Return a span as words of the paper, with the cell it stands in."""
        cell = next((c for c in paragraph.cells if c.start <= start < max(c.end, c.start + 1)), None)
        return Words(paragraph.number, start, end, paragraph.text[start:end], f"{paragraph.where}{f'（{cell.at}）' if cell else ''}")

    def trimmed(self, passage: Passage) -> Words:
        """Return a passage as words, without the space and closing stop around it."""
        text = passage.paragraph.text
        start, end = passage.start, passage.end
        while start < end and (text[start].isspace() or text[start] in "：:"):
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        return self.words(passage.paragraph, start, end)


def year_of(paper: Paper) -> int | None:
    """Return the year a paper was written in, by the last full day at its top or foot; None when it tells none."""
    edge = [*paper.paragraphs[:_HEAD], *paper.paragraphs[-_TAIL:]]
    days = [d for p in edge for d in days_in(fold(p.text)) if d.precision == "day"]
    days = days or [d for p in paper.paragraphs for d in days_in(fold(p.text))]
    return max((d.day.year for d in days), default=None)


def day_of(paper: Paper, otherwise: dt.date) -> dt.date:
    """Return the day by which names and statutes are read: the paper's own, else the one given."""
    edge = [*paper.paragraphs[:_HEAD], *paper.paragraphs[-_TAIL:]]
    days = [d.day for p in edge for d in days_in(fold(p.text)) if d.precision != "year"]
    return min(max(days), otherwise) if days else otherwise


def press_of(paper: Paper) -> tuple[str, Paragraph | None]:
    """Return in which newspaper a text stood, when and on which page, as far as its frame tells, and where its name stands."""
    edge = [*paper.paragraphs[:_HEAD], *paper.paragraphs[-_TAIL:]]
    named = next(((m[0], p) for p in edge if (m := _PRESS.fullmatch(re.sub(r"\s", "", p.text)))), None)
    if named is None:
        return "", None
    days = [d.day for p in edge for d in days_in(fold(p.text)) if d.precision == "day"]
    page = next((m[1] for p in edge if (m := _PRINTED.search(fold(p.text)))), "")
    return " ".join(filter(None, (named[0], days[0].isoformat() if days else "", page and f"第{page}版"))), named[1]


def title_of(paper: Paper) -> tuple[str, Paragraph | None]:
    """Return a paper's title and the paragraph it stands in; the file's name without its suffix where there is none."""
    heads = [p for p in paper.paragraphs[:_HEAD] if len(p.text) <= 70 and len([c for c in p.cells if c.end > c.start]) < 2 and "：" not in fold(p.text).rstrip("：")]
    for paragraph in heads:
        plain = re.sub(r"\s", "", paragraph.text)
        if labels.HEADING.match(fold(plain)):
            continue
        if TITLE.search(plain) and len(plain) >= 3 and not plain.endswith(("。", "；")) and not re.search(r"[〔［\[（(]\s*(?:19|20)\d\d\s*[〕］\])）]", plain):
            return plain, paragraph
    for paragraph in heads:
        plain = re.sub(r"\s", "", paragraph.text)
        if 6 <= len(plain) <= 50 and not _CONTROLS.search(plain) and not plain.endswith(("。", "；", "，")):
            return plain, paragraph
    return paper.name.rsplit(".", 1)[0], None
