"""The boundary list of a place and a day as a workbook to filter and as a document to print."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final

from curation.documents import wording
from curation.documents.boundary_text import COLUMNS, TITLE, Row, rows
from curation.documents.entries import Standings
from curation.documents.sheet import blank
from curation.documents.wordml import HEI, SMALL_FIVE, SONG, TWO, Look, cell, paragraph, row, saved, table
from curation.documents.wordml import TITLE as TITLE_FONT

HEADLINE: Final = Look(TITLE_FONT, TWO, "center", 0, 0, after=4)
UNDER: Final = Look(SONG, 21, "left", 0, 0, after=4)
HEAD: Final = Look(HEI, SMALL_FIVE, "center", 0, 0)
CELL: Final = Look(SONG, SMALL_FIVE, "left", 0, 12)
TEXT: Final = "@"
LINE: Final = 13.5
"""Points that a line of the table takes."""
PADDING: Final = 2
"""Digits of a column's width that no text fills."""
HIGHEST: Final = 409
"""Points, the most that a spreadsheet takes."""
_FORMULA: Final = ("=", "+", "-", "@")
"""A cell beginning so would be worked out by a spreadsheet; ours are text."""


def boundary_docx(held: Standings) -> bytes:
    """Return the boundary list as a docx file: A4 across, the heading row on every page."""
    document = blank(f"{held.place}{TITLE}", landscape=True, day=held.day)
    printed = [(n, width) for n, (_, _, width) in enumerate(COLUMNS) if width]
    head = row("".join(cell(paragraph(COLUMNS[n][0], HEAD), width, shade="E8EEF7") for n, width in printed), header=True)
    body = (row("".join(cell(_lines(line.cells[n]), width) for n, width in printed)) for line in rows(held))
    listed = table((head, *body), [width for _, width in printed])
    return saved(document, (paragraph(f"{held.place}{TITLE}", HEADLINE), paragraph(_about(held), UNDER), listed))


def _lines(text: str) -> str:
    return "".join(paragraph(line, CELL) for line in text.split("\n"))


def _about(held: Standings) -> str:
    return f"按{wording.date(held.day)}有效的依据编制，共 {len(held.entries)} 项；知识版本 {held.graph_version[:16]}。同一事项分情形的，各列一行。"


def boundary_xlsx(held: Standings) -> bytes:
    """Return the boundary list as a workbook: filters, a heading that stays, widths and a print set-up of A4 across."""
    from openpyxl import Workbook

    book = Workbook()
    sheet: Any = book.active
    sheet.title = TITLE
    last = chr(ord("A") + len(COLUMNS) - 1)
    sheet.append([f"{held.place}{TITLE}"])
    sheet.append([_about(held)])
    sheet.append([heading for heading, _, _ in COLUMNS])
    count = 3
    for line in rows(held):
        count += 1
        _fill(sheet, count, line)
    _dress(sheet, last)
    sheet.auto_filter.ref = f"A3:{last}{count}"
    sheet.freeze_panes = "D4"
    _print_set_up(sheet, last, count)
    book.properties.title, book.properties.creator = f"{held.place}{TITLE}", "首问"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Any, at: int, line: Row) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side

    edge = Side(style="thin", color="BFBFBF")
    for column, value in enumerate(line.cells, 1):
        box = sheet.cell(at, column)
        box.value, box.data_type = value, "s"  # text, also where it begins as a formula does
        box.quotePrefix = value.startswith(_FORMULA)
        box.number_format = TEXT
        box.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center" if column == 1 else "left")
        box.border = Border(left=edge, right=edge, top=edge, bottom=edge)
        box.font = Font(name=SONG, size=10)
    sheet.row_dimensions[at].height = height(line)


def height(line: Row) -> float:
    """Return how high a row must be for all of its text to be read, in points: not every spreadsheet fits rows to wrapped text itself."""
    needed = max(sum(max(1, -(-_wide(text) // (width - PADDING))) for text in value.split("\n")) for value, (_, width, _) in zip(line.cells, COLUMNS, strict=True))
    return float(min(needed * LINE + 4, HIGHEST))


def _wide(text: str) -> int:
    """Return how wide a text is in digits, as columns are measured: a Chinese character takes two."""
    return sum(1 if ord(c) < 0x2000 else 2 for c in text)


def _dress(sheet: Any, last: str) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    sheet.merge_cells(f"A1:{last}1")
    sheet.merge_cells(f"A2:{last}2")
    sheet["A1"].font, sheet["A1"].alignment = Font(name=HEI, size=18), Alignment(horizontal="center", vertical="center")
    sheet["A2"].font = Font(name=SONG, size=10, color="595959")
    sheet.row_dimensions[1].height, sheet.row_dimensions[3].height = 32, 24
    edge = Side(style="thin", color="7F7F7F")
    for number, (_, width, _) in enumerate(COLUMNS):
        sheet.column_dimensions[chr(ord("A") + number)].width = width
        box = sheet.cell(3, number + 1)
        box.font, box.fill = Font(name=HEI, size=11, bold=True), PatternFill("solid", start_color="DCE6F1")
        box.alignment, box.border = Alignment(horizontal="center", vertical="center"), Border(left=edge, right=edge, top=edge, bottom=edge)


def _print_set_up(sheet: Any, last: str, count: int) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows, sheet.print_area = "3:3", f"A1:{last}{count}"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.6, 0.75, 0.35
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
