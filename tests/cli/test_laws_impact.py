"""`shouwen laws impact` from the command line: files and titles, exit codes, JSON, proposals."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from amended_law import NEW, old_text

Run = Callable[..., Any]


@pytest.fixture
def run(shouwen: Run, own_home: Path, tmp_path: Path) -> Run:
    """Return what runs the command in a home of this file's own that holds the made-up old text."""

    def go(*arguments: str) -> Any:
        return shouwen("laws", *arguments)

    if not (own_home / "laws").exists():
        assert go("import", str(old_text(tmp_path))).status == 0
    return go


def test_a_file_is_compared_and_proposals_are_made_once(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "渔业法.txt"
    file.write_text(NEW, encoding="utf-8")
    found = run("impact", str(file), "--json")
    assert found.status == 1, found.err
    said = json.loads(found.out)
    assert (said["statute"], said["from"], said["replaced"]) == ("渔业法", "2029-03-01", [{"statute": "渔业法", "version": "2025-12-27"}])
    fate = next(f for f in said["fates"] if f["cited"] == "《渔业法》第六条")
    assert (fate["new"], fate["kind"], fate["need"], fate["grants"][0]["named"]) == ("2", "renumbered", "renumber", "渔业渔政主管部门")
    told = run("impact", str(file), "--propose", "--by", "赵法")
    assert "《渔业法》第六条 → 第二条（文字未变）" in told.out and "已起草提案" in told.out
    assert "没有起草" in run("impact", str(file), "--propose", "--by", "赵法").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("没有的法",), "法规库里没有"), (("渔业法", "1999-01-01"), "有这些版本"), (("渔业法", "--repealed"), "没有写从哪天起废止"),
        (("渔业法", "--propose"), "没有写谁提的"), (("渔业法", "--old", "没有的法"), "不知道"), (("渔业法", "--on", "明天"), "无法识别"),
    ],
)  # fmt: skip
def test_bad_input_ends_in_2_and_says_what(run: Run, arguments: tuple[str, ...], said: str) -> None:
    found = run("impact", *arguments)
    assert (found.status, said in found.err) == (2, True), found.err


def test_a_text_that_replaces_nothing_cited_breaks_nothing(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "灯笼管理办法.txt"
    file.write_text("灯笼管理办法\n（2028年1月1日公布）\n第一条　灯笼应当结实。\n第二条　本办法自2028年2月1日起施行。\n", encoding="utf-8")
    found = run("impact", str(file))
    assert found.status == 0, found.err
    assert "没有引用" in found.out
