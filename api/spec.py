"""The parts of /openapi.json that are not read off the routes: bodies, problems, final touches."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Final

from flask_openapi3.openapi import OpenAPI

from api.schemas import CaseIn, Problem

REF: Final = "#/components/schemas/"
_PROBLEM_CONTENT: Final = {"application/problem+json": {"schema": {"$ref": f"{REF}Problem"}}}

PROBLEMS: Final[dict[Any, Any]] = {
    400: {"description": "输入有误（RFC 9457）", "content": _PROBLEM_CONTENT},
    401: {"description": "要先登录，或令牌无效（WWW-Authenticate: Bearer）", "content": _PROBLEM_CONTENT},
    403: {"description": "没有权限", "content": _PROBLEM_CONTENT},
    404: {"description": "没有这一项", "content": _PROBLEM_CONTENT},
    413: {"description": "内容过大", "content": _PROBLEM_CONTENT},
    500: {"description": "系统内部错误", "content": _PROBLEM_CONTENT},
    503: {"description": "知识版本不可用", "content": _PROBLEM_CONTENT},
}
"""What any operation may answer instead of its result."""

CONFLICT: Final[dict[Any, Any]] = {
    409: {"description": "此间有了别的改动，或这一步现在不能做", "content": _PROBLEM_CONTENT},
    422: {"description": "照此发布，知识会违反规则", "content": _PROBLEM_CONTENT},
}
"""What an operation that changes something may answer beside."""

NOT_MODIFIED: Final[dict[Any, Any]] = {304: {"description": "版本未变（If-None-Match）"}}

TEXT: Final[dict[str, Any]] = {"description": "纯文本", "content": {"text/plain": {"schema": {"type": "string"}}}}

_CASE_EXAMPLE: Final = {
    "id": "2024-0301-17",
    "text": "小区门口的路灯坏了半个月，晚上一片漆黑，物业说不归他们管。",
    "jurisdiction": "重庆市奉节县",
    "date": "2024-03-01",
}

CASE_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "一件诉求",
        "content": {"application/json": {"schema": {"$ref": f"{REF}CaseIn"}, "example": _CASE_EXAMPLE}},
    }
}
BATCH_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "诉求的数组，或每行一件",
        "content": {
            "application/json": {"schema": {"type": "array", "maxItems": 1000, "items": {"$ref": f"{REF}CaseIn"}}},
            "application/x-ndjson": {"schema": {"type": "string", "description": "每行一个 JSON 对象"}},
        },
    }
}
BATCH_RESPONSE: Final[dict[str, Any]] = {
    "description": "与来件同序的派单意见；有误的一件是 problem，带 item（第几件）",
    "content": {
        "application/json": {"schema": {"type": "array", "items": {"anyOf": [{"$ref": f"{REF}DecisionOut"}, {"$ref": f"{REF}Problem"}]}}},
        "application/x-ndjson": {"schema": {"type": "string", "description": "每行一个 JSON 对象"}},
    },
}


def document(app: OpenAPI) -> dict[str, Any]:
    """Return the whole OpenAPI 3.1 document of the application."""
    spec: dict[str, Any] = app.api_doc
    for tag, paths in app.extensions.get("shouwen-described", ()):
        if tag not in spec["tags"]:
            spec["tags"].append(tag)
        spec["paths"] |= deepcopy(paths)
    schemas = spec["components"]["schemas"]
    for shape in (CaseIn, Problem, *app.extensions.get("shouwen-shapes", ())):
        schemas[shape.__name__] = shape.model_json_schema(ref_template=REF + "{model}")
    spec["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer", "description": "接口令牌（sw_…），在“我的账号”里新建"}}
    spec["security"] = [{}, {"token": []}]
    for schema in schemas.values():
        for about in schema.get("properties", {}).values():
            if about.get("default", "") is None:
                del about["default"]
    for item in spec["paths"].values():
        for operation in item.values():
            _tidy(operation["responses"])
    return spec


def _tidy(responses: dict[str, Any]) -> None:
    """Say 成功 for OK, and drop the failure that the library adds where none is described."""
    for status, response in list(responses.items()):
        if status == "200" and response["description"] == "OK":
            response["description"] = "成功"
        if status >= "400" and "application/json" in response.get("content", {}):
            del responses[status]
