"""`shouwen laws search`: one question in the terminal, or a file of them; `shouwen laws index` builds what is searched."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from api.commands.progress import progress
from api.settings import load_settings
from ontology.errors import BadInput, ShouwenError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from api.commands.files import Numbered
    from resolver.laws.search import ArticleHit, LawSearch

MOST: Final = 1000
SHOWN: Final = 120
"""Characters of an article printed where no passage stands out."""
LISTED: Final = 20
"""Faulty lines printed one by one."""


@click.command("search")
@click.argument("text", required=False)
@click.option("--in", "source", type=click.Path(path_type=Path), help='成批：JSON Lines，每行 {"id", "question"}')
@click.option("--out", type=click.Path(path_type=Path), help='结果写到哪里：JSON Lines，每行 {"id", "hits": [{"law", "article", "score"}]}')
@click.option("--top", default=10, show_default=True, type=click.IntRange(1, MOST), help="给几条")
@click.option("--national", is_flag=True, help="只查全国的，不查地方性法规")
@click.option("--category", default="", help="只查一类：法律、行政法规、司法解释、部门规章、地方性法规……")
@click.option("--place", default="", help="全国的加上这个地方的，如 浙江省宁波市宁海县")
@click.option("--as-of", "as_of", default="", help="查哪一天施行的文本；不写则查最新文本")
@click.option("--json", "as_json", is_flag=True, help="打印 JSON")
def search(
    text: str | None, source: Path | None, out: Path | None, top: int, national: bool, category: str, place: str, as_of: str, as_json: bool
) -> int:  # fmt: skip
    """用大白话或条号查法条。

    \b
    单件：shouwen laws search "邻居装修把我家墙震裂了谁赔"
    条号：shouwen laws search 渔业法28条
    成批：shouwen laws search --in questions.jsonl --out hits.jsonl --top 100 --national
    """
    from ontology.validity import parse_day
    from resolver.laws.search import open_search
    from resolver.pipeline import one_thread_each

    if (text is None) == (source is None):
        raise BadInput("问题和 --in 要给一样，也只能给一样", mend='如 shouwen laws search "押金不退怎么办"，或 --in questions.jsonl --out hits.jsonl')
    if (source is None) != (out is None):
        raise BadInput("--in 和 --out 要一起给", mend="如 --in questions.jsonl --out hits.jsonl")
    day = parse_day(as_of) if as_of else None
    one_thread_each()
    searcher = open_search(load_settings().home)
    if searcher.index() is None:
        raise BadInput("法规库是空的", where=str(load_settings().home), mend="先导入：shouwen laws import 文件或文件夹")

    def ask(question: str) -> list[ArticleHit]:
        return searcher.search(question, top, national=national, category=category, place=place, day=day)

    if source is not None and out is not None:
        return _many(source, out, ask)
    named = searcher.typed(text or "", day)
    hits = ask(text or "")
    if as_json:
        click.echo(json.dumps({"hits": [_told(hit) for hit in hits], **({"note": named.note} if named and named.note else {})}, ensure_ascii=False, indent=1))
    else:
        _print(searcher, hits, named.note if named else "")
    return 0


@click.command("index")
def index() -> int:
    """为法规库建检索索引（导入后会自动建；断了电、换了版本时用）。"""
    built = build()
    click.echo("建好了" if built else "索引已是最新，或法规库是空的")
    return 0


def build() -> bool:
    """Build the index of the home's law store, with a progress bar; return whether there was anything to build."""
    from resolver.laws.building import build_search

    with ExitStack() as stack:
        return build_search(load_settings().home, begun=lambda steps: stack.enter_context(progress(steps, "建检索索引")))


def _told(hit: ArticleHit) -> dict[str, Any]:
    return {"law": hit.law, "article": hit.label, "score": hit.score}


def _print(searcher: LawSearch, hits: list[ArticleHit], note: str) -> None:
    if note:
        click.echo(f"提示　{note}")
    for hit in hits:
        said = " ".join(hit.text.split()) if hit.passage is None else hit.text[slice(*hit.passage)]
        click.echo(f"《{hit.law}》{hit.label}　{hit.version} 版" + (f"　［{hit.note}］" if hit.note else ""))
        click.echo(f"　　{said[:SHOWN]}{'…' if len(said) > SHOWN else ''}")
    if not hits:
        click.echo("没有查到")


def _many(source: Path, out: Path, ask: Callable[[str], list[ArticleHit]]) -> int:
    from api.commands.files import count_rows, read_rows

    rows = read_rows(source)
    faults: list[ShouwenError] = []
    part = out.with_name(out.name + ".part")
    with part.open("w", encoding="utf-8") as lines, progress(count_rows(source), "查法条") as step:
        for identifier, question, error in _questions(rows, source):
            try:
                if error:
                    raise error
                hits = [_told(hit) for hit in ask(question)]
                lines.write(json.dumps({"id": identifier, "hits": hits}, ensure_ascii=False) + "\n")
            except ShouwenError as wrong:
                faults.append(wrong)
            step()
    part.replace(out)
    for fault in faults[:LISTED]:
        click.echo(str(fault), err=True)
    if faults:
        more = f"，其中 {len(faults) - LISTED} 行没有列出" if len(faults) > LISTED else ""
        click.echo(f"有 {len(faults)} 行没能查{more}；其余都写在 {out}", err=True)
    return 1 if faults else 0


def _questions(rows: Iterator[Numbered], source: Path) -> Iterator[tuple[Any, str, ShouwenError | None]]:
    """Yield id, question and what is wrong with it, line by line; an id that is missing is the line's number."""
    for row in rows:
        where, question = f"{source.name} 第 {row.line} 行", row.row.get("question")
        identifier = row.row.get("id", str(row.line))
        if row.error:
            yield identifier, "", row.error
        elif not isinstance(question, str) or not question.strip():
            mend = '每行写成 {"id": "1", "question": "押金不退怎么办"}'
            yield identifier, "", BadInput("这一行没有问题", where=where, why=f"question 是 {question!r}", mend=mend)
        else:
            yield identifier, question, _unreadable(question, where)


def _unreadable(question: str, where: str) -> ShouwenError | None:
    """Return what makes a question unfit to be searched for, with its line."""
    from resolver.clean import clean

    try:
        clean(question, where=where)
    except BadInput as error:
        return error
    return None
