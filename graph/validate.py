"""Refuses knowledge that breaks the rules, naming file, line, rule and how to mend it.

SHACL (ontology/shapes.ttl, by pySHACL) says what each record must hold; what core shapes cannot
say stands here: no dangling IRI, sound periods, at most one unconditional lead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from graph.load import KNOWLEDGE, Knowledge
from graph.read import Records
from ontology.errors import BadKnowledge
from ontology.validity import Period
from ontology.vocabulary import BASE, local

SHAPES: Final = KNOWLEDGE / "shapes.ttl"
SHOWN: Final = 20
"""How many findings an error message lists before it says how many more there are."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule broken: where (file:line subject) and what, in Chinese."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}：{self.message}"


def check(knowledge: Knowledge, *, shapes: bool = True) -> list[Finding]:
    """Return everything wrong with the knowledge, sorted by place; empty when it may be published."""
    findings = [*_dangling(knowledge)]
    if shapes:
        findings += _shacl(knowledge)
    if not findings:
        records = Records.read(knowledge)
        findings = [*_periods(knowledge, records), *_leads(knowledge, records)]
    return sorted(findings, key=lambda f: (f.where, f.message))


def require_valid(knowledge: Knowledge) -> None:
    """Raise BadKnowledge listing the findings, if there are any."""
    findings = check(knowledge)
    if findings:
        shown = "\n  ".join(str(f) for f in findings[:SHOWN])
        more = f"\n  另有 {len(findings) - SHOWN} 处" if len(findings) > SHOWN else ""
        raise BadKnowledge(
            f"知识有 {len(findings)} 处不合规则：\n  {shown}{more}\n", mend="改正后再发布；正在使用的版本不受影响"
        )


def _dangling(knowledge: Knowledge) -> Iterator[Finding]:
    known = knowledge.subjects.keys()
    for triple in knowledge.triples:
        value = getattr(triple.object, "value", "")
        if value.startswith(BASE) and not hasattr(triple.object, "datatype") and value not in known:
            yield Finding(knowledge.where(triple.subject.value), f"指向不存在的 <{local(value)}>（{local(triple.predicate.value)}）")  # type: ignore[union-attr]


def _shacl(knowledge: Knowledge) -> Iterator[Finding]:
    import pyshacl
    from rdflib import Graph

    data = Graph()
    data.parse(data=knowledge.nquads.replace(b" <https://w3id.org/shouwen/graph/published> .\n", b" .\n"), format="nt")
    shapes = Graph().parse(SHAPES, format="turtle")
    conforms, _, text = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False)
    if conforms:
        return
    for block in re.split(r"\n(?=Constraint Violation)", text):
        focus = re.search(r"Focus Node: (?:<([^>]+)>|([^\s]+))", block)
        messages = re.findall(r"Message: (.+)", block)
        if focus and messages:
            node = focus[1] or focus[2]
            yield Finding(knowledge.where(node), messages[-1].removesuffix("@zh").strip('"'))


def _periods(knowledge: Knowledge, records: Records) -> Iterator[Finding]:
    dated: tuple[Any, ...] = (*records.units, *records.assignments, *records.responsibilities, *records.instruments, *records.rulings)
    for record in dated:
        if not Period(record.start, record.until).is_sound:
            yield Finding(knowledge.where(record.id), f"起止日期颠倒：{record.start} 至 {record.until}")


def _leads(knowledge: Knowledge, records: Records) -> Iterator[Finding]:
    seen: dict[tuple[str, str, tuple[str, ...]], str] = {}
    for r in records.responsibilities:
        if r.part != "lead" or r.joint or any("/ruling/" in b for b in r.basis) or r.start or r.until:
            continue
        key = (r.matter, r.place, r.options)
        if key in seen:
            yield Finding(
                knowledge.where(r.id), f"与 <{local(seen[key])}> 对同一事项、同一地方、同一情形各定了一个首问；请拆分事项，或写明情形（sw:when）"
            )
        seen[key] = r.id
    led = {r.matter for r in records.responsibilities if r.part == "lead"}
    parents = {b for m in records.matters for b in m.broader}
    for matter in records.matters:
        if matter.id not in led and matter.id not in parents and not any(o.startswith(matter.id) for o in led):
            yield Finding(knowledge.where(matter.id), "没有人首问的事项：写一条 lead 职责，或把它作为上位事项")
