"""The tables of HOME/laws/laws.db, and how that file is opened."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from sqlalchemy import Boolean, Column, Date, Engine, ForeignKey, Index, Integer, MetaData, String, Table, Text, create_engine, event

METADATA: Final = MetaData()

VERSIONS: Final = Table(
    "versions",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("law", String, nullable=False),
    Column("title", String, nullable=False),
    Column("category", String, nullable=False),
    Column("place", String, nullable=False),
    Column("version", String, nullable=False),
    Column("first_day", Date),
    Column("start", Date),
    Column("until", Date),
    Column("status", String, nullable=False),
    Column("repealed_by", String, nullable=False),
    Column("articles", Integer, nullable=False),
    Column("source", String, nullable=False),
    Column("newest", Boolean, nullable=False),
    # What the source said, from which start, until, status and repealed_by above are worked out (periods.py).
    Column("said_start", Date),
    Column("said_status", String, nullable=False),
    Column("said_repealed_on", Date),
    Column("said_repealed_by", String, nullable=False),
    Column("form", Integer, nullable=False),
    Column("digest", String, nullable=False),
    Index("versions_by_title", "title", "version", unique=True),
    sqlite_autoincrement=True,  # a version read anew gets a new key: who still has the old one finds nothing, never another's articles
)

ARTICLES: Final = Table(
    "articles",
    METADATA,
    Column("version_id", ForeignKey("versions.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("number", String, nullable=False),
    Column("label", String, nullable=False),
    Column("chapter", String, nullable=False),
    Column("text", Text, nullable=False),
    Index("articles_by_number", "version_id", "number", unique=True),
)

LINKS: Final = Table(
    "links",
    METADATA,
    Column("version_id", ForeignKey("versions.id"), primary_key=True),
    Column("number", String, primary_key=True),
    Column("title", String, primary_key=True),
    Column("article", String, primary_key=True),
    Index("links_to", "title", "article"),
    sqlite_with_rowid=False,
)
"""What articles cite (graph.laws.links): the citing version and article, the short title cited and the number, "" for a whole statute."""

LINKED: Final = Table("linked", METADATA, Column("version_id", ForeignKey("versions.id"), primary_key=True))
"""The versions whose links were read."""

HELD: Final = Table("held", METADATA, Column("key", String, primary_key=True), Column("value", String, nullable=False))
"""What the file holds as a whole: `generation`, `format`."""

FORMAT: Final = "1"
"""Raised whenever the tables change; an older file is then imported anew."""


def database_of(home: Path) -> Path:
    """Return where the law store of a home has its database."""
    return home / "laws" / "laws.db"


def engine_of(path: Path) -> Engine:
    """Return an engine for a database; readers see what was last committed while somebody writes (WAL)."""
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: Any) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA cache_size=-16000")

    return engine
