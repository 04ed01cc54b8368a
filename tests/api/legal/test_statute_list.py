"""The list of statutes: graph and law store as one, by field, rank, place, state, department and theme, found by words."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask_openapi3.openapi import OpenAPI

NAME = re.compile(r'<tr><td><a href="[^"]*">([^<]+)</a>')
TOTAL = re.compile(r"共 (\d+) 部")


def names(page: str) -> list[str]:
    """Return the titles listed."""
    return NAME.findall(page)


def total(page: str) -> int:
    """Return how many statutes the list says it holds."""
    found = TOTAL.search(page)
    assert found
    return int(found[1])


def test_a_work_is_one_row_whatever_holds_it(read: Callable[[str], str], legal_app: OpenAPI) -> None:
    graph = legal_app.extensions["shouwen"].graph
    assert total(read("/statutes?state=all")) == len({i.work for i in graph.instruments}) + 1, "the law store adds one that the graph lacks"
    assert names(read("/statutes?q=渔业法&rank=法律")) == ["渔业法"]


def test_a_statute_that_only_the_store_knows_is_listed_as_not_cited(read: Callable[[str], str]) -> None:
    page = read("/statutes?q=试验田")
    assert names(page) == ["宁波市试验田灌溉条例"]
    assert "未引用" in page and "宁波市" in page and "2024-01-01 版" in page


@pytest.mark.parametrize(
    ("asked", "there", "absent"),
    [
        ("domain=农业农村", "渔业法", "道路交通安全法"),
        ("rank=行政法规", "物业管理条例", "渔业法"),
        ("function=agriculture&q=渔业", "渔业法", "物业管理条例"),
        ("theme=农业农村渔业畜牧&q=渔业", "渔业法", "物业管理条例"),
        ("of=330200&q=试验", "宁波市试验田灌溉条例", "渔业法"),
        ("rests=matters&q=渔业法", "渔业法", "宁波市试验田灌溉条例"),
        ("rests=text", "渔业法", "物业管理条例"),
        ("place=宁海县&q=试验", "宁波市试验田灌溉条例", "渔业法"),
    ],
)
def test_the_list_is_narrowed(read: Callable[[str], str], asked: str, there: str, absent: str) -> None:
    listed = names(read(f"/statutes?{asked}"))
    assert there in listed
    assert absent not in listed


def test_another_place_does_not_see_a_local_regulation(read: Callable[[str], str]) -> None:
    assert names(read("/statutes?place=西宁市&q=试验田")) == []


def test_the_version_of_the_day_is_shown(read: Callable[[str], str]) -> None:
    assert "2013-12-28 版，2014年3月1日起施行" in read("/statutes?q=渔业法&day=2024-06-01")
    assert "2025-12-27 版，2026年5月1日起施行" in read("/statutes?q=渔业法")


def test_what_is_not_in_force_is_offered_where_nothing_else_fits(read: Callable[[str], str]) -> None:
    page = read("/statutes?q=试验田&day=2019-01-01")
    assert "不论是否施行，有 1 部" in page
    page = read("/statutes?q=试验田&day=2019-01-01&state=all")
    assert "尚未施行" in page and names(page) == ["宁波市试验田灌溉条例"]


def test_the_numbers_beside_a_facet_are_what_choosing_it_gives(read: Callable[[str], str]) -> None:
    page = read("/statutes?rank=法律")
    offered = re.findall(r'<a href="(/statutes\?[^"]*domain=[^"]+)"><span>[^<]+</span> <i>(\d+)</i>', page)
    assert len(offered) > 10
    for href, count in offered[:4]:
        assert total(read(href.replace("&amp;", "&"))) == int(count)


def test_the_pages_of_the_list_hold_every_statute_once(read: Callable[[str], str]) -> None:
    first = read("/statutes")
    listed: list[str] = []
    for offset in range(0, total(first), 50):
        listed += names(read(f"/statutes?offset={offset}"))
    assert len(listed) == total(first)
