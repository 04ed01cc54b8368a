"""One shape of error everywhere: RFC 9457, with what, where, why and how to mend it."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from flask.testing import FlaskClient
from flask_openapi3 import OpenAPI

from api.problems import TITLES
from ontology import errors

PROBLEMS: list[tuple[str, str, int, str, dict[str, Any]]] = [
    ("GET", "/api/v1/nothing", 404, "not-found", {}),
    ("GET", "/api/v1/matters/没有", 404, "not-found", {}),
    ("GET", "/api/v1/statutes/没有/2020", 404, "not-found", {}),
    ("GET", "/api/v1/matters?limit=0", 400, "bad-input", {}),
    ("GET", "/api/v1/matters?limit=很多", 400, "bad-input", {}),
    ("GET", "/api/v1/units?place=不存在的地方", 400, "unknown-place", {}),
    ("GET", "/api/v1/search", 400, "bad-input", {}),
    ("GET", "/api/v1/resolve", 405, "method-not-allowed", {}),
    ("DELETE", "/api/v1/matters", 405, "method-not-allowed", {}),
    ("POST", "/api/v1/resolve", 400, "bad-input", {"data": b""}),
    ("POST", "/api/v1/resolve", 400, "bad-input", {"data": b"\xff\xfe"}),
    ("POST", "/api/v1/resolve", 400, "bad-input", {"data": b'{"text": '}),
    ("POST", "/api/v1/resolve", 400, "bad-input", {"data": b"[" * 100_000}),
    ("POST", "/api/v1/resolve", 400, "bad-input", {"json": {"text": ""}}),
    ("POST", "/api/v1/resolve", 400, "unknown-place", {"json": {"text": "灯", "jurisdiction": "不存在的地方"}}),
    ("POST", "/api/v1/resolve", 400, "bad-date", {"json": {"text": "灯", "date": "x"}}),
    ("POST", "/api/v1/resolve/batch", 400, "bad-input", {"json": {"text": "灯"}}),
    ("POST", "/api/v1/resolve/batch", 400, "bad-input", {"json": [{}] * 1001}),
]


@pytest.mark.parametrize(("method", "path", "status", "code", "body"), PROBLEMS)
def test_problem(client: FlaskClient, method: str, path: str, status: int, code: str, body: dict[str, Any]) -> None:
    answer = client.open(path, method=method, **body)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    problem = answer.get_json()
    assert {"type", "title", "status", "detail", "code", "what"} <= set(problem)
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["type"].endswith("/" + code)
    assert problem["title"] == TITLES[code]


def test_a_syntax_error_names_line_and_column(client: FlaskClient) -> None:
    assert client.post("/api/v1/resolve", data=b'{"text":\n x}').get_json()["where"] == "请求体第 2 行第 2 列"


@pytest.mark.parametrize(
    ("query", "why"),
    [("limit=0", "不能小于 1"), ("limit=很多", "不是整数"), ("q=" + "路" * 101, "最多 100 个字")],
)
def test_a_wrong_parameter_is_told_in_chinese(client: FlaskClient, query: str, why: str) -> None:
    assert client.get(f"/api/v1/matters?{query}").get_json()["why"] == why


def test_what_is_no_utf8_and_what_is_empty_is_told_so(client: FlaskClient) -> None:
    assert "UTF-8" in client.post("/api/v1/resolve", data='{"text": "路灯"}'.encode("gbk")).get_json()["what"]
    assert "空" in client.post("/api/v1/resolve", data=b"").get_json()["what"]


def test_method_not_allowed_says_which_are(client: FlaskClient) -> None:
    assert "POST" in client.get("/api/v1/resolve").headers["Allow"]


def test_an_internal_error_reveals_nothing(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        answer = client.post("/api/v1/resolve", json={"text": "爆炸"})
    assert answer.status_code == 500
    assert answer.mimetype == "application/problem+json"
    assert "secret" not in answer.get_data(as_text=True)
    assert "RuntimeError" not in answer.get_data(as_text=True)
    assert "secret detail" in caplog.text, "the log must hold what the answer hides"


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_a_version_that_cannot_be_opened_shows_no_folder(
    client: FlaskClient, app: OpenAPI, accept: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object) -> None:
        raise errors.BadVersion("索引打不开", where="/srv/home/versions/1", why="no file /srv/home/versions/1", mend="运行 shouwen kb build")

    monkeypatch.setitem(app.view_functions, "operations.readyz", refuse)
    with caplog.at_level(logging.ERROR):
        answer = client.get("/readyz", headers={"Accept": accept})
    assert answer.status_code == 503
    said = answer.get_data(as_text=True)
    assert "索引打不开" in said and "shouwen kb build" in said
    assert "/srv" not in said
    assert "/srv/home/versions/1" in caplog.text, "the log must hold what the answer hides"


@pytest.mark.parametrize("path", ["/nothing", "/id/matter/没有", "/?sample=没有"])
def test_people_get_a_page(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert answer.mimetype == "text/html"
    assert "<h1>" in answer.get_data(as_text=True)


def test_a_program_gets_json_where_people_get_a_page(client: FlaskClient) -> None:
    answer = client.get("/id/matter/没有", headers={"Accept": "application/json"})
    assert answer.mimetype == "application/problem+json"


def test_every_error_of_ours_has_a_title() -> None:
    def kinds(base: type[errors.ShouwenError]) -> set[str]:
        return {base.code}.union(*(kinds(each) for each in base.__subclasses__()))

    assert kinds(errors.ShouwenError) <= set(TITLES)
