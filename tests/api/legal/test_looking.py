"""The day and the place looked at: read from the address, carried by every link, answered in words when they cannot be read."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

LINK = re.compile(r'<a [^>]*href="([^"]+)"')
PAGES = (
    "/statutes", "/id/statute/渔业法", "/id/statute/渔业法?view=named", "/id/statute/渔业法?view=matters", "/id/statute/渔业法?view=rulings",
    "/id/statute/渔业法?view=versions", "/id/statute/渔业法/2013-12-28/6", "/id/statute/宁波市试验田灌溉条例/2024-01-01/3",
)  # fmt: skip


def with_(address: str, looking: str) -> str:
    """Return an address with a selection."""
    return address + ("&" if "?" in address else "?") + looking


@pytest.mark.parametrize("address", PAGES)
def test_every_link_of_a_legal_page_carries_the_selection(read: Callable[[str], str], address: str) -> None:
    page = read(with_(address, "day=2024-06-01&place=宁海县"))
    main = page[page.index('<main id="main"') :]
    links = [unescape(each) for each in LINK.findall(main) if each.startswith(("/id/", "/statutes", "?"))]
    assert len(links) > 2
    for link in links:
        given = parse_qs(urlsplit(link).query)
        assert given.get("day") == ["2024-06-01"], link
        assert given.get("place") in (["浙江省宁波市宁海县"], ["宁海县"]), link


@pytest.mark.parametrize("address", PAGES)
def test_nothing_chosen_leaves_addresses_plain(read: Callable[[str], str], address: str) -> None:
    page = read(address)
    assert "day=" not in page[page.index('<main id="main"') :]
    assert 'value="2026-11-22"' in page, "the selector shows today"


def test_a_day_is_read_as_people_write_it(read: Callable[[str], str]) -> None:
    assert 'value="2024-06-01"' in read("/statutes?day=2024年6月1日")
    assert 'value="2024-06-01"' in read("/statutes?day=2024-06")


@pytest.mark.parametrize(("address", "words"), [("/statutes?day=昨天", "无法识别"), ("/id/statute/渔业法?place=不存在的地方", "不认识的地方")])
def test_what_cannot_be_read_is_said(legal: FlaskClient, address: str, words: str) -> None:
    answer = legal.get(address)
    assert answer.status_code == 400
    assert words in answer.get_data(as_text=True)


def test_the_selector_keeps_what_else_the_address_says(read: Callable[[str], str]) -> None:
    page = read("/statutes?q=试验&rank=地方性法规&place=宁海县")
    form = page.partition('<form class="looking"')[2].partition("</form>")[0]
    assert '<input type="hidden" name="q" value="试验">' in form
    assert '<input type="hidden" name="rank" value="地方性法规">' in form


def test_choosing_a_day_turns_a_version_to_the_one_of_that_day(legal: FlaskClient) -> None:
    answer = legal.get("/id/statute/渔业法/2013-12-28/7?day=2026-11-22&turn=2024-06-01&place=宁海县")
    assert answer.status_code == 302
    assert "/2025-12-27/17?" in answer.headers["Location"], "the same article, renumbered"
    answer = legal.get("/id/statute/渔业法/2025-12-27?day=2024-06-01&turn=2026-11-22")
    shown = legal.get(answer.headers["Location"]).get_data(as_text=True)
    assert "2014年3月1日至2026年4月30日有效" in shown


def test_choosing_only_a_place_stays_at_the_version(legal: FlaskClient) -> None:
    answer = legal.get("/id/statute/渔业法/2013-12-28/7?day=2026-11-22&turn=2026-11-22&place=宁海县")
    assert urlsplit(answer.headers["Location"]).path.endswith("/2013-12-28/7")
    assert "turn" not in answer.headers["Location"]
