"""One database for the ledger, proposals and accounts: an SQLite file in the home, or PostgreSQL by URL.

    __init__.py   what others use: Base, Database, open_database
    engine.py     from a URL to an engine, and how transactions begin
    schema.py     migrates to the newest schema, one process at a time
    migrations/   Alembic's environment and the steps, written by hand and independent of the models

SQLAlchemy takes half a second to import: import this package only where the database is used.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Dialect, Engine, LargeBinary, MetaData, Text
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from graph.database.engine import address_of, engine_of, is_sqlite, reading_options, shown
from graph.database.schema import bring_up
from ontology.errors import BadSettings, ShouwenError


class DatabaseUnavailable(ShouwenError):
    """The database is there and cannot serve now: locked too long, disk full, connection lost."""

    status = 503
    code = "database-unavailable"


class Moment(TypeDecorator[dt.datetime]):
    """A moment as ISO text in UTC with microseconds (sorts as it passed), aware in Python; one without a zone is refused."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> str | None:
        """Return the text to store."""
        return None if value is None else moment(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> dt.datetime | None:
        """Return the moment stored."""
        return None if value is None else dt.datetime.fromisoformat(value)


def moment(value: dt.datetime) -> str:
    """Return a moment as text, such as 2020-08-31T01:02:03.000004+00:00; raises ValueError for one without a time zone."""
    if value.utcoffset() is None:
        raise ValueError(f"时间没有时区：{value}")
    return value.astimezone(dt.UTC).isoformat(timespec="microseconds")


class Base(DeclarativeBase):
    """What all models inherit. Texts are TEXT, moments `Moment`; constraints have the same names on every database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: Any = {str: Text(), bytes: LargeBinary(), dt.datetime: Moment()}


class Database:
    """An open database; safe to share between threads, not across a fork."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writing = engine.execution_options(sqlite_begin="IMMEDIATE")
        self._reading = engine.execution_options(**reading_options(engine))

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Yield a session whose changes are all kept when the block ends and none where it raises.

        SQLite: one writer at a time from the first line on; others wait up to `engine.WAIT` seconds. PostgreSQL: READ COMMITTED.
        Raises DatabaseUnavailable where the database cannot serve.
        """
        with _said_plainly(), Session(self._writing, expire_on_commit=False) as session, session.begin():
            session.connection()
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session that sees one state throughout and can change nothing; it never waits for a writer."""
        with _said_plainly(), Session(self._reading, expire_on_commit=False) as session, session.begin():
            yield session

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def open_database(url: str, home: Path) -> Database:
    """Return the database at a SQLAlchemy URL ("": the file shouwen.db in the home), migrated to the newest schema.

    Any number of processes may start at once. Raises BadSettings where the URL is none, its driver is missing, the database cannot
    be opened, or its schema is newer than the program.
    """
    address = address_of(url, home)
    engine = engine_of(address)
    with ExitStack() as undone:
        undone.callback(engine.dispose)
        try:
            bring_up(engine, address)
        except (SQLAlchemyError, OSError) as error:
            mend = (
                "核对路径、权限和磁盘空间；这个文件若不是首问的数据库，先移开" if is_sqlite(address)
                else "核对地址、用户名和口令，确认 PostgreSQL 已启动、库已建好、用户有权建表"
            )  # fmt: skip
            raise BadSettings("数据库打不开", where=shown(address), why=_reason(error), mend=mend) from error
        undone.pop_all()
    return Database(engine)


@contextmanager
def _said_plainly() -> Iterator[None]:
    """Turn what the driver says of a database that cannot serve into a message for users."""
    try:
        yield
    except OperationalError as error:
        mend = "腾出磁盘空间后重试" if "full" in str(error.orig).lower() else "稍后重试；一直如此时检查数据库和磁盘"
        raise DatabaseUnavailable("数据库现在用不了，刚才的改动没有保存", why=_reason(error), mend=mend) from error


def _reason(error: BaseException) -> str:
    """Return the driver's own words, without SQLAlchemy's."""
    return " ".join(str(getattr(error, "orig", None) or error).split())[:300]
