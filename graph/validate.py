"""Refuses knowledge that breaks the rules, naming file, line, rule and how to mend it.

SHACL (`graph.shapes`) says what each record must hold; what core shapes cannot say stands here
(no dangling IRI, sound periods) and, for records that must fit together, in `graph.consistency`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import pyoxigraph as ox

from graph.consistency import Finding, inconsistencies
from graph.load import Knowledge
from graph.read import Records
from graph.shapes import violations
from ontology.errors import BadKnowledge
from ontology.validity import Period
from ontology.vocabulary import BASE, local

SHOWN: Final = 20
"""How many findings an error message lists before it says how many more there are."""


def check(knowledge: Knowledge, *, shapes: bool = True, also: Callable[[Records], Iterable[Finding]] = lambda _: ()) -> list[Finding]:
    """Return everything wrong with the knowledge, sorted by place; empty when it may be published.

    `also` looks for what its caller wants found besides.
    """
    findings = [*(violations(knowledge) if shapes else ()), *_dangling(knowledge)]
    unreadable: BadKnowledge | None = None
    between: list[Finding] = []
    try:
        records = Records.read(knowledge)
        between = [*_periods(knowledge, records), *inconsistencies(knowledge, records), *also(records)]
    except BadKnowledge as error:
        unreadable = error
    if not findings and unreadable:
        raise unreadable
    return sorted(findings or between, key=lambda f: (f.where, f.message))


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
    pointed = {value for said in knowledge.subjects.values() for values in said.values() for value in values if value.startswith(BASE)}
    if not (unknown := pointed - known):
        return
    for triple in knowledge.triples:
        if isinstance(triple.object, ox.NamedNode) and triple.object.value in unknown:
            subject = str(triple.subject).strip("<>")
            yield Finding(knowledge.where(subject), f"指向不存在的 <{local(triple.object.value)}>（{local(triple.predicate.value)}）")


def _periods(knowledge: Knowledge, records: Records) -> Iterator[Finding]:
    dated: tuple[Any, ...] = (*records.units, *records.assignments, *records.responsibilities, *records.instruments, *records.rulings)
    for record in dated:
        if not Period(record.start, record.until).is_sound:
            yield Finding(knowledge.where(record.id), f"起止日期颠倒：{record.start} 至 {record.until}")
