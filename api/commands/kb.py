"""`shouwen kb`: build, check, count, verify, export and switch versions of the knowledge."""

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


@click.group()
def kb() -> None:
    """知识库：建版本、检查、统计、核对法条、导出、换版本。"""


@kb.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="内容没变也重建索引")
def build(files: tuple[Path, ...], force: bool) -> int:
    """从知识文件建图版本和索引，建好后换上（默认用自带的知识）。"""
    from resolver.pipeline import build as build_version

    settings = load_settings()
    version = build_version(settings.home, files=_expanded(files) or None, encoder=settings.encoder, force=force)
    click.echo(f"图版本 {version} 已建好并启用")
    return 0


def _expanded(files: tuple[Path, ...]) -> list[Path]:
    from graph.load import knowledge_files

    found: list[Path] = []
    for path in files:
        found += knowledge_files(path) if path.is_dir() else [path]
    return found


@kb.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="打印 JSON")
def check(files: tuple[Path, ...], as_json: bool) -> int:
    """检查知识：形状（SHACL）、悬空的指向、日期、首问缺失或重叠、没人问的情形、共用的说法、几乎相同的事项。有问题时退出码为 1。"""
    from graph.load import knowledge_files, load
    from graph.validate import check as find_faults

    knowledge = load(_expanded(files) or knowledge_files())
    findings = find_faults(knowledge, also=partial(_duplicates, knowledge))
    if as_json:
        click.echo(json.dumps([{"where": f.where, "message": f.message} for f in findings], ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            click.echo(str(finding))
        click.echo(f"共 {len(findings)} 处问题" if findings else "没有问题")
    return 1 if findings else 0


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
@click.option("--laws", type=click.Path(path_type=Path), required=True, help="法规全文所在的文件夹（articles.jsonl.gz）")
@click.option("--unchecked", is_flag=True, help="逐条列出全文库核对不了的（清单条目、库中没有的法规）")
def verify(laws: Path, unchecked: bool) -> int:
    """逐条核对引用：法条在该版本里存在、期间相符、原文提到所授权的部门。"""
    from graph.load import knowledge_files, load
    from graph.verify import verify as verify_citations

    result = verify_citations(load(knowledge_files()), laws)
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


@kb.command()
@click.option("--format", "form", default="nq", show_default=True, help="nq、ttl 或 skos")
@click.option("--csv", "tables", type=click.Path(path_type=Path), help="把自带知识导成表格：写文件夹名得 CSV，写 名字.xlsx 得 Excel")
@click.option("--out", type=click.Path(path_type=Path), help="写到文件；不写则打印")
def export(form: str, tables: Path | None, out: Path | None) -> int:
    """导出正在使用的版本；或（--csv）把知识导成可以改、可以再导入的表格。"""
    from graph.export import export as export_version
    from graph.turtle import write_beside

    if tables is not None:
        return _export_tables(tables)
    text = export_version(open_ready().graph, form)
    if out is None:
        click.echo(text, nl=False)
        return 0
    write_beside(out, text)
    click.echo(f"已导出到 {out}", err=True)
    return 0


def _export_tables(path: Path) -> int:
    from api.commands.sheets import write_tables
    from graph.load import knowledge_files, load
    from graph.tables import TABLES, rows_of

    knowledge = load(knowledge_files())
    tables = {t.name: list(rows_of(knowledge, t)) for t in TABLES}
    write_tables(tables, path)
    click.echo("　".join(f"{name} {len(rows):,} 行" for name, rows in tables.items()) + f"　已写到 {path}", err=True)
    return 0


@kb.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), help="知识文件所在的文件夹（默认自带的知识）")
@click.option("--yes", is_flag=True, help="不再问，直接写入")
def import_(path: Path, into: Path | None, yes: bool) -> int:
    """把改过的表格（kb export --csv 的 CSV 或 Excel）读回知识文件：先列出改动、检查，确认后才写。"""
    from api.commands.sheets import read_tables
    from graph.homes import arranged, rearrange
    from graph.load import KNOWLEDGE, Knowledge, knowledge_files, load
    from graph.tables import changed
    from graph.validate import require_valid

    folder = into or KNOWLEDGE / "knowledge"
    files = sorted(folder.rglob("*.ttl"))
    tables = read_tables(path)
    changes, proposed = changed(load(files), tables)
    for change in changes:
        click.echo(str(change))
    if not changes:
        click.echo("没有改动")
        return 0
    ontology = load([f for f in knowledge_files() if f not in files and KNOWLEDGE / "knowledge" not in f.parents])
    require_valid(Knowledge(proposed.triples | ontology.triples, {**ontology.sources, **proposed.sources}))
    if not yes and not click.confirm(f"以上 {len(changes)} 处改动，写入知识文件吗？"):
        click.echo("没有写入")
        return 1
    written = rearrange(arranged(proposed, folder), files)
    click.echo(f"已写入 {len(written)} 个文件；运行 shouwen kb build 生效")
    return 0


@kb.command()
def versions() -> int:
    """列出版本，正在使用的标 *。"""
    from graph.store import current_version
    from graph.store import versions as all_versions

    home = load_settings().home
    current = current_version(home)
    for name in all_versions(home):
        click.echo(f"{'*' if name == current else ' '} {name}")
    return 0


@kb.command()
@click.argument("old")
@click.argument("new")
def diff(old: str, new: str) -> int:
    """比较两个版本：多出和少掉的陈述。"""
    from graph.store import open_version

    home = load_settings().home
    before, after = (set(open_version(home, v).nquads().decode().splitlines()) for v in (old, new))
    for line in sorted(before - after):
        click.echo(f"- {line}")
    for line in sorted(after - before):
        click.echo(f"+ {line}")
    return 0


@kb.command()
@click.argument("version")
def rollback(version: str) -> int:
    """换回一个旧版本。"""
    from graph.store import open_version, point_to

    home = load_settings().home
    open_version(home, version)
    point_to(version, home)
    click.echo(f"正在使用 {version}")
    return 0


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
