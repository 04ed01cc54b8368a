"""Logging in and out: sessions, lock-out, one-time passwords, forms that are really the person's own."""

from __future__ import annotations

import logging
import re
import threading
import time
from pathlib import Path

import people
import pytest
from people import PASSWORD, Town, csrf_of, log_in, post

from api.accounts import passwords, signing_in
from api.accounts.guard import HARMLESS, WRITING
from api.accounts.limits import FAILURES, IDLE, LOCKED_FOR, LONGEST
from api.accounts.model import Actor
from api.accounts.records import AccountRow
from api.accounts.refusals import BadField
from api.accounts.routes import ROUTES


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    """Return an application with the curator 王芳."""
    monkeypatch.setattr(passwords, "HASHER", people.QUICK)
    made = Town(tmp_path)
    made.add("王芳", "curator")
    return made


def hash_of(town: Town, name: str) -> str:
    with town.desk.database().reading() as session:
        return session.query(AccountRow).filter_by(name=name).one().password_hash


def test_a_person_logs_in_is_named_on_every_page_and_logs_out(town: Town) -> None:
    client = town.client()
    assert 'href="/login"' in client.get("/").get_data(as_text=True)
    assert log_in(client, "王芳", PASSWORD).headers["Location"] == "/"
    for path in ("/", "/matters", "/account", "/nothing"):
        page = client.get(path)
        if path != "/nothing":
            assert '<a href="/account"' in page.get_data(as_text=True), path
            assert "王芳</a>" in page.get_data(as_text=True), path
            assert page.headers["Cache-Control"] == "no-store", path
    assert post(client, "/logout", "/account").headers["Location"] == "/login"
    assert client.get("/account").status_code == 302
    assert town.deeds()[-2:] == [("王芳", "login", "王芳"), ("王芳", "logout", "王芳")]


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(town: Town, tmp_path: Path) -> None:
    cookie = log_in(town.client(), "王芳", PASSWORD).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie
    behind = Town(tmp_path, https=True)
    client = behind.client()
    proxied = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7", "Referer": "https://localhost/login"}
    page = client.get("/login", headers=proxied)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.get_data(as_text=True))
    assert token
    fields = {"csrf_token": token[1], "name": "王芳", "password": PASSWORD}
    answer = client.post("/login", data=fields, headers=proxied, base_url="https://localhost")
    assert answer.status_code == 302
    assert "Secure" in answer.headers["Set-Cookie"]
    assert behind.audited()[-1].address == "192.0.2.7"


def test_a_name_is_the_same_in_capitals_and_full_width(town: Town) -> None:
    town.add("Li.Ming", "reader")
    assert log_in(town.client(), "ＬＩ．ｍｉｎｇ ", PASSWORD).status_code == 302


def test_a_wrong_password_an_unknown_name_and_a_stopped_account_get_the_same_answer(town: Town) -> None:
    town.add("停了", "reader")
    with town.desk.database().transaction() as session:
        people.roster.change(session, town.clock(), people.TEST, "停了", "", ["reader"], False)
    shown = set()
    for name, password in (("王芳", "不是这个密码啊不是"), ("没有", PASSWORD), ("停了", PASSWORD), ("", ""), ("王芳", "x" * 100_000)):
        answer = log_in(town.client(), name, password)
        assert answer.status_code == 400
        found = re.search(r'role="alert">([^<]+)</p>', answer.get_data(as_text=True))
        assert found
        shown.add(found[1])
    assert len(shown) == 1
    assert "账号名或密码不对，或账号暂时锁定。核对后再试" in shown.pop()
    reasons = [each.words for each in town.audited() if each.what == "login-failed"]
    assert reasons == ["密码不对", "没有这个账号", "账号已停用", "没有这个账号", "密码不对"]


def test_an_unknown_name_takes_the_time_of_a_check(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []
    real = passwords.matches
    monkeypatch.setattr(passwords, "matches", lambda kept, given: checked.append(kept) or real(kept, given))
    for name in ("没有", "王芳"):
        log_in(town.client(), name, "不是这个密码啊不是")
    assert checked == [passwords.nobodys(), hash_of(town, "王芳")]


def test_five_wrong_passwords_lock_the_account_for_a_while(town: Town) -> None:
    for _ in range(FAILURES):
        assert log_in(town.client(), "王芳", "不是这个密码啊不是").status_code == 400
    assert log_in(town.client(), "王芳", PASSWORD).status_code == 400, "locked: the right one is of no use either"
    town.clock.pass_(seconds=LOCKED_FOR.total_seconds() - 1)
    assert log_in(town.client(), "王芳", PASSWORD).status_code == 400
    town.clock.pass_(seconds=1)
    assert log_in(town.client(), "王芳", "不是这个密码啊不是").status_code == 400, "one more mistake does not lock again"
    assert log_in(town.client(), "王芳", PASSWORD).status_code == 302
    assert [what for _, what, _ in town.deeds()].count("locked") == 1


def test_the_last_try_counts_if_it_is_right_and_forgives_the_others(town: Town) -> None:
    for _ in range(2):
        for _ in range(FAILURES - 1):
            log_in(town.client(), "王芳", "不是这个密码啊不是")
        assert log_in(town.client(), "王芳", PASSWORD).status_code == 302
    assert "locked" not in [what for _, what, _ in town.deeds()]


def test_a_crowd_that_guesses_at_once_gets_no_more_tries(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[bool] = []
    mine = hash_of(town, "王芳")

    def slow(kept: str, given: str) -> bool:
        time.sleep(0.02)
        checked.append(kept == mine)
        return False

    monkeypatch.setattr(passwords, "matches", slow)

    def guess() -> None:
        with pytest.raises(BadField):
            signing_in.sign_in(town.desk.database(), town.clock(), "王芳", "随便猜一个密码", "192.0.2.1")

    crowd = [threading.Thread(target=guess) for _ in range(20)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    assert (len(checked), sum(checked)) == (20, FAILURES)


def test_a_session_ends_when_nobody_does_anything(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    client = town.client()
    log_in(client, "王芳", PASSWORD)
    began, real = time.time(), time.time

    def later(minutes: float) -> None:
        monkeypatch.setattr("itsdangerous.timed.time.time", lambda: began + minutes * 60)

    idle = IDLE.total_seconds() / 60
    for minutes in (idle - 1, 2 * idle - 2):
        later(minutes)
        assert client.get("/account").status_code == 200, "every request keeps it alive"
    later(3 * idle)
    assert client.get("/account").status_code == 302
    monkeypatch.setattr("itsdangerous.timed.time.time", real)


def test_a_session_ends_after_a_shift(town: Town) -> None:
    client = town.client()
    log_in(client, "王芳", PASSWORD)
    town.clock.pass_(seconds=LONGEST.total_seconds())
    assert client.get("/account").status_code == 200
    town.clock.pass_(seconds=1)
    assert client.get("/account").status_code == 302


def test_stopping_an_account_ends_its_sessions_at_once(town: Town) -> None:
    client = town.client()
    log_in(client, "王芳", PASSWORD)
    with town.desk.database().transaction() as session:
        people.roster.change(session, town.clock(), people.TEST, "王芳", "", ["curator"], False)
    assert client.get("/account").status_code == 302


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(town: Town) -> None:
    here, there = town.client(), town.client()
    for client in (here, there):
        log_in(client, "王芳", PASSWORD)
    answer = post(here, "/account/password", "/account", old=PASSWORD, new="换了一句新的话做密码", again="换了一句新的话做密码")
    assert answer.headers["Location"] == "/account?done=password"
    assert "密码改好了" in here.get("/account?done=password").get_data(as_text=True)
    assert there.get("/account").status_code == 302
    assert log_in(town.client(), "王芳", PASSWORD).status_code == 400
    assert log_in(town.client(), "王芳", "换了一句新的话做密码").status_code == 302
    assert ("王芳", "password", "王芳") in town.deeds()


@pytest.mark.parametrize(
    ("old", "new", "again", "field", "words"),
    [
        ("不是原来的密码呀呀", "换了一句新的话做密码", "换了一句新的话做密码", "old", "原密码不对"),
        (PASSWORD, "换了一句新的话做密码", "换了一句新的话作密码", "again", "不一样"),
        (PASSWORD, PASSWORD, PASSWORD, "new", "与原密码相同"),
        (PASSWORD, "短", "短", "new", "密码太短：1 个字符"),
        (PASSWORD, "啊" * 201, "啊" * 201, "new", "密码太长"),
        (PASSWORD, "ababababab1", "ababababab1", "new", "不同的字符太少"),
        (PASSWORD, "Password123", "Password123", "new", "最常见"),
        (PASSWORD, "１２３４５６７８９０", "１２３４５６７８９０", "new", "最常见"),
        (PASSWORD, "王芳王芳王芳12345", "王芳王芳王芳12345", "", ""),
    ],
)
def test_a_password_that_will_not_do_is_refused_at_its_field(town: Town, old: str, new: str, again: str, field: str, words: str) -> None:
    client = town.client()
    log_in(client, "王芳", PASSWORD)
    answer = post(client, "/account/password", "/account", old=old, new=new, again=again)
    assert answer.status_code == (400 if field else 302)
    if field:
        found = re.search(rf'id="error-{field}" role="alert">([^<]+)<', answer.get_data(as_text=True))
        assert found
        assert words in found[1]


def test_wrong_old_passwords_lock_too(town: Town) -> None:
    client = town.client()
    log_in(client, "王芳", PASSWORD)
    for _ in range(FAILURES):
        post(client, "/account/password", "/account", old="不是原来的密码呀呀", new="换了一句新的话做密码", again="换了一句新的话做密码")
    assert post(client, "/account/password", "/account", old=PASSWORD, new="换了一句新的话做密码", again="换了一句新的话做密码").status_code == 400
    assert ("王芳", "locked", "王芳") in town.deeds()


def test_a_one_time_password_opens_nothing_but_the_form_to_change_it(town: Town) -> None:
    password = town.add("新来", "curator", own_password=False)
    client = town.client()
    assert log_in(client, "新来", password, "/matters").headers["Location"] == "/account"
    assert "请先改成自己的密码" in client.get("/account").get_data(as_text=True)
    for path in ("/", "/matters", "/probe/propose"):
        assert client.get(path).headers["Location"] == "/account"
    answer = client.get("/api/v1/matters")
    assert (answer.status_code, answer.get_json()["what"]) == (403, "要先改一次性密码")
    assert post(client, "/account/password", "/account", old=password, new=PASSWORD, again=PASSWORD).headers["Location"] == "/"
    assert client.get("/probe/propose").status_code == 200


def test_an_old_hash_is_renewed_at_the_next_login(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    old = hash_of(town, "王芳")
    assert old.startswith("$argon2id$")
    monkeypatch.setattr(passwords, "HASHER", passwords.PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    assert log_in(town.client(), "王芳", PASSWORD).status_code == 302
    new = hash_of(town, "王芳")
    assert new != old
    assert "m=16,t=2" in new
    assert log_in(town.client(), "王芳", PASSWORD).status_code == 302
    assert hash_of(town, "王芳") == new


def test_our_own_hasher_is_what_rfc_9106_asks_for() -> None:
    assert (passwords.PasswordHasher().memory_cost, passwords.PasswordHasher().type.name) == (65536, "ID")


@pytest.mark.parametrize("onward", ["/matters?q=灯", "/id/matter/路灯损坏"])
def test_the_login_leads_back_to_where_one_wanted_to_go(town: Town, onward: str) -> None:
    assert town.client().get(f"/login?next={onward}").status_code == 200
    assert log_in(town.client(), "王芳", PASSWORD, onward).status_code == 302


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com", "/\\example.com", "javascript:alert(1)", "/\n/example.com", "matters", "/login"])
def test_the_login_leads_nowhere_else(town: Town, elsewhere: str) -> None:
    assert log_in(town.client(), "王芳", PASSWORD, elsewhere).headers["Location"] == "/"
    assert 'name="next" value="/"' in town.client().get("/login", query_string={"next": elsewhere}).get_data(as_text=True)


def test_every_route_that_changes_something_wants_the_sessions_own_form(town: Town) -> None:
    client = town.logged_in("主任", "administrator", "curator", "reviewer")
    town.add("别人", "reader")
    tried = []
    for rule in town.app.url_map.iter_rules():
        if not WRITING & (rule.methods or set()) or ROUTES[rule.endpoint] in HARMLESS:
            continue
        path = re.sub("<int:[^>]+>", "1", rule.rule)
        for given in ({}, {"csrf_token": "made-up"}):
            answer = client.open(path, method=min(WRITING & (rule.methods or set())), data=given)
            assert answer.status_code == 400, path
            assert "页面已过期" in answer.get_data(as_text=True), path
        tried.append(path)
    assert {"/login", "/logout", "/account/password", "/accounts", "/api/v1/probe/propose"} <= set(tried)
    assert client.get("/account").status_code == 200, "nobody was logged out by it"


def test_another_sessions_form_is_of_no_use(town: Town) -> None:
    mine, theirs = town.logged_in("甲方", "curator"), town.logged_in("乙方", "curator")
    token = csrf_of(theirs, "/account")
    assert mine.post("/api/v1/probe/propose", headers={"X-CSRFToken": token}).get_json()["code"] == "stale-form"
    assert mine.post("/api/v1/probe/propose", headers={"X-CSRFToken": csrf_of(mine, "/account")}).status_code == 200
    assert mine.post("/api/v1/resolve", json={"text": "路灯坏了", "jurisdiction": "奉节县"}).status_code == 200, "asking changes nothing"


def test_a_session_signed_with_another_key_is_none(town: Town, tmp_path: Path) -> None:
    client = town.client()
    log_in(client, "王芳", PASSWORD)
    (tmp_path / "session-secret").unlink()
    other = Town(tmp_path).client()
    cookie = client.get_cookie("shouwen")
    assert cookie
    other.set_cookie("shouwen", cookie.value)
    assert other.get("/account").status_code == 302


def test_no_password_reaches_the_log(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        log_in(town.client(), "王芳", "秘密不可进日志一二三")
        log_in(town.client(), "王芳", PASSWORD)
    assert "秘密不可进日志" not in caplog.text
    assert PASSWORD not in caplog.text
    assert "秘密" not in "".join(f"{each}" for each in town.audited())


def test_a_password_typed_full_width_is_the_same(town: Town) -> None:
    with town.desk.database().reading() as session:
        account = people.roster.find(session, "王芳")
    signing_in.change_password(town.desk.database(), town.clock(), Actor("王芳"), account.id, PASSWORD, "Ｈｕａｎｇｈｅ３２７９", "Ｈｕａｎｇｈｅ３２７９")
    assert log_in(town.client(), "王芳", "Huanghe3279").status_code == 302
