"""`kb verify-ledger`: hashes that an auditor wrote down elsewhere show what the chain itself cannot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from curation.publishing import Answerable, Publisher
from graph.changes import ChangeSet
from graph.database import open_database
from resolver.encode import Encoder

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
Run = Callable[..., Any]


@pytest.fixture
def ledger_home(small_home: Path, linked: Callable[[Path, Path], Path], encoder: Encoder, tmp_path: Path) -> Path:
    """Return a home whose ledger has two entries."""
    home = linked(small_home, tmp_path / "home")
    database = open_database("", home)
    publisher = Publisher(home, database, encoder)
    graph = publisher.graph(publisher.ready(NOW).version)
    dropped = frozenset(line for line in graph.content.lines(next(iter(graph.matters)).id) if "ns#keyword" in line)
    publisher.publish(lambda _: ChangeSet(removed=dropped), Answerable("甲", "乙", "去掉常见词", "纪要"), NOW)
    database.close()
    return home


def rewritten(home: Path) -> None:
    """Rewrite the newest entry with a hash that fits: the chain alone shows nothing."""
    from graph.chain import BLOBS, WORDS, hash_of, unpacked

    database = open_database("", home)
    with database.transaction() as session:
        row = session.execute(text("SELECT * FROM ledger ORDER BY number DESC LIMIT 1")).mappings().one()
        said = {name: row[name] for name in ("number", *WORDS)} | {"reason": "另一个理由"}
        session.execute(text("DROP TRIGGER ledger_never_updated"))
        session.execute(
            text("UPDATE ledger SET reason = :reason, hash = :hash WHERE number = :number"),
            {"reason": said["reason"], "number": row["number"], "hash": hash_of(said, {n: unpacked(row[n]) for n in BLOBS})},
        )
    database.close()


def test_what_was_noted_elsewhere_shows_a_rewritten_chain(shouwen: Run, ledger_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOUWEN_HOME", str(ledger_home))
    first = shouwen("kb", "verify-ledger")
    assert (first.status, first.out.splitlines()[0]) == (0, "台账完整，没有被改动")
    note = first.out.strip().rsplit("：", 1)[1]
    assert note.startswith("2:") and len(note) == 66
    file = tmp_path / "审计.txt"
    file.write_text(f"# 2026 年 11 月抄自核对结果\n\n第 2 条：{note[2:14].upper()}\n", encoding="utf-8-sig")
    agreed = shouwen("kb", "verify-ledger", "--noted", note, "--noted-file", str(file))
    assert (agreed.status, agreed.out.splitlines()[0]) == (0, "台账完整，没有被改动；另处记下的 1 条都相符")
    rewritten(ledger_home)
    assert shouwen("kb", "verify-ledger").status == 0, "the chain alone shows nothing"
    for how in (("--noted", note), ("--noted-file", str(file))):
        found = shouwen("kb", "verify-ledger", *how)
        assert found.status == 1
        assert f"台账第 2 条：哈希与另处所记的 {note[2:14]}" in found.out and "1 处问题" in found.out
    cut = shouwen("kb", "verify-ledger", "--noted", "3:" + "0" * 64)
    assert (cut.status, "台账第 3 条不见了" in cut.out) == (1, True)


@pytest.mark.parametrize(
    ("how", "why"),
    [
        (("--noted", "二:3f9a0c51d2e4"), "不是记下的哈希"), (("--noted", "2:3f9a"), "至少前 12 位"), (("--noted", "0:" + "a" * 64), "不是记下的哈希"),
        (("--noted", "2:" + "a" * 12, "--noted", "2:" + "b" * 64), "记了两个不同的哈希"), (("--noted-file", "/没有/这个文件"), "读不了"),
    ],
)  # fmt: skip
def test_what_is_no_noted_hash_is_refused(shouwen: Run, how: tuple[str, ...], why: str) -> None:
    ran = shouwen("kb", "verify-ledger", *how)
    assert ran.status == 2
    assert why in ran.err
