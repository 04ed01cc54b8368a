"""The SPARQL 1.1 protocol (https://www.w3.org/TR/sparql11-protocol/), its query operation: what a request asks, and in which form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import Request
from werkzeug.exceptions import UnsupportedMediaType

from api.linked.negotiation import HTML
from graph.forms import FORMS
from graph.querying.model import SOLUTIONS, QueryRefused, Question

QUERY_TYPE: Final = "application/sparql-query"
FORM_TYPE: Final = "application/x-www-form-urlencoded"
MOST: Final = 512 * 1024
"""Bytes of a request: the longest query in Chinese, every byte of it percent-encoded."""
_OTHER_GRAPHS: Final = ("default-graph-uri", "named-graph-uri", "using-graph-uri", "using-named-graph-uri")
_SOLUTIONS: Final = {
    **{medium.partition(";")[0]: form for form, medium in SOLUTIONS.items()},
    "application/json": "json", "application/xml": "xml", "text/xml": "xml",
}  # fmt: skip
_GRAPHS: Final = {medium: form.name for form in FORMS.values() for medium in form.media}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks: a query ("" where it brings none) and the forms it takes; `page`: a person looks at it."""

    query: str
    solutions: str
    graph: str
    page: bool
    example: str = ""

    @property
    def question(self) -> Question:
        """Return the question for the host."""
        return Question(self.query, self.solutions, self.graph)


def page_wanted(request: Request) -> bool:
    """Return whether the answer should be a page: HTML is asked for by name, and no other form at least as much."""
    named = request.values.get("format", "")
    if named:
        return named == "html"
    accepted = request.accept_mimetypes
    others = (*_SOLUTIONS, *_GRAPHS)
    return any(medium == HTML for medium, _ in accepted) and accepted[HTML] >= max(accepted[other] for other in others)


def asked(request: Request) -> Asked:
    """Return what a request asks. Raises QueryRefused for what this endpoint does not do, UnsupportedMediaType."""
    page = page_wanted(request)
    for name in _OTHER_GRAPHS:
        if name in request.values:
            raise QueryRefused("不能另指定图", where=f"参数 {name}", why="这里只有一个图：正在使用的版本", mend="去掉这个参数；要历史版本请下载 /dumps/")
    if "update" in request.values or request.mimetype == "application/sparql-update":
        raise QueryRefused("这里只能查询，不能更新", why="知识只能经编办审核后发布", mend="改用 query 参数")
    solutions, graph = ("json", "ttl") if page else _forms(request)
    return Asked(_query(request), solutions, graph, page, request.args.get("example", "")[:40])


def _query(request: Request) -> str:
    """Return the query of a request, "" for one that brings none."""
    if request.method == "POST" and request.mimetype == QUERY_TYPE:
        try:
            return request.get_data().decode("utf-8")
        except UnicodeDecodeError as error:
            raise QueryRefused("查询不是 UTF-8 文字", why=str(error), mend="用 UTF-8 编码发送") from error
    if request.method == "POST" and request.mimetype != FORM_TYPE:
        raise UnsupportedMediaType
    found = (request.form if request.method == "POST" else request.args).getlist("query")
    if len(found) > 1:
        raise QueryRefused(f"一次只能有一条查询，收到 {len(found)} 条", where="参数 query", mend="分几次请求")
    return found[0].replace("\r\n", "\n") if found else ""


def _forms(request: Request) -> tuple[str, str]:
    """Return the forms wanted for rows and for triples, "" for a kind that the client takes in no form we have."""
    named = request.values.get("format", "")
    if named:
        if named not in SOLUTIONS and named not in FORMS:
            raise QueryRefused(f"没有“{named[:20]}”这种格式", where="参数 format", mend="可用的有：html、" + "、".join((*SOLUTIONS, *FORMS)))
        return named if named in SOLUTIONS else "", named if named in FORMS else ""
    accepted = request.accept_mimetypes
    if not accepted:
        return "json", "ttl"
    rows = accepted.best_match(list(_SOLUTIONS))
    triples = accepted.best_match(list(_GRAPHS))
    return _SOLUTIONS[rows] if rows else "", _GRAPHS[triples] if triples else ""
