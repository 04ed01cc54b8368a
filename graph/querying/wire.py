"""How the host and those who ask talk: one message each way over a Unix socket in the home, JSON behind its length; an answer's bytes
come as an open file beside the message."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

FOLDER: Final = "sparql"
"""Below the home, for its owner alone."""
_SOCKET: Final = "socket"
_MOST: Final = 1024 * 1024
"""Bytes of a message."""


@contextmanager
def address(home: Path) -> Iterator[str]:
    """Yield the socket's address; through /proc, for socket addresses have 108 bytes and homes may lie deep."""
    folder = home / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{descriptor}/{_SOCKET}"
    finally:
        os.close(descriptor)


def packed(message: dict[str, Any]) -> bytes:
    """Return a message as it travels."""
    body = json.dumps(message).encode()
    return len(body).to_bytes(4, "big") + body


def unpacked(data: bytes | bytearray) -> dict[str, Any] | None:
    """Return the message in what has arrived so far, None where there is more to come; raises ValueError for what is no message."""
    if len(data) < 4:
        return None
    size = int.from_bytes(data[:4], "big")
    if size > _MOST:
        raise ValueError(f"a message of {size} bytes")
    if len(data) < 4 + size:
        return None
    message: dict[str, Any] = json.loads(bytes(data[4 : 4 + size]))
    return message


def received(connection: socket.socket) -> tuple[dict[str, Any], int | None]:
    """Return the message that arrives, and the file beside it; raises ConnectionError where the other side went away."""
    data, files = bytearray(), []
    while (message := unpacked(data)) is None:
        part, beside, _, _ = socket.recv_fds(connection, 65_536, 1)
        files += beside
        if not part:
            for file in files:
                os.close(file)
            raise ConnectionResetError("the host of queries went away")
        data += part
    return message, files[0] if files else None
