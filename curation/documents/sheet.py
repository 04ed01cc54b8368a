"""An empty document on the official page: A4 with the margins, page numbers and fonts of GB/T 9704-2012."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from curation.documents.wordml import FANG, FOUR, MILLIMETRE, SONG, Look, field, paragraph, run

TOP, BOTTOM, LEFT, RIGHT = 37.0, 35.0, 28.0, 26.0
"""Margins in millimetres, for a type area of 156 by 225 mm (GB/T 9704-2012 §5.1)."""
WIDTH: Final = 156.0
_FOOTER: Final = 28.0 - 4.0
"""From the lower edge to the page number, which stands 7 mm below the type area (§7.5)."""
_LOCAL_NAMES: Final = {"方正小标宋简体": "FZXiaoBiaoSong-B05S;宋体", "仿宋": "FangSong;仿宋_GB2312", "楷体": "KaiTi;楷体_GB2312", "黑体": "SimHei", "宋体": "SimSun"}
"""Other names of our fonts, for machines that have them under those."""


def blank(title: str, *, landscape: bool = False, day: dt.date | None = None) -> Any:
    """Return an empty python-docx document on the official page; `day` stands in its properties."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    margins = (22.0, 20.0, 18.0, 18.0) if landscape else (TOP, BOTTOM, LEFT, RIGHT)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (Mm(m) for m in margins)
    section.footer_distance = Mm(10.0 if landscape else _FOOTER)
    _styles(document)
    _fonts(document)
    document.settings.odd_and_even_pages_header_footer = not landscape
    if landscape:
        _number(section.footer, "center")
    else:
        _number(section.footer, "right")
        _number(section.even_page_footer, "left")
    about = document.core_properties
    moment = dt.datetime.combine(day or dt.date(2026, 1, 1), dt.time())
    about.title, about.author, about.comments, about.language = title, "首问", "", "zh-CN"
    about.created = about.modified = moment
    about.last_modified_by = "首问"
    return document


def _styles(document: Any) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FANG, Pt(16)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(kind), FANG)
    for language in normal.element.getroottree().getroot().iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")  # or a word processor may take the marks of another country


def _fonts(document: Any) -> None:
    """Tell a word processor by what other names it may have our fonts."""
    from lxml import etree

    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    for part in document.part.package.iter_parts():
        if str(part.partname) == "/word/fontTable.xml":
            root = etree.fromstring(part.blob)
            for name, others in _LOCAL_NAMES.items():
                font = etree.SubElement(root, f"{{{space}}}font", {f"{{{space}}}name": name})
                etree.SubElement(font, f"{{{space}}}altName", {f"{{{space}}}val": others})
                etree.SubElement(font, f"{{{space}}}charset", {f"{{{space}}}val": "86"})
            part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _number(footer: Any, side: str) -> None:
    """Write “— 1 —” in 四号 宋体 on the outer side, a character in from the edge (GB/T 9704-2012 §7.5)."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    footer.is_linked_to_previous = False
    look = Look(SONG, FOUR, side, 0, 0)
    number = run("—\u00a0", look) + field("PAGE", "1", look) + run("\u00a0—", look)
    edge = f'w:{side}="{round(5.6 * MILLIMETRE)}"' if side != "center" else ""
    xml = paragraph("", look, inside=number).replace("<w:jc", f"<w:ind {edge}/><w:jc" if edge else "<w:jc", 1)
    element = parse_xml(xml.replace("<w:p>", f"<w:p {nsdecls('w')}>", 1))
    old = footer.paragraphs[0]._p
    old.getparent().replace(old, element)
