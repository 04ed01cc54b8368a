"""Splits the text of a statute into chapters and articles.

An article begins with its label (第X条, 第X条之一) at the head of a paragraph, in Chinese, Arabic or full-width numerals, marked bold
or not. Labels within quoted text (an amendment's “第X条 …”), cross-references at the head of a paragraph, and annexes are no articles.
A decision without any 第X条 has its items (一、二、…) as articles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from graph.laws.texts import Kind
from ontology.citation import to_chinese, to_number

_NUM: Final = r"[0-9０-９零〇○一二三四五六七八九十百千]+"
_LABEL: Final = re.compile(
    rf"(?P<bold>\*\*|__)?\s*第\s*(?P<number>{_NUM})\s*条(?:\s*之\s*(?P<sub>{_NUM}))?(?(bold)\s*(?:\*\*|__))"
    r"(?P<gap>[\s\u3000：:．.]*)(?P<rest>.*)",
    re.S,
)
_ITEM: Final = re.compile(rf"(?P<bold>\*\*|__)?\s*(?P<number>{_NUM})\s*、\s*(?:\*\*|__)?\s*(?P<rest>.*)", re.S)
_REFERS: Final = re.compile(r"(?:第.{1,6}[款项]|[、，和及与或至到]|以及|规定|所列|所称|的)")
"""What follows a number at the head of a paragraph that only refers to an article: 第三条第二款规定的…"""
_AMENDS: Final = re.compile("[将在对把]|删去|删除|增加|第|本修正案|本决定")
"""How an amendment's items begin; a quotation before that was not closed does not hide them."""
_CHAPTER: Final = re.compile(rf"第\s*{_NUM}\s*(?P<level>分编|编|篇|章|节)(?=[\s\u3000]|$|[^、，的规]).*")
_LEVELS: Final = {"编": 0, "篇": 0, "分编": 1, "章": 2, "节": 3}
_ANNEX: Final = re.compile(r"(?:附(?:件|录|表|图)?\s*[0-9０-９一二三四五六七八九十]*\s*(?:[：:]|$|[\s\u3000])|附(?:件|录|表)[0-9０-９一二三四五六七八九十])")
_APPENDED: Final = re.compile(r"[^，。；：]*(?:关于[^，。；：]*的决定|修正案|起草说明)(?:[（(][^，。；：]*[)）])?")
"""The title of a decision or amendment printed behind the statute."""
_MARKS: Final = re.compile(r"[\[\\<&*]")
_ASIDE: Final = re.compile("原文|链接|来源|提示|warning|tip")
_CONTENTS: Final = re.compile(r"目\s*[录次]\s*")
_HEADING: Final = re.compile(r"(?:#{1,6}\s*|(?P<wiki>={2,6})\s*)(?P<text>.*?)\s*(?(wiki)={2,6}|#*)\s*")
"""A heading in Markdown, or one of a wiki that was left in (== 第二节 ==)."""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of the source: its line number in the file and its text without Markdown's marks; `heading`: it was a heading."""

    number: int
    text: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """An article as read, with the line it begins on."""

    number: str
    label: str
    chapter: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Oddity:
    """What is not plain in a text: on which line, what it is, and how grave."""

    kind: Kind
    line: int
    what: str


@dataclass(frozen=True, slots=True)
class Split:
    """A text split: what stands before the first chapter or article, the articles, and what is not plain."""

    head: tuple[Line, ...]
    articles: tuple[Read, ...]
    oddities: tuple[Oddity, ...]


@dataclass(frozen=True, slots=True)
class _Label:
    """What may begin an article: `sure` where it is set off from what follows; `refers` where it reads like a cross-reference."""

    place: int
    number: tuple[int, int]
    rest: str
    sure: bool = True
    quoted: bool = False
    refers: bool = False


def lines_of(text: str) -> list[Line]:
    """Return the paragraphs of a Markdown or plain text; front matter is to be taken off before."""
    found = []
    aside = False
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.strip()
        if line.startswith(":::"):  # a box of the site that published it
            aside = not aside and len(line) > 3 and bool(_ASIDE.search(line))
            continue
        if not line or aside or line.startswith("<!--") or line in ("---", "***", "___"):
            continue
        heading = _HEADING.fullmatch(line)
        found.append(Line(number, plain(heading["text"] if heading else line, keep_bold=True), heading is not None))
    return [line for line in found if line.text]


def plain(text: str, *, keep_bold: bool = False) -> str:
    """Return a paragraph without Markdown's marks: links, [[titles]], escapes, line breaks."""
    if not _MARKS.search(text):
        return text.strip()
    text = re.sub(r"<br\s*/?>", "\n", text)
    text = re.sub(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]", r"\1", text)
    text = re.sub(r"!?\[([^\[\]]*)\]\((?:https?:|/|\.|#)[^()\s]*\)", r"\1", text)
    text = text.replace("&nbsp;", " ").replace("&emsp;", "\u3000").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    text = re.sub(r"\\([\\`*_{}\[\]()#+\-.!<>~|])", r"\1", text)
    return (text if keep_bold else text.replace("**", "")).strip()


def label_of(number: str) -> str:
    """Return an article's label in its official form: 12-1 → 第十二条之一."""
    main, _, sub = number.partition("-")
    return f"第{to_chinese(int(main))}条" + (f"之{to_chinese(int(sub))}" if sub else "")


def split(lines: Sequence[Line]) -> Split:
    """Return the articles of a text; none where it has neither 第X条 nor items."""
    end, oddities = _body(lines)
    labels, odd = _articles(lines[:end])
    items = _items(lines[:end]) if len(labels) < 2 or (labels[0].number != (1, 0) and labels) else []
    if len(items) > 1 and (not labels or items[0].place <= labels[0].place):
        return _cut(lines, end, items, [*oddities], item=True)
    return _cut(lines, end, labels, [*oddities, *odd], item=False)


def _body(lines: Sequence[Line]) -> tuple[int, list[Oddity]]:
    """Return where the statute ends and its annexes begin."""
    last = None
    for place, line in enumerate(lines):
        if _LABEL.match(line.text):
            last = place
        elif last and _begins_annex(line.text.replace("**", "")):
            after = [n for other in lines[place:] if (n := _number(other))]
            before = [n for other in lines[:place] if (n := _number(other))]
            if not after or after[0] <= max(before):  # the numbering does not go on behind it
                return place, [Oddity("note", line.number, f"从“{line.text[:20]}”起是附件，没有作为条文收入")]
    return len(lines), []


def _begins_annex(text: str) -> bool:
    return len(text) < 60 and bool((_ANNEX.match(text) and not re.match(r"附\s*则", text)) or _APPENDED.fullmatch(text))


def _number(line: Line) -> tuple[int, int] | None:
    match = _LABEL.match(line.text)
    return (_value(match["number"]), _value(match["sub"]) if match["sub"] else 0) if match else None


def _value(numeral: str) -> int:
    return to_number(numeral.replace("○", "〇"))


def _articles(lines: Sequence[Line]) -> tuple[list[_Label], list[Oddity]]:
    """Return the labels that begin articles, in rising order, and what is odd about the rest."""
    found = list(_labels(lines))
    if any(lines[label.place].text.startswith(("**", "__")) for label in found):
        found = [label for label in found if lines[label.place].text.startswith(("**", "__"))]
    close = sum(label.sure for label in found) * 2 < len(found)  # labels are not set off in this text
    taken: list[_Label] = []
    oddities: list[Oddity] = []
    for place, label in enumerate(found):
        last, later = taken[-1].number if taken else (0, 0), found[place + 1 :]
        follows = label.number in ((last[0] + 1, 0), (last[0], last[1] + 1))
        line, name = lines[label.place].number, label_of(_written(label.number))
        if label.number <= last or (label.quoted and not (follows and label.sure)):
            if label.sure and not label.quoted:
                twice = any(t.number == label.number for t in taken)
                oddities.append(Oddity("note", line, f"{name}{'第二次出现' if twice else '不接上一条的编号'}，算作上一条的文字，没有另收"))
            continue
        if not label.sure and not (close and _begins(label, later, follows=follows)):
            continue
        if not follows:
            if any(last < other.number < label.number for other in later):  # the numbering goes on below: this one is quoted
                continue
            first = f"从{name}开始编号" if not taken else f"{label_of(_written(last))}之后就是{name}，中间缺条"
            oddities.append(Oddity("note", line, first))
        taken.append(label)
    return taken, oddities


def _begins(label: _Label, later: Sequence[_Label], *, follows: bool) -> bool:
    """Return whether a label that is not set off begins an article, where those of the text are not."""
    if label.refers:
        return follows and not any(other.number == label.number for other in later)
    return follows or any(other.number == (label.number[0] + 1, 0) for other in later[:3]) or not later


def _labels(lines: Sequence[Line]) -> Iterator[_Label]:
    """Yield what may be labels, noting which stand within open quotation marks."""
    open_quote = False
    for place, line in enumerate(lines):
        match, number = _LABEL.match(line.text), _number(line)
        if match and number:
            sure = bool(match["gap"] or match["bold"] or line.heading or not match["rest"])
            yield _Label(place, number, match["rest"], sure, open_quote, not sure and bool(_REFERS.match(match["rest"])))
        for mark in re.findall("[“”]", line.text):
            open_quote = mark == "“"


def _items(lines: Sequence[Line]) -> list[_Label]:
    """Return the items 一、二、… that follow one another; quoted ones are passed over."""
    taken: list[_Label] = []
    open_quote = False
    for place, line in enumerate(lines):
        match = _ITEM.match(line.text)
        if match and _value(match["number"]) == len(taken) + 1 and (not open_quote or _AMENDS.match(match["rest"])):
            taken.append(_Label(place, (len(taken) + 1, 0), match["rest"]))
        for mark in re.findall("[“”]", line.text):
            open_quote = mark == "“"
    return taken


def _cut(lines: Sequence[Line], end: int, labels: Sequence[_Label], oddities: list[Oddity], *, item: bool) -> Split:
    """Return the text cut at the labels; headings between articles become their chapters."""
    if not labels:
        return Split(tuple(lines[:end]), (), tuple(oddities))
    articles: list[Read] = []
    starts = {label.place: label for label in labels}
    chapters: dict[int, str] = {}
    head: list[Line] = []
    current: list[str] | None = None
    in_head = True
    for place, line in enumerate(lines[:end]):
        label = starts.get(place)
        level = None if label else _level(line, item=item)
        if label:
            in_head = False
            number = _written(label.number)
            name = f"{to_chinese(label.number[0])}、" if item else label_of(number)
            current = [plain(label.rest)]
            articles.append(Read(number, name, " ".join(chapters[n] for n in sorted(chapters)), "", line.number))
            _close(articles, current)
        elif level is not None:
            in_head = False
            chapters = {n: text for n, text in chapters.items() if n < level} | {level: _title(line.text)}
            current = None
        elif in_head:
            head.append(line)
        elif current is not None:
            current.append(plain(line.text))
            _close(articles, current)
    return Split(tuple(head), tuple(a for a in articles if a.text), (*oddities, *_empty(articles)))


def _close(articles: list[Read], paragraphs: Sequence[str]) -> None:
    articles[-1] = replace(articles[-1], text="\n".join(p for p in paragraphs if p))


def _empty(articles: Sequence[Read]) -> Iterator[Oddity]:
    for article in articles:
        if not article.text:
            yield Oddity("unread", article.line, f"{article.label}没有内容，没有收入")


def _level(line: Line, *, item: bool) -> int | None:
    """Return which level of heading a line is (编 0, 分编 1, 章 2, 节 3), None for running text."""
    text = line.text.replace("**", "")
    match = _CHAPTER.fullmatch(text)
    if match and (line.heading or (len(text) <= 40 and not re.search(r"[。；：，]", text))):
        return _LEVELS[match["level"]]
    if line.heading and not item and not _CONTENTS.fullmatch(text) and not match:
        return 2
    return None


def _title(heading: str) -> str:
    """Return a heading with one space between its parts: 第一章　总则 → 第一章 总则."""
    text = " ".join(plain(heading).split())
    return re.sub(rf"^(第\s*{_NUM}\s*(?:分编|编|篇|章|节))(?=\S)", r"\1 ", text)


def _written(number: tuple[int, int]) -> str:
    return f"{number[0]}-{number[1]}" if number[1] else str(number[0])
