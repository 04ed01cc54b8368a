"""The search over the full texts of this home, opened when first asked; nothing where no laws were imported or their index is not built."""

from __future__ import annotations

import logging
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from ontology.errors import BadVersion

if TYPE_CHECKING:
    from resolver.laws.search import LawSearch

log = logging.getLogger(__name__)


class Texts:
    """Gives the search over full texts to whoever asks; opening it costs its encoder, so it is opened for the first question only."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._opened: LawSearch | None = None
        self._lock = Lock()

    def __call__(self) -> LawSearch | None:
        """Return the search; None where there is nothing to search, which is logged where texts are held without an index."""
        from resolver.laws.search import open_search

        with self._lock:
            if self._opened is None:
                self._opened = open_search(self._home)
        try:
            return self._opened if self._opened.index() is not None else None
        except BadVersion as error:
            log.warning("full texts are not searched: %s", error)
            return None
