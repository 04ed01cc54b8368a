"""The OpenAPI document: complete, in Chinese, and kept by the application (fuzzed from it)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast

import hypothesis
import pytest
import schemathesis
from flask.testing import FlaskClient
from flask_openapi3.openapi import OpenAPI
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def spec(app: OpenAPI) -> dict[str, Any]:
    document: dict[str, Any] = app.test_client().get("/openapi.json").get_json()
    return document


def operations(spec: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in spec["paths"].items():
        for method, operation in item.items():
            yield f"{method.upper()} {path}", operation


def test_the_document_is_openapi_3_1(spec: dict[str, Any]) -> None:
    assert spec["openapi"].startswith("3.1")


def test_every_route_of_the_interface_is_described(app: OpenAPI, spec: dict[str, Any]) -> None:
    routes = set()
    for rule in app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] in {"rest", "resources", "answering", "operations", "proposals_rest", "versions_rest"} and rule.rule != "/openapi.json":
            path = re.sub(r"<(?:path:|int:)?(\w+)>", r"{\1}", rule.rule)
            routes |= {f"{method} {path}" for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
    assert {name for name, _ in operations(spec)} == routes


def test_everything_is_described_in_chinese(spec: dict[str, Any]) -> None:
    missing = []
    for name, operation in operations(spec):
        for part in ("summary", "description"):
            if not CHINESE.search(operation.get(part, "")):
                missing.append(f"{name}: {part}")
        missing += [f"{name}: {p['name']}" for p in operation.get("parameters", []) if not CHINESE.search(p.get("description", ""))]
    for name, schema in spec["components"]["schemas"].items():
        if not CHINESE.search(schema.get("description", "")):
            missing.append(name)
        missing += [f"{name}.{key}" for key, value in schema.get("properties", {}).items() if not CHINESE.search(value.get("description", ""))]
    assert missing == []


def test_every_reference_resolves(spec: dict[str, Any]) -> None:
    names = set(re.findall(r"#/components/schemas/(\w+)", str(spec)))
    assert names <= set(spec["components"]["schemas"])


def test_every_operation_says_how_it_fails(spec: dict[str, Any]) -> None:
    for name, operation in operations(spec):
        assert "500" in operation["responses"], name
        for status, response in operation["responses"].items():
            if status >= "400":
                assert list(response["content"]) == ["application/problem+json"], f"{name} {status}"


def test_the_documentation_page_lists_every_operation(client: FlaskClient, spec: dict[str, Any]) -> None:
    page = client.get("/docs").get_data(as_text=True)
    for name, _ in operations(spec):
        assert f"<code>{name}</code>" in page


def test_the_application_keeps_its_document(app: OpenAPI, spec: dict[str, Any]) -> None:
    """Fuzz every operation from the document: no server error, only described statuses, types and shapes.

    Driven by hypothesis directly: schemathesis' own pytest hook does not know pytest 9.2.
    """
    tried: list[int] = []
    for result in schemathesis.openapi.from_wsgi("/openapi.json", app).get_all_operations():
        operation = cast("Any", result).ok()

        @hypothesis.given(case=operation.as_strategy())
        @hypothesis.settings(max_examples=15, deadline=None, derandomize=True, database=None, suppress_health_check=list(hypothesis.HealthCheck))
        def keeps(case: Any) -> None:
            tried.append(case.call_and_validate(checks=CHECKS).status_code)

        keeps()
    assert len(tried) >= 5 * len(list(operations(spec))), "every operation is asked several times"
    assert {200, 400, 401} <= set(tried), "some answers, some refusals"
