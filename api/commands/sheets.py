"""Tables of knowledge on disk: a folder of CSV files or one Excel workbook, written and read whole."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from graph.tables import KEY, TABLES, Row
from ontology.errors import BadInput

Tables = Mapping[str, Sequence[Row]]


def write_tables(tables: Tables, path: Path) -> None:
    """Write the tables as NAME.csv below a folder, or as the sheets of PATH.xlsx; each file whole or not at all."""
    if path.suffix.lower() == ".xlsx":
        _write_workbook(tables, path)
        return
    path.mkdir(parents=True, exist_ok=True)
    for table in TABLES:
        beside = path / f"{table.name}.csv.new"
        with beside.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, table.headings)
            writer.writeheader()
            writer.writerows(tables[table.name])
        beside.replace(path / f"{table.name}.csv")


def _write_workbook(tables: Tables, path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for table in TABLES:
        sheet = book.create_sheet(table.name)
        sheet.freeze_panes = "B2"
        sheet.append(table.headings)
        for row in tables[table.name]:
            sheet.append([row[h] for h in table.headings])
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    book.save(beside)
    beside.replace(path)


def read_tables(path: Path) -> dict[str, list[Row]]:
    """Return the tables of a folder of CSV files, one CSV file, or a workbook; raises BadInput for what cannot be read."""
    if path.suffix.lower() == ".xlsx":
        return _read_workbook(path)
    files = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    if not files or not files[0].exists():
        raise BadInput("没有可读的表", where=str(path), mend="给出 .xlsx，或放有 事项.csv、职责.csv 等的文件夹")
    return {file.stem: _read_csv(file) for file in files}


def _read_csv(path: Path) -> list[Row]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            _require_key(list(reader.fieldnames or ()), str(path))
            return [{k: v or "" for k, v in row.items() if k} for row in reader]
    except UnicodeDecodeError as error:
        raise BadInput("文件不是 UTF-8 编码", where=str(path), mend="在 Excel 里另存为“CSV UTF-8”") from error


def _read_workbook(path: Path) -> dict[str, list[Row]]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    if not path.exists():
        raise BadInput("没有这个文件", where=str(path), mend="核对路径")
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (OSError, BadZipFile, InvalidFileException, KeyError) as error:
        raise BadInput("工作簿打不开", where=str(path), why=str(error), mend="确认是 .xlsx 文件并且没有损坏") from error
    tables: dict[str, list[Row]] = {}
    for sheet in book.worksheets:
        rows = sheet.iter_rows(values_only=True)
        headings = [str(h) if h is not None else "" for h in next(rows, ())]
        _require_key(headings, f"{path} 的表“{sheet.title}”")
        tables[sheet.title] = [
            {h: "" if v is None else str(v) for h, v in zip(headings, row, strict=False) if h} for row in rows if any(v is not None for v in row)
        ]
    return tables


def _require_key(headings: Sequence[str], where: str) -> None:
    if KEY not in headings:
        raise BadInput(f"缺少“{KEY}”一列", where=where, why="表头是：" + ("、".join(h for h in headings if h) or "空的"), mend="从 kb export 导出的表改起")
