"""`shouwen evaluate`: how right the answers are on labelled cases, and what changed since last time."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from api.commands.files import Row, read_rows
from api.commands.opening import open_ready, today
from api.commands.progress import progress
from api.settings import load_settings
from ontology.errors import BadInput, ShouwenError

if TYPE_CHECKING:
    from resolver.evaluate import Labelled, Report
    from resolver.pipeline import Resolver


@click.command()
@click.argument("labelled", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="打印 JSON")
@click.option("--workers", default=0, type=click.IntRange(0, 256), help="用几个进程；0 为全部核")
@click.option("--report", "page", type=click.Path(path_type=Path), help="把检验报告写成网页（HTML）")
@click.option("--no-history", is_flag=True, help="不用学到的历史")
def evaluate(labelled: Path, as_json: bool, workers: int, page: Path | None, no_history: bool) -> int:
    """用有答案的诉求检验。每行：派单的字段，加 function 或 unit（应答单位）、helpers。

    单位只给名称时，按名称认出职能。complaint、lead 也可用作 text、unit 的别名。
    写明出处（source_url）的，检验时不看出自同一来源的认定和清单。
    """
    from resolver.batch import answer_stream
    from resolver.evaluate import expected_error, measure, outcome_of

    resolver = open_ready()
    cases, helpers, faults = read_labelled(labelled, resolver)
    if not cases:
        raise BadInput("没有一行能用来检验", where=str(labelled), why=faults[0].replace("；处理：", "，") if faults else "文件是空的", mend="每行至少要有 text 和 function（或 unit）")
    outcomes = []
    with progress(len(cases), "检验") as step:
        for case, answer in zip(cases, answer_stream(resolver, [replace(c.case, history=not no_history) for c in cases], workers), strict=True):
            if isinstance(answer, ShouwenError):
                faults.append(f"{case.case.id}：{answer}")
            else:
                outcomes.append(outcome_of(case, answer))
            step()
    report = measure(outcomes, helpers)
    gained, lost = _compare(labelled, report)
    if page:
        from api.evaluation import write_report

        functions = {f.key: f.label for f in resolver.graph.functions if not f.broader}
        write_report(page, report, labelled.name, resolver.graph.version, resolver.automatic, functions)
        click.echo(f"报告写在 {page}", err=True)
    if as_json:
        rates = {name: {"value": round(rate.value, 4), "of": rate.of} for name, rate in report.rates.items()}
        click.echo(json.dumps({"cases": report.cases, "rates": rates, "ece": expected_error(report), "gained": gained, "lost": lost, "faults": faults}, ensure_ascii=False, indent=1))
    else:
        _print(report, expected_error(report), gained, lost, faults)
    return 1 if faults else 0


def read_labelled(path: Path, resolver: Resolver) -> tuple[list[Labelled], dict[str, tuple[str, ...]], list[str]]:
    """Return the labelled cases, their helpers' function keys by id, and what could not be read."""
    from api.contract import case_from_json
    from resolver.evaluate import Labelled, function_of_name, told_by

    cases: list[Labelled] = []
    helpers: dict[str, tuple[str, ...]] = {}
    faults: list[str] = []
    keys = {f.key for f in resolver.graph.functions if not f.broader}
    for numbered in read_rows(path):
        row: Row = {**numbered.row}
        row.setdefault("id", str(numbered.line))
        row["text"] = row.get("text") or row.get("complaint") or ""
        unit = str(row.get("unit") or row.get("lead") or "")
        try:
            if numbered.error:
                raise numbered.error
            case = case_from_json(row, resolver.graph, today())
        except ShouwenError as error:
            faults.append(f"{path.name} 第 {numbered.line} 行：{error}")
            continue
        case = replace(case, without=told_by(resolver.graph, str(row.get("source_url") or "")))
        if row.get("function") and row["function"] not in keys:
            faults.append(f"{path.name} 第 {numbered.line} 行：没有职能“{row['function']}”；处理：请用 functions.tsv 里的键。")
            continue
        function = row.get("function") or (function_of_name(resolver.graph, unit) if unit else "")
        named: Any = row.get("helpers") or []
        if not function and not unit:
            faults.append(f"{path.name} 第 {numbered.line} 行：没有答案可比；处理：写上 function 或 unit。")
            continue
        cases.append(Labelled(case, function, unit, tuple(named)))
        if named:
            helpers[case.id] = tuple(k for h in named if (k := function_of_name(resolver.graph, str(h))))
    return cases, helpers, faults


def _compare(path: Path, report: Report) -> tuple[list[str], list[str]]:
    """Return the ids answered right now and wrong last time, and the other way; remember this run."""
    folder = load_settings().home / "evaluations"
    folder.mkdir(parents=True, exist_ok=True)
    last = folder / f"{path.stem}.json"
    before = set(json.loads(last.read_text(encoding="utf-8"))) if last.exists() else report.right
    beside = last.with_suffix(".new")
    beside.write_text(json.dumps(sorted(report.right), ensure_ascii=False), encoding="utf-8")
    beside.replace(last)
    return sorted(report.right - before), sorted(before - report.right)


def _print(report: Report, error: float, gained: list[str], lost: list[str], faults: list[str]) -> None:
    echo = click.echo
    echo(f"共 {report.cases} 件")
    for name, rate in report.rates.items():
        echo(f"  {name}　{rate.value:.3f}　（{rate.hits}/{rate.of}）")
    echo("按职能（首选 / 前三）")
    for key, (first, third) in report.by_function.items():
        echo(f"  {key:24s}{first.of:6d}　{first.value:.2f} / {third.value:.2f}")
    echo(f"校准：平均偏差 {error:.3f}（把握 → 实际）")
    for confidence, right, count in report.calibration:
        echo(f"  {confidence:.2f} → {right:.2f}　{count} 件")
    echo("只答最有把握的一部分时的首选正确率")
    echo("  " + "　".join(f"{share:.0%}:{rate.value:.2f}" for share, rate in report.coverage))
    echo("最常混淆（应为 → 答成，件）")
    echo("  " + "；".join(f"{a} → {b} {n}" for a, b, n in report.confusions))
    echo(f"与上次相比：新答对 {len(gained)} 件，新答错 {len(lost)} 件")
    for title, ids in (("新答对", gained), ("新答错", lost)):
        if ids:
            echo(f"  {title}：" + "、".join(ids[:20]) + (" ……" if len(ids) > 20 else ""))
    for fault in faults[:10]:
        echo(f"没能检验：{fault}", err=True)
    if len(faults) > 10:
        echo(f"另有 {len(faults) - 10} 行没能检验", err=True)
