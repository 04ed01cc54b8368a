"""REST: one case or many in, decisions out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import orjson
from flask import Response, jsonify, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from api.contract import case_from_json, decision_to_json
from api.edge import edge
from api.problems import problem
from api.schemas import DecisionOut
from api.spec import BATCH_BODY, BATCH_RESPONSE, CASE_BODY, PROBLEMS
from ontology.errors import BadInput, ShouwenError
from ontology.model import Case, Decision

if TYPE_CHECKING:
    from resolver.pipeline import Resolver

MAX_BATCH: Final = 1_000
"""Cases in one request; larger sets belong to `shouwen resolve --in`, which can be resumed."""
CHUNK: Final = 128
"""Cases resolved together; a chunk with an unreadable case is done again one by one."""
NDJSON: Final = "application/x-ndjson"
BODY: Final = "请求体"

rest = APIBlueprint(
    "rest", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="派单", description="诉求进，派单意见出")],
    abp_responses=PROBLEMS,
)  # fmt: skip


@rest.post(
    "/resolve",
    summary="一件诉求该派给谁",
    description="返回主办单位、配合单位、依据、时限；依据不足时给出要问的一句，或建议提交编办认定。",
    operation_id="resolve",
    responses={200: DecisionOut},
    openapi_extensions=CASE_BODY,
)
def resolve() -> Response:
    """Return the decision on the case in the body."""
    here = edge()
    case = case_from_json(parsed(request.get_data()), here.graph, here.today())
    return jsonify(decision_to_json(here.resolver().resolve(case)))


@rest.post(
    "/resolve/batch",
    summary="一批诉求该派给谁",
    description=(
        f"请求体为 JSON 数组，或每行一个 JSON 对象（{NDJSON}）；回答与来件同形同序。"
        f"某件有误则在其位置给出错误对象（problem），其余照常。一次最多 {MAX_BATCH:,} 件。"
    ),
    operation_id="resolve_batch",
    responses={200: BATCH_RESPONSE},
    openapi_extensions=BATCH_BODY,
)
def resolve_batch() -> Response:
    """Return the decisions on the cases in the body, in order, problems in the place of faulty ones."""
    lines = request.mimetype == NDJSON
    answers = _answers(_lines(request.get_data()) if lines else _array(request.get_data()))
    if lines:
        body = b"".join(orjson.dumps(answer, option=orjson.OPT_APPEND_NEWLINE) for answer in answers)
        return Response(body, mimetype=NDJSON)
    return jsonify(list(answers))


def parsed(data: bytes, where: str = BODY) -> Any:
    """Return what a body of JSON holds; raises BadInput saying line and column."""
    if not data.strip():
        raise BadInput("请求体是空的", where=where, mend='发送 JSON，如 {"text": "路灯坏了没人修"}')
    try:
        return json.loads(data)
    except UnicodeDecodeError as error:
        raise BadInput("不是 UTF-8 编码", where=where, why=f"第 {error.start + 1} 个字节起读不出", mend="请以 UTF-8 编码发送 JSON") from error
    except json.JSONDecodeError as error:
        line = f"第 {error.lineno} 行" if error.lineno > 1 or where == BODY else ""
        raise BadInput("不是有效的 JSON", where=f"{where}{line}第 {error.colno} 列", mend="核对引号、逗号和括号是否成对") from error
    except RecursionError as error:
        raise BadInput("JSON 嵌套过深", where=where, mend="请核对数据") from error


def _limit(count: int) -> None:
    if count > MAX_BATCH:
        raise BadInput(f"一次最多 {MAX_BATCH:,} 件", why=f"收到 {count:,} 件", mend="请分批，或用命令行 shouwen resolve --in")


def _array(data: bytes) -> list[Any]:
    items = parsed(data)
    if not isinstance(items, list):
        raise BadInput("请求体应是 JSON 数组", mend=f"一件请用 /api/v1/resolve；每行一件请用 Content-Type: {NDJSON}")
    _limit(len(items))
    return items


def _lines(data: bytes) -> list[Any]:
    lines = [(number, line) for number, line in enumerate(data.splitlines(), 1) if line.strip()]
    _limit(len(lines))
    items: list[Any] = []
    for number, line in lines:
        try:
            items.append(parsed(line, where=f"第 {number} 行"))
        except ShouwenError as error:
            items.append(error)
    return items


def _answers(items: list[Any]) -> Iterator[dict[str, Any]]:
    """Yield a decision or a problem for each item, in order."""
    here = edge()
    resolver, today = here.resolver(), here.today()
    read: list[Case | dict[str, Any]] = []
    for number, item in enumerate(items, 1):
        try:
            if isinstance(item, ShouwenError):
                raise item
            read.append(case_from_json(item, resolver.graph, today))
        except ShouwenError as error:
            named = {"id": item["id"]} if isinstance(item, dict) and isinstance(item.get("id"), str | int) else {}
            read.append(problem(error) | {"item": number} | named)
    decisions = _decided(resolver, [case for case in read if isinstance(case, Case)])
    for number, entry in enumerate(read, 1):
        if not isinstance(entry, Case):
            yield entry
            continue
        answer = next(decisions)
        if isinstance(answer, ShouwenError):
            yield problem(answer) | {"item": number, "id": entry.id}
        else:
            yield decision_to_json(answer)


def _decided(resolver: Resolver, cases: list[Case]) -> Iterator[Decision | ShouwenError]:
    """Yield each case's decision; where one of a chunk cannot be read, its error, the rest one by one."""
    for start in range(0, len(cases), CHUNK):
        chunk = cases[start : start + CHUNK]
        try:
            yield from list(resolver.resolve_many(chunk))
        except ShouwenError:
            for case in chunk:
                try:
                    yield resolver.resolve(case)
                except ShouwenError as error:
                    yield error
