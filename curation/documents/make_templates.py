"""Makes the shipped template of the 认定书: an official document with names to be filled in, which an office may copy and edit.

    python -m curation.documents.make_templates
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from curation.documents.sheet import blank
from curation.documents.wordml import FANG, FOUR, HEI, KAI, SONG, THREE, TITLE, TWO, Look, paragraph, saved

TEMPLATES: Final = Path(__file__).resolve().parent / "templates"
RED: Final = "C00000"
ISSUER: Final = Look(TITLE, 52, "center", 0, 0, before=14, after=10, colour=RED)
NUMBER: Final = Look(FANG, THREE, "center", 0, rule=RED)
HEADLINE: Final = Look(TITLE, TWO, "center", 0, 36, before=28)
STATE: Final = Look(KAI, THREE, "center", 0)
BODY: Final = Look()
FLUSH: Final = Look(indent=0, align="left", before=20)
SECTION: Final = Look(HEI, THREE, keep=True)
KEPT: Final = Look(keep=True)
"""What stays on one page with what is signed below it: a signature never stands alone (GB/T 9704-2012 §7.3.5.5)."""
BOLD: Final = Look(KAI, THREE)
SIGNED: Final = Look(align="center", indent=0, left=52, keep=True)
SEAL: Final = Look(align="center", indent=0, left=52, colour="A6A6A6", size=FOUR, keep=True)
NOTE: Final = Look(SONG, 21, "left", 0, 18)

RULING: Final = (
    ("{{ 发文机关 }}", ISSUER),
    ("{{ 文号 }}", NUMBER),
    ("{{ 标题 }}", HEADLINE),
    ("{%p if 状态 %}", STATE),
    ("（{{ 状态 }}）", STATE),
    ("{%p endif %}", STATE),
    ("{{ 主送 }}：", FLUSH),
    ("关于{{ 地方 }}“{{ 事项 }}”首问责任的争议，{{ 作出单位 }}经研究，作出“{{ 认定名称 }}”，内容如下。", BODY),
    ("一、争议事由", SECTION),
    ("{{ 事由 }}", BODY),
    ("二、争议各方", SECTION),
    ("{% for 单位 in 争议各方 %}{{ 单位 }}{{ '、' if not loop.last }}{% else %}未载明争议单位{% endfor %}。", BODY),
    ("三、认定结论", SECTION),
    ("{{ 结论 }}", BODY),
    ("{%p for 单位 in 首问单位 %}", BODY),
    ((("首问单位：", BOLD), ("{{ 单位.名称 }}{{ '，' + 单位.职责 if 单位.职责 }}。", BODY)), BODY),
    ("{%p endfor %}", BODY),
    ("{%p for 单位 in 配合单位 %}", BODY),
    ((("{{ 单位.身份 }}单位：" , BOLD), ("{{ 单位.名称 }}{{ '，' + 单位.职责 if 单位.职责 }}。", BODY)), BODY),
    ("{%p endfor %}", BODY),
    ("{%p if not 配合单位 %}", BODY),
    ("本认定未指定配合单位。", BODY),
    ("{%p endif %}", BODY),
    ("四、认定依据", SECTION),
    ("{%p for 条 in 依据 %}", BODY),
    ("{{ loop.index }}. {{ 条.引用 }}{{ '：' + 条.要点 if 条.要点 }}（{{ 条.施行 }}{{ '；' + 条.备注 if 条.备注 }}）。", BODY),
    ("{%p endfor %}", BODY),
    ("{%p if not 依据 %}", BODY),
    ("未载明书面依据。", BODY),
    ("{%p endif %}", BODY),
    ("{%p for 条 in 先例 %}", BODY),
    ((("遵循先例：", BOLD), ("{{ 条.引用 }}{{ '：' + 条.要点 if 条.要点 }}（{{ 条.施行 }}{{ '；' + 条.备注 if 条.备注 }}）。", BODY)), BODY),
    ("{%p endfor %}", BODY),
    ("五、认定理由", SECTION),
    ("{%p for 段 in 理由 %}", BODY),
    ("{{ 段 }}", BODY),
    ("{%p endfor %}", BODY),
    ("六、效力", SECTION),
    ("{{ 效力 }}", KEPT),
    ("", KEPT),
    ("{{ 发文机关 }}", SIGNED),
    ("（印　章）", SEAL),
    ("{{ 成文日期 }}", SIGNED),
    ("", BODY),
    ("附注：本文书按{{ 出具日期 }}的依据由“首问”出具，知识版本 {{ 知识版本 }}{% if 来源 %}，材料出处：{{ 来源 }}{% endif %}。依据的要点为概括，以法规原文为准。", NOTE),
)
"""The paragraphs of the 认定书, each a text (or runs) and its look."""


def main() -> None:
    """Write templates/认定书.docx."""
    document = blank("首问责任争议认定书")
    TEMPLATES.mkdir(exist_ok=True)
    (TEMPLATES / "认定书.docx").write_bytes(saved(document, [paragraph(content, look) for content, look in RULING]))


if __name__ == "__main__":
    main()
