"""Workbooks as table rows: every sheet a table, merged cells carried on, formulas by their last value."""

from __future__ import annotations

import datetime as dt
import io
import warnings
import zipfile
from typing import Any, Final

from curation.reading.paper import Opened, Paragraph, row
from ontology.errors import BadInput

MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 60


def read_xlsx(name: str, data: bytes) -> Opened:
    """Return the rows of all visible sheets; raises BadInput for a workbook that cannot be opened."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on styles and validations that are not read anyway
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, OSError, SyntaxError) as error:
        raise BadInput("表格打不开", where=name, why=str(error)[:200], mend="在 Excel 或 WPS 里打开，另存为 .xlsx 再上传") from error
    paragraphs: list[Paragraph] = []
    notes: list[str] = []
    for table, sheet in enumerate(book.worksheets, 1):
        if sheet.sheet_state != "visible":
            notes.append(f"隐藏的工作表“{sheet.title}”未读")
            continue
        room = MOST_ROWS - len(paragraphs)
        if sheet.max_row > room or sheet.max_column > MOST_COLUMNS:
            notes.append(f"工作表“{sheet.title}”有 {sheet.max_row} 行 {sheet.max_column} 列，只读前 {min(room, sheet.max_row)} 行、前 {min(MOST_COLUMNS, sheet.max_column)} 列")
        paragraphs += _rows(sheet, table, room)
    return Opened(tuple(paragraphs), _title(book), tuple(notes))


def _title(book: Any) -> str:
    return str(book.properties.title or "").strip() if book.properties else ""


def _rows(sheet: Any, table: int, most: int) -> list[Paragraph]:
    from openpyxl.utils import get_column_letter

    merged: dict[tuple[int, int], tuple[Any, bool]] = {}
    for area in sheet.merged_cells.ranges:
        if area.max_row > most or (area.max_row - area.min_row + 1) * (area.max_col - area.min_col + 1) > MOST_ROWS:
            continue
        first = sheet.cell(area.min_row, area.min_col).value
        for number in range(area.min_row + 1, area.max_row + 1):
            merged[number, area.min_col] = (first, True)
    found = []
    for number, cells in enumerate(sheet.iter_rows(max_row=min(sheet.max_row, most), max_col=min(sheet.max_column, MOST_COLUMNS), values_only=True), 1):
        values = [_written(merged.get((number, column), (value, False))[0]) for column, value in enumerate(cells, 1)]
        joined = [column for column in range(1, len(values) + 1) if (number, column) in merged]
        names = [f"{get_column_letter(column)}{number}" for column in range(1, len(values) + 1)]
        if any(values):
            found.append(row(values, f"工作表“{sheet.title}”第{number}行", table, number, names, joined=joined))
    return found


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "minutes")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
