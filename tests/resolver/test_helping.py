"""Who helps: how many, why, on what basis; and that the training tells what speaks for a helper, place by place."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from ontology.model import Case, Decision
from resolver import helping, tuning
from resolver import train_helpers as train
from resolver.pipeline import Resolver
from resolver.weights import WEIGHTS

DAY = dt.date(2024, 11, 20)
TEXTS = (
    "楼下烧烤店油烟太大，还特别吵", "广场舞音响震天响，周边住户没法休息", "小区停车费乱收还涨价", "村里养猪场粪水直流臭气熏天", "小区高空抛物太吓人",
    "朋友几个去玩密室逃脱，里面又黑又没有安全出口，内容还很吓人，这类店到底归谁管？", "晚上工地还在施工，KTV、广场舞也吵，没法睡觉",
    "工地半夜打桩，渣土车还一路撒土",
)  # fmt: skip


@pytest.fixture(scope="module")
def answers(resolver: Resolver) -> list[Decision]:
    places = [resolver.graph.find_place(p).id for p in ("宁海县", "邹城市", "上海市")]
    return list(resolver.resolve_many([Case(f"{n}", text, DAY, place=place) for n, text in enumerate(TEXTS) for place in places]))


def test_at_most_four_each_with_a_duty_and_why(answers: list[Decision]) -> None:
    given = [h for d in answers for h in d.helpers]
    assert given
    assert max(len(d.helpers) for d in answers) <= tuning.MOST_HELPERS
    assert all(h.duty and h.why for h in given)


def test_what_a_helper_rests_on_is_cited(answers: list[Decision]) -> None:
    helped = 0
    for d in answers:
        if len(d.citations) < 12:  # no more are shown
            cited = {c.id for c in d.citations}
            assert all(cited >= set(h.basis) for h in d.helpers), d.text
            helped += sum(bool(h.basis) for h in d.helpers)
    assert helped > 5


def test_the_first_helpers_are_on_the_path(answers: list[Decision]) -> None:
    for d in answers:
        shown = {n.label for n in d.explanation.nodes if n.kind == "unit"}
        assert shown >= {h.name for h in d.helpers[:3]}, d.text


def test_where_the_place_has_ruled_those_it_names_help_and_no_others(resolver: Resolver) -> None:
    text = "我养虾蟹的，在镇上农资店买了改水质的水产投放剂，用完虾蟹死了一大片，店家不认账，这事哪个部门管？"
    ruled = resolver.resolve(Case("1", text, dt.date(2020, 8, 1), place=resolver.graph.find_place("宁海县").id))
    assert [(h.name, h.why) for h in ruled.helpers] == [("宁海县市场监督管理局", "本地认定或清单写明由其配合")]


def test_another_likely_matter_calls_its_own(answers: list[Decision]) -> None:
    assert any("也可能涉及" in h.why for d in answers for h in d.helpers)


def test_the_threshold_decides_how_many(resolver: Resolver, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [Case("1", TEXTS[0], DAY)]
    (before,) = resolver.resolve_many(asked)
    monkeypatch.setattr(helping, "_AT", 9.0)
    (after,) = resolver.resolve_many(asked)
    assert before.helpers
    assert after.helpers == ()


def examples(place: str, feature: int, count: int = 12) -> list[train.Example]:
    """Return cases of a place in which those who have a feature help, and the others do not."""
    table = np.zeros((4, len(helping.FEATURES)))
    table[0, feature] = 1.0
    return [train.Example("s", place, frozenset({"a"}), ("a", "b", "c", "d"), table, frozenset(), True) for _ in range(count)]


def test_training_finds_what_speaks_for_a_helper() -> None:
    found = train.fit(examples("1", 3))
    assert found.elsewhere > 2 > abs(found.named) + abs(found.lead)
    assert train.chosen(examples("1", 3, 1)[0], found) == {"a"}


def test_a_place_is_never_judged_by_what_it_taught() -> None:
    both = [*examples("1", 0), *examples("2", 3)]
    assert train.rates(both, [train.chosen(e, train.fit(both)) for e in both])[0] == 1
    assert all(found == set() for found in train.crossed(both, 0.4))


def test_the_weights_name_every_feature() -> None:
    assert all(isinstance(getattr(WEIGHTS.helpers, name), float) for name in helping.FEATURES)
