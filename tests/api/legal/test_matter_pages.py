"""The page of a matter, the list of matters."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from html import unescape

import past_letters as made
import pytest
from flask.testing import FlaskClient

from api.app import create_app
from api.legal import otherwise
from graph.places import COUNTRY
from ontology.vocabulary import as_path, iri
from resolver.pipeline import Resolver

DAY = dt.date(2026, 11, 22)
Read = Callable[[str], str]
SHRIMP = "/id/matter/水产养殖投入品损害"


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def stands(page: str) -> str:
    """Return the box that says how the matter stands here."""
    return plain(page.split('class="stands"')[1].split("</section>")[0])


def test_the_lead_here_and_why(read: Read) -> None:
    told = stands(read(SHRIMP + "?place=宁海县"))
    assert "首问 宁海县农业农村局" in told
    assert "宁海县市场监督管理局 协办" in told
    assert "水产投放剂致虾蟹死亡的首问责任认定" in told
    assert "《渔业法》第六条" in told


def test_without_a_place_general_names_stand(read: Read) -> None:
    told = stands(read(SHRIMP))
    assert "首问 农业农村部门" in told
    assert "没有选地方" in told


def test_the_text_in_force_on_the_day_is_cited(read: Read) -> None:
    then = read(SHRIMP + "?place=宁海县&day=2020-08-15").split('class="stands"')[1].split("</section>")[0]
    assert "/2013-12-28/6" in then
    assert "/2025-12-27/6" not in then
    assert "day=2020-08-15" in then, "links keep the selection"


def test_before_the_ruling_the_law_alone_speaks(read: Read) -> None:
    told = stands(read(SHRIMP + "?place=宁海县&day=2019-06-01"))
    assert "首问责任认定" not in told
    assert "《渔业法》第六条" in told


def test_a_question_and_what_each_answer_leads_to(read: Read) -> None:
    told = stands(read("/id/matter/三无船舶?place=宁海县"))
    assert "要问清" in told
    assert re.search(r"渔船 宁海县农业农村局", told)
    assert "宁海县交通运输局" in told


def test_a_question_that_decides_nothing_here_is_not_asked(read: Read) -> None:
    assert "要问清" not in stands(read("/id/matter/路灯故障?place=奉节县")), "the county's ruling gives all lamps to one bureau"
    assert "要问清" in stands(read("/id/matter/路灯故障"))


def test_lapsed_and_unchecked_bases_are_marked(read: Read) -> None:
    page = read(SHRIMP + "?place=宁海县")
    claims = plain(page.split("写明的职责")[1])
    assert "已失效或尚未施行的" in claims
    assert "未核实" in stands(page)


def test_what_other_places_do_differing_first(resolver: Resolver, read: Read) -> None:
    found = otherwise.elsewhere(resolver.traversal, iri("matter", "架空线杂乱"), DAY, (COUNTRY,))
    assert [o.differs for o in found] == sorted((o.differs for o in found), reverse=True)
    page = plain(read("/id/matter/架空线杂乱"))
    assert "别的地方怎么定" in page
    assert "与全国规定不同" in page


def test_its_own_place_is_not_elsewhere(resolver: Resolver) -> None:
    ninghai = resolver.graph.find_place("宁海县").id
    found = otherwise.elsewhere(resolver.traversal, iri("matter", "水产养殖投入品损害"), DAY, resolver.graph.place_chain(ninghai))
    assert all(o.row.place != ninghai for o in found)


def test_a_matter_without_a_lead_of_its_own_says_whose_rule_it_follows(resolver: Resolver, read: Read) -> None:
    graph = resolver.graph
    scope = resolver.traversal.scope(None, DAY)
    follows = [m for m in graph.matters if all(r.part != "lead" for r in graph.responsibilities.where("matter", m.id)) and any(c.responsibility.part == "lead" and c.binding for c in resolver.traversal.claims(m.id, scope))]
    for matter in follows[:3]:
        assert "沿用上位事项" in plain(read(as_path(matter.id)))


def test_a_deadline_of_the_place(read: Read) -> None:
    assert "办理时限" in stands(read("/id/matter/路灯故障?place=坪山区"))


def test_practice_is_shown_where_letters_were_learned(resolver: Resolver) -> None:
    experienced = Resolver(resolver.graph, resolver.encoder)
    experienced.experiences.put(made.CODE, made.experience(resolver))
    client = create_app(None, experienced, lambda: made.AFTER).test_client()
    page = plain(client.get("/id/matter/餐饮油烟?place=上海市浦东新区").get_data(as_text=True))
    assert "的惯例" in page
    assert re.search(r"城市管理行政执法局 \d+ 件", page)
    assert "的惯例" not in plain(client.get("/id/matter/餐饮油烟?place=宁海县").get_data(as_text=True))


def test_the_list_is_narrowed_by_words_theme_and_function(read: Read) -> None:
    def count(path: str) -> int:
        return int(re.search(r"共 (\d+) 项", read(path))[1])  # type: ignore[index]

    whole, themed = count("/matters"), count("/matters?theme=环境保护")
    led = count("/matters?theme=环境保护&function=ecology")
    assert whole > 1500
    assert whole > themed > led > 0
    assert count("/matters?q=路灯") < 40
    rows = read("/matters?q=路灯&place=奉节县")
    assert "奉节县城市管理局" in rows


@pytest.mark.parametrize("path", ["/matters?theme=没有", "/matters?function=没有", "/matters?offset=abc", "/matters?q=%E5%95%8A" + "%20" * 50])
def test_odd_filters_do_no_harm(legal: FlaskClient, path: str) -> None:
    assert legal.get(path).status_code == 200


def test_a_day_that_is_none_is_refused_in_words(legal: FlaskClient) -> None:
    answer = legal.get("/matters?day=2023-02-30", headers={"Accept": "text/html"})
    assert answer.status_code == 400
    assert "日期" in answer.get_data(as_text=True)
