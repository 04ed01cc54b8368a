"""The 认定书 as PDF: through LibreOffice where the machine has it, so that an office's own template shows; else set by ourselves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from curation.documents.office_suite import converted, word_processor
from curation.documents.paper import RulingPaper
from curation.documents.pdf import HEI, SONG, Sheets
from curation.documents.ruling_fields import fields
from curation.documents.ruling_template import ruling_docx

RED = (192, 0, 0)


def ruling_pdf(paper: RulingPaper, home: Path, *, plainly: bool = False) -> bytes:
    """Return the 认定书 as a PDF file; `plainly`: by our own layout even where there is a word processor. Raises as ruling_docx."""
    docx = ruling_docx(paper, home)
    program = None if plainly else word_processor()
    return (converted(docx, program) if program else None) or _set(paper)


def _set(paper: RulingPaper) -> bytes:
    """Return the paper set by ourselves: the words of the shipped template."""
    said = fields(paper)
    sheets = Sheets(f"{said['标题']} {said['认定名称']}", paper.day)
    sheets.put(said["发文机关"], size=26, line=14, align="center", colour=RED, bold=True, before=2)
    sheets.put(said["文号"], line=11, align="center", before=3)
    sheets.set_y(sheets.get_y() + 1)
    sheets.rule(RED)
    sheets.put(said["标题"], size=22, line=13, align="center", before=9, bold=True)
    if said["状态"]:
        sheets.put(f"（{said['状态']}）", align="center")
    sheets.put(f"{said['主送']}：", before=6)
    _body(sheets, f"关于{said['地方']}“{said['事项']}”首问责任的争议，{said['作出单位']}经研究，作出“{said['认定名称']}”，内容如下。")
    _section(sheets, "一、争议事由")
    _body(sheets, said["事由"])
    _section(sheets, "二、争议各方")
    _body(sheets, ("、".join(said["争议各方"]) or "未载明争议单位") + "。")
    _section(sheets, "三、认定结论")
    _body(sheets, said["结论"])
    for unit in said["首问单位"]:
        _body(sheets, f"首问单位：{unit['名称']}{'，' + unit['职责'] if unit['职责'] else ''}。")
    for unit in said["配合单位"]:
        _body(sheets, f"{unit['身份']}单位：{unit['名称']}{'，' + unit['职责'] if unit['职责'] else ''}。")
    if not said["配合单位"]:
        _body(sheets, "本认定未指定配合单位。")
    _section(sheets, "四、认定依据")
    for number, basis in enumerate(said["依据"], 1):
        _body(sheets, f"{number}. {_cited(basis)}")
    if not said["依据"]:
        _body(sheets, "未载明书面依据。")
    for basis in said["先例"]:
        _body(sheets, f"遵循先例：{_cited(basis)}")
    _section(sheets, "五、认定理由")
    for reason in said["理由"]:
        _body(sheets, reason)
    _signed(sheets, said)
    return sheets.finished()


def _cited(basis: dict[str, str]) -> str:
    gist = f"：{basis['要点']}" if basis["要点"] else ""
    mark = f"；{basis['备注']}" if basis["备注"] else ""
    return f"{basis['引用']}{gist}（{basis['施行']}{mark}）。"


def _signed(sheets: Sheets, said: dict[str, Any]) -> None:
    """Put what it holds for, who signs and when, all on one page: a signature never stands alone (GB/T 9704-2012 §7.3.5.5)."""
    value, font = sheets.fit(said["效力"], SONG)
    sheets.room(10.2 * (6 + len(list(sheets.lines(value, font, 16, sheets.width, 12)))))
    _section(sheets, "六、效力")
    _body(sheets, said["效力"])
    sheets.put(said["发文机关"], align="center", left=52, before=10.2)
    sheets.put("（印　章）", size=14, align="center", left=52, colour=(166, 166, 166))
    sheets.put(said["成文日期"], align="center", left=52)
    source = f"，材料出处：{said['来源']}" if said["来源"] else ""
    note = f"附注：本文书按{said['出具日期']}的依据由“首问”出具，知识版本 {said['知识版本']}{source}。依据的要点为概括，以法规原文为准。"
    sheets.put(note, size=10.5, line=6.3, before=8)


def _section(sheets: Sheets, text: str) -> None:
    sheets.room(20.4)
    sheets.put(text, HEI, indent=2)


def _body(sheets: Sheets, text: str) -> None:
    sheets.put(text, indent=2)
