"""Why: citations with the path that led to each, what was overruled, near precedents, what was noticed."""

from __future__ import annotations

from collections.abc import Iterable

from graph.bases import Basis, Scope
from graph.traverse import Claim, Holder, Traversal
from ontology import citation
from ontology import model as m
from ontology.explanation import Explanation, NearPrecedent, Overruled, PathNode
from ontology.vocabulary import local
from resolver import tuning
from resolver.candidates import Evidence
from resolver.decide import Verdict
from resolver.find import Findings
from resolver.weigh import Weighed

MOST_CITATIONS = 12
_REFUSED = "来信称{who}说不归它管：{what}"
_NOTHING_SAID = "来信里没有认出所反映的事：请问清发生了什么、在哪里，补进诉求内容后再派单"
_NEAR_ONLY = "来信里没有知识库认得的词，只按意思相近提出：请问清发生了什么，核对后再派单"
_UNREAD = "本地学过的惯例打不开，本答复只按书面依据提出：请管理员看日志，重新学（shouwen learn --again）"


def cite(basis: Basis, claim: Claim, holder: Holder, traversal: Traversal) -> m.Citation:
    """Return the citation of a basis, with the path 事项→职责→依据→单位."""
    label, gist, verified, source = _described(basis, traversal)
    path = (claim.responsibility.matter, claim.responsibility.id, basis.id, *((holder.unit,) if holder.unit else ()))
    persuasive = basis.step == "elsewhere"
    return m.Citation(
        basis.kind, basis.id, label, gist, basis.period, path, traversal.step_labels[basis.step], verified, persuasive, source
    )


def _described(basis: Basis, traversal: Traversal) -> tuple[str, str, bool, str]:
    key = (basis.id, basis.step)
    found = traversal.descriptions.get(key)
    if found is None:
        found = traversal.descriptions[key] = _describe(basis, traversal)
    return found


def _describe(basis: Basis, traversal: Traversal) -> tuple[str, str, bool, str]:
    """Return label, gist, whether checked against the full text, and source of a basis."""
    record = basis.record
    if isinstance(record, m.Ruling):
        number = f"（{record.number}）" if record.number else ""
        return f"{record.title}{number}", record.facts, True, record.source
    if isinstance(record, m.Provision):
        instrument = traversal.graph.instruments.need(record.instrument)
        if basis.kind == "article":
            return citation.write(instrument.title, record.number), record.gist, record.verified, instrument.source
        return f"《{instrument.title}》第{record.number}项", record.gist, record.verified, instrument.source
    gist = "当日施行的文本未收录，只能指到法规，条文请另行核对" if basis.step == "text-not-held" else ""
    return f"《{record.title}》", gist, record.verified and basis.step != "text-not-held", record.source


def citations(verdict: Verdict, traversal: Traversal, scope: Scope) -> tuple[m.Citation, ...]:
    """Return what the lead rests on, then what the helpers rest on, then what persuades only; the place's practice
    comes after the written bases of the lead, before them where the lead is practice's alone."""
    if verdict.standing is None:
        return ()
    written = verdict.standing.once(("citations", *_chosen(verdict)), lambda: _citations(verdict, traversal, scope))
    done = verdict.practice.citation(verdict.standing.matter, verdict.lead) if verdict.practice and verdict.lead else None
    if done is None:
        return written
    leading = 0 if verdict.departs else sum(verdict.contender is not None and verdict.contender.claim.responsibility.id in c.path for c in written)
    return (*written[:leading], done, *written[leading:])[:MOST_CITATIONS]


def _chosen(verdict: Verdict) -> tuple[object, ...]:
    """Return what tells apart the answers that one standing may give: who leads, who of the contenders by which claim, who helps by which."""
    contender, lead = verdict.contender, verdict.lead.name if verdict.lead else ""
    helping = tuple((p.holder.name, p.claim.responsibility.id, *(b.id for b in p.claim.bases)) for p in verdict.parts)
    return (contender.claim.responsibility.id, contender.holder.name, lead, helping) if contender else ("", "", lead, helping)


def _holder(claim: Claim, verdict: Verdict, traversal: Traversal, scope: Scope) -> Holder:
    """Return who takes a part by a claim in this answer: practice may know which of several units it is."""
    contender = verdict.contender
    return contender.holder if contender and claim is contender.claim else traversal.of_claim(claim, scope)


def _citations(verdict: Verdict, traversal: Traversal, scope: Scope) -> tuple[m.Citation, ...]:
    assert verdict.standing is not None
    leading = [c.claim for c in verdict.standing.contenders]
    chosen = verdict.contender.claim if verdict.contender else None
    leading.sort(key=lambda c: (c is not chosen, -c.weight))
    helping = [p.claim for p in verdict.parts if p.claim.binding]
    agreeing = [c for c in verdict.claims if _agrees(c, verdict, traversal, scope)]
    persuading = [c for c in verdict.claims if not c.binding and c.bases and c not in leading and c.responsibility.part == "lead"]
    listed: dict[str, m.Citation] = {}
    if verdict.leadership is not None and (basis := traversal.basis(verdict.leadership.id, scope)):
        listed[basis.id] = _cite_ruling(basis, traversal)
    for claim in leading:
        _cite_claim(claim, _holder(claim, verdict, traversal, scope), listed, traversal)
    for found in [c for c in listed.values() if c.kind == "ruling"]:
        for basis in (b for i in traversal.graph.rulings.need(found.id).basis if (b := traversal.basis(i, scope))):
            listed.setdefault(basis.id, _cite_under(basis, found, traversal))
    for claim in (*agreeing, *helping, *persuading, *(p.claim for p in verdict.parts if not p.claim.binding)):
        _cite_claim(claim, traversal.of_claim(claim, scope), listed, traversal)
    return tuple(listed.values())[:MOST_CITATIONS]


def _cite_claim(claim: Claim, holder: Holder, listed: dict[str, m.Citation], traversal: Traversal) -> None:
    for basis in claim.bases:
        listed.setdefault(basis.id, cite(basis, claim, holder, traversal))


def _cite_ruling(basis: Basis, traversal: Traversal) -> m.Citation:
    label, gist, verified, source = _described(basis, traversal)
    matter = basis.record.matter if isinstance(basis.record, m.Ruling) else ""
    return m.Citation(basis.kind, basis.id, label, gist, basis.period, (matter, basis.id), traversal.step_labels[basis.step], verified, False, source)


def _cite_under(basis: Basis, ruling: m.Citation, traversal: Traversal) -> m.Citation:
    """Return the citation of what a ruling itself rests on."""
    label, gist, verified, source = _described(basis, traversal)
    steps = traversal.step_labels
    return m.Citation(basis.kind, basis.id, label, gist, basis.period, (ruling.path[0], ruling.id, basis.id), steps[basis.step], verified, ruling.persuasive, source)


def _agrees(claim: Claim, verdict: Verdict, traversal: Traversal, scope: Scope) -> bool:
    """Return whether a lead that another basis gives to the same unit also binds: the law behind a ruling."""
    r = claim.responsibility
    if r.part != "lead" or r.options or not claim.binding or verdict.contender is None:
        return False
    return traversal.of_claim(claim, scope).name == verdict.contender.holder.name


def explain(
    verdict: Verdict, weighed: Weighed, evidence: Evidence, found: Findings, traversal: Traversal, scope: Scope, *, history_unread: bool = False
) -> Explanation:
    """Return the explanation of a verdict. `history_unread`: what the place has learned could not be read, so the answer does without."""
    standing = verdict.standing
    nodes, edges, overruled = standing.once(("path", *_chosen(verdict)), lambda: _path(verdict, traversal, scope)) if standing else ((), (), ())
    return Explanation(
        nodes=nodes, edges=edges, overruled=overruled,
        precedents=tuple(_precedents(evidence, traversal, scope)),
        evidence=weighed.evidence_for(standing.matter.id) if standing else None,
        notes=(*_notes(verdict, found, traversal, scope), *([_UNREAD] if history_unread else [])),
        learned=verdict.practice.why(verdict.lead) if verdict.practice and verdict.lead else None,
        marks=found.marks({i for c in verdict.claims for i in c.responsibility.options}),
    )  # fmt: skip


def _path(
    verdict: Verdict, traversal: Traversal, scope: Scope
) -> tuple[tuple[PathNode, ...], tuple[tuple[str, str, str], ...], tuple[Overruled, ...]]:
    """Return the nodes and edges that lead from the matter to the units, and what was overruled."""
    assert verdict.standing is not None
    nodes: dict[str, PathNode] = {}
    edges: list[tuple[str, str, str]] = []
    standing = verdict.standing
    overruled = tuple(_overruled(c, standing.contenders[0].claim, traversal, scope) for c in standing.overruled) if standing.contenders else ()
    matter = standing.matter
    nodes[matter.id] = PathNode(matter.id, "matter", matter.label)
    contenders = verdict.standing.contenders if verdict.joint else (verdict.contender,) if verdict.contender and not verdict.leadership else ()
    leading = [(matter, c.claim) for c in contenders if c]
    for of, claim in (*leading, *((p.matter, p.claim) for p in verdict.parts[:3])):
        r, holder = claim.responsibility, _holder(claim, verdict, traversal, scope)
        nodes[of.id] = PathNode(of.id, "matter", of.label)
        unit = holder.unit or f"{holder.function}"
        nodes[r.id] = PathNode(r.id, r.part, r.duty)
        nodes[unit] = PathNode(unit, "unit", holder.name)
        edges.append((of.id, r.id, r.part))
        for basis in claim.bases[:3]:
            nodes[basis.id] = PathNode(basis.id, basis.kind, _described(basis, traversal)[0])
            edges += [(r.id, basis.id, "依据"), (basis.id, unit, "指向")]
        if not claim.bases:
            edges.append((r.id, unit, "承担"))
    return tuple(nodes.values()), tuple(dict.fromkeys(edges)), overruled


def _overruled(claim: Claim, winner: Claim, traversal: Traversal, scope: Scope) -> Overruled:
    holder = traversal.of_claim(claim, scope)
    basis = "、".join(_described(b, traversal)[0] for b in claim.bases) or "无书面依据"
    labels = traversal.step_labels
    if claim.step == winner.step:
        why = "同级依据中，有情形对得上的优先"
    elif winner.weight > claim.weight:
        why = f"{labels[winner.step]}的效力高于{labels[claim.step]}"
    else:
        why = "写明本件情形的职责优先于一般职责"
    return Overruled(holder.name, holder.function, basis, why)


def _precedents(evidence: Evidence, traversal: Traversal, scope: Scope) -> Iterable[NearPrecedent]:
    """Yield the nearest rulings that hold on the day, nearest first."""
    for near in evidence.precedents[: tuning.SHOWN_PRECEDENTS]:
        if near.nearness < tuning.NEAR_PRECEDENT:
            break
        ruling = traversal.graph.rulings[near.position]
        basis = traversal.basis(ruling.id, scope)
        if basis is not None:
            place, lead = _told_of(ruling, traversal)
            nearness = round(min(near.nearness, 1.0), 3)
            yield NearPrecedent(ruling.id, ruling.title, place, lead, ruling.facts, nearness, basis.step == "ruling-here")


def _told_of(ruling: m.Ruling, traversal: Traversal) -> tuple[str, str]:
    """Return the names of a ruling's place and of who leads by it."""
    found = traversal.told_of.get(ruling.id)
    if found is None:
        graph = traversal.graph
        founded = [r for r in graph.responsibilities.where("basis", ruling.id) if r.part == "lead"]
        units = [u.full_name for r in founded if r.unit and (u := graph.units.get(r.unit))]
        place = graph.places.get(ruling.place)
        found = place.full_name if place else local(ruling.place), "、".join(units) or "交由领导牵头，未定单一首问"
        traversal.told_of[ruling.id] = found
    return found


def _in_parallel(verdict: Verdict) -> Iterable[str]:
    """Propose to send the case to the place on the spot at the same time, where a ruling or list of any place had it help in the matter."""
    for part in verdict.parts:
        practised = part.others or any(b.kind in ("ruling", "list") for b in part.claim.bases)
        if part.claim.responsibility.part == "territorial" and practised and verdict.lead and verdict.outcome != "refer":
            yield f"认定或清单中有属地同办的做法，可并行派单：{verdict.lead.name}（行业）与{part.holder.name}（属地）同时接单，主办仍是前者"
            return


def _whether_right(function: str, verdict: Verdict) -> str:
    """Return whether a department that refused was right by the answer."""
    if verdict.lead is not None and verdict.lead.function == function:
        return "但依据显示正由它首问，转办时请附依据"
    if any(part.holder.function == function for part in verdict.parts):
        return "首问不是它，但依职责要配合"
    return "首问确实不是它" if verdict.outcome == "assign" else "尚不能断定，请一并核对"


def _notes(verdict: Verdict, found: Findings, traversal: Traversal, scope: Scope) -> Iterable[str]:
    refused: dict[str, str] = {}
    for mention in found.of("function", "unit"):
        if mention.refused:
            unit = traversal.graph.units.get(mention.target)
            refused.setdefault(traversal.key(unit.function if unit else mention.target), mention.text)
    for key, text in refused.items():
        yield _REFUSED.format(who=text, what=_whether_right(key, verdict))
    if not found.words:
        yield _NEAR_ONLY if verdict.standing else _NOTHING_SAID
    if found.passed_on:
        yield "来信称被部门之间推来推去：先受理、先处置，再按本答复明确主办"
    if verdict.leadership is not None:
        yield f"本地已定此类为多部门联合处置，由领导牵头：{verdict.leadership.title}"
        receiver = traversal.holder("https://w3id.org/shouwen/id/function/government-services", scope)
        yield f"在明确主体之前，由{receiver.name}判定首要责任单位并先行派出"
    elif verdict.outcome == "refer" and verdict.lead is not None and found.words:
        yield f"把握不足，建议提交编办认定；认定前由{verdict.lead.name}先行接收、先行处置（首交责任）"
    yield from _in_parallel(verdict)
    if verdict.departs and verdict.contender and verdict.lead:
        basis = "、".join(_described(b, traversal)[0] for b in verdict.contender.claim.bases[:2]) or "书面依据"
        yield f"惯例与依据不一致：依{basis}应由{verdict.contender.holder.name}主办，本地同类来信实际由{verdict.lead.name}办理；请编办明确，明确前由后者先办、前者配合"
    if (lead := verdict.lead) and lead.unit_confidence is not None and lead.unit_confidence < tuning.UNIT_SURE * lead.confidence:
        which = f"是不是{lead.name}（{lead.unit_confidence:.0%}）" if lead.unit_confidence else "具体是哪一个来信里看不出，"
        yield f"职能有把握，{which}请按事发地核对"
    if verdict.contender and verdict.contender.claim.step == "elsewhere" and not verdict.practice:
        yield "本地没有依据，参照外地认定提出，仅供参考"
