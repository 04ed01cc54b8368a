"""`shouwen learn`: a place's past letters into experience. `shouwen practice`: what it shows the 编办."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.commands.files import Row, read_rows
from api.commands.opening import open_ready, today
from api.commands.progress import progress
from api.settings import load_settings
from ontology.errors import BadInput, ShouwenError

if TYPE_CHECKING:
    from ontology.model import Place
    from resolver.history.learning import Past
    from resolver.history.letters import Reading
    from resolver.pipeline import Resolver

LEAST = 20
"""Letters below which there is nothing to learn from."""


@click.command()
@click.argument("history", required=False, type=click.Path(path_type=Path))
@click.option("--jurisdiction", required=True, help="哪个地方的历史：地名或 GB/T 2260 代码")
@click.option("--again", is_flag=True, help="丢开以前学的，只用这份重新学（默认接着学）；不写文件就用留存的来信重新学")
@click.option("--no-text", is_flag=True, help="不留存来信文字，以前留存的也删去（发布前的预演就没有来信可用）")
@click.option("--json", "as_json", is_flag=True, help="打印 JSON")
def learn(history: Path | None, jurisdiction: str, again: bool, no_text: bool, as_json: bool) -> int:
    """从办过的诉求里学一个地方的惯例。每行：派单的字段，加 unit（承办单位），有 function 更好。

    来信文字隐去个人信息后与学到的一并留存，供规定变动前预演；不要留存的加 --no-text。同一编号再学一次以新的为准。
    """
    from resolver.history import experience as experiences
    from resolver.history.kept import forget_texts, joined, kept_of, read_kept, write_kept
    from resolver.history.learning import answered

    settings, resolver = load_settings(), open_ready()
    place = resolver.graph.find_place(jurisdiction)
    started = time.perf_counter()
    past, faults = _read(history, place, resolver) if history else (_kept(settings.home, place, again), [])
    with progress(len(past), "阅读") as step:
        more = list(answered(past, _stepping(resolver, past, step), resolver.graph))
    unplaced = len(past) - len(more)
    known = None if again or experiences.name_in_use(settings.home, place.code) is None else experiences.open_experience(settings.home, place.code)
    if known is None and len(more) < LEAST:
        raise BadInput(f"能学的诉求只有 {len(more)} 件", where=str(history or settings.home), why=faults[0].replace("；处理：", "，") if faults else "", mend=f"至少要 {LEAST} 件写明承办单位（unit）的诉求")
    learned = known.with_more(more) if known else experiences.learn(place.id, resolver.graph.version, more)
    if no_text:
        learned.save(settings.home, place.code)
        forget_texts(settings.home, place.code)
    else:
        functions = {a.id: a.function for a in more}
        letters = joined(read_kept(settings.home, place.code) if known else (), (kept_of(p, functions[p.case.id]) for p in past if p.case.id in functions))
        learned.save(settings.home, place.code, partial(write_kept, letters))
    seconds = time.perf_counter() - started
    tier = learned.automatic_from(settings.automatic)
    if as_json:
        figures = {
            "place": place.id, "letters": len(learned.letters), "new": len(more), "units": len(learned.letters.units), "seconds": round(seconds, 2),
            "automatic_from": tier if tier <= 1 else None, "without_function": unplaced, "faults": faults,
        }  # fmt: skip
        click.echo(json.dumps(figures, ensure_ascii=False, indent=1))
    else:
        click.echo(f"{place.full_name}：学了 {len(more):,} 件，共 {len(learned.letters):,} 件、{len(learned.letters.units):,} 个单位，用时 {seconds:.1f} 秒")
        click.echo(f"把握在 {tier:.2f} 以上的可以直接派出（以往正确率不低于 {settings.automatic:.0%}）" if tier <= 1 else "还没有能直接派出的把握：多学一些再看")
        if unplaced:
            click.echo(f"有 {unplaced} 件看不出承办单位是什么职能，没有学：请写上 function", err=True)
        for fault in faults[:10]:
            click.echo(f"没能学：{fault}", err=True)
        if len(faults) > 10:
            click.echo(f"另有 {len(faults) - 10} 行没能学", err=True)
    return 1 if faults else 0


def _read(path: Path, place: Place, resolver: Resolver) -> tuple[list[Past], list[str]]:
    """Return the past cases of a file that belong to the place, and what could not be read."""
    from api.contract import case_from_json
    from resolver.clean import clean
    from resolver.history.learning import Past

    keys = {f.key for f in resolver.graph.functions if not f.broader}
    past: list[Past] = []
    faults: list[str] = []
    for numbered in read_rows(path):
        where = f"{path.name} 第 {numbered.line} 行"
        row = {"jurisdiction": place.code, "id": _name(numbered.row)} | {k: v for k, v in numbered.row.items() if v not in (None, "")}
        unit, function = str(row.get("unit") or ""), str(row.get("function") or "")
        try:
            if numbered.error:
                raise numbered.error
            if not unit:
                raise BadInput("没有写承办单位", mend="写上 unit")
            if function and function not in keys:
                raise BadInput(f"没有职能“{function}”", mend="请用 functions.tsv 里的键，或去掉 function")
            if not row.get("date"):
                raise BadInput("没有写日期", mend="写上 date：惯例要看是什么时候的")
            case = case_from_json(row, resolver.graph, today())
            if place.id not in resolver.graph.place_chain(case.place or ""):
                raise BadInput(f"这一件不是{place.full_name}的", mend="分地方学")
            clean(case.text, case.title)
        except ShouwenError as error:
            faults.append(f"{where}：{error}")
            continue
        past.append(Past(case, unit, function))
    return past, faults


def _kept(home: Path, place: Place, again: bool) -> list[Past]:
    """Return the past cases whose text was kept of a place; raises BadInput where none was."""
    from resolver.history.kept import read_kept

    if not again:
        raise BadInput("没有写来信的文件", mend="写上文件；要用留存的来信重新学就加 --again")
    past = [letter.past for letter in read_kept(home, place.code)]
    if not past:
        raise BadInput(f"{place.full_name}没有留存来信文字", where=str(home / "history" / place.code), mend="写上来信的文件：shouwen learn 文件 --again --jurisdiction 地名")
    return past


def _name(row: Row) -> str:
    """Return a name for a letter without an id: the same letter gets the same name in whatever file it stands."""
    said = json.dumps([row.get(key) for key in ("title", "text", "date", "unit")], ensure_ascii=False, default=str)
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:20]


def _stepping(resolver: Resolver, past: list[Past], step: Callable[[], None]) -> Iterator[Reading]:
    for reading in resolver.readings(p.case for p in past):
        step()
        yield reading


@click.command()
@click.option("--jurisdiction", required=True, help="地名或 GB/T 2260 代码")
@click.option("--as-of", "as_of", help="看哪一天之前一年的惯例；不写就看学到的最近一年")
@click.option("--json", "as_json", is_flag=True, help="打印 JSON")
def practice(jurisdiction: str, as_of: str | None, as_json: bool) -> int:
    """给编办看的：哪些事项的惯例与依据不一致，哪些办事的单位还没有登记。先用 shouwen learn 学。"""
    from ontology.validity import parse_day
    from resolver.history.report import departures, last_day, unknown_units

    resolver = open_ready()
    place = resolver.graph.find_place(jurisdiction)
    experience = resolver.experiences.of([place.id])
    if fault := resolver.experiences.fault([place.id]):
        raise fault
    if experience is None:
        raise BadInput(f"还没有学过{place.full_name}的历史", mend=f"先运行 shouwen learn 文件 --jurisdiction {place.name}")
    day = parse_day(as_of) if as_of else last_day(experience)
    apart, unknown = departures(experience, resolver.traversal, day), unknown_units(experience, resolver.traversal)
    if as_json:
        click.echo(json.dumps({"place": place.id, "as_of": str(day), "departures": [asdict(d) for d in apart], "units": [asdict(u) for u in unknown]}, ensure_ascii=False, indent=1))
        return 0
    click.echo(f"{place.full_name}，{day} 之前一年的来信")
    click.echo(f"惯例与依据不一致的事项 {len(apart)} 个：")
    for d in apart:
        units = "、".join(f"{name} {count} 件" for name, count in d.units)
        click.echo(f"  {d.label}　{d.letters} 件中 {d.answered} 件由{units}等办理；依{'、'.join(d.bases) or '书面依据'}应由{d.written}主办")
    click.echo(f"办过诉求而图里没有登记的单位 {len(unknown)} 个（职能、地方为推断，请编办核对）：")
    for u in unknown:
        click.echo(f"  {u.name}　{u.letters} 件　{u.function}　{u.place_name}")
    return 0
