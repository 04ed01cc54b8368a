"""Who asks: nobody, somebody who logged in, or a program with a token; and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from flask import g

from api.accounts.model import Account, Token
from api.accounts.permissions import Permission, permissions_of, permissions_through


@dataclass(frozen=True, slots=True)
class Principal:
    """The asker of a request. `name` is empty for nobody; `account` is the account's id, 0 for nobody."""

    permissions: frozenset[Permission]
    by: Literal["nobody", "session", "token"] = "nobody"
    account: int = 0
    name: str = ""
    shown_name: str = ""
    must_change: bool = False
    stamp: str = ""
    is_active: bool = True
    """Asked for by Flask-Login; a stopped account never becomes a principal."""

    @property
    def is_authenticated(self) -> bool:
        """Return whether this is somebody."""
        return self.by != "nobody"

    @property
    def is_anonymous(self) -> bool:
        """Return whether this is nobody."""
        return self.by == "nobody"

    def get_id(self) -> str:
        """Return what the session keeps: the account and the mark of its password, so that a new password ends old sessions."""
        return f"{self.account}:{self.stamp}"

    def may(self, permission: Permission | str) -> bool:
        """Return whether the asker has the permission."""
        return permission in self.permissions


def nobody(anonymous: frozenset[Permission]) -> Principal:
    """Return who is not logged in, with what the settings let them do."""
    return Principal(anonymous | {Permission.OPEN})


def by_session(account: Account, anonymous: frozenset[Permission]) -> Principal:
    """Return who logged in: never less than nobody may, but nothing beyond the own account until a one-time password is changed."""
    permissions = permissions_of(account.roles) | anonymous if not account.must_change else frozenset()
    return Principal(
        permissions | {Permission.OPEN, Permission.OWN}, "session", account.id, account.name, account.shown_name, account.must_change, account.stamp
    )


def by_token(account: Account, token: Token, anonymous: frozenset[Permission]) -> Principal:
    """Return the program: what its scopes let through of what its account may do, and what anybody may."""
    permissions = permissions_of(account.roles) & permissions_through(token.scopes)
    return Principal(permissions | anonymous | {Permission.OPEN}, "token", account.id, account.name, account.shown_name, stamp=account.stamp)


NOBODY: Final = nobody(frozenset())


def who() -> Principal:
    """Return the asker of this request; nobody where none was looked for (styles, unknown addresses)."""
    found: Principal = g.get("principal", NOBODY)
    return found
