"""PDFs with text as paragraphs by page, and their ruled tables as rows.

pypdf reads the text: plain Python, a hundred pages a second or more. pdfplumber sees where cells begin and end but takes ten times as
long, so it is asked only about pages on which lines are drawn, and of those the first `MOST_RULED`.
"""

from __future__ import annotations

import io
import logging
import re
from typing import Any, Final

from curation.reading import lines
from curation.reading.paper import Opened, Paragraph, row
from ontology.errors import BadInput

MOST_PAGES: Final = 300
MOST_RULED: Final = 20
"""Pages whose tables are read cell by cell (a tenth of a second each)."""
LEAST_A_PAGE: Final = 8
"""Characters a page has on average; fewer in a PDF of pictures."""
BROKEN: Final = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError)
"""What both libraries raise beside their own errors where they follow a broken file: numbers, references and objects that are none.
Of 1,200 files mutilated at random pypdf refused 550, of these 153 so; a list longer than what was seen, for it ends in a server error."""
_RULES: Final = re.compile(rb"(?:[\d.-]+\s+){4}re\b|(?:[\d.-]+\s+){2}l\b")
_SPACED: Final = re.compile(r"(?<=[^\x00-\xff]) (?=[^\x00-\xff])|(?<=\d) (?=\d\b)|(?<=[^\x00-\xff]) (?=[\d《])|(?<=\d) (?=[^\x00-\xff])")


def read_pdf(name: str, data: bytes) -> Opened:
    """Return the text of a PDF; raises BadInput for one that is locked, damaged or holds only pictures."""
    import pypdf
    from pypdf.errors import PyPdfError

    broken = (PyPdfError, *BROKEN, NotImplementedError, AssertionError)
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    notes: list[str] = []
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        locked = reader.is_encrypted and not reader.decrypt("")
        count = 0 if locked else len(reader.pages)
        pages = [reader.pages[n] for n in range(min(count, MOST_PAGES))]
        texts = [_squeezed(page.extract_text() or "") for page in pages]
        ruled = [n for n, page in enumerate(pages) if _is_ruled(page)]
        title = "" if locked else str((reader.metadata and reader.metadata.title) or "").strip()
    except broken as error:
        raise BadInput("PDF 打不开", where=name, why=str(error)[:200], mend="请重新导出 PDF，或粘贴文字") from error
    if locked:
        raise BadInput("PDF 加了打开密码", where=name, mend="去掉密码后另存，或粘贴文字")
    if sum(len(re.sub(r"\s", "", text)) for text in texts) < LEAST_A_PAGE * len(texts):
        raise BadInput("PDF 里没有文字，像是扫描件", where=name, why=f"{len(texts)} 页里几乎没有读到字", mend="先用扫描软件做文字识别（OCR），或上传 Word 原件，或粘贴文字")
    if count > MOST_PAGES:
        notes.append(f"共 {count} 页，只读了前 {MOST_PAGES} 页")
    if len(ruled) > MOST_RULED:
        notes.append(f"{len(ruled)} 页有表格线，只有前 {MOST_RULED} 页的表格逐格读取，其余按文字读取")
    tables = _tables(data, ruled[:MOST_RULED])
    return Opened(tuple(_paragraphs(texts, tables)), title, tuple(notes))


def _is_ruled(page: Any) -> bool:
    contents = page.get_contents()
    return contents is not None and len(_RULES.findall(contents.get_data())) >= 4


def _squeezed(text: str) -> str:
    """Return the text without the spaces that letter-spaced type leaves between characters."""
    kept = []
    for line in text.split("\n"):
        spaced = len(_SPACED.findall(line))
        kept.append(_SPACED.sub("", line) if spaced > 3 and spaced * 2.5 > len(line.replace(" ", "")) else line)
    return "\n".join(kept)


def _tables(data: bytes, ruled: list[int]) -> dict[int, list[tuple[str, list[list[str]]]]]:
    """Return for each ruled page its stretches from top to bottom: text, then the table below it (the last without)."""
    if not ruled:
        return {}
    import pdfplumber
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    found: dict[int, list[tuple[str, list[list[str]]]]] = {}
    try:
        with pdfplumber.open(io.BytesIO(data)) as book:
            for number in ruled:
                page = book.pages[number]
                stretches = _stretches(page)
                if any(rows for _, rows in stretches):
                    found[number] = stretches
                page.close()
    except (PdfminerException, MalformedPDFException, ZeroDivisionError, *BROKEN):
        return found  # the text of all pages has been read already: the tables that could not be read stay text
    return found


def _stretches(page: Any) -> list[tuple[str, list[list[str]]]]:
    found = []
    left, top, right, bottom = page.bbox
    for table in sorted(page.find_tables(), key=lambda t: t.bbox[1]):
        rows = [[_cell(cell or "") for cell in cells] for cells in table.extract()]
        if len(rows) < 2 or table.bbox[1] < top:
            continue
        above = page.crop((left, top, right, max(table.bbox[1], top + 1)), strict=False).extract_text() or ""
        found.append((_squeezed(above), rows))
        top = min(table.bbox[3], bottom - 1)
    below = page.crop((left, top, right, bottom), strict=False).extract_text() or ""
    return [*found, (_squeezed(below), [])]


def _cell(text: str) -> str:
    """Return a cell's text, its lines joined but where one begins something of its own: a label, a box to tick."""
    first, *others = _squeezed(text).split("\n")
    return first + "".join(f"\n{line}" if lines.begins(line) else line for line in others)


def _paragraphs(texts: list[str], tables: dict[int, list[tuple[str, list[list[str]]]]]) -> list[Paragraph]:
    found: list[Paragraph] = []
    width = lines.width_of(line for text in texts for line in text.split("\n"))
    counted = 0
    for number, text in enumerate(texts):
        for piece, rows in tables.get(number) or [(text, [])]:
            _join(found, piece, number + 1, width)
            counted += bool(rows)
            for at, values in enumerate(rows, 1):
                names = [f"第{c}列" for c in range(1, len(values) + 1)]
                found.append(row(values, f"第{number + 1}页表{counted}第{at}行", counted, at, names, page=number + 1))
    return found


def _join(found: list[Paragraph], text: str, page: int, width: int) -> None:
    """Add the lines of a page, those that go on joined to what they go on from."""
    count = sum(1 for p in found if p.page == page and not p.table)
    open_line = bool(found and not found[-1].table and found[-1].page == page - 1 and lines.goes_on(found[-1].text, width))
    for line in text.split("\n"):
        value = line.strip(" \t\u3000\xa0")
        if not value or lines.is_page_number(value):
            continue
        rest = lines.is_rest(value) and bool(found) and found[-1].page == page and not lines.ends(found[-1].text)
        if rest or (open_line and not lines.is_indented(line) and not lines.begins(value)):
            last = found[-1]
            found[-1] = Paragraph(0, last.text + value, last.where, last.page)
        else:
            count += 1
            found.append(Paragraph(0, value, f"第{page}页第{count}段", page))
        open_line = lines.goes_on(value, width)
