"""Makes the two fonts that PDFs are set in, from Noto CJK: run again when the knowledge uses characters they lack.

    apt-get install -y fonts-noto-cjk && python -m curation.documents.make_fonts

The characters are those of GB 2312, those of the knowledge, and ASCII. Outlines are turned from cubic into quadratic curves,
so that every viewer shows them. Noto CJK is under the SIL Open Font License 1.1 (fonts/OFL.txt); as a changed version ours has names of its own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

NOTO: Final = Path("/usr/share/fonts/opentype/noto")
KNOWLEDGE: Final = Path(__file__).resolve().parents[2] / "ontology"
FONTS: Final = Path(__file__).resolve().parent / "fonts"
CHINA: Final = 2
"""Position of the mainland forms in the font collections."""
MARKS: Final = "—·…“”‘’〔〕《》〈〉【】①②③④⑤⑥⑦⑧⑨⑩№□■▲→←↑↓／～○●〇℃㎡×÷±％"
FINE: Final = 2.5
"""Thousandths of an em by which a curve may depart from the original: not to be seen below 200 pt."""


def gb2312(rows: range) -> set[str]:
    """Return the characters of GB/T 2312-1980 in some of its rows (1 to 94; 16 to 55 are the common hanzi)."""
    found = set()
    for row in rows:
        for cell in range(1, 95):
            try:
                found.add(bytes([row + 0xA0, cell + 0xA0]).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return found


def of_the_knowledge() -> set[str]:
    """Return every character that the shipped knowledge uses."""
    return {c for path in KNOWLEDGE.rglob("*.ttl") for c in path.read_text(encoding="utf-8") if c.isprintable()}


def make(source: Path, name: str, characters: set[str], out: Path) -> None:
    """Write a font of these characters only, with quadratic outlines and a name of its own."""
    font = TTFont(source, fontNumber=CHINA)
    options = subset.Options()
    options.layout_features, options.hinting, options.notdef_outline = [], False, True
    options.drop_tables += ["VORG", "vhea", "vmtx", "BASE", "GSUB", "GPOS", "GDEF"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[ord(c) for c in characters])
    subsetter.subset(font)
    _to_quadratic(font)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6, 16):
            record.string = name.replace(" ", "") if record.nameID == 6 else name
    font.save(out)


def _to_quadratic(font: Any) -> None:
    drawn, order = font.getGlyphSet(), font.getGlyphOrder()
    glyphs = {}
    for glyph in order:
        pen = TTGlyphPen(drawn)
        drawn[glyph].draw(Cu2QuPen(pen, FINE, reverse_direction=True))
        glyphs[glyph] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, glyphs
    del font["CFF "]
    most = font["maxp"]
    most.tableVersion, most.maxZones = 0x00010000, 1
    for field in ("TwilightPoints", "Storage", "FunctionDefs", "InstructionDefs", "StackElements", "SizeOfInstructions", "ComponentElements"):
        setattr(most, f"max{field}", 0)
    font["post"].formatType, font.sfntVersion = 3.0, "\0\1\0\0"


def main() -> None:
    """Write both fonts: 宋体 with all of GB 2312, 黑体 (headings, tables) with its common hanzi."""
    usual = {chr(n) for n in range(0x20, 0x7F)} | set(MARKS) | gb2312(range(1, 10)) | of_the_knowledge()
    make(NOTO / "NotoSerifCJK-Regular.ttc", "Shouwen Song", usual | gb2312(range(16, 88)), FONTS / "song.ttf")
    make(NOTO / "NotoSansCJK-Regular.ttc", "Shouwen Hei", usual | gb2312(range(16, 56)), FONTS / "hei.ttf")


if __name__ == "__main__":
    main()
