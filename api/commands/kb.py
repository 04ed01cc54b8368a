"""`shouwen kb`: build, check, count and verify the knowledge; `exchange` gives it out and takes it in, `versions` keeps its versions."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.commands.opening import open_ready
from api.settings import load_settings

if TYPE_CHECKING:
    from graph.consistency import Finding
    from graph.load import Knowledge
    from graph.read import Records


class _Group(click.Group):
    """Commands of this module, and of those that register themselves when the group is looked at."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands of all modules."""
        from api.commands import exchange, mirroring, versions

        for command in (*exchange.COMMANDS, *versions.COMMANDS, *mirroring.COMMANDS):
            self.add_command(command)
        return list(self.commands)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command of any module."""
        self.list_commands(ctx)
        return self.commands.get(cmd_name)


@click.group(cls=_Group)
def kb() -> None:
    """知识库：建版本、检查、统计、核对法条、导出、换版本。"""


@kb.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="内容没变也重建索引")
def build(files: tuple[Path, ...], force: bool) -> int:
    """从知识文件建图版本和索引，建好后换上（默认用自带的知识）。

    已经发布过认定的：只把知识文件的变化并进来，本地发布的都留着。
    """
    from api.commands.opening import open_publisher
    from api.commands.versions import take_over
    from graph.store import current_version, is_whole
    from resolver.pipeline import build as build_version

    settings = load_settings()
    current = current_version(settings.home)
    if current is None or not is_whole(settings.home / "versions" / current):  # nothing yet, or written by an earlier program
        build_version(settings.home, files=_expanded(files) or None, encoder=settings.encoder)
    return take_over(open_publisher(settings), _expanded(files), force=force)


def _expanded(files: tuple[Path, ...]) -> list[Path]:
    from graph.load import knowledge_files

    found: list[Path] = []
    for path in files:
        found += knowledge_files(path) if path.is_dir() else [path]
    return found


@kb.command(short_help="检查知识文件；有问题时退出码为 1。")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="打印 JSON")
def check(files: tuple[Path, ...], as_json: bool) -> int:
    """检查知识：形状（SHACL）、悬空的指向、日期、首问缺失或重叠、依据没有授权、没人问的情形、共用的说法、几乎相同的事项。有问题时退出码为 1。"""
    from graph.load import knowledge_files, load
    from graph.validate import check as find_faults

    knowledge = load(_expanded(files) or knowledge_files())
    findings = find_faults(knowledge, also=partial(_reviewed, knowledge))
    if as_json:
        click.echo(json.dumps([{"where": f.where, "message": f.message} for f in findings], ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            click.echo(str(finding))
        click.echo(f"共 {len(findings)} 处问题" if findings else "没有问题")
    return 1 if findings else 0


def _reviewed(knowledge: Knowledge, records: Records) -> list[Finding]:
    """Return what a reviewer should look at, though it may be published."""
    from graph.consistency import misgiven

    return [*misgiven(knowledge, records), *_duplicates(knowledge, records)]


def _duplicates(knowledge: Knowledge, records: Records) -> list[Finding]:
    from graph.consistency import Finding
    from resolver.duplicates import near_duplicates
    from resolver.encode import open_encoder

    pairs = near_duplicates(records.matters, open_encoder(load_settings().encoder))
    return [
        Finding(knowledge.where(a.id), f"与〔{b.id.rsplit('/', 1)[1]}〕几乎相同（{similarity:.2f}）；合并，或在说法和范围上分清") for a, b, similarity in pairs
    ]


@kb.command()
@click.option("--json", "as_json", is_flag=True, help="打印 JSON")
def stats(as_json: bool) -> int:
    """统计：各类数量，按主题的深度。"""
    from dataclasses import asdict

    from graph.stats import by_theme, totals

    graph = open_ready().graph
    counts, themes = totals(graph), by_theme(graph)
    if as_json:
        click.echo(json.dumps({"version": graph.version, "totals": counts, "themes": [asdict(t) for t in themes]}, ensure_ascii=False, indent=1))
        return 0
    click.echo(f"图版本 {graph.version}")
    click.echo("　".join(f"{name} {count:,}" for name, count in counts.items()))
    click.echo("主题：事项 / 说法 / 首问 / 配合 / 情形 / 依据")
    for t in themes:
        click.echo(f"  {t.name}　{t.matters} / {t.phrases} / {t.leads} / {t.helpers} / {t.conditions} / {t.articles}")
    return 0


@kb.command()
@click.option("--laws", type=click.Path(path_type=Path), help="法规全文：文件或文件夹（articles.jsonl.gz 等）；不写就用 shouwen laws import 导入的")
@click.option("--unchecked", is_flag=True, help="逐条列出全文库核对不了的（清单条目、库中没有的法规）")
def verify(laws: Path | None, unchecked: bool) -> int:
    """逐条核对引用：法条在该版本里存在、期间相符、原文提到所授权的部门。"""
    from graph.laws.store import open_laws
    from graph.load import knowledge_files, load
    from graph.verify import laws_of
    from graph.verify import verify as verify_citations
    from ontology.errors import BadInput

    knowledge = load(knowledge_files())
    if laws is not None:
        with laws_of(laws) as store:
            result = verify_citations(knowledge, store)
    else:
        store = open_laws(load_settings().home)
        if not store.generation:
            raise BadInput("还没有法规全文可核对", mend="先用 shouwen laws import 导入，或用 --laws 指明全文所在的文件夹")
        result = verify_citations(knowledge, store)
    for finding in result.findings:
        click.echo(str(finding))
    if unchecked:
        for entry in (*result.unverified, *result.entries):
            click.echo(str(entry))
    share = len(result.unverified) / max(len(result.unverified) + result.articles, 1)
    click.echo(
        f"核对法条 {result.articles} 条、授权 {result.grants} 处，未通过 {len(result.findings)} 处；"
        f"全文库里没有、标为未核实的法规条文 {len(result.unverified)} 条（{share:.1%}），"
        f"各地清单和文件的条目 {len(result.entries)} 条（全文库不收），用 --unchecked 列出"
    )
    return 1 if result.findings else 0


@kb.command("format")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="只检查，不改写")
def format_(files: tuple[Path, ...], only_check: bool) -> int:
    """把知识文件排成统一的样子；不指定文件时，自带知识的每一条也放回它该在的文件（make format-kb）。"""
    from graph.homes import arranged, rearrange
    from graph.load import KNOWLEDGE, load
    from graph.turtle import format_file, is_formatted

    paths = list(files) or sorted((KNOWLEDGE / "knowledge").rglob("*.ttl"))
    knowledge = load(paths)  # names file and line of what cannot be read before any file is touched
    if files:
        changed = [p for p in paths if (not is_formatted(p) if only_check else format_file(p))]
    else:
        changed = rearrange(arranged(knowledge, KNOWLEDGE / "knowledge"), paths, only_look=only_check)
    for path in changed:
        click.echo(str(path))
    click.echo(f"{len(changed)} 个文件{'需要' if only_check else '已'}重排")
    return 1 if only_check and changed else 0
