"""PDF pages without a word processor: our own fonts, lines broken as Chinese is set, page numbers as official documents have them.

A character that neither font holds is put as 〔U+1F600〕 and told of on the last page: never an empty box without a word.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from fpdf import FPDF
from fpdf.fonts import TTFFont

from curation.documents.wording import plain

FONTS: Final = Path(__file__).resolve().parent / "fonts"
SONG, HEI = "song", "hei"
POINT: Final = 25.4 / 72
_NEVER_FIRST: Final = frozenset("，。、；：？！）》〉”’〕】％…·,.;:?!)]}％")
_NEVER_LAST: Final = frozenset("（《〈“‘〔【([{")
_WORD: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-_/.%&@#")
JUSTIFIED: Final = 14
"""Points from which lines are set to the full width; smaller ones stand in tables."""
MOST_SPARE: Final = 3.0
"""Characters that a line may lack and still be spread to the full width."""
MOST_NAMED: Final = 40
"""Missing characters named on the last page; the rest are counted."""


@lru_cache(maxsize=1)
def _covered() -> dict[str, frozenset[int]]:
    from fontTools.ttLib import TTFont

    found = {}
    for name in (SONG, HEI):
        with TTFont(FONTS / f"{name}.ttf", lazy=True) as font:
            found[name] = frozenset(font.getBestCmap())
    return found


class Sheets(FPDF):
    """A4 pages that texts flow down on; units are millimetres, sizes points."""

    def __init__(self, title: str, day: dt.date, *, margins: tuple[float, float, float, float] = (37, 26, 35, 28), running: str = "") -> None:
        super().__init__(format="A4", unit="mm")
        top, right, bottom, left = margins
        self.set_margins(left, top, right)
        self.set_auto_page_break(False)
        self.floor = 297 - bottom
        self.left, self.width, self.running = left, 210 - left - right, running
        for name in (SONG, HEI):
            self.add_font(name, fname=FONTS / f"{name}.ttf")
        self.missing: dict[str, None] = {}
        self._widths: dict[str, dict[str, float]] = {SONG: {}, HEI: {}}
        self.set_title(plain(title))
        self.set_author("首问")
        self.set_lang("zh-CN")
        self.set_creation_date(dt.datetime.combine(day, dt.time(), dt.UTC))
        self.add_page()

    def footer(self) -> None:
        """Put “— 1 —” on the outer side, 7 mm below the type area."""
        text = f"— {self.page_no()} —"
        self.set_font(SONG, size=14)
        self.set_text_color(0)
        wide = self.get_string_width(text)
        at = self.left + 5 if self.page_no() % 2 == 0 else self.left + self.width - wide - 5
        self.text(at, self.floor + 7 + 14 * POINT, text)
        if self.running and self.page_no() > 1:
            self.set_font(SONG, size=9)
            self.set_text_color(110)
            self.text(self.left, self.t_margin - 7, self.fit(self.running, SONG)[0])
            self.set_text_color(0)

    def fit(self, text: str, font: str) -> tuple[str, str]:
        """Return a text with what no font holds written as its code, and the font that holds the rest."""
        value, covered = plain(text), _covered()
        if any(ord(c) not in covered[SONG] for c in value):
            lacking = [c for c in value if ord(c) not in covered[SONG]]
            self.missing.update(dict.fromkeys(lacking))
            value = "".join(c if ord(c) in covered[SONG] else f"〔U+{ord(c):04X}〕" for c in value)
        return value, font if all(ord(c) in covered[font] for c in value) else SONG

    def wide(self, text: str, font: str, size: float) -> float:
        """Return the width of a text in millimetres."""
        known = self._widths[font]
        for c in text:
            if c not in known:
                self.set_font(font, size=100)
                known[c] = self.get_string_width(c) / 100
        return sum([known[c] for c in text]) * size

    def lines(self, text: str, font: str, size: float, width: float, first: float = 0.0) -> Iterator[str]:
        """Yield the lines of a fitted text; no mark that ends begins a line, none that opens ends one, words stay whole."""
        start, used, at = 0, first, 0
        if first + self.wide(text, font, size) <= width:
            yield text
            return
        known = self._widths[font]
        while at < len(text):
            step = known[text[at]] * size
            if used + step > width and at > start:
                cut = _cut(text, start, at)
                yield text[start:cut].rstrip()
                start = at = cut
                while start < len(text) and text[start] == " ":
                    start = at = start + 1
                used = 0.0
                continue
            used += step
            at += 1
        if start < len(text) or not text:
            yield text[start:]

    def room(self, height: float) -> None:
        """Start a new page where less than this height is left."""
        if self.get_y() + height > self.floor:
            self.add_page()

    def put(
        self, text: str, font: str = SONG, size: float = 16, *, line: float = 10.2, indent: float = 0, align: str = "left", left: float = 0,
        colour: Sequence[int] = (0, 0, 0), before: float = 0, bold: bool = False, width: float | None = None,
    ) -> None:  # fmt: skip
        """Flow a paragraph down the pages; `indent` of its first line in characters, `left` of all in millimetres."""
        value, font = self.fit(text, font)
        across = (width if width is not None else self.width) - left
        start = indent * size * POINT
        self.set_y(self.get_y() + before)
        pieces = list(self.lines(value, font, size, across, start))
        for number, piece in enumerate(pieces):
            self.room(line)
            begin, apart = start if number == 0 else 0.0, 0.0
            x = self.left + left + begin
            if align != "left":
                spare = across - self.wide(piece, font, size)
                x += spare / 2 if align == "center" else spare
            elif size >= JUSTIFIED and number < len(pieces) - 1 and len(piece) > 1:
                spare = across - begin - self.wide(piece, font, size)
                apart = spare / POINT / (len(piece) - 1) if spare < MOST_SPARE * size * POINT else 0.0
            self.draw(piece, x, self.get_y() + line / 2 + size * POINT * 0.36, font, size, colour, bold=bold, apart=apart)
            self.set_y(self.get_y() + line)

    def draw(self, text: str, x: float, y: float, font: str, size: float, colour: Sequence[int] = (0, 0, 0), *, bold: bool = False, apart: float = 0) -> None:
        """Write a fitted text on a base line; `bold` thickens its strokes, as there is no bold font; `apart`: points between characters."""
        self.set_font(font, size=size)
        self.set_text_color(*colour)
        if bold:
            self.set_draw_color(*colour)
            with self.local_context(text_mode="FILL_STROKE", line_width=size * POINT * 0.025):
                self.text(x, y, text)
        elif apart:
            self._out(f"{apart:.3f} Tc")  # fpdf's own character spacing does not reach text()
            self.text(x, y, text)
            self._out("0 Tc")
        else:
            self.text(x, y, text)

    def rule(self, colour: Sequence[int], thick: float = 0.7) -> None:
        """Draw a line across the type area."""
        self.set_draw_color(*colour)
        self.set_line_width(thick)
        self.line(self.left, self.get_y(), self.left + self.width, self.get_y())

    def finished(self) -> bytes:
        """Return the file, after a note on what the fonts could not show."""
        if self.missing:
            named = "、".join(f"U+{ord(c):04X}" for c in list(self.missing)[:MOST_NAMED])
            more = f"等{len(self.missing)}个" if len(self.missing) > MOST_NAMED else ""
            self.put(f"注：本文件所用字库缺字，正文以编码代替：{named}{more}。原字见 docx 文件。", size=9, line=5, before=4)
        made = bytes(self.output())
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.close()
        return made


def _cut(text: str, start: int, at: int) -> int:
    """Return where to break a line that can hold the characters from `start` to before `at`."""
    cut = at
    while cut > start + 1 and (text[cut] in _NEVER_FIRST or text[cut - 1] in _NEVER_LAST or (text[cut] in _WORD and text[cut - 1] in _WORD)):
        cut -= 1
    return cut if cut > start + 1 else at
