"""Splitting a text into chapters and articles: every form of label, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.laws.articles import Split, label_of, lines_of, split
from ontology.citation import to_chinese


def cut(text: str) -> Split:
    """Return a text split."""
    return split(lines_of(text))


def numbers(text: str) -> list[str]:
    """Return the numbers of the articles of a text."""
    return [a.number for a in cut(text).articles]


@pytest.mark.parametrize(
    "labels",
    [
        ("第一条 ", "第二条 ", "第二条之一 ", "第三条 "),
        ("**第一条**　", "**第二条**　", "**第二条之一**　", "**第三条**　"),
        ("第1条 ", "第2条 ", "第2条之1 ", "第3条 "),
        ("第１条　", "第２条　", "第２条之１　", "第３条　"),
        ("第 一 条 ", "第 二 条 ", "第二条 之一 ", "第 三 条 "),
        ("第一条：", "第二条：", "第二条之一：", "第三条："),
        ("### 第一条 ", "### 第二条 ", "### 第二条之一 ", "### 第三条 "),
        ("第一条", "第二条", "第二条之一", "第三条"),  # nothing between label and text
    ],
)
def test_every_way_of_writing_a_label_is_read(labels: tuple[str, ...]) -> None:
    articles = cut("\n\n".join(f"{label}内容{n}。" for n, label in enumerate(labels))).articles
    assert [(a.number, a.text) for a in articles] == [("1", "内容0。"), ("2", "内容1。"), ("2-1", "内容2。"), ("3", "内容3。")]
    assert [a.label for a in articles] == ["第一条", "第二条", "第二条之一", "第三条"]


def test_a_cross_reference_at_the_head_of_a_paragraph_is_text() -> None:
    found = cut("第一条 甲。\n\n第二条 乙。\n\n第一条第二款规定的事项，依照本条办理。\n\n第三条和前条的罚款上缴。\n\n第三条 丙。").articles
    assert [a.number for a in found] == ["1", "2", "3"]
    assert found[1].text == "乙。\n第一条第二款规定的事项，依照本条办理。\n第三条和前条的罚款上缴。"


def test_an_article_whose_text_begins_like_a_reference_is_one_where_labels_are_not_set_off() -> None:
    text = "第一条甲。\n\n第二条与本办法有关的单位应当配合。\n\n第三条规定特别事项的文件另行制定。\n\n第四条丁。"
    assert numbers(text) == ["1", "2", "3", "4"]


def test_quoted_articles_of_an_amendment_stay_in_its_items() -> None:
    found = cut(
        "一、将办法第三条修改为：“第三条 养犬人应当登记。\n\n第四条 登记不收费。”\n\n二、删去第九条。\n\n三、增加一条，作为第十条：\n\n“第十条 自公布之日起施行。”"
    ).articles
    assert [(a.number, a.label) for a in found] == [("1", "一、"), ("2", "二、"), ("3", "三、")]
    assert "第四条 登记不收费。”" in found[0].text


def test_an_item_after_a_quotation_left_open_is_still_an_item() -> None:
    assert numbers("一、将第三条修改为：“甲。\n\n二、将第四条修改为：“乙。”\n\n三、本决定自公布之日起施行。") == ["1", "2", "3"]


def test_articles_quoted_within_an_article_do_not_break_the_numbering() -> None:
    found = cut("第一条 原办法修改如下：\n\n“第五条 甲。\n\n第六条 乙。”\n\n第二条 本规定自公布之日起施行。").articles
    assert [a.number for a in found] == ["1", "2"]
    assert "第六条 乙。”" in found[0].text


def test_a_decision_appended_behind_the_statute_is_no_part_of_it() -> None:
    result = cut("第一条 甲。\n\n第二条 乙。\n\n附：\n\n关于修改《样例办法》的决定\n\n第一条 丙。\n\n第二条 丁。")
    assert [(a.number, a.text) for a in result.articles] == [("1", "甲。"), ("2", "乙。")]
    assert [(o.kind, o.line) for o in result.oddities] == [("note", 5)]
    assert numbers("第一条 甲。\n\n第二条 乙。\n\n## 关于修改《样例办法》的决定\n\n第一条 丙。") == ["1", "2"]


def test_the_chapter_of_supplementary_provisions_is_no_annex() -> None:
    assert numbers("第一章 总则\n\n第一条 甲。\n\n附 则\n\n第二条 乙。") == ["1", "2"]


def test_an_annex_with_a_table_is_left_out_and_a_table_within_an_article_stays() -> None:
    result = cut("第一条 按下表收费：\n\n| 种类 | 元 |\n| --- | --- |\n| 犬 | 10 |\n\n第二条 乙。\n\n附件1：收费表\n\n| 猫 | 5 |")
    assert result.articles[0].text.splitlines()[-1] == "| 犬 | 10 |"
    assert result.articles[1].text == "乙。"
    assert "附件" in result.oddities[0].what


def test_chapters_are_joined_from_the_widest_and_a_table_of_contents_is_none() -> None:
    found = cut(
        "目录\n\n第一编 总则\n\n第二编 分则\n\n# 第一编　总则\n\n### 第一章　一般规定\n\n第一条 甲。\n\n#### 第一节　范围\n\n第二条 乙。\n\n"
        "===== 第二节 时间 =====\n\n第三条 丙。\n\n### 第二章　期限\n\n第四条 丁。\n\n# 第二编　分则\n\n第五条 戊。"
    ).articles
    assert [a.chapter for a in found] == [
        "第一编 总则 第一章 一般规定", "第一编 总则 第一章 一般规定 第一节 范围", "第一编 总则 第一章 一般规定 第二节 时间",
        "第一编 总则 第二章 期限", "第二编 分则",
    ]  # fmt: skip


def test_a_number_twice_and_a_gap_are_told_with_their_lines() -> None:
    result = cut("第一条 甲。\n\n第二条 乙。\n\n第二条 丙。\n\n第五条 丁。")
    assert [a.number for a in result.articles] == ["1", "2", "5"]
    assert result.articles[1].text.endswith("丙。")
    assert [(o.line, o.what) for o in result.oddities] == [(5, "第二条第二次出现，算作上一条的文字，没有另收"), (7, "第二条之后就是第五条，中间缺条")]


def test_an_article_without_text_is_told() -> None:
    result = cut("第一条 甲。\n\n第二条\n\n第三条 丙。")
    assert [a.number for a in result.articles] == ["1", "3"]
    assert result.oddities[0].kind == "unread"


def test_markdown_marks_of_links_and_line_breaks_are_taken_off() -> None:
    (article,) = cut("第一条 依照《[[样例法]]》和[《办法》](https://example.org/a)办理。<br>另行规定\\*。").articles
    assert article.text == "依照《样例法》和《办法》办理。\n另行规定*。"


def test_a_text_without_articles_has_none() -> None:
    assert cut("关于做好工作的通知\n\n各单位要高度重视。").articles == ()


NUMBERED = st.lists(st.integers(0, 3), min_size=1, max_size=60).map(
    lambda subs: [f"{n}{f'-{s}' if s else ''}" for n, last in enumerate(subs, start=1) for s in range(last + 1)]
)
BODY = st.lists(st.sampled_from(["养犬应当登记", "（一）没有登记的", "依照第三条处理", "罚款二百元", "“犬只”是指狗"]), min_size=1, max_size=3).map(
    "。\n\n".join
)
STYLES = st.sampled_from(["**{}**　{}", "{} {}", "{}　{}"])


@given(NUMBERED, st.data(), STYLES)
def test_whatever_is_written_is_read_again(numbered: list[str], data: st.DataObject, style: str) -> None:
    bodies = [data.draw(BODY) for _ in numbered]
    text = "\n\n".join(style.format(label_of(number), body) for number, body in zip(numbered, bodies, strict=True))
    found = cut(text)
    assert [(a.number, a.text) for a in found.articles] == [(n, b.replace("\n\n", "\n")) for n, b in zip(numbered, bodies, strict=True)]
    assert not found.oddities


@given(st.integers(1, 9999), st.integers(0, 99))
def test_a_label_says_its_number(main: int, sub: int) -> None:
    number = f"{main}-{sub}" if sub else str(main)
    assert numbers(f"{label_of(number)} 内容。") == [number]
    assert to_chinese(main) in label_of(number)
