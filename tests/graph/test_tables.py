"""Knowledge as tables comes back as it went, and a change in a cell is one change."""

from __future__ import annotations

from pathlib import Path

import pytest
from small import small

from graph.load import Knowledge
from graph.tables import KEY, REMOVE, TABLES, changed, rows_of
from ontology.errors import BadInput


def tables(knowledge: Knowledge) -> dict[str, list[dict[str, str]]]:
    return {t.name: list(rows_of(knowledge, t)) for t in TABLES}


def test_tables_that_come_back_unchanged_change_nothing(knowledge: Knowledge) -> None:
    changes, after = changed(knowledge, tables(knowledge))
    assert changes == []
    assert after.version == knowledge.version


def test_a_cell_is_one_change_and_leaves_the_rest(tmp_path: Path) -> None:
    before = small(tmp_path)
    edited = tables(before)
    edited["职责"][0]["做什么"] = "更换灯具"
    changes, after = changed(before, edited)
    assert [(c.subject, c.columns) for c in changes] == [("路灯/1", (("做什么", "修灯", "更换灯具"),))]
    assert len(before.triples - after.triples) == len(after.triples - before.triples) == 1


def test_a_new_row_and_a_row_to_be_removed(tmp_path: Path) -> None:
    before = small(tmp_path)
    edited = tables(before)
    edited["职责"].append({KEY: "路灯/2", "事项": "路灯", "角色": "配合", "职能": "house", "做什么": "查电路", "适用地": "CN", "起": "2024-03-01"})
    edited["单位"][0][REMOVE] = "是"
    changes, after = changed(before, edited)
    assert {(c.kind, c.subject) for c in changes} == {("new", "路灯/2"), ("gone", edited["单位"][0][KEY])}
    assert "https://w3id.org/shouwen/id/resp/路灯/2" in after.subjects
    again, same = changed(after, tables(after))
    assert (again, same.version) == ([], after.version)


def test_a_missing_row_or_column_changes_nothing(tmp_path: Path) -> None:
    before = small(tmp_path)
    changes, after = changed(before, {"事项": [{KEY: "路灯", "缓急": "一般"}], "职责": []})
    assert changes == []
    assert after.triples == before.triples


@pytest.mark.parametrize(
    ("sheet", "row", "says"),
    [
        ("职责", {KEY: "路灯/1", "角色": "首席"}, r"没有角色“首席”；位置：表“职责”第 2 行“角色”"),
        ("职责", {KEY: "路灯/1", "起": "去年"}, "日期“去年”无法识别"),
        ("事项", {KEY: "路 灯", "名称": "路灯"}, "有空格或不能用的符号；位置：表“事项”第 2 行“标识”"),
        ("职责", {KEY: "路灯/1", "依据": "statute/照明法 第三条"}, "有空格或不能用的符号；位置：表“职责”第 2 行“依据”"),
        ("事项", {KEY: " ", "名称": "无名"}, "没有写标识；位置：表“事项”第 2 行"),
        ("事项", {KEY: "没有的", REMOVE: "是"}, "要删除的“没有的”不存在"),
        ("工作表1", {KEY: "路灯"}, "没有名为“工作表1”的表"),
    ],
)
def test_what_cannot_be_read_names_sheet_row_and_column(tmp_path: Path, sheet: str, row: dict[str, str], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        changed(small(tmp_path), {sheet: [row]})
