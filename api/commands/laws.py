"""`shouwen laws`: brings full texts of statutes into the home; searching and what an amendment breaks register themselves here."""

from __future__ import annotations

import importlib
import json
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from api.commands.progress import progress
from api.settings import load_settings

if TYPE_CHECKING:
    from graph.laws.importing import FileReport, Report

ELSEWHERE: Final[dict[str, str]] = {
    "search": "api.commands.law_search:search", "index": "api.commands.law_search:index", "impact": "api.commands.law_impact:impact",
}  # fmt: skip
"""Commands of other modules: name → module:attribute."""

LISTED: Final = 40
"""Files and remarks of each kind printed; `--json` gives all."""
STEP: Final = 2**16
"""Stored bytes that move the progress bar by one."""


class _Group(click.Group):
    """Commands of this module and, loaded when called, of others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return all commands."""
        return [*self.commands, *ELSEWHERE]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command of any module."""
        if cmd_name in ELSEWHERE:
            module, _, attribute = ELSEWHERE[cmd_name].partition(":")
            command: click.Command = getattr(importlib.import_module(module), attribute)
            return command
        return self.commands.get(cmd_name)


@click.group(cls=_Group)
def laws() -> None:
    """法规全文：导入、查找、看修改影响什么。"""


@laws.command("import", short_help="把法规全文导入法规库：文件、文件夹或 zip。")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--replace", "replace_all", is_flag=True, help="同一版本文字不同时，以这次导入的为准（默认留用先导入的，除非这次的形式更可靠）")
@click.option("--json", "as_json", is_flag=True, help="打印 JSON")
def import_(paths: tuple[Path, ...], replace_all: bool, as_json: bool) -> int:
    """把法规全文导入法规库：Markdown（china-law-db、just-laws 两种）、Word、文本、JSON Lines，单个文件、文件夹或 zip。

    各版本都留着；重复导入不改变什么。有没读出来的或互相矛盾的，退出码为 1；一部也没读出来，退出码为 2。
    """
    from api.commands.law_search import build as build_index
    from graph.laws.importing import bring_in

    settings, started = load_settings(), time.perf_counter()
    with ExitStack() as stack:
        report = bring_in(
            settings.home,
            paths,
            replace_all=replace_all,
            begun=lambda size: _moving(stack, size),
            waiting=lambda: click.echo("另一次导入正在进行，等它结束……（Ctrl-C 放弃）", err=True),
        )
    seconds = time.perf_counter() - started
    build_index()
    if as_json:
        click.echo(json.dumps(_as_json(report, seconds), ensure_ascii=False, indent=1))
    elif report.fates or not report.faults:
        _print(report, seconds)
    if report.faults and not report.fates:  # nothing could be read at all: what was named is wrong
        for fault in report.faults[:LISTED]:
            click.echo(f"错误：{fault}。", err=True)
        return 2
    return 1 if report.faults else 0


def _moving(stack: ExitStack, size: int) -> Callable[[int], None]:
    """Return what moves a progress bar over the bytes read."""
    step = stack.enter_context(progress(size // STEP + 1, "导入法规"))
    done = 0

    def moved(position: int) -> None:
        nonlocal done
        while done < position // STEP:
            step()
            done += 1

    return moved


def _print(report: Report, seconds: float) -> None:
    read = [f for f in report.files if f.versions]
    passed = [f for f in report.files if f.passed_over]
    for file in read[:LISTED]:
        click.echo(_line(file))
    if len(read) > LISTED:
        click.echo(f"另有 {len(read) - LISTED} 个文件读入，用 --json 列出")
    if passed:
        click.echo(
            f"没有看的文件 {len(passed)} 个：" + "、".join(f"{Path(f.name).name}（{f.passed_over}）" for f in passed[:5]) + ("等" if len(passed) > 5 else "")
        )
    for kind, heading in (("unread", "没读出来"), ("contradiction", "互相矛盾"), ("note", "请留意")):
        remarks = [r for r in report.remarks if r.kind == kind]
        if remarks:
            click.echo(f"{heading} {len(remarks)} 处：")
        for remark in remarks[:LISTED]:
            click.echo(f"  {remark}")
        if len(remarks) > LISTED:
            click.echo(f"  另有 {len(remarks) - LISTED} 处，用 --json 列出")
    fates = report.fates
    click.echo(
        f"读了 {sum(fates.values()):,} 个版本、{report.articles:,} 条：新收 {fates.get('new', 0):,}，换新 {fates.get('changed', 0):,}，"
        f"已有 {fates.get('same', 0):,}，没有收 {fates.get('kept', 0):,}；用时 {seconds:.1f} 秒"
    )
    click.echo(f"法规库现有 {report.held_versions:,} 个版本、{report.held_articles:,} 条" + ("" if report.changed else "，没有变化"))


def _line(file: FileReport) -> str:
    words = {"new": "新收", "changed": "换新", "same": "已有", "kept": "没有收，与库中文字不同"}
    if len(file.versions) == 1:
        version, fate, articles = file.versions[0]
        return f"{file.name}：{version} {articles} 条（{words[fate]}）"
    return f"{file.name}：{len(file.versions):,} 个版本，{sum(n for _, _, n in file.versions):,} 条"


def _as_json(report: Report, seconds: float) -> dict[str, object]:
    return {
        "generation": report.generation, "changed": report.changed, "seconds": round(seconds, 2),
        "read": {"versions": sum(report.fates.values()), "articles": report.articles, **{k: report.fates.get(k, 0) for k in ("new", "changed", "same", "kept")}},
        "held": {"versions": report.held_versions, "articles": report.held_articles},
        "files": [
            {"file": f.name, "passed_over": f.passed_over, "versions": [{"version": v, "fate": fate, "articles": n} for v, fate, n in f.versions]}
            for f in report.files
        ],
        "remarks": [{"kind": r.kind, "where": r.where, "what": r.what, "why": r.why, "mend": r.mend} for r in report.remarks],
    }  # fmt: skip
