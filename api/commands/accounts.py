"""`shouwen accounts`: the accounts, for who stands at the machine: no password is asked, every change is in the audit log."""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from api.settings import load_settings

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from api.accounts.model import Account, Actor, Token

AS_JSON = click.option("--json", "as_json", is_flag=True, help="打印 JSON")
ROLES = "reader 浏览、dispatcher 派单、curator 编办、reviewer 审核、legal 法制、administrator 管理员"
SCOPES = "resolve、read、propose、review、publish、administer"


@click.group()
def accounts() -> None:
    """账号和接口令牌。改动都记入审计记录，记在“命令行”名下。"""


@accounts.command("list")
@AS_JSON
def list_accounts(as_json: bool) -> int:
    """列出账号。"""
    from api.accounts import roster

    with _office(writing=False) as (session, now, _):
        found = roster.everyone(session)
    if as_json:
        _print([_account(each) for each in found])
        return 0
    for each in found:
        click.echo(f"{each.name}　{each.shown_name}　{_labels(each)}　{_state(each, now)}")
    if not found:
        click.echo("还没有账号。shouwen serve 第一次启动时建管理员账号，或运行 shouwen accounts add 账号名 --role administrator")
    return 0


@accounts.command()
@click.argument("name")
@click.option("--shown-name", default="", help="姓名；不写就用账号名")
@click.option("--role", "roles", multiple=True, required=True, help=f"角色，可写几次：{ROLES}")
@AS_JSON
def add(name: str, shown_name: str, roles: tuple[str, ...], as_json: bool) -> int:
    """新增账号，打印一次性密码。"""
    from api.accounts import roster

    with _office() as (session, now, by):
        account, password = roster.add(session, now, by, name, shown_name, roles)
    _say_password(account, password, as_json)
    return 0


@accounts.command()
@click.argument("name")
@AS_JSON
def reset(name: str, as_json: bool) -> int:
    """给账号新的一次性密码，解除锁定。"""
    from api.accounts import roster

    with _office() as (session, now, by):
        account, password = roster.reset(session, now, by, name)
    _say_password(account, password, as_json)
    return 0


@accounts.command()
@click.argument("name")
@click.option("--role", "roles", multiple=True, required=True, help=f"改成这些角色，可写几次：{ROLES}")
@AS_JSON
def roles(name: str, roles: tuple[str, ...], as_json: bool) -> int:
    """改账号的角色。"""
    return _changed(name, as_json, roles=roles)


@accounts.command()
@click.argument("name")
@AS_JSON
def lock(name: str, as_json: bool) -> int:
    """停用账号：不能登录，令牌失效。"""
    return _changed(name, as_json, active=False)


@accounts.command()
@click.argument("name")
@AS_JSON
def unlock(name: str, as_json: bool) -> int:
    """启用账号，解除锁定。"""
    from api.accounts import roster

    with _office() as (session, now, by):
        found = roster.unlock(session, now, by, name)
    return _shown(found, now, as_json)


@accounts.group()
def token() -> None:
    """接口令牌：列出、新建、撤销。"""


@token.command("list")
@click.argument("name")
@AS_JSON
def list_tokens(name: str, as_json: bool) -> int:
    """列出一个账号的令牌。"""
    from api.accounts import tokens

    with _office(writing=False) as (session, now, _):
        found = tokens.tokens_of(session, name)
    if as_json:
        _print([_token(each) for each in found])
        return 0
    for each in found:
        state = "有效" if each.lives(now) else "已撤销" if each.revoked else "已过期"
        click.echo(f"{each.id}　{each.name}　{'、'.join(each.scopes)}　到 {_clock(each.expires)}　{state}")
    return 0


@token.command("add")
@click.argument("name")
@click.option("--for", "purpose", required=True, help="用途：哪个程序用")
@click.option("--scope", "scopes", multiple=True, required=True, help=f"范围，可写几次：{SCOPES}")
@click.option("--days", type=int, default=90, show_default=True, help="有效期")
@AS_JSON
def add_token(name: str, purpose: str, scopes: tuple[str, ...], days: int, as_json: bool) -> int:
    """给账号新建令牌，打印一次。"""
    from api.accounts import tokens

    with _office() as (session, now, by):
        made, key = tokens.make(session, now, by, name, purpose, scopes, days)
    if as_json:
        _print(_token(made) | {"token": key})
        return 0
    click.echo(key)
    click.echo(f"只显示这一次，有效到 {_clock(made.expires)}", err=True)
    return 0


@token.command("revoke")
@click.argument("name")
@click.argument("number", type=int)
@AS_JSON
def revoke_token(name: str, number: int, as_json: bool) -> int:
    """撤销令牌，编号见 shouwen accounts token list。"""
    from api.accounts import tokens

    with _office() as (session, now, by):
        tokens.revoke(session, now, by, name, number)
    if as_json:
        _print({"id": number, "revoked": now.isoformat()})
    else:
        click.echo("已撤销，用它的程序马上不能再用")
    return 0


@contextmanager
def _office(writing: bool = True) -> Iterator[tuple[Session, dt.datetime, Actor]]:
    """Yield a session, the moment, and who acts: the command line in the name of the system's user."""
    from api.accounts.desk import utc_now
    from api.accounts.model import Actor
    from graph.database import open_database

    settings = load_settings()
    database = open_database(settings.database, settings.home)
    try:
        with database.transaction() if writing else database.reading() as session:
            yield session, utc_now(), Actor(f"命令行 {_user()}")
    finally:
        database.close()


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "?"  # a container's user without a name


def _changed(name: str, as_json: bool, roles: tuple[str, ...] | None = None, active: bool | None = None) -> int:
    from api.accounts import roster

    with _office() as (session, now, by):
        old = roster.find(session, name)
        new = roster.change(session, now, by, name, old.shown_name, old.roles if roles is None else roles, old.active if active is None else active)
    return _shown(new, now, as_json)


def _shown(account: Account, now: dt.datetime, as_json: bool) -> int:
    if as_json:
        _print(_account(account))
    else:
        click.echo(f"{account.name}　{account.shown_name}　{_labels(account)}　{_state(account, now)}")
    return 0


def _say_password(account: Account, password: str, as_json: bool) -> None:
    if as_json:
        _print(_account(account) | {"password": password})
        return
    click.echo(f"{account.name}　一次性密码　{password}")
    click.echo("只显示这一次；第一次登录时必须改掉", err=True)


def _account(account: Account) -> dict[str, Any]:
    return {
        "name": account.name, "shown_name": account.shown_name, "roles": account.roles, "active": account.active,
        "locked_until": account.locked_until.isoformat() if account.locked_until else None, "must_change": account.must_change,
        "created": account.created.isoformat(),
    }  # fmt: skip


def _token(token: Token) -> dict[str, Any]:
    moments = {key: moment.isoformat() if (moment := getattr(token, key)) else None for key in ("created", "expires", "revoked", "last_used")}
    return {"id": token.id, "name": token.name, "scopes": token.scopes} | moments


def _state(account: Account, now: dt.datetime) -> str:
    if not account.active:
        return "已停用"
    if account.locked_until and now < account.locked_until:
        return f"锁定到 {_clock(account.locked_until)}"
    return "未改一次性密码" if account.must_change else "在用"


def _labels(account: Account) -> str:
    from api.accounts.permissions import ROLES

    return "、".join(ROLES[role].label if role in ROLES else role for role in account.roles)


def _clock(moment: dt.datetime) -> str:
    from zoneinfo import ZoneInfo

    return moment.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%d %H:%M")


def _print(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))
