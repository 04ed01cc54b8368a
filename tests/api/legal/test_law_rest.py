"""REST over graph and law store as one: statutes with all versions, articles as of a day, what cites what, search, impact."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient


def get(client: FlaskClient, path: str, status: int = 200) -> dict[str, Any]:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == status, answer.get_data(as_text=True)
    body: dict[str, Any] = answer.get_json()
    return body


def ends(items: list[dict[str, Any]]) -> list[str]:
    return [item["id"].partition("/id/")[2] for item in items]


def test_a_statute_that_only_the_law_store_holds_is_listed(legal: FlaskClient) -> None:
    found = get(legal, "statutes?q=试验田")["items"]
    assert [(i["version"], i["in_graph"], i["full_text"], i["place_name"]) for i in found] == [
        ("2024-01-01", False, True, "浙江省宁波市"), ("2020-01-01", False, True, "浙江省宁波市"),
    ]  # fmt: skip
    assert [i["version"] for i in get(legal, "statutes?q=试验田&in_force=true&day=2021-05-05")["items"]] == ["2020-01-01"]
    assert {i["label"] for i in get(legal, "statutes?place=宁波市&rank=地方性法规")["items"]} >= {"宁波市试验田灌溉条例"}


def test_every_listed_statute_can_be_fetched_where_it_says(legal: FlaskClient) -> None:
    for item in get(legal, "statutes?q=渔业法")["items"] + get(legal, "statutes?q=试验田")["items"]:
        assert get(legal, item["href"].removeprefix("/api/v1/"))["id"] == item["id"]


def test_a_work_is_given_in_the_version_of_the_day_with_all_versions(legal: FlaskClient) -> None:
    statute = get(legal, "statutes/宁波市试验田灌溉条例?day=2021-01-01")
    assert statute["version"] == "2020-01-01"
    assert [(v["version"], v["state"]) for v in statute["history"]] == [("2024-01-01", "coming"), ("2020-01-01", "holds")]
    assert [(a["number"], a["label"]) for a in statute["articles"]] == [("1", "第一条"), ("2", "第二条")]
    assert get(legal, "statutes/宁波市试验田灌溉条例/versions")["items"][1]["state"] == "replaced"


def test_the_table_of_contents_and_articles_of_both_worlds(legal: FlaskClient) -> None:
    statute = get(legal, "statutes/渔业法/2025-12-27")
    assert [(h["heading"], h["first"], h["last"]) for h in statute["contents"]] == [("第一章 总则", "1", "6"), ("第二章 养殖", "17", "17")]
    six = next(a for a in statute["articles"] if a["number"] == "6")
    assert six["in_graph"]
    assert six["gist"]
    assert not next(a for a in statute["articles"] if a["number"] == "1")["in_graph"]


def test_an_article_has_text_duties_history_and_links(legal: FlaskClient) -> None:
    article = get(legal, "articles/渔业法/2013-12-28/6")
    assert article["text"].startswith("本地渔业归渔业行政主管部门管")
    assert article["grants"]
    assert article["responsibilities"]
    assert [(h["version"], h["changed"]) for h in article["history"]] == [("2025-12-27", True), ("2013-12-28", False)]
    assert [(c["label"], c["id"].rpartition("/")[2]) for c in article["cites"]] == [("《渔业法》第七条", "7")]
    cited = get(legal, "articles/宁波市试验田灌溉条例/2024-01-01/1")
    assert ([c["label"] for c in cited["cited_by"]], cited["cited_by_total"]) == (["《宁波市试验田灌溉条例》第三条"], 1)


def test_an_article_as_of_a_day(legal: FlaskClient) -> None:
    assert get(legal, "articles/渔业法/6?day=2020-01-01")["id"].endswith("/2013-12-28/6")
    assert get(legal, "articles/渔业法/6")["id"].endswith("/2025-12-27/6")
    later = get(legal, "articles/渔业法/2013-12-28/7?day=2026-06-01")
    assert later["id"].endswith("/2025-12-27/17"), "the article that says it under its new number"
    assert get(legal, "articles/渔业法/2013-12-28/6?day=1999-01-01", 404)["code"] == "not-found"
    assert get(legal, "articles/渔业法/999", 404)["mend"]
    assert get(legal, "articles/渔业法/6?day=昨天", 400)["code"] == "bad-date"


def test_the_articles_of_a_statute_with_their_texts(legal: FlaskClient) -> None:
    page = get(legal, "articles?statute=宁波市试验田灌溉条例/2024-01-01&limit=2")
    assert ([a["label"] for a in page["items"]], page["total"]) == (["《宁波市试验田灌溉条例》第一条", "《宁波市试验田灌溉条例》第一条之一"], 3)
    assert [a["number"] for a in get(legal, "articles?statute=宁波市试验田灌溉条例&q=两次")["items"]] == ["3"]
    get(legal, "articles?statute=没有这部法", 404)


@pytest.mark.parametrize("written", ["《渔业法》第六条", "渔业法第6条", "<<中华人民共和国渔业法>>第６条"])
def test_a_citation_in_any_form_is_found_first(legal: FlaskClient, written: str) -> None:
    first = get(legal, f"search?q={written}")["items"][0]
    assert first["id"].endswith("statute/渔业法/2025-12-27/6")
    assert get(legal, f"search?q={written}&day=2020-01-01")["items"][0]["id"].endswith("2013-12-28/6")


def test_search_knows_old_and_common_names_and_narrows(legal: FlaskClient) -> None:
    assert "functions" in {i["kind"] for i in get(legal, "search?q=工商局")["items"]}
    assert [i["label"] for i in get(legal, "search?q=试验田&kind=statutes")["items"]] == ["宁波市试验田灌溉条例"]
    assert get(legal, "search?q=试验田&kind=units")["total"] == 0
    assert {i["place_name"] for i in get(legal, "search?q=条例&kind=statutes&place=宁波市")["items"]} == {"浙江省宁波市"}
    labels = [i["label"] for i in get(legal, "search?q=路灯&kind=matters")["items"]]
    assert "路灯" in labels[0]


def test_search_pages_join_up_without_repeating(legal: FlaskClient) -> None:
    seen, path = [], "search?q=渔业&limit=7"
    while path:
        page = get(legal, path)
        seen += ends(page["items"])
        path = (page["next"] or "").removeprefix("/api/v1/")
    assert len(seen) == len(set(seen)) == page["total"] > 7


def test_paging_too_deep_is_refused_with_a_way_out(legal: FlaskClient) -> None:
    refused = get(legal, "search?q=市&offset=9990", 400)
    assert refused["where"] == "参数 offset"
    assert "缩小" in refused["mend"]


def test_the_tag_changes_with_version_laws_and_day(legal: FlaskClient) -> None:
    answer = legal.get("/api/v1/articles/渔业法/6")
    generation = get(legal, "versions")["laws"]["generation"]
    assert generation in answer.headers["ETag"]
    assert "2026-11-22" in answer.headers["ETag"]
    assert legal.get("/api/v1/articles/渔业法/6", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_the_impact_of_a_statute(legal: FlaskClient) -> None:
    impact = get(legal, "statutes/渔业法/2025-12-27/impact")
    assert impact["day"] == "2026-05-01"
    assert [r.rpartition("/")[2] for r in impact["replaced"]] == ["2013-12-28"]
    needs = {f["number"]: (f["need"], f["new"]) for f in impact["fates"]}
    assert needs["6"][1] == "6"
    assert sum(impact["counts"].values()) == len(impact["fates"]) > 1


def test_functions_and_places(legal: FlaskClient) -> None:
    fishery = get(legal, "functions/fishery")
    assert fishery["grants"]
    role = next(f for f in get(legal, "functions?limit=200")["items"] if f["broader"])
    assert role["id"] in get(legal, "functions/" + role["broader"].rpartition("/function/")[2])["narrower"]
    place = get(legal, "places/330226")
    assert place["label"] == "浙江省宁波市宁海县"
    assert any("农业农村局" in unit for unit in place["units"])
