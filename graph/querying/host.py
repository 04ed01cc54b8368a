"""The host of queries, one process a home: holds the store, forks for every query, and kills those that run too long.

    python -m graph.querying.host HOME LIFE PROCESSES WAITING     (LIFE: a pipe whose other end the starter holds; the host ends with it)

One thread and no library that starts others: a fork of it is a whole, quiet process.
"""

from __future__ import annotations

import fcntl
import logging
import os
import selectors
import signal
import socket
import struct
import sys
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from graph.querying import wire
from graph.querying.held import Held
from graph.querying.model import Limits, Question
from graph.querying.running import OUT_OF_MEMORY, run
from graph.yielding import yield_to_others
from ontology.errors import BadVersion

log = logging.getLogger(__name__)

IDLE: Final = 900.0
"""Seconds without a query after which the host gives its memory back; the next query starts another in seconds."""
NICE: Final = 10
"""How much the host yields to answering cases; queries yield more (`running`)."""
_TOO_DEEP: Final = frozenset({signal.SIGSEGV, signal.SIGBUS, signal.SIGILL})
_PEER: Final = struct.Struct("3i")


@dataclass(eq=False)
class Job:
    """A connection: what arrived of its question, then the process that answers it."""

    connection: socket.socket
    arrived: bytearray = field(default_factory=bytearray)
    question: Question | None = None
    limits: Limits = field(default_factory=Limits)
    pid: int = 0
    watch: int = -1
    answer: int = -1
    version: str = ""
    until: float = 0.0


class Host:
    """Runs questions one after another, `processes` at once, and lets `waiting` more wait."""

    def __init__(self, home: Path, life: int, processes: int, waiting: int) -> None:
        self._held = Held(home)
        self._life, self._processes, self._waiting_most = life, processes, waiting
        self._selector = selectors.DefaultSelector()
        self._waiting: deque[Job] = deque()
        self._running: set[Job] = set()
        self._quiet = time.monotonic()

    def serve(self, listening: socket.socket) -> None:
        """Serve until the starter ends, or nobody asks for long."""
        self._selector.register(listening, selectors.EVENT_READ)
        self._selector.register(self._life, selectors.EVENT_READ)
        self._follow()
        while self._running or time.monotonic() - self._quiet < IDLE:
            for key, _ in self._selector.select(self._patience()):
                if key.fileobj is listening:
                    self._accept(listening)
                elif key.fileobj == self._life:
                    return
                elif key.data.watch == key.fileobj:
                    self._ended(key.data)
                else:
                    self._heard(key.data)
            self._kill_late()
            while self._waiting and len(self._running) < self._processes:
                self._start(self._waiting.popleft())

    def _patience(self) -> float:
        """Return the seconds until something is due."""
        due = [job.until for job in (*self._running, *self._waiting)]
        return max(0.0, min([*due, self._quiet + IDLE]) - time.monotonic()) + 0.001

    def _accept(self, listening: socket.socket) -> None:
        connection, _ = listening.accept()
        _, owner, _ = _PEER.unpack(connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size))
        if owner != os.getuid():
            connection.close()
            return
        connection.setblocking(False)
        self._selector.register(connection, selectors.EVENT_READ, Job(connection))

    def _heard(self, job: Job) -> None:
        """Take what arrived; whoever hangs up no longer wants the answer."""
        try:
            part = job.connection.recv(65_536)
        except ConnectionError:
            part = b""
        if not part:
            self._drop(job)
            return
        if job.question is not None:
            return
        job.arrived += part
        try:
            asked = wire.unpacked(job.arrived)
        except ValueError:
            self._drop(job)
            return
        if asked is not None:
            self._queue(job, Question(**asked["question"]), Limits(**asked["limits"]))

    def _queue(self, job: Job, question: Question, limits: Limits) -> None:
        self._quiet = time.monotonic()
        job.question, job.limits = question, limits
        if len(self._running) >= self._processes and len(self._waiting) >= self._waiting_most:
            self._reply(job, {"busy": len(self._waiting)})
            return
        job.until = time.monotonic() + limits.seconds * 2
        self._waiting.append(job)

    def _start(self, job: Job) -> None:
        assert job.question is not None
        if not self._follow():
            self._reply(job, {"empty": True})
            return
        job.version = self._held.version
        job.answer = os.memfd_create("answer")
        job.pid = os.fork()
        if job.pid == 0:
            run(self._held.store, job.question, job.limits, job.answer)
        job.until = time.monotonic() + job.limits.seconds
        job.watch = os.pidfd_open(job.pid)
        self._selector.register(job.watch, selectors.EVENT_READ, job)
        self._running.add(job)

    def _follow(self) -> bool:
        try:
            self._held.follow()
        except BadVersion as error:
            log.error("no version to ask: %s", error)
            return False
        return True

    def _kill_late(self) -> None:
        now = time.monotonic()
        for job in [j for j in self._running if j.until <= now]:
            os.kill(job.pid, signal.SIGKILL)
            job.until = now + 60  # the kill takes effect when the kernel gets to it; `_ended` hears of it
        for job in [j for j in self._waiting if j.until <= now]:
            self._waiting.remove(job)
            self._reply(job, {"busy": len(self._waiting)})

    def _ended(self, job: Job) -> None:
        """Send the answer of a process that ended, or why there is none."""
        self._selector.unregister(job.watch)
        _, status = os.waitpid(job.pid, 0)
        self._running.discard(job)
        os.close(job.watch)
        job.watch, self._quiet = -1, time.monotonic()
        code = os.waitstatus_to_exitcode(status)
        self._reply(job, {"version": job.version} if code == 0 else {"stopped": _reason(code)}, job.answer if code == 0 else -1)

    def _reply(self, job: Job, message: dict[str, object], file: int = -1) -> None:
        with suppress(OSError):  # whoever asked may have gone
            socket.send_fds(job.connection, [wire.packed(message)], [file] if file >= 0 else [])
        self._drop(job)

    def _drop(self, job: Job) -> None:
        """Forget a connection; a query still running for it is killed, and forgotten when it has ended."""
        if job.connection.fileno() >= 0:
            self._selector.unregister(job.connection)
            job.connection.close()
        if job in self._waiting:
            self._waiting.remove(job)
        if job in self._running:
            os.kill(job.pid, signal.SIGKILL)
        elif job.answer >= 0:
            os.close(job.answer)
            job.answer = -1


def _reason(code: int) -> str:
    """Return why a query's process ended as it did."""
    if code in (-signal.SIGKILL, -signal.SIGXCPU):
        return "time"
    if code in (-signal.SIGABRT, OUT_OF_MEMORY):
        return "memory"
    return "depth" if -code in _TOO_DEEP else "unknown"


def main(home: Path, life: int, processes: int, waiting: int) -> None:
    """Serve the home, unless another host does already."""
    with wire.address(home) as address, (home / wire.FOLDER / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        Path(address).unlink(missing_ok=True)
        yield_to_others(NICE)
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
            listening.bind(address)
            listening.listen(64)
            Host(home, life, processes, waiting).serve(listening)
            Path(address).unlink(missing_ok=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:5]))
