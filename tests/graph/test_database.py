"""The database: opened by many at once, migrated whole or not at all, and clear about what is wrong."""

from __future__ import annotations

import datetime as dt
import importlib
import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, make_url, text

import graph.database as subject
from graph.database import Base, Database, DatabaseUnavailable, engine, moment, open_database, schema
from ontology.errors import BadSettings

ROOT = Path(__file__).resolve().parent.parent.parent
AUDIT = text("INSERT INTO audit (time, who, what, about, words, address) VALUES ('', '甲', '登录', '', '', '')")
COUNT = text("SELECT count(*) FROM audit")
MANY = 5
"""Processes that start at once."""


def count(database: Database) -> int:
    with database.reading() as session:
        return int(session.execute(COUNT).scalar_one())


def test_a_transaction_is_kept_whole_or_not_at_all(database: Database) -> None:
    with database.transaction() as session:
        session.execute(AUDIT)
    with pytest.raises(ZeroDivisionError), database.transaction() as session:
        session.execute(AUDIT)
        raise ZeroDivisionError
    assert count(database) == 1


def test_a_reader_sees_one_state_and_changes_nothing(database: Database) -> None:
    with database.reading() as session:
        assert session.execute(COUNT).scalar_one() == 0
        with database.transaction() as writer:
            writer.execute(AUDIT)
        assert session.execute(COUNT).scalar_one() == 0
    assert count(database) == 1
    with pytest.raises(Exception, match=r"(?i)read-?only"), database.reading() as session:
        session.execute(AUDIT)
    with database.transaction() as session:  # the connection of the reader can write again
        session.execute(AUDIT)
    assert count(database) == 2


def test_what_one_database_holds_is_there_when_opened_again(url: str, tmp_path: Path) -> None:
    for expected in (1, 2):
        database = open_database(url, tmp_path)
        with database.transaction() as session:
            session.execute(AUDIT)
        assert count(database) == expected
        database.close()


def test_writers_wait_for_each_other(database: Database) -> None:
    def add() -> None:
        for _ in range(20):
            with database.transaction() as session:
                session.execute(AUDIT)

    threads = [threading.Thread(target=add) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(database) == 100


def test_processes_that_start_at_once_all_write(url: str, tmp_path: Path) -> None:
    home = tmp_path / "新 家%" / "var"
    code = (
        "import sys; from pathlib import Path; from graph.database import open_database; from sqlalchemy import text\n"
        "sys.stdin.readline()\n"
        "database = open_database(sys.argv[1], Path(sys.argv[2]))\n"
        f"with database.transaction() as session: session.execute(text({AUDIT.text!r}))\n"
        "database.close()"
    )
    running = [
        subprocess.Popen([sys.executable, "-W", "error", "-c", code, url, str(home)], stdin=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, text=True)
        for _ in range(MANY)
    ]
    for process in running:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    said = [process.communicate(timeout=120)[1] for process in running]
    assert said == [""] * MANY
    database = open_database(url, home)
    assert count(database) == MANY
    database.close()


def test_sqlite_is_set_up_for_many_readers_and_power_cuts(tmp_path: Path) -> None:
    database = open_database("", tmp_path / "a" / "b")
    with database.reading() as session:
        found = [session.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")]
    database.close()
    assert found == ["wal", 1, 2, 30_000]
    assert (tmp_path / "a" / "b" / "shouwen.db").stat().st_mode & 0o077 == 0


def test_the_newest_schema_is_known_without_alembic(tmp_path: Path) -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    scripts = ScriptDirectory.from_config(config)
    assert [s.revision for s in scripts.walk_revisions()][::-1] == list(schema.revisions())
    open_database("", tmp_path).close()
    code = "import sys; from pathlib import Path; from graph.database import open_database; open_database('', Path(sys.argv[1])); print('alembic' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, text=True) == "False\n"


def test_the_package_graph_does_not_import_the_database() -> None:
    code = "import graph, graph.store, graph.load, sys; print('sqlalchemy' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, text=True) == "False\n"


def test_the_migrated_schema_is_that_of_the_models(database: Database) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    for path in sorted(p for layer in ("graph", "curation", "dispatch", "api") for p in (ROOT / layer).rglob("*.py")):
        if "graph.database import" in (said := path.read_text(encoding="utf-8")) and "(Base)" in said:
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    tables = Base.metadata.tables
    assert "ledger" in tables
    options = {"include_name": lambda name, kind, _parents: kind != "table" or name in tables}
    with database.engine.connect() as connection:
        differing = compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)
    # An index beyond the models' makes queries quick and changes no meaning.
    assert [d for d in differing if d[0] != "remove_index"] == []


def test_a_failed_migration_leaves_the_schema_as_it_was(url: str, tmp_path: Path) -> None:
    raw = create_engine(make_url(url) if url else f"sqlite:///{tmp_path}/shouwen.db")
    with raw.begin() as connection:
        connection.execute(text("CREATE TABLE tokens (id INTEGER)"))  # in the way of the last step
    with pytest.raises(BadSettings, match=r"数据库打不开.*tokens.*处理"):
        open_database(url, tmp_path)
    assert inspect(raw).get_table_names() == ["tokens"]
    with raw.begin() as connection:
        connection.execute(text("DROP TABLE tokens"))
    raw.dispose()
    open_database(url, tmp_path).close()


def test_a_schema_newer_than_the_program_is_refused(url: str, tmp_path: Path) -> None:
    database = open_database(url, tmp_path)
    with database.transaction() as session:
        session.execute(text("UPDATE shouwen_schema SET version_num = '0999'"))
    database.close()
    with pytest.raises(BadSettings, match=r"数据库比程序新.*0999.*升级"):
        open_database(url, tmp_path)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("mysql://root:secret@localhost/x", "只能是 SQLite 或 PostgreSQL"),
        ("不是地址", "数据库地址看不懂"),
        ("postgresql://u:secret@localhost:端口/x", "数据库地址看不懂"),
        ("sqlite://", "要是一个文件"),
        ("sqlite:///:memory:", "要是一个文件"),
        ("sqlite:////proc/没有/shouwen.db", "数据库打不开"),
        ("sqlite:////proc", "数据库打不开"),
        ("postgresql://u:secret@127.0.0.1:1/x", r"数据库打不开.*127\.0\.0\.1"),
        ("postgresql://u:secret@127.0.0.1:1/x?connect_timeout=nought", "数据库打不开"),
    ],
)
def test_an_address_that_cannot_be_opened_says_how_to_mend_it(url: str, message: str, tmp_path: Path) -> None:
    if url.startswith("postgresql"):
        pytest.importorskip("psycopg")
    with pytest.raises(BadSettings, match=message) as caught:
        open_database(url, tmp_path)
    assert caught.value.where and caught.value.mend
    assert "secret" not in str(caught.value)


def test_a_missing_driver_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(BadSettings, match=r"没有 PostgreSQL 的驱动程序.*pip install"):
        open_database("postgresql://localhost/x", tmp_path)


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "shouwen.db"
    file.write_bytes(b"minutes of a meeting " * 100)
    with pytest.raises(BadSettings, match=r"数据库打不开.*not a database.*先移开"):
        open_database("", tmp_path)
    assert file.read_bytes() == b"minutes of a meeting " * 100


@pytest.mark.skipif(os.geteuid() == 0, reason="root 可以写任何文件")
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(BadSettings, match="数据库打不开"):
        open_database("", tmp_path)


def test_a_writer_that_waits_too_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "WAIT", 0.1)
    database = open_database("", tmp_path)
    other = sqlite3.connect(tmp_path / "shouwen.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseUnavailable, match=r"locked.*稍后重试"), database.transaction():
        pass
    other.execute("ROLLBACK")
    other.close()
    with database.transaction() as session:
        session.execute(AUDIT)
    assert count(database) == 1
    database.close()


def test_a_full_disk_is_told_and_nothing_is_half_written(tmp_path: Path) -> None:
    database = open_database("", tmp_path)
    with pytest.raises(DatabaseUnavailable, match=r"full.*腾出磁盘空间"), database.transaction() as session:
        session.execute(AUDIT)
        session.execute(text("PRAGMA max_page_count = 1"))
        session.execute(text("INSERT INTO audit (time, who, what, about, words, address) VALUES ('', '', '', '', :words, '')"), {"words": "长" * 100_000})
    assert count(database) == 0
    database.close()


def test_moments_sort_as_they_passed_and_have_a_zone() -> None:
    china = dt.timezone(dt.timedelta(hours=8))
    assert moment(dt.datetime(2020, 8, 31, 8, tzinfo=china)) == "2020-08-31T00:00:00.000000+00:00"
    assert subject.Moment().process_result_value("2020-08-31T00:00:00.000000+00:00", None) == dt.datetime(2020, 8, 31, tzinfo=dt.UTC)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="没有时区"):
        moment(dt.datetime(2020, 8, 31))
