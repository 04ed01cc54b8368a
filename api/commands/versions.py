"""`shouwen kb versions`, `diff`, `rollback`, `as-of`, `verify-ledger`: the ledger of what was published, and back again."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import asdict
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.commands.opening import now, open_publisher
from api.settings import load_settings
from ontology.errors import BadInput

if TYPE_CHECKING:
    from curation.publishing import Publisher
    from graph.ledger import Entry

_NOTED = re.compile(r"(?:第\s*)?([1-9]\d{0,8})(?:\s*条)?\s*[:：\s]\s*([0-9a-fA-F]{12,64})")
_KINDS = {"knowledge": "知识", "proposal": "提案", "rollback": "撤回"}


@click.command()
@click.option("--limit", default=50, show_default=True, help="最多列多少条")
@click.option("--json", "as_json", is_flag=True, help="打印 JSON")
def versions(limit: int, as_json: bool) -> int:
    """列出版本：台账的每一条，新的在前，正在使用的标 *。"""
    publisher = open_publisher(load_settings())
    head = publisher.ready(now())
    entries = publisher.ledger.entries(limit=limit)
    if as_json:
        click.echo(json.dumps([_plain(e) | {"current": e.number == head.number} for e in entries], ensure_ascii=False, indent=1))
        return 0
    for e in entries:
        who = "、".join(dict.fromkeys(name for name in (e.drafter, e.reviewer) if name))
        click.echo(f"{'*' if e.number == head.number else ' '} {e.version}  {e.number:>5}  {_local(e.time)}  {_KINDS[e.kind]}{e.about and ' ' + e.about}  {who}  {e.reason}")
    return 0


@click.command()
@click.argument("old")
@click.argument("new")
def diff(old: str, new: str) -> int:
    """比较两个版本（版本名或台账号）：少掉的（-）和多出的（+）陈述。"""
    publisher = open_publisher(load_settings())
    publisher.ready(now())
    changes = publisher.ledger.between(*(_version(publisher, name) for name in (old, new)))
    for line in sorted(changes.removed):
        click.echo(f"- {line}")
    for line in sorted(changes.added):
        click.echo(f"+ {line}")
    return 0


@click.command()
@click.argument("what")
@click.option("--by", default=getuser, help="谁撤回（默认当前系统用户）")
@click.option("--reason", default="撤回", help="为什么撤回")
def rollback(what: str, by: str, reason: str) -> int:
    """撤回：写台账号，撤回那一条；写版本名，回到那个版本。撤回也是一次发布，什么都不会丢。"""
    from curation.publishing import Answerable

    publisher = open_publisher(load_settings())
    publisher.ready(now())
    answerable = Answerable(by, by, reason, "")
    entry = publisher.rollback(int(what), answerable, now()) if _is_number(what) else publisher.back_to(what, answerable, now())
    click.echo(f"已撤回：台账第 {entry.number} 条，正在使用 {entry.version}")
    return 0


@click.command("as-of")
@click.argument("moment")
def as_of(moment: str) -> int:
    """某一时刻正在使用的版本；时刻写成 2026-11-22 或 2026-11-22T09:30（北京时间）。"""
    from zoneinfo import ZoneInfo

    publisher = open_publisher(load_settings())
    publisher.ready(now())
    try:
        asked = dt.datetime.fromisoformat(moment)
    except ValueError as error:
        raise BadInput(f"时刻“{moment}”无法识别", mend="写成 2026-11-22 或 2026-11-22T09:30") from error
    if len(moment) <= len("2026-11-22"):
        asked += dt.timedelta(days=1, microseconds=-1)
    entry = publisher.ledger.as_of(asked if asked.tzinfo else asked.replace(tzinfo=ZoneInfo("Asia/Shanghai")))
    if entry is None:
        click.echo("那时还没有版本", err=True)
        return 1
    click.echo(f"{entry.version}  台账第 {entry.number} 条，{_local(entry.time)} 起")
    return 0


@click.command("verify-ledger")
@click.option("--noted", "said", metavar="N:HASH", multiple=True, help="另处记下的哈希：第几条:哈希（至少前 12 位），可写多次")
@click.option("--noted-file", "files", type=click.Path(path_type=Path), multiple=True, help="另处记下的哈希，一行一条，写法同 --noted；# 起头的行不读")
@click.option("--json", "as_json", is_flag=True, help="打印 JSON")
def verify_ledger(said: tuple[str, ...], files: tuple[Path, ...], as_json: bool) -> int:
    """核对台账：每一条的哈希、先后相接、由变更推出的版本。有被改动的，退出码为 1。

    有人连哈希一起重写了整条链，只有另处记下的哈希查得出：把每次核对末尾打印的“第几条:哈希”抄在别处，下次用 --noted 对照。
    """
    publisher = open_publisher(load_settings())
    noted = _noted(said, files)
    head = publisher.ready(now())
    problems = publisher.verify(noted)
    if as_json:
        click.echo(json.dumps(problems, ensure_ascii=False, indent=1))
        return 1 if problems else 0
    for problem in problems:
        click.echo(problem)
    if problems:
        click.echo(f"台账有 {len(problems)} 处问题")
        return 1
    click.echo("台账完整，没有被改动" + (f"；另处记下的 {len(noted)} 条都相符" if noted else ""))
    click.echo(f"抄在别处，下次用 --noted 对照：{head.number}:{head.hash}")
    return 0


def _noted(said: tuple[str, ...], files: tuple[Path, ...]) -> dict[int, str]:
    """Return hashes by entry as an auditor wrote them down; raises BadInput for a line that is none, or two that differ."""
    lines = [("--noted", each) for each in said]
    for path in files:
        try:
            read = path.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput("记哈希的文件读不了", where=str(path), why=str(error), mend="核对路径；文件是文字，一行一条，如 12:3f9a…") from error
        lines += [(f"{path} 第 {n} 行", line) for n, line in enumerate(read, 1) if line.strip() and not line.lstrip().startswith("#")]
    found: dict[int, str] = {}
    for where, line in lines:
        match = _NOTED.fullmatch(line.strip())
        if match is None:
            raise BadInput(f"“{line.strip()[:80]}”不是记下的哈希", where=where, mend="写成 第几条:哈希，如 12:3f9a0c51d2e4，哈希至少前 12 位")
        number, value = int(match[1]), match[2].lower()
        if not value.startswith(found.get(number, value)) and not found[number].startswith(value):
            raise BadInput(f"第 {number} 条记了两个不同的哈希", where=where, mend="查明哪个是对的，去掉另一个")
        found[number] = max(found.get(number, ""), value, key=len)
    return found


COMMANDS = (versions, diff, rollback, as_of, verify_ledger)


def take_over(publisher: Publisher, files: list[Path], *, force: bool) -> int:
    """Publish what the knowledge files change of what was shipped before; say what was left as the place has it."""
    from curation.publishing import Answerable
    from graph.load import knowledge_files, load
    from graph.validate import require_valid
    from ontology.vocabulary import local

    head = publisher.ready(now())
    if force:
        publisher.rebuild(head.version, replace=True)
    knowledge = load(files or knowledge_files())
    require_valid(knowledge)
    fitting, left = publisher.changed_to(knowledge)
    if fitting:
        head = publisher.publish(lambda _: fitting, Answerable("首问", "首问", "知识文件有更新", "ontology/knowledge"), now(), kind="knowledge")
        click.echo(f"知识文件的更新已并入：增 {len(fitting.added):,} 条，减 {len(fitting.removed):,} 条陈述")
    for subject in sorted(left.subjects):
        click.echo(f"  没有并入：本地改过 <{local(subject)}>，保留本地的写法", err=True)
    click.echo(f"图版本 {head.version} 已建好并启用")
    return 0


def _version(publisher: Publisher, name: str) -> str:
    return publisher.ledger.entry(int(name)).version if _is_number(name) else name


def _is_number(name: str) -> bool:
    return name.isdigit() and len(name) < len("0123456789abcdef")


def _local(time: dt.datetime) -> str:
    from zoneinfo import ZoneInfo

    return f"{time.astimezone(ZoneInfo('Asia/Shanghai')):%Y-%m-%d %H:%M:%S}"


def _plain(entry: Entry) -> dict[str, object]:
    return asdict(entry) | {"time": entry.time.isoformat()}
