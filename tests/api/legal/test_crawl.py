"""The whole site walked from `/` by its links: nothing dead, no error, no anchor that points nowhere."""

from __future__ import annotations

from functools import partial

import pytest
from flask_openapi3.openapi import OpenAPI

from benchmarks.crawl import Drawn, Walk, crawl, look

STARTS = (
    "/", "/matters", "/statutes", "/rulings", "/practice", "/docs", "/statutes?state=all&q=试验田", "/id/statute/渔业法", "/id/statute/渔业法?day=2024-06-01&place=宁海县",
    "/id/place/330226", "/id/matter/水产养殖投入品损害?day=2024-06-01&place=宁海县", "/id/ruling/330226/2020-08-水产投放剂", "/id/unit/330226/农业农村局?place=宁海县",
    "/id/function/fishery",
)  # fmt: skip
MOST = 500
"""Pages walked here, from those above outwards; `python -m benchmarks.crawl` walks all."""


def told(walk: Walk) -> str:
    """Return what is wrong, one a line."""
    return "\n".join([f"{status} {address} <- {came}" for address, status, came in walk.faults] + [f"# {address} <- {came}" for address, came in walk.lost])


@pytest.mark.proof
def test_every_link_leads_somewhere(legal_app: OpenAPI) -> None:
    walk = crawl(partial(map, partial(look, legal_app)), STARTS, MOST)
    assert walk.sound, told(walk)
    assert len(walk.seconds) == MOST
    assert {"/id/matter", "/id/unit", "/id/function", "/id/ruling", "/id/place", "/id/statute (1)", "/id/statute (3)"} <= walk.pages.keys()


def test_a_crawl_sees_what_is_dead(legal_app: OpenAPI) -> None:
    walk = crawl(partial(map, partial(look, legal_app)), ("/id/matter/没有这样的事项",), 5)
    assert [status for _, status, _ in walk.faults] == [404]


def test_articles_of_the_store_are_drawn_by_the_seed() -> None:
    numbers = [f"/id/statute/试验法/2024-01-01/{n}?place=宁海县" for n in range(1000)]
    drawn = [sum(map(Drawn(frozenset({"statute/试验法/2024-01-01/1"}), share, seed=6), numbers)) for share in (0.0, 0.1, 1.0)]
    assert drawn[0] == 1, "what the graph cites is always walked"
    assert 60 < drawn[1] < 140
    assert drawn[2] == 1000
