"""A statute as running text: Word, plain text, and what the Markdown forms have in common once their marks are known."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from graph.laws import headers
from graph.laws.articles import Line, Split, lines_of, plain, split
from graph.laws.model import LawArticle
from graph.laws.pieces import Piece, decoded
from graph.laws.texts import Form, Remark, Said, Text
from ontology.citation import short_title
from ontology.errors import BadInput

_VERSION_KEYS: Final = ("version_date", "version", "版本日期", "修订日期", "最后修改")
_FIRST_KEYS: Final = ("publish_date", "first_date", "date", "公布日期", "发布日期", "通过日期")
_START_KEYS: Final = ("effective_date", "施行日期", "生效日期", "实施日期")
_STATUS_KEYS: Final = ("status", "时效性", "效力", "状态")
_MARK_KEYS: Final = ("category", "subcat", "tags", "类别", "效力级别", "region", "地区")
_TITLE: Final = re.compile(r"[^。；：，]{2,120}")


@dataclass(frozen=True)
class Sheet:
    """A statute's text with what is known of it: the files it comes from with the line each begins on, its title and front matter."""

    text: str
    files: Sequence[tuple[int, str]]
    parts: tuple[str, ...]
    stem: str
    form: Form
    source: str
    front: Mapping[str, Any] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()
    skipped: int = 0
    """Lines that stood before the text (front matter)."""

    def where(self, line: int) -> str:
        """Return file and line of a line of the text."""
        start, name = self.files[bisect_right([first for first, _ in self.files], line) - 1]
        return f"{name} 第 {line - start + 1 + self.skipped} 行"

    @property
    def name(self) -> str:
        """Return the name of its first file."""
        return self.files[0][1]


def read_document(piece: Piece) -> Text:
    """Return the statute in a Word or plain text file; raises BadInput where there is none."""
    content = piece.data()
    remarks: tuple[Remark, ...] = ()
    if content.startswith(b"PK\x03\x04"):
        text = docx_text(content, piece.name)
    else:
        text, encoding = decoded(content, piece.name)
        remarks = tuple(said_encoding(piece.name, encoding))
    return statute(Sheet(text, [(1, piece.name)], piece.parts, piece.stem, Form.DOCUMENT, source_of(piece), remarks=remarks))


def said_encoding(name: str, encoding: str) -> list[Remark]:
    """Return the remark on a file that was not UTF-8."""
    return [Remark("note", name, f"文字编码是 {encoding}，已按 {encoding} 读入", mend="请抽看几条，有乱码就另存为 UTF-8 重新导入")] if encoding else []


def source_of(piece: Piece) -> str:
    """Return where a text was read, as kept in the store: the path below what was named."""
    return "/".join(piece.parts)


def docx_text(content: bytes, name: str) -> str:
    """Return the paragraphs and tables of a Word file as lines, in order; raises BadInput where it is none."""
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError
    from docx.table import Table

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(info.file_size for info in packed.infolist()) > 400 * 2**20:
                raise BadInput("Word 文件解压后大得不正常", where=name, mend="核对文件的来历，或把文字另存为 txt 再导入")
        document = Document(io.BytesIO(content))
        lines = []
        for block in document.iter_inner_content():
            if isinstance(block, Table):
                lines += ["| " + " | ".join(cell.text.strip().replace("\n", " ") for cell in row.cells) + " |" for row in block.rows]
            else:
                heading = (block.style.name or "") if block.style else ""
                lines.append(("# " if heading.startswith(("Heading", "标题", "Title")) and block.text.strip() else "") + block.text)
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, SyntaxError) as error:
        raise BadInput("Word 文件打不开", where=name, why=str(error), mend="用 Word 另存为 .docx 再导入；老式 .doc 先另存为 .docx") from error
    return "\n".join(lines)


def statute(sheet: Sheet) -> Text:
    """Return the statute on a sheet; raises BadInput where it has no title, no articles or no date."""
    title, lines = _titled(sheet, lines_of(sheet.text))
    cut = split(lines)
    if not cut.articles:
        raise BadInput(
            "没有读出条文",
            where=sheet.name,
            why="没有以“第一条”或“一、”起头的段落",
            mend="每条另起一段，以“第一条　……”或“**第一条**　……”起头；没有条文的决定、目录不必导入",
        )
    said, remarks = _said(sheet, title, cut)
    odd = tuple(Remark(o.kind, sheet.where(o.line), f"《{said.title}》{o.what}") for o in cut.oddities)
    articles = tuple(LawArticle(said.title, said.version, a.number, a.label, a.chapter, a.text, i) for i, a in enumerate(cut.articles))
    return Text(said, articles, (*sheet.remarks, *remarks, *odd))


def _titled(sheet: Sheet, lines: Sequence[Line]) -> tuple[str, Sequence[Line]]:
    """Return the full title and the lines below it."""
    said = str(sheet.front.get("title") or "").strip()
    for place, line in enumerate(lines[:8]):
        text = "".join(plain(line.text).split())
        if line.heading and _TITLE.fullmatch(text) and not re.match("第.{1,6}[编章条节]", text):
            return said or text, lines[place + 1 :]
        if not said and not line.heading and _TITLE.fullmatch(text) and not re.match(r"第.{1,6}[编章条节]|[（(]|.*\d{4}年|目录", text):
            more = _continued(lines[place + 1 :]) if len(text) < 12 and not re.search("[法例定则法办]$", text) else ""
            return text + more, lines[place + (2 if more else 1) :]
    if said:
        return said, lines
    raise BadInput(
        "没有读出法规名称", where=sheet.name, why="开头没有标题", mend="第一行写上法规全称（# 中华人民共和国渔业法）；法典的一编，把整个文件夹一起导入"
    )


def _continued(lines: Sequence[Line]) -> str:
    """Return the second line of a title that was broken in two."""
    text = "".join(plain(lines[0].text).split()) if lines else ""
    return text if re.fullmatch(r"[^\d。；：，（(]{2,60}(?:法|条例|规定|办法|规则|细则|决定|解释)", text) else ""


def _said(sheet: Sheet, title: str, cut: Split) -> tuple[Said, list[Remark]]:
    """Return what the sheet says of its version, and what of it does not agree; raises BadInput without any date."""
    front, head = sheet.front, [plain(line.text) for line in cut.head]
    passed = headers.passed(head)
    named = headers.day_in_name(sheet.stem)
    first = _day(front, _FIRST_KEYS)
    version = named or _day(front, _VERSION_KEYS) or (passed[-1] if passed else None) or first or _day(front, _START_KEYS)
    if version is None:
        raise BadInput(
            f"《{short_title(title)}》没有日期，不知道是哪个版本", where=sheet.name, why="文件名、开头说明里都没有通过、公布或修改的日期",
            mend=f"把日期写进文件名（{sheet.stem}(2021-01-22).md），或在开头写“publish_date: 2021-01-22”",
        )  # fmt: skip
    status = str(_value(front, _STATUS_KEYS) or "").strip()
    marks = [*sheet.parts[:-1], *_marks(front)]
    start = _day(front, _START_KEYS)
    closing = [a.text for a in cut.articles[-3:]]
    said = Said(
        law=title.strip("《》"), title=short_title(title), version=version.isoformat(), source=sheet.source, form=sheet.form,
        category=headers.rank_of(title, marks), place=headers.place_of(title, marks),
        first_day=min([d for d in (first, passed[0] if passed else None, version) if d and d <= version], default=version),
        start=start if start and start >= version else headers.in_force_from(head, closing, version),
        status=headers.STATUSES.get(status, ""),
    )  # fmt: skip
    return said, list(_doubts(sheet, said, passed, status))


def _doubts(sheet: Sheet, said: Said, passed: Sequence[dt.date], status: str) -> list[Remark]:
    doubts = []
    if passed and passed[-1].isoformat() > said.version:
        doubts.append(f"{said}的开头说明里有更晚的日期 {passed[-1]}，以文件名为准")
    if status and not said.status:
        doubts.append(f"{said}的状态“{status}”不认识，当作没有写")
    if said.status == "not_yet" and said.start and said.start.isoformat() < said.version:
        doubts.append(f"{said}写着尚未生效，施行日 {said.start} 却早于公布日")
    return [Remark("note", sheet.name, doubt) for doubt in doubts]


def _value(front: Mapping[str, Any], keys: Sequence[str]) -> Any:
    return next((front[key] for key in keys if front.get(key)), None)


def _day(front: Mapping[str, Any], keys: Sequence[str]) -> dt.date | None:
    return next((day for key in keys if (day := headers.a_day(front.get(key)))), None)


def _marks(front: Mapping[str, Any]) -> list[str]:
    """Return the words by which front matter sorts a text."""
    found: list[str] = []
    for key in _MARK_KEYS:
        value = front.get(key)
        found += map(str, value) if isinstance(value, list) else [str(value)] if value else []
    return found
