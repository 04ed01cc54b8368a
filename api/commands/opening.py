"""Opens the version in use for a command; builds it from the shipped knowledge where there is none."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from api.settings import Settings, load_settings

if TYPE_CHECKING:
    from curation.office import Office
    from curation.publishing import Publisher
    from resolver.pipeline import Resolver


def today() -> dt.date:
    """Return the day in China; nothing below `api/` reads a clock."""
    return dt.datetime.now(ZoneInfo("Asia/Shanghai")).date()


def now() -> dt.datetime:
    """Return the moment, with its zone."""
    return dt.datetime.now(dt.UTC)


def open_publisher(settings: Settings) -> Publisher:
    """Return the publisher of the home, building its first version if there is none."""
    from functools import partial

    from api.commands.mirroring import wake
    from curation.publishing import Publisher
    from graph.database import open_database
    from graph.store import current_version
    from resolver.encode import open_encoder
    from resolver.pipeline import build, one_thread_each

    one_thread_each()
    if current_version(settings.home) is None:
        click.echo("第一次使用：正在建图版本和索引……", err=True)
        build(settings.home, encoder=settings.encoder)
    return Publisher(settings.home, open_database(settings.database, settings.home), open_encoder(settings.encoder), partial(wake, settings))


def open_office() -> Office:
    """Return the office of the home in the settings."""
    from curation.office import Office

    return Office(open_publisher(load_settings()))


def open_ready() -> Resolver:
    """Return the resolver of the version in use, building the first one if nothing was published yet."""
    from graph.store import current_version
    from resolver.pipeline import build, open_resolver

    settings = load_settings()
    if current_version(settings.home) is None:
        click.echo("第一次使用：正在建图版本和索引……", err=True)
        build(settings.home, encoder=settings.encoder)
    return open_resolver(settings.home, encoder=settings.encoder, automatic=settings.automatic)
