"""A home with the shipped knowledge and a few statutes of our own writing in its law store; the application on it."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from filelock import FileLock
from flask.testing import FlaskClient
from flask_openapi3.openapi import OpenAPI

from api.app import create_app
from api.settings import Settings
from graph.laws.importing import bring_in

TODAY = dt.date(2026, 11, 22)
CHINA, LOCAL = "中华人民共和国", "宁波市"
FISHING = {  # titles and days as in the graph, so that both worlds meet; every sentence is ours
    "2013-12-28": ("2014-03-01", (
        ("第一章 总则", "1", "第一条", "为了试验渔业，写这部法。"),
        ("第一章 总则", "6", "第六条", "本地渔业归渔业行政主管部门管。\n渔政监督管理机构由它设立，见本法第七条。"),
        ("第二章 养殖", "7", "第七条", "养殖水面由渔业行政主管部门发证，发证时限三日，依照《兽药管理条例》第七十四条用药。"),
        ("第二章 养殖", "18", "第十八条", "养殖技术由渔业行政主管部门指导。"),
    )),
    "2025-12-27": ("2026-05-01", (
        ("第一章 总则", "1", "第一条", "为了试验渔业，写这部法。"),
        ("第一章 总则", "6", "第六条", "本地渔业归渔业渔政主管部门管。"),
        ("第二章 养殖", "17", "第十七条", "养殖水面由渔业渔政主管部门发证，发证时限五日，依照《兽药管理条例》第七十四条用药。"),
    )),
}  # fmt: skip
ONLY_TEXT = {
    "2020-01-01": ("2020-03-01", (("", "1", "第一条", "试验田的水由试验员浇。"), ("", "2", "第二条", "浇水一天一次，记在本子上，本子放在田头的箱子里。"))),
    "2024-01-01": ("2024-03-01", (
        ("", "1", "第一条", "试验田的水由试验员浇。"), ("", "1-1", "第一条之一", "下雨不浇。"), ("", "3", "第三条", "除依照第一条浇的以外，浇水一天两次，记在本子上，本子放在田头的箱子里。"),
    )),
}  # fmt: skip


def _rows(law: str, category: str, versions: dict[str, tuple[str, tuple[tuple[str, str, str, str], ...]]], place: str = "") -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for version, (start, articles) in versions.items():
        for chapter, number, label, text in articles:
            main, _, sub = number.partition("-")
            rows.append({
                "law": law, "category": category, "version_date": version, "effective_date": start, "article_no": int(main), "article_cn": label, "chapter": chapter,
                "text": text,
            } | ({"article_sub": int(sub)} if sub else {}) | ({"region": place} if place else {}))  # fmt: skip
    return rows


def imported(home: Path) -> Path:
    """Return a home with our statutes brought into its law store."""
    rows = _rows(f"{CHINA}渔业法", "法律", FISHING) + _rows("宁波市试验田灌溉条例", "地方性法规", ONLY_TEXT, LOCAL)
    file = home / "texts.jsonl"
    file.write_bytes(b"\n".join(map(orjson.dumps, rows)))
    bring_in(home, [file])
    return home


@pytest.fixture(scope="session")
def law_home(home: Path, shared: Path, linked: Callable[[Path, Path], Path]) -> Path:
    """Return a home of its own with the shipped knowledge and our statutes, made by the first who asks."""
    folder = shared / "law-home"
    with FileLock(f"{folder}.lock"):
        return folder if (folder / "laws").exists() else imported(linked(home, shared / f"law-home.{os.getpid()}")).rename(folder)


@pytest.fixture(scope="session")
def legal_app(law_home: Path) -> OpenAPI:
    """Return the application on that home."""
    return create_app(Settings(home=law_home), None, lambda: TODAY)


@pytest.fixture
def legal(legal_app: OpenAPI) -> FlaskClient:
    """Return a client of the application on that home."""
    return legal_app.test_client()


@pytest.fixture
def read(legal: FlaskClient) -> Callable[[str], str]:
    """Return a function that reads the page at an address, following redirects."""

    def text_of(address: str) -> str:
        answer = legal.get(address, follow_redirects=True)
        assert answer.status_code == 200, address
        return answer.get_data(as_text=True)

    return text_of
