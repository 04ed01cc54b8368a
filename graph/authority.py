"""Which step of the order of authority a basis takes for a case of a given place and day.

The weights are data (`sw:authority` in ontology/shouwen.ttl); only the classification is code:
own ruling > own list > local regulation > law > administrative regulation > departmental rule >
superior's ruling or list > text not held > another place's ruling or list > analogy > territorial.
"""

from __future__ import annotations

from typing import Final

from graph.places import COUNTRY
from ontology.model import Instrument

_NATIONAL: Final = {
    "法律": "law",
    "司法解释": "law",
    "行政法规": "administrative-regulation",
    "部门规章": "departmental-rule",
}
_LOCAL_LAW: Final = ("地方性法规", "地方政府规章")
_LISTS: Final = ("规范性文件", "责任清单", "边界清单", "认定书", "三定规定", "报道")

_NEARER: Final = 0.02
"""Less, over all the places that one lies within, than the least distance between two steps of authority."""

BINDING: Final = frozenset(
    {"ruling-here", "list-here", "local-regulation", "law", "administrative-regulation", "departmental-rule", "superior", "text-not-held"}
)
"""Steps that oblige a department; the others persuade only."""
NATIONAL: Final = frozenset(_NATIONAL.values())


def of_document(rank: str, place: str, own: tuple[str, ...], chain: tuple[str, ...]) -> str | None:
    """Return the step of a statute or list of `place` for a case whose places are `own` and `chain`.

    None where it says nothing there: another place's local regulation.
    """
    if rank in _NATIONAL:
        return _NATIONAL[rank]
    if rank in _LOCAL_LAW:
        return "local-regulation" if place in chain else None
    return of_ruling(place, own, chain, here="list-here")


def of_ruling(place: str, own: tuple[str, ...], chain: tuple[str, ...], *, here: str = "ruling-here") -> str:
    """Return the step of a ruling (or list) of `place` for a case whose places are `own` and `chain`.

    A paper of the national government is a superior's everywhere, also for a case of no place in particular.
    """
    if place in own and place != COUNTRY:
        return here
    return "superior" if place in chain else "elsewhere"


def persuades(rank: str) -> bool:
    """Return whether an instrument of this rank says anything outside its place, though it does not bind there."""
    return rank not in _NATIONAL and rank not in _LOCAL_LAW


def nearness(place: str, chain: tuple[str, ...]) -> float:
    """Return the factor by which a claim of `place` goes before one of like authority from farther out: special over general."""
    return 1 + _NEARER * (len(chain) - chain.index(place)) if place in chain else 1.0


def is_list(instrument: Instrument) -> bool:
    """Return whether an instrument is a list or published measure rather than legislation."""
    return instrument.rank in _LISTS
