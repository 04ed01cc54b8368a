"""The audit log: who did what, when, about what, from which address. Nothing here changes or removes an entry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from api.accounts.model import Actor, AuditEntry
from api.accounts.records import AuditRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

DEEDS: Final[Mapping[str, str]] = MappingProxyType({
    "login": "登录",
    "login-failed": "登录失败",
    "locked": "连错锁定",
    "logout": "退出",
    "password": "改密码",
    "account-added": "新增账号",
    "account-changed": "改账号",
    "account-stopped": "停用账号",
    "account-started": "启用账号",
    "unlocked": "解除锁定",
    "password-reset": "重设密码",
    "token-made": "新建令牌",
    "token-revoked": "撤销令牌",
})  # fmt: skip
"""Deeds of this package and their names; others bring their own words."""
WORDS_MOST: Final = 2_000
ABOUT_MOST: Final = 200
NAME_MOST: Final = 100
"""Characters kept: a stranger's input is written down too (the name of a failed login)."""


def record(session: Session, now: dt.datetime, by: Actor, what: str, about: str = "", words: str = "") -> None:
    """Add an entry in the caller's transaction: it is there if and only if what it tells of is."""
    session.add(AuditRow(time=now, who=by.name[:NAME_MOST], what=what, about=about[:ABOUT_MOST], words=words[:WORDS_MOST], address=by.address))


def audit(what: str, about: str = "", words: str = "", session: Session | None = None) -> None:
    """Write down what the asker of this request did, in `session` when one is given, else in a transaction of its own."""
    from api.accounts.desk import actor, desk

    here = desk()
    if session is not None:
        record(session, here.now(), actor(), what, about, words)
        return
    with here.database().transaction() as own:
        record(own, here.now(), actor(), what, about, words)


def entries(session: Session, who: str = "", what: str = "", about: str = "", offset: int = 0, most: int = 50) -> tuple[list[AuditEntry], int]:
    """Return a page of entries, newest first, and how many there are in all."""
    wanted = select(AuditRow)
    for column, value in ((AuditRow.who, who), (AuditRow.what, what), (AuditRow.about, about)):
        if value:
            wanted = wanted.where(column == value)
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    rows = session.scalars(wanted.order_by(AuditRow.id.desc()).offset(offset).limit(most))
    return [AuditEntry.of(row) for row in rows], total


def kinds(session: Session) -> dict[str, str]:
    """Return the deeds that the log knows, with their names."""
    found = session.scalars(select(AuditRow.what).distinct().order_by(AuditRow.what))
    return {what: DEEDS.get(what, what) for what in found}
