"""The pages of accounts in a real browser, without JavaScript: first login, own password, tokens, a new colleague, the audit log."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import people
import pytest
from chromium import MARKS, chromium, page_of, served
from people import PASSWORD, START, Town
from playwright import sync_api

from api.accounts import passwords
from api.accounts.roster import first_administrator

SHOTS = os.environ.get("SHOUWEN_SHOTS", "")
"""A folder for pictures to look at; none are taken without it."""
pytestmark = MARKS


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    usual, passwords.HASHER = passwords.HASHER, people.QUICK
    yield Town(tmp_path_factory.mktemp("home"))
    passwords.HASHER = usual


@pytest.fixture(scope="module")
def address(town: Town) -> Iterator[str]:
    with served(town.app) as served_at:
        yield served_at


@pytest.fixture
def page(address: str) -> Iterator[sync_api.Page]:
    """Return a page without JavaScript; whatever the browser complains of fails the test."""
    complaints: list[str] = []
    with chromium() as browser:
        yield page_of(browser, address, complaints, java_script_enabled=False)
    assert [each for each in complaints if "400" not in each and "403" not in each] == []


def shot(page: sync_api.Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def log_in(page: sync_api.Page, name: str, password: str) -> None:
    page.get_by_label("账号名").fill(name)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def test_the_first_day(page: sync_api.Page, town: Town) -> None:
    made = first_administrator(town.desk.database(), START)
    assert made
    page.goto("/matters")
    shot(page, "0-anonymous")
    page.get_by_role("link", name="登录").click()
    shot(page, "1-login")
    log_in(page, "admin", "猜一个密码试试看")
    sync_api.expect(page.get_by_role("alert").first).to_contain_text("账号名或密码不对")
    shot(page, "2-login-wrong")
    log_in(page, "admin", made[1])
    sync_api.expect(page.get_by_role("status")).to_contain_text("请先改成自己的密码")
    shot(page, "3-must-change")
    page.get_by_label("一次性密码").fill(made[1])
    page.get_by_label("新密码至少").fill("短")
    page.get_by_label("再输一遍").fill("短")
    page.get_by_role("button", name="改密码").click()
    sync_api.expect(page.locator("#error-new")).to_contain_text("密码太短")
    shot(page, "4-too-short")
    for label, value in (("一次性密码", made[1]), ("新密码至少", PASSWORD), ("再输一遍", PASSWORD)):
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="改密码").click()
    sync_api.expect(page.locator("#text")).to_be_visible()
    shot(page, "5-desk")

    page.get_by_role("link", name="账号管理").click()
    page.get_by_label("账号名").fill("wang.fang")
    page.get_by_label("姓名").fill("王芳")
    shot(page, "6-accounts")
    page.get_by_role("button", name="新增").click()
    sync_api.expect(page.locator("#error-roles")).to_contain_text("没有选角色")
    sync_api.expect(page.get_by_label("账号名")).to_have_value("wang.fang")
    shot(page, "7-no-role")
    page.get_by_label("编办").check()
    page.get_by_label("法制").check()
    page.get_by_role("button", name="新增").click()
    password = page.locator(".secret").inner_text()
    shot(page, "8-once")
    page.get_by_role("link", name="已存好").click()
    page.get_by_label("法制").uncheck()
    page.get_by_role("button", name="保存").click()
    sync_api.expect(page.get_by_role("status")).to_contain_text("已保存")
    shot(page, "9-one")
    page.goto("/audit")
    sync_api.expect(page.locator("table.list")).to_contain_text("王芳（编办、法制）改为 王芳（编办）")
    shot(page, "a-audit")
    page.get_by_role("button", name="退出").click()
    sync_api.expect(page.get_by_role("heading", name="登录")).to_be_visible()

    log_in(page, "wang.fang", password)
    for label, value in (("一次性密码", password), ("新密码至少", PASSWORD), ("再输一遍", PASSWORD)):
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="改密码").click()
    sync_api.expect(page.get_by_role("link", name="账号管理")).to_have_count(0)
    page.goto("/accounts")
    sync_api.expect(page.locator("h1")).to_have_text("没有权限")
    shot(page, "b-not-allowed")
    page.get_by_role("link", name="王芳").click()
    page.get_by_label("用途").fill("工单系统")
    page.get_by_label("提案").check()
    page.get_by_role("button", name="新建令牌").click()
    assert page.locator(".secret").inner_text().startswith("sw_")
    shot(page, "c-token")
    page.get_by_role("link", name="已存好").click()
    shot(page, "d-own")
    page.get_by_role("button", name="撤销令牌“工单系统”").click()
    sync_api.expect(page.get_by_role("status")).to_contain_text("令牌已撤销")
    page.set_viewport_size({"width": 420, "height": 900})
    shot(page, "e-narrow")
