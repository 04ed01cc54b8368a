"""The rulings that a curator may say are followed: those ticked, those like the facts typed, those of the place on the same matter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from api.curating.forms import MOST_ROWS, Typed
from api.edge import edge
from curation.diff import name_of
from curation.proposals.form import LONGEST
from curation.proposals.model import RULINGS
from ontology.errors import ShouwenError
from ontology.model import Case, Ruling
from ontology.validity import Period, parse_day
from ontology.vocabulary import BASE

if TYPE_CHECKING:
    from api.curating.shown import Shown

OTHER: Final = f"follows.{MOST_ROWS - 1}"
"""The input for a ruling that is not in the list."""
TOLD: Final = 8
"""Characters of facts from which like rulings are looked for."""
MOST: Final = 8


@dataclass(frozen=True, slots=True)
class Precedent:
    """A ruling that may be ticked in the input of this name; `near`: how near its facts are, 0 where that was not compared."""

    input: str
    value: str
    ruling: Ruling
    place: str
    lead: str
    near: float
    chosen: bool


def settled(form: Typed, shown: Shown) -> Typed:
    """Return the form with a ruling typed beside the list, where there is one, among those ticked."""
    said = form.get(OTHER).strip()
    if not said or not shown.read("precedent", said).startswith(BASE):
        return form
    return Typed(form.kind, form.values | {next(_free(form.values)): said, OTHER: ""})


def written_out(form: Typed, shown: Shown) -> list[str]:
    """Return the inputs that are shown as text: what names no ruling, and the one for a ruling that is not in the list."""
    if form.kind not in RULINGS:
        return []
    return [*(n for n, said in form.values.items() if n.startswith("follows.") and n != OTHER and said.strip() and not shown.read("precedent", said).startswith(BASE)), OTHER]


def precedents(form: Typed, shown: Shown) -> list[Precedent]:
    """Return what may be ticked: what is ticked first, then the nearest."""
    if form.kind not in RULINGS:
        return []
    ticked = {shown.read("precedent", said): name for name, said in form.values.items() if name.startswith("follows.") and name != OTHER and said.strip()}
    near = _near(form, shown)
    inputs = _free(ticked.values())
    out = {*ticked, shown.read("ruling", form.get("supersedes"))}
    offered = [*ticked, *[i for i in (*near, *_on_the_matter(shown, _day(form))) if i not in out][:MOST]]
    graph = shown.graph
    found = []
    for identifier in dict.fromkeys(offered):
        if (record := graph.rulings.get(identifier)) is not None:
            leads = [r for r in graph.responsibilities.where("basis", identifier) if r.part == "lead"]
            lead = "、".join(name_of(r.unit or r.function or "", graph) for r in leads)
            name = ticked.get(identifier) or next(inputs)
            found.append(Precedent(name, shown.show("precedent", identifier), record, graph.places.need(record.place).name, lead, near.get(identifier, 0.0), identifier in ticked))
    return found


def _free(taken: Iterable[str]) -> Iterator[str]:
    """Yield the names of inputs that are not taken."""
    held = set(taken)
    yield from (name for n in range(MOST_ROWS - 1) if (name := f"follows.{n}") not in held)


def _near(form: Typed, shown: Shown) -> dict[str, float]:
    """Return the rulings that an answer on these facts finds near, nearest first, with how near they are."""
    facts = form.get("facts").strip()[:LONGEST]
    if len(facts) < TOLD:
        return {}
    case = Case("", facts, _day(form), place=shown.place.id if shown.place else None, history=False)
    return {near.id: near.similarity for near in edge().resolver().resolve(case).explanation.precedents}


def _on_the_matter(shown: Shown, day: dt.date) -> list[str]:
    """Return the rulings on the matter that hold on the day, those of the place first, then the newest."""
    if not shown.matter:
        return []
    chain = shown.graph.place_chain(shown.place.id) if shown.place else ()
    held = [r for r in shown.graph.rulings.where("matter", shown.matter) if Period(r.start, r.until).holds_on(day)]
    return [r.id for r in sorted(held, key=lambda r: (r.place not in chain, -(r.start or day).toordinal(), r.id))]


def _day(form: Typed) -> dt.date:
    """Return the day of the decision as typed; today where there is none yet."""
    try:
        return parse_day(form.get("decided_on"))
    except ShouwenError:
        return edge().today()
