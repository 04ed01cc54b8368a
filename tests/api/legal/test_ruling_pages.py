"""The page of a ruling, the list of rulings, the page of a place."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from api.app import create_app
from graph import store
from graph.changes import ChangeSet
from ontology.vocabulary import as_path, iri
from resolver.pipeline import Resolver
from resolver.staging import staged

Read = Callable[[str], str]
SHRIMP = "/id/ruling/330226/2020-08-水产投放剂"


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def total(page: str) -> int:
    found = re.search(r"共 (\d+) 项", page)
    return int(found[1]) if found else 0


def test_parties_decision_basis_and_effect(read: Read) -> None:
    page = plain(read(SHRIMP))
    assert "首问 宁海县农业农村局" in page
    assert "争议各方 宁海县农业农村局 、 宁海县市场监督管理局" in page
    assert "认定方法 主次协同" in page
    assert "今后同类来件都照此办理" in page
    assert re.search(r"《渔业法》第六条 .{4,40} 有效 已失效 看现行的", page), "in force when it was decided, replaced since"
    assert "遵循先例 没有记载" in page, "nothing is made up"


def test_before_its_day_it_is_said_not_to_hold(read: Read) -> None:
    assert "还没有生效" in plain(read(SHRIMP + "?day=2020-01-01"))
    assert "还没有生效" not in plain(read(SHRIMP))


def test_a_ruling_on_one_case_says_so(resolver: Resolver, read: Read) -> None:
    one = next(r for r in resolver.graph.rulings if r.case_only)
    assert "个案认定" in plain(read(as_path(one.id)))


def test_what_supersedes_or_follows_it_is_linked_both_ways(resolver: Resolver, tmp_path_factory: pytest.TempPathFactory, home: object, linked: Callable[..., object]) -> None:
    folder = tmp_path_factory.mktemp("superseded") / "home"
    linked(home, folder)
    graph = store.open_version(folder)
    old, new = iri("ruling", "330226", "2020-08-水产投放剂"), next(r.id for r in graph.rulings.where("place", iri("place", "330226")) if "水产投放剂" not in r.id)
    in_graph = graph.content.lines(new)[0].rsplit(" ", 2)[1]
    lines = frozenset(f"<{new}> <https://w3id.org/shouwen/ns#{word}> <{old}> {in_graph} ." for word in ("supersedes", "follows"))
    with staged(graph, ChangeSet(added=lines), folder, resolver.encoder) as version:
        store.publish(version.folder, folder)
    changed = Resolver(store.open_version(folder), resolver.encoder)
    client = create_app(None, changed).test_client()
    title = changed.graph.rulings.need(new).title
    assert f"被取代 {title}" in plain(client.get(as_path(old)).get_data(as_text=True))
    assert f"被遵循 {title}" in plain(client.get(as_path(old)).get_data(as_text=True))
    assert f"遵循先例 {changed.graph.rulings.need(old).title}" in plain(client.get(as_path(new)).get_data(as_text=True))
    assert old in [node.get("follows") for node in client.get(f"{as_path(new)}.jsonld").get_json()["@graph"]]
    assert client.get(f"/api/v1/rulings/{old.split('/id/ruling/')[1]}").get_json()["followed_by"] == [new]
    assert f"取代 {changed.graph.rulings.need(old).title}" in plain(client.get(as_path(new)).get_data(as_text=True))


def test_the_list_is_narrowed(read: Read) -> None:
    whole = total(read("/rulings"))
    assert whole == 121
    for filters in ("doctrine=先例", "year=2025", "effect=case", "function=urban-management", "q=飞线", "place=浙江省"):
        assert 0 < total(read(f"/rulings?{filters}")) < whole, filters
    assert total(read("/rulings?effect=case")) + total(read("/rulings?effect=general")) == whole


def test_the_newest_stand_first(resolver: Resolver, read: Read) -> None:
    shown = re.findall(r'href="(/id/ruling/[^"?]*)', read("/rulings"))
    days = {as_path(r.id): r.decided_on or r.start for r in resolver.graph.rulings}
    listed = [day for address in dict.fromkeys(shown) if (day := days[address])]
    assert listed == sorted(listed, reverse=True)


@pytest.mark.parametrize("path", ["/rulings?year=abcd", "/rulings?year=0001", "/rulings?doctrine=没有", "/rulings?function=没有", "/rulings?effect=x&offset=5000"])
def test_odd_filters_do_no_harm(legal: FlaskClient, path: str) -> None:
    assert legal.get(path).status_code == 200


def test_what_a_place_decided_otherwise(read: Read) -> None:
    page = read("/id/place/310000?view=otherwise")
    assert "其中与全国性规定不同的" in plain(page)
    rows = [plain(row) for row in re.findall(r"<tr[ >].*?</tr>", page, re.DOTALL)][1:]
    assert "不同" in rows[0]
    assert "《上海市" in " ".join(rows)


def test_a_place_shows_units_of_the_day(read: Read) -> None:
    then = plain(read("/id/place/440310?day=2018-06-01"))
    assert "深圳市坪山区环境保护和水务局 生态环境" in then
    now = plain(read("/id/place/440310") + read("/id/place/440310?offset=100"))
    assert "深圳市坪山区环境保护和水务局 当日不存续" in now
    assert plain(read("/id/place/330226?view=rulings")).count("个案") <= 4


def test_views_of_places_answer(legal: FlaskClient) -> None:
    for code in ("CN", "330226", "310000", "110101"):
        for view in ("units", "otherwise", "rulings", "papers", "inside"):
            assert legal.get(f"/id/place/{code}?view={quote(view)}").status_code == 200, (code, view)
