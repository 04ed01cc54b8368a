"""Counts for Prometheus: requests, how long they took, and which version answers.

With several worker processes (`api.workers`) any one reports the sum over all.
"""

from __future__ import annotations

import os
import time
from typing import Final

from flask import Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from api.edge import edge
from api.workers import SHARED_COUNTS

BUCKETS: Final = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Seconds; the budgets of the design (5, 20 and 50 ms) are bucket borders."""

REGISTRY: Final = CollectorRegistry()
REQUESTS: Final = Counter("shouwen_requests_total", "Requests answered", ["endpoint", "method", "status"], registry=REGISTRY)
LATENCY: Final = Histogram("shouwen_request_seconds", "Seconds to answer a request", ["endpoint"], buckets=BUCKETS, registry=REGISTRY)


def register(app: Flask) -> None:
    """Time every request of the application."""

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        endpoint = request.endpoint or "none"
        REQUESTS.labels(endpoint, request.method, response.status_code).inc()
        if "started" in g:
            LATENCY.labels(endpoint).observe(time.perf_counter() - g.started)
        return response


def exposition() -> Response:
    """Return the counts in Prometheus' text form, with the version in use."""
    registry = REGISTRY
    if SHARED_COUNTS in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    version = edge().graph.version
    info = f'# HELP shouwen_graph_version_info The graph version that answers\n# TYPE shouwen_graph_version_info gauge\nshouwen_graph_version_info{{version="{version}"}} 1\n'
    return Response(generate_latest(registry) + info.encode(), content_type=CONTENT_TYPE_LATEST)
