"""What accounts need of the running application: the database, the clock, what anybody may do; and who acts in this request."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from flask import current_app, request

from api.accounts.model import Actor
from api.accounts.permissions import Permission
from api.accounts.principal import who

if TYPE_CHECKING:
    from api.settings import Settings
    from graph.database import Database

KEY: Final = "shouwen-accounts"


def utc_now() -> dt.datetime:
    """Return the moment, in UTC."""
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, slots=True)
class Desk:
    """`database()` opens the database at the first need; `now()` is the clock; `anonymous`: what who is not logged in may do."""

    database: Callable[[], Database]
    now: Callable[[], dt.datetime]
    anonymous: frozenset[Permission]


def desk() -> Desk:
    """Return the desk of the running application."""
    return cast("Desk", current_app.extensions[KEY])


def actor() -> Actor:
    """Return who acts in this request, for the audit log."""
    return Actor(who().name, request.remote_addr or "")


def opened_when_needed(settings: Settings) -> Callable[[], Database]:
    """Return what opens the settings' database once, at the first call: who only asks for a decision needs none."""
    opened: list[Database] = []
    opening = threading.Lock()

    def database() -> Database:
        with opening:
            if not opened:
                from graph.database import open_database

                opened.append(open_database(settings.database, settings.home))
        return opened[0]

    return database
