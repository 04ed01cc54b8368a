"""What a 《首问责任争议认定书》 says, as one record: read from the graph, or filled from a proposal that is not yet published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from curation.documents import wording
from graph.bases import Basis, Scope
from graph.store import KnowledgeGraph
from graph.traverse import Claim, Holder, Traversal
from ontology import model as m
from ontology.errors import NotFound
from ontology.validity import Period
from ontology.vocabulary import BASE, PARTS, local
from resolver.explain import cite
from resolver.stand import written_order

DOCTRINES: Final = {
    "法定依据": "法律、法规、规章已写明由谁主管，按其规定确定首问单位",
    "清单": "本地权责清单或职责边界清单已写明，按清单确定首问单位",
    "先例": "本地已有同类认定，按先例确定首问单位",
    "问题拆分": "争议事项可以拆成具体事项，各由一个单位主办",
    "主次协同": "行业主管部门主办，其他有关单位按各自职责配合",
    "参照类比": "尚无直接依据的新事物，比照最相近的行业确定主办单位",
    "溯源": "追到问题源头，由源头行业的主管部门主办",
    "属地": "由所在地街道、乡镇先行处置",
    "首交兜底": "权责一时不清，由首个接到交办的单位先受理、后移交",
}
"""What each way of finding the lead means, as the definitions in ontology/shouwen.ttl say it, in the sentence of a ruling."""


ALWAYS: Final = Period()


@dataclass(frozen=True, slots=True)
class PaperUnit:
    """A unit with the part and the duty that the ruling gives it."""

    name: str
    duty: str = ""
    part: str = "support"


@dataclass(frozen=True, slots=True)
class PaperBasis:
    """A written basis: how it is cited, its gist in our own words, when it holds; `standing`: it holds on the day of the paper."""

    label: str
    gist: str = ""
    period: Period = ALWAYS
    authority: str = ""
    verified: bool = True
    standing: bool = True


@dataclass(frozen=True, slots=True)
class RulingPaper:
    """Everything the 认定书 says. `number` "" where none was given yet; `state`: 草稿 and the like, printed under the title, "" when in force;
    `outcome`: assign, joint (several leads together) or leadership (no single lead); `reason`: the curator's own words."""

    title: str
    place: str
    matter: str
    facts: str
    issuer: str
    day: dt.date
    graph_version: str
    number: str = ""
    decided_on: dt.date | None = None
    start: dt.date | None = None
    until: dt.date | None = None
    disputed: tuple[str, ...] = ()
    leads: tuple[PaperUnit, ...] = ()
    helpers: tuple[PaperUnit, ...] = ()
    outcome: str = "assign"
    doctrine: str = ""
    bases: tuple[PaperBasis, ...] = ()
    precedents: tuple[PaperBasis, ...] = ()
    supersedes: tuple[str, ...] = ()
    reason: str = ""
    grounds: tuple[str, ...] = ()
    case_only: bool = False
    source: str = ""
    state: str = ""


def ruling_paper(graph: KnowledgeGraph, ruling_id: str, day: dt.date, traversal: Traversal | None = None) -> RulingPaper:
    """Return what the paper of a ruling says on a day; `ruling_id` is its IRI, whole or from `ruling/` on.

    Bases that hold no longer on the day are kept and marked. Raises NotFound when this version holds no such ruling.
    """
    ruling = graph.rulings.get(ruling_id) or graph.rulings.get(BASE + ruling_id)
    if ruling is None:
        raise NotFound(f"没有认定“{local(ruling_id)[:80]}”", why=f"知识版本 {graph.version} 不含这一项", mend="请从认定列表进入，或核对标识")
    walk = traversal or Traversal(graph)
    scope = walk.scope(ruling.place, day)
    at_decision = walk.scope(ruling.place, ruling.decided_on or ruling.start or day)
    claims = sorted((_claim(r, at_decision, walk) for r in graph.responsibilities.where("basis", ruling.id)), key=written_order)
    holders = [(c, walk.of_claim(c, at_decision)) for c in claims]
    leads = tuple(PaperUnit(h.name, c.responsibility.duty, "lead") for c, h in holders if c.responsibility.part == "lead")
    helping = sorted((ch for ch in holders if ch[0].responsibility.part != "lead"), key=lambda ch: PARTS.index(ch[0].responsibility.part))
    bases = [(i, _basis(i, scope, at_decision, holders, walk)) for i in dict.fromkeys((*ruling.basis, *ruling.follows))]
    place = graph.places.get(ruling.place)
    return RulingPaper(
        title=ruling.title, place=place.full_name if place else local(ruling.place), matter=_label(graph, ruling.matter), facts=ruling.facts,
        issuer=ruling.decided_by, day=day, graph_version=graph.version, number=ruling.number, decided_on=ruling.decided_on,
        start=ruling.start, until=ruling.until, disputed=tuple(_unit(graph, u) for u in ruling.disputed), leads=leads,
        helpers=tuple(PaperUnit(h.name, c.responsibility.duty, c.responsibility.part) for c, h in helping), outcome=ruling.outcome,
        doctrine=local(ruling.doctrine).rsplit("/", 1)[-1], bases=tuple(b for i, b in bases if graph.rulings.get(i) is None),
        precedents=tuple(replace(b, label=_precedent(r)) for i, b in bases if (r := graph.rulings.get(i)) is not None), supersedes=tuple(_title(graph, s) for s in ruling.supersedes),
        grounds=tuple(_grounds(ruling, leads, at_decision, walk)), case_only=ruling.case_only, source=ruling.source,
    )  # fmt: skip


def _claim(r: m.Responsibility, scope: Scope, walk: Traversal) -> Claim:
    bases = tuple(b for i in r.basis if (b := walk.basis(i, scope)))
    step = bases[0].step if bases else "ruling-here"
    return Claim(r, bases, step, walk.weights.get(step, 0.0))


def _basis(identifier: str, scope: Scope, at_decision: Scope, holders: list[tuple[Claim, Holder]], walk: Traversal) -> PaperBasis:
    """Return a basis as it holds on the day; else as it held at the decision; else as the graph has it, marked as not standing."""
    now = walk.basis(identifier, scope)
    found = now or walk.basis(identifier, at_decision) or _whenever(identifier, scope, walk)
    if found is None:
        return PaperBasis(_unknown(identifier), "知识库未收录，请另行核对", verified=False)
    claim, holder = holders[0] if holders else (_no_claim(identifier), Holder(None, "", ""))
    said = cite(found, claim, holder, walk)
    return PaperBasis(said.label, said.gist, said.in_force, said.authority, said.verified, now is not None)


def _whenever(identifier: str, scope: Scope, walk: Traversal) -> Basis | None:
    graph = walk.graph
    record = graph.rulings.get(identifier) or graph.provisions.get(identifier) or graph.instruments.get(identifier)
    return walk.basis(identifier, walk.scope(scope.own[0] if scope.own else None, record.start)) if record and record.start else None


def _no_claim(identifier: str) -> Claim:
    r = m.Responsibility(identifier, "", "lead", None, None, "", (), (), "", "", False, None, None)
    return Claim(r, (), "ruling-here", 0.0)


def _unknown(identifier: str) -> str:
    return local(identifier).replace("/", " ")


def _grounds(ruling: m.Ruling, leads: tuple[PaperUnit, ...], scope: Scope, walk: Traversal) -> Iterator[str]:
    """Yield, for each article that names a function as competent, who holds that function here: from the law to the lead."""
    names = {u.name for u in leads}
    for identifier in ruling.basis:
        basis = walk.basis(identifier, scope)
        if basis is None or not isinstance(basis.record, m.Provision):
            continue
        granted = [g for g in walk.graph.grants.where("article", identifier) if g.kind in ("competent", "enforcement")]
        held = [(walk.graph.functions.need(g.function).label, h) for g in granted if (h := walk.holder(g.function, scope)).name in names]
        if held:
            said = cite(basis, _no_claim(identifier), held[0][1], walk)
            functions = "、".join(dict.fromkeys(label for label, _ in held))
            yield f"依{said.label}，{wording.clause(said.gist)}；该职能（{functions}）在本地由{held[0][1].name}承担。"


def _label(graph: KnowledgeGraph, identifier: str) -> str:
    found = graph.matters.get(identifier)
    return found.label if found else local(identifier).rsplit("/", 1)[-1]


def _unit(graph: KnowledgeGraph, identifier: str) -> str:
    found = graph.units.get(identifier)
    return found.full_name if found else local(identifier).rsplit("/", 1)[-1]


def _precedent(ruling: m.Ruling) -> str:
    return f"《{ruling.title}》" + (f"（{ruling.number}）" if ruling.number else "")


def _title(graph: KnowledgeGraph, identifier: str) -> str:
    found = graph.rulings.get(identifier)
    if found is None:
        return local(identifier).rsplit("/", 1)[-1]
    return f"{found.title}（{found.number}）" if found.number else found.title
