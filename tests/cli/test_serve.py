"""`shouwen serve`: starts on a free port and answers; says so when the port is taken."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90
"""Seconds to wait for the server on a busy machine; a free one needs four."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answer(url: str, body: object = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=20) as response:
        return json.loads(response.read())


@pytest.fixture
def server(home: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Start the server in a process of its own and yield it with its address once it listens; end it by its id."""
    port = free_port()
    command = [sys.executable, "-c", "from api.cli import main; main()", "serve", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "SHOUWEN_HOME": str(home)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process, f"http://127.0.0.1:{port}"
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(timeout=20)


def wait_until_healthy(process: subprocess.Popen[bytes], address: str) -> Any:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, f"服务退出了：{process.returncode}"
        try:
            return answer(f"{address}/healthz")
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError("服务没有起来")


def test_the_server_answers_and_stops_when_told(server: tuple[subprocess.Popen[bytes], str], home: Path) -> None:
    process, address = server
    assert wait_until_healthy(process, address)
    decision = answer(f"{address}/api/v1/resolve", {"id": "7", "text": "老板拖欠工资三个月", "jurisdiction": "宁海县"})
    assert (decision["id"], decision["lead"]["name"]) == ("7", "宁海县人力资源和社会保障局")
    assert decision["graph_version"] == (home / "current").read_text(encoding="utf-8")
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 0
    with pytest.raises(urllib.error.URLError):
        answer(f"{address}/healthz")


def test_a_taken_port_is_said_clearly(shouwen: Callable[..., Any]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ran = shouwen("serve", "--port", port)
    assert ran.status == 2
    for word in (f"端口 {port} 用不了", f"127.0.0.1:{port}", "--port"):
        assert word in ran.err
    assert "Traceback" not in ran.err
