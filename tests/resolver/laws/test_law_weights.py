"""Runs of characters and their BM25 weights against the definitions written out; citations between articles."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.laws import tuning
from resolver.laws.grams import BITS, counted, distinct
from resolver.laws.references import references
from resolver.laws.weighing import bm25_of, weighed

TEXTS = st.lists(st.text(alphabet="甲乙丙丁，。 a1𠮷", max_size=12), max_size=6)


def runs(text: str) -> Counter[int]:
    """Return the characters and pairs of a text, one by one."""
    singles = [ord(c) for c in text if c.isalnum()]
    pairs = [ord(a) << BITS | ord(b) for a, b in pairwise(text) if a.isalnum() and b.isalnum()]
    return Counter((*singles, *pairs))


@given(TEXTS)
def test_runs_are_counted_text_by_text(texts: list[str]) -> None:
    codes, owners, times = counted(texts)
    assert list(zip(codes.tolist(), owners.tolist(), strict=True)) == sorted(zip(codes.tolist(), owners.tolist(), strict=True))
    got: dict[int, Counter[int]] = {n: Counter() for n in range(len(texts))}
    for code, owner, count in zip(codes.tolist(), owners.tolist(), times.tolist(), strict=True):
        got[owner][code] = count
    assert [got[n] for n in range(len(texts))] == [runs(text) for text in texts]


def test_case_is_one_and_nothing_runs_across_marks() -> None:
    assert distinct("A甲，乙").tolist() == sorted([ord("a"), ord("甲"), ord("乙"), ord("a") << BITS | ord("甲")])


def test_bm25_is_what_the_definition_gives() -> None:
    texts, k, b = ["甲乙甲乙", "乙丙", "丙丁丁丁丁"], 1.2, 0.75
    words, starts, owners, weights = bm25_of(texts, k=k, b=b)
    counts = [runs(text) for text in texts]
    mean = sum(c.total() for c in counts) / len(texts)
    for n, word in enumerate(words.tolist()):
        holding = sum(word in c for c in counts)
        for at in range(starts[n], starts[n + 1]):
            held = counts[owners[at]]
            idf = math.log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))
            wanted = idf * held[word] * (k + 1) / (held[word] + k * (1 - b + b * held.total() / mean))
            assert weights[at] == pytest.approx(wanted, rel=1e-5)


def test_fields_are_added_up_and_common_characters_left_out() -> None:
    bodies, heads = [f"甲{c}" for c in "子丑寅卯辰巳午未申酉"], ["甲法"] + [""] * 9
    codes, owners, weights = weighed(bodies, heads, lambda: None)
    assert ord("甲") not in codes  # every article holds it
    assert ord("子") in codes
    own = {(c, o): w for c, o, w in zip(codes.tolist(), owners.tolist(), weights.tolist(), strict=True)}
    alone = bm25_of(bodies, k=tuning.BODY_K, b=tuning.BODY_B)
    pair = ord("甲") << BITS | ord("丑")
    at = alone[1][np.searchsorted(alone[0], np.uint64(pair))]
    assert own[pair, 1] == pytest.approx(float(alone[3][at]), rel=1e-5)
    assert (ord("甲") << BITS | ord("法"), 0) in own


def test_nothing_weighs_nothing() -> None:
    assert [len(part) for part in weighed([], [], lambda: None)] == [0, 0, 0]


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("依照本法第三十条处罚。", [("", "30")]),
        ("适用民法典第七百三十五条、第七百三十六条第一款的规定。", [("民法典", "735"), ("民法典", "736")]),
        ("依照《中华人民共和国刑法》第二百八十七条之二的规定", [("刑法", "287-2")]),
        ("依据《刑法》（2023年修正）第12条", [("刑法", "12")]),  # the year in brackets is no part of the title
        ("根据《不知名的法》第一条", []),  # not held
        ("第三条规定的情形", []),  # whose, it does not say
    ],
)
def test_references(text: str, cited: list[tuple[str, str]]) -> None:
    assert list(references(text, {"民法典": "2020-05-28", "刑法": "2023-12-29"})) == cited
