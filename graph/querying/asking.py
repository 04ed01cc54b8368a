"""What a web worker calls: a question goes to the home's host, which is started when there is none; the answer or the reason comes back."""

from __future__ import annotations

import json
import mmap
import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

from graph.querying import wire
from graph.querying.model import Answer, Busy, Limits, NotAcceptable, QueryRefused, QueryTooHeavy, Question
from graph.querying.reading import require_readable
from ontology.errors import BadVersion

START: Final = 60.0
"""Seconds until a host must listen: it does so before it loads, so that this is long even on a machine at its limit."""
LOAD: Final = 60.0
"""Seconds that loading a version may add to the first question."""
_ROOT: Final = Path(__file__).resolve().parent.parent.parent
_STOPPED: Final = {
    "time": ("查询运行超过 {seconds:g} 秒，已停止", "加上更具体的条件或 LIMIT；先用 COUNT 看有多少；要全部数据请下载 /dumps/"),
    "memory": ("查询要的内存超过 {memory} MB，已停止", "加上更具体的条件或 LIMIT，去掉对全部结果的 ORDER BY 和 GROUP BY"),
    "depth": ("查询套得太深，已停止", "拆成几条查询"),
    "unknown": ("查询没有做完", "换一种写法；一直如此请告诉管理员"),
}


class Asking:
    """Asks the host of one home; safe to use from many threads and processes."""

    def __init__(self, home: Path, limits: Limits) -> None:
        self._home, self.limits = home, limits
        self._starting = threading.Lock()
        self._host: subprocess.Popen[bytes] | None = None
        self._life = -1

    def ask(self, question: Question, rows: int | None = None) -> Answer:
        """Return the answer, of at most `rows` rows where fewer are wanted than allowed. Raises QueryRefused, QueryTooHeavy, NotAcceptable, Busy, and BadVersion where nothing is published."""
        require_readable(question.query)
        try:
            message, body = self._told(question, rows)
        except ConnectionError:  # the host ended between two questions
            message, body = self._told(question, rows)
        return self._read(message, body)

    def close(self) -> None:
        """End the host if it was started here."""
        with self._starting:
            if self._life >= 0:
                os.close(self._life)
                self._life = -1
            if self._host is not None:
                self._host.wait(timeout=30)
                self._host = None

    def _told(self, question: Question, rows: int | None) -> tuple[dict[str, Any], bytes]:
        limits = replace(self.limits, rows=min(rows or self.limits.rows, self.limits.rows))
        with closing(self._connected()) as connection:
            connection.settimeout(self.limits.seconds * 3 + LOAD)
            connection.sendall(wire.packed({"question": asdict(question), "limits": asdict(limits)}))
            try:
                message, file = wire.received(connection)
            except TimeoutError as error:
                raise Busy("查询服务没有回应", mend="稍后再试") from error
        if file is None:
            return message, b""
        try:
            with mmap.mmap(file, 0, access=mmap.ACCESS_READ) as whole:
                return message, whole[:]
        finally:
            os.close(file)

    def _read(self, message: dict[str, Any], body: bytes) -> Answer:
        if "busy" in message:
            raise Busy("查询的人太多", why=f"同时只运行 {self.limits.processes} 条，{message['busy']} 条在排队", mend="几秒后再试；要全部数据请下载 /dumps/")
        if "empty" in message:
            raise BadVersion("没有可以查询的图版本", where=str(self._home), mend="先运行 shouwen kb build")
        if "stopped" in message:
            what, mend = _STOPPED[message["stopped"]]
            raise QueryTooHeavy(what.format(seconds=self.limits.seconds, memory=self.limits.memory), mend=mend)
        size = int.from_bytes(body[-4:], "big")
        about = _about(body[-4 - size : -4])
        return Answer(body[: -4 - size], about["form"], message["version"], about["cut"])

    def _connected(self) -> socket.socket:
        """Return a connection to the host; starts one where nobody listens."""
        until = time.monotonic() + START
        while (connection := self._reached()) is None:
            self._start()
            if time.monotonic() > until:
                raise Busy("查询服务没有起来", mend="稍后再试；一直如此请看服务的日志")
            time.sleep(0.05)
        return connection

    def _reached(self) -> socket.socket | None:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            with wire.address(self._home) as address:
                connection.connect(address)
        except (FileNotFoundError, ConnectionRefusedError):
            connection.close()
            return None
        return connection

    def _start(self) -> None:
        """Start a host that ends when this process does; where another was quicker, it ends at once."""
        with self._starting:
            if self._host is not None and self._host.poll() is None:
                return
            if self._life >= 0:
                os.close(self._life)
            end, self._life = os.pipe()
            path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH", ""))))
            command = [sys.executable, "-m", "graph.querying.host", str(self._home), str(end), str(self.limits.processes), str(self.limits.waiting)]
            try:
                self._host = subprocess.Popen(command, pass_fds=(end,), start_new_session=True, env={**os.environ, "PYTHONPATH": path})
            finally:
                os.close(end)


def _about(text: bytes) -> dict[str, Any]:
    """Return what is to be known of an answer; raises what the query's process found wrong."""
    about: dict[str, Any] = json.loads(text)
    if "syntax" in about:
        raise QueryRefused("SPARQL 查询有语法错误", why=about["syntax"][:300], mend="核对语法；缺前缀的补上 PREFIX")
    if "failed" in about:
        raise QueryRefused("SPARQL 查询执行不了", why=about["failed"][:300], mend="核对查询")
    if "unacceptable" in about:
        asked = "CONSTRUCT、DESCRIBE 的结果是三元组" if about["unacceptable"] == "graph" else "SELECT、ASK 的结果是表格"
        raise NotAcceptable("结果给不出所要的格式", why=asked, mend="换 Accept 或 format：表格用 json、xml、csv、tsv，三元组用 ttl、jsonld、nt、rdf")
    return about
