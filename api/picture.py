"""The picture of the path 事项→职责→法条/认定→单位 as an inline SVG, laid out on the server.

A layered drawing after Sugiyama, Tagawa and Toda (1981): columns by kind, long edges carried
through the columns between by invisible waypoints, order within a column by barycentres. Boxes
grow with their text, so nothing overlaps whatever the names; no script and no inline style.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from markupsafe import Markup, escape

from api.labels import NODE_KINDS
from ontology.explanation import Explanation
from ontology.vocabulary import PARTS, as_path

LAYERS: Final = {
    "matter": 0, "condition": 0, "responsibility": 1, "function": 1, "article": 2, "list": 2, "ruling": 2, "history": 2,
    "assignment": 3, "place": 3, "unit": 3,
} | dict.fromkeys(PARTS, 1)  # fmt: skip
"""Which column a kind of node stands in (a part is a responsibility of that part); others with the bases."""
HEADINGS: Final = ("事项", "职责", "依据", "单位")

WIDTH: Final = 760
"""The width the middle column has on a screen of 1440 px, so that text is drawn at its own size."""
BOX: Final = 158
"""Width of a box: 10 Chinese characters of 13 px with padding."""
LINE: Final = 19
PAD_X: Final = 11
PAD_Y: Final = 9
KIND_LINE: Final = 17
GAP: Final = 14
"""Between boxes of a column."""
HEAD: Final = 34
UNITS_PER_LINE: Final = 20
"""Half-width units of text on a line: 10 Chinese characters; closing punctuation may hang."""
OPENING: Final = "《（“「【"
CLOSING: Final = "，。、；：）》”」】"
MAX_LINES: Final = 5
SWEEPS: Final = 8


@dataclass(slots=True)
class _Box:
    """A node of the drawing, or a waypoint of a long edge (no lines, no kind)."""

    id: str
    layer: int
    lines: list[str] = field(default_factory=list)
    kind: str = ""
    full: str = ""
    strong: bool = False
    y: float = 0.0

    @property
    def height(self) -> float:
        return PAD_Y * 2 + KIND_LINE + LINE * len(self.lines) if self.kind else 8.0

    @property
    def x(self) -> float:
        return self.layer * (WIDTH - BOX - 2) / (len(HEADINGS) - 1) + 1

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


def wrap(text: str, units: int = UNITS_PER_LINE, most: int = MAX_LINES) -> list[str]:
    """Return the text in lines of at most `units` half-widths; a cut text ends in …."""
    lines: list[str] = []
    line, used = "", 0
    for character in " ".join(text.split()):
        width = 2 if unicodedata.east_asian_width(character) in "WFA" else 1
        if used + width > units:
            if character in CLOSING and used + width <= units + 2:
                line, used = line + character, used + width
                continue
            kept = line.rstrip(OPENING)
            line, used = line[len(kept) :], 2 * (len(line) - len(kept))
            lines.append(kept.rstrip())
        line, used = line + character, used + width
    lines.append(line.rstrip())
    lines = [each for each in lines if each] or ["（无名）"]
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][:-1] + "…"]
    return lines


def draw(why: Explanation, strong: Iterable[str] = (), title: str = "依据路径图", path: Callable[[str], str] = as_path) -> Markup:
    """Return the SVG of an explanation's nodes and edges, "" when there is no path to show.

    `strong`: ids of the nodes on the path to the lead, drawn in the accent colour; `path` gives the address of a node's page.
    """
    marked = set(strong)
    boxes = {node.id: _Box(node.id, LAYERS.get(node.kind, 2), wrap(node.label), node.kind, node.label, node.id in marked) for node in why.nodes}
    edges = _edges(why, boxes)
    if not edges:
        return Markup("")
    routes = [_route(source, target, boxes) for source, target in edges]
    columns = _columns(boxes, routes)
    height = _place(columns)
    return _svg(boxes, routes, height, title, why, path)


def _edges(why: Explanation, boxes: Mapping[str, _Box]) -> list[tuple[str, str]]:
    """Return the edges from left to right, each pair once."""
    found: dict[tuple[str, str], None] = {}
    for one, other, *_ in why.edges:
        if one in boxes and other in boxes and one != other:
            pair = (one, other) if boxes[one].layer <= boxes[other].layer else (other, one)
            found[pair] = None
    return list(found)


def _route(source: str, target: str, boxes: dict[str, _Box]) -> list[str]:
    """Return the ids an edge passes, waypoints made for the columns between."""
    first, last = boxes[source], boxes[target]
    route = [source]
    for layer in range(first.layer + 1, last.layer):
        name = f"{source}\0{target}\0{layer}"
        boxes[name] = _Box(name, layer, strong=first.strong and last.strong)
        route.append(name)
    return [*route, target]


def _columns(boxes: Mapping[str, _Box], routes: list[list[str]]) -> list[list[_Box]]:
    """Return the columns, ordered by barycentre sweeps so that few edges cross."""
    columns = [[box for box in boxes.values() if box.layer == layer] for layer in range(len(HEADINGS))]
    beside: dict[str, list[str]] = {name: [] for name in boxes}
    for route in routes:
        for one, other in pairwise(route):
            beside[one].append(other)
            beside[other].append(one)
    rank = {box.id: float(i) for column in columns for i, box in enumerate(column)}
    for sweep in range(SWEEPS):
        order = columns if sweep % 2 == 0 else columns[::-1]
        for column in order:
            weight = {box.id: _mean([rank[n] for n in beside[box.id] if boxes[n].layer != box.layer], rank[box.id]) for box in column}
            column.sort(key=lambda box: (weight[box.id], not box.strong))
            rank.update({box.id: i + 0.5 - len(column) / 2 for i, box in enumerate(column)})
    return columns


def _mean(values: list[float], default: float) -> float:
    return sum(values) / len(values) if values else default


def _place(columns: list[list[_Box]]) -> float:
    """Set every box's y, columns centred; return the height of the drawing."""
    heights = [sum(box.height for box in column) + GAP * max(len(column) - 1, 0) for column in columns]
    tallest = max(heights)
    for column, height in zip(columns, heights, strict=True):
        y = HEAD + (tallest - height) / 2
        for box in column:
            box.y = y
            y += box.height + GAP
    return HEAD + tallest + 2


def _svg(boxes: Mapping[str, _Box], routes: list[list[str]], height: float, title: str, why: Explanation, path: Callable[[str], str]) -> Markup:
    parts = [
        f'<svg class="picture" role="group" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" height="{height:.0f}" '
        f'xmlns="http://www.w3.org/2000/svg"><title>{escape(title)}</title><desc>{escape(describe(why))}</desc>'
    ]
    heading = [_Box("", layer) for layer in range(len(HEADINGS))]
    parts += [f'<text class="p-head" x="{at.x + BOX / 2:.0f}" y="16" text-anchor="middle">{name}</text>' for at, name in zip(heading, HEADINGS, strict=True)]
    weak_first = sorted(routes, key=lambda route: all(boxes[name].strong for name in route))
    parts += [_edge([boxes[name] for name in route]) for route in weak_first]
    parts += [_box(box, path) for box in boxes.values() if box.kind]
    parts.append("</svg>")
    return Markup("".join(parts))


def _edge(route: list[_Box]) -> str:
    first, last = route[0], route[-1]
    strong = " strong" if all(box.strong for box in route) else ""
    if first.layer == last.layer:
        x = first.x + BOX
        path = f"M{x:.1f} {first.middle:.1f}C{x + 24:.1f} {first.middle:.1f} {x + 24:.1f} {last.middle:.1f} {x:.1f} {last.middle:.1f}"
        return f'<path class="p-edge{strong}" d="{path}"/>'
    x, y = first.x + BOX, first.middle
    path = f"M{x:.1f} {y:.1f}"
    for box in route[1:]:
        bend = (box.x - x) / 2
        path += f"C{x + bend:.1f} {y:.1f} {x + bend:.1f} {box.middle:.1f} {box.x:.1f} {box.middle:.1f}"
        x, y = box.x, box.middle
        if not box.kind:
            x += BOX
            path += f"H{x:.1f}"
    tip = f"M{last.x - 7:.1f} {y - 4:.1f}L{last.x - 1:.1f} {y:.1f}L{last.x - 7:.1f} {y + 4:.1f}"
    return f'<path class="p-edge{strong}" d="{path}"/><path class="p-tip{strong}" d="{tip}"/>'


def _box(box: _Box, path: Callable[[str], str]) -> str:
    strong = " strong" if box.strong else ""
    lines = "".join(
        f'<text class="p-text" x="{box.x + PAD_X:.1f}" y="{box.y + PAD_Y + KIND_LINE + LINE * i + 14:.1f}">{escape(line)}</text>'
        for i, line in enumerate(box.lines)
    )
    kind = escape(NODE_KINDS.get(box.kind, box.kind))
    body = (
        f'<title>{escape(box.full)}</title><rect x="{box.x:.1f}" y="{box.y:.1f}" width="{BOX}" height="{box.height:.1f}" rx="3"/>'
        f'<text class="p-kind" x="{box.x + PAD_X:.1f}" y="{box.y + PAD_Y + 11:.1f}">{kind}</text>{lines}'
    )
    if box.id.startswith("http"):
        body = f'<a href="{escape(path(box.id))}">{body}</a>'
    return f'<g class="p-node k-{escape(box.kind)}{strong}">{body}</g>'


def describe(why: Explanation) -> str:
    """Return the picture in words, for those who cannot see it."""
    names = {node.id: f"{NODE_KINDS.get(node.kind, node.kind)}“{node.label}”" for node in why.nodes}
    steps = [f"{names[one]} → {names[other]}" for one, other, *_ in why.edges if one in names and other in names]
    return "；".join(steps) or "、".join(names.values())
