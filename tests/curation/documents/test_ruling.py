"""The 认定书: what it says of shipped rulings, and that template, docx and PDF hold it whatever was typed."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from curation.documents import RulingPaper, ruling_docx, ruling_paper, ruling_pdf
from curation.documents.ruling_fields import FIELDS, fields
from curation.documents.ruling_template import SHIPPED
from graph.store import KnowledgeGraph
from graph.traverse import Traversal
from ontology.errors import BadInput, NotFound

HOSTILE = "<b>&\"'</b> {{ 7*7 }} {% for x in y %} {_{ 文号 }_} 😀 \x00\x08<w:p/>"
NINGHAI = "ruling/330226/2020-08-水产投放剂"
DECIDED = dt.date(2020, 8, 31)
TODAY = dt.date(2026, 11, 21)


def test_a_paper_says_what_the_ruling_says(graph: KnowledgeGraph) -> None:
    paper = ruling_paper(graph, NINGHAI, DECIDED)
    assert paper.leads[0].name == "宁海县农业农村局"
    assert [(u.name, u.part) for u in paper.helpers] == [("宁海县市场监督管理局", "support")]
    assert paper.disputed == ("宁海县农业农村局", "宁海县市场监督管理局")
    assert "《兽药管理条例》第七十四条" in [b.label for b in paper.bases]
    assert all(b.standing for b in paper.bases)
    assert any("渔业主管部门" in ground and "宁海县农业农村局承担" in ground for ground in paper.grounds)


def test_a_basis_that_ended_since_is_kept_and_marked(graph: KnowledgeGraph) -> None:
    lapsed = [b for b in ruling_paper(graph, NINGHAI, TODAY).bases if not b.standing]
    assert [b.label for b in lapsed] == ["《渔业法》第六条"]
    assert any("已不施行" in basis["备注"] for basis in fields(ruling_paper(graph, NINGHAI, TODAY))["依据"])


def test_every_shipped_ruling_has_a_paper(graph: KnowledgeGraph, walk: Traversal) -> None:
    for ruling in graph.rulings:
        said = fields(ruling_paper(graph, ruling.id, TODAY, walk))
        assert set(said) == set(FIELDS)
        assert said["结论"] and said["理由"] is not None


def test_an_unknown_ruling_is_said_to_be_unknown(graph: KnowledgeGraph) -> None:
    with pytest.raises(NotFound, match="没有认定“ruling/330226/没有”"):
        ruling_paper(graph, "ruling/330226/没有", TODAY)


def test_docx_holds_every_part(graph: KnowledgeGraph, tmp_path: Path, words_of: Callable[[bytes], str]) -> None:
    words = words_of(ruling_docx(ruling_paper(graph, NINGHAI, DECIDED), tmp_path))
    for said in (
        "首问责任争议认定书", "（文号待编）", "宁海县农业农村局、宁海县市场监督管理局：", "一、争议事由", "六、效力", "首问单位：宁海县农业农村局，受理并主办。",
        "配合单位：宁海县市场监督管理局，配合协调消费纠纷", "《渔业法》第六条：县级以上渔业行政部门主管本地渔业（2014年3月1日至2026年4月30日施行）",
        "2020年8月31日", "知识版本", "未核对原文",
    ):  # fmt: skip
        assert said in words
    assert "{" not in words


def test_docx_stands_on_the_official_page(paper: RulingPaper, tmp_path: Path) -> None:
    import docx

    document = docx.Document(BytesIO(ruling_docx(paper, tmp_path)))
    section = document.sections[0]
    assert [round(m.mm) for m in (section.page_width, section.page_height, section.top_margin, section.left_margin, section.right_margin)] == [210, 297, 37, 28, 26]
    by_text = {p.text: p for p in document.paragraphs if p.text}
    assert by_text["首问责任争议认定书"].runs[0].font.size.pt == 22
    assert by_text["首问责任争议认定书"].alignment == 1
    assert by_text["虾死了两局都不接。"].runs[0].font.size.pt == 16
    assert by_text["某编〔2020〕3号"]


def test_pdf_set_by_ourselves_holds_every_part(paper: RulingPaper, tmp_path: Path, pages_of: Callable[[bytes], list[str]]) -> None:
    pages = pages_of(ruling_pdf(paper, tmp_path, plainly=True))
    whole = "".join(pages)
    for said in ("某编〔2020〕3号", "首问单位：甲局，受理并主办。", "《某清单》第3项", "出具之日已不施行", "甲局有检测能力。", "2020年8月31日"):
        assert said in whole
    assert "六、效力" in pages[-1] and "（印章）" in pages[-1]


@pytest.mark.parametrize("part", ["title", "matter", "facts", "issuer", "number", "reason", "state"])
def test_hostile_words_are_shown_as_words(
    paper: RulingPaper, part: str, tmp_path: Path, words_of: Callable[[bytes], str], pages_of: Callable[[bytes], list[str]]
) -> None:
    hostile = replace(paper, **{part: HOSTILE})
    words = words_of(ruling_docx(hostile, tmp_path)).replace("\u200b", "")
    assert "<b>&\"'</b> {{ 7*7 }} {% for x in y %} {_{ 文号 }_} 😀" in words
    whole = "".join(pages_of(ruling_pdf(hostile, tmp_path, plainly=True)))
    assert "{{7*7}}" in whole
    assert "〔U+1F600〕" in whole and "字库缺字" in whole


def test_very_long_names_stay_whole(paper: RulingPaper, tmp_path: Path, pages_of: Callable[[bytes], list[str]]) -> None:
    name = "某某省某某市" * 60 + "局"
    whole = "".join(pages_of(ruling_pdf(replace(paper, disputed=(name, "W" * 300)), tmp_path, plainly=True)))
    assert "某某市局" in whole and whole.count("某某省某某市") >= 115
    assert whole.count("W") == 600


def test_an_empty_paper_says_what_is_missing(tmp_path: Path, words_of: Callable[[bytes], str]) -> None:
    words = words_of(ruling_docx(RulingPaper("", "", "", "", "", TODAY, "v"), tmp_path))
    assert "（事由待填）" in words and "未载明书面依据" in words and "不指定单一首问单位" in words


def _template(home: Path, old: str, new: str) -> Path:
    import docx

    path = home / "templates" / "认定书.docx"
    path.parent.mkdir(exist_ok=True)
    document = docx.Document(str(SHIPPED))
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            run.text = run.text.replace(old, new)
    document.save(str(path))
    return path


def test_an_office_template_wins(paper: RulingPaper, tmp_path: Path, words_of: Callable[[bytes], str]) -> None:
    _template(tmp_path, "五、认定理由", "五、本办意见（{{ 成文日期汉字 }}）")
    words = words_of(ruling_docx(paper, tmp_path))
    assert "五、本办意见（二〇二〇年八月三十一日）" in words


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{{ 文号 }}", "{{ 发文字号 }}", "“发文字号”"),
        ("单位.名称", "单位.名子", "“名子”"),
        ("{{ 事由 }}", "{{ 事由", "标记"),
        ("{%p endfor %}", "", "endfor"),
    ],
)
def test_a_broken_template_is_told_of(paper: RulingPaper, tmp_path: Path, old: str, new: str, told: str) -> None:
    path = _template(tmp_path, old, new)
    with pytest.raises(BadInput) as found:
        ruling_docx(paper, tmp_path)
    assert told in str(found.value)
    assert str(path) in found.value.where
    assert "docs/文书模板.md" in found.value.mend


def test_a_template_that_is_no_docx_is_told_of(paper: RulingPaper, tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "认定书.docx").write_text("不是docx", encoding="utf-8")
    with pytest.raises(BadInput, match="打不开"):
        ruling_docx(paper, tmp_path)


def test_the_page_for_the_office_tells_every_name() -> None:
    text = (Path(__file__).resolve().parents[3] / "docs" / "文书模板.md").read_text(encoding="utf-8")
    assert [name for name in FIELDS if f"| {name} |" not in text] == []


def test_the_shipped_template_is_what_its_script_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from curation.documents import make_templates

    monkeypatch.setattr(make_templates, "TEMPLATES", tmp_path)
    make_templates.main()
    assert (tmp_path / "认定书.docx").read_bytes() == SHIPPED.read_bytes()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="机器上没有 LibreOffice")
def test_a_word_processor_prints_the_office_template(paper: RulingPaper, tmp_path: Path, pages_of: Callable[[bytes], list[str]]) -> None:
    _template(tmp_path, "五、认定理由", "五、本办意见")
    assert "五、本办意见" in "".join(pages_of(ruling_pdf(paper, tmp_path)))
