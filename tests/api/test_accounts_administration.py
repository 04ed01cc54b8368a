"""The administrator's pages: accounts, roles, resets, the audit log."""

from __future__ import annotations

from pathlib import Path

import people
import pytest
from flask import g
from flask.testing import FlaskClient
from people import PASSWORD, Town, log_in, post, secret_in

from api.accounts import passwords
from api.accounts.audit import audit
from api.accounts.limits import AUDIT_PAGE, FAILURES
from api.accounts.model import Account
from api.accounts.roster import everyone


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    """Return an application."""
    monkeypatch.setattr(passwords, "HASHER", people.QUICK)
    return Town(tmp_path)


@pytest.fixture
def boss(town: Town) -> FlaskClient:
    """Return a client of the administrator 主任."""
    return town.logged_in("主任", "administrator")


def account(town: Town, name: str) -> Account:
    with town.desk.database().reading() as session:
        return people.roster.find(session, name)


def test_a_new_account_gets_a_password_for_once(town: Town, boss: FlaskClient) -> None:
    answer = post(boss, "/accounts", "/accounts", name=" Wang.Fang ", shown_name="王  芳", roles=["curator", "legal"])
    password = secret_in(answer)
    assert answer.headers["Cache-Control"] == "no-store"
    made = account(town, "wang.fang")
    assert (made.shown_name, made.roles, made.must_change, made.active) == ("王 芳", ("curator", "legal"), True, True)
    assert password not in boss.get("/accounts").get_data(as_text=True)
    assert "未改一次性密码" in boss.get("/accounts").get_data(as_text=True)
    assert log_in(town.client(), "wang.fang", password).headers["Location"] == "/account"
    assert ("主任", "account-added", "wang.fang") in town.deeds()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": "主任", "roles": ["reader"]}, "账号名“主任”已有人用"), ({"name": "a", "roles": ["reader"]}, "不能作账号名"),
        ({"name": "a b", "roles": ["reader"]}, "不能作账号名"), ({"name": "<b>x</b>", "roles": ["reader"]}, "不能作账号名"),
        ({"name": "ok", "roles": []}, "没有选角色"), ({"name": "ok", "roles": ["god"]}, "没有角色“god”"),
        ({"name": "ok", "roles": ["reader"], "shown_name": "长" * 41}, "姓名太长：41 个字"),
    ],
)  # fmt: skip
def test_an_account_that_cannot_be_is_refused_and_what_was_typed_stays(town: Town, boss: FlaskClient, fields: dict[str, str | list[str]], words: str) -> None:
    answer = post(boss, "/accounts", "/accounts", **fields)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert words in page
    assert "<b>x</b>" not in page
    with town.desk.database().reading() as session:
        assert len(everyone(session)) == 1


def test_roles_change_at_once_for_who_is_logged_in(town: Town, boss: FlaskClient) -> None:
    client = town.logged_in("王芳", "reader")
    assert client.get("/probe/propose").status_code == 403
    number = account(town, "王芳").id
    answer = post(boss, f"/accounts/{number}", f"/accounts/{number}", shown_name="王芳", roles=["curator"], active="1")
    assert answer.headers["Location"] == f"/accounts/{number}?done=changed"
    assert client.get("/probe/propose").status_code == 200
    entry = town.audited()[-1]
    assert (entry.who, entry.what, entry.about, entry.words) == ("主任", "account-changed", "王芳", "王芳（浏览）改为 王芳（编办）")


def test_stopping_and_starting(town: Town, boss: FlaskClient) -> None:
    town.add("王芳", "reader")
    number = account(town, "王芳").id
    post(boss, f"/accounts/{number}", f"/accounts/{number}", shown_name="王芳", roles=["reader"])
    assert log_in(town.client(), "王芳", PASSWORD).status_code == 400
    assert "已停用" in boss.get("/accounts").get_data(as_text=True)
    post(boss, f"/accounts/{number}", f"/accounts/{number}", shown_name="王芳", roles=["reader"], active="1")
    assert log_in(town.client(), "王芳", PASSWORD).status_code == 302
    assert [what for who, what, _ in town.deeds() if who == "主任"][-2:] == ["account-stopped", "account-started"]


@pytest.mark.parametrize("fields", [{"roles": ["administrator"]}, {"roles": ["reader"], "active": "1"}])
def test_the_last_administrator_stays(town: Town, boss: FlaskClient, fields: dict[str, str | list[str]]) -> None:
    town.add("停了", "administrator")
    stopped, mine = account(town, "停了").id, account(town, "主任").id
    post(boss, f"/accounts/{stopped}", f"/accounts/{stopped}", shown_name="停了", roles=["administrator"])
    answer = post(boss, f"/accounts/{mine}", f"/accounts/{mine}", shown_name="主任", **fields)
    assert answer.status_code == 400
    assert "是最后一位管理员" in answer.get_data(as_text=True)
    assert account(town, "主任").roles == ("administrator",)
    assert account(town, "主任").active


def test_a_lock_can_be_lifted_and_the_password_stays(town: Town, boss: FlaskClient) -> None:
    town.logged_in("王芳", "reader")
    for _ in range(FAILURES):
        log_in(town.client(), "王芳", "不是这个密码啊不是")
    assert log_in(town.client(), "王芳", PASSWORD).status_code == 400
    number = account(town, "王芳").id
    answer = post(boss, f"/accounts/{number}/unlock", f"/accounts/{number}")
    assert answer.headers["Location"] == f"/accounts/{number}?done=unlocked"
    assert "解除锁定" in boss.get("/audit").get_data(as_text=True)
    assert log_in(town.client(), "王芳", PASSWORD).status_code == 302


def test_a_reset_ends_sessions_and_lifts_the_lock(town: Town, boss: FlaskClient) -> None:
    client = town.logged_in("王芳", "reader")
    for _ in range(FAILURES):
        log_in(town.client(), "王芳", "不是这个密码啊不是")
    number = account(town, "王芳").id
    assert "锁定到 2026-11-21 09:15" in boss.get(f"/accounts/{number}").get_data(as_text=True)
    password = secret_in(post(boss, f"/accounts/{number}/reset", f"/accounts/{number}"))
    assert client.get("/account").status_code == 302
    assert log_in(town.client(), "王芳", PASSWORD).status_code == 400
    assert log_in(town.client(), "王芳", password).headers["Location"] == "/account"
    assert ("主任", "password-reset", "王芳") in town.deeds()


def test_the_administrator_ends_anothers_token(town: Town, boss: FlaskClient) -> None:
    town.add("脚本", "reader")
    headers, number = town.bearing("脚本", "read"), account(town, "脚本").id
    assert post(boss, f"/accounts/{number}/tokens/1/revoke", f"/accounts/{number}").status_code == 302
    assert town.client().get("/api/v1/matters", headers=headers).status_code == 401
    assert post(boss, f"/accounts/{number}/tokens/99/revoke", f"/accounts/{number}").status_code == 404
    assert boss.get("/accounts/99").status_code == 404


def test_the_audit_log_shows_the_newest_first_and_can_be_narrowed(town: Town, boss: FlaskClient) -> None:
    for number in range(AUDIT_PAGE):
        town.add(f"p{number:02d}", "reader", own_password=False)
    first = boss.get("/audit").get_data(as_text=True)
    assert first.index("p49") < first.index("p48")
    assert "下一页" in first
    assert "上一页" not in first
    second = boss.get(f"/audit?offset={AUDIT_PAGE}").get_data(as_text=True)
    assert "改密码" in second
    assert "上一页" in second
    assert "<td" not in boss.get("/audit?who=没有").get_data(as_text=True)
    narrowed = boss.get("/audit?what=login&about=主任").get_data(as_text=True)
    assert "共 1 条" in narrowed
    assert "127.0.0.1" in narrowed


def test_what_a_stranger_types_is_shown_as_text(town: Town, boss: FlaskClient) -> None:
    log_in(town.client(), "<script>alert(1)</script>" + "x" * 500, "不是这个密码啊不是")
    page = boss.get("/audit").get_data(as_text=True)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_others_write_their_own_deeds(town: Town) -> None:
    with town.app.test_request_context("/", environ_base={"REMOTE_ADDR": "192.0.2.9"}):
        g.principal = people.by_session(people.somebody("王芳"), frozenset())
        audit("published", "ruling-1", "发布认定")
        with pytest.raises(RuntimeError), town.desk.database().transaction() as session:
            audit("published", "ruling-2", session=session)
            raise RuntimeError
    entry = town.audited()[-1]
    assert (entry.who, entry.what, entry.about, entry.words, entry.address, entry.time) == ("王芳", "published", "ruling-1", "发布认定", "192.0.2.9", people.START)


@pytest.mark.parametrize("path", ["/accounts", "/accounts/1", "/audit"])
def test_nobody_else_sees_these_pages(town: Town, path: str) -> None:
    client = town.logged_in("审核", "reader", "dispatcher", "curator", "reviewer", "legal")
    assert client.get(path).status_code == 403
    assert "账号管理" not in client.get("/").get_data(as_text=True)
    assert town.client().get(path).headers["Location"] == f"/login?next={path}"
