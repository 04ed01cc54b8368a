"""Brings a database to the newest schema, by Alembic, while all other processes that start wait."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout
from sqlalchemy import URL, Connection, Engine, inspect, text

from graph.database.engine import is_sqlite, shown
from ontology.errors import BadSettings

MIGRATIONS: Final = Path(__file__).resolve().parent / "migrations"
TABLE: Final = "shouwen_schema"
"""Where Alembic notes the revision: a name of our own, for a PostgreSQL database may hold another program's tables."""
PATIENCE: Final = 120
"""Seconds to wait for another process that migrates."""
_LOCK: Final = 7_306_338
"""Key of PostgreSQL's advisory lock: any number that only we use."""
_one_at_a_time: Final = threading.Lock()
"""Alembic keeps the migration that runs in a global variable."""


def revisions() -> tuple[str, ...]:
    """Return the revisions that this program knows, oldest first: the numbers that the steps' files start with."""
    return tuple(sorted(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py")))


def bring_up(engine: Engine, address: URL) -> None:
    """Migrate the database to the newest schema; raises BadSettings where it is newer than the program, and the driver's errors.

    All steps are one transaction: a process killed in between leaves the schema as it was.
    """
    known = revisions()
    with _alone(address):
        with engine.connect() as connection:
            found = _revision(connection)
        if found == known[-1]:
            return
        if found and found not in known:
            raise BadSettings(
                "数据库比程序新", where=shown(address), why=f"数据库的结构是 {found}，程序只认识到 {known[-1]}",
                mend="升级首问程序，或恢复升级前备份的数据库",
            )  # fmt: skip
        with _one_at_a_time, engine.execution_options(sqlite_begin="EXCLUSIVE").begin() as connection:
            if not is_sqlite(address):
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            _upgrade(connection)


@contextmanager
def _alone(address: URL) -> Iterator[None]:
    """Keep other processes from opening the same SQLite file: it cannot be switched to WAL while another looks at it."""
    if not is_sqlite(address) or not address.database:
        yield
        return
    path = Path(address.database)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(f"{path}.lock", timeout=PATIENCE):
            path.touch(mode=0o600)  # it holds accounts; SQLite gives its other files the same mode
            yield
    except Timeout as error:
        raise BadSettings("数据库一直被另一个进程占着", where=str(path), why=f"等了 {PATIENCE} 秒", mend="等它升级完，或结束那个进程后重试") from error


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(TABLE):
        return None
    found: str | None = connection.execute(text(f"SELECT version_num FROM {TABLE}")).scalar()
    return found


def _upgrade(connection: Connection) -> None:
    from alembic import command  # half a second to import, and seldom needed
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
