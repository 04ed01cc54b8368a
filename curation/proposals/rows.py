"""The tables of proposals (graph/database/migrations/versions/0002_proposals.py, 0005_reading.py)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from graph.database import Base


class ProposalRow(Base):
    """A proposal as it stands; `revision` counts its changes, `entry` is the ledger's number once published."""

    __tablename__ = "proposals"
    __table_args__ = (Index("ix_proposals_state", "state"), Index("ix_proposals_jurisdiction_matter", "jurisdiction", "matter"))

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    jurisdiction: Mapped[str]
    matter: Mapped[str]
    title: Mapped[str]
    content: Mapped[str]
    state: Mapped[str]
    drafter: Mapped[str]
    reviewer: Mapped[str]
    created: Mapped[dt.datetime]
    updated: Mapped[dt.datetime]
    base_version: Mapped[str]
    revision: Mapped[int]
    entry: Mapped[int | None]
    returned_because: Mapped[str]
    source_name: Mapped[str | None]
    source_bytes: Mapped[bytes | None] = mapped_column(deferred=True)
    reading: Mapped[str | None] = mapped_column(deferred=True)


class EventRow(Base):
    """Something that happened to a proposal: who did what, with which words, and the content as it was then."""

    __tablename__ = "proposal_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal: Mapped[str] = mapped_column(ForeignKey("proposals.id", name="fk_proposal_events_proposal"), index=True)
    time: Mapped[dt.datetime]
    who: Mapped[str]
    what: Mapped[str]
    from_state: Mapped[str]
    to_state: Mapped[str]
    words: Mapped[str]
    revision: Mapped[int]
    content: Mapped[str]
