"""The office of the running application, opened at the first need; the day, the moment and the people as pages ask for them."""

from __future__ import annotations

import datetime as dt
import threading
from functools import partial
from typing import TYPE_CHECKING, Final, cast

from flask import Flask, current_app, g

from api.accounts import roster
from api.accounts.desk import desk
from api.accounts.principal import who
from api.edge import CHINA

if TYPE_CHECKING:
    from api.settings import Settings
    from curation.office import Office

KEY: Final = "shouwen-office"


class _Opened:
    """The office, once somebody needed it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._office: Office | None = None
        self._opening = threading.Lock()

    def office(self) -> Office:
        with self._opening:
            if self._office is None:
                from api.commands.mirroring import wake
                from curation.office import Office
                from curation.publishing import Publisher
                from resolver.encode import open_encoder

                self._office = Office(Publisher(self.settings.home, desk().database(), open_encoder(self.settings.encoder), partial(wake, self.settings)))
        return self._office


def register(app: Flask, settings: Settings) -> None:
    """Give the application its office."""
    app.extensions[KEY] = _Opened(settings)


def office() -> Office:
    """Return the office of the running application."""
    return cast("_Opened", current_app.extensions[KEY]).office()


def settings() -> Settings:
    """Return the settings that the application was made with."""
    return cast("_Opened", current_app.extensions[KEY]).settings


def now() -> dt.datetime:
    """Return the moment, in UTC."""
    return desk().now()


def today() -> dt.date:
    """Return the day in China."""
    return now().astimezone(CHINA).date()


def me() -> str:
    """Return the account name of who asks."""
    return who().name


def person(name: str) -> str:
    """Return what somebody is called: the shown name of an account, else the name itself."""
    if "people" not in g:
        with desk().database().reading() as session:
            g.people = {account.name: account.shown_name for account in roster.everyone(session)}
    return str(g.people.get(name, name))
