"""Pages: the accounts and their roles, and the audit log."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from api.accounts import audit, roster, tokens
from api.accounts.desk import actor, desk
from api.accounts.limits import AUDIT_PAGE
from api.accounts.permissions import ROLES
from api.accounts.refusals import BadField
from api.paging import offset_asked, pages_of

administration = Blueprint("administration", __name__)

NO_STORE: Final = {"Cache-Control": "no-store"}


@administration.get("/accounts")
def accounts() -> AnyResponse:
    """List the accounts, with the form for a new one."""
    return _list_page()


@administration.post("/accounts")
def add() -> AnyResponse:
    """Add an account and show its one-time password, this once."""
    here, form = desk(), request.form
    try:
        with here.database().transaction() as session:
            account, password = roster.add(session, here.now(), actor(), form.get("name", ""), form.get("shown_name", ""), form.getlist("roles"))
    except BadField as error:
        return _list_page(error)
    return _once(account.name, password, account.id)


@administration.get("/accounts/<int:account>")
def one(account: int) -> AnyResponse:
    """Show one account."""
    return _one_page(account, done=request.args.get("done", ""))


@administration.post("/accounts/<int:account>")
def change(account: int) -> AnyResponse:
    """Change an account's shown name, roles, state."""
    here, form = desk(), request.form
    try:
        with here.database().transaction() as session:
            roster.change(session, here.now(), actor(), account, form.get("shown_name", ""), form.getlist("roles"), "active" in form)
    except BadField as error:
        return _one_page(account, error)
    return redirect(f"/accounts/{account}?done=changed")


@administration.post("/accounts/<int:account>/reset")
def reset(account: int) -> AnyResponse:
    """Give an account a new one-time password and show it, this once."""
    here = desk()
    with here.database().transaction() as session:
        found, password = roster.reset(session, here.now(), actor(), account)
    return _once(found.name, password, account)


@administration.post("/accounts/<int:account>/unlock")
def unlock(account: int) -> AnyResponse:
    """Lift the lock of too many wrong passwords."""
    here = desk()
    with here.database().transaction() as session:
        roster.unlock(session, here.now(), actor(), account)
    return redirect(f"/accounts/{account}?done=unlocked")


@administration.post("/accounts/<int:account>/tokens/<int:token>/revoke")
def revoke_token(account: int, token: int) -> AnyResponse:
    """End a token of an account."""
    here = desk()
    with here.database().transaction() as session:
        tokens.revoke(session, here.now(), actor(), account, token)
    return redirect(f"/accounts/{account}?done=revoked")


@administration.get("/audit")
def audit_log() -> AnyResponse:
    """Show the audit log, newest first, narrowed by who, what, about whom."""
    wanted = {key: request.args.get(key, "").strip()[:100] for key in ("who", "what", "about")}
    with desk().database().reading() as session:
        shown, total = audit.entries(session, **wanted, offset=offset_asked(), most=AUDIT_PAGE)
        deeds = audit.kinds(session)
    return Response(render_template("accounts_audit.html", entries=shown, deeds=deeds, pages=pages_of(total, AUDIT_PAGE), **wanted), headers=NO_STORE)


def _list_page(error: BadField | None = None) -> Response:
    here = desk()
    with here.database().reading() as session:
        everyone = roster.everyone(session)
    body = render_template(
        "accounts_list.html", accounts=everyone, roles=ROLES, now=here.now(), errors={error.field: error.advice} if error else {}, form=request.form
    )
    return Response(body, 400 if error else 200, headers=NO_STORE)


def _one_page(account: int, error: BadField | None = None, done: str = "") -> Response:
    here = desk()
    with here.database().reading() as session:
        found, keys = roster.find(session, account), tokens.tokens_of(session, account)
    body = render_template(
        "accounts_one.html", account=found, tokens=keys, roles=ROLES, now=here.now(), done=done,
        errors={error.field: error.advice} if error else {}, form=request.form,
    )  # fmt: skip
    return Response(body, 400 if error else 200, headers=NO_STORE)


def _once(name: str, password: str, account: int) -> Response:
    body = render_template("accounts_once.html", kind="password", name=name, secret=password, back=f"/accounts/{account}")
    return Response(body, headers=NO_STORE)
