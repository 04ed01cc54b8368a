"""A form's first content: empty, or prepared from a matter, a quarrel, something to amend or to repeal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from api.curating.maps import quarrel_of
from api.edge import edge
from curation.proposals.model import KINDS, METHOD
from ontology.errors import NotFound, ShouwenError
from ontology.vocabulary import BASE

MOST: Final = 300
"""Characters of a parameter."""


def prepared(kind: str, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return the content that a form starts with. `asked`: place, matter, amends, what, quarrel and which of its findings."""
    if identifier := asked.get("quarrel", "")[:MOST]:
        return _of_quarrel(identifier, asked.get("finding", "0"))
    content: dict[str, Any] = {"kind": kind, "doctrine": METHOD.get(kind, "")}
    graph = edge().graph
    if place := asked.get("place", "").strip()[:MOST]:
        content["jurisdiction"] = place
    if matter := asked.get("matter", "").strip()[:MOST]:
        found = graph.matters.get(matter if matter.startswith(BASE) else f"{BASE}matter/{matter}")
        content["matter"] = found.label if found else matter
    amends = asked.get("amends", "").strip()[:MOST]
    if kind == "responsibility" and amends and (r := graph.responsibilities.get(amends if amends.startswith(BASE) else BASE + amends)):
        content |= {
            "jurisdiction": _code(r.place) or content.get("jurisdiction", ""), "matter": r.matter, "amends": r.id, "part": r.part, "unit": r.unit or "", "function": r.function or "",
            "duty": r.duty, "basis": list(r.basis), "when": list(r.options),
        }  # fmt: skip
    if kind == "repeal" and (what := asked.get("what", "").strip()[:MOST]):
        content["what"] = what if what.startswith(BASE) else BASE + what
        record = graph.rulings.get(content["what"]) or graph.responsibilities.get(content["what"])
        if record is not None:
            content["jurisdiction"] = _code(record.place)
    return content


def _of_quarrel(identifier: str, finding: str) -> dict[str, Any]:
    found = quarrel_of(identifier)
    number = int(finding) if finding.isdecimal() and int(finding) < len(found.findings) else 0
    content = dict(found.findings[number].proposal)
    if content.get("kind") in KINDS:
        return content
    raise NotFound("这个疑点没有备好的提案", mend="从“新提案”里选一种")


def _code(place: str) -> str:
    try:
        return edge().graph.places.need(place).code
    except (KeyError, ShouwenError):
        return ""
