"""Keeps the resolver on the version in use, and on what was learned last: opens the new beside and swaps it in.

A version that cannot be opened is logged and left; the running one stays in use.
"""

from __future__ import annotations

import logging
import threading
import time
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ontology.errors import BadVersion

if TYPE_CHECKING:
    from resolver.pipeline import Resolver

log = logging.getLogger(__name__)

LOOK_EVERY: Final = 0.1
"""Seconds between looks at the pointer file: a tenth of the second in which a ruling must be visible."""


class Current:
    """Gives the resolver of the version in use; a thread of its own looks for another, so that opening it never holds up a request
    and a worker that nobody asked for a while is not behind."""

    def __init__(self, home: Path, encoder: str = "", automatic: float = 0.95) -> None:
        from resolver.pipeline import open_resolver

        self._home, self._encoder, self._automatic, self._open = home, encoder, automatic, open_resolver
        self._resolver = open_resolver(home, encoder=encoder, automatic=automatic)
        self._refused = ""
        threading.Thread(target=_watch, args=(weakref.ref(self),), name="shouwen-current", daemon=True).start()

    def __call__(self) -> Resolver:
        """Return the resolver to answer with now."""
        return self._resolver

    def look(self) -> None:
        """Take up what was published or learned since the last look."""
        from graph.store import current_version

        version = current_version(self._home)
        if version is not None and version not in (self._resolver.graph.version, self._refused):
            self._swap(version)
        elif self._resolver.experiences.outdated():
            self._learn()

    def _swap(self, version: str) -> None:
        try:
            self._resolver = self._open(self._home, version=version, encoder=self._encoder, automatic=self._automatic, like=self._resolver)
            log.info("now answering from version %s", version)
        except BadVersion as error:
            self._refused = version
            log.error("version %s stays out of use: %s", version, error)

    def _learn(self) -> None:
        try:
            self._resolver.experiences.refresh()
            log.info("now answering with what was learned since")
        except BadVersion as error:
            log.error("what was learned stays out of use: %s", error)


def _watch(current: weakref.ref[Current]) -> None:
    """Look for what is new for as long as somebody holds the one who asks."""
    while True:
        time.sleep(LOOK_EVERY)
        watched = current()
        if watched is None:
            return
        try:
            watched.look()
        except Exception:  # whatever it is, a worker that stopped looking would answer from an old version for ever
            log.exception("could not look for a newer version")
        del watched
