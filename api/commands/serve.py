"""`shouwen serve`: the pages and the REST interface, in several worker processes."""

from __future__ import annotations

import socket

import click

from api.commands.mirroring import wake
from api.commands.opening import open_ready
from api.settings import Settings, load_settings
from api.workers import share_counts
from ontology.errors import BadSettings


@click.command()
@click.option("--host", help="监听的地址，默认 127.0.0.1")
@click.option("--port", type=click.IntRange(1, 65535), help="端口，默认 8000")
@click.option("--workers", type=click.IntRange(1, 64), help="进程数，默认 2")
def serve(host: str | None, port: int | None, workers: int | None) -> int:
    """启动网页和接口，按 Ctrl+C 停止。"""
    settings = load_settings()
    address, number, count = host or settings.host, port or settings.port, workers or settings.workers
    _require_free(address, number)
    open_ready()
    _greet_the_first(settings)
    share_counts(settings.home)
    wake(settings)
    from granian.constants import Interfaces
    from granian.server import Server

    click.echo(f"首问已启动：http://{address}:{number}　（Ctrl+C 停止）")
    Server("api.app:create_served_app", factory=True, address=address, port=number, interface=Interfaces.WSGI, workers=count, log_access=False).serve()
    return 0


def _greet_the_first(settings: Settings) -> None:
    """Where nobody has an account yet, make the administrator's and say its one-time password, here and nowhere else."""
    from api.accounts.desk import utc_now
    from api.accounts.roster import first_administrator
    from graph.database import open_database

    database = open_database(settings.database, settings.home)
    try:
        made = first_administrator(database, utc_now())
    finally:
        database.close()  # the workers open their own
    if made:
        account, password = made
        click.echo(f"第一次启动：已建管理员账号　{account.name}　一次性密码　{password}")
        click.echo("只显示这一次。请登录后马上改掉；没记下来就运行 shouwen accounts reset admin")


def _require_free(host: str, port: int) -> None:
    """Raise BadSettings when the port is taken: a clear message instead of a server's stack trace."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise BadSettings(
                f"端口 {port} 用不了", where=f"{host}:{port}", why=str(error.strerror),
                mend=f"停掉占用它的程序，或换一个：shouwen serve --port {port + 1}（make run PORT={port + 1}）",
            ) from error  # fmt: skip
