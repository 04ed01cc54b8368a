"""The OpenAPI document: complete, in Chinese, and kept by the application (fuzzed from it)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from flask_openapi3.openapi import OpenAPI
from fuzzing import LINKED, statuses_of_keeping

INTERFACE = {"rest", "resources", "answering", "operations", "proposals_rest", "versions_rest", "record", "sparql", "dataset"}
"""Blueprints of the interface for programs; the last three answer people with a page."""
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
        if rule.endpoint.partition(".")[0] in INTERFACE and rule.rule != "/openapi.json":
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
                paged = LINKED in operation["tags"]
                assert list(response["content"]) == ["application/problem+json", *(["text/html"] if paged else [])], f"{name} {status}"


def test_the_documentation_page_lists_every_operation(client: FlaskClient, spec: dict[str, Any]) -> None:
    page = client.get("/docs").get_data(as_text=True)
    for name, _ in operations(spec):
        assert f"<code>{name}</code>" in page


def test_the_application_keeps_its_document(app: OpenAPI, spec: dict[str, Any]) -> None:
    """Linked data is fuzzed on knowledge that has some: tests/api/linked/test_linked_document.py."""
    tried = statuses_of_keeping(app, lambda operation: LINKED not in operation["tags"])
    assert len(tried) >= 5 * sum(LINKED not in operation["tags"] for _, operation in operations(spec)), "every operation is asked several times"
    assert {200, 400, 401} <= set(tried), "some answers, some refusals"
