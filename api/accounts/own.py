"""Pages: log in, log out, one's own account with password and tokens."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from api.accounts import signing_in, tokens
from api.accounts.audit import audit
from api.accounts.desk import actor, desk
from api.accounts.guard import log_in, log_out
from api.accounts.limits import FAILURES, LOCKED_FOR, PASSWORD_LEAST, TOKEN_DAYS, TOKEN_DAYS_MOST
from api.accounts.permissions import permissions_of, scopes_within
from api.accounts.principal import by_session, who
from api.accounts.refusals import BadField
from api.accounts.roster import find

accounts = Blueprint("accounts", __name__)

NO_STORE: Final = {"Cache-Control": "no-store"}


@accounts.get("/login")
def login() -> AnyResponse:
    """Show the form to log in; who is logged in goes on."""
    if who().is_authenticated:
        return redirect(_onward(request.args.get("next", "")))
    return _login_page()


@accounts.post("/login")
def log_in_with_password() -> AnyResponse:
    """Log in and go where the person wanted to; to the own account while the password is a one-time one."""
    here = desk()
    try:
        account = signing_in.sign_in(here.database(), here.now(), request.form.get("name", "")[:200], request.form.get("password", ""), request.remote_addr or "")
    except BadField as error:
        return _login_page(error)
    log_in(by_session(account, here.anonymous))
    return redirect("/account" if account.must_change else _onward(request.form.get("next", "")))


@accounts.post("/logout")
def logout() -> AnyResponse:
    """Log out."""
    audit("logout", who().name)
    log_out()
    return redirect("/login")


@accounts.get("/account")
def own() -> AnyResponse:
    """Show one's own account."""
    return _own_page(done=request.args.get("done", ""))


@accounts.post("/account/password")
def change_password() -> AnyResponse:
    """Change one's own password; other sessions end, this one goes on."""
    here, me = desk(), who()
    given = [request.form.get(name, "") for name in ("old", "new", "again")]
    try:
        account = signing_in.change_password(here.database(), here.now(), actor(), me.account, *given)
    except BadField as error:
        return _own_page(error)
    log_in(by_session(account, here.anonymous))
    return redirect("/" if me.must_change else "/account?done=password")


@accounts.post("/account/tokens")
def make_token() -> AnyResponse:
    """Make a token and show it, this once."""
    here, form = desk(), request.form
    try:
        with here.database().transaction() as session:
            token, key = tokens.make(session, here.now(), actor(), who().account, form.get("token", ""), form.getlist("scopes"), form.get("days", 0, int))
    except BadField as error:
        return _own_page(error)
    return Response(render_template("accounts_once.html", kind="token", name=token.name, secret=key, token=token, back="/account"), headers=NO_STORE)


@accounts.post("/account/tokens/<int:token>/revoke")
def revoke_token(token: int) -> AnyResponse:
    """End a token of one's own."""
    here = desk()
    with here.database().transaction() as session:
        tokens.revoke(session, here.now(), actor(), who().account, token)
    return redirect("/account?done=revoked")


def _login_page(error: BadField | None = None) -> Response:
    given: Any = request.form if error else request.args
    body = render_template(
        "accounts_login.html", error=error, name=request.form.get("name", "")[:200], next=_onward(given.get("next", "")),
        failures=FAILURES, minutes=int(LOCKED_FOR.total_seconds() // 60),
    )  # fmt: skip
    return Response(body, 400 if error else 200, headers=NO_STORE)


def _own_page(error: BadField | None = None, done: str = "") -> Response:
    here, me = desk(), who()
    with here.database().reading() as session:
        account, mine = find(session, me.account), tokens.tokens_of(session, me.account)
    body = render_template(
        "accounts_own.html", account=account, tokens=mine, now=here.now(), errors={error.field: error.advice} if error else {}, form=request.form,
        scopes=scopes_within(permissions_of(account.roles)), done=done, least=PASSWORD_LEAST, days=TOKEN_DAYS, days_most=TOKEN_DAYS_MOST,
    )  # fmt: skip
    return Response(body, 400 if error else 200, headers=NO_STORE)


def _onward(address: str) -> str:
    """Return the address if it is a page of ours, else the start: a link to the login page must not lead elsewhere."""
    parts = urlsplit(address)
    plain = address.startswith("/") and not address.startswith("//") and "\\" not in address and address.isprintable()
    return address if plain and not parts.scheme and not parts.netloc and not address.startswith("/login") else "/"
