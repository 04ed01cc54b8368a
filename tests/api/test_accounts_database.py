"""Accounts on both databases, with several at once: one first administrator, one left at the end, five tries and no more."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import people
import pytest
from people import START, TEST

from api.accounts import audit, passwords, roster, signing_in, tokens
from api.accounts.limits import FAILURES, LOCKED_FOR
from api.accounts.refusals import BadField
from graph.database import Database, open_database


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Database]]:
    """Return one database, opened four times as four processes would."""
    monkeypatch.setattr(passwords, "HASHER", people.QUICK)
    url = ""
    if request.param == "postgresql":
        try:
            url = request.getfixturevalue("postgresql_url")
        except pytest.FixtureLookupError:
            pytest.skip("没有 postgresql_url（tests/graph/conftest.py）：移到 tests/conftest.py 后这里也测")
    opened = [open_database(url, tmp_path) for _ in range(4)]
    yield opened
    for each in opened:
        each.close()


def at_once(*deeds: Callable[[], object]) -> None:
    """Do all at the same time; wait for all."""
    running = [threading.Thread(target=each) for each in deeds]
    for each in running:
        each.start()
    for each in running:
        each.join()


def test_one_first_administrator(databases: list[Database]) -> None:
    made: list[object] = []
    at_once(*(lambda each=each: made.append(roster.first_administrator(each, START)) for each in databases))
    assert len(made) == 4
    assert sum(each is not None for each in made) == 1


def test_two_administrators_who_stop_each_other(databases: list[Database]) -> None:
    with databases[0].transaction() as session:
        for name in ("甲方", "乙方"):
            roster.add(session, START, TEST, name, "", ["administrator"])
    refused: list[str] = []

    def stop(database: Database, name: str) -> None:
        try:
            with database.transaction() as session:
                roster.change(session, START, TEST, name, "", ["administrator"], False)
        except BadField as error:
            refused.append(error.what)

    at_once(lambda: stop(databases[0], "甲方"), lambda: stop(databases[1], "乙方"))
    assert len(refused) == 1
    assert "是最后一位管理员" in refused[0]
    with databases[0].reading() as session:
        assert sorted(each.active for each in roster.everyone(session)) == [False, True]


def test_five_tries_for_a_crowd(databases: list[Database]) -> None:
    with databases[0].transaction() as session:
        password = roster.add(session, START, TEST, "王芳", "", ["reader"])[1]

    def guess(database: Database) -> None:
        with pytest.raises(BadField):
            signing_in.sign_in(database, START, "王芳", "随便猜一个密码", "")

    at_once(*(lambda each=each: guess(each) for each in databases * 3))
    with databases[0].reading() as session:
        entries, total = audit.entries(session, what="login-failed")
    assert total == 12
    assert sum(each.words == "密码不对" for each in entries) == FAILURES
    assert signing_in.sign_in(databases[0], START + LOCKED_FOR, "王芳", password, "").name == "王芳"


def test_a_taken_name_leaves_the_transaction_whole(databases: list[Database]) -> None:
    with databases[0].transaction() as session:
        account, _ = roster.add(session, START, TEST, "王芳", "", ["reader"])
        with pytest.raises(BadField, match="已有人用"):
            roster.add(session, START, TEST, "王芳", "", ["reader"])
        _, key = tokens.make(session, START, TEST, account.id, "脚本", ["read"], 1)
    found = tokens.holder(databases[1], START, key)
    assert found
    assert found[0].name == "王芳"
    with databases[2].reading() as session:
        assert tokens.tokens_of(session, account.id)[0].last_used == START
