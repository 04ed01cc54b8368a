"""The handbook as docx: cover, notes, contents with links, and a table a matter, with flow pictures where a fact decides."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

from curation.documents import wording
from curation.documents.entries import Entry, Standings
from curation.documents.flow import WIDTH, flow, wants_flow
from curation.documents.flow_png import png
from curation.documents.handbook_text import TITLE, Part, notes, parts, rows
from curation.documents.sheet import blank
from curation.documents.wordml import (
    FANG,
    FIVE,
    HEI,
    SMALL_FOUR,
    SONG,
    THREE,
    TWO,
    Look,
    cell,
    field,
    page_break,
    paragraph,
    picture,
    row,
    run,
    saved,
    table,
)  # fmt: skip
from curation.documents.wordml import TITLE as TITLE_FONT

CONTENTS_IN_FULL: Final = 300
"""Up to so many matters each stands in the contents; above, the themes only: forty pages of contents help nobody."""
WIDTHS: Final = (22.0, 134.0)
PLACE: Final = Look(TITLE_FONT, TWO, "center", 0, 0, before=170)
COVER: Final = Look(TITLE_FONT, 72, "center", 0, 0, before=16)
SMALL: Final = Look(FANG, THREE, "center", 0, 0, before=8)
HEADING: Final = Look(TITLE_FONT, 36, "center", 0, 0, before=6, after=12, keep=True)
PART: Final = Look(HEI, THREE, "left", 0, 0, before=14, after=8, keep=True, outline=0)
MATTER: Final = Look(HEI, SMALL_FOUR, "left", 0, 0, before=10, after=3, keep=True, outline=1)
NOTE: Final = Look(FANG, SMALL_FOUR, "both", 2, 22)
LABEL: Final = Look(HEI, FIVE, "center", 0, 0)
LINE: Final = Look(SONG, FIVE, "left", 0, 16)
PICTURE: Final = Look(SONG, FIVE, "center", 0, 0, before=3)
ENTRY: Final = (Look(HEI, FIVE, "left", 0, 20), Look(SONG, FIVE, "left", 0, 17, left=7))
TAB: Final = '<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="8844"/></w:tabs>'


def handbook_docx(held: Standings) -> bytes:
    """Return the handbook of a place and a day as a docx file."""
    title = f"{held.place}{TITLE}"
    document = blank(title, day=held.day)
    listed = parts(held)
    front = [
        paragraph(held.place, PLACE), paragraph(TITLE, COVER),
        paragraph(f"（{wording.date(held.day)}）", SMALL), page_break(),
        paragraph("编制说明", HEADING), *(paragraph(f"{wording.ordinal(n)}、{text}", NOTE) for n, text in enumerate(notes(held), 1)),
        page_break(), paragraph("目　录", HEADING), *_contents(listed, len(held.entries) <= CONTENTS_IN_FULL),
    ]  # fmt: skip
    body = list(front)
    number = 0
    for position, part in enumerate(listed):
        body += [page_break(), paragraph(part.label, PART, bookmark=(position, f"part{position}"))]
        for key, entry in part.entries:
            number += 1
            body += _matter(document, key, entry, 10_000 + number)
    _refreshed(document)
    return saved(document, body)


def _contents(listed: tuple[Part, ...], in_full: bool) -> Iterator[str]:
    """Yield the lines of the contents as the result of a TOC field: a word processor fills in the pages, the links work at once."""
    levels = "1-2" if in_full else "1-1"
    opening = (
        f'<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \\h \\z \\u \\o "{levels}" </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    for position, part in enumerate(listed):
        yield _line(f"{part.label}（{len(part.entries)}项）", f"part{position}", ENTRY[0], opening)
        opening = ""
        for key, entry in part.entries if in_full else ():
            yield _line(f"{key} {entry.label}", _name(key), ENTRY[1])
    yield '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>' if listed else paragraph("（没有事项）", ENTRY[0])


def _line(text: str, target: str, look: Look, opening: str = "") -> str:
    page = field(f"PAGEREF {target} \\h", "", look, stale=True)
    inside = f'<w:hyperlink w:anchor="{target}" w:history="1">{run(text, look)}<w:r><w:tab/></w:r>{page}</w:hyperlink>'
    return paragraph("", look, inside=opening + inside).replace("<w:pPr>", f"<w:pPr>{TAB}", 1)


def _name(key: str) -> str:
    return "m" + key.replace(".", "_")


def _matter(document: Any, key: str, entry: Entry, number: int) -> Iterator[str]:
    yield paragraph(f"{key}　{entry.label}", MATTER, bookmark=(number, _name(key)))
    lines = (
        row(cell(paragraph(label, LABEL), WIDTHS[0], shade="F2F2F2") + cell("".join(paragraph(t, LINE) for t in texts), WIDTHS[1]), whole=len(texts) < 12)
        for label, texts in rows(entry)
    )
    yield table(lines, WIDTHS, "A6A6A6")
    if wants_flow(entry):
        drawn = flow(entry)
        relation, _ = document.part.get_or_add_image(BytesIO(png(drawn)))
        shrunk = min(1.0, 200 / drawn.height)
        told = f"{entry.label}办理流程图"
        yield paragraph("", PICTURE, inside=picture(relation, number, WIDTH * shrunk, drawn.height * shrunk, told))


def _refreshed(document: Any) -> None:
    """Have a word processor work out the pages of the contents when the file is opened."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document.settings.element.append(parse_xml(f'<w:updateFields {nsdecls("w")} w:val="true"/>'))
