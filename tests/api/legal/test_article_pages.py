"""An article's page: the text of a version, whom it names, what rests on it, its history, its neighbours."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

from flask.testing import FlaskClient

NOW, THEN = "/id/statute/渔业法/2025-12-27", "/id/statute/渔业法/2013-12-28"


def test_the_text_with_the_names_that_name_somebody_marked(read: Callable[[str], str]) -> None:
    page = read(f"{NOW}/6")
    assert '本地渔业归<mark class="named">渔业渔政主管部门</mark>管。' in page
    assert "地方渔业渔政主管部门主管本地渔业" in page and "本系统自拟，不是原文" in page
    assert "已与原文核对" in page


def test_history_shows_what_changed_word_by_word(read: Callable[[str], str]) -> None:
    page = read(f"{NOW}/6")
    assert "<del>行政</del><ins>渔政</ins>" in page
    assert "收录的最早文本" in page


def test_history_follows_a_renumbered_article(read: Callable[[str], str]) -> None:
    page = read(f"{NOW}/17")
    assert "2013-12-28 版第七条" in page and "原为第七条" in page
    assert "<del>三日</del><ins>五日</ins>" in page
    page = read("/id/statute/宁波市试验田灌溉条例/2024-01-01/3")
    assert "2020-01-01 版第二条" in page and "<ins>" in page


def test_a_new_article_has_nothing_before_it(read: Callable[[str], str]) -> None:
    page = read("/id/statute/宁波市试验田灌溉条例/2024-01-01/1-1")
    assert "2020-01-01 版</h3>" in page and "没有相应的条文" in page and "新增" in page


def test_an_old_text_says_so_and_leads_to_what_took_its_place(read: Callable[[str], str]) -> None:
    page = read(f"{THEN}/7")
    found = re.search(r'相应的是<a href="([^"]+)">第十七条</a>', page)
    assert found and unquote(found[1]) == f"{NOW}/17"
    assert "notice" not in read(f"{THEN}/7?day=2024-06-01").replace("notice bad", "")


def test_what_the_text_cites_is_linked_and_leads_back(read: Callable[[str], str]) -> None:
    page = read(f"{THEN}/6")
    found = re.search(r'<a href="([^"]+)">本法第七条</a>|<a href="([^"]+)">第七条</a>。', page)
    assert found and unquote(found[1] or found[2]) == f"{THEN}/7", "its own statute, in the same version"
    page = read(f"{NOW}/17")
    assert re.search(r'<a href="/id/statute/[^"]+/2020-03-27/74">《兽药管理条例》第七十四条</a>用药', page)
    assert "引用了" in page
    assert "《渔业法》第十七条</a>" in read("/id/statute/兽药管理条例/2020-03-27/74"), "found though nothing is imported of what is cited"


def test_what_cites_it_is_listed(read: Callable[[str], str]) -> None:
    page = read("/id/statute/宁波市试验田灌溉条例/2024-01-01/1")
    assert "被这些条文引用" in page and "《宁波市试验田灌溉条例》第三条</a>" in page


def test_duties_grants_and_units_of_the_place(read: Callable[[str], str]) -> None:
    page = read(f"{THEN}/6?day=2024-06-01&place=宁海县")
    assert "以此为据的职责" in page and "水产养殖投入品造成养殖损失" in page
    assert "宁海县农业农村局</a>" in page and "凭 " in page
    assert "渔业行政主管部门</td>" in page, "the name by which the text calls it"


def test_rulings_that_rested_on_an_earlier_text_are_found_from_the_new(read: Callable[[str], str]) -> None:
    page = read(f"{NOW}/6")
    assert "适用过这一条的认定" in page and "水产投放剂致虾蟹死亡的首问责任认定" in page


def test_neighbours(read: Callable[[str], str]) -> None:
    page = read(f"{THEN}/7")
    assert "← 第六条</a>" in page and "第十八条 →</a>" in page
    assert 'rel="prev"' not in read(f"{THEN}/1")


def test_an_article_of_which_only_a_gist_is_known(read: Callable[[str], str]) -> None:
    page = read("/id/statute/物业管理条例/2018-03-19/5")
    assert "没有导入《物业管理条例》2018-03-19 版的全文" in page and "要点" in page
    assert "全文中没有这一条：引文与原文对不上" in read(f"{NOW}/25")


def test_what_has_no_page_of_its_own_leads_to_where_it_stands(legal: FlaskClient) -> None:
    graph = legal.application.extensions["shouwen"].graph
    grant = next(g for g in graph.grants if "/渔业法/2025-12-27/6/" in g.id)
    for identifier in (grant.id, next(iter(graph.responsibilities)).id, next(a for a in graph.assignments if a.unit).id, next(iter(graph.deadlines)).id):
        path = "/id/" + identifier.partition("/id/")[2]
        answer = legal.get(path)
        assert answer.status_code == 302, path
        target, _, anchor = answer.headers["Location"].partition("#")
        page = legal.get(target)
        assert page.status_code == 200
        if "/grant/" in identifier:
            assert f'id="{unquote(anchor)}"' in page.get_data(as_text=True), path
