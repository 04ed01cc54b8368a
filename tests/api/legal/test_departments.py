"""The pages of departments: duties at a place on a day, what the law grants, contradictions, rulings, who held a function when."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient

from api.legal import duties, granted, otherwise, tenures
from graph.places import COUNTRY
from ontology.vocabulary import as_path, iri
from resolver.certain import standing_of
from resolver.pipeline import Resolver

DAY = dt.date(2026, 11, 22)
CITY, ECOLOGY, POLICE = iri("function", "urban-management"), iri("function", "ecology"), iri("function", "public-security")
FARM = iri("unit", "330226", "农业农村局")
Read = Callable[[str], str]


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def rows_of(page: str) -> list[str]:
    return [plain(row).strip() for row in re.findall(r"<tr[ >].*?</tr>", page, re.DOTALL)]


def test_a_duty_is_told_with_basis_and_who_leads_here(read: Read) -> None:
    rows = rows_of(read("/id/unit/330226/农业农村局?theme=农业农村渔业畜牧"))
    pond = next(row for row in rows if row.startswith("兽药、渔药质量"))
    assert "《兽药管理条例》第五十六条" in pond
    assert pond.endswith("就是它")


def test_who_leads_here_is_what_an_answer_says(resolver: Resolver) -> None:
    traversal, graph = resolver.traversal, resolver.graph
    scope = traversal.scope(graph.find_place("宁海县").id, DAY)
    department = duties.Department(duties.held(traversal, FARM, scope), FARM)
    rows = duties.of_part(graph, duties.in_force(graph, department.positions(graph), DAY, scope.chain), "lead")
    told = duties.duties(rows, department, traversal, scope)
    assert len(told) > 40
    for duty in told:
        leads = {c.holder.unit for c in standing_of(duty.matter.id, traversal, scope).contenders}
        assert duty.leads_here == (FARM in leads), duty.matter.label


def test_only_what_holds_there_and_then_is_counted(resolver: Resolver) -> None:
    graph = resolver.graph
    positions = duties.Department(duties.family(graph, CITY)).positions(graph)
    ninghai = duties.in_force(graph, positions, DAY, graph.place_chain(graph.find_place("宁海县").id))
    kept = [graph.responsibilities[int(i)] for i in ninghai]
    chain = set(graph.place_chain(graph.find_place("宁海县").id))
    assert kept
    assert all(r.place in chain and duties.holds(r, DAY) for r in kept)
    counts = duties.counts(graph, ninghai)
    assert counts["lead"] == len({r.matter for r in kept if r.part == "lead"})


def test_pages_and_themes_of_the_busiest_department(read: Read) -> None:
    first = read("/id/function/street-town?view=territorial&place=宁海县")
    total = int(re.search(r"共 (\d+) 项", first)[1])  # type: ignore[index]
    assert total > 500
    assert 'offset=40"' in first
    last = read(f"/id/function/street-town?view=territorial&place=宁海县&offset={total - 1}")
    assert f"显示第 {total} 至 {total} 项" in last
    themed = read("/id/function/street-town?view=territorial&place=宁海县&theme=环境保护")
    assert int(re.search(r"共 (\d+) 项", themed)[1]) < total  # type: ignore[index]


def test_grants_are_of_statutes_in_force_here(resolver: Resolver) -> None:
    graph = resolver.graph
    chain = graph.place_chain(graph.find_place("宁海县").id)
    found = granted.granted(graph, duties.family(graph, CITY), DAY, chain)
    assert {g.instrument.place for g in found} <= {*chain, COUNTRY}
    assert all(g.article.holds for g in found)
    assert len({(g.article.id, g.kind) for g in found}) == len(found), "an article that names several roles is one row"
    later = granted.granted(graph, duties.family(graph, CITY), dt.date(1990, 1, 1), chain)
    assert len(later) < len(found)


def test_a_unit_with_further_functions_tells_where_others_lead_otherwise(read: Callable[[str], str]) -> None:
    page = plain(read("/id/unit/330226/自然资源和规划局?view=otherwise"))
    assert "还承担" in page and "各地不同" in page



def test_contradictions_between_places_are_shown_with_the_ruling(resolver: Resolver, read: Read) -> None:
    lines = iri("function", "comm-line-owner")
    lost, _ = otherwise.of_functions(resolver.traversal, duties.family(resolver.graph, lines), DAY)
    assert all(o.differs and o.row.place != COUNTRY for o in lost)
    matters = {o.row.matter for o in lost}
    assert iri("matter", "架空线杂乱") in matters
    page = plain(read("/id/function/comm-line-owner?view=otherwise"))
    assert "架空线缆杂乱（飞线、蜘蛛网）与入地" in page
    assert "综合行政执法局" in page


def test_a_nationwide_lead_is_no_contradiction_with_itself(resolver: Resolver) -> None:
    traversal = resolver.traversal
    for function in (CITY, POLICE):
        lost, won = otherwise.of_functions(traversal, duties.family(resolver.graph, function), DAY)
        key = traversal.key(function)
        assert all(otherwise.key_of(traversal, o.row) != key for o in lost)
        assert all(otherwise.key_of(traversal, o.row) == key and key not in {otherwise.key_of(traversal, r) for r in o.national} for o in won)


def test_who_held_a_function_when(resolver: Resolver, read: Read) -> None:
    line = tenures.tenures(resolver.traversal, ECOLOGY, iri("place", "440310"))
    assert [(t.holder.name, t.period.until) for t in line] == [("深圳市坪山区环境保护和水务局", dt.date(2019, 1, 1)), ("深圳市生态环境局坪山管理局", None)]
    page = plain(read("/id/unit/440310/环境保护和水务局"))
    assert "已经不在" in page
    assert "后继 深圳市生态环境局坪山管理局" in page
    assert "深圳市坪山区水务局" in page, "its water went elsewhere than its ecology"
    assert "前身 深圳市坪山区城市管理局" in plain(read("/id/unit/440310/城市管理和综合执法局"))


def test_on_its_last_day_a_unit_has_its_duties(read: Read, legal: FlaskClient) -> None:
    page = read("/id/unit/440310/环境保护和水务局")
    address = unescape(re.search(r'href="([^"]*day=2018-12-31[^"]*)"', page)[1])  # type: ignore[index]
    then = read(address)
    assert "已经不在" not in then
    assert int(re.search(r"主办<span>(\d+)</span>", then)[1]) > 20  # type: ignore[index]


def test_rulings_that_name_it_leads_first(read: Read) -> None:
    rows = rows_of(read("/id/unit/330226/市场监督管理局?view=rulings"))[1:]
    told = [("首问" in row, row) for row in rows]
    assert told == sorted(told, key=lambda t: not t[0])
    assert any("水产投放剂致虾蟹死亡的首问责任认定" in row and "协办" in row for _, row in told)


def test_holders_are_units_of_their_places_on_the_day(read: Read) -> None:
    assert "宁海县综合行政执法局" in plain(read("/id/function/urban-management?view=holders"))
    then = plain(read("/id/function/urban-management?view=holders&place=坪山区&day=2018-06-01"))
    assert "深圳市坪山区城市管理局" in then
    assert "城市管理和综合执法局" not in then


def test_the_list_names_who_holds_each_function_here(read: Read) -> None:
    rows = rows_of(read("/departments?place=宁海县"))
    assert any(row.startswith("公安 宁海县公安局") for row in rows)
    assert any("未登记" in row for row in rows), "many streets: none stands for the function"
    assert len(rows) == 1 + 55


@pytest.mark.parametrize(("words", "unit"), [("工商局", "宁海县市场监督管理局"), ("国土局", "宁海县自然资源和规划局"), ("环保局", "宁波市生态环境局宁海分局"), ("卫计委", "宁海县卫生健康局")])
def test_old_names_lead_to_todays_unit(read: Read, words: str, unit: str) -> None:
    assert unit in rows_of(read(f"/departments?place=宁海县&q={words}"))[1]


@pytest.mark.parametrize("path", ["/id/unit/330226/农业农村局?view=x&theme=没有&offset=-5", "/id/function/fishery?view=law&kind=没有", "/departments?q=" + "长" * 300, "/departments?offset=99999999999"])
def test_odd_arguments_do_no_harm(legal: FlaskClient, path: str) -> None:
    assert legal.get(path).status_code == 200


def test_every_view_of_a_function_answers(legal: FlaskClient) -> None:
    for view in ("lead", "support", "territorial", "law", "rulings", "otherwise", "time", "holders"):
        for place in ("", "&place=宁海县"):
            assert legal.get(f"{as_path(CITY)}?view={view}{place}").status_code == 200
