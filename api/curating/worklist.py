"""The worklist: what whoever is logged in should do next, and all proposals by state, place and person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from flask import Blueprint, render_template, request

from api.accounts.principal import who
from api.curating.findings import plain
from api.curating.opening import me, office
from api.edge import edge
from api.paging import offset_asked, pages_of
from curation.proposals.desk import STATES
from curation.proposals.model import KINDS
from ontology.errors import ShouwenError
from ontology.vocabulary import iri

if TYPE_CHECKING:
    from curation.proposals.desk import Proposal

worklist = Blueprint("worklist", __name__)

PAGE: Final = 50
NEXT: Final = 8
"""Proposals shown of each thing to do next; the list below has the rest."""


@worklist.get("/curate")
def start() -> str:
    """Show what to do next, and the proposals."""
    desk, asked = office().desk, request.args
    state = asked.get("state", "") if asked.get("state") in STATES else ""
    place, by = asked.get("place", "").strip()[:100], asked.get("by", "").strip()[:100]
    code, wrong = _code(place)
    drafter = _account(by)
    counts = desk.counts(by=drafter, place=code) if not wrong else dict.fromkeys(STATES, 0)
    shown = desk.proposals([state] if state else (), by=drafter, place=code, limit=PAGE, offset=offset_asked()) if not wrong else ()
    pages = pages_of(counts[state] if state else sum(counts.values()), PAGE)
    kept = {"place": place, "by": by}
    tabs = [(key, name, f"/curate?{urlencode(kept | {'state': key})}#all") for key, name in STATES.items()]
    return render_template(
        "curate_worklist.html", todo=_todo(), proposals=shown, counts=counts, state=state, tabs=tabs, all_tab=f"/curate?{urlencode(kept)}#all",
        place=place, by=by, wrong=wrong, pages=pages,
    )  # fmt: skip


def _todo() -> list[tuple[str, str, tuple[Proposal, ...]]]:
    """Return what the asker should do next: a heading, what it asks for, and the proposals."""
    desk, asker = office().desk, who()
    lists: list[tuple[str, str, tuple[Proposal, ...]]] = []
    if asker.may("review"):
        lists.append(("待我审核", "核对依据和预览，通过或退回", tuple(p for p in desk.proposals(["submitted"], limit=200) if p.drafter != me())))
    if asker.may("publish"):
        lists.append(("待发布", "已审核通过，发布后即时生效", desk.proposals(["reviewed"], limit=200)))
    if asker.may("propose"):
        lists.append(("退回给我的", "按退回理由修改后重新提交", desk.proposals(["returned"], by=me(), limit=200)))
        lists.append(("我在起草的", "写完提交审核", desk.proposals(["draft"], by=me(), limit=200)))
        lists.append(("我提交的，等审核", "等另一位同事审核", desk.proposals(["submitted"], by=me(), limit=200)))
    return [each for each in lists if each[2]]


def _code(place: str) -> tuple[str, str]:
    """Return the code of a place's name, and why there is none."""
    try:
        return (edge().graph.find_place(place).code if place else ""), ""
    except ShouwenError as error:
        return "", f"{error.what}。{error.mend}"


def _account(said: str) -> str:
    """Return the account name of somebody called by either name."""
    from api.accounts import roster
    from api.accounts.desk import desk

    if not said:
        return ""
    with desk().database().reading() as session:
        return next((a.name for a in roster.everyone(session) if said in (a.name, a.shown_name)), said)


def title(proposal: Proposal) -> str:
    """Return what a proposal is called, without its kind and without identifiers."""
    said = proposal.title.removeprefix(f"{KINDS.get(proposal.kind, proposal.kind)}：")
    graph = edge().graph
    record = graph.matters.get(iri("matter", said))
    return record.label if record else plain(said, graph).removeprefix("“").removesuffix("”")


def place_of(proposal: Proposal) -> str:
    """Return the name of the place that a proposal concerns."""
    found = edge().graph.places.get(iri("place", proposal.jurisdiction)) if proposal.jurisdiction else None
    return found.name if found else ""
