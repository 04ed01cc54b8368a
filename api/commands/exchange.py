"""`shouwen kb export` and `kb import`: a version in forms other programs read; the knowledge as tables and back."""

from __future__ import annotations

from pathlib import Path

import click

from api.commands.opening import open_ready


@click.command()
@click.option("--format", "form", default="nq", show_default=True, help="nq、ttl 或 skos")
@click.option("--csv", "tables", type=click.Path(path_type=Path), help="把自带知识导成表格：写文件夹名得 CSV，写 名字.xlsx 得 Excel")
@click.option("--from", "folder", type=click.Path(path_type=Path, exists=True, file_okay=False), help="与 --csv 同用：知识文件所在的文件夹（默认自带的知识）")
@click.option("--out", type=click.Path(path_type=Path), help="写到文件；不写则打印")
def export(form: str, tables: Path | None, folder: Path | None, out: Path | None) -> int:
    """导出正在使用的版本；或（--csv）把知识导成可以改、可以再导入的表格。"""
    from graph.export import export as export_version
    from graph.turtle import write_beside

    if tables is not None:
        return _export_tables(tables, folder)
    text = export_version(open_ready().graph, form)
    if out is None:
        click.echo(text, nl=False)
        return 0
    write_beside(out, text)
    click.echo(f"已导出到 {out}", err=True)
    return 0


def _export_tables(path: Path, folder: Path | None) -> int:
    from api.commands.sheets import write_tables
    from graph.load import knowledge_files, load
    from graph.tables import TABLES, rows_of

    knowledge = load(sorted(folder.rglob("*.ttl")) if folder else knowledge_files())
    tables = {t.name: list(rows_of(knowledge, t)) for t in TABLES}
    write_tables(tables, path)
    click.echo("　".join(f"{name} {len(rows):,} 行" for name, rows in tables.items()) + f"　已写到 {path}", err=True)
    return 0


@click.command("import")
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


COMMANDS = (export, import_)
