"""API tokens: shown once, kept as a digest, with scopes and an end, stopped at once."""

from __future__ import annotations

import hashlib
from pathlib import Path

import people
import pytest
from people import Town, post, secret_in

from api.accounts import passwords, tokens
from api.accounts.limits import TOKENS_MOST, TOUCH_AFTER
from api.accounts.records import TokenRow
from api.accounts.refusals import BadField


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    """Return an application where everything needs a login."""
    monkeypatch.setattr(passwords, "HASHER", people.QUICK)
    return Town(tmp_path, anonymous="")


def rows(town: Town) -> list[TokenRow]:
    with town.desk.database().reading() as session:
        return list(session.query(TokenRow).order_by(TokenRow.id))


def asked(town: Town, headers: dict[str, str], path: str = "/api/v1/matters") -> int:
    return town.client().get(path, headers=headers).status_code


def test_a_token_is_shown_once_and_only_its_digest_is_kept(town: Town) -> None:
    client = town.logged_in("系统", "dispatcher")
    answer = post(client, "/account/tokens", "/account", token="热线工单系统", scopes=["resolve", "read"], days="30")
    key = secret_in(answer)
    assert key.startswith("sw_")
    assert answer.headers["Cache-Control"] == "no-store"
    assert key not in client.get("/account").get_data(as_text=True)
    assert "热线工单系统" in client.get("/account").get_data(as_text=True)
    assert rows(town)[0].digest == hashlib.sha256(key.encode()).hexdigest()
    assert key.encode() not in b"".join(path.read_bytes() for path in town.home.glob("shouwen.db*"))
    bearing = {"Authorization": f"Bearer {key}"}
    assert town.client().post("/api/v1/resolve", json={"text": "路灯坏了", "jurisdiction": "奉节县"}, headers=bearing).status_code == 200
    assert asked(town, bearing) == 200
    made = town.audited()[-1]
    assert (made.who, made.what, made.about, made.words) == ("系统", "token-made", "系统", "热线工单系统：resolve,read，30 天")


def test_a_token_needs_no_form(town: Town) -> None:
    town.add("脚本", "curator")
    headers = town.bearing("脚本", "propose")
    assert town.client().post("/api/v1/probe/propose", headers=headers).status_code == 200
    client = town.logged_in("某人", "curator")
    assert client.post("/api/v1/probe/propose").status_code == 400
    assert client.post("/api/v1/probe/propose", headers=headers).status_code == 200, "the token is what the request goes by"


@pytest.mark.parametrize("given", ["Bearer sw_none", "Bearer ", "bearer x", "Bearer 令牌", "Bearer " + "x" * 10_000])
def test_a_token_that_is_none_is_401_even_where_nobody_may_ask(tmp_path: Path, given: str) -> None:
    town = Town(tmp_path)
    answer = town.client().get("/api/v1/matters", headers={"Authorization": given.encode().decode("latin-1")})
    assert (answer.status_code, answer.get_json()["what"]) == (401, "令牌无效")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="shouwen", error="invalid_token"'
    assert town.client().get("/api/v1/matters", headers={"Authorization": "Basic eDp5"}).status_code == 200, "another scheme is a proxy's business"


def test_a_token_opens_no_page(town: Town) -> None:
    town.add("脚本", "administrator")
    headers = town.bearing("脚本", "administer")
    assert asked(town, headers, "/accounts") == 302
    assert asked(town, headers, "/account") == 302


def test_a_token_ends(town: Town) -> None:
    town.add("脚本", "reader")
    headers = town.bearing("脚本", "read", days=1)
    town.clock.pass_(hours=23, minutes=59)
    assert asked(town, headers) == 200
    town.clock.pass_(minutes=1)
    assert asked(town, headers) == 401


def test_a_revoked_token_is_refused_at_once(town: Town) -> None:
    client = town.logged_in("脚本", "reader")
    headers = town.bearing("脚本", "read")
    assert asked(town, headers) == 200
    assert post(client, f"/account/tokens/{rows(town)[0].id}/revoke", "/account").status_code == 302
    assert asked(town, headers) == 401
    assert "已撤销" in client.get("/account").get_data(as_text=True)
    assert town.deeds()[-1] == ("脚本", "token-revoked", "脚本")


def test_nobody_revokes_anothers_token(town: Town) -> None:
    town.add("甲方", "reader")
    headers = town.bearing("甲方", "read")
    client = town.logged_in("乙方", "reader")
    assert post(client, f"/account/tokens/{rows(town)[0].id}/revoke", "/account").status_code == 404
    assert asked(town, headers) == 200


def test_a_stopped_account_has_no_tokens(town: Town) -> None:
    town.add("脚本", "reader")
    headers = town.bearing("脚本", "read")
    with town.desk.database().transaction() as session:
        people.roster.change(session, town.clock(), people.TEST, "脚本", "", ["reader"], False)
    assert asked(town, headers) == 401


def test_the_last_use_is_noted_now_and_then(town: Town) -> None:
    town.add("脚本", "reader")
    headers = town.bearing("脚本", "read")
    noted = []
    for seconds in (0, TOUCH_AFTER.total_seconds() - 1, 1):
        town.clock.pass_(seconds=seconds)
        asked(town, headers)
        noted.append(rows(town)[0].last_used)
    assert noted == [people.START, people.START, people.START + TOUCH_AFTER]


@pytest.mark.parametrize(
    ("name", "scopes", "days", "field"),
    [
        ("", ["read"], 1, "token"), ("长" * 41, ["read"], 1, "token"), ("a", [], 1, "scopes"), ("a", ["publish"], 1, "scopes"),
        ("a", ["made-up"], 1, "scopes"), ("a", ["read"], 0, "days"), ("a", ["read"], 367, "days"),
    ],
)  # fmt: skip
def test_a_token_that_cannot_be_is_refused_at_its_field(town: Town, name: str, scopes: list[str], days: int, field: str) -> None:
    client = town.logged_in("脚本", "reader")
    answer = post(client, "/account/tokens", "/account", token=name, scopes=scopes, days=str(days))
    assert answer.status_code == 400
    assert rows(town) == []
    with town.desk.database().transaction() as session, pytest.raises(BadField) as refused:
        tokens.make(session, town.clock(), people.TEST, "脚本", name, scopes, days)
    assert refused.value.field == field
    assert refused.value.advice in answer.get_data(as_text=True).replace("&#39;", "'")


def test_an_account_has_so_many_tokens_and_no_more(town: Town) -> None:
    town.add("脚本", "reader")
    for _ in range(TOKENS_MOST):
        town.token("脚本", "read", days=1)
    with pytest.raises(BadField, match="先撤销不用的"):
        town.token("脚本", "read")
    town.clock.pass_(days=1)
    assert town.token("脚本", "read"), "ended ones do not count"
