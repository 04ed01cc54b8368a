"""What `shouwen evaluate` reports: shares counted rightly, and departments' names read as functions."""

from __future__ import annotations

import datetime as dt

import pytest

from graph.store import KnowledgeGraph
from ontology.explanation import Explanation
from ontology.model import Assignee, Case, Decision
from resolver.evaluate import Labelled, Outcome, Rate, expected_error, function_of_name, measure, outcome_of

DAY = dt.date(2026, 11, 21)


def outcome(name: str, right: str, *answered: str, confidence: float = 0.5, unit: str = "", units: tuple[str, ...] = (), helpers: tuple[str, ...] = ()) -> Outcome:
    return Outcome(Labelled(Case(name, "路灯坏了", DAY), right, unit), answered, units, confidence, "assign", helpers)


def test_rates_count_first_and_first_three_with_and_without_streets() -> None:
    report = measure(
        [
            outcome("a", "water", "water", "power"),
            outcome("b", "water", "power", "gas", "water"),
            outcome("c", "water", "power", "gas", "heat", "water"),
            outcome("d", "street-town", "street-town"),
            outcome("e", "", "water"),
        ]
    )
    assert {n: (r.hits, r.of) for n, r in report.rates.items()} == {
        "全部来信 首选": (2, 4), "全部来信 前三": (3, 4), "不含街镇 首选": (1, 3), "不含街镇 前三": (2, 3),
    }  # fmt: skip
    assert report.cases == 5
    assert report.right == {"a", "d"}
    assert list(report.by_function) == ["water", "street-town"]
    assert report.confusions == [("water", "power", 2)]


def test_a_named_unit_is_counted_exactly() -> None:
    report = measure([outcome("a", "water", "water", unit="甲局", units=("甲局",)), outcome("b", "water", "water", unit="甲局", units=("乙局", "甲局"))])
    assert (report.rates["具体单位 首选"], report.rates["具体单位 前三"]) == (Rate(1, 2), Rate(2, 2))


def test_helpers_recall_and_precision() -> None:
    outcomes = [outcome("a", "water", "water", helpers=("market", "fire", "gas")), outcome("b", "water", "water", helpers=("fire",))]
    report = measure(outcomes, {"a": ("market", "police")})
    assert (report.rates["协办召回"], report.rates["协办准确"]) == (Rate(1, 2), Rate(1, 3))


def test_calibration_goes_by_tenths_and_its_error_is_the_mean_distance() -> None:
    outcomes = [outcome(str(n), "water", "water" if n < 3 else "gas", confidence=0.81) for n in range(4)] + [outcome("z", "water", "gas", confidence=1.0)]
    report = measure(outcomes)
    assert report.calibration == [(pytest.approx(0.81), 0.75, 4), (1.0, 0.0, 1)]
    assert expected_error(report) == pytest.approx((0.06 * 4 + 1.0) / 5)


def test_answering_only_the_surest_part_is_counted_from_the_top() -> None:
    report = measure([outcome(str(n), "water", "water" if n >= 5 else "gas", confidence=n / 10) for n in range(10)])
    shares = {round(share, 1): rate.value for share, rate in report.coverage}
    assert (shares[0.5], shares[1.0]) == (1.0, 0.5)


def test_nothing_measured_is_zero_not_a_crash() -> None:
    report = measure([])
    assert {r.value for r in report.rates.values()} == {0.0}
    assert expected_error(report) == 0.0


def test_a_decision_is_counted_by_lead_then_joint_then_candidates() -> None:
    def unit(name: str, function: str) -> Assignee:
        return Assignee(None, name, function, 0.7)

    decision = Decision(
        "1", "assign", "路灯坏了", unit("甲局", "water"), (unit("甲局", "water"), unit("乙局", "gas")), (unit("丙局", "fire"), unit("乙局", "gas")),
        (), (), (), "清单", Explanation(), "v", "1",
    )  # fmt: skip
    counted = outcome_of(Labelled(Case("1", "路灯坏了", DAY), "water"), decision)
    assert (counted.functions, counted.right, counted.confidence) == (("water", "gas", "fire"), True, 0.7)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("宁海县综合行政执法局", "urban-management"),
        ("浦东新区城市管理行政执法局", "urban-management"),
        ("上海市公安局交通警察总队", "traffic-police"),
        ("市公安局交警支队", "traffic-police"),
        ("市公安局", "public-security"),
        ("上海市生态环境局", "ecology"),
        ("市场监督管理局", "market"),
        ("住房和城乡建设局", "housing-construction"),
        ("西宁市林业和草原局", "greening"),
        ("人力资源和社会保障局", "human-resources"),
        ("奉节县城市管理局", "urban-management"),
        ("张江镇人民政府", "street-town"),
        ("城东街道办事处", "street-town"),
        ("国网重庆市电力公司奉节供电分公司", "power-company"),
        ("西宁房地产集团有限公司", "owner-enterprise"),  # the graph knows this unit
        ("卫生健康委员会", "health"),
        ("教育局(体育局)", "education"),
        ("文化和旅游局", "culture-tourism"),
        ("财政局、税务局", "finance"),
        ("国家税务总局上海市税务局", "tax"),
        ("市农业综合执法支队", "agriculture"),
        ("交通运输综合行政执法大队", "transport"),
        ("文化市场综合执法支队", "culture-tourism"),
        ("市场监管综合行政执法大队", "market"),
        ("劳动保障监察综合执法支队", "human-resources"),
        ("综合行政执法局", "urban-management"),
        ("城市管理综合行政执法局", "urban-management"),
        ("永兴街道综合行政执法局", "urban-management"),
        ("无此单位", ""),
        ("", ""),
    ],
)
def test_departments_names_are_read_as_functions(graph: KnowledgeGraph, name: str, key: str) -> None:
    assert function_of_name(graph, name) == key
