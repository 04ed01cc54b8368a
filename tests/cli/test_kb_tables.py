"""`kb export --csv` and `kb import`: nothing is written before the changes are shown, checked and agreed to."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from graph.homes import arranged, rearrange
from graph.load import load


@pytest.fixture
def folder(tmp_path: Path, small_text: str) -> Path:
    """Return a folder of knowledge of one's own, as files in the one form."""
    written, folder = tmp_path / "small.ttl", tmp_path / "knowledge"
    written.write_text(small_text, encoding="utf-8")
    folder.mkdir()
    rearrange(arranged(load([written]), folder), [])
    return folder


def edit(path: Path, key: str, column: str, value: str) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    next(r for r in rows if r["标识"] == key)[column] = value
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def texts(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): p.read_text(encoding="utf-8") for p in folder.rglob("*.ttl")}


def test_a_change_is_shown_checked_and_written_to_one_file(shouwen: Callable[..., Any], folder: Path, tmp_path: Path) -> None:
    assert shouwen("kb", "export", "--csv", tmp_path / "tables", "--from", folder).status == 0
    before = texts(folder)
    edit(tmp_path / "tables" / "事项.csv", "路灯", "缓急", "紧急")
    ran = shouwen("kb", "import", tmp_path / "tables", "--into", folder, "--yes")
    assert ran.status == 0, ran.err
    assert "修改事项〔路灯〕" in ran.out
    assert "缓急：一般 → 紧急" in ran.out
    after = texts(folder)
    assert [name for name in after if after[name] != before.get(name)] == ["matters/municipal-facilities.ttl"]


def test_a_change_that_breaks_a_rule_is_refused_whole(shouwen: Callable[..., Any], folder: Path, tmp_path: Path) -> None:
    shouwen("kb", "export", "--csv", tmp_path / "tables", "--from", folder)
    before = texts(folder)
    edit(tmp_path / "tables" / "事项.csv", "路灯", "缓急", "特急")
    ran = shouwen("kb", "import", tmp_path / "tables", "--into", folder, "--yes")
    assert ran.status == 2
    assert "缓急只能是 一般 或 紧急" in ran.err
    assert texts(folder) == before


def test_a_workbook_goes_out_and_comes_back(shouwen: Callable[..., Any], folder: Path, tmp_path: Path) -> None:
    book = tmp_path / "知识.xlsx"
    assert shouwen("kb", "export", "--csv", book, "--from", folder).status == 0
    assert load_workbook(book, read_only=True).sheetnames == ["事项", "职责", "辨别事实", "答案", "单位"]
    ran = shouwen("kb", "import", book, "--into", folder)
    assert (ran.status, ran.out.strip()) == (0, "没有改动")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("事项.csv", "名称,主题\n路灯,市政设施\n", "缺少“标识”一列"),
        ("事项.csv", "标识,名称\n路灯,灯\n".encode("gbk"), "不是 UTF-8"),
        ("坏.xlsx", b"PK not a workbook", "工作簿打不开"),
        ("没有", None, "没有可读的表"),
    ],
)
def test_unreadable_tables_are_refused_with_how_to_mend(
    shouwen: Callable[..., Any], tmp_path: Path, name: str, content: str | bytes | None, says: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    ran = shouwen("kb", "import", path, "--into", tmp_path, "--yes")
    assert ran.status == 2
    assert says in ran.err
    assert not list(tmp_path.rglob("*.ttl"))
