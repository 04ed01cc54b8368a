"""Keeps the stores that mirror the published version at the version in use: what is behind is tried until it is not.

There is no queue to lose: a store is behind just where the version it holds is not the one in use. Whoever publishes wakes a process
that brings all stores up (`api.commands.mirroring`); one at a time is at a store, and looks once more before it leaves. Publishing
neither waits for it nor hears of it. What was tried and how it went stands in HOME/mirror/state.json, for `shouwen kb mirror --status`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_delay, wait_exponential, wait_random

from graph import store
from graph.changes import ChangeSet
from graph.ledger import Ledger
from graph.mirror import MOST_CHANGES, Mirror, MirrorFailed
from ontology.errors import NotFound

log = logging.getLogger(__name__)

FIRST_WAIT: Final = 2.0
LONGEST_WAIT: Final = 600.0
GIVE_UP: Final = 86_400.0
"""Seconds: the first pause after a failure, the longest, and after how long a process leaves it to the next publication to try again."""

Clock = Callable[[], dt.datetime]


@dataclass(frozen=True, slots=True)
class State:
    """How it stands with one store: the version it holds as far as is known ("": none), since when, how many triples were sent, how
    often the newest version was tried in vain, when last, and why it failed last ("": it did not)."""

    store: str
    version: str = ""
    since: str = ""
    sent: int = 0
    tries: int = 0
    tried: str = ""
    error: str = ""


class Mirroring:
    """The mirrors of one home. `clock` gives the moment, with a zone."""

    def __init__(self, home: Path, ledger: Ledger, mirrors: tuple[Mirror, ...], clock: Clock) -> None:
        self._home, self._ledger, self._mirrors, self._clock = home, ledger, mirrors, clock

    def bring_up(self, *, patient: bool = True) -> list[State]:
        """Bring every store to the version in use, each by a thread of its own, and return how they stand.

        `patient`: try again, with pauses that grow, what fails. A store that another process is at is left to it.
        """
        if self._mirrors:
            with ThreadPoolExecutor(len(self._mirrors)) as threads:
                list(threads.map(lambda mirror: self._until_up(mirror, patient=patient), self._mirrors))
        noted = {state.store: state for state in states(self._home)}
        return [noted.get(mirror.address.name, State(mirror.address.name)) for mirror in self._mirrors]

    def _until_up(self, mirror: Mirror, *, patient: bool) -> None:
        seen: str | None = ""
        while seen != store.current_version(self._home):  # again where something was published while this one was about to leave
            with _alone(self._home, mirror.address.name) as first:
                seen = store.current_version(self._home)
                if not first:
                    return
                attempts = Retrying(
                    retry=retry_if_exception_type(MirrorFailed), wait=wait_exponential(multiplier=FIRST_WAIT, max=LONGEST_WAIT) + wait_random(0, 1),
                    stop=stop_after_delay(GIVE_UP if patient else 0), retry_error_callback=_left,
                )  # fmt: skip
                if not attempts(self._brought, mirror):
                    return

    def _brought(self, mirror: Mirror) -> bool:
        """Bring one store to the version in use and return True. Raises MirrorFailed, after noting it."""
        name = mirror.address.name
        try:
            version = store.current_version(self._home)
            if version is None:
                return True
            held = mirror.held()
            sent = 0 if held == version else self._send(mirror, held, version)
        except MirrorFailed as error:
            reason, time = str(error), self._time()
            self._note(name, lambda known: replace(known, tries=known.tries + 1, tried=time, error=reason))
            log.warning("mirror %s: %s", name, reason)
            raise
        now = State(name, version, self._time(), sent, 0, self._time())
        self._note(name, lambda known: replace(known, tries=0, error="") if known.version == version and not sent else now)
        return True

    def _send(self, mirror: Mirror, held: str, version: str) -> int:
        """Send what is between two versions, else what the store lacks, else all; return how many triples that was."""
        content = store.open_version(self._home, version).content
        for changes in (self._since(held, version), lambda: mirror.difference(content)):
            found = changes()
            if found is not None and len(found.added) + len(found.removed) <= MOST_CHANGES:
                mirror.change(found, version)
                if mirror.count() == content.size:
                    return len(found.added) + len(found.removed)
                mirror.forget()
                log.warning("mirror %s holds something else than it was sent", mirror.address.name)
        mirror.replace(content, version)
        if (count := mirror.count()) != content.size:
            mirror.forget()
            raise MirrorFailed(f"镜像里有 {count:,} 条陈述，应是 {content.size:,} 条", where=mirror.address.name, mend="看那一边是否有别人在写这个图")
        return content.size

    def _since(self, held: str, version: str) -> Callable[[], ChangeSet | None]:
        """Return what gives the change between two versions of the ledger, None where it does not know the one held."""

        def changes() -> ChangeSet | None:
            if not held:
                return None
            try:
                return self._ledger.between(held, version)
            except NotFound:
                return None

        return changes

    def _note(self, name: str, change: Callable[[State], State]) -> None:
        path = _file(self._home)
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_name("state.lock")):
            noted = {state.store: state for state in states(self._home)}
            noted[name] = change(noted.get(name, State(name)))
            beside = path.with_suffix(".new")
            beside.write_text(json.dumps([asdict(state) for state in noted.values()], ensure_ascii=False, indent=1), encoding="utf-8")
            beside.replace(path)

    def _time(self) -> str:
        return self._clock().isoformat(timespec="seconds")


def states(home: Path) -> list[State]:
    """Return what is noted of each store; empty where none was ever tried."""
    path = _file(home)
    return [State(**each) for each in json.loads(path.read_text(encoding="utf-8"))] if path.exists() else []


@contextmanager
def _alone(home: Path, name: str) -> Iterator[bool]:
    """Yield whether this process may write to a store: one at a time does."""
    path = _file(home).with_name(f"{hashlib.sha256(name.encode()).hexdigest()[:16]}.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


def _file(home: Path) -> Path:
    return home / "mirror" / "state.json"


def _left(state: RetryCallState) -> bool:
    """Leave a store as it is: why stands in its state."""
    return False
