"""The few WordprocessingML pieces that our papers are made of, as strings: quick for thousands of paragraphs, escaped once, here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from curation.documents.wording import plain

SONG, HEI, KAI, FANG, TITLE = "宋体", "黑体", "楷体", "仿宋", "方正小标宋简体"
THREE, SMALL_FOUR, FIVE, SMALL_FIVE, TWO, FOUR = 32, 24, 21, 18, 44, 28
"""Sizes in half-points: 三号, 小四, 五号, 小五, 二号, 四号 (GB/T 9704-2012 §5.2.2)."""
MILLIMETRE: Final = 56.6929
"""Twentieths of a point (the unit of widths and indents in a docx) in a millimetre."""
_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
"""The day on every file inside a docx: the same paper gives the same bytes."""
_WP: Final = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
_A: Final = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
_PIC: Final = 'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
_R: Final = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph looks: font, half-points, alignment, first-line indent in characters, exact line height and spaces in points."""

    font: str = FANG
    size: int = THREE
    align: str = "both"
    indent: int = 2
    line: float = 28.95
    before: float = 0
    after: float = 0
    colour: str = ""
    bold: bool = False
    left: float = 0
    """Indent of the whole paragraph, in millimetres."""
    keep: bool = False
    outline: int | None = None
    rule: str = ""
    """Colour of a line below the paragraph."""


def run(text: str, look: Look) -> str:
    """Return a run of text; marks of any language in it stay text."""
    colour = f'<w:color w:val="{look.colour}"/>' if look.colour else ""
    fonts = f'<w:rFonts w:ascii="{look.font}" w:hAnsi="{look.font}" w:eastAsia="{look.font}" w:cs="{look.font}" w:hint="eastAsia"/>'
    bold = "<w:b/>" if look.bold else ""
    return f'<w:r><w:rPr>{fonts}{bold}{colour}<w:sz w:val="{look.size}"/><w:szCs w:val="{look.size}"/></w:rPr><w:t xml:space="preserve">{escape(plain(text))}</w:t></w:r>'


def paragraph(content: str | Sequence[tuple[str, Look]], look: Look, *, bookmark: tuple[int, str] | None = None, inside: str = "") -> str:
    """Return a paragraph of a text, of runs of their own look, or of ready XML in `inside`."""
    if inside:
        runs = inside
    elif isinstance(content, str):
        runs = run(content, look)
    else:
        runs = "".join(run(text, own) for text, own in content)
    if bookmark:
        number, name = bookmark
        runs = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{runs}<w:bookmarkEnd w:id="{number}"/>'
    return f"<w:p>{_properties(look)}{runs}</w:p>"


def _properties(look: Look) -> str:
    parts = ["<w:keepNext/>"] if look.keep else []
    if look.rule:
        parts.append(f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="4" w:color="{look.rule}"/></w:pBdr>')
    rule = f' w:line="{round(look.line * 20)}" w:lineRule="{"exact" if look.line > 0 else "auto"}"' if look.line else ""
    parts.append(f'<w:spacing w:before="{round(look.before * 20)}" w:after="{round(look.after * 20)}"{rule}/>')
    indents = f' w:left="{round(look.left * MILLIMETRE)}"' if look.left else ""
    indents += f' w:firstLineChars="{look.indent * 100}" w:firstLine="{look.indent * look.size * 10}"' if look.indent else ""
    parts.append(f"<w:ind{indents}/>" if indents else "")
    parts.append(f'<w:jc w:val="{look.align}"/>')
    if look.outline is not None:
        parts.append(f'<w:outlineLvl w:val="{look.outline}"/>')
    return f"<w:pPr>{''.join(parts)}</w:pPr>"


def cell(paragraphs: str, width: float, *, shade: str = "", span: int = 1) -> str:
    """Return a table cell of ready paragraphs, its width in millimetres."""
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    grid = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{round(width * MILLIMETRE)}" w:type="dxa"/>{grid}{fill}<w:vAlign w:val="center"/></w:tcPr>{paragraphs}</w:tc>'


def row(cells: str, *, header: bool = False, whole: bool = True) -> str:
    """Return a table row; a header row stands again on every page; a whole row is not parted between pages."""
    marks = ("<w:cantSplit/>" if whole else "") + ("<w:tblHeader/>" if header else "")
    return f"<w:tr><w:trPr>{marks}</w:trPr>{cells}</w:tr>"


def table(rows: Iterable[str], widths: Sequence[float], colour: str = "808080") -> str:
    """Return a table of ready rows with thin lines, its columns' widths in millimetres."""
    edges = "".join(f'<w:{e} w:val="single" w:sz="4" w:space="0" w:color="{colour}"/>' for e in ("top", "left", "bottom", "right", "insideH", "insideV"))
    grid = "".join(f'<w:gridCol w:w="{round(w * MILLIMETRE)}"/>' for w in widths)
    whole = round(sum(widths) * MILLIMETRE)
    margins = '<w:tblCellMar><w:top w:w="28" w:type="dxa"/><w:left w:w="85" w:type="dxa"/><w:bottom w:w="28" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>'
    head = f'<w:tblPr><w:tblW w:w="{whole}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/>{margins}</w:tblPr>'
    return f"<w:tbl>{head}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def page_break() -> str:
    """Return a paragraph that starts a new page."""
    return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


def field(instruction: str, shown: str, look: Look, *, stale: bool = False) -> str:
    """Return a field (PAGE, PAGEREF …) with what it shows until it is worked out."""
    dirty = ' w:dirty="true"' if stale else ""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"{dirty}/></w:r><w:r><w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(shown, look)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def picture(relation: str, number: int, width: float, height: float, told: str) -> str:
    """Return an inline picture of some millimetres, `told` being its words for those who cannot see it."""
    size = f'cx="{round(width * 36000)}" cy="{round(height * 36000)}"'
    name = escape(plain(told), {'"': "&quot;"})
    return (
        f'<w:r><w:drawing><wp:inline {_WP} distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/><wp:docPr id="{number}" name="图{number}" descr="{name}"/>'
        f'<a:graphic {_A}><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic {_PIC} {_R}>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="图{number}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{relation}"/>'
        f'<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )


def saved(document: Any, pieces: Iterable[str]) -> bytes:
    """Return a python-docx document, with ready pieces put before the section properties that end it, as the bytes of its file.

    The pieces go into the file as they are: to have them parsed and moved takes minutes for a table of thousands of rows.
    """
    made, out = BytesIO(), BytesIO()
    document.save(made)
    with ZipFile(made) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "word/document.xml":
                head, mark, tail = content.decode("utf-8").rpartition("<w:sectPr")
                content = "".join((head, *pieces, mark, tail)).encode("utf-8")
            new.writestr(ZipInfo(info.filename, _EARLIEST), content, ZIP_DEFLATED)
    return out.getvalue()
