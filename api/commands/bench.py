"""`shouwen bench`: latency, throughput, start-up and memory on this machine."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import click

from api.commands.opening import open_ready, today
from api.commands.resolve import answer_line
from api.samples import samples

ROUNDS = 400


@click.command()
@click.option("--json", "as_json", is_flag=True, help="打印 JSON")
@click.option("--cases", type=click.Path(path_type=Path), help="用这个文件里的诉求（JSON Lines），默认用自带的样例")
@click.option("--batch", default=10_000, show_default=True, help="成批测多少件")
def bench(as_json: bool, cases: Path | None, batch: int) -> int:
    """测速度、启动和内存（机器有别的负载时会偏慢，请看比值）。"""
    figures: dict[str, Any] = {"cpus": os.cpu_count(), "help_s": _timed("--help"), "cold_first_answer_s": _timed("resolve", "路灯坏了没人修", "--json")}
    started = time.perf_counter()
    resolver = open_ready()
    figures["open_s"] = round(time.perf_counter() - started, 2)
    texts = _cases(cases, resolver)
    figures |= _single(resolver, texts) | _batch(resolver, texts, batch)
    figures["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    if as_json:
        click.echo(json.dumps(figures, ensure_ascii=False, indent=1))
    else:
        names = {
            "cpus": "核数", "help_s": "shouwen --help（秒）", "cold_first_answer_s": "冷启动到第一个答案（秒）", "open_s": "打开版本（秒）",
            "p50_ms": "单件中位（毫秒）", "p99_ms": "单件第 99 百分位（毫秒）", "batch_per_s": "成批（件/秒，全部核）", "memory_mb": "内存峰值（MB）",
        }  # fmt: skip
        for key, value in figures.items():
            click.echo(f"{names.get(key, key)}　{value}")
    return 0


def _timed(*arguments: str) -> float:
    """Return the median seconds of three runs of the command in a fresh process."""
    runs = []
    for _ in range(3):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", "from api.cli import main; main()", *arguments], check=True, capture_output=True)
        runs.append(time.perf_counter() - started)
    return round(sorted(runs)[1], 2)


def _cases(path: Path | None, resolver: Any) -> list[Any]:
    from api.commands.files import read_rows
    from api.contract import case_from_json

    rows = [n.row for n in read_rows(path)][:5000] if path else [{"text": s.text, "jurisdiction": s.place} for s in samples().values()]
    return [case_from_json({"id": str(n), **row}, resolver.graph, today()) for n, row in enumerate(rows)]


def _single(resolver: Any, cases: list[Any]) -> dict[str, float]:
    for case in cases[:ROUNDS]:
        resolver.resolve(case)
    taken = []
    for n in range(ROUNDS):
        started = time.perf_counter()
        resolver.resolve(cases[n % len(cases)])
        taken.append(time.perf_counter() - started)
    taken.sort()
    return {"p50_ms": round(taken[ROUNDS // 2] * 1000, 2), "p99_ms": round(taken[int(ROUNDS * 0.99)] * 1000, 2)}


def _batch(resolver: Any, cases: list[Any], size: int) -> dict[str, int]:
    from resolver.batch import answer_stream

    started = time.perf_counter()
    stream = (cases[n % len(cases)] for n in range(size))
    count = sum(1 for _ in answer_stream(resolver, stream, shape=partial(answer_line, 8)))
    return {"batch_per_s": round(count / (time.perf_counter() - started))}
