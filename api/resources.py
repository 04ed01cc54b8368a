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
from api.law_records import Shelf, article_whole, articles_of, statute, statute_history, statute_whole
from api.legal.impact_asked import LONGEST, Asked, impact_asked
from api.looked_up import looked_up
from api.schemas import (
    ArticleQuery,
    AsOf,
    HistoryOut,
    ImpactOut,
    ImpactQuery,
    ListQuery,
    PageOut,
    Paging,
    PlacedQuery,
    RecordOut,
    RecordPath,
    SearchQuery,
    StatuteQuery,
    VersionsOut,
)
from api.spec import NOT_MODIFIED, PROBLEMS
from graph.store import versions
from ontology.errors import BadInput
from ontology.reference import short_title
from ontology.validity import parse_day
from ontology.vocabulary import iri

resources = APIBlueprint(
    "resources", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="知识", description="事项、法规、法条、单位、认定")],
    abp_responses=PROBLEMS | NOT_MODIFIED,
)  # fmt: skip


DEEPEST: Final = 10_000
"""How far into what was found a search may be paged: who needs more wants a list, or a dump."""


@resources.after_request
def tag(response: Response) -> Response:
    """Tag an answer with what it came from — version, law store, day —, and answer 304 where the client has it."""
    if request.method in {"GET", "HEAD"} and response.status_code == 200:
        at = edge()
        response.set_etag("-".join(part for part in (at.graph.version, at.laws().generation, at.today().isoformat()) if part))
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


def _shelf(day: str = "") -> Shelf:
    """Return where statutes are looked up, for a day as written; empty for today."""
    at = edge()
    return Shelf(at.graph, at.laws(), at.works(), parse_day(day, where="参数 day") if day.strip() else at.today())


def _keep(query: ListQuery) -> Callable[[Any], bool] | None:
    """Return what a record of the list must satisfy beside holding the words, None for nothing."""
    graph = edge().graph
    if isinstance(query, PlacedQuery) and query.place.strip():
        place = graph.find_place(query.place.strip()).id
        return lambda record: record.place == place
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
    as_of: type[AsOf] | None = None
    """What a single record is asked with besides its id."""


_RESOURCES: Final = {
    "matters": _Words(
        ListQuery,
        ("事项列表", "按标识排序，分页；q 在名称、群众说法、常见词中查找。"),
        ("一个事项及其职责", "事项的名称、说法、范围，以及谁主办、谁配合、依据何在。"),
    ),
    "statutes": _Words(
        StatuteQuery,
        ("法规（各版本）、清单列表", "法律、法规、规章和本地清单，每个版本一项，图谱里的和法规库里导入的合为一份；按 place、rank、施行日筛选。"),
        (
            "一部法规的一个版本",
            "标识写到版本（渔业法/2025-12-27）给这一版，只写法规（渔业法）给 day 当日施行的一版：有效期、各版本、目录、条文（不含原文）、由谁取代。",
        ),
        AsOf,
    ),
    "articles": _Words(
        ArticleQuery,
        ("法条、清单条目列表", "图谱引用的条文和清单条目；给了 statute 则列这一版的全部条文，导入了全文的带原文。"),
        (
            "一个法条",
            "原文（导入了的）、要点、授权的职能、以它为据的职责和认定、它引用的和引用它的条文、沿革。渔业法/6 加 day 取当日文本；标识写到版本又加 day，取那一天说同一件事的条文。",
        ),
        AsOf,
    ),
    "functions": _Words(
        ListQuery,
        ("职能列表", "55 项职能和法定角色；q 在名称和法规里的叫法中查找。"),
        ("一项职能", "名称、叫法、下位的法定角色、授权它的法条。"),
    ),
    "places": _Words(
        ListQuery,
        ("行政区划列表", "GB/T 2260 的区划；q 在全名、代码、别称中查找。"),
        ("一个行政区划", "名称、代码、所属上级、在图谱里的单位。"),
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
        return _LISTS.get(kind.name, partial(_list, kind))(query)

    def one(path: RecordPath) -> Response:
        return _one(kind, path)

    def one_as_of(path: RecordPath, query: AsOf) -> Response:
        return _ONES[kind.name](path.record_id, query.day)

    listed.__annotations__["query"] = words.query  # the library reads the parameters off the annotation
    for rule, view, name, (summary, description), shape in (
        (f"/{kind.name}", listed, f"list_{kind.name}", words.of_list, PageOut),
        (f"/{kind.name}/<path:record_id>", one_as_of if words.as_of else one, f"get_{kind.name}", words.of_one, RecordOut),
    ):
        resources.get(rule, summary=summary, description=description, operation_id=name, responses={200: shape}, endpoint=name)(view)


def _statutes(query: ListQuery) -> Response:
    assert isinstance(query, StatuteQuery)
    shelf, words = _shelf(query.day), query.q.split()
    place = edge().graph.find_place(query.place.strip()).id if query.place.strip() else ""
    kept = (
        version
        for work in shelf.works
        if (not place or work.place == place) and (not query.rank or work.rank == query.rank)
        for version in work.versions
        if all(word in work.full_title or word in version.title for word in words) and (not query.in_force or version.holds(shelf.day))
    )
    return _page((partial(statute, shelf, version) for version in kept), query)


def _articles(query: ListQuery) -> Response:
    assert isinstance(query, ArticleQuery)
    if not query.statute:
        return _list(KINDS["articles"], query)
    shelf = _shelf()
    return _page(articles_of(shelf, shelf.version(query.statute), query.q.split()), query)


def _statute(identifier: str, day: str) -> Response:
    shelf = _shelf(day)
    return jsonify(statute_whole(shelf, shelf.version(identifier)) | {"graph_version": shelf.graph.version})


def _article(identifier: str, day: str) -> Response:
    shelf = _shelf(day)
    version, number = shelf.article(identifier, as_of=bool(day.strip()))
    return jsonify(article_whole(shelf, version, number) | {"graph_version": shelf.graph.version})


_LISTS: Final[dict[str, Callable[[ListQuery], Response]]] = {"statutes": _statutes, "articles": _articles}
_ONES: Final[dict[str, Callable[[str, str], Response]]] = {"statutes": _statute, "articles": _article}


for _name, _words in _RESOURCES.items():
    _serve(KINDS[_name], _words)


@resources.get(
    "/statutes/<path:record_id>/versions",
    summary="一部法规的各个版本",
    description="图谱和法规库知道的全部版本，新的在前：起止、day 当日的状态、哪一版有全文。",
    operation_id="list_statute_versions",
    responses={200: HistoryOut},
)
def list_statute_versions(path: RecordPath, query: AsOf) -> Response:
    """Return the versions of a statute."""
    shelf = _shelf(query.day)
    return jsonify({"items": statute_history(shelf, shelf.version(path.record_id)), "graph_version": shelf.graph.version})


@resources.get(
    "/statutes/<path:record_id>/impact",
    summary="一部法规修改或取代别的法规，对图谱的影响",
    description="要求导入了这一版的全文。图谱引用的每个旧条文：文字未变只换条号、文字有改动要重读、没有承接的条文，以及依赖它的职责、认定。",
    operation_id="get_statute_impact",
    responses={200: ImpactOut},
)
def get_statute_impact(path: RecordPath, query: ImpactQuery) -> Response:
    """Return what a statute of the law store does to what the graph cites."""
    shelf = _shelf()
    version = shelf.version(path.record_id)
    asked = Asked(version.title, version.version, old=tuple(dict.fromkeys(short_title(t)[:LONGEST] for t in query.replaces if t.strip())), on=query.day.strip())
    found = impact_asked(asked)
    return jsonify(
        {
            "statute": found.statute.id,
            "day": found.day.isoformat(),
            "replaced": [iri("statute", *pair) for pair in found.replaced],
            "unheld": list(found.unheld),
            "counts": {need: len(fates) for need, fates in found.by_need().items()},
            "fates": catalog.plain(found.fates),
            "graph_version": shelf.graph.version,
        }
    )


@resources.get(
    "/search",
    summary="查找：名称、群众说法、《…》第…条",
    description=(
        "先给文字里引用的法条（《渔业法》第六条，各种写法都行，按 day 当日的文本），再给名称、群众说法、要点里同时含有各词（以空格分开）的各项；"
        f"法规和单位的新旧名称都认。kind 只查一种，place 只要一地的。最多翻到第 {DEEPEST:,} 项。"
    ),
    operation_id="search",
    responses={200: PageOut},
)
def search(query: SearchQuery) -> Response:
    """Return a page of what is cited in the words, and of records of any kind whose texts contain them."""
    if query.offset + query.limit > DEEPEST:
        raise BadInput("翻得太深", where="参数 offset", why=f"查找最多翻到第 {DEEPEST:,} 项", mend="多写几个字，或用 kind、place 缩小范围；要全部请用各类列表")
    return _page(looked_up(_shelf(query.day), query), query)


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
    works = list(edge().works())
    held = [v for work in works for v in work.versions if v.held]
    laws = {"generation": edge().laws().generation, "statutes": len({v.work for v in held}), "versions": len(held)}
    return jsonify({"items": [{"version": name, "current": name == graph.version} for name in known], "laws": laws})
