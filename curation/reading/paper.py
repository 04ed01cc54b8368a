"""What a curator uploads, as text with places: paragraphs by number, pages, table rows with their cells.

`open_paper` goes by what the bytes are, not by the name alone. Nothing is written, nothing fetched; sizes are limited before
anything is unpacked. Spans are half-open positions in a paragraph's text.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Final

from ontology.errors import BadInput

MOST_BYTES: Final = 20_000_000
"""Bytes an upload may have. A 认定书 has some ten thousand; a scan with pictures of every page has more and no text anyway."""
MOST_UNPACKED: Final = 150_000_000
"""Bytes a docx or xlsx may have unpacked: a larger one is a bomb or holds pictures that nobody reads."""
MOST_PARTS: Final = 5_000
MOST_CHARACTERS: Final = 600_000
"""Characters that are read of a paper (200 full pages have about 200,000); what follows is left out, and said so."""
OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE: Final = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table row: its span in the row's text, its column (from 1) and what it is called (B3, 第2列)."""

    start: int
    end: int
    column: int
    at: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or a row of a table (`table` from 1, `cells` joined by tabs); `where` says in Chinese where it stands.

    `joined`: columns whose cell goes on from the row above (merged cells).
    """

    number: int
    text: str
    where: str
    page: int | None = None
    table: int | None = None
    row: int = 0
    cells: tuple[Cell, ...] = ()
    joined: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as read; `kind`: docx, pdf, xlsx or txt; `notes`: what was left out and why, for the curator."""

    name: str
    kind: str
    title: str
    paragraphs: tuple[Paragraph, ...]
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Return all paragraphs, a line each."""
        return "\n".join(p.text for p in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Opened:
    """What the reader of one format returns: paragraphs not yet numbered, a title it knows, notes."""

    paragraphs: tuple[Paragraph, ...]
    title: str = ""
    notes: tuple[str, ...] = ()


def row(values: Iterable[str], where: str, table: int, number: int, names: Iterable[str], *, page: int | None = None, joined: Iterable[int] = ()) -> Paragraph:
    """Return a table row as a paragraph; a cell's text is stripped, `names` say what each cell is called."""
    text, cells = "", []
    for column, (value, at) in enumerate(zip(values, names, strict=False), 1):
        start = len(text)
        text += value.strip().replace("\t", " ")
        cells.append(Cell(start, len(text), column, at))
        text += "\t"
    return Paragraph(0, text[:-1] if text else "", where, page, table, number, tuple(cells), tuple(joined))


def pasted(text: str) -> Paper:
    """Return a paper from pasted text; raises BadInput when it is empty."""
    return open_paper("粘贴的文字.txt", text.encode())


def open_paper(name: str, data: bytes) -> Paper:
    """Return the paper in an uploaded file; raises BadInput (what, where, why, how to mend) for one that cannot be read."""
    if not data.strip():
        raise BadInput("文件是空的", where=name, mend="请重新选择文件，或直接粘贴文字")
    if len(data) > MOST_BYTES:
        raise BadInput(
            f"文件有 {len(data) / 1e6:.0f} MB，超过 {MOST_BYTES / 1e6:.0f} MB", where=name, why="多半带有图片或扫描页，其中没有可读的文字",
            mend="只上传认定书、纪要或清单本身，或粘贴其文字",
        )  # fmt: skip
    kind = _kind(name, data)
    opened = _reader(kind)(name, data)
    paragraphs, unticked = _chosen(opened.paragraphs)
    notes = list(opened.notes)
    if unticked:
        notes.append(f"没有勾选的不读：{'、'.join(each[:24] for each in unticked[:6])}{f'等 {len(unticked)} 项' if len(unticked) > 6 else ''}")
    suffix = PurePath(name).suffix.lower().lstrip(".")
    if suffix and suffix not in (kind, "txt", "md", "text", "csv", "tsv"):
        notes.append(f"文件名是 .{suffix}，内容是 {kind}，按内容读取")
    kept: list[Paragraph] = []
    size = 0
    for paragraph in paragraphs:
        if not paragraph.text.strip():
            continue
        size += len(paragraph.text)
        if size > MOST_CHARACTERS:
            notes.append(f"只读取了前 {MOST_CHARACTERS // 10_000} 万字，从{paragraph.where}起未读")
            break
        kept.append(replace(paragraph, number=len(kept) + 1))
    if not kept:
        raise BadInput("文件里没有文字", where=name, why="可能只有图片", mend="请上传有文字的文件，或粘贴文字")
    return Paper(name, kind, opened.title, tuple(kept), tuple(notes))


def _chosen(paragraphs: tuple[Paragraph, ...]) -> tuple[list[Paragraph], list[str]]:
    from curation.reading import ticks

    return ticks.chosen(paragraphs)


def _reader(kind: str) -> Callable[[str, bytes], Opened]:
    """Return the reader of a format; its library is imported only then."""
    if kind == "docx":
        from curation.reading.word import read_docx

        return read_docx
    if kind == "xlsx":
        from curation.reading.sheets import read_xlsx

        return read_xlsx
    if kind == "pdf":
        from curation.reading.pages import read_pdf

        return read_pdf
    from curation.reading.plain import read_text

    return read_text


def _kind(name: str, data: bytes) -> str:
    suffix = PurePath(name).suffix.lower()
    if data.startswith(OLD_OFFICE):
        raise _old_office(name, suffix, data)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed(name, data)
    if data.startswith(b"{\\rtf"):
        raise BadInput("这是 RTF 文件", where=name, mend="在 Word 或 WPS 里另存为 .docx 再上传")
    if suffix in (".docx", ".docm", ".dotx", ".xlsx", ".xlsm", ".pdf", ".doc", ".wps", ".xls", ".et", ".ofd"):
        raise BadInput(
            f"“{name}”不是一个 {suffix} 文件", where=name, why="文件的内容与后缀不符，可能没有下载完整或改过后缀", mend="请用原来的软件打开，另存为 .docx、.xlsx 或 PDF 再上传",
        )  # fmt: skip
    return "txt"


def _old_office(name: str, suffix: str, data: bytes) -> BadInput:
    if _ENCRYPTED_PACKAGE in data:
        return BadInput("文件加了打开密码", where=name, mend="在 Word、Excel 或 WPS 里去掉密码，另存后再上传")
    sheet = suffix in (".xls", ".et")
    what = "旧版表格（.xls/.et）" if sheet else "旧版文档（.doc/.wps）"
    return BadInput(f"这是{what}，读不了", where=name, mend=f"在 WPS 或 Office 里打开，另存为 {'.xlsx' if sheet else '.docx'} 再上传，或粘贴文字")


def _packed(name: str, data: bytes) -> str:
    """Return the kind of a zip package, none of whose parts has been unpacked yet."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:  # no package; names or offsets that are none; a later format
        raise BadInput("文件损坏，打不开", where=name, why=str(error), mend="请重新下载或另存一份再上传") from error
    size = sum(part.file_size for part in parts)
    if size > MOST_UNPACKED or len(parts) > MOST_PARTS:
        raise BadInput(
            f"文件展开后有 {size / 1e6:.0f} MB、{len(parts)} 个部分，超过限度", where=name, why=f"只读展开后不超过 {MOST_UNPACKED / 1e6:.0f} MB、{MOST_PARTS} 个部分的文件",
            mend="删去图片和附件后另存，或粘贴文字",
        )  # fmt: skip
    if any(part.flag_bits & 1 for part in parts):
        raise BadInput("文件加了密码", where=name, mend="去掉密码后再上传")
    names = {part.filename for part in parts}
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "OFD.xml" in names:
        raise BadInput("这是 OFD 版式文件，读不了", where=name, mend="在 OFD 阅读器里导出为 PDF（保留文字）或 .docx，或复制文字粘贴")
    why = "压缩包里没有 Word 或 Excel 的正文"
    raise BadInput(f"“{name}”不是 Word 或 Excel 文件", where=name, why=why, mend="压缩包请先解开；文档请在 Word 或 WPS 里另存为 .docx 再上传")
