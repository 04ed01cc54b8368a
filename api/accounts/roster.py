"""The accounts: add, find, change, reset. Each writes its audit entry in the same transaction as the change."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from api.accounts import passwords
from api.accounts.audit import record
from api.accounts.limits import NAME, SHOWN_NAME_MOST
from api.accounts.model import Account, Actor, listed
from api.accounts.permissions import ROLES
from api.accounts.records import AccountRow
from api.accounts.refusals import BadField
from ontology.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from graph.database import Database

KEEPER = "administrator"
"""The role of which one living account must always be left."""


def canonical(name: str) -> str:
    """Return the one form of a name: full-width letters and capitals make no other person."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def everyone(session: Session) -> list[Account]:
    """Return all accounts by name, the living ones first."""
    return [Account.of(row) for row in session.scalars(select(AccountRow).order_by(AccountRow.active.desc(), AccountRow.name))]


def find(session: Session, account: int | str) -> Account:
    """Return the account of an id or name; raises NotFound."""
    return Account.of(row_of(session, account, to_change=False))


def row_of(session: Session, account: int | str, to_change: bool = True) -> AccountRow:
    """Return the row of an id or name, held against others where it is to change and the database can; raises NotFound."""
    wanted = select(AccountRow).where(AccountRow.id == account if isinstance(account, int) else AccountRow.name == canonical(account))
    row = session.scalar(wanted.with_for_update() if to_change else wanted)
    if row is None:
        raise NotFound(f"没有账号“{str(account)[:40]}”", mend="账号名见“账号管理”，或运行 shouwen accounts list")
    return row


def add(session: Session, now: dt.datetime, by: Actor, name: str, shown_name: str, roles: Iterable[str]) -> tuple[Account, str]:
    """Return the new account and its one-time password; raises BadField for a name that is taken or none, or without a role."""
    name, shown_name, chosen = canonical(name), _shown(shown_name or name), _roles(roles)
    if not re.fullmatch(NAME, name):
        raise BadField("name", f"“{name[:40]}”不能作账号名", "2 至 32 个字：字母、汉字、数字、点、横线")
    password = passwords.one_time()
    row = AccountRow(
        name=name, shown_name=shown_name, password_hash=passwords.hashed(password), roles=",".join(chosen), active=True, failures=0,
        locked_until=None, created=now, must_change=True, unit=None, place=None,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        raise BadField("name", f"账号名“{name}”已有人用", "换一个") from error
    record(session, now, by, "account-added", name, f"角色 {_labels(chosen)}")
    return Account.of(row), password


def change(session: Session, now: dt.datetime, by: Actor, account: int | str, shown_name: str, roles: Iterable[str], active: bool) -> Account:
    """Return the account with another shown name, roles or state; raises BadField rather than leave no administrator."""
    row = row_of(session, account, to_change=False)
    everybody = _held(session)
    shown_name, chosen = _shown(shown_name or row.name), _roles(roles)
    if not (active and KEEPER in chosen) and {each.id for each in everybody if each.active and KEEPER in listed(each.roles)} == {row.id}:
        raise BadField("roles", f"“{row.name}”是最后一位管理员", "先给另一个账号管理员角色")
    if shown_name != row.shown_name or list(listed(row.roles)) != chosen:
        words = f"{row.shown_name}（{_labels(listed(row.roles))}）改为 {shown_name}（{_labels(chosen)}）"
        record(session, now, by, "account-changed", row.name, words)
    if active != row.active:
        record(session, now, by, "account-started" if active else "account-stopped", row.name)
        row.failures, row.locked_until = 0, None
    row.shown_name, row.roles, row.active = shown_name, ",".join(chosen), active
    return Account.of(row)


def unlock(session: Session, now: dt.datetime, by: Actor, account: int | str) -> Account:
    """Return the account started again if it was stopped, the lock of too many wrong passwords lifted."""
    row = row_of(session, account)
    if not row.active:
        record(session, now, by, "account-started", row.name)
    elif row.locked_until and now < row.locked_until:
        record(session, now, by, "unlocked", row.name)
    row.active, row.failures, row.locked_until = True, 0, None
    return Account.of(row)


def reset(session: Session, now: dt.datetime, by: Actor, account: int | str) -> tuple[Account, str]:
    """Return the account with a new one-time password; its sessions end, its lock is lifted, its tokens stay."""
    row = row_of(session, account)
    password = passwords.one_time()
    row.password_hash, row.must_change, row.failures, row.locked_until = passwords.hashed(password), True, 0, None
    record(session, now, by, "password-reset", row.name)
    return Account.of(row), password


def first_administrator(database: Database, now: dt.datetime) -> tuple[Account, str] | None:
    """Return the account `admin` with its one-time password if there was no account at all, else None: once, however many ask at once."""
    with database.transaction() as session:
        if session.scalar(select(AccountRow.id).limit(1)) is not None:
            return None
        try:
            return add(session, now, Actor("首次启动"), "admin", "管理员", [KEEPER])
        except BadField:  # on PostgreSQL another process may have added it meanwhile
            return None


def _held(session: Session) -> list[AccountRow]:
    """Return all rows, held in one order: two administrators who stop each other at once must not both succeed."""
    every = select(AccountRow).order_by(AccountRow.id).with_for_update().execution_options(populate_existing=True)
    return list(session.scalars(every))


def _shown(name: str) -> str:
    name = " ".join(name.split())
    if len(name) > SHOWN_NAME_MOST:
        raise BadField("shown_name", f"姓名太长：{len(name)} 个字", f"最多 {SHOWN_NAME_MOST} 个")
    return name


def _roles(roles: Iterable[str]) -> list[str]:
    given = set(roles)
    if unknown := sorted(given - set(ROLES)):
        raise BadField("roles", f"没有角色“{unknown[0][:40]}”", "可用的有：" + "、".join(f"{key}（{role.label}）" for key, role in ROLES.items()))
    if not given:
        raise BadField("roles", "没有选角色", "至少选一个；不再用的账号请停用")
    return [key for key in ROLES if key in given]


def _labels(roles: Iterable[str]) -> str:
    return "、".join(ROLES[role].label if role in ROLES else role for role in roles)
