"""Word documents as paragraphs and table rows in the order of the page: headers, text boxes, numbered lists, merged cells.

What was struck out in tracked changes is not read, what was put in is.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from curation.reading.numbering import Numbering
from curation.reading.paper import Opened, Paragraph, row
from ontology.errors import BadInput


def read_docx(name: str, data: bytes) -> Opened:
    """Return what a docx says; raises BadInput for one that cannot be opened."""
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import LxmlError

    try:
        document = docx.Document(io.BytesIO(data))
        reading = _Reading(document)
        paragraphs = tuple(reading.all())
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, AttributeError, OSError, LxmlError, IndexError) as error:
        raise BadInput("Word 文件打不开", where=name, why=str(error)[:200], mend="在 Word 或 WPS 里打开，另存为 .docx 再上传，或粘贴文字") from error
    return Opened(paragraphs, str(document.core_properties.title or "").strip(), tuple(reading.notes))


class _Reading:
    """One document as it is gone through."""

    def __init__(self, document: Any) -> None:
        from docx.oxml.ns import qn

        self._document = document
        self._qn = qn
        self._numbering = Numbering(document)
        self._table = 0
        self._paragraph = 0
        self.notes: list[str] = []

    def all(self) -> Iterator[Paragraph]:
        """Yield the headers once each, then the body."""
        seen = set()
        for section in self._document.sections:
            for part in (section.first_page_header, section.header):
                if part.is_linked_to_previous:
                    continue
                for paragraph in part.paragraphs:
                    text = self._text(paragraph._p).strip()
                    if text and text not in seen:
                        seen.add(text)
                        yield Paragraph(0, text, "页眉")
        yield from self._blocks(self._document.element.body)
        if self._document.element.body.findall(f".//{self._qn('w:del')}"):
            self.notes.append("文件带有修订标记：删去的字未读，加入的字已读")

    def _blocks(self, parent: Any) -> Iterator[Paragraph]:
        qn = self._qn
        for child in parent:
            if child.tag == qn("w:p"):
                yield from self._one(child)
            elif child.tag == qn("w:tbl"):
                self._table += 1
                yield from self._rows(child, self._table)
            elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:smartTag"), qn("w:customXml")):
                yield from self._blocks(child)

    def _one(self, p: Any) -> Iterator[Paragraph]:
        for box in self._boxes(p):
            for inner in box.iter(self._qn("w:p")):
                if text := self._text(inner).strip():
                    yield Paragraph(0, text, "文本框")
        text = self._text(p).strip(" \t\u3000\xa0")
        label = self._numbering.label(p)
        if text:
            self._paragraph += 1
            yield Paragraph(0, f"{label}{text}".replace("\t", "　"), f"第{self._paragraph}段")

    def _boxes(self, p: Any) -> list[Any]:
        """Return the text boxes in a paragraph; Word writes each twice, for old readers and new."""
        old = {id(b) for f in p.iter("{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback") for b in f.iter(self._qn("w:txbxContent"))}
        return [b for b in p.iter(self._qn("w:txbxContent")) if id(b) not in old]

    def _text(self, element: Any) -> str:
        qn = self._qn
        pieces: list[str] = []

        def walk(node: Any) -> None:
            for child in node:
                if child.tag == qn("w:t"):
                    pieces.append(child.text or "")
                elif child.tag in (qn("w:tab"), qn("w:ptab")):
                    pieces.append("\t")
                elif child.tag in (qn("w:br"), qn("w:cr")):
                    pieces.append("\n")
                elif child.tag not in (qn("w:del"), qn("w:moveFrom"), qn("w:txbxContent"), qn("w:drawing"), qn("w:pict"), qn("w:pPr")):
                    walk(child)

        walk(element)
        return "".join(pieces)

    def _rows(self, table: Any, number: int) -> Iterator[Paragraph]:
        qn = self._qn
        above: dict[int, str] = {}
        for at, tr in enumerate(table.iter(qn("w:tr")), 1):
            if next(tr.iterancestors(qn("w:tbl"))) is not table:
                continue  # a table within a cell: its text is in the cell's
            values: list[str] = []
            names: list[str] = []
            joined: list[int] = []
            for tc in tr.iter(qn("w:tc")):
                if next(tc.iterancestors(qn("w:tr"))) is not tr:
                    continue
                column = len(values) + 1
                merge = tc.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
                if merge is not None and merge.get(qn("w:val"), "continue") == "continue":
                    values.append(above.get(column, ""))
                    joined.append(column)
                else:
                    lines = (self._numbering.label(p) + self._text(p).strip() for p in tc.iter(qn("w:p")))
                    values.append("\n".join(line for line in lines if line))
                above[column] = values[-1]
                names.append(f"第{column}列")
                span = tc.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
                for _ in range(int(span.get(qn("w:val"))) - 1 if span is not None else 0):
                    values.append("")
                    names.append(f"第{len(values)}列")
            if any(values):
                yield row(values, f"表{number}第{at}行", number, at, names, joined=joined)
