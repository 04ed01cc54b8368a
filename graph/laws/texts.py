"""What reading a file yields: texts of versions with what their source says of them, and remarks on what was not plain."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

from graph.laws.model import LawArticle

Kind = Literal["unread", "contradiction", "note"]
"""What could not be read or was not taken; what two sources say differently; what a reader of the law should know."""


class Form(IntEnum):
    """How sure a form is about where an article begins and which version it is; the greater wins where two disagree."""

    DOCUMENT = 1
    """Running text (Word, plain text): labels are recognised."""
    FRONT_MATTER = 2
    """china-law-db: labels begin a paragraph."""
    JUST_LAWS = 3
    """just-laws: labels are marked as such."""
    LINES = 4
    """JSON Lines: every article and its version is named."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a person should know of a file: where (file, line), what, why and how to mend it."""

    kind: Kind
    where: str
    what: str
    why: str = ""
    mend: str = ""

    def __str__(self) -> str:
        parts = [f"{self.where}：{self.what}", *([f"原因：{self.why}"] if self.why else []), *([f"处理：{self.mend}"] if self.mend else [])]
        return "；".join(part.rstrip("；。") for part in parts)


@dataclass(frozen=True, slots=True)
class Said:
    """What a source says of a version; empty or None where it says nothing. `law` is the full title, `title` the short one."""

    law: str
    title: str
    version: str
    source: str
    form: Form
    category: str = ""
    place: str = ""
    first_day: dt.date | None = None
    start: dt.date | None = None
    status: str = ""
    repealed_on: dt.date | None = None
    repealed_by: str = ""

    def __str__(self) -> str:
        return f"《{self.title}》{self.version} 版"


@dataclass(frozen=True, slots=True)
class Text:
    """A version as read: what is said of it, and its articles in order with distinct numbers."""

    said: Said
    articles: tuple[LawArticle, ...]
    remarks: tuple[Remark, ...] = ()

    @property
    def digest(self) -> str:
        """Return a hash of numbers and texts; the same where only white space differs."""
        return digest_of((a.number, a.text) for a in self.articles)


def folded(text: str) -> str:
    """Return a text without white space, as two prints of one article are compared."""
    return "".join(text.split())


def digest_of(numbered: Iterable[tuple[str, str]]) -> str:
    """Return a hash of (number, text) pairs, white space left out; 32 hexadecimal digits."""
    hashed = hashlib.blake2b(digest_size=16)
    for number, text in numbered:
        hashed.update(f"{number}\x1f{folded(text)}\x1e".encode())
    return hashed.hexdigest()
