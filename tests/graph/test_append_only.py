"""The audit log and what happened to proposals: the database itself refuses to change, remove or replace an entry."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from graph.database import Database, open_database, schema

WORDS = {"audit": "操作记录只能追加", "proposal_events": "提案的经过只能追加"}
PROPOSAL = (
    "INSERT INTO proposals (id, kind, jurisdiction, matter, title, content, state, drafter, reviewer, created, updated, base_version, revision, returned_because) "
    "VALUES ('2026-00001', 'ruling', '', '', '', '{}', 'draft', '甲', '', '', '', '', 1, '')"
)
ENTRY = {
    "audit": "INSERT INTO audit (id, time, who, what, about, words, address) VALUES (:id, '', '甲', '登录', '', '', '')",
    "proposal_events": "INSERT INTO proposal_events (id, proposal, time, who, what, from_state, to_state, words, revision, content) "
    "VALUES (:id, '2026-00001', '', '甲', '起草', '', 'draft', '', 1, '{}')",
}
ALTERED = ["UPDATE {table} SET who = '乙'", "UPDATE {table} SET id = 9", "DELETE FROM {table}", "DELETE FROM {table} WHERE id = 1"]
ONLY = {
    "sqlite": [
        "REPLACE INTO {table} SELECT * FROM {table}",
        "INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE id = 2",
        "UPDATE OR REPLACE {table} SET id = 2 WHERE id = 1",
    ],
    "postgresql": ["TRUNCATE {table}", "TRUNCATE proposals, {table} CASCADE"],
}


def fill(database: Database, table: str) -> None:
    with database.transaction() as session:
        session.execute(text(PROPOSAL))
        for number in (1, 2):
            session.execute(text(ENTRY[table]), {"id": number})


def entries(database: Database, table: str) -> list[tuple[int, str]]:
    with database.reading() as session:
        return [(row[0], row[1]) for row in session.execute(text(f"SELECT id, who FROM {table} ORDER BY id"))]


@pytest.mark.parametrize("table", WORDS)
def test_nothing_changes_an_entry(database: Database, table: str) -> None:
    fill(database, table)
    for statement in [*ALTERED, *ONLY[database.engine.dialect.name]]:
        with pytest.raises(DBAPIError, match=WORDS[table]), database.transaction() as session:
            session.execute(text(statement.format(table=table)))
        assert entries(database, table) == [(1, "甲"), (2, "甲")], statement
    with database.transaction() as session:
        session.execute(text(ENTRY[table]), {"id": 3})
    assert entries(database, table) == [(1, "甲"), (2, "甲"), (3, "甲")], "what is new is still added"


def test_a_proposal_with_a_past_is_not_deleted(database: Database) -> None:
    fill(database, "proposal_events")
    with pytest.raises(DBAPIError), database.transaction() as session:
        session.execute(text("DELETE FROM proposals"))
    assert len(entries(database, "proposal_events")) == 2


def test_entries_from_before_the_guards_are_kept_and_guarded(url: str, tmp_path: Path) -> None:
    raw = create_engine(make_url(url) if url else f"sqlite:///{tmp_path}/shouwen.db")
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    with raw.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        connection.execute(text(ENTRY["audit"]), {"id": 1})
    raw.dispose()
    database = open_database(url, tmp_path)
    assert entries(database, "audit") == [(1, "甲")]
    with pytest.raises(DBAPIError, match=WORDS["audit"]), database.transaction() as session:
        session.execute(text("DELETE FROM audit"))
    assert entries(database, "audit") == [(1, "甲")]
    database.close()
