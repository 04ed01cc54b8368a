"""Passwords: Argon2id hashes, what a password must be, and one-time passwords.

The rules are NIST SP 800-63B's: long, none of the common ones, not the name. No meter such as zxcvbn: its word lists are English,
and what our people choose (pinyin, birthdays, 公司拼音+年份) it takes for strong.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from api.accounts.limits import PASSWORD_KINDS, PASSWORD_LEAST, PASSWORD_MOST
from api.accounts.refusals import BadField

HASHER = PasswordHasher()
"""argon2-cffi's own choice: Argon2id, RFC 9106's second recommendation (64 MiB); old hashes are renewed at the next login."""
ONE_TIME_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without i, l, o, 0, 1: it is read off a screen and typed."""
COMMON: Final = (
    "1234567890", "0123456789", "9876543210", "12345678910", "123456789a", "a123456789", "abcdefghij", "qwertyuiop", "asdfghjkl",
    "1qaz2wsx3edc", "1qaz2wsx", "q1w2e3r4t5", "password", "passw0rd", "p@ssw0rd", "admin123", "administrator", "woaini", "5201314",
    "1314520", "iloveyou", "shouwen", "dagongji", "rexian12345", "zhengfu", "changeme", "welcome", "letmein", "qwerty123", "abc123",
)  # fmt: skip
"""The commonest, ours included; a password that is one of them with up to three characters around it is refused."""


def hashed(password: str) -> str:
    """Return the Argon2id hash of a password, with its parameters and salt."""
    return HASHER.hash(_plain(password))


def matches(password_hash: str, password: str) -> bool:
    """Return whether the password is the one; False for a hash that is none."""
    if len(password) > PASSWORD_MOST:
        return False
    try:
        return HASHER.verify(password_hash, _plain(password))
    except (VerificationError, InvalidHashError):
        return False


def outdated(password_hash: str) -> bool:
    """Return whether the hash was made with other parameters than those in force."""
    return HASHER.check_needs_rehash(password_hash)


@cache
def nobodys() -> str:
    """Return the hash of a password that nobody knows: checking against it takes as long as against somebody's,
    so how long an answer takes does not tell whether the name exists."""
    return hashed(secrets.token_hex(16))


def require_good(password: str, name: str, field: str = "new") -> None:
    """Raise BadField when the password is too short, too common or the name."""
    plain = _plain(password)
    low = plain.casefold()
    if len(plain) < PASSWORD_LEAST:
        raise BadField(field, f"密码太短：{len(plain)} 个字符", f"至少 {PASSWORD_LEAST} 个，可以是几个词或一句话")
    if len(plain) > PASSWORD_MOST:
        raise BadField(field, f"密码太长：{len(plain)} 个字符", f"最多 {PASSWORD_MOST} 个")
    if len(set(low)) < PASSWORD_KINDS:
        raise BadField(field, "密码里不同的字符太少", f"至少 {PASSWORD_KINDS} 种")
    if any(word in low and len(low) - len(word) <= 3 for word in COMMON):
        raise BadField(field, "这是最常见的密码之一，会先被人试到", "换成不相干的几个词")
    if name and name.casefold() in low and len(low) - len(name) < PASSWORD_LEAST // 2:
        raise BadField(field, "密码与账号名太像", "换成不相干的几个词")


def one_time() -> str:
    """Return a random password of four groups (79 bits), to be changed at the first login."""
    return "-".join("".join(secrets.choice(ONE_TIME_ALPHABET) for _ in range(4)) for _ in range(4))


def stamp(password_hash: str) -> str:
    """Return a short mark of the hash: a session that carries another one is over."""
    return hashlib.sha256(password_hash.encode()).hexdigest()[:16]


def _plain(password: str) -> str:
    """Return the password with full-width letters as plain ones: an input method must not lock anybody out."""
    return unicodedata.normalize("NFKC", password)
