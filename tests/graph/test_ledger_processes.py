"""The ledger between processes: appended to by two at once, killed at any moment."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from test_ledger import adds, append

from graph.database import open_database
from graph.ledger import Ledger

ROOT = Path(__file__).resolve().parent.parent.parent

APPEND = """
import datetime as dt, sys
from pathlib import Path
from graph.changes import ChangeSet
from graph.database import open_database
from graph.ledger import Ledger
from ontology.errors import Conflict
url, home, who, many = sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
database = open_database(url, home)
ledger = Ledger(database)
print("ready", flush=True)
sys.stdin.readline()
conflicts = 0
for n in range(many):
    while True:
        head = ledger.head()
        try:
            with database.transaction() as session:
                entry = ledger.append(session, version=f"{who}{n}", parent=head and head.version, kind="proposal", about="", drafter=who, reviewer="",
                    reason="", source="", changes=ChangeSet(frozenset({f'<{who}{n}> <b> "{i}" .' for i in range(50)})), time=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
                if who == "hang":
                    print("written", flush=True)
                    sys.stdin.readline()
            print(entry.number, flush=True)
            break
        except Conflict:
            conflicts += 1
print("conflicts", conflicts)
database.close()
"""


def start(url: str, home: Path, who: str, many: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-W", "error", "-c", APPEND, url, str(home), who, str(many)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, text=True)


def told(process: subprocess.Popen[str], words: str | None = None) -> str:
    assert process.stdout and process.stdin
    if words is not None:
        process.stdin.write(words)
        process.stdin.flush()
        return ""
    return process.stdout.readline().strip()


@pytest.mark.proof
def test_two_processes_append_a_hundred_each(url: str, tmp_path: Path) -> None:
    both = [start(url, tmp_path, who, 100) for who in ("left", "right")]
    assert [told(p) for p in both] == ["ready", "ready"]
    for process in both:
        told(process, "\n")
    ended = [process.communicate(timeout=300) for process in both]
    assert [error for _, error in ended] == ["", ""]
    database = open_database(url, tmp_path)
    ledger = Ledger(database)
    entries = ledger.entries(limit=1000)
    assert [e.number for e in entries] == list(range(200, 0, -1))
    assert {e.version for e in entries} == {f"{who}{n}" for who in ("left", "right") for n in range(100)}
    assert ledger.verify() == []
    database.close()


@pytest.mark.proof
def test_a_process_killed_within_the_transaction_leaves_nothing(url: str, tmp_path: Path) -> None:
    database = open_database(url, tmp_path)
    append(database, "a", None, adds("一"))
    process = start(url, tmp_path, "hang", 1)
    assert told(process) == "ready"
    told(process, "\n")
    assert told(process) == "written"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    ledger = Ledger(database)
    assert [e.version for e in ledger.entries()] == ["a"]
    append(database, "b", "a", adds("二"))
    assert ledger.verify() == []
    database.close()


@pytest.mark.proof
def test_a_process_killed_at_any_moment_leaves_a_whole_chain(url: str, tmp_path: Path) -> None:
    database = open_database(url, tmp_path)
    ledger = Ledger(database)
    for turn in range(6):
        process = start(url, tmp_path, f"turn{turn}-", 100_000)
        assert told(process) == "ready"
        told(process, "\n")
        told(process)
        time.sleep(0.013 * turn)
        process.send_signal(signal.SIGKILL)
        said, error = process.communicate()
        assert error == ""
        head = ledger.head()
        assert head and head.number >= max((int(n) for n in said.split("\n")[:-1]), default=1)  # what was said to be kept is kept
        assert ledger.verify() == []
    database.close()
