"""From a URL to an engine: which databases are taken, and how their transactions begin."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from ontology.errors import BadSettings

WAIT: Final = 30
"""Seconds that a writer waits for another on SQLite; a transaction of ours takes milliseconds."""
_HOW: Final = "写成 sqlite:////路径/shouwen.db 或 postgresql://用户:口令@主机/库名；留空则用 SHOUWEN_HOME 里的 shouwen.db"


def address_of(url: str, home: Path) -> URL:
    """Return the address that a URL means ("": shouwen.db in the home); raises BadSettings for one that is neither SQLite nor PostgreSQL."""
    if not url:
        return URL.create("sqlite", database=str(home / "shouwen.db"))
    try:
        address = make_url(url)
    except (ArgumentError, ValueError) as error:
        # The URL itself is not shown: it may hold a password.
        raise BadSettings("数据库地址看不懂", where="设置 database 或环境变量 SHOUWEN_DATABASE", mend=_HOW) from error
    kind = address.drivername.partition("+")[0]
    if kind in ("postgresql", "postgres"):
        return address.set(drivername="postgresql+psycopg")
    if kind != "sqlite":
        raise BadSettings("数据库只能是 SQLite 或 PostgreSQL", where=shown(address), mend=_HOW)
    if not address.database or address.database == ":memory:" or address.database.startswith("file:"):
        raise BadSettings("SQLite 数据库要是一个文件", where=shown(address), why="内存里的数据库关掉就没有了", mend=_HOW)
    return address.set(drivername="sqlite")


def shown(address: URL) -> str:
    """Return an address for messages, without its password."""
    return address.render_as_string(hide_password=True)


def is_sqlite(address: URL) -> bool:
    """Return whether the address is that of an SQLite file."""
    return address.get_backend_name() == "sqlite"


def engine_of(address: URL) -> Engine:
    """Return an engine that has not connected yet; raises BadSettings where the driver is missing."""
    try:
        # Pre-ping: PostgreSQL may have been restarted since a connection was last used.
        engine = create_engine(address, pool_pre_ping=not is_sqlite(address))
    except ImportError as error:
        raise BadSettings(
            "没有 PostgreSQL 的驱动程序", where=shown(address), why=str(error), mend="运行 pip install 'shouwen[postgresql]'，或改用 SQLite"
        ) from error
    except ArgumentError as error:
        raise BadSettings("数据库地址里的参数不对", where=shown(address), why=str(error), mend=_HOW) from error
    if is_sqlite(address):
        event.listen(engine, "connect", _connected)
        event.listen(engine, "begin", _begin)
    return engine


def reading_options(engine: Engine) -> dict[str, Any]:
    """Return the execution options of transactions that only read, and read one state throughout."""
    if engine.dialect.name == "sqlite":
        return {"sqlite_begin": "DEFERRED", "sqlite_query_only": True}
    return {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def _connected(connection: Any, _record: object) -> None:
    """Set up a new SQLite connection; the driver is kept from beginning transactions, we do (SQLAlchemy's pysqlite recipe).

    WAL: readers and the writer do not wait for each other. synchronous FULL: what is committed outlives a power cut.
    """
    connection.isolation_level = None
    for pragma in (f"busy_timeout = {WAIT * 1000}", "foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    connection.exec_driver_sql(f"PRAGMA query_only = {int(options.get('sqlite_query_only', False))}")
    connection.exec_driver_sql(f"BEGIN {options.get('sqlite_begin', 'DEFERRED')}")
