"""A batch answers what one by one answers, in order, with faults in their places."""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Sequence

import pytest

from ontology.errors import BadInput
from ontology.model import Case, Decision
from resolver import batch
from resolver.batch import Answer, answer, answer_stream
from resolver.pipeline import BATCH, Resolver

DAY = dt.date(2026, 11, 21)
TEXTS = (
    "路灯坏了没人修", "楼下烧烤店油烟太大", "老板拖欠工资三个月", "家里没水用了", "城管说不归他们管，楼下乱摆摊",
    "1.小区垃圾没有人清运很臭。2.老板拖欠工资三个月不发。", "孩子报的培训班关门不退费", "隔壁工地夜里施工吵得睡不着",
)  # fmt: skip


def cases(count: int, place: str | None = None) -> list[Case]:
    return [Case(str(n), f"{TEXTS[n % len(TEXTS)]}，第{n}次反映", DAY, place=place) for n in range(count)]


def with_faults(good: Sequence[Case], *positions: int) -> list[Case]:
    return [Case(c.id, "no Chinese here" if n in positions else c.text, DAY, place=c.place) for n, c in enumerate(good)]


def test_a_batch_answers_as_one_by_one(resolver: Resolver) -> None:
    given = cases(BATCH + 5, resolver.graph.find_place("宁海县").id)
    assert list(answer_stream(resolver, given, workers=1)) == [resolver.resolve(c) for c in given]


@pytest.mark.parametrize("positions", [(0,), (7,), (3, 4, 11), (15,), tuple(range(16))])
def test_a_faulty_case_becomes_an_error_in_its_place(resolver: Resolver, positions: tuple[int, ...]) -> None:
    given = with_faults(cases(16), *positions)
    got = answer(resolver, given)
    assert [n for n, a in enumerate(got) if isinstance(a, BadInput)] == list(positions)
    assert [a.id for a in got if isinstance(a, Decision)] == [c.id for n, c in enumerate(given) if n not in positions]


def test_an_unknown_fact_is_the_fault_of_its_case_only(resolver: Resolver) -> None:
    good, bad = cases(2)
    got = answer(resolver, [good, Case("坏", bad.text, DAY, facts={"没有这个事实": "是"})])
    assert isinstance(got[0], Decision)
    assert isinstance(got[1], BadInput)
    assert "没有这个事实" in got[1].what


def test_forked_workers_give_the_same_answers_in_order(resolver: Resolver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "WORTH_FORKING", BATCH)
    given = with_faults(cases(2 * BATCH + 40), 5, BATCH + 1)
    alone: list[Answer] = list(answer_stream(resolver, given, workers=1))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12 warns of any fork beside threads
        forked = list(answer_stream(resolver, given, workers=2))
    assert [str(a) if isinstance(a, BadInput) else a for a in forked] == [str(a) if isinstance(a, BadInput) else a for a in alone]


def test_nothing_in_nothing_out(resolver: Resolver) -> None:
    assert list(answer_stream(resolver, [])) == []
