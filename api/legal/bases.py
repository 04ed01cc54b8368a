"""Written bases as the legal desk shows them: what each is called, what it says in short, and whether it may be relied on that day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from api import catalog
from graph.authority import is_list, persuades
from graph.places import COUNTRY
from ontology.model import Instrument, Provision, Ruling
from ontology.validity import Period

if TYPE_CHECKING:
    from graph.store import KnowledgeGraph

LAPSED, COMING, UNCHECKED, ELSEWHERE = "已失效", "尚未施行", "未核实", "仅供参考"
NOT_HERE: Final = "外地法规，这里不适用"
FOUND_NOWHERE: Final = "未收录"


@dataclass(frozen=True, slots=True)
class Written:
    """A basis in a row: `marks` say what stands against relying on it; `holds`: whether it is in force on the day."""

    id: str
    kind: str
    label: str
    gist: str
    marks: tuple[str, ...]
    holds: bool
    period: Period
    place: str


def written(graph: KnowledgeGraph, identifier: str, day: dt.date, chain: Iterable[str] | None = None) -> Written:
    """Return a basis as it stands on a day; with the places of a case (`chain`) it is marked where it only persuades there."""
    record = graph.rulings.get(identifier) or graph.provisions.get(identifier) or graph.instruments.get(identifier)
    if record is None:
        return Written(identifier, "article", catalog.name_of(graph, identifier), "", (FOUND_NOWHERE,), False, Period(), "")
    document = graph.instruments.get(record.instrument) if isinstance(record, Provision) else record
    place = document.place if document else ""
    period = Period(record.start, record.until)
    marks = [] if period.holds_on(day) else [COMING if record.start and record.start > day else LAPSED]
    if not isinstance(record, Ruling) and not record.verified:
        marks.append(UNCHECKED)
    if chain is not None and place not in (*chain, COUNTRY):
        marks.append(ELSEWHERE if isinstance(record, Ruling) or (isinstance(document, Instrument) and persuades(document.rank)) else NOT_HERE)
    kind = "ruling" if isinstance(record, Ruling) else "list" if isinstance(document, Instrument) and is_list(document) else "article"
    return Written(identifier, kind, _label(graph, record), _gist(record), tuple(marks), period.holds_on(day), period, place)


def written_all(graph: KnowledgeGraph, identifiers: Iterable[str], day: dt.date, chain: Iterable[str] | None = None) -> list[Written]:
    """Return the bases that hold on a day and say something here; where none does, those that do not, so that a reader sees why."""
    places = tuple(chain) if chain is not None else None
    found = [written(graph, each, day, places) for each in identifiers]
    return [w for w in found if w.holds and NOT_HERE not in w.marks] or [w for w in found if w.holds] or found


def _label(graph: KnowledgeGraph, record: Any) -> str:
    if isinstance(record, Instrument):
        return f"《{record.title}》"
    return catalog.label(graph, record)


def _gist(record: Any) -> str:
    return record.gist if isinstance(record, Provision) else record.facts if isinstance(record, Ruling) else ""

