"""Answers of a batch as a table that a dispatcher opens in Excel: a row a demand, in the order of the file that came in."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from api.commands.files import Numbered
from api.commands.plain import PARTS, outcome_word
from api.labels import percent
from ontology.spelling import without_unseen

HEADINGS: Final = ("行", "编号", "诉求内容", "结论", "主办单位", "把握", "配合单位", "事项", "要问市民", "时限", "依据", "说明")
WIDTHS: Final = (6, 14, 48, 14, 26, 8, 40, 24, 36, 14, 60, 40)
SHEETS: Final = (".xlsx", ".csv")
"""What `--out` may end in for a table; everything else is JSON Lines."""
_FORMULA: Final = ("=", "+", "-", "@")
"""What a spreadsheet takes for the start of a formula."""

Line = tuple[str | int, ...]


def write_sheet(rows: Iterator[Numbered], part: Path, errors: Path, out: Path) -> None:
    """Write the answers in `part` and the faults in `errors` as a table, each beside the row it answers; whole or not at all."""
    beside = out.with_name(out.name + ".new")
    (_write_workbook if out.suffix.lower() == ".xlsx" else _write_csv)(_lines(rows, part, errors), beside)
    beside.replace(out)


def _lines(rows: Iterator[Numbered], part: Path, errors: Path) -> Iterator[Line]:
    """Yield the lines of the table under the headings."""
    faults = {fault["line"]: fault["error"] for fault in _json_lines(errors)} if errors.exists() else {}
    answers = _json_lines(part)
    for numbered in rows:
        text, name = str(numbered.row.get("text") or ""), str(numbered.row.get("id") or numbered.line)
        if numbered.line in faults:
            yield _told((numbered.line, name, text, "没能回答", *[""] * 7, faults[numbered.line]))
            continue
        answer = next(answers)
        demands = answer.get("demands") or [answer | {"text": text}]
        for demand in demands:
            yield _told((numbered.line, demand["id"], demand["text"], *_answered(demand)))


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _answered(answer: dict[str, Any]) -> Iterator[str]:
    """Yield the cells of one decision, from 结论 on."""
    lead, joint = answer["lead"], answer["joint"]
    yield outcome_word(answer)
    yield "、".join(unit["name"] for unit in joint) or (lead["name"] if lead else "不定单一首问")
    yield percent(lead["confidence"]) if lead and lead["confidence"] else ""
    yield "\n".join(f"{PARTS[h['part']]}：{h['name']}" + (f"，{h['duty']}" if h["duty"] else "") for h in answer["helpers"] if h["part"] != "lead")
    yield answer["matters"][0]["label"] if answer["matters"] else ""
    question, deadline = answer.get("question"), answer.get("deadline")
    yield "\n".join([question["text"], *(f"· {o['label']}：{o['leads_to']}" for o in question["options"])]) if question else ""
    yield f"{deadline['days']} 个{deadline['unit']}" if deadline else ""
    yield "\n".join(f"{c['label']}{_doubts(c)}" for c in answer["citations"])
    yield "\n".join(answer["explanation"]["notes"])


def _doubts(citation: dict[str, Any]) -> str:
    return ("" if citation["verified"] else "［未核实］") + ("［仅供参考］" if citation["persuasive"] else "")


def _told(cells: Line) -> Line:
    """Return cells that no spreadsheet refuses."""
    return tuple(without_unseen(cell) if isinstance(cell, str) else cell for cell in cells)


def _write_csv(lines: Iterator[Line], path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        writer.writerows([f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell for cell in line] for line in lines)


def _write_workbook(lines: Iterator[Line], path: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet("派单")
    sheet.freeze_panes = "D2"
    for number, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    top, bold = Alignment(vertical="top", wrap_text=True), Font(bold=True)
    headings = [WriteOnlyCell(sheet, heading) for heading in HEADINGS]
    for heading in headings:
        heading.font = bold
    sheet.append(headings)
    for line in lines:
        cells = [WriteOnlyCell(sheet, value) for value in line]
        for cell in cells:
            cell.alignment = top
            if cell.data_type == "f":
                cell.data_type = "s"  # a citizen's “=…” is no formula
        sheet.append(cells)
    book.save(path)
