"""A name and a password into an account: counted before it is checked, so that no crowd of processes gets more tries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select, update

from api.accounts import passwords
from api.accounts.audit import record
from api.accounts.limits import FAILURES, LOCKED_FOR
from api.accounts.model import Account, Actor
from api.accounts.records import AccountRow
from api.accounts.refusals import BadField
from api.accounts.roster import canonical, find, row_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from graph.database import Database

MINUTES: Final = int(LOCKED_FOR.total_seconds() // 60)
REFUSED: Final = "账号名或密码不对，或账号暂时锁定"
MEND: Final = f"核对后再试；连错 {FAILURES} 次锁 {MINUTES} 分钟；忘了密码请管理员重设"
"""One message for a wrong name, a wrong password, a lock and a stopped account: a guesser learns nothing from it."""


@dataclass(frozen=True, slots=True)
class Try:
    """One counted try: the account and hash to check against, whether it was the last before the lock, or why there is none."""

    account: int = 0
    password_hash: str = ""
    last: bool = False
    why_not: str = ""


def sign_in(database: Database, now: dt.datetime, name: str, password: str, address: str) -> Account:
    """Return the account of a name and its password; raises BadField, the same for every reason, which the audit log tells apart."""
    name, nobody = canonical(name), Actor("", address)
    checked = _check(database, now, name, password)
    with database.transaction() as session:
        row = None if checked.why_not else row_of(session, checked.account)
        if row is not None and row.active and row.password_hash == checked.password_hash:
            row.failures, row.locked_until = 0, None
            if passwords.outdated(row.password_hash):
                row.password_hash = passwords.hashed(password)
            record(session, now, Actor(row.name, address), "login", row.name)
            return Account.of(row)
        _record_failure(session, now, nobody, "login-failed", name, checked)
    raise BadField("password", REFUSED, MEND)


def change_password(database: Database, now: dt.datetime, by: Actor, account: int, old: str, new: str, again: str) -> Account:
    """Return the account with its new password; raises BadField at the field that is wrong. A wrong old one counts as a wrong login."""
    with database.reading() as session:
        name = find(session, account).name
    if new != again:
        raise BadField("again", "两次输入的新密码不一样", "再输一遍")
    passwords.require_good(new, name)
    if new == old:
        raise BadField("new", "新密码与原密码相同", "换一个")
    checked, fresh = _check(database, now, name, old), passwords.hashed(new)
    with database.transaction() as session:
        row = row_of(session, account)
        if not checked.why_not and row.password_hash == checked.password_hash:
            row.password_hash, row.must_change, row.failures, row.locked_until = fresh, False, 0, None
            record(session, now, by, "password", row.name)
            return Account.of(row)
        _record_failure(session, now, by, "login-failed", name, checked, "改密码：")
    raise BadField("old", "原密码不对，或账号暂时锁定", MEND)


def _check(database: Database, now: dt.datetime, name: str, password: str) -> Try:
    """Return the try, with why it failed if it did; takes as long whether the name exists or not."""
    nobodys = passwords.nobodys()
    tried = _count(database, now, name)
    right = passwords.matches(tried.password_hash or nobodys, password)
    if tried.why_not or right:
        return tried
    return Try(tried.account, tried.password_hash, tried.last, "密码不对")


def _count(database: Database, now: dt.datetime, name: str) -> Try:
    """Count a try against the account before it is checked; the lock that the last one sets is lifted if it turns out right."""
    with database.transaction() as session:
        row = session.scalar(select(AccountRow).where(AccountRow.name == name).with_for_update())
        why_not = "没有这个账号" if row is None else "账号已停用" if not row.active else "账号已锁定" if row.locked_until and now < row.locked_until else ""
        if row is None or why_not:
            # Write as much as for a try that counts: a disk's milliseconds would tell the two apart.
            any_row = select(func.min(AccountRow.id)).scalar_subquery()
            session.execute(update(AccountRow).where(AccountRow.id == any_row).values(failures=AccountRow.failures))
            return Try(why_not=why_not)
        row.failures = 1 if row.locked_until else row.failures + 1
        row.locked_until = now + LOCKED_FOR if row.failures >= FAILURES else None
        return Try(row.id, row.password_hash, row.failures >= FAILURES)


def _record_failure(session: Session, now: dt.datetime, by: Actor, what: str, name: str, checked: Try, before: str = "") -> None:
    record(session, now, by, what, name, before + (checked.why_not or "账号刚被改动"))
    if checked.last:
        record(session, now, by, "locked", name, f"连错 {FAILURES} 次，锁 {MINUTES} 分钟")
