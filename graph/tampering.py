"""Finds what was altered in the ledger behind the database's back, and names it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import LargeBinary, Select, cast, select, text
from sqlalchemy.exc import DBAPIError

from graph.chain import BLOBS, WORDS, LedgerRow, hash_of, split, unpacked
from graph.changes import ChangeSet
from graph.database import Database
from ontology.errors import ShouwenError

VersionAfter = Callable[[str | None, ChangeSet], str | None]
"""The name of the version that a change makes of another (None: of nothing); None where it cannot be told."""
Row = Mapping[Any, Any]

_READ_AT_ONCE: Final = 20
"""Entries held in memory: one may be a whole graph."""


def altered(database: Database, version_after: VersionAfter | None, noted: Mapping[int, str]) -> list[str]:
    """Return, for each entry that was altered, a sentence saying which and what of it; nothing where all is whole.

    `version_after` proves that each version follows from its change; `noted`: hashes by entry (or how they begin) that were noted
    outside the database, which also show entries cut off at the end and a chain rewritten from its start.
    """
    problems: list[str] = []
    before: Row | None = None
    expected, hashes = 1, dict(noted)
    try:
        numbers = _numbers(database)
        problems += _index_faults(database)
    except DBAPIError as error:
        return [f"整个台账读不出来：{error.orig}"]
    for row in _stored(database, numbers):
        number = row["number"]
        if number != expected:
            problems.append(f"台账第 {expected} 条不见了" if number == expected + 1 else f"台账第 {expected} 至 {number - 1} 条不见了")
        if "unreadable" in row:
            problems.append(f"台账第 {number} 条读不出来：{row['unreadable']}")
        else:
            whole = before if number == expected else {}
            problems += (f"台账第 {number} 条：{what}" for what in _faults(row, whole, version_after, hashes.pop(number, None)))
        before, expected = (row if "unreadable" not in row else {}), number + 1
    problems += (f"台账第 {number} 条不见了：另处记有它的哈希 {value[:12]}" for number, value in sorted(hashes.items()) if number >= expected)
    return problems


def _numbers(database: Database) -> Sequence[int]:
    with database.reading() as session:
        return session.scalars(select(LedgerRow.number).order_by(LedgerRow.number)).all()


def _index_faults(database: Database) -> list[str]:
    """Return where SQLite's indexes do not say what the table says: entries are found by them."""
    if database.engine.dialect.name != "sqlite":
        return []
    with database.reading() as session:
        said = session.scalars(text("PRAGMA integrity_check(ledger)")).all()
    return [] if said == ["ok"] else [f"台账的存储或索引被改动或损坏过：{said[0]}"]


def _stored(database: Database, numbers: Sequence[int]) -> Iterator[Row]:
    """Yield these rows as they are stored, oldest first, texts as bytes or text; one that the database cannot read as "unreadable"."""
    columns = [getattr(LedgerRow, name) for name in (*WORDS, *BLOBS)]
    if database.engine.dialect.name == "sqlite":
        # SQLite stores anything anywhere: text that is not UTF-8 would end the whole query, text in place of bytes the reading.
        columns = [cast(column, LargeBinary).label(column.key) for column in columns]
    wanted = select(LedgerRow.number, *columns).order_by(LedgerRow.number)
    for at in range(0, len(numbers), _READ_AT_ONCE):
        some = numbers[at : at + _READ_AT_ONCE]
        try:
            yield from _rows(database, wanted, some)
        except DBAPIError:
            for number in some:
                try:
                    yield from _rows(database, wanted, [number])
                except DBAPIError as error:
                    yield {"number": number, "unreadable": str(error.orig)}


def _rows(database: Database, wanted: Select[Any], numbers: Sequence[int]) -> list[Row]:
    with database.reading() as session:
        return list(session.execute(wanted.where(LedgerRow.number.in_(numbers))).mappings())


def _faults(row: Row, before: Row | None, version_after: VersionAfter | None, noted: str | None) -> Iterator[str]:
    """Yield what is wrong with an entry, given the one before (None: it is the first; empty: that one could not be read)."""
    try:
        said = {"number": row["number"], **{name: _word(row[name]) for name in WORDS}}
    except ValueError as error:
        yield f"有的栏目不是文字，被改动过（{error}）"
        return
    texts = {name: unpacked(row[name]) for name in BLOBS}
    lost = [{"added": "增加", "removed": "删去"}[name] for name, lines in texts.items() if lines is None]
    if lost:
        yield f"{'和'.join(lost)}的内容读不出来，被改动过"
    elif said["hash"] != hash_of(said, texts):
        yield "内容与哈希不符，被改动过"
    if noted is not None and not str(said["hash"]).startswith(noted):
        yield f"哈希与另处所记的 {noted[:12]} 不同，这一条或它之前的被改写过"
    if before is None or before:
        previous, parent = (_loosely(before["hash"]), _loosely(before["version"])) if before else ("", None)
        if said["previous"] != previous:
            yield f"与第 {said['number'] - 1} 条接不上，其中一条被改动或换掉过" if before else "是第一条，却记着上一条的哈希"
        if said["parent"] != parent:
            yield f"所依据的版本 {said['parent'] or '（空）'} 不是上一条的版本 {parent or '（空）'}"
    if version_after is not None and not lost:
        yield from _does_not_follow(said, texts, version_after)


def _does_not_follow(said: Row, texts: Mapping[str, bytes | None], version_after: VersionAfter) -> Iterator[str]:
    try:
        changes = ChangeSet(*(split(texts[name] or b"") for name in BLOBS))
        follows = version_after(said["parent"], changes)
    except (ShouwenError, UnicodeDecodeError) as error:
        yield f"变更套不到上一版本上：{error}"
        return
    if follows is not None and follows != said["version"]:
        yield f"照它的变更应得到版本 {follows}，所记的是 {said['version']}"


def _word(stored: object) -> str | None:
    """Return a stored text; raises ValueError (as UnicodeDecodeError is one) for what is none."""
    if stored is None or isinstance(stored, str):
        return stored
    if isinstance(stored, bytes):
        return stored.decode()
    raise ValueError(type(stored).__name__)


def _loosely(stored: object) -> str | None:
    """Return a stored text to compare with; what is none equals nothing."""
    return stored.decode(errors="replace") if isinstance(stored, bytes) else stored if isinstance(stored, str) else None
