"""Departments, matters, rulings, the picture and the search in a real browser: the clerk's day and that of the department that refuses."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright import sync_api
from test_legal_browser import address, browser, page, pytestmark  # noqa: F401  (fixtures, and the mark of browser tests)

PAGES = {
    "search, empty": "/search", "a question": "/search?q=邻居半夜装修谁管&place=宁海县", "an old name": "/search?q=工商局&place=宁海县", "a citation": "/search?q=渔业法第6条",
    "nothing found": "/search?q=qqqqzzzz", "not held": "/search?q=渔业法第九百条", "matters": "/matters?place=宁海县&theme=环境保护", "rulings": "/rulings",
    "departments": "/departments?place=宁海县", "departments by name": "/departments?q=环保局", "a function": "/id/function/urban-management?place=宁海县",
    "its law": "/id/function/urban-management?view=law", "its rulings": "/id/function/urban-management?view=rulings", "contradictions": "/id/function/urban-management?view=otherwise",
    "its holders": "/id/function/urban-management?view=holders", "through time": "/id/unit/440310/城市管理和综合执法局?view=time", "a unit": "/id/unit/330226/农业农村局",
    "a unit that is no more": "/id/unit/440310/环境保护和水务局", "a matter": "/id/matter/水产养殖投入品损害?place=宁海县", "a matter with a question": "/id/matter/架空线杂乱",
    "a ruling": "/id/ruling/330226/2020-08-水产投放剂", "a place": "/id/place/330226", "its own rules": "/id/place/310000?view=otherwise", "the picture": "/near/matter/水产养殖投入品损害?place=宁海县",
}  # fmt: skip


@pytest.mark.parametrize("what", PAGES)
def test_axe_finds_nothing_serious_here(page: sync_api.Page, what: str) -> None:  # noqa: F811
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="没有 axe：pip install -e '.[dev]'")
    page.goto(PAGES[what])
    found = axe.Axe().run(page).response["violations"]
    serious = [f"{each['id']}: {each['help']} {[node['html'][:160] for node in each['nodes'][:3]]}" for each in found if each["impact"] in ("serious", "critical")]
    assert serious == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "nothing runs off the side"


def test_the_clerk_asks_in_a_laymans_words_and_reads_why(page: sync_api.Page) -> None:  # noqa: F811
    page.goto("/search")
    page.locator("#look-place").fill("宁海县")
    page.get_by_role("button", name="查看").click()
    page.locator("#search").fill("虾塘倒了投放剂，虾蟹死了")
    page.locator("#search").press("Enter")
    hit = page.locator("#matter + .hits li").first
    sync_api.expect(hit).to_contain_text("宁海县农业农村局")
    hit.locator("a.hit").click()
    sync_api.expect(page.locator("h1")).to_have_text("水产养殖投入品造成养殖损失")
    sync_api.expect(page.locator(".stands .lead-name")).to_have_text("宁海县农业农村局")
    page.locator(".stands details.basis", has_text="《渔业法》第六条").locator("summary").click()
    page.locator(".stands details.basis[open] .more a").click()
    sync_api.expect(page.locator("h1")).to_contain_text("《渔业法》第六条")
    assert "place=" in page.url


def test_the_department_that_refuses_is_shown_why(page: sync_api.Page) -> None:  # noqa: F811
    page.goto("/departments?place=宁海县")
    page.get_by_placeholder("职能、单位、旧名").fill("农业局")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="宁海县农业农村局").first.click()
    page.get_by_role("navigation", name="看什么").get_by_role("link", name="认定").click()
    page.get_by_role("link", name="水产投放剂致虾蟹死亡的首问责任认定").click()
    sync_api.expect(page.locator(".lead-name")).to_have_text("宁海县农业农村局")
    sync_api.expect(page.get_by_text("争议各方")).to_be_visible()
    page.get_by_role("link", name="水产养殖投入品造成养殖损失").click()
    sync_api.expect(page.get_by_text("写明的职责")).to_be_visible()


def test_names_are_offered_while_typing_and_lead_there(page: sync_api.Page) -> None:  # noqa: F811
    page.goto("/search")
    page.locator("#search").press_sequentially("渔业")
    first = page.locator("#suggested a", has_text="渔业法").first
    sync_api.expect(first).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.suggested') !== null"), "the keyboard reaches what is offered"
    first.click()
    sync_api.expect(page.locator("h1")).to_contain_text("渔业法")


def test_the_bar_searches_from_every_page(page: sync_api.Page) -> None:  # noqa: F811
    page.goto("/rulings?place=宁海县")
    page.locator(".bar-find input[name=q]").fill("工商局")
    page.locator(".bar-find input[name=q]").press("Enter")
    sync_api.expect(page.locator("#department + table")).to_contain_text("宁海县市场监督管理局")
    assert "place=" in page.url


def test_the_picture_grows_and_nothing_moves(page: sync_api.Page) -> None:  # noqa: F811
    page.goto("/near/matter/水产养殖投入品损害?place=宁海县")
    sync_api.expect(page.locator("#picture-said")).to_contain_text("新展开")
    positions = "() => Object.fromEntries(shouwenPicture.nodes('.record').map((node) => [node.id(), node.position()]))"
    before = page.evaluate(positions)
    assert len(before) > 8
    where = page.evaluate("() => { const at = shouwenPicture.nodes().filter((node) => node.data('label') === '《渔业法》第六条').renderedPosition(); return [at.x, at.y]; }")
    page.locator("#picture").click(position={"x": where[0], "y": where[1]})
    sync_api.expect(page.locator("#picture-said")).to_contain_text("《渔业法》第六条：新展开")
    after = page.evaluate(positions)
    assert len(after) > len(before)
    assert {name: after[name] for name in before} == before
    overlapping = page.evaluate(
        """() => { const boxes = shouwenPicture.nodes('.record').map((node) => node.position());
            return boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => Math.abs(a.x - b.x) < 160 && Math.abs(a.y - b.y) < 40)).length; }"""
    )
    assert overlapping == 0, "every name can be read"


def test_a_double_click_opens_the_page(page: sync_api.Page) -> None:  # noqa: F811
    page.goto("/near/matter/水产养殖投入品损害?place=宁海县")
    sync_api.expect(page.locator("#picture-said")).to_contain_text("新展开")
    where = page.evaluate("() => { const at = shouwenPicture.nodes().filter((node) => node.data('label') === '宁海县农业农村局').renderedPosition(); return [at.x, at.y]; }")
    page.locator("#picture").dblclick(position={"x": where[0], "y": where[1]})
    sync_api.expect(page.locator("h1")).to_have_text("宁海县农业农村局")
    assert unquote(page.url).split("?")[0].endswith("/id/unit/330226/农业农村局")


def test_without_javascript_the_list_and_the_search_do(browser: sync_api.Browser, address: str) -> None:  # noqa: F811
    context = browser.new_context(java_script_enabled=False, base_url=address)
    plain = context.new_page()
    plain.goto("/near/matter/水产养殖投入品损害?place=宁海县")
    sync_api.expect(plain.locator("#picture")).to_be_hidden()
    plain.locator(".near-list .go").first.click()
    sync_api.expect(plain.locator("h1")).to_have_text("宁海县农业农村局")
    plain.goto("/search")
    plain.locator("#search").fill("环保局")
    plain.get_by_role("button", name="检索").click()
    sync_api.expect(plain.locator("#department + table")).to_contain_text("生态环境")
    plain.locator(".menu summary", has_text="更多").click()
    plain.get_by_role("link", name="惯例").click()
    assert plain.url.endswith("/practice")
    context.close()


def test_the_bar_fits_a_curators_screen(page: sync_api.Page) -> None:  # noqa: F811
    page.goto("/matters")
    tops = page.evaluate("() => [...document.querySelectorAll('.bar nav > a, .bar nav summary')].map((each) => each.getBoundingClientRect().top)")
    assert len({round(top) for top in tops}) == 1


def test_a_matter_on_paper(page: sync_api.Page, tmp_path: Path) -> None:  # noqa: F811
    page.goto("/id/matter/水产养殖投入品损害?place=宁海县")
    page.emulate_media(media="print")
    for hidden in (".bar", ".looking", ".tools"):
        sync_api.expect(page.locator(hidden).first).to_be_hidden()
    sync_api.expect(page.locator(".stands .lead-name")).to_be_visible()
    assert page.pdf(path=tmp_path / "matter.pdf").startswith(b"%PDF")
