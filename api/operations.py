"""REST: whether the service is up, how it fares, and its own description."""

from __future__ import annotations

from typing import cast

from flask import Response, current_app, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from flask_openapi3.openapi import OpenAPI

from api import metrics
from api.edge import edge
from api.schemas import HealthOut
from api.spec import PROBLEMS, TEXT, document
from ontology.errors import BadVersion

operations = APIBlueprint("operations", __name__, abp_tags=[Tag(name="运行", description="状态与监测")], abp_responses={500: PROBLEMS[500]})


@operations.get("/healthz", summary="进程是否在运行", description="只看进程，不看知识版本。", operation_id="healthz", responses={200: HealthOut})
def healthz() -> Response:
    """Return ok as long as the process answers."""
    return jsonify({"status": "ok"})


@operations.get(
    "/readyz", summary="能否回答诉求", description="知识版本已打开且有事项则为 ok。", operation_id="readyz", responses={200: HealthOut, 503: PROBLEMS[503]}
)
def readyz() -> Response:
    """Return ok with the version when a graph is open that holds matters; 503 otherwise."""
    graph = edge().graph
    if not len(graph.matters):
        raise BadVersion("知识版本是空的", where=graph.version, mend="请先运行 shouwen kb build")
    return jsonify({"status": "ok", "graph_version": graph.version})


@operations.get("/metrics", summary="Prometheus 指标", description="请求数、耗时分布、正在使用的知识版本。", operation_id="metrics", responses={200: TEXT})
def prometheus() -> Response:
    """Return the counts in Prometheus' text form."""
    return metrics.exposition()


@operations.get("/openapi.json", doc_ui=False)
def openapi() -> Response:
    """Return the OpenAPI document of this application."""
    return jsonify(document(cast("OpenAPI", current_app)))
