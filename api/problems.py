"""Every error in one shape: RFC 9457 problem+json for programs, a Chinese page for people.

One table says what each exception becomes. A 500 reveals nothing: the details go to the log.
"""

from __future__ import annotations

import logging
from typing import Any, Final

from flask import Flask, Response, current_app, g, render_template, request
from werkzeug.exceptions import HTTPException

from ontology.errors import BadVersion, ShouwenError

log = logging.getLogger(__name__)

PROBLEM_BASE: Final = "https://w3id.org/shouwen/problem/"
PROBLEM_TYPE: Final = "application/problem+json"

TITLES: Final = {
    "bad-input": "输入有误",
    "unknown-place": "行政区划无法识别",
    "bad-date": "日期无法识别",
    "bad-citation": "法条引用无法识别",
    "bad-knowledge": "知识有误",
    "bad-version": "知识版本不可用",
    "not-found": "没有这一项",
    "bad-settings": "设置有误",
    "not-logged-in": "要先登录",
    "not-allowed": "没有权限",
    "stale-form": "页面已过期",
    "conflict": "与别人的改动冲突",
    "database-unavailable": "数据库暂时用不了",
    "method-not-allowed": "不支持这种请求方法",
    "too-large": "内容过大",
    "unsupported-media-type": "内容类型不支持",
    "bad-query": "查询有误",
    "query-too-heavy": "查询太重",
    "not-acceptable": "没有所要的格式",
    "busy": "正忙",
    "mirror-failed": "没能送到外部查询库",
    "http-error": "请求有误",
    "internal": "系统内部错误",
}
"""The title of each problem type; shown in the API documentation as well."""

HTTP_CODES: Final = {
    400: ("bad-input", "请求无法解析", "请核对请求格式，见 /docs"),
    404: ("not-found", "没有这个地址", "请核对网址，或从首页进入"),
    405: ("method-not-allowed", "这个地址不支持这种请求方法", "请改用响应头 Allow 所列的方法"),
    413: ("too-large", "提交的内容过大", "诉求内容最多 20,000 字；大批诉求请分批，或用命令行 shouwen resolve --in"),
    415: ("unsupported-media-type", "不支持这种内容类型", "请用 application/json；批量可用 application/x-ndjson"),
}


def problem(error: ShouwenError) -> dict[str, Any]:
    """Return the RFC 9457 problem object of an error of ours."""
    body: dict[str, Any] = {
        "type": PROBLEM_BASE + error.code,
        "title": TITLES.get(error.code, "请求有误"),
        "status": error.status,
        "detail": str(error),
        "code": error.code,
        "what": error.what,
    }
    return body | {key: getattr(error, key) for key in ("where", "why", "mend") if getattr(error, key)}


def _from_http(error: HTTPException) -> ShouwenError:
    status = error.code or 500
    code, what, mend = HTTP_CODES.get(status, ("http-error", f"请求被拒绝（{status}）", "请核对请求"))
    return _as_error(status, code, what, mend)


def _as_error(status: int, code: str, what: str, mend: str) -> ShouwenError:
    shown = ShouwenError(what, mend=mend)
    shown.status, shown.code = status, code
    return shown


def wants_page() -> bool:
    """Return whether the answer to this request should be a page rather than JSON."""
    if "page" in g:  # the view looked more closely
        return bool(g.page)
    path = request.path
    if path.startswith("/api/") or path in {"/openapi.json", "/healthz", "/readyz", "/metrics"}:
        return False
    if not request.accept_mimetypes:
        return "format" not in request.args
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "text/html"


def _without_folders(error: ShouwenError) -> ShouwenError:
    """Return a version that cannot be opened as whoever asks may see it: where it lies and what failed there are in the log."""
    return _as_error(error.status, error.code, error.what, error.mend) if isinstance(error, BadVersion) else error


def answer(error: ShouwenError) -> Response:
    """Return the error as this request's answer: a page or problem+json."""
    error = _without_folders(error)
    body = problem(error)
    if wants_page():
        response = Response(render_template("error.html", error=error, title=body["title"]), error.status)
    else:
        response = Response(current_app.json.dumps(body), error.status, mimetype=PROBLEM_TYPE)
    response.headers["Cache-Control"] = "no-store"
    return response


def register(app: Flask) -> None:
    """Give the application its three error handlers: ours, HTTP's, and everything else."""

    def ours(error: ShouwenError) -> Response:
        if error.status >= 500:
            log.error("request failed: %s", error)
        return answer(error)

    def http(error: HTTPException) -> Response:
        if error.code is not None and error.code < 400:
            return Response(status=error.code, headers=error.get_headers())
        response = answer(_from_http(error))
        for name, value in error.get_headers():
            if name in {"Allow", "Location", "Retry-After"}:
                response.headers[name] = value
        return response

    def anything(error: Exception) -> Response:
        log.exception("unexpected error at %s %s", request.method, request.path, exc_info=error)
        return answer(_as_error(500, "internal", "系统内部错误", "已记入日志，请稍后再试；仍不行请联系管理员"))

    app.register_error_handler(ShouwenError, ours)
    app.register_error_handler(HTTPException, http)
    app.register_error_handler(Exception, anything)
