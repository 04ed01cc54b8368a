"""Flow pictures as PNG, for word processors: drawn on a palette of few colours and with glyphs made once, as a handbook has hundreds."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Final

from curation.documents.flow import COLOURS, INK, SIZE, WIDTH, Flow, dashes, head, written
from curation.documents.pdf import FONTS

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

DPI: Final = 150
_LEVELS: Final = 16
"""Shades between a ground and the ink on it."""
_GROUNDS: Final = ("paper", *COLOURS)
_LINE: Final = _LEVELS - 1
"""Where the palette has the ink on paper."""


def png(picture: Flow) -> bytes:
    """Return a picture as PNG, WIDTH millimetres wide at DPI dots per inch."""
    from PIL import Image, ImageDraw

    scale = DPI / 25.4
    image = Image.new("P", (round(WIDTH * scale) + 2, round(picture.height * scale) + 2), 0)
    image.putpalette(_palette())
    pen = ImageDraw.Draw(image)

    def at(*points: tuple[float, float]) -> list[tuple[float, float]]:
        return [(x * scale, y * scale) for x, y in points]

    for box in picture.boxes:
        corners = at((box.x, box.y), (box.x + box.width, box.y + box.height))
        pen.rounded_rectangle([*corners[0], *corners[1]], radius=scale, fill=_GROUNDS.index(box.kind) * _LEVELS, outline=_LINE, width=2)
    for arrow in picture.arrows:
        for start, end in dashes(arrow):
            pen.line(at(start, end), fill=_LINE, width=2)
        if arrow.headed:
            pen.polygon(at(*head(arrow)), fill=_LINE)
    for x, y, text, kind in written(picture):
        _write(image, x * scale, y * scale, text, _GROUNDS.index(kind))
    out = BytesIO()
    image.save(out, "PNG", compress_level=4)
    return out.getvalue()


def _write(image: Image, x: float, y: float, text: str, ground: int) -> None:
    for c in text:
        glyph, mask, left, top, step = _glyph(c, ground)
        if glyph is not None:
            image.paste(glyph, (round(x) + left, round(y) + top), mask)
        x += step


@lru_cache(maxsize=20_000)
def _glyph(c: str, ground: int) -> tuple[Image | None, Image | None, int, int, float]:
    """Return a character on a ground: its shades, where it has any, its offset from the base line, and its width."""
    from PIL import Image, ImageDraw

    font = _font()
    left, top, right, bottom = (round(n) for n in font.getbbox(c, anchor="ls"))
    if right <= left or bottom <= top:
        return None, None, 0, 0, font.getlength(c)
    shape = Image.new("L", (right - left, bottom - top), 0)
    ImageDraw.Draw(shape).text((-left, -top), c, fill=255, font=font, anchor="ls")
    shades = shape.point([ground * _LEVELS + n * (_LEVELS - 1) // 255 for n in range(256)])
    mask = shape.point([0 if n < 256 // _LEVELS else 255 for n in range(256)])
    return shades, mask, left, top, font.getlength(c)


@lru_cache(maxsize=1)
def _font() -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(str(FONTS / "song.ttf"), round(SIZE / 72 * DPI))


@lru_cache(maxsize=1)
def _palette() -> list[int]:
    grounds = ((255, 255, 255), *COLOURS.values())
    return [round(g + (i - g) * n / (_LEVELS - 1)) for ground in grounds for n in range(_LEVELS) for g, i in zip(ground, INK, strict=True)]
