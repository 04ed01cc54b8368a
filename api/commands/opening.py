"""Opens the version in use for a command; builds it from the shipped knowledge where there is none."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from api.settings import load_settings

if TYPE_CHECKING:
    from resolver.pipeline import Resolver


def today() -> dt.date:
    """Return the day in China; nothing below `api/` reads a clock."""
    return dt.datetime.now(ZoneInfo("Asia/Shanghai")).date()


def open_ready() -> Resolver:
    """Return the resolver of the version in use, building the first one if nothing was published yet."""
    from graph.store import current_version
    from resolver.pipeline import build, open_resolver

    settings = load_settings()
    if current_version(settings.home) is None:
        click.echo("第一次使用：正在建图版本和索引……", err=True)
        build(settings.home, encoder=settings.encoder)
    return open_resolver(settings.home, encoder=settings.encoder, automatic=settings.automatic)
