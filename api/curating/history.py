"""Page: one matter in one place through time: rulings and responsibilities with their periods, proposals, what was published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, render_template, request

from api.curating.ledger import KINDS as ENTRIES
from api.curating.opening import office, today
from api.curating.shown import PARTS
from api.curating.worklist import title
from api.edge import edge
from api.legal.names import Names
from api.pages import known_places
from curation.proposals.desk import STATES
from ontology.errors import NotFound, ShouwenError
from ontology.validity import Period
from ontology.vocabulary import iri

if TYPE_CHECKING:
    from graph.changes import ChangeSet
    from graph.ledger import Entry

history = Blueprint("history", __name__)

LOOKED_AT: Final = 300
"""Newest entries of the ledger looked through; each is read whole."""


@history.get("/curate/matter/<path:name>")
def matter(name: str) -> str:
    """Show a matter through time, in one place when one is given."""
    graph = edge().graph
    record = graph.matters.get(iri("matter", name))
    if record is None:
        raise NotFound(f"没有事项“{name[:60]}”", mend="从事项目录进入")
    said, place, wrong = request.args.get("place", "").strip()[:100], None, ""
    if said:
        try:
            place = graph.find_place(said)
        except ShouwenError as error:
            wrong = f"{error.what}。{error.mend}"
    chain = graph.place_chain(place.id) if place else None
    rulings = [r for r in graph.rulings.where("matter", record.id) if chain is None or r.place in chain]
    claims = [r for r in graph.responsibilities.where("matter", record.id) if chain is None or r.place in chain]
    proposals = office().desk.proposals(matter=record.id, place=place.code if place else "", limit=100)
    return render_template(
        "curate_matter.html", matter=record, place=place, said=said, wrong=wrong, places=known_places(), names=Names(graph), parts=PARTS, states=STATES, kinds=ENTRIES,
        rulings=sorted(rulings, key=_newest), claims=sorted(claims, key=lambda r: (r.part != "lead", *_newest(r))), proposals=proposals, title_of=title,
        entries=_entries(record.id), standing=_standing, name=name,
    )  # fmt: skip


def _newest(record: Any) -> tuple[int, str]:
    return (-(record.start.toordinal() if record.start else 0), record.id)


def _standing(record: Any) -> str:
    """Return whether something holds today: 有效, 尚未生效, 已止."""
    day = today()
    if Period(record.start, record.until).holds_on(day):
        return "有效"
    return "尚未生效" if record.start and record.start > day else "已止"


def _entries(matter: str) -> list[Entry]:
    """Return the entries of the ledger, but the first, that said something of a matter or took it back."""
    ledger, named = office().publisher.ledger, f"<{matter}>"
    return [e for e in ledger.entries(limit=LOOKED_AT) if e.parent is not None and _names(ledger.changes(e.number), named)]


def _names(changes: ChangeSet, named: str) -> bool:
    return any(named in line for lines in (changes.added, changes.removed) for line in lines)
