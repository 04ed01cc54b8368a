"""A curator's and a reviewer's day in a real browser: a paper becomes a draft, is corrected under live findings, reviewed, previewed,
published, and the next answer follows it; then taken back. The reviewer's half works without JavaScript."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import MARKS, chromium, page_of, served
from office_town import OfficeTown
from people import PASSWORD
from playwright import sync_api

SHOTS = os.environ.get("SHOUWEN_SHOTS", "")
"""A folder for pictures to look at; none are taken without it."""
SLOW = 60_000
"""Milliseconds: a trial takes two seconds on a quiet machine."""
PAPER = """首问责任争议认定书
宁编办〔2026〕11号
宁海县环城北路路灯整月不亮，市民多次来电。县交通运输局认为应由县综合行政执法局维修，县综合行政执法局认为道路未移交。
根据《城市照明管理规定》第四条，经研究，认定县综合行政执法局为首问责任单位，县交通运输局配合提供移交资料。
中共宁海县委机构编制委员会办公室
2026年11月12日
"""
CASE = "环城北路的路灯整月不亮，打了好几次电话也没人来修"
QUARREL = "环城北路的路灯整月不亮，打了好几次电话，交通局说归执法局，执法局说路没移交，到底谁来修"
pytestmark = MARKS


@pytest.fixture(scope="module")
def address(office_town: OfficeTown) -> Iterator[str]:
    with served(office_town.app) as served_at:
        yield served_at


class Browser:
    """Pages of people who are logged in; whatever the browser complains of is kept."""

    def __init__(self, browser: sync_api.Browser, address: str) -> None:
        self._browser, self._address = browser, address
        self.complaints: list[str] = []

    def of(self, name: str, script: bool = True) -> sync_api.Page:
        page = page_of(self._browser, self._address, self.complaints, java_script_enabled=script)
        page.context.set_default_timeout(SLOW)
        page.goto("/login?next=/curate")
        page.get_by_label("账号名").fill(name)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        return page


@pytest.fixture
def browser(address: str) -> Iterator[Browser]:
    sync_api.expect.set_options(timeout=SLOW)
    with chromium() as opened:
        found = Browser(opened, address)
        yield found
    assert [each for each in found.complaints if not re.search("40[0349]|^htmx:(afterRequest|sendAbort)", each)] == []


def shot(page: sync_api.Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"office-{name}.png", full_page=True)


def answered(page: sync_api.Page, text: str = CASE) -> list[str]:
    """Return what the dispatcher's page cites for the case."""
    page.goto("/")
    page.locator("#text").fill(text)
    page.locator("#jurisdiction").fill("宁海县")
    page.locator("#resolve").click()
    sync_api.expect(page.locator(".card")).to_be_visible()
    return page.locator(".basis .cite").all_inner_texts()


def test_a_paper_becomes_a_ruling_that_changes_the_answer_and_is_taken_back(browser: Browser) -> None:
    curator = browser.of("张敏")
    before = answered(curator)
    curator.goto("/curate")
    shot(curator, "0-worklist")
    curator.get_by_role("link", name="新提案").first.click()
    curator.locator("#text").fill(PAPER)
    shot(curator, "1-new")
    curator.get_by_role("button", name="读出草稿").click()
    sync_api.expect(curator.locator("table.read").first).to_contain_text("综合行政执法局")
    shot(curator, "2-read")
    curator.get_by_role("button", name="用这份草稿").first.click()
    curator.locator("#f-matter").fill("路灯不亮、损坏、漏电")
    curator.locator("#f-lead-0").fill("执法大队")
    sync_api.expect(curator.locator("#found-f-lead-0 .level-error")).to_contain_text("没有登记单位“执法大队”")
    shot(curator, "3-live")
    for name, value in (("lead-0", "宁海县综合行政执法局"), ("reason", "城市照明由综合行政执法局主管"), ("source", "首问责任争议认定书"), ("decided_on", "2026-11-12"), ("facts", "环城北路路灯整月不亮，两局都说不归自己管")):
        curator.locator(f"#f-{name}").fill(value)
    for name in ("lead-0", "matter", "jurisdiction"):
        sync_api.expect(curator.locator(f"#found-f-{name} .level-error")).to_have_count(0)
    curator.locator("#f-doctrine").select_option("主次协同")
    sync_api.expect(curator.locator("#tally .warning")).to_contain_text("要留意")
    curator.get_by_role("button", name="保存并提交审核").click()
    sync_api.expect(curator.get_by_role("status")).to_contain_text("已提交")
    assert "w3id.org" not in curator.locator("main").inner_text()
    shot(curator, "4-submitted")
    number = re.search(r"\d{4}-\d{5}", curator.url)
    assert number

    reviewer = browser.of("李强", script=False)
    sync_api.expect(reviewer.locator(".todo").first).to_contain_text("待我审核")
    shot(reviewer, "5-reviewer")
    reviewer.get_by_role("link", name=number[0]).first.click()
    reviewer.get_by_role("button", name="预览").click()
    sync_api.expect(reviewer.locator("dl.counts")).to_be_visible()
    shot(reviewer, "6-preview")
    reviewer.get_by_role("link", name=f"提案 {number[0]}").click()
    reviewer.get_by_label("审核意见").fill("依据齐全")
    reviewer.get_by_role("button", name="审核通过").click()
    reviewer.get_by_role("button", name="发布").click()
    sync_api.expect(reviewer.get_by_role("status")).to_contain_text("已发布")
    shot(reviewer, "7-published")
    assert answered(reviewer)[0].startswith("路灯不亮、损坏、漏电的首问责任认定"), "the next answer follows the ruling"

    reviewer.goto("/versions")
    reviewer.get_by_role("link", name=re.compile("^第 .* 条$")).first.click()
    reviewer.get_by_label("撤回理由").fill("误发")
    reviewer.get_by_role("button", name="撤回").click()
    sync_api.expect(reviewer.get_by_role("status")).to_contain_text("已撤回")
    shot(reviewer, "8-rolled-back")
    reviewer.wait_for_timeout(1_000)
    assert answered(reviewer) == before
    curator.goto(f"/curate/{number[0]}")
    sync_api.expect(curator.locator("main")).to_contain_text("撤回")


def test_where_departments_disagree_the_answer_leads_to_a_draft(browser: Browser) -> None:
    curator = browser.of("张敏")
    curator.goto("/id/matter/路灯故障")
    curator.get_by_role("link", name="为这个事项起草认定").click()
    sync_api.expect(curator.locator("#f-matter")).to_have_value("路灯不亮、损坏、漏电")
    answered(curator, QUARREL)
    button = curator.get_by_role("button", name="为这件事起草认定")
    sync_api.expect(button).to_be_visible()
    shot(curator, "9-answer")
    button.click()
    sync_api.expect(curator.locator("#f-facts")).to_have_value(re.compile("环城北路"))
    sync_api.expect(curator.locator("#f-jurisdiction")).to_have_value("浙江省宁波市宁海县")
    shot(curator, "a-from-answer")
    dispatcher = browser.of("王派")
    answered(dispatcher, QUARREL)
    sync_api.expect(dispatcher.get_by_role("button", name="为这件事起草认定")).to_have_count(0)
