"""A change set in words: what was added, changed or ended, field by field, as an official would say it; no quads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any, Final, Literal

from graph.changes import ChangeSet
from graph.store import KnowledgeGraph
from ontology import citation
from ontology.model import Assignment, Grant, Provision
from ontology.vocabulary import BASE, local

_KINDS: Final = {
    "rulings": "认定", "matters": "事项", "responsibilities": "职责", "units": "单位", "assignments": "职能承担", "conditions": "辨别事实", "options": "答案",
    "instruments": "法规版本", "provisions": "条款", "grants": "授权", "deadlines": "时限", "places": "行政区划", "functions": "职能",
}  # fmt: skip
_FIELDS: Final = {
    "title": "标题", "label": "名称", "name": "简称", "full_name": "全称", "matter": "事项", "place": "适用地", "facts": "案情", "disputed": "争议各方",
    "outcome": "结果", "doctrine": "认定方法", "basis": "依据", "decided_by": "认定机关", "decided_on": "认定日期", "number": "文号", "supersedes": "取代", "follows": "遵循先例",
    "case_only": "只管这一案", "start": "起", "until": "止（不含当日）", "source": "出处", "note": "说明", "part": "角色", "function": "职能", "unit": "单位",
    "duty": "职责", "options": "情形", "joint": "并行首问", "theme": "主题", "broader": "上位事项", "related": "相关事项", "alternatives": "别名",
    "phrases": "群众说法", "terms": "常见词", "scope": "范围", "category": "办理类别", "urgency": "缓急", "aliases": "别称", "held_by": "由谁一并承担",
    "question": "问来电人的话", "cues": "线索词", "gist": "要旨", "verified": "已与原文核对", "kind": "授权种类", "article": "条款", "days": "天数", "rule": "规则",
}  # fmt: skip
"""Fields of records and what they are called; others are not shown."""
_IN: Final = {("认定", "phrases"): "群众原话", ("条款", "number"): "条号"}
"""Fields that are called otherwise in one class of records."""
LONG: Final = 5
"""Values that a list must keep for only the others to be shown."""
_WORDS: Final = {
    "lead": "首问", "support": "配合", "territorial": "属地", "oversight": "监督", "owner": "权属", "fallback": "兜底", "assign": "指定首问", "joint": "共同首问",
    "leadership": "报领导协调", "competent": "主管", "enforcement": "执法", "helps": "配合", "exempts": "除外", True: "是", False: "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field, before and after; empty where it was not or is not there."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class SubjectChange:
    """One thing that changes: `kind` says how, `what` of which class it is, `title` what it is called."""

    kind: Literal["new", "changed", "gone"]
    what: str
    title: str
    id: str
    rows: tuple[FieldChange, ...]


def in_words(changes: ChangeSet, before: KnowledgeGraph, after: KnowledgeGraph) -> tuple[SubjectChange, ...]:
    """Return what the changes make different between the two versions, rulings first; what only stores words of another is left out."""
    told = []
    for name, what in _KINDS.items():
        for subject in sorted(changes.subjects):
            old, new = before.tables[name].get(subject), after.tables[name].get(subject)
            if old != new:
                told.append(_told(what, subject, old, new, before, after))
    return tuple(told)


def _told(what: str, subject: str, old: Any, new: Any, before: KnowledgeGraph, after: KnowledgeGraph) -> SubjectChange:
    rows = []
    for field in fields(new or old):
        values = tuple(getattr(record, field.name) if record is not None else None for record in (old, new))
        if field.name in _FIELDS and values[0] != values[1]:
            shown = tuple(_shown(value, graph) for value, graph in zip(_differing(*values), (before, after), strict=True))
            shown = tuple(f"{text}\n（其余 {same} 条不变）" if text else f"（{same} 条不变）" for text in shown) if (same := _same(*values)) else shown
            if any(shown):
                rows.append(FieldChange(_IN.get((what, field.name), _FIELDS[field.name]), *shown))
    kind: Literal["new", "changed", "gone"] = "new" if old is None else "gone" if new is None else "changed"
    return SubjectChange(kind, what, _title(new or old, after if new is not None else before), subject, tuple(rows))


def _same(old: Any, new: Any) -> int:
    """Return how many values a long list keeps, 0 where it is short enough to be shown whole."""
    kept = len(set(old) & set(new)) if isinstance(old, tuple) and isinstance(new, tuple) else 0
    return kept if kept >= LONG else 0


def _differing(old: Any, new: Any) -> tuple[Any, Any]:
    """Return the two values; of two long lists, what only one of them holds."""
    return (tuple(v for v in old if v not in new), tuple(v for v in new if v not in old)) if _same(old, new) else (old, new)


def _title(record: Any, graph: KnowledgeGraph) -> str:
    """Return what a record is called; what has no name of its own is called after what it joins."""
    for name in ("title", "label", "full_name", "question"):
        if said := getattr(record, name, ""):
            return str(said)
    if isinstance(record, Grant):
        return f"{name_of(record.article, graph)}授权{name_of(record.function, graph)}"
    if hasattr(record, "matter"):
        return f"{_shown(record.matter, graph)}：{_WORDS[record.part]} {_shown(record.unit or record.function, graph)}"
    if isinstance(record, Assignment):
        return f"{_shown(record.function, graph)}：{_shown(record.unit or record.held_by, graph)}"
    return name_of(record.id, graph)


def name_of(identifier: str, graph: KnowledgeGraph) -> str:
    """Return what an IRI of the graph is called in Chinese; without its namespace where it has no name."""
    for table in graph.tables.values():
        record: Any = table.get(identifier)
        if record is None:
            continue
        if isinstance(record, Provision):
            title = graph.instruments.need(record.instrument).title
            return citation.write(title, record.number) if record.number.replace("-", "").isdigit() else f"《{title}》{record.number}"
        named = next((getattr(record, n) for n in ("full_name", "title", "label", "rule", "question") if getattr(record, n, "")), "")
        return str(named) if named else local(identifier).rsplit("/", 1)[-1]
    return local(identifier).rsplit("/", 1)[-1]


def _shown(value: Any, graph: KnowledgeGraph) -> str:
    if value is None or value == ():
        return ""
    if isinstance(value, tuple):
        return "\n".join(dict.fromkeys(_each(value, graph)))
    if isinstance(value, dt.date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, str) and value.startswith(BASE):
        return name_of(value, graph)
    return _WORDS[value] if isinstance(value, (bool, str)) and value in _WORDS else str(value)


def _each(values: Iterable[Any], graph: KnowledgeGraph) -> Iterable[str]:
    return (_shown(v, graph) for v in values)
