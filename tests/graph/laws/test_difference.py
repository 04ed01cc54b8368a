"""Differences of two texts: complete, and readable by a person."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.laws.difference import differences

WORDS = st.lists(st.sampled_from(["渔业", "行政", "主管", "部门", "负责", "，", "。", "\n", "县级以上", "的", "应当", "三", "五", "日"]), max_size=40).map("".join)


def marked(old: str, new: str) -> str:
    """Return the differences as 〔-out-〕 and 〔+in+〕 in the text."""
    return "".join({"same": p.text, "out": f"〔-{p.text}-〕", "in": f"〔+{p.text}+〕"}[p.kind] for p in differences(old, new))


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("渔业行政主管部门主管", "渔业渔政主管部门主管", "渔业〔-行政-〕〔+渔政+〕主管部门主管"),  # a word, not the character in it
        ("应当在三日内作出决定", "应当在五日内作出决定", "应当在〔-三日-〕〔+五日+〕内作出决定"),
        ("处五百元以下罚款", "处五千元以上二万元以下罚款", "处五〔-百元-〕〔+千元以上二万元+〕以下罚款"),  # 元 alone is no agreement
        ("县级人民政府负责本行政区域内的防治工作。", "县级人民政府负责本行政区域内的防治和监督工作。", "县级人民政府负责本行政区域内的防治〔+和监督+〕工作。"),
        ("第一款。\n第二款。", "第一款。", "第一款。〔-\n第二款。-〕"),
        ("本办法自三月一日起施行。旧的试验办法同时废止。", "本办法自一月一日起施行。", "本办法自〔-三月-〕〔+一月+〕一日起施行。〔-旧的试验办法同时废止。-〕"),
        ("禁止在市区燃放烟花爆竹", "养犬人应当为犬只接种疫苗", "〔-禁止在市区燃放烟花爆竹-〕〔+养犬人应当为犬只接种疫苗+〕"),  # nothing in common: whole
    ],
)
def test_a_change_is_shown_as_a_reader_would_mark_it(old: str, new: str, shown: str) -> None:
    assert marked(old, new) == shown


@given(WORDS, WORDS)
def test_both_texts_can_be_read_off(old: str, new: str) -> None:
    pieces = differences(old, new)
    assert "".join(p.text for p in pieces if p.kind != "in") == old
    assert "".join(p.text for p in pieces if p.kind != "out") == new
    assert all(p.text for p in pieces)


@given(WORDS)
def test_equal_texts_do_not_differ(text: str) -> None:
    assert [p.kind for p in differences(text, text)] == (["same"] if text else [])


@given(WORDS, WORDS)
def test_no_two_neighbours_are_of_one_kind(old: str, new: str) -> None:
    kinds = [p.kind for p in differences(old, new)]
    assert all(a != b for a, b in pairwise(kinds))
