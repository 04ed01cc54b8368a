"""The graph picture's data and the list beside it: bounded, complete in what it leaves out, links that lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from api.legal import neighbours
from ontology.vocabulary import as_path, iri
from resolver.pipeline import Resolver

BUSY = ("matter/水产养殖投入品损害", "function/street-town", "unit/330226/农业农村局", "statute/渔业法/2025-12-27/6", "ruling/330226/2020-08-水产投放剂", "place/310000", "statute/渔业法", "list/330226/宁海县首问负责即问即办工作机制/2020-11-26/1")


@pytest.mark.parametrize("name", BUSY)
def test_bounded_and_counted(legal: FlaskClient, name: str) -> None:
    told = legal.get(f"/near/{quote(name)}?form=json").get_json()
    assert told["links"]
    assert sum(len(link["nodes"]) for link in told["links"]) <= neighbours.DRAWN_IN_ALL
    assert all(len(link["nodes"]) <= neighbours.DRAWN and link["left_out"] >= 0 for link in told["links"])
    assert told["node"]["id"] == as_path(iri(*told_name(told["node"]["id"])))
    page = legal.get(f"/near/{quote(name)}").get_data(as_text=True)
    for link in told["links"]:
        assert f"<h3>{link['name']}<span" in page, "the list knows every kind of link that the picture shows"


def told_name(path: str) -> list[str]:
    from urllib.parse import unquote

    return unquote(path.removeprefix("/id/")).split("/")


def test_what_is_left_out_is_told_truly(resolver: Resolver, legal: FlaskClient) -> None:
    told = legal.get("/near/function/urban-management?form=json").get_json()
    roles = next(link for link in told["links"] if link["name"] == "下设职能")
    assert len(roles["nodes"]) + roles["left_out"] == len(resolver.graph.functions.where("broader", iri("function", "urban-management")))


def test_the_day_and_the_place_decide(legal: FlaskClient) -> None:
    def bases(day: str) -> list[str]:
        told = legal.get(f"/near/matter/{quote('水产养殖投入品损害')}?form=json&place={quote('宁海县')}&day={day}").get_json()
        return [node["id"] for link in told["links"] if link["name"] == "依据" for node in link["nodes"]]

    assert as_path(iri("statute", "渔业法", "2013-12-28", "6")) in bases("2020-08-15")
    assert as_path(iri("statute", "渔业法", "2013-12-28", "6")) not in bases("2026-11-22")


def test_links_carry_the_selection_and_lead_somewhere(legal: FlaskClient) -> None:
    told = legal.get(f"/near/ruling/330226/{quote('2020-08-水产投放剂')}?form=json&day=2021-01-01").get_json()
    nodes = [node for link in told["links"] for node in link["nodes"]]
    assert nodes
    for node in nodes:
        assert "day=2021-01-01" in node["page"]
        assert legal.get(node["page"], follow_redirects=True).status_code == 200
        assert legal.get(node["near"]).status_code == 200


def test_what_is_not_there_is_refused(legal: FlaskClient) -> None:
    answer = legal.get("/near/matter/nothing", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "没有" in answer.get_data(as_text=True)


def test_every_kind_of_record_has_neighbours(resolver: Resolver, legal: FlaskClient, read: Callable[[str], str]) -> None:
    for table in ("matters", "functions", "units", "rulings", "places", "provisions", "instruments"):
        record = getattr(resolver.graph, table)[0]
        page = read(as_path(record.id).replace("/id/", "/near/", 1))
        assert re.search(r'data-near="[^"]*form=json"', page), table


def test_an_article_that_only_the_store_holds_has_its_picture(legal: FlaskClient) -> None:
    def told(name: str) -> dict[str, list[str]]:
        links = legal.get(f"/near/statute/{quote(name)}?form=json").get_json()["links"]
        return {link["name"]: [node["label"] for node in link["nodes"]] for link in links}

    cited, citing = "《宁波市试验田灌溉条例》第一条", "《宁波市试验田灌溉条例》第三条"
    assert told("宁波市试验田灌溉条例/2024-01-01/3") == {"所属": ["宁波市试验田灌溉条例"], "引用的法条": [cited]}
    assert told("宁波市试验田灌溉条例/2024-01-01/1")["引用它的法条"] == [citing]
    assert told("宁波市试验田灌溉条例")["条文"] == [cited, "《宁波市试验田灌溉条例》第一条之一", citing]
    assert "《兽药管理条例》第七十四条" in told("渔业法/2025-12-27/17")["引用的法条"]
    assert legal.get(f"/near/statute/{quote('宁波市试验田灌溉条例')}/2024-01-01/9").status_code == 404
