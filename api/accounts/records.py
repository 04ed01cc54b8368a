"""The rows of accounts, tokens and the audit log (tables: graph/database/migrations/versions/0003_accounts.py)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from graph.database import Base


class AccountRow(Base):
    """A person, or a program that has an account of its own."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    shown_name: Mapped[str]
    password_hash: Mapped[str]
    roles: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[dt.datetime | None]
    created: Mapped[dt.datetime]
    must_change: Mapped[bool] = mapped_column(default=True)
    unit: Mapped[str | None]
    place: Mapped[str | None]
    tokens: Mapped[list[TokenRow]] = relationship(back_populates="owner", order_by="TokenRow.id.desc()")


class TokenRow(Base):
    """A key for programs; only its digest is kept."""

    __tablename__ = "tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    name: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[str]
    created: Mapped[dt.datetime]
    expires: Mapped[dt.datetime]
    revoked: Mapped[dt.datetime | None]
    last_used: Mapped[dt.datetime | None]
    owner: Mapped[AccountRow] = relationship(back_populates="tokens")


class AuditRow(Base):
    """Who did what, when, from where. Rows are only ever added."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    time: Mapped[dt.datetime] = mapped_column(index=True)
    who: Mapped[str]
    what: Mapped[str]
    about: Mapped[str]
    words: Mapped[str]
    address: Mapped[str]
