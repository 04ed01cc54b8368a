"""The table of contents read off the headings of articles."""

from __future__ import annotations

import pytest

from graph.laws.contents import Chapter, Heading, chapters, contents, headings_of
from graph.laws.model import LawArticle

HEADINGS = ("第一编 总则 第一章 基本", "第一编 总则 第一章 基本", "第一编 总则 第二章 监督 第一节 体制", "第一编 总则 第二章 监督 第二节 制度", "第二编 污染 第一章 通则", "附则")


def articles(*chapters_of: str) -> list[LawArticle]:
    return [LawArticle("试验法", "2020-01-01", str(n), f"第{n}条", chapter, "文字。", n - 1) for n, chapter in enumerate(chapters_of, 1)]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("第一章 总则", ("第一章 总则",)),
        ("第二编 物权 第二分编 所有权 第四章 一般规定", ("第二编 物权", "第二分编 所有权", "第四章 一般规定")),
        ("第二十一章　附　则", ("第二十一章　附　则",)),
        ("第一章 违反第三章规定的责任", ("第一章 违反第三章规定的责任",)),  # a chapter named in a heading begins none
        ("", ()),
    ],
)
def test_headings_are_read_apart(written: str, read: tuple[str, ...]) -> None:
    assert headings_of(written) == read


def test_contents_say_what_stands_under_each_heading() -> None:
    assert contents(articles(*HEADINGS)) == [
        Heading("第一编 总则", 1, 0, 3), Heading("第一章 基本", 3, 0, 1), Heading("第二章 监督", 3, 2, 3), Heading("第一节 体制", 4, 2, 2),
        Heading("第二节 制度", 4, 3, 3), Heading("第二编 污染", 1, 4, 4), Heading("第一章 通则", 3, 4, 4), Heading("附则", 3, 5, 5),
    ]  # fmt: skip


def test_chapters_hold_every_article_once() -> None:
    found = chapters(articles(*HEADINGS))
    assert found == [
        Chapter(("第一编 总则", "第一章 基本"), 0, 1), Chapter(("第一编 总则", "第二章 监督"), 2, 3), Chapter(("第二编 污染", "第一章 通则"), 4, 4), Chapter(("附则",), 5, 5)
    ]  # fmt: skip
    assert [p for c in found for p in range(c.first, c.last + 1)] == list(range(len(HEADINGS)))


def test_a_text_without_headings_has_no_contents() -> None:
    assert contents(articles("", "")) == []
    assert chapters(articles("", "")) == [Chapter((), 0, 1)]
    assert chapters([]) == []
