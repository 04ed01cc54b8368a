"""The Chinese words by which pages show the keys of the vocabulary."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from ontology.validity import Period

OUTCOMES: Final = {"assign": "直接派单", "ask": "需问一句", "refer": "提交编办认定"}
OUTCOME_HINTS: Final = {
    "assign": "依据充分，可直接派单",
    "ask": "有一项事实决定主办单位，请先问清",
    "refer": "现有依据不足以确定主办单位；先由首交单位处置，同时提请编办认定",
}
UNREAD: Final = "先问清再派"
UNREAD_HINT: Final = "没有认出所反映的事，请向市民问清发生了什么、在哪里"
"""Said instead of 提交编办认定 where there is nothing yet that the 编办 could decide."""
URGENT: Final = "紧急"
"""The urgency of matters that cannot wait their turn."""
URGENT_HINT: Final = "先电话通知，再转单"
PARTS: Final = {
    "lead": "主办",
    "support": "协办",
    "territorial": "属地",
    "oversight": "监管",
    "owner": "产权经营",
    "fallback": "兜底",
}
CITATION_KINDS: Final = {"article": "法条", "list": "清单", "ruling": "认定", "history": "历史办理"}
NODE_KINDS: Final = {part: f"{word}职责" for part, word in PARTS.items()} | {
    "matter": "事项",
    "responsibility": "职责",
    "article": "法条",
    "list": "清单",
    "ruling": "认定",
    "function": "职能",
    "unit": "单位",
    "assignment": "职能承担",
    "instrument": "文件",
    "place": "属地",
}
MARKS: Final = {"word": "认出的字句", "department": "提到的部门", "refused": "据来信表示不归其管的部门", "fact": "能定主办的事实"}
EVIDENCE: Final = {"words": "字面相符", "vectors": "语义相近", "walk": "图谱关联", "precedents": "既往认定"}
LEARNED: Final = {"words": "来信用语", "vectors": "来信意思", "matters": "所属事项", "rules": "书面依据", "place": "来自何处"}
GRANTS: Final = {"competent": "主管", "enforcement": "执法", "helps": "配合", "exempts": "除外"}


def day(value: dt.date | None) -> str:
    """Return a day as 2020年8月1日, "" for none."""
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


def period(value: Period) -> str:
    """Return a period in words, its last day included; an open end is left unsaid."""
    if not value.start and not value.until:
        return "起止日期未记载"
    until = day(value.until - dt.timedelta(days=1)) if value.until else ""
    if value.start and until:
        return f"{day(value.start)}至{until}有效"
    return f"{day(value.start)}起有效" if value.start else f"有效至{until}"


def span(value: Period) -> str:
    """Return the first and the last day of what was counted: 2023年4月6日至2023年10月18日."""
    until = value.until - dt.timedelta(days=1) if value.until else None
    return "至".join(day(each) for each in (value.start, until) if each)


def percent(value: float) -> str:
    """Return a share as a whole percentage; never 100 % unless it is, never 0 % when it is not."""
    whole = round(value * 100)
    if whole == 100 and value < 1:
        whole = 99
    if whole == 0 and value > 0:
        return "<1%"
    return f"{whole}%"


_MARKS: Final = str.maketrans(",;:?!", "，；：？！")


def chinese_marks(text: str) -> str:
    """Return a text with the full-width marks that belong after Chinese, which reading it had narrowed."""
    return re.sub(r"(?<=[\u4e00-\u9fff])[,;:?!]", lambda mark: mark[0].translate(_MARKS), text)
