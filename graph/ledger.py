"""The ledger: every published version as the change that made it, who answered for it, and a hash that chains it to the one before.

Entries are only ever appended; the database refuses anything else (`graph/database/migrations/versions/0001_ledger.py`), and
`Ledger.verify` finds what was altered behind its back. Whoever rewrites the whole chain is found only by hashes noted elsewhere.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Literal, NoReturn, get_args

from sqlalchemy import Select, select, text
from sqlalchemy.orm import Session

from graph.chain import BLOBS, WORDS, LedgerRow, hash_of, joined, refuse_unstorable, split, unpacked
from graph.changes import ChangeSet
from graph.database import Database, moment
from graph.tampering import VersionAfter, altered
from ontology.errors import BadInput, BadVersion, Conflict, NotFound

Kind = Literal["knowledge", "proposal", "rollback"]
_MEND: Final = "运行 shouwen kb verify-ledger 查明，从备份恢复数据库"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry without its quads: `version` was made of `parent` (None: of nothing) at `time` (UTC); `about`: a proposal's id or ""."""

    number: int
    version: str
    parent: str | None
    kind: str
    about: str
    drafter: str
    reviewer: str
    reason: str
    source: str
    time: dt.datetime
    previous: str
    hash: str


class Ledger:
    """The ledger in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(
        self, session: Session, *, version: str, parent: str | None, kind: Kind, about: str, changes: ChangeSet,
        drafter: str, reviewer: str, reason: str, source: str, time: dt.datetime,
    ) -> Entry:  # fmt: skip
        """Append an entry within a transaction and return it; `time` has a zone.

        Raises Conflict where the newest entry's version is not `parent` (None: there is no entry), BadInput for text that cannot be
        stored. Two who append at once wait for each other; the second meets the Conflict.
        """
        if kind not in get_args(Kind):
            raise ValueError(f"no kind of entry: {kind}")
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("LOCK TABLE ledger IN SHARE ROW EXCLUSIVE MODE"))  # SQLite's transaction has the lock already
        head = self.head(session)
        if (head.version if head else None) != parent:
            raise Conflict(
                "图谱在此期间有了新版本", where=f"台账第 {head.number} 条" if head else "台账",
                why=f"依据的版本是 {parent or '（空）'}，现在是 {head.version if head else '（空）'}", mend="在现在的版本上重新检查、预览后再发布",
            )  # fmt: skip
        said: dict[str, Any] = {
            "number": head.number + 1 if head else 1, "version": version, "parent": parent, "kind": kind, "about": about, "drafter": drafter,
            "reviewer": reviewer, "reason": reason, "source": source, "time": moment(time), "previous": head.hash if head else "",
        }  # fmt: skip
        refuse_unstorable(said)
        texts = {"added": joined(changes.added), "removed": joined(changes.removed)}
        said["hash"] = hash_of(said, texts)
        session.add(LedgerRow(**said, **{name: zlib.compress(lines) for name, lines in texts.items()}))
        session.flush()
        return _entry(said)

    def head(self, session: Session | None = None) -> Entry | None:
        """Return the newest entry, None when there is none yet; `session`: as a running transaction sees it."""
        return self._first(_newest_first(), session)

    def entries(self, before: int | None = None, limit: int = 50) -> tuple[Entry, ...]:
        """Return entries, newest first, with numbers below `before`."""
        wanted = _newest_first().limit(limit)
        with self._database.reading() as session:
            return tuple(map(_entry, session.execute(wanted if before is None else wanted.where(LedgerRow.number < before)).mappings()))

    def entry(self, number: int) -> Entry:
        """Return the entry of this number; raises NotFound."""
        return self._first(_newest_first().where(LedgerRow.number == number)) or _missing(f"第 {number} 条")

    def changes(self, number: int, session: Session | None = None) -> ChangeSet:
        """Return what the entry of this number added and removed; raises NotFound, BadVersion where it can no longer be read."""
        with self._within(session) as within:
            row = within.get(LedgerRow, number) or _missing(f"第 {number} 条")
        texts = [lines for name in BLOBS if (lines := unpacked(getattr(row, name))) is not None]
        try:
            added, removed = map(split, texts)
            return ChangeSet(added, removed)
        except (ValueError, BadInput) as error:  # one is missing, or never was text or a change
            raise BadVersion(f"台账第 {number} 条的内容读不出来", why=str(error), mend=_MEND) from error

    def of_version(self, version: str, session: Session | None = None) -> Entry:
        """Return the newest entry that made a version; raises NotFound."""
        return self._first(_newest_first().where(LedgerRow.version == version), session) or _missing(f"版本 {version}")

    def as_of(self, time: dt.datetime) -> Entry | None:
        """Return the entry in force at a moment (with a zone), None for one before the first."""
        return self._first(_newest_first().where(LedgerRow.time <= moment(time)))

    def between(self, a: str | None, b: str | None) -> ChangeSet:
        """Return the change that makes version `b` of version `a` (None: of nothing); raises NotFound, BadVersion."""
        with self._database.reading() as session:
            start, end = (0 if version is None else self.of_version(version, session).number for version in (a, b))
            low, high = sorted((start, end))
            changes = _composed(range(low + 1, high + 1), partial(self.changes, session=session))
        return changes if start <= end else changes.inverse()

    def verify(self, version_after: VersionAfter | None = None, noted: Mapping[int, str] | None = None) -> list[str]:
        """Return, for each entry that was altered, a sentence saying which and what of it; nothing where all is whole.

        `version_after` proves that each version follows from its change; `noted`: hashes by entry (or how they begin) that were noted
        outside the database, which also show entries cut off at the end and a chain rewritten from its start.
        """
        return altered(self._database, version_after, noted or {})

    def _first(self, wanted: Select[Any], session: Session | None = None) -> Entry | None:
        with self._within(session) as within:
            row = within.execute(wanted.limit(1)).mappings().first()
        return None if row is None else _entry(row)

    def _within(self, session: Session | None) -> AbstractContextManager[Session]:
        return self._database.reading() if session is None else nullcontext(session)


def _composed(numbers: Sequence[int], read: Callable[[int], ChangeSet]) -> ChangeSet:
    """Return several entries' changes as one; by halves, so that each quad is copied as often as entries can be halved."""
    if len(numbers) < 2:
        return read(numbers[0]) if numbers else ChangeSet()
    half = len(numbers) // 2
    return _composed(numbers[:half], read).then(_composed(numbers[half:], read))


def _entry(row: Mapping[Any, Any]) -> Entry:
    said = {name: row[name] for name in ("number", *WORDS)}
    try:
        said["time"] = dt.datetime.fromisoformat(said["time"])
    except (TypeError, ValueError) as error:
        raise BadVersion(f"台账第 {said['number']} 条的时间读不出来", why=str(error), mend=_MEND) from error
    return Entry(**said)


def _newest_first() -> Select[Any]:
    return select(*(getattr(LedgerRow, name) for name in ("number", *WORDS))).order_by(LedgerRow.number.desc())


def _missing(what: str) -> NoReturn:
    raise NotFound(f"台账里没有{what}", mend="运行 shouwen kb versions 看有哪些")
