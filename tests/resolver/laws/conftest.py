"""A few statutes in our own words, imported and indexed: enough for words, links, versions, places and old names."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graph.laws.importing import bring_in
from resolver.laws.building import build_search
from resolver.laws.search import LawSearch, open_search

Row = tuple[str, str, str, int, str]
"""Statute, category, version, number, text."""

CODE = "中华人民共和国民法典"
ROWS: list[Row] = [
    (CODE, "法律", "2020-05-28", 294, "不得向邻里排放有害气体，也不得制造过大声响。"),
    (CODE, "法律", "2020-05-28", 295, "挖掘地面和建造房屋的，不得危及旁边的不动产。造成损失的，照价赔偿。"),
    (CODE, "法律", "2020-05-28", 1260, "本法自2021年1月1日起施行。《中华人民共和国旧契约法》同时废止。"),
    ("养猫条例", "行政法规", "2001-02-03", 1, "为了规范养猫行为，制定本条例。"),
    ("养猫条例", "行政法规", "2001-02-03", 2, "养猫应当向渔业主管部门登记，每户不得超过两只。"),
    ("养猫条例", "行政法规", "2019-05-06", 2, "养猫应当向公安机关登记，每户不得超过五只。"),
    ("养猫条例", "行政法规", "2019-05-06", 3, "猫伤人的，依照民法典第二百九十五条处理；公安机关可以警告。"),
    ("宁波市养猫管理办法", "地方性法规", "2020-01-01", 1, "本市养猫登记由街道办理，登记不收费。"),
    ("关于审理遛猫案件的解释", "司法解释", "2021-03-01", 1, "打洞震裂隔壁墙体的，适用民法典第二百九十五条。"),
]


def written(rows: list[Row], path: Path) -> Path:
    """Write articles as JSON Lines and return the file."""
    lines = [
        {"law": law, "category": category, "version_date": version, "article_no": number, "article_cn": f"第{_chinese(number)}条", "chapter": "第一章 总则", "text": text,
         "region": "宁波" if law.startswith("宁波") else ""}
        for law, category, version, number, text in rows
    ]  # fmt: skip
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


def _chinese(number: int) -> str:
    from ontology.citation import to_chinese

    return to_chinese(number)


Importing = Callable[[Path, list[Row]], None]


@pytest.fixture(scope="session")
def importing() -> Importing:
    """Return what imports articles into a home."""

    def bring(home: Path, rows: list[Row]) -> None:
        home.mkdir(parents=True, exist_ok=True)
        bring_in(home, [written(rows, home / "articles.jsonl")])

    return bring


@pytest.fixture(scope="session")
def rows() -> list[Row]:
    """Return the statutes of the small home."""
    return list(ROWS)


@pytest.fixture(scope="session")
def law_home(tmp_path_factory: pytest.TempPathFactory, importing: Importing) -> Path:
    """Return a home with the small statutes, indexed."""
    home = tmp_path_factory.mktemp("laws")
    importing(home, ROWS)
    assert build_search(home)
    return home


@pytest.fixture(scope="session")
def search(law_home: Path) -> Iterator[LawSearch]:
    """Return the search over the small home."""
    yield open_search(law_home)
