"""`shouwen evaluate`: rates on labelled cases, and what was gained and lost since the last run."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Shouwen = Callable[..., Any]
ROWS = [
    {"id": "wages", "text": "老板拖欠工资三个月", "function": "human-resources"},
    {"id": "smoke", "complaint": "楼下烧烤店油烟太大", "unit": "某某区城市管理局", "helpers": ["生态环境局"]},
    {"id": "wrong", "text": "老板拖欠工资三个月", "function": "tobacco"},
    {"id": "empty", "text": "", "function": "tobacco"},
]


@pytest.fixture
def labelled(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes the labelled file, with some labels changed."""

    def write(**functions: str) -> Path:
        rows = [row | ({"function": functions[str(row["id"])]} if row["id"] in functions else {}) for row in ROWS]
        path = tmp_path / "labelled.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows) + "{not json\n", encoding="utf-8")
        return path

    return write


def test_rates_faults_and_the_change_since_the_last_run(shouwen: Shouwen, labelled: Callable[..., Path]) -> None:
    first = json.loads(shouwen("evaluate", labelled(), "--json").out)
    assert first["cases"] == 3
    assert first["rates"]["全部来信 首选"] == {"value": 0.6667, "of": 3}
    assert first["rates"]["协办召回"]["of"] == 1
    assert (first["gained"], first["lost"]) == ([], [])
    assert len(first["faults"]) == 2
    assert "第 4 行" in first["faults"][0]
    assert "第 5 行" in first["faults"][1]
    second = json.loads(shouwen("evaluate", labelled(wages="tobacco", wrong="human-resources"), "--json").out)
    assert (second["gained"], second["lost"]) == (["wrong"], ["wages"])
    third = shouwen("evaluate", labelled(wages="tobacco", wrong="human-resources"))
    assert third.status == 1  # two lines could not be checked
    assert "新答对 0 件，新答错 0 件" in third.out
    assert "不含街镇 首选　0.667　（2/3）" in third.out


def test_a_file_with_nothing_to_check_is_refused(shouwen: Shouwen, tmp_path: Path) -> None:
    path = tmp_path / "none.jsonl"
    path.write_text("{bad\n", encoding="utf-8")
    ran = shouwen("evaluate", path)
    assert ran.status == 2
    assert "none.jsonl" in ran.err
    assert "function" in ran.err


def test_a_label_that_is_no_function_is_a_fault_of_its_line(shouwen: Shouwen, labelled: Callable[..., Path]) -> None:
    answer = json.loads(shouwen("evaluate", labelled(wrong="tabacco"), "--json").out)
    assert any("tabacco" in fault for fault in answer["faults"])
