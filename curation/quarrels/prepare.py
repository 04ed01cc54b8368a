"""Prepared proposals: the contract's JSON (a session's DESIGN, "Ruling proposal"; curation's kinds) with everything the graph knows filled
in and what only people can know (facts, number, who decided, when, the source) left empty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from curation.quarrels.ground import Ground, Lead
from graph.store import KnowledgeGraph
from graph.traverse import Holder
from ontology import model as m
from ontology.vocabulary import iri

Content = Mapping[str, Any]


def who(holder: Holder) -> str:
    """Return a holder as a proposal names it: the unit's IRI, or the function's where the place has no unit (or many) for it."""
    return holder.unit or iri("function", holder.function)


def _helpers(ground: Ground, matter: str, lead: str, besides: Sequence[Lead]) -> list[dict[str, str]]:
    """Return the helpers: those who might have led, then those whom the written bases have help."""
    told: dict[str, str] = {}
    for each in (*besides, *ground.parts(matter, "support")):
        if each.holder.unit and each.holder.unit != lead:
            told.setdefault(each.holder.unit, each.record.duty)
    return [{"unit": unit, "duty": duty} for unit, duty in told.items()]


def decision(
    ground: Ground, matter: m.Matter, lead: Holder | None, disputed: Iterable[Holder], *, kind: str = "ruling", doctrine: str = "法定依据",
    basis: Sequence[str] = (), besides: Sequence[Lead] = (), reason: str, **more: Any,
) -> Content:  # fmt: skip
    """Return a ruling (or scheme, analogy) on a matter here, without a lead where that is for people to say; where who leads is a function
    and no unit (streets, owners, the nation), which no ruling can name, a responsibility of that function."""
    said = list(dict.fromkeys(basis))
    if lead is not None and lead.unit is None:
        duty = next((c.record.duty for c in (*ground.parts(matter.id), *ground.parts(matter.id, "territorial")) if c.holder == lead), "")
        return {
            "kind": "responsibility", "jurisdiction": ground.jurisdiction, "matter": matter.id, "part": "lead", "function": who(lead), "duty": duty,
            "basis": said, "reason": reason, "source": "",
        }  # fmt: skip
    unit = (lead.unit or "") if lead else ""
    content: dict[str, Any] = {
        "kind": kind, "jurisdiction": ground.jurisdiction, "matter": matter.id, "facts": "", "disputed_between": list(dict.fromkeys(h.unit for h in disputed if h.unit)),
        "lead": unit, "helpers": _helpers(ground, matter.id, unit, besides), "doctrine": doctrine, "basis": said,
        "number": "", "decided_by": "", "decided_on": "", "reason": reason, "source": "",
    }  # fmt: skip
    if kind == "scheme":
        for key in ("number", "decided_by"):
            del content[key]
    return content | more


def split(ground: Ground, matter: m.Matter, into: Sequence[tuple[str, Lead]], reason: str) -> Content:
    """Return a split of a matter into one for each lead; `into`: a label and who leads."""
    parts = [
        {"label": label, "phrases": [], "terms": [], "scope": "", "lead": who(lead.holder), "helpers": [], "basis": list(ground.bases(lead.record))}
        for label, lead in into
    ]  # fmt: skip
    return {"kind": "split", "jurisdiction": ground.jurisdiction, "matter": matter.id, "into": parts, "reason": reason, "source": ""}


def reassignment(ground: Ground, function: str, unit: str, reason: str) -> Content:
    """Return that a unit is to hold a function here."""
    return {"kind": "reassignment", "jurisdiction": ground.jurisdiction, "function": function, "unit": unit, "on": "", "basis": [], "reason": reason, "source": ""}


def responsibility(ground: Ground, amended: m.Responsibility, basis: Sequence[str], reason: str) -> Content:
    """Return a responsibility as it stands, resting on other bases."""
    holder = {"unit": amended.unit} if amended.unit else {"function": amended.function}
    dated = {key: day.isoformat() for key, day in (("from", amended.start), ("until", amended.until)) if day}
    place = ground.graph.places.get(amended.place)
    return {
        "kind": "responsibility", "jurisdiction": place.code if place else ground.jurisdiction, "matter": amended.matter, "amends": amended.id, "part": amended.part,
        **holder, "duty": amended.duty, "basis": list(basis), **({"when": list(amended.options)} if amended.options else {}), **dated, "reason": reason, "source": "",
    }  # fmt: skip


def renewed(graph: KnowledgeGraph, old: m.Ruling, basis: Sequence[str], reason: str) -> Content:
    """Return a ruling that says what an old one says, on bases in force, and takes its place."""
    said = graph.responsibilities.where("basis", old.id)
    leads = [r.unit or r.function or "" for r in said if r.part == "lead"]
    helpers = [{"unit": r.unit, "part": r.part, "duty": r.duty} for r in said if r.part != "lead" and r.unit]
    return {
        "kind": "ruling", "jurisdiction": graph.places.need(old.place).code, "matter": old.matter, "title": old.title, "facts": old.facts, "phrases": list(old.phrases),
        "disputed_between": list(old.disputed), "lead": leads if len(leads) > 1 else "".join(leads), "helpers": helpers, "doctrine": old.doctrine.rsplit("/", 1)[-1],
        "basis": list(basis), "follows": list(old.follows), "number": "", "decided_by": old.decided_by, "decided_on": "", "supersedes": old.id, "case_only": old.case_only,
        "reason": reason, "source": "",
    }  # fmt: skip


def unit(ground: Ground, place: m.Place | None, name: str, function: str, reason: str) -> Content:
    """Return that a unit is to be entered in a place, with the function it seems to have."""
    return {"kind": "unit", "jurisdiction": place.code if place else ground.jurisdiction, "label": name, "function": function, "from": "", "basis": [], "reason": reason, "source": ""}
