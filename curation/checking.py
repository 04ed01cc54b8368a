"""What stands against publishing a proposal: rules of the graph that it would break, and what it contradicts.

Asked of the version that the proposal would make, in the place and from the day that it concerns.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace

from curation.proposals.model import Problem, Proposed, RepealProposed, ResponsibilityProposed, RulingProposed, SuccessionProposed
from curation.proposals.succession import check_succession
from graph.bases import Scope
from graph.consistency import LAW, inconsistencies
from graph.content import Lines
from graph.load import Knowledge
from graph.publish import triples_of
from graph.read import Records
from graph.shapes import violations
from graph.store import KnowledgeGraph
from graph.traverse import Claim, Traversal
from ontology import citation
from ontology.errors import BadKnowledge
from ontology.model import Provision, Responsibility, Ruling
from ontology.validity import Period
from ontology.vocabulary import BASE, local

HIGHER = ("law", "administrative-regulation", "local-regulation", "departmental-rule", "superior")
"""Steps of authority of what was made above the place: where they name another lead, the ruling must say why."""


def check(proposed: Proposed, after: KnowledgeGraph, now: Mapping[str, Lines]) -> tuple[Problem, ...]:
    """Return what is wrong with the version `after` that a proposal makes, and what the proposal contradicts there.

    `now`: the lines of every subject that it changes.
    """
    found = [*broken_rules(after, now), *_between(after, now)]
    if isinstance(proposed, (RulingProposed, ResponsibilityProposed)):
        traversal = Traversal(after)
        scope = traversal.scope(proposed.place, proposed.start)
        found += [*_lapsed(proposed, after), *_units(proposed, after), *_contradicted(proposed, now, traversal, scope)]
    if isinstance(proposed, ResponsibilityProposed):
        found += _misgiven(proposed, after, traversal)
    if isinstance(proposed, RepealProposed):
        found += _left_alone(proposed, after)
    if isinstance(proposed, SuccessionProposed):
        found += check_succession(proposed, after)
    return tuple(dict.fromkeys(found))


# --- rules of the graph ---------------------------------------------------------------------


def broken_rules(after: KnowledgeGraph, now: Mapping[str, Lines]) -> Iterator[Problem]:
    """Yield what breaks the shapes among the changed subjects, and what points nowhere."""
    changed = Knowledge(triples_of(line for lines in now.values() for line in lines), {})
    pointed = {v for said in changed.subjects.values() for values in said.values() for v in values if v.startswith(BASE)}
    around = {s: after.content.lines(s) for s in pointed - now.keys()}
    for nowhere in sorted(s for s, lines in around.items() if not lines):
        yield Problem("", f"指向不存在的 <{local(nowhere)}>")
    whole = Knowledge(changed.triples | triples_of(line for lines in around.values() for line in lines), {})
    for finding in violations(whole):
        if BASE + finding.where in now:
            yield Problem("", f"{finding.message}（<{finding.where}>）", about=(BASE + finding.where,))
    for gone in sorted(s for s, lines in now.items() if not lines):
        for pointing in sorted(after.content.pointing_at(gone) - now.keys()):
            yield Problem("", f"<{local(pointing)}> 还指向要去掉的 <{local(gone)}>", about=(pointing,))


def _between(after: KnowledgeGraph, now: Mapping[str, Lines]) -> Iterator[Problem]:
    """Yield what is inconsistent between the changed records and those beside them: other leads, phrases of other matters."""
    matters = {r.matter for s in now if (r := after.responsibilities.get(s))} | {s for s in now if after.matters.get(s)}
    if not matters:
        return
    said = tuple(r for m in sorted(matters) for r in after.responsibilities.where("matter", m))
    renamed = any(after.matters.get(s) for s in now)
    records = replace(Records.none(), responsibilities=said, matters=tuple(after.matters) if renamed else ())
    try:
        for finding in inconsistencies(Knowledge(frozenset(), {}), records):
            if BASE + finding.where in now or any(local(s) in finding.message for s in now):
                yield Problem("lead", finding.message, about=(BASE + finding.where,))
    except BadKnowledge as error:
        yield Problem("", str(error))


# --- what the proposal cites and names ------------------------------------------------------


def _lapsed(proposed: RulingProposed | ResponsibilityProposed, after: KnowledgeGraph) -> Iterator[Problem]:
    """Yield citations of which no version held on the day."""
    cited: dict[str, list[Period]] = {}
    for basis in proposed.basis:
        record = after.provisions.get(basis) or after.instruments.get(basis) or after.rulings.get(basis)
        if record is not None:
            cited.setdefault(_name(basis, after), []).append(Period(record.start, record.until))
    for name, periods in cited.items():
        if not any(p.holds_on(proposed.start) for p in periods):
            spans = "、".join(f"{p.start or '？'} 至 {p.until or '今'}" for p in periods)
            yield Problem("basis", f"{name}在 {proposed.start} 不在施行期（图中的文本：{spans}）", "warning")


def _misgiven(proposed: ResponsibilityProposed, after: KnowledgeGraph, traversal: Traversal) -> Iterator[Problem]:
    """Yield a part that rests on law alone, none of whose articles is known to give its function anything."""
    articles = [p for b in proposed.basis if (p := after.provisions.get(b)) and after.instruments.need(p.instrument).rank in LAW]
    function = after.units.need(proposed.part.unit).function if proposed.part.unit else proposed.part.function
    if not articles or len(articles) < len(proposed.basis) or not function:
        return
    given = {g.function for p in articles for g in after.grants.where("article", p.id)}
    if traversal.key(function) not in {traversal.key(f) for f in given}:
        cited = "、".join(dict.fromkeys(_name(p.id, after) for p in articles))
        holders = "、".join(sorted({after.functions.need(f).label for f in given})) or "没有写明的部门"
        yield Problem("basis", f"图中记载{cited}的职权属于{holders}，没有{after.functions.need(function).label}；请核对条文，或另引写明它的一条", "warning", tuple(p.id for p in articles))


def _units(proposed: RulingProposed | ResponsibilityProposed, after: KnowledgeGraph) -> Iterator[Problem]:
    chain = after.place_chain(proposed.place)
    parts = proposed.parts if isinstance(proposed, RulingProposed) else (proposed.part,)
    for part in parts:
        unit = after.units.get(part.unit) if part.unit else None
        if unit and unit.place not in chain:
            yield Problem("lead" if part.part == "lead" else "helpers", f"{unit.full_name}不是本地的单位", about=(unit.id,))
        elif unit and not Period(unit.start, unit.until).holds_on(proposed.start):
            yield Problem("lead" if part.part == "lead" else "helpers", f"{unit.full_name}在 {proposed.start} 不存在（{unit.start or '？'} 至 {unit.until or '今'}）", "warning", (unit.id,))


# --- what it contradicts --------------------------------------------------------------------


def _contradicted(proposed: RulingProposed | ResponsibilityProposed, now: Mapping[str, Lines], traversal: Traversal, scope: Scope) -> Iterator[Problem]:
    """Yield other leads of the same matter in the same place and period, the nearest authority first."""
    parts = proposed.parts if isinstance(proposed, RulingProposed) else (proposed.part,)
    own = {(traversal.key(traversal.graph.units.need(p.unit).function) if p.unit else traversal.key(p.function or "")) for p in parts if p.part == "lead"}
    leads = {p.unit for p in parts if p.part == "lead" and p.unit}
    when = proposed.when if isinstance(proposed, ResponsibilityProposed) else ()
    told: set[str] = set()
    for claim in traversal.claims(proposed.matter, scope) if own else ():
        r = claim.responsibility
        holder = traversal.of_claim(claim, scope)
        if r.part != "lead" or r.id in now or (holder.unit in leads and _led_alike(claim, leads, traversal.graph)) or (when and r.options and set(when).isdisjoint(r.options)) or r.matter != proposed.matter:
            continue
        found = _against(claim, r, holder.name, holder.function in own, proposed, traversal)
        if found and found.message not in told:
            told.add(found.message)
            yield found


def _led_alike(claim: Claim, leads: set[str], graph: KnowledgeGraph) -> bool:
    """Return whether the place's ruling that a claim rests on, if any, is led by the very same units: one lead fewer or more is another ruling."""
    ruling = next((b.record for b in claim.bases if isinstance(b.record, Ruling)), None) if claim.step == "ruling-here" else None
    return ruling is None or {r.unit for r in graph.responsibilities.where("basis", ruling.id) if r.part == "lead"} == leads


def _against(
    claim: Claim, r: Responsibility, name: str, alike: bool, proposed: RulingProposed | ResponsibilityProposed, traversal: Traversal
) -> Problem | None:
    graph = traversal.graph
    ruling = next((b.record for b in claim.bases if isinstance(b.record, Ruling)), None)
    if claim.step == "ruling-here" and ruling is not None and isinstance(proposed, RulingProposed) and not proposed.case_only and not ruling.case_only:
        return Problem(
            "supersedes", f"本地已有认定《{ruling.title}》（{ruling.number or ruling.decided_on or ruling.start}）由{name}首问，仍然有效；"
            "要改就写明取代它，只管这一案就选“个案”", about=(ruling.id,),
        )  # fmt: skip
    if claim.step == "list-here":
        return Problem("lead", f"本地清单{_cited(claim, graph)}由{name}首问；认定发布后以认定为准", "warning", (r.id,))
    if claim.step in HIGHER and not alike:
        return Problem("lead", f"上位依据{_cited(claim, graph)}由{name}主管；请在理由中写明为什么另定", "warning", (r.id,))
    return None


def _cited(claim: Claim, graph: KnowledgeGraph) -> str:
    return "、".join(_name(b.id, graph) for b in claim.bases[:3])


def _name(basis: str, graph: KnowledgeGraph) -> str:
    """Return a basis as it is cited."""
    record = graph.provisions.get(basis) or graph.rulings.get(basis)
    if isinstance(record, Ruling):
        return f"认定《{record.title}》"
    instrument = graph.instruments.need(record.instrument if isinstance(record, Provision) else basis)
    if isinstance(record, Provision) and not record.number.replace("-", "").isdigit():
        return f"《{instrument.title}》{record.number}"
    return citation.write(instrument.title, record.number if isinstance(record, Provision) else "")


def _left_alone(proposed: RepealProposed, after: KnowledgeGraph) -> Iterator[Problem]:
    """Yield a matter that nobody leads any more in the place once something ended."""
    ended = after.rulings.get(proposed.what) or after.responsibilities.get(proposed.what)
    if ended is None or _day_before(ended.start, proposed.on):
        if ended is not None:
            yield Problem("on", f"{proposed.on} 早于它生效的日子（{ended.start}）")
        return
    traversal = Traversal(after)
    scope = traversal.scope(ended.place, proposed.on)
    if not any(c.responsibility.part == "lead" and c.binding for c in traversal.claims(ended.matter, scope)):
        yield Problem("what", f"废止后，“{after.matters.need(ended.matter).label}”在{after.places.need(ended.place).name}再没有首问依据", "warning", (ended.matter,))


def _day_before(start: dt.date | None, on: dt.date) -> bool:
    return start is not None and on <= start
