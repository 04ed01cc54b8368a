"""API tokens: shown once, kept as SHA-256 (256 random bits need no slow hash), with scopes and an end."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import TYPE_CHECKING, Final, cast

from sqlalchemy import bindparam, select

from api.accounts.audit import record
from api.accounts.limits import TOKEN_DAYS_MOST, TOKEN_NAME_MOST, TOKENS_MOST, TOUCH_AFTER
from api.accounts.model import Account, Actor, Token, listed
from api.accounts.permissions import SCOPES, permissions_of, scopes_within
from api.accounts.records import AccountRow, TokenRow
from api.accounts.refusals import BadField
from api.accounts.roster import row_of
from ontology.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from graph.database import Database

PREFIX: Final = "sw_"
"""So that a token found in a file or a log can be told for one."""
_HOLDER: Final = (
    select(
        AccountRow.id, AccountRow.name, AccountRow.shown_name, AccountRow.roles, AccountRow.active, AccountRow.locked_until, AccountRow.created,
        AccountRow.must_change, AccountRow.password_hash, TokenRow.id.label("token"), TokenRow.name.label("purpose"), TokenRow.scopes,
        TokenRow.created.label("begun"), TokenRow.expires, TokenRow.revoked, TokenRow.last_used,
    )
    .join(AccountRow, TokenRow.account == AccountRow.id)
    .where(TokenRow.digest == bindparam("digest"))
)  # fmt: skip
"""Columns, not records: asked at every request of a program, and a third of the time."""


def digest(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def make(session: Session, now: dt.datetime, by: Actor, account: int | str, name: str, scopes: Iterable[str], days: int) -> tuple[Token, str]:
    """Return a new token and the key itself, which is nowhere kept; raises BadField for scopes beyond the account's roles."""
    row, name, given = row_of(session, account), " ".join(name.split()), set(scopes)
    allowed = scopes_within(permissions_of(Account.of(row).roles))
    if not name or len(name) > TOKEN_NAME_MOST:
        raise BadField("token", "没有写用途" if not name else f"用途太长：{len(name)} 个字", f"1 至 {TOKEN_NAME_MOST} 个字，如：热线工单系统")
    if unknown := sorted(given - set(allowed)):
        known = "、".join(allowed) or "无"
        why = "角色不够" if unknown[0] in SCOPES else "没有这种范围"
        raise BadField("scopes", f"不能给令牌范围“{unknown[0][:40]}”：{why}", f"这个账号可给的：{known}")
    if not given:
        raise BadField("scopes", "没有选范围", "至少选一项")
    if not 1 <= days <= TOKEN_DAYS_MOST:
        raise BadField("days", f"有效期 {days} 天不行", f"1 至 {TOKEN_DAYS_MOST} 天")
    if sum(Token.of(each).lives(now) for each in row.tokens) >= TOKENS_MOST:
        raise BadField("token", f"已有 {TOKENS_MOST} 个有效令牌", "先撤销不用的")
    key = PREFIX + secrets.token_urlsafe(32)
    chosen = ",".join(scope for scope in SCOPES if scope in given)
    fresh = TokenRow(
        owner=row, name=name, digest=digest(key), scopes=chosen, created=now, expires=now + dt.timedelta(days=days), revoked=None, last_used=None
    )
    session.add(fresh)
    session.flush()
    record(session, now, by, "token-made", row.name, f"{name}：{chosen}，{days} 天")
    return Token.of(fresh), key


def revoke(session: Session, now: dt.datetime, by: Actor, account: int | str, token: int) -> None:
    """End a token of the account at once; raises NotFound when it is not one of its tokens."""
    row = row_of(session, account)
    found = next((each for each in row.tokens if each.id == token), None)
    if found is None:
        raise NotFound("没有这个令牌", mend="刷新页面再看")
    if found.revoked is None:
        found.revoked = now
        record(session, now, by, "token-revoked", row.name, found.name)


def tokens_of(session: Session, account: int | str) -> list[Token]:
    """Return an account's tokens, newest first, the ended ones too."""
    return [Token.of(row) for row in row_of(session, account, to_change=False).tokens]


def holder(database: Database, now: dt.datetime, key: str) -> tuple[Account, Token] | None:
    """Return whose token it is, if it lives and its account does; notes the use now and then."""
    with database.reading() as session:
        found = session.execute(_HOLDER, {"digest": digest(key)}).one_or_none()
    if found is None or not found.active:
        return None
    token = Token(found.token, found.purpose, listed(found.scopes), found.begun, found.expires, found.revoked, found.last_used)
    if not token.lives(now):
        return None
    account = Account.of(cast("AccountRow", found))  # the same columns
    if token.last_used is None or now - token.last_used >= TOUCH_AFTER:
        with database.transaction() as session:
            row = session.get(TokenRow, token.id)
            if row is not None and (row.last_used is None or row.last_used < now):
                row.last_used = now
    return account, token
