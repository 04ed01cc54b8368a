"""The handbook as PDF, set by ourselves: pages, contents with page numbers and links, bookmarks, flow pictures as lines."""

from __future__ import annotations

from curation.documents import wording
from curation.documents.entries import Entry, Standings
from curation.documents.flow import Flow, draw, flow, wants_flow
from curation.documents.handbook_document import CONTENTS_IN_FULL
from curation.documents.handbook_text import TITLE, Part, notes, parts, rows
from curation.documents.pdf import HEI, POINT, SONG, Sheets

_LABEL: float = 20.0
_LINE: float = 5.4
_SIZE: float = 10.5
_PAD: float = 1.0
_CONTENTS_LINE: float = 6.4
GREY = (166, 166, 166)


def handbook_pdf(held: Standings) -> bytes:
    """Return the handbook of a place and a day as a PDF file."""
    title = f"{held.place}{TITLE}"
    listed = parts(held)
    in_full = len(held.entries) <= CONTENTS_IN_FULL
    sheets = Sheets(title, held.day, margins=(28, 26, 28, 28), running=f"{title}（{wording.date(held.day)}）")
    _front(sheets, held)
    marks = _contents(sheets, listed, in_full)
    for part in listed:
        sheets.add_page()
        _mark(sheets, part.label, marks[part.label], 0)
        sheets.put(part.label, HEI, size=16, line=11)
        for key, entry in part.entries:
            _matter(sheets, key, entry, marks.get(key))
    return sheets.finished()


def _front(sheets: Sheets, held: Standings) -> None:
    sheets.set_y(90)
    sheets.put(held.place, size=22, line=13, align="center", bold=True)
    sheets.put(TITLE, size=36, line=20, align="center", bold=True, before=4)
    sheets.put(f"（{wording.date(held.day)}）", align="center", before=6)
    sheets.add_page()
    sheets.put("编制说明", size=18, line=14, align="center", bold=True)
    for number, text in enumerate(notes(held), 1):
        sheets.put(f"{wording.ordinal(number)}、{text}", size=12, line=8, indent=2)


def _contents(sheets: Sheets, listed: tuple[Part, ...], in_full: bool) -> dict[str, tuple[int, int, float]]:
    """Leave room for the contents and return for each line its link, and page and height where its number goes."""
    sheets.add_page()
    sheets.put("目　录", size=18, line=14, align="center", bold=True)
    marks: dict[str, tuple[int, int, float]] = {}
    lines = [(part.label, f"{part.label}（{len(part.entries)}项）", 0.0, HEI) for part in listed]
    if in_full:
        lines = [
            line for part, head in zip(listed, lines, strict=True)
            for line in (head, *((key, f"{key}　{entry.label}", 7.0, SONG) for key, entry in part.entries))
        ]  # fmt: skip
    for key, text, left, font in lines:
        sheets.room(_CONTENTS_LINE)
        value, font = sheets.fit(text, font)
        shown = next(iter(sheets.lines(value, font, _SIZE, sheets.width - left - 14)))
        y = sheets.get_y()
        base = y + _CONTENTS_LINE / 2 + _SIZE * POINT * 0.36
        sheets.draw(shown, sheets.left + left, base, font, _SIZE)
        start = sheets.left + left + sheets.wide(shown, font, _SIZE) + 1
        dot = sheets.wide(".", SONG, _SIZE)
        sheets.draw("." * int((sheets.left + sheets.width - 11 - start) / dot), start, base, SONG, _SIZE, GREY)
        link = sheets.add_link()
        sheets.link(sheets.left, y, sheets.width, _CONTENTS_LINE, link)
        marks[key] = (link, sheets.page, base)
        sheets.set_y(y + _CONTENTS_LINE)
    return marks


def _mark(sheets: Sheets, label: str, mark: tuple[int, int, float], level: int) -> None:
    """Make this height the target of a line of the contents, and write its page there."""
    link, page, base = mark
    here, y = sheets.page, sheets.get_y()
    sheets.set_link(link, y=y, page=here)
    sheets.start_section(sheets.fit(label, SONG)[0], level=level)
    sheets.page = page
    number = str(here)
    sheets.draw(number, sheets.left + sheets.width - sheets.wide(number, SONG, _SIZE), base, SONG, _SIZE)
    sheets.page = here
    sheets.set_y(y)


def _matter(sheets: Sheets, key: str, entry: Entry, mark: tuple[int, int, float] | None) -> None:
    told = [(label, [line for text in texts for line in _lines(sheets, text)]) for label, texts in rows(entry)]
    sheets.set_y(sheets.get_y() + 3)
    sheets.room(9 + sum(len(lines) * _LINE + 2 * _PAD for _, lines in told[:2]))
    if mark:
        _mark(sheets, f"{key} {entry.label}", mark, 1)
    sheets.put(f"{key}　{entry.label}", HEI, size=12, line=8)
    for label, lines in told:
        _row(sheets, label, lines)
    if wants_flow(entry):
        _picture(sheets, flow(entry))


def _lines(sheets: Sheets, text: str) -> list[tuple[str, str]]:
    value, font = sheets.fit(text, SONG)
    return [(line, font) for line in sheets.lines(value, font, _SIZE, sheets.width - _LABEL - 3)]


def _row(sheets: Sheets, label: str, lines: list[tuple[str, str]]) -> None:
    """Put a row of a matter's table, over as many pages as it needs."""
    while lines:
        sheets.room(2 * _LINE + 2 * _PAD if len(lines) > 1 else _LINE + 2 * _PAD)
        fitting = max(1, int((sheets.floor - sheets.get_y() - 2 * _PAD) / _LINE))
        now, lines = lines[:fitting], lines[fitting:]
        y, height = sheets.get_y(), len(now) * _LINE + 2 * _PAD
        sheets.set_draw_color(*GREY)
        sheets.set_line_width(0.2)
        sheets.set_fill_color(242, 242, 242)
        sheets.rect(sheets.left, y, _LABEL, height, style="DF")
        sheets.rect(sheets.left + _LABEL, y, sheets.width - _LABEL, height)
        centre = sheets.left + (_LABEL - sheets.wide(label, HEI, _SIZE)) / 2
        sheets.draw(label, centre, y + height / 2 + _SIZE * POINT * 0.36, HEI, _SIZE)
        for number, (line, font) in enumerate(now):
            sheets.draw(line, sheets.left + _LABEL + 1.5, y + _PAD + number * _LINE + _LINE / 2 + _SIZE * POINT * 0.36, font, _SIZE)
        sheets.set_y(y + height)


def _picture(sheets: Sheets, picture: Flow) -> None:
    sheets.room(picture.height + 4)
    draw(sheets, picture, sheets.left, sheets.get_y() + 2)
    sheets.set_y(sheets.get_y() + picture.height + 3)
