"""Which role may do what, in one table; default deny: what is not named here is not allowed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Permission(StrEnum):
    """What a route may ask for. READ and RESOLVE change nothing: a route that writes needs another one (`guard` relies on it)."""

    OPEN = "open"
    """Anybody: the page to log in, styles, health."""
    READ = "read"
    """Look at matters, statutes, rulings, practice."""
    RESOLVE = "resolve"
    """Ask which unit a case belongs to."""
    OWN = "own"
    """One's own account; whoever is logged in has it, no role and no token gives it."""
    CONSULT = "consult"
    """Look at proposals, previews, conflicts and gaps before they are published."""
    PROPOSE = "propose"
    """Draft, correct, submit and withdraw proposals; read papers into drafts."""
    REVIEW = "review"
    """Approve or return another person's proposal."""
    PUBLISH = "publish"
    """Publish what was reviewed; roll back."""
    ADMINISTER = "administer"
    """Accounts and the audit log."""


@dataclass(frozen=True, slots=True)
class Grant:
    """Its Chinese name, what it is for in a few words, and what it permits."""

    label: str
    about: str
    permissions: frozenset[Permission]


def _grant(label: str, about: str, *permissions: Permission) -> Grant:
    return Grant(label, about, frozenset(permissions))


P = Permission
ROLES: Final = {
    "reader": _grant("浏览", "查阅事项、法规、认定、惯例", P.READ),
    "dispatcher": _grant("派单", "查阅；对来件求派单意见", P.READ, P.RESOLVE),
    "curator": _grant("编办", "起草、提交、撤回提案", P.READ, P.RESOLVE, P.CONSULT, P.PROPOSE),
    "reviewer": _grant("审核", "审核他人的提案，发布，回退", P.READ, P.RESOLVE, P.CONSULT, P.REVIEW, P.PUBLISH),
    "legal": _grant("法制", "查阅；看提案及其影响；就法规变动起草提案", P.READ, P.RESOLVE, P.CONSULT, P.PROPOSE),
    "administrator": _grant("管理员", "管理账号，查审计记录", P.READ, P.RESOLVE, P.ADMINISTER),
}
"""What each role may do. An account has one or more. The administrator neither drafts nor reviews: who hands out roles does not use them."""

SCOPES: Final = {
    "resolve": _grant("派单", "对来件求派单意见", P.RESOLVE),
    "read": _grant("查阅", "查阅知识", P.READ),
    "propose": _grant("提案", "起草和提交提案", P.CONSULT, P.PROPOSE),
    "review": _grant("审核", "审核提案", P.CONSULT, P.REVIEW),
    "publish": _grant("发布", "发布和回退", P.CONSULT, P.PUBLISH),
    "administer": _grant("管理", "管理账号", P.ADMINISTER),
}
"""What a token's scope lets through of what its account may do."""


def permissions_of(roles: Iterable[str]) -> frozenset[Permission]:
    """Return what the roles permit together; a role that is not in the table permits nothing."""
    return frozenset(permission for role in roles if role in ROLES for permission in ROLES[role].permissions)


def permissions_through(scopes: Iterable[str]) -> frozenset[Permission]:
    """Return what the scopes let through together."""
    return frozenset(permission for scope in scopes if scope in SCOPES for permission in SCOPES[scope].permissions)


def scopes_within(permissions: frozenset[Permission]) -> dict[str, Grant]:
    """Return the scopes that are of use to who has the permissions: each lets nothing through that they lack."""
    return {key: scope for key, scope in SCOPES.items() if scope.permissions <= permissions}
