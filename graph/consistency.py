"""What is wrong between records that are each well-formed: two leads for one thing, a matter nobody
leads, a fact nobody asks about, a phrase that two matters claim.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from graph.load import Knowledge
from graph.read import Records
from ontology.model import Responsibility
from ontology.validity import Period
from ontology.vocabulary import iri, local


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule broken: where (file:line subject) and what, in Chinese."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}：{self.message}"


def inconsistencies(knowledge: Knowledge, records: Records) -> Iterator[Finding]:
    """Yield every inconsistency between records."""
    yield from _overlapping_leads(knowledge, records)
    yield from _unled(knowledge, records)
    yield from _only_local(knowledge, records)
    yield from _dead_conditions(knowledge, records)
    yield from _shared_phrases(knowledge, records)


def _overlapping_leads(knowledge: Knowledge, records: Records) -> Iterator[Finding]:
    """Two leads of one matter in one place under the same facts, on days that overlap; rulings answer for themselves."""
    seen: dict[tuple[str, str, tuple[str, ...]], list[Responsibility]] = defaultdict(list)
    for r in records.responsibilities:
        if r.part != "lead" or r.joint or any("/ruling/" in b for b in r.basis):
            continue
        others = seen[(r.matter, r.place, r.options)]
        for other in others:
            if Period(r.start, r.until).meet(Period(other.start, other.until)):
                yield Finding(
                    knowledge.where(r.id), f"与 <{local(other.id)}> 对同一事项、同一地方、同一情形各定了一个首问；请拆分事项，或写明情形（sw:when）"
                )
        others.append(r)


def _unled(knowledge: Knowledge, records: Records) -> Iterator[Finding]:
    led = {r.matter for r in records.responsibilities if r.part == "lead"}
    parents = {b for m in records.matters for b in m.broader}
    for matter in records.matters:
        if matter.id not in led and matter.id not in parents:
            yield Finding(knowledge.where(matter.id), "没有人首问的事项：写一条 lead 职责，或把它作为上位事项")


def _only_local(knowledge: Knowledge, records: Records) -> Iterator[Finding]:
    """A lead said to hold everywhere that rests on one place's law alone: elsewhere it would have no basis."""
    local_law = {i.id for i in records.instruments if i.rank in ("地方性法规", "地方政府规章")}
    of = {p.id: p.instrument for p in records.provisions}
    nation = iri("place", "CN")
    for r in records.responsibilities:
        if r.part == "lead" and r.place == nation and r.basis and all(of.get(b, b) in local_law for b in r.basis):
            yield Finding(knowledge.where(r.id), "写明全国适用的首问只依据一地的法规，在别处没有依据；补上全国性依据，或把适用地改为该地")


LAW: Final = frozenset({"法律", "行政法规", "部门规章", "司法解释", "地方性法规", "地方政府规章"})


def misgiven(knowledge: Knowledge, records: Records) -> Iterator[Finding]:
    """Yield parts that rest on law alone, none of whose articles gives anything to their function or its kin (one broader function above both).

    Papers and lists are left out: they say of themselves who does what, and their parts are entered from them. No ground to refuse
    knowledge (a place may know its law better than we do), so `kb check` asks for it and publishing does not.
    """
    kin = _kin(records)
    of_unit = {u.id: u.function for u in records.units}
    law = {i.id for i in records.instruments if i.rank in LAW}
    articles = {p.id for p in records.provisions if p.instrument in law}
    given: dict[str, set[str]] = defaultdict(set)
    for grant in records.grants:
        given[grant.article] |= kin.get(grant.function, {grant.function})
    for r in records.responsibilities:
        function = r.function or of_unit.get(r.unit or "")
        if function and r.basis and articles.issuperset(r.basis) and all(given[b].isdisjoint(kin[function]) for b in r.basis):
            cited = "、".join(f"<{local(b)}>" for b in r.basis)
            yield Finding(knowledge.where(r.id), f"所引法条没有一条授予 <{local(function)}> 职权：{cited}；在法条上补 sw:grants，或改引写明它的那一条")


def _kin(records: Records) -> dict[str, set[str]]:
    """Return each function with all that are broader than it."""
    broader = {f.id: f.broader for f in records.functions}
    kin: dict[str, set[str]] = {}
    for function in broader:
        above: str | None = function
        kin[function] = set()
        while above and above not in kin[function]:
            kin[function].add(above)
            above = broader.get(above)
    return kin


def _dead_conditions(knowledge: Knowledge, records: Records) -> Iterator[Finding]:
    asked = {option for r in records.responsibilities for option in r.options}
    for condition in records.conditions:
        if not asked.intersection(condition.options):
            yield Finding(knowledge.where(condition.id), "没有一条职责用到这个辨别事实；给职责写上 sw:when，或删去它")


def _shared_phrases(knowledge: Knowledge, records: Records) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for matter in records.matters:
        for phrase in matter.phrases:
            owner = first.setdefault(phrase, matter.id)
            if owner != matter.id:
                yield Finding(knowledge.where(matter.id), f"说法“{phrase}”也是 <{local(owner)}> 的；留给一个事项，另一个换个说法")
