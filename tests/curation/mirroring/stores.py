"""Real stores to mirror to: Oxigraph's server and Virtuoso, each in a process of its own on a free port, gone with the test."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

PATIENCE = 60
"""Seconds to wait for a server on a busy machine."""
OXIGRAPH = next((p for p in (str(Path(sys.executable).with_name("oxigraph")), shutil.which("oxigraph")) if p and Path(p).exists()), "")
VIRTUOSO = shutil.which("virtuoso-t") or ""
_INI = """[Database]
DatabaseFile = {folder}/v.db
ErrorLogFile = {folder}/v.log
LockFile = {folder}/v.lck
TransactionFile = {folder}/v.trx
xa_persistent_file = {folder}/v.pxa
[TempDatabase]
DatabaseFile = {folder}/t.db
TransactionFile = {folder}/t.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = 20000
MaxDirtyBuffers = 12000
CaseMode = 2
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
ServerThreads = 4
[SPARQL]
MaxQueryExecutionTime = 120
"""


@dataclass
class Server:
    """A store's process, how the setting `mirror` names it, and who may write."""

    mirror: str
    command: list[str]
    folder: Path
    user: str = ""
    password: str = ""
    address: str = ""
    files: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start the process in its folder, with its files, and wait until it answers."""
        self.folder.mkdir(exist_ok=True)
        for name, text in self.files.items():
            (self.folder / name).write_text(text, encoding="utf-8")
        self.process = subprocess.Popen(self.command, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            assert self.process.poll() is None, "the store ended"
            try:
                httpx.get(self.address, timeout=5, trust_env=False)
            except httpx.HTTPError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError("the store did not start")

    def stop(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(timeout=30)
            self.process = None

    def ask(self, query: str) -> list[dict[str, str]]:
        """Return the rows of a query put to the store by anybody."""
        path = "/query" if self.mirror.startswith("oxigraph") else "/sparql"
        answer = httpx.post(self.address + path, data={"query": query}, headers={"Accept": "application/sparql-results+json"}, timeout=60, trust_env=False)
        assert answer.is_success, answer.text
        return [{name: term["value"] for name, term in row.items()} for row in answer.json()["results"]["bindings"]]


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def oxigraph(folder: Path) -> Server:
    """Return Oxigraph's server, its data in memory: on disk it spends half a minute of a processor on compaction."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    return Server(
        f"oxigraph+{address}",
        [OXIGRAPH, "serve", "--bind", f"127.0.0.1:{port}"],
        folder,
        address=address,
    )


def virtuoso(folder: Path) -> Server:
    """Return a Virtuoso of its own, with the password it is shipped with, on loopback only."""
    port, sql = free_port(), free_port()
    command = [VIRTUOSO, "+configfile", str(folder / "virtuoso.ini"), "+foreground"]
    address = f"http://127.0.0.1:{port}"
    return Server(f"virtuoso+{address}", command, folder, "dba", "dba", address, {"virtuoso.ini": _INI.format(folder=folder, port=port, sql=sql)})


def environment(server: Server) -> dict[str, str]:
    """Return what the environment of a command must say of a store."""
    return {**os.environ, "SHOUWEN_MIRROR": server.mirror, "SHOUWEN_MIRROR_USER": server.user, "SHOUWEN_MIRROR_PASSWORD": server.password}
