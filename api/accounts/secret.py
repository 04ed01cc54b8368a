"""The key that sessions are signed with: made once, kept in the home, readable by its owner alone."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Final

from ontology.errors import BadSettings

NAME: Final = "session-secret"
LEAST: Final = 32
"""Bytes."""


def session_secret(home: Path) -> bytes:
    """Return the home's key, making it if there is none; of several processes that start at once the first one's is everybody's."""
    path = home / NAME
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        own = home / f".{NAME}-{os.getpid()}-{secrets.token_hex(4)}"
        with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_hex(LEAST))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(own, path)  # unlike a rename, this never replaces
        except FileExistsError:
            pass
        finally:
            own.unlink()
    key = path.read_bytes().strip()
    if len(key) < LEAST:
        raise BadSettings("会话密钥不完整", where=str(path), mend="删去这个文件再启动；已登录的人要重新登录")
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)
    return key
