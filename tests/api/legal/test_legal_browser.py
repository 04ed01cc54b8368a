"""The legal desk in a real browser: without JavaScript, on paper, for people who hear it (axe), from a statute to a unit and back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from chromium import MARKS, chromium, page_of, served
from flask_openapi3.openapi import OpenAPI
from playwright import sync_api

pytestmark = MARKS
PAGES = {
    "the list": "/statutes", "the list narrowed": "/statutes?domain=农业农村&place=宁海县", "nothing found": "/statutes?q=没有这样的法规",
    "a statute": "/id/statute/渔业法", "whom it names": "/id/statute/渔业法?view=named&place=宁海县", "its matters": "/id/statute/渔业法?view=matters",
    "its rulings": "/id/statute/渔业法?view=rulings", "its versions": "/id/statute/渔业法?view=versions", "an old version": "/id/statute/渔业法/2013-12-28",
    "no text": "/id/statute/物业管理条例", "a list of a place": "/id/list/330226/宁海县首问负责即问即办工作机制",
    "an article": "/id/statute/渔业法/2025-12-27/6?place=宁海县", "renumbered": "/id/statute/渔业法/2025-12-27/17", "an old article": "/id/statute/渔业法/2013-12-28/7",
    "an entry": "/id/list/330226/宁海县首问负责即问即办工作机制/2020-11-26/1", "unmatched": "/id/statute/渔业法/2025-12-27/25",
}  # fmt: skip


@pytest.fixture(scope="module")
def address(legal_app: OpenAPI) -> Iterator[str]:
    with served(legal_app) as served_at:
        yield served_at


@pytest.fixture(scope="module")
def browser() -> Iterator[sync_api.Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def page(browser: sync_api.Browser, address: str) -> Iterator[sync_api.Page]:
    """Return a page 1280 wide; whatever the browser complains of (CSP, scripts, missing files) fails the test."""
    complaints: list[str] = []
    opened = page_of(browser, address, complaints, width=1280)
    yield opened
    opened.context.close()
    assert complaints == []


@pytest.mark.parametrize("what", PAGES)
def test_axe_finds_nothing_serious(page: sync_api.Page, what: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="没有 axe：pip install -e '.[dev]'")
    page.goto(PAGES[what])
    found = axe.Axe().run(page).response["violations"]
    serious = [f"{each['id']}: {each['help']} {[node['html'][:160] for node in each['nodes'][:3]]}" for each in found if each["impact"] in ("serious", "critical")]
    assert serious == []


@pytest.mark.parametrize("what", PAGES)
def test_nothing_runs_off_the_side(page: sync_api.Page, what: str) -> None:
    page.goto(PAGES[what])
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_clerk_walks_from_a_statute_to_the_unit_and_back(page: sync_api.Page) -> None:
    page.goto("/statutes")
    page.locator("#look-place").fill("宁海县")
    page.locator("#look-day").fill("2024-06-01")
    page.get_by_role("button", name="查看").click()
    page.get_by_placeholder("名称中的字").fill("渔业法")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="渔业法", exact=True).click()
    sync_api.expect(page.get_by_text("2014年3月1日至2026年4月30日有效")).to_be_visible()
    page.get_by_role("link", name="点到的部门").click()
    page.get_by_role("link", name="第六条").first.click()
    sync_api.expect(page.locator("h1")).to_have_text("《渔业法》第六条")
    page.get_by_role("link", name="水产养殖投入品造成养殖损失").click()
    sync_api.expect(page.locator("h1")).to_contain_text("水产养殖投入品造成养殖损失")
    assert "day=2024-06-01" in page.url
    page.go_back()
    page.get_by_role("link", name="宁海县农业农村局").first.click()
    sync_api.expect(page.locator("h1")).to_contain_text("宁海县农业农村局")
    page.go_back()
    page.get_by_role("link", name="水产投放剂致虾蟹死亡的首问责任认定").click()
    sync_api.expect(page.locator("h1")).to_contain_text("水产投放剂")


def test_another_day_turns_the_article_to_its_text_of_that_day(page: sync_api.Page) -> None:
    page.goto("/id/statute/渔业法/2013-12-28/7")
    sync_api.expect(page.locator(".notice")).to_contain_text("已被新版取代")
    page.locator("#look-day").fill("2024-06-01")
    page.get_by_role("button", name="查看").click()
    sync_api.expect(page.locator(".notice")).to_have_count(0)
    page.locator("#look-day").fill("2026-11-22")
    page.get_by_role("button", name="查看").click()
    assert unquote(page.url).endswith("/id/statute/渔业法/2025-12-27/17")


def test_places_are_offered_while_typing(page: sync_api.Page) -> None:
    page.goto("/statutes")
    page.locator("#look-place").press_sequentially("宁海")
    sync_api.expect(page.locator("#look-places option[value='浙江省宁波市宁海县']")).to_be_attached()


def test_without_javascript_the_selector_works(browser: sync_api.Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto("/id/statute/渔业法")
    page.locator("#look-place").fill("宁海县")
    page.get_by_role("button", name="查看").click()
    page.get_by_role("link", name="点到的部门").click()
    sync_api.expect(page.get_by_role("link", name="宁海县农业农村局").first).to_be_visible()
    context.close()


def test_on_paper_the_text_stands_alone(page: sync_api.Page, tmp_path: Path) -> None:
    page.goto("/id/statute/渔业法?day=2024-06-01")
    page.emulate_media(media="print")
    for hidden in (".bar", ".looking", ".toc", ".tabs"):
        sync_api.expect(page.locator(hidden)).to_be_hidden()
    sync_api.expect(page.locator(".looking-paper")).to_be_visible()
    sync_api.expect(page.get_by_text("养殖技术由渔业行政主管部门指导")).to_be_visible()
    paper = page.pdf(path=tmp_path / "statute.pdf")
    assert paper.startswith(b"%PDF")
