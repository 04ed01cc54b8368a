"""The picture of the path: nothing overlaps, text fits its box, nothing is lost."""

from __future__ import annotations

import re
import unicodedata
import xml.etree.ElementTree as ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from api.picture import BOX, GAP, MAX_LINES, UNITS_PER_LINE, WIDTH, draw, wrap
from ontology.explanation import Explanation, PathNode

KINDS = ("matter", "lead", "support", "article", "list", "ruling", "unit")
TEXT = st.text("事项路灯《》（）第一二条，。abc 123", min_size=1, max_size=90)
SVG = "{http://www.w3.org/2000/svg}"


@st.composite
def explanations(draw_: st.DrawFn) -> Explanation:
    nodes = tuple(PathNode(f"n{i}", draw_(st.sampled_from(KINDS)), draw_(TEXT)) for i in range(draw_(st.integers(1, 14))))
    names = st.sampled_from([node.id for node in nodes])
    edges = tuple((draw_(names), draw_(names), "") for _ in range(draw_(st.integers(0, 24))))
    return Explanation(nodes=nodes, edges=edges)


def tree(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg or '<svg viewBox="0 0 0 0"/>')


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in "WFA" else 1 for each in text)


@given(TEXT)
def test_wrapped_text_fits_and_loses_nothing_but_a_marked_end(text: str) -> None:
    lines = wrap(text)
    assert 1 <= len(lines) <= MAX_LINES
    assert all(width(line) <= UNITS_PER_LINE + 2 for line in lines)
    joined, whole = "".join(lines).replace(" ", ""), text.replace(" ", "")
    assert joined == whole or (joined.endswith("…") and whole.startswith(joined[:-1])) or not whole


@given(explanations(), st.data())
@settings(max_examples=60, deadline=None)
def test_boxes_do_not_overlap_and_stay_inside(why: Explanation, data: st.DataObject) -> None:
    strong = data.draw(st.sets(st.sampled_from([node.id for node in why.nodes])))
    root = tree(draw(why, strong))
    height = float(root.attrib["viewBox"].split()[3])
    boxes = [tuple(float(rect.attrib[name]) for name in ("x", "y", "height")) for rect in root.iter(f"{SVG}rect")]
    assert len(boxes) in (0, len(why.nodes))
    for x, y, tall in boxes:
        assert 0 <= x <= WIDTH - BOX
        assert y >= 0
        assert y + tall <= height + 0.5
    for one in range(len(boxes)):
        for other in range(one):
            (x1, y1, h1), (x2, y2, h2) = boxes[one], boxes[other]
            assert x1 != x2 or y1 + h1 + GAP <= y2 + 0.5 or y2 + h2 + GAP <= y1 + 0.5


@given(explanations())
@settings(max_examples=60, deadline=None)
def test_a_long_edge_goes_round_the_boxes_between(why: Explanation) -> None:
    root = tree(draw(why))
    boxes = [tuple(float(rect.attrib[name]) for name in ("x", "y", "height")) for rect in root.iter(f"{SVG}rect")]
    for path in root.iter(f"{SVG}path"):
        for start, end in re.findall(r"([\d.]+ [\d.]+)H([\d.]+)", path.attrib["d"]):
            x, y = map(float, start.split())
            for left, top, tall in boxes:
                crosses = left < float(end) and x < left + BOX and top < y < top + tall
                assert not crosses


def test_without_a_path_there_is_no_picture() -> None:
    assert draw(Explanation()) == ""
    assert draw(Explanation(nodes=(PathNode("n", "matter", "路灯"),))) == ""


def test_names_are_escaped() -> None:
    evil = PathNode('x"><script>', "<b>", "<script>alert(1)</script>")
    svg = draw(Explanation(nodes=(evil, PathNode("n", "unit", "局")), edges=((evil.id, "n", ""),)))
    assert "<script" not in svg
    assert len(list(tree(svg).iter(f"{SVG}rect"))) == 2
