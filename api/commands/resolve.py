"""`shouwen resolve`: one case in the terminal, or a file of them."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from api.commands.files import Answers, Numbered, Row, count_rows, read_rows
from api.commands.opening import open_ready, today
from api.commands.progress import progress
from ontology.errors import BadInput, ShouwenError

if TYPE_CHECKING:
    from ontology.model import Case, Decision
    from resolver.pipeline import Resolver


@click.command()
@click.argument("text", required=False)
@click.option("--in", "source", type=click.Path(path_type=Path), help="成批：.jsonl、.csv 或 .xlsx")
@click.option("--out", type=click.Path(path_type=Path), help="答案写到哪里：.xlsx、.csv 为表格，其余为 JSON Lines；中断后再运行会接着做")
@click.option("--jurisdiction", help="地名或 GB/T 2260 代码；文件里没写地方的都用它")
@click.option("--district", help="区县")
@click.option("--as-of", "as_of", help="哪一天的规定；不写就是今天")
@click.option("--top", default=8, show_default=True, type=click.IntRange(1, 50), help="最多列出几个候选")
@click.option("--no-history", is_flag=True, help="不用学到的历史")
@click.option("--workers", default=0, type=click.IntRange(0, 256), help="用几个进程；0 为全部核")
@click.option("--json", "as_json", is_flag=True, help="打印 JSON")
def resolve(text: str | None, source: Path | None, out: Path | None, jurisdiction: str | None, district: str | None, as_of: str | None,
            top: int, no_history: bool, workers: int, as_json: bool) -> int:  # fmt: skip
    """一件或成批诉求：谁首问、谁配合、依据是什么。

    \b
    单件：shouwen resolve "楼下烧烤店油烟太大" --jurisdiction 宁海县
    成批：shouwen resolve --in 来件.xlsx --out 答案.xlsx
    """
    defaults = {"jurisdiction": jurisdiction, "district": district, "date": as_of}
    given: Row = {key: value for key, value in defaults.items() if value}
    if source is None:
        if out is not None:
            raise BadInput("--out 只用于成批", mend="加上 --in 文件；一件的答案用 --json 打印，再转存")
        words = text if text is not None else _standard_input()
        return _one(words, given, top, as_json, history=not no_history)
    if text is not None:
        raise BadInput("诉求和 --in 只能给一样", mend="去掉其中一样")
    return _many(source, out, given, top, workers, history=not no_history)


def _one(text: str, given: Row, top: int, as_json: bool, *, history: bool) -> int:
    from api.commands.plain import write_plain
    from api.contract import case_from_json, decision_to_json

    resolver = open_ready()
    decision = resolver.resolve(replace(case_from_json({"id": "1", "text": text, **given}, resolver.graph, today()), history=history))
    answer = _cut(decision_to_json(decision), top)
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2) if as_json else write_plain(answer))
    return 0


def _standard_input() -> str:
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput("不是 UTF-8 编码", where="标准输入", mend="先转成 UTF-8，如 iconv -f gbk -t utf-8") from error


def _many(source: Path, out: Path | None, given: Row, top: int, workers: int, *, history: bool) -> int:
    from resolver.batch import answer_stream

    rows = read_rows(source)
    resolver = open_ready()
    answers = Answers(out) if out else None
    skip = answers.done if answers else 0
    faults = 0
    read = _Reading(rows, given, resolver, today(), skip)
    with progress(count_rows(source), "派单", done=skip) as step:
        for n, result in enumerate(answer_stream(resolver, (replace(c, history=history) for c in read.cases()), workers, shape=partial(answer_line, top))):
            line, row = read.sent.popleft()
            faults += _drain(read, answers, source, before=line)
            if isinstance(result, ShouwenError):
                faults += _report(line, row, result, answers, source)
            else:
                _put(answers, result)
            if n % 64 == 0:
                _flush(answers)
            step()
    faults += _drain(read, answers, source, before=None)
    if answers:
        faults = answers.faults
        answers.finish(source)
    if faults:
        where = f"，见 {answers.errors}" if answers else ""
        click.echo(f"有 {faults} 行没能回答{where}；其余都已回答。", err=True)
    return 1 if faults else 0


class _Reading:
    """Turns rows into cases, keeping what was sent (to pair with answers) and what was faulty."""

    def __init__(self, rows: Iterator[Numbered], given: Row, resolver: Resolver, day: dt.date, skip: int) -> None:
        self._rows, self._given, self._resolver, self._day, self._skip = rows, given, resolver, day, skip
        self.sent: deque[tuple[int, Row]] = deque()
        self.faults: deque[tuple[int, Row, ShouwenError]] = deque()

    def cases(self) -> Iterator[Case]:
        """Yield the cases of the rows that can be read, after those already answered."""
        from api.contract import case_from_json

        for n, numbered in enumerate(self._rows):
            if n < self._skip:
                continue
            row = {**self._given, **{k: v for k, v in numbered.row.items() if v not in (None, "")}}
            row.setdefault("id", str(numbered.line))
            try:
                if numbered.error:
                    raise numbered.error
                case = case_from_json(row, self._resolver.graph, self._day)
            except ShouwenError as error:
                self.faults.append((numbered.line, numbered.row, error))
                continue
            self.sent.append((numbered.line, numbered.row))
            yield case


def _drain(read: _Reading, answers: Answers | None, source: Path, *, before: int | None) -> int:
    """Report the faulty rows that stand before a line: in the order of the file, so that a stopped run can be taken up."""
    count = 0
    while read.faults and (before is None or read.faults[0][0] < before):
        count += _report(*read.faults.popleft(), answers, source)
    return count


def _report(line: int, row: Row, error: ShouwenError, answers: Answers | None, source: Path) -> int:
    if answers:
        answers.fault(line, row, error)
    else:
        click.echo(f"{source.name} 第 {line} 行：{error}", err=True)
    return 1


def answer_line(top: int, decision: Decision) -> str:
    """Return a decision as its line of the output."""
    import orjson

    from api.contract import decision_to_json

    return orjson.dumps(_cut(decision_to_json(decision), top)).decode()


def _put(answers: Answers | None, line: str) -> None:
    if answers:
        answers.write(line)
    else:
        click.echo(line)


def _flush(answers: Answers | None) -> None:
    if answers:
        answers.flush()


def _cut(answer: dict[str, Any], top: int) -> dict[str, Any]:
    answer["candidates"] = answer["candidates"][:top]
    return answer
