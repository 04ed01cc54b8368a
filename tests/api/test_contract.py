"""A case as it comes in, a decision as it goes out."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
import stand_in
from flask_openapi3.openapi import OpenAPI

from api.contract import MAX_TEXT, case_from_json, decision_to_json, field_of
from api.schemas import DecisionOut
from ontology.errors import BadDate, BadInput, UnknownPlace
from ontology.model import Case

TODAY = dt.date(2026, 11, 21)


@pytest.fixture(scope="module")
def graph(app: OpenAPI) -> Any:
    return app.extensions["shouwen"].graph


def test_every_key_is_read(graph: Any) -> None:
    case = case_from_json(
        {"id": 7, "text": "虾死了", "title": "投诉", "jurisdiction": "宁海", "date": "2020年8月15日", "facts": {"a": True, "b": "x"}, "other": []},
        graph, TODAY,
    )  # fmt: skip
    assert case == Case("7", "虾死了", dt.date(2020, 8, 15), "投诉", stand_in.NINGHAI, {"a": "true", "b": "x"})


def test_a_case_needs_only_its_text(graph: Any) -> None:
    assert case_from_json({"text": "虾死了"}, graph, TODAY) == Case("", "虾死了", TODAY)


@pytest.mark.parametrize(
    ("jurisdiction", "district", "found"),
    [
        ("330226", "", stand_in.NINGHAI),
        ("浙江省宁波市宁海县", "", stand_in.NINGHAI),
        ("浙江省宁波市", "宁海县", stand_in.NINGHAI),
        ("", "宁海县", stand_in.NINGHAI),
        (None, None, None),
    ],
)
def test_places(graph: Any, jurisdiction: str | None, district: str | None, found: str | None) -> None:
    case = case_from_json({"text": "虾死了", "jurisdiction": jurisdiction, "district": district}, graph, TODAY)
    assert case.place == found


@pytest.mark.parametrize(
    ("case", "error", "field"),
    [
        ([], BadInput, ""),
        (None, BadInput, ""),
        ("路灯坏了", BadInput, ""),
        ({}, BadInput, "text"),
        ({"text": " \n\t　"}, BadInput, "text"),
        ({"text": 3}, BadInput, "text"),
        ({"text": "坏" * (MAX_TEXT + 1)}, BadInput, "text"),
        ({"text": "灯", "title": ["x"]}, BadInput, "title"),
        ({"text": "灯", "jurisdiction": "不存在的地方"}, UnknownPlace, "jurisdiction"),
        ({"text": "灯", "jurisdiction": "999999"}, UnknownPlace, "jurisdiction"),
        ({"text": "灯", "jurisdiction": "宁海", "district": "朝阳门"}, UnknownPlace, "district"),
        ({"text": "灯", "date": "2023-02-30"}, BadDate, "date"),
        ({"text": "灯", "date": "明天"}, BadDate, "date"),
        ({"text": "灯", "date": "1900-01-01"}, BadDate, "date"),
        ({"text": "灯", "facts": ["a"]}, BadInput, "facts"),
        ({"text": "灯", "facts": {"a": {}}}, BadInput, "facts"),
    ],
)
def test_a_bad_case_names_the_field_and_says_what_is_wrong(graph: Any, case: object, error: type[BadInput], field: str) -> None:
    with pytest.raises(error) as caught:
        case_from_json(case, graph, TODAY)
    assert field_of(caught.value) == field
    assert caught.value.what
    assert any("\u4e00" <= character <= "\u9fff" for character in str(caught.value))


def test_the_longest_text_is_allowed(graph: Any) -> None:
    assert len(case_from_json({"text": "坏" * MAX_TEXT}, graph, TODAY).text) == MAX_TEXT


def test_a_lone_surrogate_becomes_a_replacement_character(graph: Any) -> None:
    case = case_from_json(json.loads('{"text": "灯\\ud83d坏了"}'), graph, TODAY)
    assert case.text == "灯\ufffd坏了"


def test_a_decision_has_the_keys_of_the_contract() -> None:
    decision = stand_in.shrimp(Case("9", "虾死了", stand_in.DAY))
    out = decision_to_json(decision)
    assert list(out) == [
        "id", "outcome", "lead", "joint", "candidates", "helpers", "matters", "citations", "doctrine", "explanation",
        "graph_version", "resolver_version", "deadline",
    ]  # fmt: skip
    assert out["lead"] == {"unit": stand_in.FARM, "name": "宁海县农业农村局", "function": "agriculture", "confidence": 0.91}
    assert out["citations"][0]["in_force"] == ["2020-08-01", None]
    assert out["deadline"] == {"days": 5, "unit": "工作日", "rule": "一般投诉类，五个工作日内办结"}
    assert set(out["explanation"]) == {"nodes", "edges", "overruled", "precedents", "evidence", "notes", "found"}


@pytest.mark.parametrize("make", [stand_in.shrimp, stand_in.lamp, stand_in.trailer, stand_in.deeds])
def test_a_decision_fits_its_published_shape(make: Any) -> None:
    out = decision_to_json(make(Case("9", "灯坏了", stand_in.DAY)))
    assert DecisionOut.model_validate(out, strict=True).model_dump(mode="json", exclude_unset=True) == out


def test_several_demands_are_nested_with_their_text(app: OpenAPI) -> None:
    resolver = app.extensions["shouwen"].resolver()
    out = decision_to_json(resolver.resolve(Case("9", "一、路灯坏了。二、虾死了。", stand_in.DAY)))
    assert [demand["text"] for demand in out["demands"]] == ["路灯坏了。", "虾死了。"]
    assert out["demands"][0]["question"]["options"][0] == {"key": "yes", "label": "已移交", "leads_to": "奉节县城市管理局"}
