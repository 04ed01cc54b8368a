"""Text files and pasted text as paragraphs, a line each, or several where a page broke them; lines with tabs (pasted from a spreadsheet) as table rows."""

from __future__ import annotations

import re
from typing import Final

from curation.reading import lines
from curation.reading.paper import Opened, Paragraph, row
from ontology.errors import BadInput

_PINYIN: Final = re.compile(r"(?<=[\u3400-\u9fff])\([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹ]{1,7}\)")
"""Readings that some news sites put behind traditional characters: 應(yīng)."""
_BLANK: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")


def read_text(name: str, data: bytes) -> Opened:
    """Return the paragraphs of a text in UTF-8, UTF-16 (with mark) or GB 18030; raises BadInput for what is no text."""
    text, encoding = _decoded(name, data)
    notes = [] if encoding.startswith("utf-8") else [f"文字按 {encoding.upper()} 编码读取"]
    text, readings = _PINYIN.subn("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if readings:
        notes.append(f"去掉了夹在字后的 {readings} 处注音")
    written = [_BLANK.sub("", line) for line in text.split("\n")]
    width = lines.broken_width(written)
    if width:
        notes.append("像是扫描或从版式文件里复制的文字，断开的行已接起来")
    paragraphs: list[Paragraph] = []
    table, last, open_line = 0, -1, False
    for number, line in enumerate(written, 1):
        if "\t" not in line.strip():
            value = line.strip(" \t\u3000\xa0")
            if width and (not value or lines.is_page_number(value)):
                continue
            if open_line and not lines.is_indented(line) and not lines.begins(value):
                paragraphs[-1] = Paragraph(0, paragraphs[-1].text + value, paragraphs[-1].where)
            else:
                paragraphs.append(Paragraph(0, value, f"第{number}行"))
            open_line = bool(width) and lines.goes_on(value, width)
            continue
        open_line = False
        table += last != number - 1
        last = number
        values = line.split("\t")
        paragraphs.append(row(values, f"第{number}行", table, number, (f"第{c}列" for c in range(1, len(values) + 1))))
    return Opened(tuple(paragraphs), notes=tuple(notes))


def _decoded(name: str, data: bytes) -> tuple[str, str]:
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\x00" in data[:4096] and not marked:
        raise BadInput("这不是文字文件", where=name, mend="请上传 .docx、.xlsx、有文字的 PDF、.txt，或粘贴文字")
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise BadInput("文字的编码认不出", where=name, mend="请另存为 UTF-8 编码的 .txt，或直接粘贴文字")
