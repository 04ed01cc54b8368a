"""Knowledge as tables and back, for those who live in spreadsheets.

A row is a subject; a column is one property, its values joined by line breaks. Reading a table back
replaces the properties that it shows and leaves the others alone: an export that comes back
unchanged changes nothing. A row that is missing changes nothing either; to remove, say so (删除: 是).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from graph.load import Knowledge
from ontology.errors import BadInput
from ontology.vocabulary import BASE, RDF, SKOS, SW, XSD, iri

Row = Mapping[str, str]
BREAK: Final = "\n"
KEY: Final = "标识"
REMOVE: Final = "删除"
_UNFIT: Final = re.compile(r"[\s<>\"{}|^`\\]")
_YES: Final = frozenset({"是", "1", "true", "y"})
_PARTS: Final = {"首问": "lead", "配合": "support", "属地": "territorial", "监督": "oversight", "权属": "owner", "兜底": "fallback"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, the property, and the form of a value (text, zh, day, flag, part, or the kind of thing pointed at)."""

    name: str
    prop: str
    form: str = "text"

    def shown(self, value: str) -> str:
        """Return a value as it stands in a cell."""
        if self.form == "part":
            return next((name for name, part in _PARTS.items() if part == value), value)
        if self.form == "flag":
            return "是" if value == "true" else ""
        return value.removeprefix(iri(self.form) + "/") if self.form not in ("text", "zh", "day", "basis") else value.removeprefix(BASE)

    def term(self, cell: str, where: str) -> ox.NamedNode | ox.Literal:
        """Return the term a cell's line stands for; raises BadInput naming table, row and column."""
        match self.form:
            case "text":
                return ox.Literal(cell)
            case "zh":
                return ox.Literal(cell, language="zh")
            case "flag":
                return ox.Literal("true", datatype=ox.NamedNode(str(XSD.boolean)))
            case "part":
                if cell not in _PARTS:
                    raise BadInput(f"没有角色“{cell}”", where=where, mend="用这些之一：" + "、".join(_PARTS))
                return ox.Literal(_PARTS[cell])
            case "day":
                try:
                    dt.date.fromisoformat(cell[:10])
                except ValueError as error:
                    raise BadInput(f"日期“{cell}”无法识别", where=where, mend="写成 2024-03-01") from error
                return ox.Literal(cell[:10], datatype=ox.NamedNode(str(XSD.date)))
            case "basis":
                return _named(BASE + cell, cell, where)
        return _named(iri(self.form, cell), cell, where)


def _named(identifier: str, cell: str, where: str) -> ox.NamedNode:
    if _UNFIT.search(cell):
        raise BadInput(f"标识“{cell}”里有空格或不能用的符号", where=where, mend="去掉空格、引号、尖括号等符号")
    return ox.NamedNode(identifier)


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of subject as a table."""

    name: str
    kind: str
    path: str
    columns: tuple[Column, ...]

    @property
    def headings(self) -> list[str]:
        """Return the headings in order."""
        return [KEY, *(c.name for c in self.columns), REMOVE]


TABLES: Final = (
    Table("事项", "Matter", "matter", (
        Column("名称", str(SKOS.prefLabel), "zh"), Column("别名", str(SKOS.altLabel), "zh"), Column("主题", str(SW.theme), "zh"),
        Column("上位事项", str(SKOS.broader), "matter"), Column("相关事项", str(SKOS.related), "matter"), Column("常见词", str(SW.keyword)),
        Column("群众说法", str(SW.phrase)), Column("范围", str(SKOS.scopeNote), "zh"), Column("办理类别", str(SW.category)), Column("缓急", str(SW.urgency)),
    )),
    Table("职责", "Responsibility", "resp", (
        Column("事项", str(SW.matter), "matter"), Column("角色", str(SW.part), "part"), Column("职能", str(SW.function), "function"),
        Column("单位", str(SW.unit), "unit"), Column("做什么", str(SW.duty), "zh"), Column("情形", str(SW.when), "condition"),
        Column("依据", str(SW.basis), "basis"), Column("适用地", str(SW.place), "place"), Column("认定方法", str(SW.doctrine), "doctrine"),
        Column("并行", str(SW.joint), "flag"), Column("起", str(SW.validFrom), "day"), Column("止", str(SW.validUntil), "day"),
    )),
    Table("辨别事实", "Condition", "condition", (
        Column("键", str(SKOS.notation)), Column("问来电人的话", str(SW.question), "zh"), Column("答案", str(SW.option), "condition"),
    )),
    Table("答案", "Option", "condition", (
        Column("键", str(SKOS.notation)), Column("名称", str(SKOS.prefLabel), "zh"), Column("线索词", str(SW.cue)),
    )),
    Table("单位", "Unit", "unit", (
        Column("全称", str(SKOS.prefLabel), "zh"), Column("简称", str(SKOS.altLabel), "zh"), Column("首要职能", str(SW.function), "function"),
        Column("所在地", str(SW.place), "place"), Column("起", str(SW.validFrom), "day"), Column("止", str(SW.validUntil), "day"),
    )),
)  # fmt: skip
"""The tables that are written and read, by the name of the sheet or file."""


def rows_of(knowledge: Knowledge, table: Table) -> Iterator[dict[str, str]]:
    """Yield a table's rows, sorted by subject."""
    kind, start = str(SW[table.kind]), iri(table.path) + "/"
    for subject in sorted(knowledge.subjects):
        values = knowledge.subjects[subject]
        if kind in values.get(str(RDF.type), ()) and subject.startswith(start):
            yield {KEY: subject[len(start) :], REMOVE: ""} | {
                c.name: BREAK.join(c.shown(v) for v in values.get(c.prop, ())) for c in table.columns
            }


@dataclass(frozen=True, slots=True)
class Change:
    """What a row changes: the subject, its table, and per column what stood and what is to stand."""

    table: str
    subject: str
    columns: tuple[tuple[str, str, str], ...]
    kind: str

    def __str__(self) -> str:
        head = {"new": "新增", "gone": "删除", "changed": "修改"}[self.kind]
        body = "" if self.kind == "gone" else "".join(f"\n    {name}：{_short(old) or '（空）'} → {_short(new) or '（空）'}" for name, old, new in self.columns)
        return f"{head}{self.table}〔{self.subject}〕{body}"


def changed(knowledge: Knowledge, tables: Mapping[str, Sequence[Row]]) -> tuple[list[Change], Knowledge]:
    """Return what the tables change and the knowledge as it would be; raises BadInput naming sheet, row and column."""
    triples = set(knowledge.triples)
    by_subject: dict[str, list[ox.Triple]] = {}
    for triple in knowledge.triples:
        by_subject.setdefault(triple.subject.value, []).append(triple)  # type: ignore[union-attr]
    changes: list[Change] = []
    known = {t.name: t for t in TABLES}
    for name, rows in tables.items():
        if name not in known:
            raise BadInput(f"没有名为“{name}”的表", mend="可用的表：" + "、".join(known))
        table = known[name]
        stood = {row[KEY]: row for row in rows_of(knowledge, table)}
        for number, row in enumerate(rows, 2):
            where = f"表“{name}”第 {number} 行"
            key = (row.get(KEY) or "").strip()
            if not key:
                raise BadInput("没有写标识", where=where, mend=f"给“{KEY}”一列填上名字，事项如“路灯不亮”，职责如“路灯不亮/1”")
            subject, before = _named(iri(table.path, key), key, f"{where}“{KEY}”").value, stood.get(key)
            if (row.get(REMOVE) or "").strip() in _YES:
                if before is None:
                    raise BadInput(f"要删除的“{key}”不存在", where=where, mend="核对标识，或去掉这一行")
                triples.difference_update(by_subject.get(subject, ()))
                changes.append(Change(name, key, (), "gone"))
                continue
            differing = tuple(
                (c.name, (before or {}).get(c.name, ""), _tidy(row[c.name])) for c in table.columns
                if c.name in row and set(_lines(row[c.name])) != set(_lines((before or {}).get(c.name, "")))
            )  # fmt: skip
            if before is not None and not differing:
                continue
            triples -= {t for t in by_subject.get(subject, ()) if t.predicate.value in {c.prop for c in table.columns if c.name in row}}
            triples |= set(_triples(subject, table, row, where))
            changes.append(Change(name, key, differing, "changed" if before is not None else "new"))
    return changes, Knowledge(frozenset(triples), knowledge.sources)


def _triples(subject: str, table: Table, row: Row, where: str) -> Iterator[ox.Triple]:
    node = ox.NamedNode(subject)
    yield ox.Triple(node, ox.NamedNode(str(RDF.type)), ox.NamedNode(str(SW[table.kind])))
    for column in table.columns:
        for line in _lines(row.get(column.name, "")):
            yield ox.Triple(node, ox.NamedNode(column.prop), column.term(line, f"{where}“{column.name}”"))


def _lines(cell: str | None) -> list[str]:
    return [line.strip() for line in (cell or "").splitlines() if line.strip()]


def _tidy(cell: str) -> str:
    return BREAK.join(_lines(cell))


def _short(text: str) -> str:
    shown = text.replace(BREAK, "；")
    return shown if len(shown) <= 60 else shown[:58] + "……"
