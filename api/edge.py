"""What every request needs and gets from the application: the resolver, the clock, the law store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, cast

from flask import current_app

from graph.laws.works import KeptWorks

if TYPE_CHECKING:
    from graph.laws.store import LawStore
    from graph.laws.works import Works
    from graph.store import KnowledgeGraph
    from resolver.pipeline import Resolver

CHINA: Final = dt.timezone(dt.timedelta(hours=8))
"""Beijing time for all of China, without daylight saving since 1992."""


def china_today() -> dt.date:
    """Return today's date in China."""
    return dt.datetime.now(CHINA).date()


@dataclass(frozen=True, slots=True)
class Edge:
    """`resolver()` returns the resolver on the version that is current now; `today()` the day; `store` the law store of this home, `kept` its
    statutes and the graph's as one."""

    resolver: Callable[[], Resolver]
    today: Callable[[], dt.date]
    store: LawStore
    kept: KeptWorks = field(default_factory=KeptWorks)

    @property
    def graph(self) -> KnowledgeGraph:
        """Return the graph of the current version."""
        return self.resolver().graph

    def laws(self) -> LawStore:
        """Return the law store of this home: opened once a process, it sees by itself what is imported later."""
        return self.store

    def works(self) -> Works:
        """Return the statutes of the current version and of the law store as one."""
        return self.kept.of(self.graph, self.store)


def edge() -> Edge:
    """Return the edge of the running application."""
    return cast("Edge", current_app.extensions["shouwen"])
