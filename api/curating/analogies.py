"""The matters that a draft of an analogy may follow: proposed under its field as soon as the case or the matter is told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from api.edge import edge
from curation.proposals.form import LONGEST

if TYPE_CHECKING:
    from api.curating.forms import Typed
    from api.curating.shown import Shown
    from curation.analogies import Nearest

TOLD: Final = 8
"""Characters of facts from which near matters are looked for."""


def analogies(form: Typed, shown: Shown) -> tuple[Nearest, ...]:
    """Return what the form may follow; nothing for other kinds, or while nothing is told."""
    facts = form.get("facts").strip()[:LONGEST]
    if form.kind != "analogy" or shown.place is None or (len(facts) < TOLD and not shown.matter):
        return ()
    from curation.analogies import nearest

    return nearest(edge().resolver(), facts if len(facts) >= TOLD else "", shown.place.id, edge().today(), shown.matter)


def followed(form: Typed, label: str, shown: Shown) -> Typed:
    """Return the form that follows the matter of this label: its lead and its bases are taken over where none are written yet."""
    values = dict(form.values) | {"analogous_to": label}
    near = next((each for each in analogies(form, shown) if each.matter.label == label), None)
    if near is not None:
        if not form.filled("lead"):
            values["lead.0"] = shown.show("unit", near.holder.unit or "")
        if not form.filled("basis"):
            values |= {f"basis.{n}": shown.show("basis", basis) for n, basis in enumerate(near.bases[:2])}
    return replace(form, values=values)
