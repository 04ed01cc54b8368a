"""Who may do what: every route names its permission, each role and nobody tried on each permission."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import people
import pytest
from flask_openapi3.openapi import OpenAPI
from people import PROBED, Town

from api.accounts import passwords
from api.accounts.guard import HARMLESS, WRITING
from api.accounts.permissions import ROLES, SCOPES, Permission, permissions_of, permissions_through, scopes_within
from api.accounts.routes import ROUTES
from api.settings import ANONYMOUS, load_settings
from ontology.errors import BadSettings

READING = {Permission.READ, Permission.RESOLVE}
MAY = {
    "reader": {Permission.READ},
    "dispatcher": READING,
    "curator": {*READING, Permission.CONSULT, Permission.PROPOSE},
    "reviewer": {*READING, Permission.CONSULT, Permission.REVIEW, Permission.PUBLISH},
    "legal": {*READING, Permission.CONSULT, Permission.PROPOSE},
    "administrator": {*READING, Permission.ADMINISTER},
}
"""Said a second time, by hand: a slip in the table of roles must not pass."""


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Town]]:
    """Return an application for each setting of `anonymous`, each with a person of every role."""
    usual, passwords.HASHER = passwords.HASHER, people.QUICK
    found = {}
    for anonymous in ANONYMOUS:
        found[anonymous] = town = Town(tmp_path_factory.mktemp("home"), anonymous)
        for role in ROLES:
            town.add(role, role)
    yield found
    passwords.HASHER = usual


def test_every_route_names_its_permission(app: OpenAPI) -> None:
    unnamed = sorted(rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint not in ROUTES)
    assert unnamed == [], "这些路由没有在 api/accounts/routes.py 登记权限"


def test_every_permission_named_belongs_to_a_route(app: OpenAPI) -> None:
    assert sorted(name for name in ROUTES if name not in app.view_functions and not name.startswith("probes.")) == []


def test_a_route_that_writes_and_needs_no_login_is_one_that_changes_nothing(app: OpenAPI) -> None:
    writing = {rule.endpoint for rule in app.url_map.iter_rules() if WRITING & (rule.methods or set())}
    harmless = {name for name in writing if ROUTES[name] in HARMLESS}
    assert harmless == {"pages.resolve", "pages.text", "rest.resolve", "rest.resolve_batch", "sparql.ask"}, "会改动东西的路由不能只要 read 或 resolve"
    assert {name for name in writing if ROUTES[name] is Permission.OPEN} == {"accounts.log_in_with_password"}


def test_a_route_without_a_permission_is_refused(towns: dict[str, Town]) -> None:
    client = towns["dispatcher"].client()
    assert client.get("/probe-without-permission").status_code == 403
    answer = client.get("/api/v1/probe-without-permission")
    assert (answer.status_code, answer.get_json()["code"]) == (403, "not-allowed")


def test_the_table_of_roles() -> None:
    assert {role: set(grant.permissions) for role, grant in ROLES.items()} == MAY
    assert permissions_of(["reader", "no such role"]) == {Permission.READ}
    assert set().union(*(scope.permissions for scope in SCOPES.values())) == set(Permission) - {Permission.OPEN, Permission.OWN}
    assert permissions_through(["propose", "no such scope"]) == {Permission.CONSULT, Permission.PROPOSE}
    assert list(scopes_within(permissions_of(["reviewer"]))) == ["resolve", "read", "review", "publish"]


def test_nobody_may_never_curate_review_or_administer() -> None:
    assert {permission for role in ANONYMOUS if role for permission in ROLES[role].permissions} <= READING


@pytest.mark.parametrize("anonymous", ANONYMOUS)
@pytest.mark.parametrize("permission", PROBED)
def test_nobody(towns: dict[str, Town], anonymous: str, permission: Permission) -> None:
    client, allowed = towns[anonymous].client(), permission in MAY.get(anonymous, set())
    page, rest = client.get(f"/probe/{permission}"), client.get(f"/api/v1/probe/{permission}")
    assert page.status_code == (200 if allowed else 302)
    assert rest.status_code == (200 if allowed else 401)
    if not allowed:
        assert page.headers["Location"] == f"/login?next=/probe/{permission}"
        assert rest.mimetype == "application/problem+json"
        assert rest.headers["WWW-Authenticate"] == 'Bearer realm="shouwen"'
        assert (rest.get_json()["code"], rest.get_json()["mend"][:3]) == ("not-logged-in", "请求头")


@pytest.mark.parametrize("anonymous", ANONYMOUS)
@pytest.mark.parametrize("role", ROLES)
def test_a_role(towns: dict[str, Town], anonymous: str, role: str) -> None:
    town, client = towns[anonymous], towns[anonymous].client()
    people.log_in(client, role, people.PASSWORD)
    mine = MAY[role] | MAY.get(anonymous, set())
    for permission in PROBED:
        page, rest = client.get(f"/probe/{permission}"), client.get(f"/api/v1/probe/{permission}")
        expected = 200 if permission in mine else 403
        assert (page.status_code, rest.status_code) == (expected, expected), permission
        if expected == 403:
            assert page.mimetype == "text/html"
            assert "请管理员加上相应的角色" in page.get_data(as_text=True)
            assert rest.get_json()["code"] == "not-allowed"
    assert client.get("/probe/own").status_code == 200
    assert town.client().get("/probe/own").status_code == 302


@pytest.mark.parametrize("role", ROLES)
def test_a_token_lets_through_what_both_role_and_scope_permit(towns: dict[str, Town], role: str) -> None:
    town = towns[""]
    for scope in SCOPES:
        if scope not in scopes_within(permissions_of([role])):
            continue
        headers = town.bearing(role, scope)
        for permission in PROBED:
            answer = town.client().get(f"/api/v1/probe/{permission}", headers=headers)
            allowed = permission in MAY[role] and permission in SCOPES[scope].permissions
            assert answer.status_code == (200 if allowed else 403), (scope, permission)
            if not allowed:
                assert answer.headers["WWW-Authenticate"] == 'Bearer realm="shouwen", error="insufficient_scope"'
        assert town.client().get("/api/v1/probe/own", headers=headers).status_code == 403, "a token is not its owner"


def test_a_token_loses_what_its_account_loses(towns: dict[str, Town]) -> None:
    town = towns[""]
    town.add("升降", "reviewer")
    headers = town.bearing("升降", "publish", "read")
    assert town.client().get("/api/v1/probe/publish", headers=headers).status_code == 200
    with town.desk.database().transaction() as session:
        people.roster.change(session, town.clock(), people.TEST, "升降", "", ["reader"], True)
    assert town.client().get("/api/v1/probe/publish", headers=headers).status_code == 403
    assert town.client().get("/api/v1/probe/read", headers=headers).status_code == 200


def test_the_unknown_stays_unknown_and_the_wrong_method_wrong(towns: dict[str, Town]) -> None:
    client = towns[""].client()
    assert client.get("/nothing").status_code == 404
    assert client.get("/api/v1/resolve").status_code == 405


def test_with_everything_shut_the_monitor_and_the_login_page_still_answer(towns: dict[str, Town]) -> None:
    client = towns[""].client()
    for path in ("/healthz", "/readyz", "/metrics", "/login", "/static/shouwen.css"):
        with client.get(path) as answer:
            assert answer.status_code == 200, path
    for path in ("/", "/matters", "/practice", "/docs"):
        assert client.get(path).status_code == 302, path
    assert client.get("/openapi.json").status_code == 401
    assert client.post("/api/v1/resolve", json={"text": "路灯坏了"}).status_code == 401


def test_a_part_of_a_page_sends_the_whole_page_to_the_login(towns: dict[str, Town]) -> None:
    answer = towns[""].client().post("/", data={"text": "路灯坏了"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"], answer.get_data()) == (401, "/login?next=/", b"")


def test_the_home_is_only_written_when_somebody_comes(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.client().post("/api/v1/resolve", json={"text": "路灯坏了", "jurisdiction": "奉节县"})
    town.client().get("/")
    assert not (tmp_path / "shouwen.db").exists(), "deciding needs no database"


@pytest.mark.parametrize("value", ["administrator", "curator", "everybody"])
def test_who_is_not_logged_in_cannot_be_given_more_by_the_settings(tmp_path: Path, value: str) -> None:
    path = tmp_path / "shouwen.toml"
    path.write_text(f'anonymous = "{value}"\n', encoding="utf-8")
    with pytest.raises(BadSettings, match="未登录的人只能查阅或求派单意见"):
        load_settings({"SHOUWEN_SETTINGS": str(path)})


def test_the_settings_of_accounts(tmp_path: Path) -> None:
    path = tmp_path / "shouwen.toml"
    path.write_text('anonymous = ""\nhttps = true\n', encoding="utf-8")
    found = load_settings({"SHOUWEN_SETTINGS": str(path), "SHOUWEN_DATABASE": "postgresql://localhost/x"})
    assert (found.anonymous, found.https, found.database) == ("", True, "postgresql://localhost/x")
    assert load_settings({"SHOUWEN_SETTINGS": str(path), "SHOUWEN_HTTPS": "false"}).https is False
    for text in ('https = "yes"\n', "https = 1\n"):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(BadSettings, match="应是 true 或 false"):
            load_settings({"SHOUWEN_SETTINGS": str(path)})
