"""One base error for everything a user or a curator can mend.

Messages are Chinese because users read them, and follow one ladder: what is wrong, where it
is (file, line, subject), why, and how to mend it.
"""

from __future__ import annotations


class ShouwenError(Exception):
    """Say what is wrong, where, why and how to mend it; `status` is the HTTP status of the edge."""

    status = 400
    code = "bad-input"

    def __init__(self, what: str, *, where: str = "", why: str = "", mend: str = "") -> None:
        self.what, self.where, self.why, self.mend = what, where, why, mend
        super().__init__(str(self))

    def __str__(self) -> str:
        parts = [self.what]
        if self.where:
            parts.append(f"位置：{self.where}")
        if self.why:
            parts.append(f"原因：{self.why}")
        if self.mend:
            parts.append(f"处理：{self.mend}")
        return "；".join(part.rstrip("；。") for part in parts) + "。"


class BadInput(ShouwenError):
    """A case, an argument or a file that cannot be read as what it should be."""


class UnknownPlace(BadInput):
    """A jurisdiction or district that is neither a GB/T 2260 code nor a known name."""

    code = "unknown-place"


class BadDate(BadInput):
    """A day that is no calendar date."""

    code = "bad-date"


class BadCitation(BadInput):
    """A text that should cite an article and cannot be read as one."""

    code = "bad-citation"


class BadKnowledge(ShouwenError):
    """Knowledge (Turtle) that cannot be parsed or breaks the shapes."""

    status = 422
    code = "bad-knowledge"


class BadVersion(ShouwenError):
    """A published version that is missing, cut short or of another format."""

    status = 503
    code = "bad-version"


class NotFound(ShouwenError):
    """Something asked for by its id that this version does not hold."""

    status = 404
    code = "not-found"


class BadSettings(ShouwenError):
    """A settings file or environment variable with an unknown key or a wrong value."""

    code = "bad-settings"


class Conflict(ShouwenError):
    """A change made on something that has changed since."""

    status = 409
    code = "conflict"
