"""Opening papers: what the bytes are, where words stand, and clear messages for what cannot be read."""

from __future__ import annotations

import io
import random
import zipfile
from collections import Counter

import docx
import pypdf
import pytest
from docx.oxml import OxmlElement
from paper_making import book, pdf, saved, word

from curation.reading import open_paper, pasted
from curation.reading import paper as papers
from ontology.errors import BadInput

OLE = papers.OLD_OFFICE + b"\0" * 600


def test_docx_gives_paragraphs_tables_header_and_numbers() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "某县编办文件"
    document.add_paragraph("先说")
    document.add_paragraph("第一件", style="List Number")
    document.add_paragraph("第二件", style="List Number")
    table = document.add_table(2, 2)
    for at, value in enumerate(("事项", "单位", "路灯", "甲局")):
        table.cell(at // 2, at % 2).text = value
    found = open_paper("a.docx", saved(document)).paragraphs
    assert [p.text for p in found] == ["某县编办文件", "先说", "1.第一件", "2.第二件", "事项\t单位", "路灯\t甲局"]
    assert [p.where for p in found][-1] == "表1第2行"
    cell = found[-1].cells[1]
    assert found[-1].text[cell.start : cell.end] == "甲局"


def test_docx_reads_what_was_put_in_and_not_what_was_struck_out() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("由甲局")
    for tag, inner, text in (("w:del", "w:delText", "乙局"), ("w:ins", "w:t", "牵头")):
        change, run, piece = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(inner)
        piece.text = text
        run.append(piece)
        change.append(run)
        paragraph._p.append(change)
    paper = open_paper("a.docx", saved(document))
    assert paper.paragraphs[0].text == "由甲局牵头"
    assert any("修订" in note for note in paper.notes)


def test_xlsx_gives_rows_and_carries_merged_cells_on() -> None:
    paper = open_paper("a.xlsx", book({"清单": [["事项", "单位"], ["路灯", "甲局"], ["", "乙局"]]}, merge=["A2:A3"]))
    assert [p.text for p in paper.paragraphs] == ["事项\t单位", "路灯\t甲局", "路灯\t乙局"]
    assert paper.paragraphs[2].joined == (1,)
    assert paper.paragraphs[1].cells[1].at == "B2"


def test_pdf_joins_lines_and_reads_ruled_tables() -> None:
    sentence = "关于河边堆放建筑垃圾一事，经研究，由甲局牵头办理，乙局按照各自职责配合做好有关工作，丙镇负责日常巡查和劝导。"
    paper = open_paper("a.pdf", pdf("标题", sentence, [["事项", "垃圾"], ["主办单位", "甲局"]]))
    assert [p.text for p in paper.paragraphs] == ["标题", sentence, "事项\t垃圾", "主办单位\t甲局"]
    assert {p.page for p in paper.paragraphs} == {1}


def test_two_hundred_pages_are_read_and_more_are_left_out_with_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    from curation.reading import pages

    one = pypdf.PdfReader(io.BytesIO(pdf("关于河边堆放建筑垃圾的认定意见", "由甲局牵头。"))).pages[0]
    writer = pypdf.PdfWriter()
    for _ in range(200):
        writer.add_page(one)
    buffer = io.BytesIO()
    writer.write(buffer)
    assert open_paper("a.pdf", buffer.getvalue()).paragraphs[-1].page == 200
    monkeypatch.setattr(pages, "MOST_PAGES", 50)
    paper = open_paper("a.pdf", buffer.getvalue())
    assert paper.paragraphs[-1].page == 50
    assert paper.notes == ("共 200 页，只读了前 50 页",)


def test_text_in_gb18030_and_pasted_cells() -> None:
    paper = open_paper("a.txt", "主办单位：甲局".encode("gb18030"))
    assert paper.paragraphs[0].text == "主办单位：甲局"
    assert "GB18030" in paper.notes[0]
    assert [len(p.cells) for p in pasted("事项\t单位\n路灯\t甲局").paragraphs] == [2, 2]


def _locked() -> bytes:
    writer = pypdf.PdfWriter(io.BytesIO(pdf("密")))
    writer.encrypt("secret")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _pictures() -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(595, 842)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _zip(*names: str, size: int = 4) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names:
            file.writestr(name, b"0" * size)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.docx", b"", "空"), ("a.docx", "只是文字".encode(), "不是一个 .docx"), ("a.doc", OLE, "旧版文档"), ("a.wps", OLE, "旧版文档"), ("a.xls", OLE, "旧版表格"),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "密码"), ("a.pdf", _locked(), "密码"), ("a.pdf", _pictures(), "扫描"), ("a.pdf", b"%PDF-1.7 nothing", "打不开"),
        ("a.docx", _zip("x.txt"), "不是 Word"), ("a.docx", _zip("word/document.xml"), "打不开"), ("a.xlsx", _zip("xl/workbook.xml"), "打不开"), ("a.ofd", _zip("OFD.xml"), "OFD"),
        ("a.docx", b"PK\x03\x04broken", "损坏"), ("a.bin", b"\x01\x00\x02\x00", "不是文字文件"), ("a.rtf", b"{\\rtf1 x}", "RTF"), ("a.docx", word(), "没有文字"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_with_what_to_do(name: str, data: bytes, said: str) -> None:
    with pytest.raises(BadInput, match=said) as error:
        open_paper(name, data)
    assert error.value.mend
    assert error.value.where == name


def test_what_unpacks_too_large_is_refused_unopened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "MOST_UNPACKED", 1_000_000)
    with pytest.raises(BadInput, match="展开后"):
        open_paper("a.docx", _zip("word/document.xml", size=2_000_000))
    monkeypatch.setattr(papers, "MOST_BYTES", 100)
    with pytest.raises(BadInput, match="超过"):
        open_paper("a.docx", word("长" * 400))


def test_a_mutilated_pdf_is_read_or_refused_and_nothing_else() -> None:
    whole = pdf("首问责任认定表", [["事项名称", "健身房闭店"], ["首问单位", "市商务局"], ["依据", "《办法》第四条"]], "由甲局牵头。")
    chance = random.Random(5)
    verdicts: Counter[str] = Counter()
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 30)):
            data[chance.randrange(20, len(data))] = chance.choice(b"0123456789-/<>[]()\x00\xff")
        if chance.random() < 0.3:
            at = chance.randrange(len(data))
            del data[at : at + chance.randint(1, 400)]
        try:
            verdicts["read"] += bool(open_paper("a.pdf", bytes(data)).paragraphs)
        except BadInput as error:
            assert error.what and error.mend
            verdicts["refused"] += 1
    assert verdicts.total() == 150 and min(verdicts["read"], verdicts["refused"]) > 10, verdicts
