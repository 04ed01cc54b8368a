"""REST: a question in a layman's words, answered as the page 检索 answers it: matters first, then articles, rulings, statutes, departments."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from api import catalog
from api.contract import Json
from api.edge import edge
from api.legal import finding
from api.legal.articles_found import Article
from api.legal.searching import texts
from api.schemas import AnswersOut, QuestionQuery
from api.spec import PROBLEMS
from ontology.validity import parse_day
from ontology.vocabulary import iri

answering = APIBlueprint("answering", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="知识")], abp_responses=PROBLEMS)


@answering.get(
    "/search/answers",
    summary="用一句话问",
    description="“邻居半夜装修谁管”：先给事项（可能性、在 place 由谁首问、依据），再给法条（最能回答的一段以 passage 标出）、认定、法规和单位职能。与网页“检索”同一结果。",
    operation_id="search_answers",
    responses={200: AnswersOut},
)
def search_answers(query: QuestionQuery) -> Response:
    """Return what answers a question, kind by kind."""
    here = edge()
    graph = here.graph
    place = graph.find_place(query.place.strip()).id if query.place.strip() else None
    day = parse_day(query.day, where="参数 day") if query.day.strip() else here.today()
    function = graph.functions.need(iri("function", query.function)).id if query.function else ""
    found = finding.search(here.resolver(), here.laws(), finding.Question(query.q, day, place, query.kind, query.rank, function), texts())
    return jsonify(_as_json(found) | {"day": day.isoformat(), "place": place, "full_text": found.full_text, "graph_version": graph.version})


def _as_json(found: finding.Found) -> Json:
    graph = edge().graph
    return {
        "cited": [_article(a) for a in found.cited],
        "unknown": [{"cited": words, "instead": instead and _article(instead)} for words, instead in found.unknown],
        "matters": [
            {"id": m.matter.id, "label": m.matter.label, "chance": m.chance, "leads": [{"name": n, "unit": u or None} for n, u in m.leads], "open": m.open, "basis": m.basis}
            for m in found.matters
        ],
        "articles": [_article(a) for a in found.articles],
        "rulings": [
            {"id": r.ruling.id, "label": catalog.label(graph, r.ruling), "nearness": r.nearness, "leads": list(r.leads), "in_force": r.holds} for r in found.rulings
        ],
        "statutes": [{"id": s.id, "label": s.label} for s in found.statutes],
        "departments": [{"id": d.id, "label": d.label, "about": d.about, "now": [{"name": n, "unit": u or None} for n, u in d.now]} for d in found.departments],
        "counts": found.counts,
        "successor": {"statute": found.successor[0], "by": found.successor[1]} if found.successor else None,
    }  # fmt: skip


def _article(found: Article) -> dict[str, Any]:
    """Return an article found; `passage`: the stretches of `text` that answer, as [from, to)."""
    text, passage = "", []
    for piece, marked in found.pieces:
        if marked:
            passage.append([len(text), len(text) + len(piece)])
        text += piece
    return {"id": found.id, "label": found.label, "rank": found.rank, "text": text, "passage": passage, "gist_only": found.own_words, "marks": list(found.marks), "score": round(found.score, 4)}
