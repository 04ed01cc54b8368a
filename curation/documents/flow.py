"""The flow picture of a matter: from the complaint over the question that decides to who leads and who helps. Laid out once, in
millimetres, and drawn into PDF here, into PNG for a docx in flow_png."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from curation.documents.entries import Entry
from curation.documents.pdf import POINT, Sheets
from curation.documents.wording import plain

SIZE: Final = 9.0
"""Points of the text."""
WIDTH: Final = 156.0
_STEP: Final = 4.4
_PAD: Final = 1.6
_GAP: Final = 3.0
COLOURS: Final = {"matter": (232, 238, 247), "question": (255, 246, 221), "lead": (226, 240, 217), "helper": (242, 242, 242)}
INK: Final = (40, 40, 40)
MOST_HELPERS: Final = 6
_SPINE: Final = 6.0
"""Between two columns, in millimetres."""
_NEVER_FIRST: Final = frozenset("，。、；：？！）》”")
_WORDS: Final = 21.0
"""Room for the words of an answer, above its arrow."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """Widths of the columns in millimetres."""

    matter: float
    question: float
    lead: float
    helper: float


_QUESTIONED: Final = _Columns(24.0, 30.0, 32.0, 34.0)
_PLAIN: Final = _Columns(40.0, 0.0, 44.0, 54.0)


@dataclass(frozen=True, slots=True)
class Box:
    """A box with its lines of text; `kind` gives its colour."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow along points, with a word beside its last stretch; `broken`: help, not lead."""

    points: tuple[tuple[float, float], ...]
    words: tuple[str, ...] = ()
    broken: bool = False
    headed: bool = True


@dataclass(frozen=True, slots=True)
class Flow:
    """A laid-out picture, `height` millimetres high and WIDTH wide."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    height: float


def wants_flow(entry: Entry) -> bool:
    """Return whether a matter's way is worth a picture: it turns on a fact, or the place itself has settled who leads and helps."""
    return bool(entry.choices) or (entry.own and bool(entry.leads) and bool(entry.helpers))


def flow(entry: Entry) -> Flow:
    """Return the picture of a matter: with a question five columns, without one three."""
    wide = _QUESTIONED.helper if entry.choices else _PLAIN.helper
    helpers = [_text((f"{h.name}（{h.duty}）" if h.duty else h.name), wide) for h in entry.helpers[:MOST_HELPERS]]
    if entry.choices:
        leads = [(_text(c.label, _WORDS), _text(c.lead.name + (f"（再问：{c.then}）" if c.then else ""), _QUESTIONED.lead)) for c in entry.choices]
        return _laid(_QUESTIONED, _text(entry.label, _QUESTIONED.matter), _text(entry.question, _QUESTIONED.question), leads, helpers)
    return _laid(_PLAIN, _text(entry.label, _PLAIN.matter), (), [((), _text("、".join(u.name for u in entry.leads), _PLAIN.lead))], helpers)


def _laid(
    wide: _Columns, matter: tuple[str, ...], question: tuple[str, ...], leads: list[tuple[tuple[str, ...], tuple[str, ...]]], helpers: list[tuple[str, ...]]
) -> Flow:
    rows, beside = [max(_height(lead), len(words) * _STEP + 1) for words, lead in leads], [_height(h) for h in helpers]
    tall = max(_sum(rows), _sum(beside), _height(matter), _height(question) if question else 0.0)
    middle, lead_at, helper_at = tall / 2, WIDTH - wide.helper - _SPINE - wide.lead, WIDTH - wide.helper
    boxes, arrows, out = [_box(0.0, middle, wide.matter, matter, "matter")], [], wide.matter
    if question:
        boxes.append(_box(out + _SPINE, middle, wide.question, question, "question"))
        arrows.append(Arrow(((out, middle), (out + _SPINE, middle))))
        out += _SPINE + wide.question
    centres = [top + height / 2 for top, height in _stacked(rows, tall)]
    for (words, lead), centre in zip(leads, centres, strict=True):
        boxes.append(_box(lead_at, centre, wide.lead, lead, "lead"))
        arrows.append(Arrow(((out, middle), (out + 2.5, middle), (out + 2.5, centre), (lead_at, centre)), words))
    spine, after = helper_at - _SPINE / 2, [top + height / 2 for top, height in _stacked(beside, tall)]
    for text, centre in zip(helpers, after, strict=True):
        boxes.append(_box(helper_at, centre, wide.helper, text, "helper"))
        arrows.append(Arrow(((spine, centre), (helper_at, centre)), broken=True))
    if helpers:
        arrows += [Arrow(((lead_at + wide.lead, centre), (spine, centre)), broken=True, headed=False) for centre in centres]
        arrows.append(Arrow(((spine, min(centres + after)), (spine, max(centres + after))), broken=True, headed=False))
    return Flow(tuple(boxes), tuple(arrows), tall + 1.0)


def _sum(heights: list[float]) -> float:
    return sum(heights) + _GAP * (len(heights) - 1)


def _stacked(heights: list[float], tall: float) -> list[tuple[float, float]]:
    """Return top and height of boxes stacked around the middle."""
    top, found = (tall - _sum(heights)) / 2, []
    for height in heights:
        found.append((top, height))
        top += height + _GAP
    return found


def _box(x: float, centre: float, width: float, lines: tuple[str, ...], kind: str) -> Box:
    height = _height(lines)
    return Box(x, centre - height / 2 + 0.5, width, height, lines, kind)


def _height(lines: tuple[str, ...]) -> float:
    return len(lines) * _STEP + 2 * _PAD


def _text(text: str, width: float) -> tuple[str, ...]:
    """Return a text in lines of a width in millimetres, at most six, cut short visibly."""
    lines, line, room = [], "", width - 2 * _PAD
    for c in plain(text):
        if line and _wide(line + c) > room and c not in _NEVER_FIRST:
            held = line[-1] if len(line) > 1 and line[-1] in "（《“" else ""
            lines.append(line.removesuffix(held))
            line = held
        line += c
    lines.append(line)
    return tuple(lines) if len(lines) <= 6 else (*lines[:5], lines[5][:-1] + "…")


def _wide(text: str) -> float:
    return sum(1.0 if ord(c) > 0x2E7F or c in "“”‘’…—" else 0.56 for c in text) * SIZE * POINT


def draw(sheets: Sheets, picture: Flow, x: float, y: float) -> None:
    """Draw a picture on a PDF page, its upper left corner at x, y."""
    sheets.set_line_width(0.25)
    sheets.set_draw_color(*INK)
    for box in picture.boxes:
        sheets.set_fill_color(*COLOURS[box.kind])
        sheets.rect(x + box.x, y + box.y, box.width, box.height, style="DF", round_corners=True, corner_radius=1.0)
    sheets.set_fill_color(*INK)
    for arrow in picture.arrows:
        for (x0, y0), (x1, y1) in dashes(arrow):
            sheets.line(x + x0, y + y0, x + x1, y + y1)
        if arrow.headed:
            sheets.polygon([(x + px, y + py) for px, py in head(arrow)], style="F")

    for across, down, text, _ in written(picture):
        value, font = sheets.fit(text, "song")
        sheets.draw(value, x + across, y + down, font, SIZE)


def written(picture: Flow) -> Iterator[tuple[float, float, str, str]]:
    """Yield every line of text with where its base line starts, and the kind of box it stands in, “paper” for none."""
    for box in picture.boxes:
        for number, line in enumerate(box.lines):
            yield box.x + max((box.width - _wide(line)) / 2, _PAD / 2), box.y + _PAD + number * _STEP + 3.3, line, box.kind
    for arrow in picture.arrows:
        (x0, _), (_, y1) = arrow.points[-2], arrow.points[-1]
        for number, line in enumerate(arrow.words):
            above = min(len(arrow.words), 1 + len(arrow.words) // 2)
            yield x0 + 0.8, y1 + (number - above) * _STEP + (3.4 if number < above else 3.8), line, "paper"


def head(arrow: Arrow) -> tuple[tuple[float, float], ...]:
    """Return the corners of an arrow's head."""
    x, y = arrow.points[-1]
    return (x, y), (x - 1.8, y - 0.9), (x - 1.8, y + 0.9)


def dashes(arrow: Arrow) -> Iterable[tuple[tuple[float, float], tuple[float, float]]]:
    """Yield the strokes of an arrow: whole stretches, or dashes where it is broken."""
    for start, end in zip(arrow.points, arrow.points[1:], strict=False):
        length = abs(end[0] - start[0]) + abs(end[1] - start[1])
        count = max(1, round(length / 2)) if arrow.broken else 1
        for n in range(count):
            a, b = n / count, (n + 0.6 if arrow.broken and count > 1 else n + 1) / count
            yield (
                (start[0] + (end[0] - start[0]) * a, start[1] + (end[1] - start[1]) * a),
                (start[0] + (end[0] - start[0]) * b, start[1] + (end[1] - start[1]) * b),
            )
