"""The dispatcher's page in a real browser: paste, resolve, open, answer, copy, print, no JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import MARKS, chromium, page_of, served
from flask_openapi3.openapi import OpenAPI
from playwright import sync_api

FONTS = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc").exists()
pytestmark = MARKS

CASE = "我家虾塘倒了投放剂，虾蟹死了一大片，店家不认。"


@pytest.fixture(scope="module")
def address(app: OpenAPI) -> Iterator[str]:
    with served(app) as served_at:
        yield served_at


@pytest.fixture(scope="module")
def browser() -> Iterator[sync_api.Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def page(browser: sync_api.Browser, address: str) -> Iterator[sync_api.Page]:
    """Return a page at the desk; whatever the browser complains of (CSP, scripts, missing files) fails the test."""
    complaints: list[str] = []
    opened = page_of(browser, address, complaints)
    opened.goto("/")
    yield opened
    opened.context.close()
    assert [each for each in complaints if "400" not in each] == []


def ask(page: sync_api.Page, text: str, place: str = "宁海县") -> None:
    page.locator("#text").fill(text)
    page.locator("#jurisdiction").fill(place)
    page.locator("#text").press("Control+Enter")


def test_the_case_can_be_typed_at_once_and_resolved_from_the_keyboard(page: sync_api.Page) -> None:
    assert page.evaluate("document.activeElement.id") == "text"
    page.keyboard.type(CASE)
    page.keyboard.press("Tab")
    page.keyboard.type("宁海县")
    page.keyboard.press("Control+Enter")
    sync_api.expect(page.locator(".lead-name")).to_have_text("宁海县农业农村局")
    assert page.url.endswith("/"), "the case is not in the address"
    assert page.evaluate("document.activeElement.id") == "jurisdiction", "the focus stays where the dispatcher works"


def test_a_citation_opens_to_gist_period_and_path(page: sync_api.Page) -> None:
    ask(page, CASE)
    basis = page.locator("details.basis", has_text="《渔业法》第六条")
    sync_api.expect(basis.get_by_text("2013年12月28日至2026年4月30日有效")).to_be_hidden()
    basis.locator("summary").click()
    sync_api.expect(basis.get_by_text("2013年12月28日至2026年4月30日有效")).to_be_visible()
    sync_api.expect(basis.locator(".gist")).to_have_text("县级以上渔业行政主管部门主管本地渔业")
    basis.locator(".steps a").first.click()
    sync_api.expect(page.locator("h1")).to_have_text("水产养殖投入品造成养殖损失")


def test_answering_the_question_resolves_again_and_can_be_taken_back(page: sync_api.Page) -> None:
    ask(page, "孩子放学那条路路灯不亮", "奉节县")
    page.get_by_role("button", name="未移交").click()
    sync_api.expect(page.locator(".lead-name")).to_have_text("奉节县住房和城乡建设委员会")
    sync_api.expect(page.locator(".facts")).to_contain_text("未移交")
    page.locator(".facts input").click()
    sync_api.expect(page.locator(".question")).to_be_visible()


def test_the_answer_is_copied_as_text(page: sync_api.Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    ask(page, CASE)
    page.get_by_role("button", name="复制为工单文本").click()
    sync_api.expect(page.get_by_role("button", name="已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "主办单位：宁海县农业农村局" in copied
    assert copied == page.locator("#work-order").input_value()


def test_a_mistake_is_shown_at_its_field_and_goes_when_mended(page: sync_api.Page) -> None:
    ask(page, CASE, "不存在的地方")
    sync_api.expect(page.locator("#error-jurisdiction")).to_contain_text("不认识的地方")
    ask(page, CASE, "宁海县")
    sync_api.expect(page.locator(".lead-name")).to_be_visible()
    sync_api.expect(page.locator("#error-jurisdiction")).to_be_empty()


def test_no_answer_is_told_and_nothing_typed_is_lost(browser: sync_api.Browser, address: str) -> None:
    page = page_of(browser, address, [])
    page.goto("/")
    page.route("**/*", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    ask(page, CASE)
    sync_api.expect(page.locator("#unanswered")).to_contain_text("没有得到答复")
    assert page.locator("#text").input_value() == CASE
    page.unroute("**/*")
    page.locator("#resolve").click()
    sync_api.expect(page.locator(".lead-name")).to_have_text("宁海县农业农村局")
    sync_api.expect(page.locator("#unanswered")).to_have_count(0)
    page.context.close()


def test_places_are_offered_while_typing(page: sync_api.Page) -> None:
    page.locator("#jurisdiction").press_sequentially("宁海")
    sync_api.expect(page.locator("#places option[value='浙江省宁波市宁海县']")).to_be_attached()


@pytest.mark.parametrize("size", [(1280, 800), (1440, 900), (1920, 1080), (390, 844)])
def test_nothing_runs_off_the_side(page: sync_api.Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto("/?sample=ninghai-shrimp")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_picture_keeps_its_words_inside_its_boxes(page: sync_api.Page) -> None:
    page.goto("/?sample=ninghai-shrimp")
    outside = page.evaluate(
        """() => [...document.querySelectorAll('.p-node')].flatMap(node => {
            const box = node.querySelector('rect').getBBox();
            return [...node.querySelectorAll('text')].filter(text => {
                const at = text.getBBox();
                return at.x < box.x || at.x + at.width > box.x + box.width || at.y + at.height > box.y + box.height;
            }).map(text => text.textContent);
        })"""
    )
    assert outside == [] or not FONTS


def test_every_focus_can_be_seen(page: sync_api.Page) -> None:
    ask(page, "孩子放学那条路路灯不亮", "奉节县")
    sync_api.expect(page.locator(".question")).to_be_visible()
    for _ in range(20):
        page.keyboard.press("Tab")
        shown = page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle !== 'none' || document.activeElement === document.body; })()"
        )
        assert shown, page.evaluate("document.activeElement.outerHTML")


def test_the_print_shows_the_answer_alone_with_every_basis_open(page: sync_api.Page) -> None:
    page.goto("/?sample=ninghai-shrimp")
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    for hidden in (".bar", ".case", ".actions"):
        sync_api.expect(page.locator(hidden)).to_be_hidden()
    for body in page.locator(".basis-body").all():
        sync_api.expect(body).to_be_visible()


def test_without_javascript_the_same_answer(browser: sync_api.Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto("/")
    page.locator("#text").fill("孩子放学那条路路灯不亮")
    page.locator("#jurisdiction").fill("奉节县")
    page.locator("#resolve").click()
    sync_api.expect(page.locator(".lead-name")).to_have_text("奉节县城市管理局")
    page.get_by_role("button", name="未移交").click()
    sync_api.expect(page.locator(".lead-name")).to_have_text("奉节县住房和城乡建设委员会")
    sync_api.expect(page.locator("#text")).to_have_value("孩子放学那条路路灯不亮")
    sync_api.expect(page.get_by_role("button", name="复制为工单文本")).to_be_hidden()
    with context.expect_page() as opened:
        page.get_by_role("button", name="文本页").click()
    opened.value.wait_for_load_state()
    assert "主办单位：奉节县住房和城乡建设委员会" in opened.value.locator("body").inner_text()
    context.close()
