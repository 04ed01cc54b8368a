"""Handbook and boundary list: the files open again and say of each matter what the answer to a case would say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest

from curation.documents import Standings, boundary_docx, boundary_xlsx, handbook_docx, handbook_pdf, standings, themes_of
from curation.documents.boundary_text import COLUMNS
from curation.documents.flow import WIDTH, flow, wants_flow
from curation.documents.flow_png import png
from graph.store import KnowledgeGraph
from graph.traverse import Traversal
from ontology.errors import BadInput

TODAY = dt.date(2026, 11, 21)


@pytest.fixture(scope="module")
def held(graph: KnowledgeGraph, walk: Traversal) -> Standings:
    """Return Ninghai's own matters and one theme."""
    return standings(graph, walk, graph.find_place("宁海县").id, TODAY, ("市政设施",))


def test_the_place_s_own_matters_come_first(held: Standings) -> None:
    own = {e.label: e for e in held.own}
    water = own["水产养殖投入品造成养殖损失"]
    assert [u.name for u in water.leads] == ["宁海县农业农村局"]
    assert [u.name for u in water.helpers] == ["宁海县市场监督管理局"]
    assert water.rulings == ("水产投放剂致虾蟹死亡的首问责任认定",)
    assert any(e.cases for e in held.own), "个案认定（路面铁沫）也要列出"
    assert held.entries[: len(held.own)] == held.own
    assert {e.theme for theme in held.themes for e in theme.entries} == {"市政设施"}


def test_a_matter_stands_once(graph: KnowledgeGraph, walk: Traversal) -> None:
    all_of = standings(graph, walk, graph.find_place("宁海县").id, TODAY, themes_of(graph))
    assert sorted(e.id for e in all_of.entries) == sorted(m.id for m in graph.matters)


def test_without_themes_a_place_gets_its_own(graph: KnowledgeGraph, walk: Traversal, held: Standings) -> None:
    assert standings(graph, walk, graph.find_place("宁海县").id, TODAY).entries == held.own


def test_before_the_ruling_it_is_not_in_the_list(graph: KnowledgeGraph, walk: Traversal) -> None:
    before = standings(graph, walk, graph.find_place("宁海县").id, dt.date(2020, 1, 1), ())
    assert "水产养殖投入品造成养殖损失" not in [e.label for e in before.own]


def test_an_unknown_theme_is_refused(graph: KnowledgeGraph, walk: Traversal) -> None:
    with pytest.raises(BadInput, match="没有主题“海洋”"):
        standings(graph, walk, graph.find_place("宁海县").id, TODAY, ("海洋",))


def test_the_choices_name_who_leads_then(held: Standings) -> None:
    cover = next(e for e in held.entries if e.label.startswith("井盖缺失"))
    assert len(cover.choices) >= 3
    assert len({c.lead.name for c in cover.choices}) >= 3
    assert "？" in cover.question


def test_handbook_docx_has_contents_tables_and_pictures(held: Standings, words_of: Callable[[bytes], str]) -> None:
    import docx

    made = handbook_docx(held)
    words, document = words_of(made), docx.Document(BytesIO(made))
    assert "联动办理指导手册" in words and "目　录" in words
    assert len(document.tables) == len(held.entries)
    assert document.tables[0].cell(1, 0).text == "首问单位"
    xml = document.element.xml
    anchors = {e.get("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}anchor") for e in document.element.body.iter() if e.tag.endswith("}hyperlink")}
    marks = {e.get("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}name") for e in document.element.body.iter() if e.tag.endswith("}bookmarkStart")}
    assert len(anchors) == len(held.entries) + 2
    assert anchors == marks
    assert xml.count("<wp:inline") == sum(wants_flow(e) for e in held.entries)
    assert "TOC " in xml


def test_handbook_pdf_contents_name_the_right_pages(held: Standings, pages_of: Callable[[bytes], list[str]]) -> None:
    from pypdf import PdfReader

    made = handbook_pdf(held)
    pages, reader = pages_of(made), PdfReader(BytesIO(made))
    parts = [mark for mark in reader.outline if not isinstance(mark, list)]
    matters = [mark for nested in reader.outline if isinstance(nested, list) for mark in nested]
    assert (len(parts), len(matters)) == (2, len(held.entries))
    contents = "".join(pages[2:4])
    for mark in (*parts, *matters[:: len(matters) // 5]):
        page = reader.get_destination_page_number(mark)
        assert page is not None
        assert "".join(str(mark.title).split()) in pages[page]
        assert str(page + 1) in contents
    assert f"—{len(pages)}—" in pages[-1]


def test_a_flow_picture_names_all_and_stays_on_the_page(held: Standings) -> None:
    from PIL import Image

    for entry in (e for e in held.entries if e.choices):
        drawn = flow(entry)
        said = "".join(line for box in drawn.boxes for line in box.lines)
        assert all(c.lead.name in said for c in entry.choices)
        assert all(b.x >= 0 and b.x + b.width <= WIDTH + 0.01 and b.y >= 0 and b.y + b.height <= drawn.height + 0.5 for b in drawn.boxes)
    image = Image.open(BytesIO(png(drawn)))
    assert image.width > 900 and len(image.convert("RGB").getcolors(100_000) or ()) > 20


def test_boundary_xlsx_filters_freezes_and_prints(held: Standings) -> None:
    from openpyxl import load_workbook

    sheet = load_workbook(BytesIO(boundary_xlsx(held))).active
    assert sheet is not None
    assert [c.value for c in sheet[3]] == [heading for heading, _, _ in COLUMNS]
    assert sheet.auto_filter.ref == f"A3:K{sheet.max_row}"
    assert sheet.freeze_panes == "D4"
    assert sheet.page_setup.orientation == "landscape" and sheet.print_title_rows == "$3:$3"
    for at in range(4, sheet.max_row + 1):
        lines = max(str(c.value or "").count("\n") + 1 for c in sheet[at])
        assert 409 >= (sheet.row_dimensions[at].height or 0) >= 13 * lines, "no line of a cell lies upon another"
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    water = next(r for r in rows if r[2] == "水产养殖投入品造成养殖损失")
    assert water[4] == "宁海县农业农村局" and "宁海县市场监督管理局" in str(water[6]) and "《兽药管理条例》第七十四条" in str(water[7])
    assert len(rows) == sum(max(1, len(e.choices)) for e in held.entries)


def test_a_lead_is_not_its_own_helper(held: Standings) -> None:
    from curation.documents.boundary_text import rows

    assert not [r for r in rows(held) if any(line.startswith(r.lead + "：") for line in r.helpers.split("\n"))]


def test_boundary_docx_repeats_its_heading(held: Standings) -> None:
    import docx

    document = docx.Document(BytesIO(boundary_docx(held)))
    table = document.tables[0]
    assert document.sections[0].page_width > document.sections[0].page_height
    assert "tblHeader" in table.rows[0]._tr.xml
    assert len(table.rows) == 1 + sum(max(1, len(e.choices)) for e in held.entries)


def test_hostile_names_are_shown_as_text(held: Standings, words_of: Callable[[bytes], str], pages_of: Callable[[bytes], list[str]]) -> None:
    from openpyxl import load_workbook

    entry = replace(held.own[0], label='=HYPERLINK("http://x")<w:p/>{{ 1 }}😀\x07', scope="长" * 3000)
    hostile = replace(held, own=(entry,), themes=())
    assert '=HYPERLINK("http://x")<w:p/>{{ 1 }}😀' in words_of(handbook_docx(hostile))
    assert '=HYPERLINK("http://x")<w:p/>{{ 1 }}😀' in words_of(boundary_docx(hostile))
    cell = load_workbook(BytesIO(boundary_xlsx(hostile))).active["C4"]  # type: ignore[index]
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("http://x")<w:p/>{{ 1 }}😀')
    whole = "".join(pages_of(handbook_pdf(hostile)))
    assert "〔U+1F600〕" in whole
    assert whole.count("长") >= 3000


def test_a_place_that_says_nothing_gets_an_empty_or_a_full_handbook(held: Standings, words_of: Callable[[bytes], str]) -> None:
    empty = replace(held, own=(), themes=())
    assert "没有事项" in words_of(handbook_docx(empty))
    assert handbook_pdf(empty).startswith(b"%PDF")
    assert boundary_xlsx(empty) and boundary_docx(empty)
