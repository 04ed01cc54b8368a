"""What the rest of the edge sees of accounts: frozen, apart from the database's rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.accounts.passwords import stamp

if TYPE_CHECKING:
    from api.accounts.records import AccountRow, AuditRow, TokenRow


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, and from which address (empty for the command line)."""

    name: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """A person's account; `stamp` changes with the password."""

    id: int
    name: str
    shown_name: str
    roles: tuple[str, ...]
    active: bool
    locked_until: dt.datetime | None
    created: dt.datetime
    must_change: bool
    stamp: str

    @classmethod
    def of(cls, row: AccountRow) -> Account:
        """Return the account of a row."""
        return cls(row.id, row.name, row.shown_name, listed(row.roles), row.active, row.locked_until, row.created, row.must_change, stamp(row.password_hash))


@dataclass(frozen=True, slots=True)
class Token:
    """A program's key, without the key."""

    id: int
    name: str
    scopes: tuple[str, ...]
    created: dt.datetime
    expires: dt.datetime
    revoked: dt.datetime | None
    last_used: dt.datetime | None

    @classmethod
    def of(cls, row: TokenRow) -> Token:
        """Return the token of a row."""
        return cls(row.id, row.name, listed(row.scopes), row.created, row.expires, row.revoked, row.last_used)

    def lives(self, now: dt.datetime) -> bool:
        """Return whether it opens anything."""
        return self.revoked is None and now < self.expires


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the audit log."""

    id: int
    time: dt.datetime
    who: str
    what: str
    about: str
    words: str
    address: str

    @classmethod
    def of(cls, row: AuditRow) -> AuditEntry:
        """Return the entry of a row."""
        return cls(row.id, row.time, row.who, row.what, row.about, row.words, row.address)


def listed(text: str) -> tuple[str, ...]:
    """Return the parts of comma text."""
    return tuple(part for part in text.split(",") if part)
