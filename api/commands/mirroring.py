"""`shouwen kb mirror`: how the stores that mirror the published version stand; and what wakes the process that brings them up."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.settings import Settings, load_settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from curation.mirroring import Mirroring, State
    from graph.database import Database
    from graph.mirror import Mirror

log = logging.getLogger(__name__)


@click.command("mirror")
@click.option("--now", "at_once", is_flag=True, help="马上同步一次，不等")
@click.option("--status", "only_look", is_flag=True, help="只看状态（默认）")
@click.option("--patient", is_flag=True, hidden=True, help="连不上就隔一阵再试，直到同步（发布时由程序自己启动）")
@click.option("--json", "as_json", is_flag=True, help="打印 JSON")
def mirror(at_once: bool, only_look: bool, patient: bool, as_json: bool) -> int:
    """镜像：已发布的版本同步到设置 mirror 所列的 SPARQL 库；看状态，或马上同步。有没同步上的，退出码为 1。"""
    from dataclasses import asdict

    from graph.store import current_version

    settings = load_settings()
    if not settings.mirror.split():
        click.echo('没有设置镜像；在设置里写 mirror，例如 mirror = "oxigraph+http://127.0.0.1:7878"', err=True)
        return 0
    found = _brought_up(settings, patient=patient) if (at_once or patient) and not only_look else _known(settings)
    current = current_version(settings.home)
    if as_json:
        click.echo(json.dumps([asdict(state) | {"current": state.version == current} for state in found], ensure_ascii=False, indent=1))
    else:
        for state in found:
            click.echo(_line(state, current))
    return 0 if all(state.version == current and not state.error for state in found) else 1


def wake(settings: Settings) -> None:
    """Start the process that brings the mirrors up, and leave it to itself; nothing of it can fail a publication."""
    if not settings.mirror.split():
        return
    environment = {**os.environ, "SHOUWEN_HOME": str(settings.home.absolute()), "SHOUWEN_MIRROR": settings.mirror}
    if settings.database:
        environment["SHOUWEN_DATABASE"] = settings.database
    folder = settings.home / "mirror"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "log.txt").open("ab") as out:
            process = subprocess.Popen(
                [sys.executable, "-c", "from graph.yielding import yield_to_others; yield_to_others(); from api.cli import main; main()", "kb", "mirror", "--patient"],
                stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True, env=environment, cwd=Path(__file__).resolve().parents[2],
            )  # fmt: skip
        threading.Thread(target=process.wait, name="shouwen-mirror", daemon=True).start()  # or it would stay a zombie
    except OSError as error:
        log.error("the mirrors were not woken: %s", error)


def mirrors_of(settings: Settings, environ: Mapping[str, str] = os.environ) -> tuple[Mirror, ...]:
    """Return the stores of the settings with their credentials: SHOUWEN_MIRROR_USER and _PASSWORD for all, with _2 at the end for the second …"""
    from graph.mirror import Mirror, addresses

    def secret(name: str, number: int) -> str:
        return environ.get(f"SHOUWEN_MIRROR_{name}_{number}", environ.get(f"SHOUWEN_MIRROR_{name}", ""))

    return tuple(Mirror(address, secret("USER", n), secret("PASSWORD", n)) for n, address in enumerate(addresses(settings.mirror), 1))


def _brought_up(settings: Settings, *, patient: bool) -> list[State]:
    from contextlib import ExitStack

    with ExitStack() as stack:
        mirrors = tuple(stack.enter_context(each) for each in mirrors_of(settings))
        database = _database(settings)
        stack.callback(database.close)
        return _mirroring(settings, database, mirrors).bring_up(patient=patient)


def _mirroring(settings: Settings, database: Database, mirrors: tuple[Mirror, ...]) -> Mirroring:
    from api.commands.opening import now
    from curation.mirroring import Mirroring
    from graph.ledger import Ledger

    return Mirroring(settings.home, Ledger(database), mirrors, now)


def _database(settings: Settings) -> Database:
    from graph.database import open_database

    return open_database(settings.database, settings.home)


def _known(settings: Settings) -> list[State]:
    from curation.mirroring import State, states
    from graph.mirror import addresses

    noted = {state.store: state for state in states(settings.home)}
    return [noted.get(address.name, State(address.name)) for address in addresses(settings.mirror)]


def _line(state: State, current: str | None) -> str:
    if state.version == current and not state.error:
        return f"{state.store}　已同步　版本 {state.version}　{state.since}　上次送出 {state.sent:,} 条陈述"
    failed = f"　试了 {state.tries} 次，最近 {state.tried}：{state.error}" if state.error else ""
    return f"{state.store}　还没同步　镜像里是 {state.version or '（没有）'}，现在是 {current}{failed}"


COMMANDS = (mirror,)
