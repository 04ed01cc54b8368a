"""`shouwen laws import`: what it prints, its exit status, and `kb verify` on what was imported."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Shouwen = Callable[..., Any]

GOOD = "---\ntitle: 养猫条例\npublish_date: 2001-02-03\ncategory: 行政法规\n---\n# 养猫条例\n\n第一条　养猫应当登记。\n\n第二条　自公布之日起施行。\n"


def test_what_was_taken_is_said_file_by_file_and_again_nothing_changes(shouwen: Shouwen, tmp_path: Path) -> None:
    (tmp_path / "养猫条例.md").write_text(GOOD, encoding="utf-8")
    ran = shouwen("laws", "import", tmp_path / "养猫条例.md")
    assert ran.status == 0
    assert "养猫条例.md：《养猫条例》2001-02-03 版 2 条（新收）" in ran.out
    assert ran.err == ""
    again = shouwen("laws", "import", tmp_path / "养猫条例.md")
    assert again.status == 0
    assert "没有变化" in again.out


def test_what_could_not_be_read_makes_the_status_1_and_is_in_the_json(shouwen: Shouwen, tmp_path: Path) -> None:
    (tmp_path / "good.md").write_text(GOOD, encoding="utf-8")
    (tmp_path / "bad.md").write_text("# 养鸟条例\n\n第一条 甲。\n", encoding="utf-8")
    ran = shouwen("laws", "import", tmp_path)
    assert ran.status == 1
    assert "没读出来 1 处" in ran.out
    said = json.loads(shouwen("laws", "import", tmp_path, "--json").out)
    assert said["read"]["same"] == 1
    assert [(r["kind"], r["what"]) for r in said["remarks"]] == [("unread", "《养鸟条例》没有日期，不知道是哪个版本")]
    assert said["remarks"][0]["mend"]


def test_a_path_that_is_not_there_is_named(shouwen: Shouwen, tmp_path: Path) -> None:
    ran = shouwen("laws", "import", tmp_path / "absent.md")
    assert ran.status == 2
    assert ran.out == ""
    assert all(word in ran.err for word in ("错误：", "absent.md", "没有这个文件", "处理："))


def test_verify_uses_what_was_imported(shouwen: Shouwen, tmp_path: Path) -> None:
    (tmp_path / "养猫条例.md").write_text(GOOD, encoding="utf-8")
    shouwen("laws", "import", tmp_path / "养猫条例.md")
    ran = shouwen("kb", "verify")
    assert ran.status == 1  # the shipped knowledge cites much that is not in this small store
    assert "法规全文里没有" in ran.out
