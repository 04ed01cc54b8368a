"""`shouwen resolve`: one case, and files of them that lose no line whatever befalls."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from api.contract import decision_to_json
from ontology.model import Decision

Shouwen = Callable[..., Any]
Run = Callable[..., subprocess.CompletedProcess[str]]
GOOD = ["路灯坏了没人修", "老板拖欠工资三个月", "楼下烧烤店油烟太大", "家里没水用了", "网购的手机是假货"]


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_one_case_in_a_fresh_process_prints_lead_helpers_and_basis(run_cli: Run) -> None:
    ran = run_cli("resolve", "老板拖欠工资三个月", "--jurisdiction", "宁海县")
    assert ran.returncode == 0, ran.stderr
    assert "首问　宁海县人力资源和社会保障局" in ran.stdout
    for head in ("结论　", "依据　", "事项　"):
        assert head in ran.stdout


def test_json_has_the_keys_of_the_contract(shouwen: Shouwen, ask: Callable[..., Decision]) -> None:
    ran = shouwen("resolve", "路灯坏了没人修", "--jurisdiction", "宁海县", "--as-of", "2026-11-21", "--json")
    answer = json.loads(ran.out)
    expected = decision_to_json(ask("路灯坏了没人修", "宁海县"))
    assert answer == json.loads(json.dumps(expected)) | {"id": "1"}
    assert answer.keys() >= {
        "id", "outcome", "lead", "joint", "candidates", "helpers", "matters", "citations", "doctrine", "question", "explanation",
        "graph_version", "resolver_version",
    }  # fmt: skip
    assert answer["citations"][0].keys() >= {"kind", "id", "label", "gist", "in_force", "path", "authority"}


def test_top_cuts_the_candidates(shouwen: Shouwen) -> None:
    assert len(json.loads(shouwen("resolve", "路灯坏了没人修", "--top", "2", "--json").out)["candidates"]) == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("",), "诉求内容为空"),
        (("street lamp",), "没有读到中文"),
        (("灯" * 100_000,), "100,000 字"),
        (("路灯坏了", "--jurisdiction", "亚特兰蒂斯"), "亚特兰蒂斯"),
        (("路灯坏了", "--as-of", "昨天"), "日期“昨天”"),
        (("路灯坏了", "--as-of", "1900-01-01"), "超出范围"),
        (("路灯坏了", "--in", "x.jsonl"), "只能给一样"),
        (("路灯坏了", "--out", "x.jsonl"), "--out 只用于成批"),
        (("路灯坏了", "--top", "0"), "--top 的值不对"),
        (("路灯坏了", "--地方", "宁海县"), "没有选项 --地方"),
        (("路灯", "坏了"), "多写了“坏了”"),
        (("--in", "letters.pdf"), "不认识的文件类型“.pdf”"),
        (("--in", "没有.jsonl"), "没有这个文件"),
    ],
)
def test_bad_input_is_refused_with_a_message_and_exit_2(shouwen: Shouwen, arguments: tuple[str, ...], message: str) -> None:
    ran = shouwen("resolve", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert message in ran.err
    assert "处理：" in ran.err
    assert "Traceback" not in ran.err


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """Return a file of ten lines: five good, one blank, and four faulty in four ways (lines 2, 4, 6, 8)."""
    rows = [
        json.dumps({"id": "a", "text": GOOD[0]}), '{"id": "b", "text": "路灯', json.dumps({"id": "c", "text": GOOD[1]}),
        json.dumps({"id": "d", "text": GOOD[2], "jurisdiction": "亚特兰蒂斯"}), json.dumps({"id": "e", "text": GOOD[2], "jurisdiction": "宁海县"}),
        json.dumps({"id": "f", "text": "  "}), "", '["不是", "对象"]', json.dumps({"text": GOOD[3]}), json.dumps({"id": "j", "text": GOOD[4]}),
    ]  # fmt: skip
    path = tmp_path / "mixed.jsonl"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_faulty_lines_go_to_a_side_file_and_the_rest_is_answered(shouwen: Shouwen, mixed: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    ran = shouwen("resolve", "--in", mixed, "--out", out)
    assert ran.status == 1
    assert "有 4 行没能回答" in ran.err
    assert [row["id"] for row in lines(out)] == ["a", "c", "e", "9", "j"]
    assert lines(out)[2]["lead"]["name"] == "宁海县综合行政执法局"
    faults = lines(tmp_path / "out.jsonl.errors.jsonl")
    assert [f["line"] for f in faults] == [2, 4, 6, 8]
    for fault, word in zip(faults, ("mixed.jsonl 第 2 行", "亚特兰蒂斯", "诉求内容为空", "JSON 对象"), strict=True):
        assert word in fault["error"]
    assert not (tmp_path / "out.jsonl.part").exists()


def test_without_out_answers_are_printed_and_faults_named(shouwen: Shouwen, mixed: Path) -> None:
    ran = shouwen("resolve", "--in", mixed)
    assert ran.status == 1
    assert [json.loads(line)["id"] for line in ran.out.splitlines()] == ["a", "c", "e", "9", "j"]
    assert "mixed.jsonl 第 4 行" in ran.err


def test_a_stopped_run_is_taken_up_without_losing_or_doubling_a_line(shouwen: Shouwen, mixed: Path, tmp_path: Path) -> None:
    """Stopped in the middle of writing an answer; of the faulty lines, those before it were written."""
    whole = tmp_path / "whole.jsonl"
    shouwen("resolve", "--in", mixed, "--out", whole)
    answered = whole.read_bytes().splitlines(keepends=True)
    faults = Path(f"{whole}.errors.jsonl").read_bytes().splitlines(keepends=True)
    for kept, line in enumerate((1, 3, 5, 9, 10)):
        out = tmp_path / f"out{kept}.jsonl"
        Path(f"{out}.part").write_bytes(b"".join(answered[:kept]) + answered[kept][:40])
        Path(f"{out}.errors.jsonl").write_bytes(b"".join(f for f in faults if json.loads(f)["line"] < line))
        assert shouwen("resolve", "--in", mixed, "--out", out).status == 1
        assert out.read_bytes() == whole.read_bytes()
        assert Path(f"{out}.errors.jsonl").read_bytes() == b"".join(faults)


def test_answers_go_into_a_workbook_beside_what_was_asked(shouwen: Shouwen, mixed: Path, tmp_path: Path) -> None:
    """One row a line of the file, faulty ones with their reason, demands one by one; a citizen's “=…” is no formula."""
    mixed.write_text(mixed.read_text(encoding="utf-8") + json.dumps({"id": "k", "text": f"=1+1 {GOOD[0]}"}) + "\n", encoding="utf-8")
    out = tmp_path / "答案.xlsx"
    assert shouwen("resolve", "--in", mixed, "--out", out).status == 1
    headings, *rows = load_workbook(out).active.iter_rows(values_only=True)
    told = [dict(zip(headings, row, strict=True)) for row in rows]
    assert [row["编号"] for row in told] == ["a", "2", "c", "d", "e", "f", "8", "9", "j", "k"]
    assert [row["编号"] for row in told if row["结论"] == "没能回答"] == ["2", "d", "f", "8"]
    assert "亚特兰蒂斯" in told[3]["说明"]
    assert (told[4]["诉求内容"], told[4]["主办单位"]) == (GOOD[2], "宁海县综合行政执法局")
    assert told[-1]["诉求内容"].startswith("=1+1")
    assert not Path(f"{out}.part").exists()


def test_a_new_run_does_not_keep_an_old_runs_faults(shouwen: Shouwen, mixed: Path, tmp_path: Path) -> None:
    out, good = tmp_path / "out.jsonl", tmp_path / "good.jsonl"
    good.write_text(json.dumps({"id": "1", "text": GOOD[0]}) + "\n", encoding="utf-8")
    shouwen("resolve", "--in", mixed, "--out", out)
    assert shouwen("resolve", "--in", good, "--out", out).status == 0
    assert [row["id"] for row in lines(out)] == ["1"]
    assert not Path(f"{out}.errors.jsonl").exists()


def test_csv_with_chinese_headings_as_excel_saves_it(shouwen: Shouwen, tmp_path: Path) -> None:
    source, out = tmp_path / "来信.csv", tmp_path / "out.jsonl"
    source.write_text('工单编号,诉求内容,地区,受理日期,经办人\r\nA1,"老板拖欠工资,\n三个月",宁海县,2026/11/1,张三\r\nA2,路灯坏了没人修,,,\r\n', encoding="utf-8-sig")
    assert shouwen("resolve", "--in", source, "--out", out).status == 0
    first, second = lines(out)
    assert (first["id"], first["lead"]["name"], second["id"]) == ("A1", "宁海县人力资源和社会保障局", "A2")


def test_xlsx_is_read_cell_by_cell(shouwen: Shouwen, tmp_path: Path) -> None:
    book = Workbook()
    for row in (["编号", "诉求内容", "行政区划", "日期"], [17, "老板拖欠工资三个月", "宁海县", dt.datetime(2026, 11, 1)], [None] * 4, [18, None, None, None]):
        book.active.append(row)
    source, out = tmp_path / "letters.xlsx", tmp_path / "out.jsonl"
    book.save(source)
    assert shouwen("resolve", "--in", source, "--out", out).status == 1
    assert [(row["id"], row["lead"]["name"]) for row in lines(out)] == [("17", "宁海县人力资源和社会保障局")]
    assert [f["line"] for f in lines(Path(f"{out}.errors.jsonl"))] == [4]


def test_a_table_without_the_text_column_is_refused_naming_its_columns(shouwen: Shouwen, tmp_path: Path) -> None:
    source = tmp_path / "wrong.csv"
    source.write_text("单号,来电内容描述\n1,路灯坏了\n", encoding="utf-8")
    ran = shouwen("resolve", "--in", source, "--out", tmp_path / "out.jsonl")
    assert ran.status == 2
    for word in ("wrong.csv", "单号、来电内容描述", "诉求内容"):
        assert word in ran.err
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith("out")] == []


@pytest.mark.parametrize(("name", "data", "message"), [("a.csv", "诉求内容\n路灯坏了\n".encode("gbk"), "UTF-8"), ("a.xlsx", b"not a workbook", "Excel 文件打不开")])
def test_a_file_that_is_not_what_its_name_says_is_refused(shouwen: Shouwen, tmp_path: Path, name: str, data: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(data)
    ran = shouwen("resolve", "--in", tmp_path / name)
    assert ran.status == 2
    assert message in ran.err
    assert name in ran.err
