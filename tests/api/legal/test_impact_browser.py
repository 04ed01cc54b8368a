"""A new text in a real browser: the statute chosen from what the graph has not caught up with, what breaks, one click, the draft in the worklist."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import people
import pytest
from amended_law import NEW, old_text
from chromium import MARKS, chromium, page_of, served
from playwright import sync_api

from api.accounts import passwords
from api.app import create_app
from api.settings import Settings
from graph.laws.importing import bring_in

pytestmark = MARKS


class Desk(people.Town):
    """The shipped knowledge with an amendment of 渔业法 in the law store, and a legal officer."""

    def __init__(self, home: Path) -> None:
        self.home, self.clock = home, people.Clock()
        self.app = create_app(Settings(home=home), None, lambda: people.TODAY, self.clock)


@pytest.fixture
def address(home: Path, linked: Callable[[Path, Path], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(passwords, "HASHER", people.QUICK)
    own, amendment = linked(home, tmp_path / "home"), tmp_path / "渔业法.txt"
    amendment.write_text(NEW, encoding="utf-8")
    bring_in(own, [old_text(tmp_path), amendment])
    desk = Desk(own)
    desk.add("赵法", "legal")
    with served(desk.app) as served_at:
        yield served_at


def test_an_amendment_is_chosen_read_and_carried_to_the_worklist(address: str) -> None:
    complaints: list[str] = []
    sync_api.expect.set_options(timeout=60_000)
    with chromium() as browser:
        page = page_of(browser, address, complaints)
        page.context.set_default_timeout(60_000)
        page.goto("/login?next=/impact")
        page.get_by_label("账号名").fill("赵法")
        page.get_by_label("密码").fill(people.PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.get_by_role("link", name="渔业法", exact=True).first.click()
        sync_api.expect(page.locator("h1")).to_contain_text("《渔业法》2028-12-01 文本")
        page.get_by_role("link", name="文字未变，换条号").click()
        moved = page.locator("article.fate", has_text="《渔业法》第六条")
        sync_api.expect(moved.locator("h3")).to_contain_text("→第二条")
        sync_api.expect(moved.get_by_text("水产养殖投入品造成养殖损失").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "nothing runs off the side"
        page.get_by_role("button", name="备好承接提案").click()
        sync_api.expect(page.locator(".notice.good")).to_contain_text("已起草 1 份提案")
        page.goto("/curate")
        page.get_by_role("link", name="《渔业法》修订").first.click()
        sync_api.expect(page.locator("h1")).to_contain_text("《渔业法》修订")
        sync_api.expect(page.get_by_text("《渔业法》第二条").first).to_be_visible()
    assert complaints == []
