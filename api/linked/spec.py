"""What /openapi.json says of linked data: `/id/…`, `/sparql`, `/dumps/…`, `/dataset`, `/ns`.

Written here, not read off the routes: these views choose their form by Accept, which the OpenAPI Specification (3.1.0, 4.8.12.2)
keeps out of the parameters, and the SPARQL 1.1 protocol says itself how its requests are read.
"""

from __future__ import annotations

from typing import Any, Final

from api.linked.negotiation import HTML
from api.linked.protocol import FORM_TYPE, QUERY_TYPE
from api.spec import NOT_MODIFIED, PROBLEMS, REF
from graph.dumps import DUMPS
from graph.forms import FORMS
from graph.querying.model import LONGEST, SOLUTIONS

Json = dict[str, Any]

TAG: Final[Json] = {"name": "关联数据", "description": "RDF、SPARQL 查询、按版本下载"}

_TEXT: Final[Json] = {"schema": {"type": "string"}}
_JSON: Final[Json] = {"schema": {"type": "object"}}
_TRIPLES: Final[Json] = {form.media[0]: _JSON if form.name == "jsonld" else _TEXT for form in FORMS.values()}
_ROWS: Final[Json] = {medium.partition(";")[0]: _JSON if form == "json" else _TEXT for form, medium in SOLUTIONS.items()}
_FAILED: Final[Json] = {"application/problem+json": {"schema": {"$ref": f"{REF}Problem"}}, HTML: _TEXT}
"""A person gets the same as a page."""
_REASONS: Final[dict[int, str]] = {status: PROBLEMS[status]["description"] for status in (400, 401, 403, 404, 413, 500, 503)} | {
    406: "查询的结果没有所要的格式", 415: "请求体的类型不支持", 422: "查询太重：超过时限、内存，或嵌套太深",
}  # fmt: skip
_ALWAYS: Final = (401, 403, 500, 503)


def _failing(*statuses: int, **other: str) -> Json:
    """Return these failures beside those of every operation; `other` (s404="…") words one otherwise."""
    return {str(status): {"description": other.get(f"s{status}", _REASONS[status]), "content": _FAILED} for status in sorted({*statuses, *_ALWAYS})}


def _parameter(name: str, description: str, where: str = "query", **schema: object) -> Json:
    return {"name": name, "in": where, "required": where == "path", "description": description, "schema": {"type": "string"} | schema}


def _operation(name: str, summary: str, description: str, parameters: list[Json], responses: Json) -> Json:
    return {
        "tags": [TAG["name"]], "operationId": name, "summary": summary, "description": description, "parameters": parameters,
        "responses": responses,
    }  # fmt: skip


def _described(what: str) -> Json:
    """Return the answers of an address that gives a page or triples."""
    headers = {name: {"description": about, "schema": {"type": "string"}} for name, about in (("ETag", "知识版本和格式（网页没有）"), ("Vary", "Accept"))}
    not_modified = {str(status): about for status, about in NOT_MODIFIED.items()}
    return {"200": {"description": what, "content": {HTML: _TEXT, **_TRIPLES}, "headers": headers}} | not_modified


_FORM: Final = _parameter("format", "要哪种格式，比 Accept 优先；都不给得网页", enum=["html", *FORMS])
_BY_ACCEPT: Final = "按 Accept（带 q 值）给网页、Turtle、JSON-LD、N-Triples 或 RDF/XML；也可用 format 指定。"

_ASKING: Final[Json] = {
    "200": {
        "description": "SELECT、ASK 的结果，CONSTRUCT、DESCRIBE 的三元组；没给查询则是服务说明；浏览器得网页",
        "content": {**_ROWS, **_TRIPLES, HTML: _TEXT},
        "headers": {
            "Shouwen-Version": {"description": "回答所据的知识版本", "schema": {"type": "string"}},
            "Shouwen-Cut": {"description": "只给了这么多行（三元组）；没有这一项就是全部", "schema": {"type": "integer"}},
        },
    },
    **_failing(400, 404, 406, 413, 415, 422, s400="查询有误，或要做这里不做的事（更新、SERVICE、另指定图）", s404="没有这个示例（网页）", s503="知识版本不可用；或查询已排满，过 Retry-After 秒再来"),
}  # fmt: skip
_RESULT_FORM: Final = _parameter("format", "要哪种格式，比 Accept 优先：SELECT、ASK 用 json、xml、csv、tsv，其余用后几种", enum=[*SOLUTIONS, *FORMS, "html"])
_QUERY: Final = "SPARQL 1.1 查询；常用前缀不必写"
_BODY: Final[Json] = {
    "required": True,
    "description": "查询本身，或表单的 query 一项；不支持更新",
    "content": {
        QUERY_TYPE: {"schema": {"type": "string", "maxLength": LONGEST, "description": _QUERY}},
        FORM_TYPE: {"schema": {"type": "object", "properties": {"query": {"type": "string", "maxLength": LONGEST, "description": _QUERY}}}},
    },
}
_LIMITED: Final = (
    "只读，在正在使用的版本上回答。时间、行数、内存和同时的查询数有上限（见 docs/linked-data.md）；多出的行不给，响应头 Shouwen-Cut 写给了多少行。"
)

PATHS: Final[Json] = {
    "/id/{name}": {
        "get": _operation(
            "get_subject",
            "一个主题：事项、法条、单位、认定……的网页或 RDF",
            f"标识 https://w3id.org/shouwen/id/… 的说明。{_BY_ACCEPT}也可在地址末尾加 .ttl、.jsonld、.nt、.rdf。"
            "含它自己的三元组、指向它的、各主题的名称；导入了全文的法条带原文。没有自己网页的（职责、授权、职能承担）转到所在的网页。",
            [
                _parameter("name", "id/ 之后的部分，如 matter/路灯故障；可带格式后缀", "path", minLength=1),
                _FORM,
                _parameter("day", "网页按哪一天看，如 2024-03-01；不给为今天"),
                _parameter("place", "网页按哪个地方看：名称或 GB/T 2260 代码"),
            ],
            _described("网页，或主题的三元组") | {"302": {"description": "它在另一主题的网页上"}} | _failing(400, 404),
        )
    },
    "/sparql": {
        "get": _operation(
            "query_sparql",
            "SPARQL 查询",
            _LIMITED,
            [_parameter("query", f"{_QUERY}；不给则返回服务说明", maxLength=LONGEST), _RESULT_FORM],
            _ASKING | {"304": {"description": "版本未变（If-None-Match）"}},
        ),
        "post": _operation("post_sparql", "SPARQL 查询（长的）", _LIMITED, [_RESULT_FORM], _ASKING) | {"requestBody": _BODY},
    },
    "/dumps/": {
        "get": _operation(
            "list_dumps",
            "可下载的版本",
            "已发布的版本，新的在前，每个版本几种格式；网页。",
            [_parameter("offset", "从第几个版本起", type="integer", minimum=0)],
            {"200": {"description": "网页", "content": {HTML: _TEXT}}} | _failing(),
        )
    },
    "/dumps/{name}": {
        "get": _operation(
            "get_dump",
            "下载一个版本",
            "整个版本，gzip 压缩；首次请求时做成，此后不变。" + "；".join(f".{dump.name}：{dump.label}" for dump in DUMPS.values()) + "。",
            [_parameter("name", "版本.格式，版本名见 /api/v1/versions", "path", pattern="^[0-9a-f]{64}[.](" + "|".join(DUMPS).replace(".", "[.]") + ")$")],
            {
                "200": {"description": "文件", "content": {"application/gzip": {"schema": {"type": "string", "format": "binary"}}}},
                "206": {"description": "文件的一段（Range）", "content": {"application/gzip": {"schema": {"type": "string", "format": "binary"}}}},
                "304": {"description": "已有这个文件（If-None-Match）"},
            }
            | _failing(404, s404="没有这个版本或格式", s503="文件没有做成，或正在做别的文件"),
        )
    },
    "/dataset": {
        "get": _operation(
            "get_dataset",
            "数据集说明",
            f"VoID 和 DCAT：许可、数量、分区、链接、下载、查询地址、版本。{_BY_ACCEPT}",
            [_FORM],
            _described("网页或三元组") | _failing(400),
        )
    },
    "/.well-known/void": {
        "get": _operation(
            "get_void",
            "数据集说明（供程序发现）",
            "与 /dataset 相同，不指定格式时给 Turtle。",
            [_parameter("format", "要哪种格式；不给看 Accept，再不给为 Turtle", enum=list(FORMS))],
            _described("三元组") | _failing(400),
        )
    },
    "/ns": {
        "get": _operation(
            "get_vocabulary", "词汇：本系统的类和属性", _BY_ACCEPT, [_FORM], _described("网页或三元组") | _failing(400, 404, s404="这个版本没有收录词汇")
        )
    },
}
