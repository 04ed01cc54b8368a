"""What every request needs and gets from the application: the resolver, the clock, the settings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from flask import current_app

if TYPE_CHECKING:
    from graph.store import KnowledgeGraph
    from resolver.pipeline import Resolver

CHINA: Final = dt.timezone(dt.timedelta(hours=8))
"""Beijing time for all of China, without daylight saving since 1992."""


def china_today() -> dt.date:
    """Return today's date in China."""
    return dt.datetime.now(CHINA).date()


@dataclass(frozen=True, slots=True)
class Edge:
    """`resolver()` returns the resolver on the version that is current now; `today()` the day."""

    resolver: Callable[[], Resolver]
    today: Callable[[], dt.date]

    @property
    def graph(self) -> KnowledgeGraph:
        """Return the graph of the current version."""
        return self.resolver().graph


def edge() -> Edge:
    """Return the edge of the running application."""
    return cast("Edge", current_app.extensions["shouwen"])
