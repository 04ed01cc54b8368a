"""The ledger: a chain that only grows, between processes too, and whose alterations are named."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from graph.chain import BLOBS, WORDS
from graph.changes import ChangeSet
from graph.database import Database, open_database
from graph.ledger import Entry, Ledger
from ontology.errors import BadInput, BadVersion, Conflict, NotFound

START = dt.datetime(2026, 11, 21, 9, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def line(name: str, value: str = "甲") -> str:
    return f'<https://w3id.org/shouwen/id/matter/{name}> <https://w3id.org/shouwen/ns#phrase> "{value}" <https://w3id.org/shouwen/graph/published> .'


def adds(*names: str) -> ChangeSet:
    return ChangeSet(frozenset(map(line, names)))


def append(database: Database, version: str, parent: str | None, changes: ChangeSet, **said: Any) -> Entry:
    number = int(said.pop("number", 0))
    fields = {
        "kind": "proposal", "about": "2026-0001", "drafter": "甲", "reviewer": "乙", "reason": "两局都说不归自己管", "source": "纪要〔2026〕3号",
        "time": START + number * HOUR,
    }  # fmt: skip
    with database.transaction() as session:
        return Ledger(database).append(session, version=version, parent=parent, changes=changes, **{**fields, **said})


def five(database: Database) -> Ledger:
    """Five versions: a b c b d; the fourth rolls the third back."""
    steps = [("a", None, adds("一", "二")), ("b", "a", ChangeSet(frozenset({line("三")}), frozenset({line("一")}))), ("c", "b", adds("四"))]
    steps += [("b", "c", adds("四").inverse()), ("d", "b", adds("五"))]
    for number, (version, parent, changes) in enumerate(steps):
        append(database, version, parent, changes, number=number, kind="rollback" if number == 3 else "proposal")
    return Ledger(database)


def test_an_entry_comes_back_as_it_was_written(database: Database) -> None:
    ledger = Ledger(database)
    assert ledger.head() is None and ledger.entries() == () and ledger.verify() == []
    changes = ChangeSet(frozenset({line("一", "\u2028\u0085换行般的字符"), line("二")}), frozenset({line("三")}))
    china = dt.timezone(dt.timedelta(hours=8))
    written = append(database, "a", None, changes, time=dt.datetime(2026, 11, 21, 17, 0, 0, 7, tzinfo=china))
    assert written == ledger.head() == ledger.entry(1) == ledger.of_version("a") == ledger.entries()[0]
    assert (written.number, written.version, written.parent, written.previous) == (1, "a", None, "")
    assert written.time == dt.datetime(2026, 11, 21, 9, 0, 0, 7, tzinfo=dt.UTC) and written.time.utcoffset() == dt.timedelta(0)
    assert ledger.changes(1) == changes
    assert ledger.verify() == []


def test_entries_are_found_by_number_version_and_time(database: Database) -> None:
    ledger = five(database)
    assert [e.number for e in ledger.entries(limit=2)] == [5, 4]
    assert [e.number for e in ledger.entries(before=4)] == [3, 2, 1]
    assert ledger.of_version("b").number == 4
    found = [ledger.as_of(START + n * HOUR) for n in (-1, 0, 2.5, 99)]
    assert [e and e.version for e in found] == [None, "a", "c", "d"]
    for missing in (lambda: ledger.entry(6), lambda: ledger.changes(0), lambda: ledger.of_version("z"), lambda: ledger.between("a", "z")):
        with pytest.raises(NotFound, match="台账里没有"):
            missing()


def test_the_change_between_two_versions_is_what_was_done_in_between(database: Database) -> None:
    ledger = five(database)
    assert ledger.between("a", "c") == ChangeSet(frozenset({line("三"), line("四")}), frozenset({line("一")}))
    assert ledger.between("c", "a") == ledger.between("a", "c").inverse()
    assert ledger.between("c", "d") == ChangeSet(frozenset({line("五")}), frozenset({line("四")}))
    assert ledger.between(None, "d").added == {line("二"), line("三"), line("五")} and not ledger.between(None, "d").removed
    assert ledger.between("d", None) == ledger.between(None, "d").inverse()
    assert not ledger.between("b", "b") and not ledger.between(None, None)


def test_an_entry_goes_only_onto_the_version_it_was_made_of(database: Database) -> None:
    with pytest.raises(Conflict, match="依据的版本是 a，现在是 （空）"):
        append(database, "b", "a", adds("一"))
    append(database, "a", None, adds("一"))
    append(database, "b", "a", adds("二"))
    for stale in ("a", None, "z"):
        with pytest.raises(Conflict, match=r"图谱在此期间有了新版本.*第 2 条.*现在是 b.*重新检查"):
            append(database, "c", stale, adds("三"))
    assert [e.version for e in Ledger(database).entries()] == ["b", "a"]


def test_what_fails_after_the_entry_takes_the_entry_with_it(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as session:
        Ledger(database).append(
            session, version="a", parent=None, kind="knowledge", about="", changes=adds("一"), drafter="", reviewer="", reason="", source="", time=START
        )
        assert Ledger(database).of_version("a", session).number == 1
        raise ZeroDivisionError
    assert Ledger(database).head() is None


@pytest.mark.parametrize("said", [{"reason": "空\0字符"}, {"source": "残缺\ud800"}, {"changes": ChangeSet(frozenset({"一\n二"}))}, {"changes": ChangeSet(frozenset({""}))},
                                  {"changes": ChangeSet(removed=frozenset({"\udfff"}))}])  # fmt: skip
def test_text_that_would_not_come_back_is_refused(database: Database, said: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        append(database, "a", None, **{"changes": adds("一"), **said})
    assert Ledger(database).head() is None


def test_a_moment_without_zone_and_an_unknown_kind_are_refused(tmp_path: Path) -> None:
    database = open_database("", tmp_path)
    for said in ({"time": START.replace(tzinfo=None)}, {"kind": "improvement"}):
        with pytest.raises(ValueError, match=r"没有时区|no kind"):
            append(database, "a", None, adds("一"), **said)
    database.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger SET reason = '' WHERE number = 2",
        "DELETE FROM ledger WHERE number = 5",
        "DELETE FROM ledger",
        "TRUNCATE ledger",
        "INSERT OR REPLACE INTO ledger SELECT * FROM ledger WHERE number = 2",
        "INSERT INTO ledger SELECT * FROM ledger WHERE number = 2 ON CONFLICT (number) DO UPDATE SET reason = ''",
    ],
)
def test_the_database_refuses_to_change_what_was_written(database: Database, statement: str) -> None:
    sqlite = database.engine.dialect.name == "sqlite"
    if (sqlite and statement.startswith("TRUNCATE")) or (not sqlite and "OR REPLACE" in statement):
        pytest.skip("这种数据库没有这条语句")
    ledger = five(database)
    before = ledger.entries()
    with pytest.raises(DBAPIError, match="台账只能追加"), database.transaction() as session:
        session.execute(text(statement))
    assert ledger.entries() == before and ledger.verify() == []


def unguard(database: Database) -> None:
    with database.transaction() as session:
        if database.engine.dialect.name == "postgresql":
            session.execute(text("ALTER TABLE ledger DISABLE TRIGGER USER"))
        else:
            for name in ("ledger_never_updated", "ledger_never_deleted", "ledger_only_next"):
                session.execute(text(f"DROP TRIGGER {name}"))


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE ledger SET reason = '改过' WHERE number = 2", ["第 2 条：内容与哈希不符"]),
        ("UPDATE ledger SET reviewer = drafter WHERE number = 5", ["第 5 条：内容与哈希不符"]),
        ("UPDATE ledger SET hash = 'x' WHERE number = 3", ["第 3 条：内容与哈希不符", "第 4 条：与第 3 条接不上"]),
        ("UPDATE ledger SET added = removed WHERE number = 3", ["第 3 条：内容与哈希不符"]),
        ("UPDATE ledger SET removed = :junk WHERE number = 3", ["第 3 条：删去的内容读不出来"]),
        ("UPDATE ledger SET version = 'e', parent = 'f' WHERE number = 2", ["第 2 条：内容与哈希不符", "第 2 条：所依据的版本 f", "第 3 条：所依据的版本 b"]),
        ("DELETE FROM ledger WHERE number IN (2, 3)", ["第 2 至 3 条不见了"]),
        ("DELETE FROM ledger WHERE number = 1", ["第 1 条不见了"]),
        ("UPDATE ledger SET number = number + 10 WHERE number = 5", ["第 5 至 14 条不见了", "第 15 条：内容与哈希不符"]),
        ("UPDATE ledger SET previous = 'x', parent = 'x' WHERE number = 1", ["第 1 条：内容与哈希不符", "第 1 条：是第一条", "第 1 条：所依据的版本 x"]),
    ],
)
def test_what_is_altered_behind_the_guards_is_named(database: Database, statement: str, named: list[str]) -> None:
    ledger = five(database)
    unguard(database)
    with database.transaction() as session:
        session.execute(text(statement), {"junk": b"junk"} if ":junk" in statement else {})
    problems = ledger.verify()
    assert [p for p, start in zip(problems, named, strict=True) if not p.startswith("台账" + start)] == []


def test_hashes_noted_elsewhere_show_a_chain_rewritten_and_one_cut_short(database: Database) -> None:
    ledger = five(database)
    noted = {e.number: e.hash for e in ledger.entries()}
    assert ledger.verify(noted=noted) == []
    unguard(database)
    with database.transaction() as session:
        session.execute(text("DELETE FROM ledger WHERE number >= 4"))
    append(database, "b", "c", adds("四").inverse(), number=3, kind="rollback", reason="另写的理由")
    assert ledger.verify() == []
    assert [p[: len("台账第 4 条")] for p in ledger.verify(noted=noted)] == ["台账第 4 条", "台账第 5 条"]


def test_versions_must_follow_from_the_changes(database: Database) -> None:
    ledger = five(database)
    right = {(None, "一二"): "a", ("a", "三"): "b", ("b", "四"): "c", ("c", ""): "b", ("b", "五"): "d"}

    def after(parent: str | None, changes: ChangeSet) -> str | None:
        return right[parent, "".join(sorted(n for n in "一二三四五" if line(n) in changes.added))]

    assert ledger.verify(after) == ledger.verify(lambda _parent, _changes: None) == []
    right["b", "四"] = "别的"
    assert ledger.verify(after) == ["台账第 3 条：照它的变更应得到版本 别的，所记的是 c"]

    def unfit(parent: str | None, changes: ChangeSet) -> str | None:
        raise Conflict("要删去的内容已经不在了")

    assert ledger.verify(unfit)[0] == "台账第 1 条：变更套不到上一版本上：要删去的内容已经不在了。"


@pytest.mark.parametrize("junk", [b"", zlib.compress(b"x") + b"more", zlib.compress(b"x")[:-1], zlib.compress(b"\xff")])
def test_an_entry_that_cannot_be_read_says_so(database: Database, junk: bytes) -> None:
    ledger = five(database)
    unguard(database)
    with database.transaction() as session:
        session.execute(text("UPDATE ledger SET added = :junk, time = 'gestern' WHERE number = 3"), {"junk": junk})
    with pytest.raises(BadVersion, match="第 3 条的内容读不出来"):
        ledger.changes(3)
    with pytest.raises(BadVersion, match="第 3 条的时间读不出来"):
        ledger.entries()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a closed SQLite database with five entries and without its guards."""
    home = tmp_path_factory.mktemp("written")
    database = open_database("", home)
    five(database)
    unguard(database)
    database.close()
    return home / "shouwen.db"


def opened(written: Path, folder: Path) -> Database:
    """Return a copy of it; no Alembic, no locks: a new one for every example."""
    folder.mkdir(exist_ok=True)
    shutil.copy(written, folder / "shouwen.db")
    for left in ("shouwen.db-wal", "shouwen.db-shm"):
        (folder / left).unlink(missing_ok=True)
    return open_database("", folder)


@settings(max_examples=80, deadline=None)
@given(number=st.integers(1, 5), column=st.sampled_from((*WORDS, *BLOBS)), at=st.integers(0, 10_000), flipped=st.integers(1, 255))
def test_any_byte_altered_is_named(number: int, column: str, at: int, flipped: int, written: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A bit that zlib itself makes nothing of (padding, a hint about the level) alters no content and may go unnamed."""
    folder = tmp_path_factory.mktemp("altered")
    raw = sqlite3.connect(shutil.copy(written, folder / "shouwen.db"))
    stored = raw.execute(f"SELECT CAST({column} AS BLOB) FROM ledger WHERE number = ?", (number,)).fetchone()[0] or b""
    position = at % (len(stored) + 1)  # one past the end: appended
    altered = stored[:position] + bytes([stored[position] ^ flipped if position < len(stored) else flipped]) + stored[position + 1 :]
    kind = "BLOB" if column in BLOBS else "TEXT"
    raw.execute(f"UPDATE ledger SET {column} = CAST(? AS {kind}) WHERE number = ?", (altered, number))
    raw.commit()
    raw.close()
    database = open_database("", folder)
    problems = Ledger(database).verify()
    database.close()
    shutil.rmtree(folder)
    if not problems:
        assert column in BLOBS and zlib.decompress(altered) == zlib.decompress(stored)
    else:
        assert problems[0].startswith(f"台账第 {number} 条")


def test_a_byte_altered_in_the_file_is_named(written: Path, tmp_path: Path) -> None:
    held = written.read_bytes()
    for what in ("两局都说不归自己管".encode(), "纪要〔2026〕3号".encode(), "乙".encode(), b"2026-11-21T12"):
        database = opened(written, tmp_path / "copy")
        database.close()
        at = held.rindex(what)
        (tmp_path / "copy" / "shouwen.db").write_bytes(held[:at] + bytes([held[at] ^ 0x81]) + held[at + 1 :])
        database = open_database("", tmp_path / "copy")
        problems = Ledger(database).verify()
        database.close()
        assert problems and "被改动" in problems[0], what


def test_pages_lost_from_the_file_are_named(tmp_path: Path) -> None:
    database = open_database("", tmp_path)
    parent = None
    for number in range(60):
        append(database, f"v{number}", parent, adds(*(f"{number}-{i * i}" for i in range(200))), number=number)
        parent = f"v{number}"
    with database.reading() as session:
        page = session.execute(text("PRAGMA page_size")).scalar_one()
        root = session.execute(text("SELECT rootpage FROM sqlite_master WHERE name = 'ledger' AND type = 'table'")).scalar_one()
    database.close()
    file = tmp_path / "shouwen.db"
    held = file.read_bytes()
    file.write_bytes(held[: page * (root + 30)] + b"\0" * page * 20 + held[page * (root + 50) :])
    database = open_database("", tmp_path)
    problems = Ledger(database).verify()
    database.close()
    assert problems and all(p.startswith(("台账第", "整个台账")) for p in problems)


LINES = st.frozensets(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), min_size=1, max_size=8).map(line), max_size=6)


@st.composite
def histories(draw: st.DrawFn) -> list[ChangeSet]:
    """Return changes that fit one another, from nothing."""
    content: frozenset[str] = frozenset()
    made = []
    for wanted in draw(st.lists(LINES, min_size=1, max_size=8)):
        made.append(ChangeSet(wanted - content, content - wanted))
        content = wanted
    return made


def applied(content: frozenset[str], changes: ChangeSet) -> frozenset[str]:
    assert changes.removed <= content and not changes.added & content
    return (content - changes.removed) | changes.added


@pytest.fixture(scope="module")
def growing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Return a database that every example appends to."""
    database = open_database("", tmp_path_factory.mktemp("growing"))
    yield database
    database.close()


@settings(max_examples=25, deadline=None)
@given(histories(), st.data())
def test_any_history_is_kept_whole_and_composes(growing: Database, history: list[ChangeSet], data: st.DataObject) -> None:
    contents = [frozenset[str]()]
    for change in history:
        contents.append(applied(contents[-1], change))
        assert not change.then(change.inverse()) and change.inverse().inverse() == change
    ledger = Ledger(growing)
    head = ledger.head()
    first = head.number if head else 0
    names = [head and head.version]
    for number, change in enumerate(history, first + 1):
        append(growing, f"v{number}", names[-1], change)
        names.append(f"v{number}")
    a, b = (data.draw(st.integers(0, len(history))) for _ in range(2))
    assert applied(contents[a], ledger.between(names[a], names[b])) == contents[b]
    assert ledger.between(names[a], names[b]) == ledger.between(names[b], names[a]).inverse()
    assert ledger.verify() == []
    append(growing, f"undone{first}", names[-1], ledger.between(names[-1], names[0]))  # the next example starts from nothing again
