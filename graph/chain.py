"""The form in which the ledger stores its entries, and the hash that chains each to the one before.

An entry's hash is the SHA-256 of its fields as JSON (sorted keys, UTF-8, no spaces), its quads in it as the SHA-256 of their sorted
lines, and the hash of the entry before; the way quads are compressed is not part of it.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.orm import Mapped, mapped_column

from graph.database import Base
from ontology.errors import BadInput


class LedgerRow(Base):
    """An entry as stored: `added` and `removed` are the sorted lines, joined by line breaks, compressed with zlib."""

    __tablename__ = "ledger"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[str] = mapped_column(index=True)
    parent: Mapped[str | None]
    kind: Mapped[str]
    about: Mapped[str]
    added: Mapped[bytes]
    removed: Mapped[bytes]
    drafter: Mapped[str]
    reviewer: Mapped[str]
    reason: Mapped[str]
    source: Mapped[str]
    time: Mapped[str] = mapped_column(index=True)
    previous: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)


WORDS: Final = ("version", "parent", "kind", "about", "drafter", "reviewer", "reason", "source", "time", "previous", "hash")
"""The columns that hold text; only `parent` may be empty (NULL)."""
BLOBS: Final = ("added", "removed")
"""The columns that hold quads."""


def hash_of(said: Mapping[str, Any], texts: Mapping[str, bytes | None]) -> str:
    """Return an entry's hash from its fields and the lines of its quads, in hexadecimal."""
    fields = {name: said[name] for name in ("number", *WORDS) if name != "hash"}
    fields |= {name: hashlib.sha256(texts[name] or b"").hexdigest() for name in BLOBS}
    return hashlib.sha256(json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def refuse_unstorable(said: Mapping[str, Any]) -> None:
    """Raise BadInput for text that PostgreSQL or UTF-8 cannot hold."""
    for name, value in said.items():
        if isinstance(value, str) and any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in value):
            raise BadInput("文字里有不能保存的字符", where=f"台账的 {name}", why=repr(value)[:100], mend="去掉空字符和残缺的字符")


def joined(lines: frozenset[str]) -> bytes:
    """Return lines as they are hashed and compressed; raises BadInput for what would not come back the same."""
    for line in lines:
        if not line or "\n" in line:
            raise BadInput("变更里的一条陈述是空的或含有换行", where=repr(line)[:100], mend="写成一行 N-Quads")
    try:
        return "\n".join(sorted(lines)).encode()
    except UnicodeEncodeError as error:
        raise BadInput("变更里有残缺的字符", why=str(error), mend="去掉残缺的字符") from error


def split(lines: bytes) -> frozenset[str]:
    """Return the lines that were joined; raises UnicodeDecodeError for what never was text."""
    return frozenset(lines.decode().split("\n")) if lines else frozenset()


def unpacked(blob: object) -> bytes | None:
    """Return the lines in a blob, None when it is none of ours, cut short or followed by something else."""
    if not isinstance(blob, bytes):
        return None
    try:
        reader = zlib.decompressobj()
        lines = reader.decompress(blob)
    except zlib.error:
        return None
    return lines if reader.eof and not reader.unused_data else None
