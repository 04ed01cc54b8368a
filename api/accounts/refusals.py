"""Why a request is refused for who asks: not logged in, not allowed, or a form that is too old."""

from __future__ import annotations

from ontology.errors import BadInput, ShouwenError


class NotLoggedIn(ShouwenError):
    """Nobody is logged in, or the token is none, expired or revoked."""

    status = 401
    code = "not-logged-in"


class NotAllowed(ShouwenError):
    """Who is logged in lacks the permission."""

    status = 403
    code = "not-allowed"


class StaleForm(BadInput):
    """A form without the token that ties it to the session (CSRF)."""

    code = "stale-form"


class BadField(BadInput):
    """A field of a form that cannot be taken; `field` names it."""

    def __init__(self, field: str, what: str, mend: str = "") -> None:
        self.field = field
        super().__init__(what, mend=mend)

    @property
    def advice(self) -> str:
        """Return what to show at the field."""
        return "。".join(part.rstrip("。") for part in (self.what, self.mend) if part) + "。"
