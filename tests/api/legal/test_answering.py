"""A question by REST: the same as the page 检索 finds."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from api.legal import finding


def test_a_question_finds_the_matter_and_who_leads_here(legal: FlaskClient) -> None:
    found = legal.get("/api/v1/search/answers", query_string={"q": "邻居半夜装修谁管", "place": "宁海县", "day": "2026-11-22"}).get_json()
    assert found["matters"][0]["label"] == "室内装修噪声"
    assert found["matters"][0]["leads"][0]["name"] == "宁海县公安局"
    assert 0 < found["matters"][0]["chance"] <= 1
    assert found["articles"]
    assert all(0 <= a < b <= len(article["text"]) for article in found["articles"] for a, b in article["passage"])
    assert found["graph_version"]
    assert set(found["counts"]) == set(finding.KINDS)


def test_one_kind_alone(legal: FlaskClient) -> None:
    found = legal.get("/api/v1/search/answers", query_string={"q": "小区停车收费", "kind": "matter"}).get_json()
    assert found["matters"]
    assert not found["articles"]
    assert not found["rulings"]


@pytest.mark.parametrize(("asked", "word"), [({"q": "一"}, "q"), ({"q": "噪声", "day": "某天"}, "day"), ({"q": "噪声", "place": "没有的地方"}, "没有的地方"), ({"q": "噪声", "function": "none"}, "none")])
def test_what_cannot_be_read_is_named(legal: FlaskClient, asked: dict[str, str], word: str) -> None:
    refused = legal.get("/api/v1/search/answers", query_string=asked)
    assert refused.status_code in (400, 404)
    assert refused.mimetype == "application/problem+json"
    assert word in refused.get_data(as_text=True)
