"""`shouwen laws search` and `laws index`: the contract's lines, what is printed, faulty lines by number."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Shouwen = Callable[..., Any]
CATS = (
    "---\ntitle: 中华人民共和国养猫法\npublish_date: 2001-02-03\ncategory: 法律\n---\n# 中华人民共和国养猫法\n\n"
    "第一条　养猫应当登记。\n\n第二条　猫咬伤人的，主人赔偿医药费。\n\n第三条　本法自2001年3月1日起施行。\n"
)


def imported(shouwen: Shouwen, folder: Path) -> None:
    (folder / "养猫法.md").write_text(CATS, encoding="utf-8")
    assert shouwen("laws", "import", folder / "养猫法.md").status == 0


def test_a_question_and_a_citation_in_the_terminal(shouwen: Shouwen, tmp_path: Path) -> None:
    imported(shouwen, tmp_path)
    ran = shouwen("laws", "search", "被猫咬伤了医药费谁赔")
    assert ran.status == 0
    assert ran.out.startswith("《中华人民共和国养猫法》第二条　2001-02-03 版\n　　猫咬伤人的，主人赔偿医药费。\n")
    assert ran.err == ""
    said = json.loads(shouwen("laws", "search", "养猫法第1条", "--json", "--top", "2").out)
    assert (said["hits"][0]["law"], said["hits"][0]["article"]) == ("中华人民共和国养猫法", "第一条")
    assert len(said["hits"]) == 2


def test_a_file_of_questions_and_its_faulty_lines(shouwen: Shouwen, tmp_path: Path) -> None:
    imported(shouwen, tmp_path)
    source, out = tmp_path / "questions.jsonl", tmp_path / "hits.jsonl"
    source.write_text(
        '{"id": "甲", "question": "养猫要登记吗"}\n{"id": 2}\nnot json\n{"id": "丁", "question": "abc"}\n{"question": "猫咬伤人"}\n', encoding="utf-8"
    )
    ran = shouwen("laws", "search", "--in", source, "--out", out, "--national", "--top", "100")
    assert ran.status == 1
    assert all(f"questions.jsonl 第 {n} 行" in ran.err for n in (2, 3, 4))
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows] == ["甲", "5"]
    assert set(rows[0]["hits"][0]) == {"law", "article", "score"}
    assert (rows[0]["hits"][0]["law"], rows[0]["hits"][0]["article"]) == ("中华人民共和国养猫法", "第一条")
    assert not out.with_name("hits.jsonl.part").exists()


def test_what_was_asked_wrongly_is_said(shouwen: Shouwen, tmp_path: Path) -> None:
    imported(shouwen, tmp_path)
    for arguments in ((), ("问题", "--in", tmp_path / "x.jsonl"), ("--in", tmp_path / "x.jsonl"), ("--in", tmp_path / "x.jsonl", "--out", tmp_path / "y")):
        ran = shouwen("laws", "search", *arguments)
        assert (ran.status, ran.out) == (2, "")
        assert "错误：" in ran.err
        assert "处理：" in ran.err


def test_the_index_is_built_at_import_and_again_where_it_is_missing(shouwen: Shouwen, tmp_path: Path, own_home: Path) -> None:
    import shutil

    imported(shouwen, tmp_path)
    assert "已是最新" in shouwen("laws", "index").out
    shutil.rmtree(own_home / "laws" / "index")
    ran = shouwen("laws", "search", "养猫登记")
    assert ran.status == 2
    assert "shouwen laws index" in ran.err
    assert "建好了" in shouwen("laws", "index").out
    assert shouwen("laws", "search", "养猫登记").status == 0
