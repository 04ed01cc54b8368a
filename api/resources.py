"""REST: the records of the graph, listed, searched and one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any, Final
from urllib.parse import urlencode

from flask import Response, jsonify, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from api import catalog
from api.catalog import KINDS, Kind
from api.contract import Json
from api.edge import edge
from api.schemas import (
    ArticleQuery,
    ListQuery,
    PageOut,
    Paging,
    PlacedQuery,
    RecordOut,
    RecordPath,
    SearchQuery,
    VersionsOut,
)
from api.spec import NOT_MODIFIED, PROBLEMS
from graph.store import versions

resources = APIBlueprint(
    "resources", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="知识", description="事项、法规、法条、单位、认定")],
    abp_responses=PROBLEMS | NOT_MODIFIED,
)  # fmt: skip


@resources.after_request
def tag(response: Response) -> Response:
    """Tag an answer with the version it came from, and answer 304 where the client has it."""
    if request.method in {"GET", "HEAD"} and response.status_code == 200:
        response.set_etag(edge().graph.version)
        response.cache_control.no_cache = True
        response.make_conditional(request)
    return response


def _page(makers: Iterable[Callable[[], Json]], paging: Paging, total: int | None = None) -> Response:
    """Return the page as JSON; `makers` make the JSON objects, called only for those shown."""
    if total is None:
        makers = list(makers)
        total = len(makers)
    after = paging.offset + paging.limit
    args = request.args.to_dict() | {"limit": paging.limit, "offset": after}
    return jsonify(
        {
            "items": [make() for make in islice(makers, paging.offset, after)],
            "total": total,
            "limit": paging.limit,
            "offset": paging.offset,
            "next": f"{request.path}?{urlencode(args)}" if after < total else None,
            "graph_version": edge().graph.version,
        }
    )


def _list(kind: Kind, query: ListQuery) -> Response:
    graph, keep = edge().graph, _keep(query)
    found = catalog.listed(graph, kind, query.q, keep)
    total = len(kind.of(graph)) if not query.q.split() and keep is None else None
    return _page((partial(catalog.as_json, graph, kind, record) for record in found), query, total)


def _keep(query: ListQuery) -> Callable[[Any], bool] | None:
    """Return what a record of the list must satisfy beside holding the words, None for nothing."""
    graph = edge().graph
    if isinstance(query, PlacedQuery) and query.place.strip():
        place = graph.find_place(query.place.strip()).id
        return lambda record: record.place == place
    if isinstance(query, ArticleQuery) and query.statute:
        statute = catalog.find(graph, KINDS["statutes"], query.statute).id
        return lambda record: record.instrument == statute
    return None


def _one(kind: Kind, path: RecordPath) -> Response:
    graph = edge().graph
    record = catalog.find(graph, kind, path.record_id)
    body = catalog.as_json(graph, kind, record) | {"graph_version": graph.version}
    return jsonify(body | catalog.related(graph, record))


@dataclass(frozen=True, slots=True)
class _Words:
    """What the documentation says of a kind, and the query by which its list narrows."""

    query: type[ListQuery]
    of_list: tuple[str, str]
    of_one: tuple[str, str]


_RESOURCES: Final = {
    "matters": _Words(
        ListQuery,
        ("事项列表", "按标识排序，分页；q 在名称、群众说法、常见词中查找。"),
        ("一个事项及其职责", "事项的名称、说法、范围，以及谁主办、谁配合、依据何在。"),
    ),
    "statutes": _Words(
        PlacedQuery,
        ("法规（各版本）、清单列表", "法律、法规、规章和本地清单，每个版本一项；place 只列某地制定的。"),
        ("一部法规的一个版本", "版本、有效期、条文要点和其他版本。"),
    ),
    "articles": _Words(
        ArticleQuery,
        ("法条、清单条目列表", "条文和清单条目；statute 只列一个法规版本的。"),
        ("一个法条", "要点、有效期、它授权的职能，以及以它为据的职责。"),
    ),
    "units": _Words(
        PlacedQuery,
        ("单位列表", "各地单位；place 只列一地的。"),
        ("一个单位", "单位的名称、又称、存续期和承担的职能。"),
    ),
    "rulings": _Words(
        PlacedQuery,
        ("认定列表", "首问责任认定；place 只列一地的。"),
        ("一项认定", "案情、争议单位、结论、方法和依据。"),
    ),
}


def _serve(kind: Kind, words: _Words) -> None:
    """Add the two routes of a kind: its list and its records one by one."""

    def listed(query: ListQuery) -> Response:
        return _list(kind, query)

    def one(path: RecordPath) -> Response:
        return _one(kind, path)

    listed.__annotations__["query"] = words.query  # the library reads the parameters off the annotation
    for rule, view, name, (summary, description), shape in (
        (f"/{kind.name}", listed, f"list_{kind.name}", words.of_list, PageOut),
        (f"/{kind.name}/<path:record_id>", one, f"get_{kind.name}", words.of_one, RecordOut),
    ):
        resources.get(rule, summary=summary, description=description, operation_id=name, responses={200: shape}, endpoint=name)(view)


for _name, _words in _RESOURCES.items():
    _serve(KINDS[_name], _words)


@resources.get(
    "/search",
    summary="按文字查找",
    description="在名称、群众说法、要点中查找同时含有各词（以空格分开）的各项。",
    operation_id="search",
    responses={200: PageOut},
)
def search(query: SearchQuery) -> Response:
    """Return a page of records of any kind whose texts contain the words."""
    graph = edge().graph
    kinds = [KINDS[query.kind]] if query.kind else list(KINDS.values())
    found = (partial(catalog.as_json, graph, kind, record) for kind in kinds for record in catalog.listed(graph, kind, query.q))
    return _page(found, query)


@resources.get(
    "/versions",
    summary="知识版本",
    description="已发布的版本，正在使用的标 current。",
    operation_id="list_versions",
    responses={200: VersionsOut},
)
def list_versions() -> Response:
    """Return the published versions, the current one marked."""
    graph = edge().graph
    home = graph.folder.parent.parent
    known = dict.fromkeys([graph.version, *versions(home)])
    return jsonify({"items": [{"version": name, "current": name == graph.version} for name in known]})
