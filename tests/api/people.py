"""An application with accounts, for tests: a home of its own, a clock that can be set, one probe route for every permission."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from pathlib import Path

from argon2 import PasswordHasher
from flask import Blueprint
from flask.testing import FlaskClient
from flask_openapi3.openapi import OpenAPI
from stand_in import StandInResolver, graph
from werkzeug.test import TestResponse

from api.accounts import roster, routes, signing_in, tokens
from api.accounts.desk import KEY, Desk
from api.accounts.model import Account, Actor, AuditEntry
from api.accounts.permissions import Permission
from api.accounts.principal import by_session as by_session
from api.accounts.records import AuditRow
from api.app import create_app
from api.settings import Settings

TODAY = dt.date(2026, 11, 21)
START = dt.datetime(2026, 11, 21, 1, 0, tzinfo=dt.UTC)
PASSWORD = "雨天路滑慢慢走别着急"
TEST = Actor("测试")
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Argon2 as cheap as it gets: hundreds of logins in a second."""


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> dt.datetime:
        return self.time

    def pass_(self, **span: float) -> None:
        self.time += dt.timedelta(**span)


class Town:
    """The application, its clock and its people."""

    def __init__(self, home: Path, anonymous: str = "dispatcher", https: bool = False) -> None:
        self.home, self.clock = home, Clock()
        folder = home / "versions" / "stand-in"
        if not folder.exists():
            folder.mkdir(parents=True)
        settings = Settings(home=home, anonymous=anonymous, https=https)
        self.app: OpenAPI = create_app(settings, StandInResolver(graph(folder)), lambda: TODAY, self.clock)  # type: ignore[arg-type]
        self.app.register_blueprint(probes)

    @property
    def desk(self) -> Desk:
        desk: Desk = self.app.extensions[KEY]
        return desk

    def client(self) -> FlaskClient:
        return self.app.test_client()

    def add(self, name: str, *roles: str, own_password: bool = True) -> str:
        """Return the password of a new account; its one-time password where it is not to have one of its own."""
        with self.desk.database().transaction() as session:
            account, password = roster.add(session, self.clock(), TEST, name, "", roles)
        if not own_password:
            return password
        signing_in.change_password(self.desk.database(), self.clock(), Actor(name), account.id, password, PASSWORD, PASSWORD)
        return PASSWORD

    def token(self, name: str, *scopes: str, days: int = 90) -> str:
        with self.desk.database().transaction() as session:
            return tokens.make(session, self.clock(), TEST, name, "脚本", scopes, days)[1]

    def bearing(self, name: str, *scopes: str, days: int = 90) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token(name, *scopes, days=days)}"}

    def logged_in(self, name: str, *roles: str) -> FlaskClient:
        """Return a client in which a new person has logged in."""
        client = self.client()
        password = self.add(name, *roles)
        assert log_in(client, name, password).status_code == 302
        return client

    def audited(self) -> list[AuditEntry]:
        """Return the audit log, oldest first."""
        with self.desk.database().reading() as session:
            return [AuditEntry.of(row) for row in session.query(AuditRow).order_by(AuditRow.id)]

    def deeds(self) -> list[tuple[str, str, str]]:
        return [(each.who, each.what, each.about) for each in self.audited()]


def csrf_of(client: FlaskClient, path: str) -> str:
    """Return the CSRF token of a page's form."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).get_data(as_text=True))
    assert found, f"{path} 没有表单"
    return found[1]


def log_in(client: FlaskClient, name: str, password: str, onward: str = "") -> TestResponse:
    return client.post("/login", data={"csrf_token": csrf_of(client, "/login"), "name": name, "password": password, "next": onward})


def post(client: FlaskClient, path: str, page: str, **fields: str | list[str]) -> TestResponse:
    """Post a form of a page with its CSRF token."""
    return client.post(path, data={"csrf_token": csrf_of(client, page), **fields})


def secret_in(answer: TestResponse) -> str:
    found = re.search(r'<code class="secret">([^<]+)</code>', answer.get_data(as_text=True))
    assert found, answer.get_data(as_text=True)
    return found[1]


def somebody(name: str) -> Account:
    """Return an account that is in no database."""
    return Account(7, name, name, ("curator",), True, None, START, False, "")


PROBED: Iterable[Permission] = [each for each in Permission if each not in {Permission.OPEN, Permission.OWN}]
probes = Blueprint("probes", __name__)
for _each in Permission:
    for _where, _prefix in (("page", "/probe"), ("rest", "/api/v1/probe")):
        probes.add_url_rule(f"{_prefix}/{_each}", f"{_where}-{_each}", lambda: "ok", methods=["GET", "POST"])
        routes.ROUTES[f"probes.{_where}-{_each}"] = _each
probes.add_url_rule("/probe-without-permission", "unnamed", lambda: "ok")
probes.add_url_rule("/api/v1/probe-without-permission", "unnamed-rest", lambda: "ok")
