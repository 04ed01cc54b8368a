"""The pages on what was learned of a place, and the answer page where practice speaks."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote

import past_letters as made
import pytest
from flask.testing import FlaskClient
from flask_openapi3.openapi import OpenAPI

from api.app import create_app
from api.schemas import DecisionOut
from ontology.vocabulary import as_path, iri
from resolver.history.experience import Experience
from resolver.pipeline import Resolver

FUMES, LAMPS, RIVERS = (iri("matter", name) for name in ("餐饮油烟", "路灯故障", "黑臭河道"))


@pytest.fixture(scope="module")
def experience(resolver: Resolver) -> Experience:
    """Return what the made-up letters teach."""
    return made.experience(resolver)


@pytest.fixture(scope="module")
def learned(resolver: Resolver, experience: Experience) -> Resolver:
    """Return a resolver on the shipped knowledge that has learned them."""
    experienced = Resolver(resolver.graph, resolver._candidates._encoder)
    experienced.experiences.put(made.CODE, experience)
    return experienced


@pytest.fixture
def client(learned: Resolver) -> FlaskClient:
    """Return a client of the application with experience."""
    return create_app(None, learned, lambda: made.AFTER).test_client()


def page_of(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def rows_of(page: str) -> list[str]:
    """Return the rows of a page's tables as plain text."""
    return [re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", row))).strip() for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)]


def history_of(matter: str, code: str = made.CODE) -> str:
    return as_path(iri("history", code, matter.rsplit("/", 1)[-1]))


def test_where_nothing_was_learned_the_page_says_how_to(real: OpenAPI) -> None:
    page = page_of(real.test_client(), "/practice")
    assert "还没有学过哪个地方的历史" in page
    assert "shouwen learn" in page


def test_the_only_place_learned_of_is_shown_at_once(client: FlaskClient) -> None:
    answer = client.get("/practice")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/practice/310000")


def test_several_places_are_listed(resolver: Resolver, experience: Experience) -> None:
    several = Resolver(resolver.graph, resolver._candidates._encoder)
    for code in ("310115", made.CODE):
        several.experiences.put(code, experience)
    page = page_of(create_app(None, several, lambda: made.AFTER).test_client(), "/practice")
    assert re.findall(r'<a href="(/practice/\d+)">([^<]+)</a>', page) == [("/practice/310000", "上海市"), ("/practice/310115", "上海市浦东新区")]


def test_a_place_shows_departures_units_not_entered_and_who_answered_what(client: FlaskClient) -> None:
    page = page_of(client, "/practice/310000")
    rows = rows_of(page)
    for words in ("80</span> 件", "8</span> 个单位", "2026年9月5日 之前一年", "还不足以划出可直接派出的一档"):
        assert words in page
    departs = next(row for row in rows if row.startswith("餐饮油烟扰民 上海市生态环境局"))
    assert "《上海市大气污染防治条例》第九十九条" in departs
    assert re.search(r"20 件中 20 件由\S*城市管理\S*办理", departs)
    assert f"{made.CITY_GUARDS[made.PUDONG]} 10 件" in departs
    assert any(row.startswith(f"{made.LAMP_KEEPER} 10 ") and row.endswith("上海市浦东新区") for row in rows)
    assert any(row.startswith("路灯不亮、损坏、漏电 20 ") and f"{made.LAMP_KEEPER} 10" in row for row in rows)


def test_matters_can_be_looked_up_by_name(client: FlaskClient) -> None:
    page = page_of(client, "/practice/310000?q=" + quote("油烟"))
    listed = page.split('role="search"')[1]
    assert "餐饮油烟扰民" in listed
    assert "路灯" not in listed
    evil = page_of(client, "/practice/310000?q=" + quote('"><script>alert(1)</script>'))
    assert "<script>alert" not in evil


def test_a_matter_shows_who_answered_and_who_is_not_entered(client: FlaskClient) -> None:
    page = page_of(client, history_of(LAMPS))
    rows = rows_of(page)
    assert f"{made.LAMP_KEEPER} 未登记 10" in rows
    assert "上海市徐汇区建设和管理委员会 10" in rows
    assert f'href="{as_path(iri("unit", "310104", "建设和管理委员会"))}"' in page
    assert f'href="{as_path(LAMPS)}"' in page
    assert 'href="/practice/310000"' in page


def test_a_matter_that_nobody_wrote_of_says_so(client: FlaskClient, resolver: Resolver, experience: Experience) -> None:
    other = next(m for m in resolver.graph.matters if m.id not in experience.letters.matter_names.list)
    assert "这一年没有" in page_of(client, as_path(other.id).replace("/id/matter/", "/id/history/310000/"))


@pytest.mark.parametrize("path", ["/practice/310000", history_of(LAMPS), history_of(FUMES)])
def test_every_link_leads_somewhere(client: FlaskClient, path: str) -> None:
    links = {unescape(href) for href in re.findall(r'href="(/(?:id|practice)[^"]*)"', page_of(client, path))}
    assert len(links) >= 3
    for href in links:
        assert client.get(href).status_code in {200, 302}, href


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/practice/330226", "还没有学过“330226”的历史"),
        ("/practice/310115", "还没有学过“310115”的历史"),
        ("/practice/nowhere", "还没有学过“nowhere”的历史"),
        (history_of(LAMPS, "330226"), "还没有学过“330226”的历史"),
        (history_of("没有这样的事"), "没有事项“没有这样的事”"),
    ],
)
def test_what_was_not_learned_is_not_found(client: FlaskClient, path: str, words: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert words in unescape(answer.get_data(as_text=True))


def test_an_answer_by_practice_shows_it_and_leads_to_the_letters_counted(client: FlaskClient) -> None:
    answer = client.post("/", data={"text": made.letter("河道"), "jurisdiction": "上海市", "district": made.XUHUI, "date": str(made.AFTER)})
    page = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 200
    for words in (made.PETITIONS, "历史办理", "惯例与依据不一致", "统计期间", "2025年12月8日至2026年9月4日", "同类来信 10 件"):
        assert words in page
    link = re.search(rf'href="({re.escape(history_of(RIVERS))}[^"]*)"', page)
    assert link
    assert client.get(link[1]).status_code == 200


def test_a_decision_by_practice_fits_its_published_shape(client: FlaskClient) -> None:
    case = {"id": "1", "text": made.letter("学校"), "jurisdiction": "上海市", "district": made.PUDONG, "date": str(made.AFTER)}
    decision = client.post("/api/v1/resolve", json=case).get_json()
    DecisionOut.model_validate(decision)
    history = [c for c in decision["citations"] if c["kind"] == "history"]
    assert [c["label"] for c in history] == ["浦东新区2025年12月至2026年9月同类来信 10 件"]
    assert client.get(as_path(history[0]["id"])).status_code == 200
    assert decision["lead"]["unit_confidence"] <= decision["lead"]["confidence"]
    assert sum(decision["explanation"]["learned"].values()) == pytest.approx(1, abs=0.01)
