"""The words of a 认定书 under the names by which a template calls them: what the office reads in docs/文书模板.md, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from curation.documents import wording
from curation.documents.paper import DOCTRINES, PaperBasis, PaperUnit, RulingPaper

UNNUMBERED: Final = "（文号待编）"
FIELDS: Final = {
    "标题": "文书名称：首问责任争议认定书",
    "发文机关": "作出认定的机关，不带括注",
    "作出单位": "作出认定的机关全称，带括注（如“县委编办佐证”）",
    "文号": "发文字号；没有时为“（文号待编）”",
    "状态": "草稿等；已生效的为空",
    "主送": "主送单位，以顿号相连",
    "认定名称": "认定的题名",
    "地方": "行政区划全称",
    "事项": "争议所属事项",
    "事由": "争议经过",
    "争议各方": "单位名称列表",
    "首问单位": "列表，每个有 名称、职责、身份",
    "配合单位": "列表，每个有 名称、职责、身份",
    "结论": "认定结论一句话",
    "认定方法": "如 主次协同",
    "方法说明": "认定方法的含义",
    "依据": "列表，每条有 引用、要点、施行、效力、备注",
    "先例": "列表，每条有 引用、要点、施行、效力、备注",
    "取代": "被取代的原认定题名列表",
    "理由": "段落列表",
    "效力": "自何日起有效、是否只及个案",
    "成文日期": "如 2020年8月31日",
    "成文日期汉字": "如 二〇二〇年八月三十一日",
    "来源": "材料出处",
    "知识版本": "出具时所用知识图谱的版本",
    "出具日期": "本文书按哪一天的依据出具",
}
"""Every name a template may use, with what it holds: told to the office in docs/文书模板.md."""


def fields(paper: RulingPaper) -> dict[str, Any]:
    """Return the words of a paper by the names of FIELDS: texts, lists of texts, lists of named texts; all fit for XML."""
    receivers = paper.disputed or tuple(dict.fromkeys(u.name for u in (*paper.leads, *paper.helpers)))
    return {
        "标题": "首问责任争议认定书",
        "发文机关": wording.plain(re.sub(r"[（(][^（）()]*[）)]$", "", paper.issuer.strip())) or "（作出机关待填）",
        "作出单位": wording.plain(paper.issuer) or "本机关",
        "文号": wording.plain(paper.number) or UNNUMBERED,
        "状态": wording.plain(paper.state),
        "主送": "、".join(map(wording.plain, receivers)) or "有关单位",
        "认定名称": wording.plain(paper.title),
        "地方": wording.plain(paper.place),
        "事项": wording.plain(paper.matter),
        "事由": wording.sentence(paper.facts) or "（事由待填）",
        "争议各方": [wording.plain(name) for name in paper.disputed],
        "首问单位": [_unit(u) for u in paper.leads],
        "配合单位": [_unit(u) for u in paper.helpers],
        "结论": conclusion(paper),
        "认定方法": wording.plain(paper.doctrine),
        "方法说明": DOCTRINES.get(paper.doctrine, ""),
        "依据": [_basis(b) for b in paper.bases],
        "先例": [_basis(b) for b in paper.precedents],
        "取代": [wording.plain(title) for title in paper.supersedes],
        "理由": list(_reasons(paper)),
        "效力": "".join(_effect(paper)),
        "成文日期": wording.date(paper.decided_on) or "    年  月  日",
        "成文日期汉字": wording.date_in_characters(paper.decided_on) or "    年  月  日",
        "来源": wording.plain(paper.source),
        "知识版本": paper.graph_version[:16],
        "出具日期": wording.date(paper.day),
    }


def conclusion(paper: RulingPaper) -> str:
    """Return the ruling in one sentence."""
    names, matter = "、".join(wording.plain(u.name) for u in paper.leads), wording.plain(paper.matter)
    if paper.outcome == "leadership" or not names:
        return f"“{matter}”由多部门联合处置，由领导牵头，不指定单一首问单位。"
    if paper.outcome == "joint" or len(paper.leads) > 1:
        return f"“{matter}”由{names}并行主办，共同承担首问责任。"
    return f"“{matter}”的首问单位为{names}。"


def _unit(unit: PaperUnit) -> dict[str, str]:
    return {"名称": wording.plain(unit.name), "职责": wording.clause(unit.duty), "身份": wording.PARTS.get(unit.part, unit.part)}


def _basis(basis: PaperBasis) -> dict[str, str]:
    marks = [] if basis.verified else ["未核对原文"]
    marks += [] if basis.standing else ["出具之日已不施行"]
    period = wording.period(basis.period)
    return {
        "引用": wording.plain(basis.label), "要点": wording.clause(basis.gist), "施行": period, "效力": basis.authority, "备注": "，".join(marks),
    }  # fmt: skip


def _reasons(paper: RulingPaper) -> Iterator[str]:
    if paper.reason:
        for line in paper.reason.splitlines():
            if wording.plain(line):
                yield wording.sentence(line)
    yield from (wording.plain(ground) for ground in paper.grounds)
    if said := DOCTRINES.get(paper.doctrine):
        yield f"本认定采用“{paper.doctrine}”的方法：{said}。"
    elif paper.doctrine:
        yield f"本认定采用“{wording.plain(paper.doctrine)}”的方法。"


def _effect(paper: RulingPaper) -> Iterator[str]:
    start, last = wording.date(paper.start or paper.decided_on), wording.last_day(paper.until)
    if start or last:
        yield "本认定" + (f"自{start}起" if start else "") + (f"至{last}" if last else "") + "有效。"
    yield "只及于本案及事实相同的诉求，不作一般先例。" if paper.case_only else "同类诉求照此办理。"
    if paper.supersedes:
        yield "原认定" + "、".join(f"《{wording.plain(t)}》" for t in paper.supersedes) + "同时停止执行。"
