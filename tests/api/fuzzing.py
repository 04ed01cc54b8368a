"""The application asked at random from its own OpenAPI document, and held to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast

import hypothesis
import schemathesis
from flask_openapi3.openapi import OpenAPI
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

CHECKS: Final = [content_type_conformance, response_schema_conformance, status_code_conformance]
LINKED: Final = "关联数据"
"""The tag of linked data."""


def statuses_of_keeping(app: OpenAPI, wanted: Callable[[dict[str, Any]], bool], examples: int = 15) -> list[int]:
    """Return the status of every answer to operations that are `wanted`; fails on an internal error (500), and on a status, type or shape that is not described.

    Driven by hypothesis directly: schemathesis' own pytest hook does not know pytest 9.2.
    """
    tried: list[int] = []
    for result in schemathesis.openapi.from_wsgi("/openapi.json", app).get_all_operations():
        operation = cast("Any", result).ok()
        if not wanted(operation.definition.raw):
            continue

        @hypothesis.given(case=operation.as_strategy())
        @hypothesis.settings(max_examples=examples, deadline=None, derandomize=True, database=None, suppress_health_check=list(hypothesis.HealthCheck))
        def keeps(case: Any) -> None:
            tried.append(case.call_and_validate(checks=CHECKS).status_code)

        keeps()
    assert 500 not in tried
    return tried
