"""A statute's page: its versions on a day, its articles from text and graph, whom it names, what rests on it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient


def test_a_work_shows_the_version_of_the_day(read: Callable[[str], str]) -> None:
    assert "归渔业渔政主管部门管" in read("/id/statute/渔业法")
    page = read("/id/statute/渔业法?day=2024-06-01")
    assert "归渔业行政主管部门管" in page and "2014年3月1日至2026年4月30日有效" in page


def test_a_version_not_in_force_says_so_and_leads_to_the_one_that_is(read: Callable[[str], str]) -> None:
    page = read("/id/statute/渔业法/2013-12-28")
    assert "已被新版取代" in page and 'href="/id/statute/%E6%B8%94%E4%B8%9A%E6%B3%95/2025-12-27">2025-12-27 版</a>' in page
    assert "尚未施行" in read("/id/statute/渔业法/2025-12-27?day=2024-06-01")


def test_text_gist_and_contents_stand_together(read: Callable[[str], str]) -> None:
    page = read("/id/statute/渔业法")
    assert '<a href="#at-0">第一章 总则</a>' in page and 'id="at-2">第二章 养殖</h3>' in page
    assert "本地渔业归渔业渔政主管部门管。" in page
    assert '<span class="of-ours">要点</span>地方渔业渔政主管部门主管本地渔业' in page


def test_citations_that_the_text_does_not_hold_are_shown_as_such(read: Callable[[str], str]) -> None:
    page = read("/id/statute/渔业法")
    assert "全文中没有本库引用的这些条" in page and "第二十五条" in page


def test_without_a_text_the_page_says_how_to_import_it(read: Callable[[str], str]) -> None:
    page = read("/id/statute/物业管理条例")
    assert "没有导入这部法规的全文" in page and "shouwen laws import" in page
    assert '<p class="gist-only">' in page


def test_whom_it_names_and_who_that_is_in_a_place(read: Callable[[str], str]) -> None:
    page = read("/id/statute/渔业法?view=named&place=宁海县")
    assert "渔业主管部门" in page and "宁海县农业农村局</a>" in page
    assert "选一个地方" in read("/id/statute/渔业法?view=named")


def test_matters_and_rulings_that_rest_on_it(read: Callable[[str], str]) -> None:
    assert "水产养殖投入品造成养殖损失" in read("/id/statute/渔业法?view=matters")
    page = read("/id/statute/渔业法?view=rulings")
    assert "水产投放剂致虾蟹死亡的首问责任认定" in page and "2013-12-28 版" in page, "the ruling rests on the older text"


def test_a_statute_of_the_store_alone_has_its_pages(read: Callable[[str], str]) -> None:
    page = read("/id/statute/宁波市试验田灌溉条例")
    assert "浇水一天两次" in page and "本库没有引用这一版" in page
    assert "第一条之一" in page
    assert "浇水一天一次" in read("/id/statute/宁波市试验田灌溉条例?day=2021-01-01")
    assert "没有施行中的版本" in read("/id/statute/宁波市试验田灌溉条例?day=2019-01-01")


def test_what_a_version_changed_is_told_article_by_article(read: Callable[[str], str]) -> None:
    page = read("/id/statute/宁波市试验田灌溉条例?view=changes")
    assert "新增 1 条，改写 1 条" in page and "原第二条" in page
    assert "<ins>除依照第一条浇的以外，</ins>" in page
    assert "修改了什么" not in read("/id/statute/宁波市试验田灌溉条例/2020-01-01"), "nothing is held that it could be compared with"


def test_a_list_of_a_place_has_its_page(read: Callable[[str], str]) -> None:
    page = read("/id/list/330226/宁海县首问负责即问即办工作机制")
    assert "条目" in page and "未核实" in page


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/id/statute/没有这部法", "没有"), ("/id/statute/渔业法/1900-01-01", "没有“1900-01-01”这一版"), ("/id/statute/渔业法/2025-12-27/999", "没有第 999 条"),
        ("/id/statute/渔业法/2025-12-27/6/7", "没有"),
    ],
)  # fmt: skip
def test_what_there_is_not_is_answered_in_words(legal: FlaskClient, address: str, words: str) -> None:
    answer = legal.get(address)
    assert answer.status_code == 404
    assert words in answer.get_data(as_text=True)
