"""A citation that the graph does not hold: the law store says whether there is such an article."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from curation.office import Office
from graph.laws.importing import bring_in

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)


LAW = """海水养虾条例
（2020年5月1日公布）
第一条　为了管好养虾，制定本条例。
第二条　县级以上渔业主管部门管理本地的养虾。
第三条　本条例自2020年6月1日起施行。
"""


def said(office: Office, content: dict[str, Any]) -> str:
    with office.trial(content, NOW) as trial:
        return next(p.message for p in trial.problems if p.field == "basis.0")


@pytest.mark.parametrize(
    ("cited", "day", "told"),
    [
        ("《海水养虾条例》第二条", "2026-11-20", "法规库里有这一条（2020-05-01 文本，2026-11-20 有效）：“县级以上渔业主管部门管理本地的养虾。”"),
        ("《海水养虾条例》第九条", "2026-11-20", "法规库的《海水养虾条例》（2020-05-01 文本）没有这一条：多半是条号写错了"),
        ("《海水养虾条例》第二条", "2019-11-20", "《海水养虾条例》在 2019-11-20 没有有效的文本"),
        ("《海水养虾条例》", "2026-11-20", "法规库里有《海水养虾条例》2020-05-01 文本，2026-11-20 有效"),
        ("《养蟹条例》第三条", "2026-11-20", "法规库里也没有《养蟹条例》"),
    ],
)
def test_the_law_store_is_asked(office: Office, water: dict[str, Any], tmp_path: Path, cited: str, day: str, told: str) -> None:
    content = water | {"basis": [cited], "decided_on": day}
    alone = said(office, content)
    assert "无法核对" in alone and "法规库" not in alone, "nothing is said of a store that holds nothing"
    text = tmp_path / "海水养虾条例.txt"
    text.write_text(LAW, encoding="utf-8")
    bring_in(office.publisher.home, [text])
    assert told in said(office, content)
