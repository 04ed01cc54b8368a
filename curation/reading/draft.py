"""What reading gives: drafts of proposals, every field with the words it came from and how sure; nothing hidden that was not understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

SINGLE: Final = ("jurisdiction", "matter", "facts", "lead", "lead_duty", "doctrine", "number", "decided_by", "decided_on", "from", "supersedes", "reason", "source")
"""Fields that hold one value (`lead`: seldom more); of several readings of one, the surest stands."""
SEVERAL: Final = ("phrases", "disputed_between", "helpers", "basis")
_NOT_IN_SCHEME: Final = frozenset({"number", "decided_by"})


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of the paper: paragraph by number (from 1), half-open span in its text, the text, and where in Chinese."""

    paragraph: int
    start: int
    end: int
    text: str
    where: str


@dataclass(frozen=True, slots=True)
class Field:
    """One thing read: field of the contract, its value there, what to show of it, the words, how sure (0 to 1), a remark in Chinese.

    A field of SEVERAL stands once for each of its members, and so does `lead` where several lead together. `value` of a helper is {"unit", "duty"}.
    """

    name: str
    value: str | Mapping[str, str]
    shown: str
    words: tuple[Words, ...]
    sure: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposal as far as a paper tells it; `unread`: its sentences that nothing was read from, `unread_more` of them not held any more."""

    kind: str
    title: str
    fields: tuple[Field, ...]
    unread: tuple[Words, ...]
    unread_more: int = 0

    def of(self, name: str) -> tuple[Field, ...]:
        """Return the fields of a name, in the order of the paper."""
        return tuple(f for f in self.fields if f.name == name)

    def one(self, name: str) -> Field | None:
        """Return the one field of a name, None where nothing was read."""
        return next((f for f in self.fields if f.name == name), None)

    def content(self) -> dict[str, Any]:
        """Return the proposal in the form of the contract; what was not read is left out."""
        content: dict[str, Any] = {"kind": self.kind}
        for field in self.fields:
            if self.kind == "scheme" and field.name in _NOT_IN_SCHEME:
                continue
            value = dict(field.value) if isinstance(field.value, Mapping) else field.value
            if field.name in SEVERAL:
                content.setdefault(field.name, []).append(value)
            elif field.name in content:  # several lead together
                before = content[field.name]
                content[field.name] = [*(before if isinstance(before, list) else [before]), value]
            else:
                content[field.name] = value
        return content
