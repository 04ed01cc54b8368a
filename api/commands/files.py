"""Reading cases from JSON Lines, CSV and Excel, and writing answers that survive being stopped.

Answers go to OUT.part, faulty rows to OUT.errors.jsonl, each line flushed whole; when all is done
OUT.part becomes OUT. A run stopped half-way is taken up where it stopped.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import IO, Any, Final

from ontology.errors import BadInput

Row = dict[str, Any]
COLUMNS: Final = {
    "编号": "id", "工单编号": "id", "工单号": "id", "内容": "text", "诉求内容": "text", "诉求": "text", "正文": "text", "工单内容": "text", "来电内容": "text",
    "反映内容": "text", "诉求描述": "text", "问题描述": "text", "标题": "title", "诉求标题": "title", "工单标题": "title", "地区": "jurisdiction",
    "行政区划": "jurisdiction", "城市": "jurisdiction", "区县": "district", "所属区县": "district", "日期": "date", "受理日期": "date", "来电日期": "date",
    "受理时间": "date", "来电时间": "date", "承办单位": "unit", "主办单位": "unit", "办理单位": "unit", "职能": "function",
}  # fmt: skip
"""Chinese headings a spreadsheet may have, and the keys of the contract they stand for; of two for one key the first is read."""


@dataclass(slots=True)
class Numbered:
    """A row with its line in the file; `error` instead of a row where the line cannot be read."""

    line: int
    row: Row = field(default_factory=dict)
    error: BadInput | None = None


def read_rows(path: Path) -> Iterator[Numbered]:
    """Yield the rows of a .jsonl (or .jsonl.gz), .csv or .xlsx file; raises BadInput when the file itself is wrong."""
    readers = {".jsonl": _jsonl, ".gz": _jsonl, ".ndjson": _jsonl, ".json": _jsonl, ".csv": _csv, ".xlsx": _xlsx}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise BadInput(f"不认识的文件类型“{path.suffix or path.name}”", where=str(path), mend="请用 .jsonl、.csv 或 .xlsx")
    if not path.exists():
        raise BadInput("没有这个文件", where=str(path), mend="核对路径")
    rows = reader(path)
    first = next(rows, None)  # so that wrong headings are refused before anything is written
    return iter(()) if first is None else chain([first], rows)


def count_rows(path: Path) -> int | None:
    """Return how many rows a file has, None where counting would mean reading a workbook twice."""
    if path.suffix.lower() in (".xlsx", ".gz"):
        return None
    with path.open("rb") as file:
        lines = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
    return lines - 1 if path.suffix.lower() == ".csv" else lines


def _jsonl(path: Path) -> Iterator[Numbered]:
    with gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb") as lines:
        for number, raw in enumerate(lines, 1):
            if not raw.strip():
                continue
            try:
                row = json.loads(raw.decode("utf-8-sig" if number == 1 else "utf-8"))
                if not isinstance(row, dict):
                    raise ValueError("不是一个 JSON 对象")
            except ValueError as error:
                mend = '每行写一个 JSON 对象，如 {"id": "1", "text": "…"}；文件用 UTF-8 编码'
                yield Numbered(number, error=BadInput("这一行读不了", where=f"{path.name} 第 {number} 行", why=_unreadable(error), mend=mend))
                continue
            yield Numbered(number, row)


def _unreadable(error: ValueError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "不是 UTF-8 编码"
    return f"第 {error.colno} 列起不是有效的 JSON" if isinstance(error, json.JSONDecodeError) else str(error)


def _csv(path: Path) -> Iterator[Numbered]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            keys = _headings(reader.fieldnames or [], path)
            for number, values in enumerate(reader, 2):
                yield Numbered(number, {keys[k]: v for k, v in values.items() if k in keys and v})
    except UnicodeDecodeError as error:
        raise BadInput("文件不是 UTF-8 编码", where=str(path), mend="在表格软件里另存为“CSV UTF-8”") from error
    except csv.Error as error:
        raise BadInput("CSV 读不了", where=str(path), why=str(error), mend="另存为标准的逗号分隔文件") from error


def _xlsx(path: Path) -> Iterator[Numbered]:
    import zipfile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError) as error:
        raise BadInput("Excel 文件打不开", where=str(path), why="不是 .xlsx，或已损坏", mend="在表格软件里打开，另存为 .xlsx 后再试") from error
    with closing(book):
        sheet = book.active
        rows = sheet.iter_rows(values_only=True) if sheet is not None else iter(())
        headings = [str(c).strip() if c is not None else "" for c in next(rows, ())]
        keys = _headings(headings, path)
        for number, cells in enumerate(rows, 2):
            if any(c is not None for c in cells):
                row = {keys[h]: _cell(c) for h, c in zip(headings, cells, strict=False) if h in keys and c is not None}
                yield Numbered(number, row)


def _cell(value: Any) -> str:
    return value.strftime("%Y-%m-%d") if hasattr(value, "strftime") else str(value)


def _headings(found: Any, path: Path) -> dict[str, str]:
    keys: dict[str, str] = {}
    for name in found:
        key = COLUMNS.get(name.strip(), name.strip()) if name else ""
        if key and key not in keys.values():
            keys[name] = key
    if "text" not in keys.values():
        raise BadInput(
            "表格里没有诉求内容这一列", where=f"{path.name} 第 1 行", why=f"现有的列：{'、'.join(keys) or '无'}",
            mend="把内容列命名为“诉求内容”或 text；其余可用：id、title、jurisdiction、district、date",
        )  # fmt: skip
    return keys


class Answers:
    """The output of a batch: OUT.part and OUT.errors.jsonl while it runs, OUT when it is done."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.part = out.with_name(out.name + ".part")
        self.errors = out.with_name(out.name + ".errors.jsonl")
        if not self.part.exists():
            self.errors.unlink(missing_ok=True)
        self.done = _whole_lines(self.part) + _whole_lines(self.errors)
        self.faults = _whole_lines(self.errors)
        self._answers: IO[str] = self.part.open("a", encoding="utf-8")
        self._faults: IO[str] | None = None

    def write(self, line: str) -> None:
        """Add one answer, a line of JSON."""
        self._answers.write(line + "\n")

    def fault(self, line: int, row: Row, error: Exception) -> None:
        """Add one faulty row with what is wrong with it."""
        self._answers.flush()
        if self._faults is None:
            self._faults = self.errors.open("a", encoding="utf-8")
        self._faults.write(json.dumps({"line": line, "error": str(error), "row": row}, ensure_ascii=False, default=str) + "\n")
        self._faults.flush()
        self.faults += 1

    def flush(self) -> None:
        """Make what was written survive this process."""
        self._answers.flush()

    def finish(self, source: Path) -> None:
        """Turn the finished part into OUT: a table beside the rows of the source where OUT is a spreadsheet, else the lines as they are."""
        from api.commands.answer_sheet import SHEETS, write_sheet

        self._answers.close()
        if self._faults:
            self._faults.close()
        if self.out.suffix.lower() not in SHEETS:
            self.part.replace(self.out)
            return
        write_sheet(read_rows(source), self.part, self.errors, self.out)
        self.part.unlink()


def _whole_lines(path: Path) -> int:
    """Return how many whole lines a file has, cutting off a last line that was not finished."""
    if not path.exists():
        return 0
    data = path.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    if len(whole) < len(data):
        path.write_bytes(whole)
    return whole.count(b"\n")
