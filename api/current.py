"""Keeps the resolver on the version in use, and on what was learned last: opens the new beside and swaps it in.

A version that cannot be opened is logged and left; the running one stays in use.
"""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ontology.errors import BadVersion

if TYPE_CHECKING:
    from resolver.pipeline import Resolver

log = logging.getLogger(__name__)

LOOK_EVERY: Final = 0.5
"""Seconds between looks at the pointer file: half the second in which a ruling must be visible."""


class Current:
    """Gives the resolver of the version in use; opening another never holds up a request."""

    def __init__(self, home: Path, encoder: str = "", automatic: float = 0.95) -> None:
        from resolver.pipeline import open_resolver

        self._home, self._encoder, self._automatic, self._open = home, encoder, automatic, open_resolver
        self._resolver = open_resolver(home, encoder=encoder, automatic=automatic)
        self._refused = ""
        self._looked = time.monotonic()
        self._opening = threading.Lock()

    def __call__(self) -> Resolver:
        """Return the resolver to answer with now."""
        now = time.monotonic()
        if now - self._looked >= LOOK_EVERY:
            self._looked = now
            self._look()
        return self._resolver

    def _look(self) -> None:
        from graph.store import current_version

        version = current_version(self._home)
        published = version not in (None, self._resolver.graph.version, self._refused)
        if not (published or self._resolver.experiences.outdated()) or not self._opening.acquire(blocking=False):
            return
        threading.Thread(target=self._swap if published else self._learn, args=(version,), name="shouwen-swap", daemon=True).start()

    def _swap(self, version: str) -> None:
        try:
            self._resolver = self._open(self._home, version=version, encoder=self._encoder, automatic=self._automatic)
            log.info("now answering from version %s", version)
        except BadVersion as error:
            self._refused = version
            log.error("version %s stays out of use: %s", version, error)
        finally:
            self._opening.release()

    def _learn(self, _: str | None) -> None:
        try:
            self._resolver.experiences.refresh()
            log.info("now answering with what was learned since")
        except BadVersion as error:
            log.error("what was learned stays out of use: %s", error)
        finally:
            self._opening.release()
