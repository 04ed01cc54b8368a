"""Makes papers in code: docx with paragraphs, lists and tables, PDF, xlsx. What they say is made up."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import docx
import openpyxl
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

Rows = Sequence[Sequence[str]]
FONT = "STSong-Light"
"""A font that every PDF reader has; nothing is embedded."""


@dataclass(frozen=True)
class Told:
    """What a case of a paper says, as a curator would enter it; None: not told. Units by full name; `duties`: a piece of each helper's duty."""

    lead: str | None = None
    helpers: dict[str, str] = field(default_factory=dict)
    parties: frozenset[str] = frozenset()
    basis: frozenset[str] = frozenset()
    number: str | None = None
    day: str | None = None
    decided_by: str | None = None
    doctrine: str | None = None
    facts: str | None = None
    matter: str | None = None
    supersedes: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Sample:
    """A paper and what it says: its file, the place it is of, a Told for each case."""

    name: str
    data: bytes
    place: str
    told: tuple[Told, ...]


def word(*blocks: str | Rows, header: str = "") -> bytes:
    """Return a docx: a str is a paragraph, rows are a table."""
    document = docx.Document()
    if header:
        document.sections[0].header.paragraphs[0].text = header
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(len(block), max(len(r) for r in block))
        for r, values in enumerate(block):
            for c, value in enumerate(values):
                table.cell(r, c).text = value
    return saved(document)


def saved(document: Any) -> bytes:
    """Return a document or workbook as bytes."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def book(sheets: dict[str, Rows], merge: Sequence[str] = ()) -> bytes:
    """Return an xlsx; `merge`: ranges merged on every sheet."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        for area in merge:
            sheet.merge_cells(area)
    return saved(workbook)


def pdf(*blocks: str | Rows) -> bytes:
    """Return a PDF with a text layer: a str is a paragraph, rows are a ruled table."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    style = ParagraphStyle("body", fontName=FONT, fontSize=12, leading=19, wordWrap="CJK", firstLineIndent=24)
    flow: list[Any] = []
    for block in blocks:
        if isinstance(block, str):
            flow.append(Paragraph(block, style))
        else:
            cell = ParagraphStyle("cell", fontName=FONT, fontSize=11, leading=15, wordWrap="CJK")
            flow.append(Table([[Paragraph(v, cell) for v in r] for r in block], colWidths=[90, 340] if len(block[0]) == 2 else None, style=[("GRID", (0, 0), (-1, -1), 0.7, "black")]))
    buffer = io.BytesIO()
    SimpleDocTemplate(buffer).build(flow)
    return buffer.getvalue()
