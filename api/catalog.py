"""What can be browsed: the kinds of record, their labels and addresses, and what hangs on each.

Shared by the REST resources and the pages, so that both show the same things.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from api.labels import PARTS
from graph.authority import is_list
from ontology import citation
from ontology.errors import NotFound
from ontology.model import Function, Instrument, Matter, Place, Provision, Ruling, Unit
from ontology.vocabulary import BASE, as_path, local

if TYPE_CHECKING:
    from graph.columns import Table
    from graph.store import KnowledgeGraph


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record: its name in URLs, its table, the kind in its IRIs, its Chinese name."""

    name: str
    table: str
    stems: tuple[str, ...]
    label: str

    def of(self, graph: KnowledgeGraph) -> Table[Any]:
        """Return the table that holds records of this kind."""
        table: Table[Any] = getattr(graph, self.table)
        return table


KINDS: Final = {
    kind.name: kind
    for kind in (
        Kind("matters", "matters", ("matter",), "事项"),
        Kind("statutes", "instruments", ("statute", "list", "measure"), "法规"),
        Kind("articles", "provisions", ("statute", "list", "measure"), "法条"),
        Kind("units", "units", ("unit",), "单位"),
        Kind("functions", "functions", ("function",), "职能"),
        Kind("places", "places", ("place",), "行政区划"),
        Kind("rulings", "rulings", ("ruling",), "认定"),
    )
}


def find(graph: KnowledgeGraph, kind: Kind, identifier: str) -> Any:
    """Return the record of a kind by full IRI or by the part after its kind; raises NotFound."""
    table = kind.of(graph)
    tries = (identifier, BASE + identifier, *(f"{BASE}{stem}/{identifier}" for stem in kind.stems))
    for name in tries:
        record = table.get(name)
        if record is not None:
            return record
    raise NotFound(f"没有{kind.label}“{identifier[:80]}”", why="当前知识版本不含这一项", mend=f"请从{kind.label}列表进入，或核对标识")


def label(graph: KnowledgeGraph, record: Any) -> str:
    """Return the name by which people know a record."""
    match record:
        case Matter() | Function():
            return record.label
        case Instrument():
            return record.title
        case Provision():
            return provision_label(graph, record)
        case Unit() | Place():
            return record.full_name or record.name
        case Ruling():
            return record.title
    return local(str(record.id))


def provision_label(graph: KnowledgeGraph, provision: Provision) -> str:
    """Return a provision as it is cited: 《渔业法》第六条, or 《…清单》第3项."""
    instrument = graph.instruments.get(provision.instrument)
    title = instrument.title if instrument else local(provision.instrument)
    if instrument is not None and is_list(instrument):
        return f"《{title}》第{provision.number}项"
    return citation.write(title, provision.number)


def name_of(graph: KnowledgeGraph, identifier: str | None) -> str:
    """Return the label of any IRI of the graph, its local part when the graph does not know it."""
    if not identifier:
        return ""
    record = any_record(graph, identifier)
    if record is None and (claim := graph.responsibilities.get(identifier)):
        return claim.duty or PARTS.get(claim.part, claim.part)
    if record is None and (versions := versions_of(graph, identifier)):
        return f"《{citation.short_title(versions[0].title)}》"
    return label(graph, record) if record is not None else local(identifier).rsplit("/", 1)[-1]


def any_record(graph: KnowledgeGraph, identifier: str) -> Any:
    """Return the record behind an IRI whatever its kind, or None."""
    stem = local(identifier).partition("/")[0]
    tables: tuple[Any, ...] = {
        "matter": (graph.matters,), "unit": (graph.units,), "ruling": (graph.rulings,),
        "function": (graph.functions,), "place": (graph.places,),
    }.get(stem, (graph.provisions, graph.instruments))  # fmt: skip
    return next((found for table in tables if (found := table.get(identifier)) is not None), None)


def versions_of(graph: KnowledgeGraph, work: str) -> list[Instrument]:
    """Return the versions of a work, newest first."""
    found = graph.instruments.where("work", work)
    return sorted(found, key=lambda version: version.version, reverse=True)


def texts(graph: KnowledgeGraph, kind: Kind, record: Any) -> tuple[str, ...]:
    """Return the texts in which a search looks for a record: its label and other names first."""
    match record:
        case Matter():
            return (record.label, *record.alternatives, *record.phrases, *record.terms)
        case Unit():
            return (record.full_name, record.name, *record.aliases)
        case Ruling():
            return (record.title, record.number, record.facts, *record.phrases)
        case Provision():
            return (provision_label(graph, record), record.gist)
        case Function():
            return (record.label, record.generic, *record.names)
        case Place():
            return (record.full_name, record.code, *record.aliases)
    return (label(graph, record),)


def listed(graph: KnowledgeGraph, kind: Kind, q: str, keep: Callable[[Any], bool] | None = None) -> Iterator[Any]:
    """Yield the records of a kind whose texts contain every word of `q` and that `keep` keeps."""
    words = q.split()
    for record in kind.of(graph):
        if keep is not None and not keep(record):
            continue
        if words:
            joined = "\n".join(texts(graph, kind, record))
            if not all(word in joined for word in words):
                continue
        yield record


def as_json(graph: KnowledgeGraph, kind: Kind, record: Any) -> dict[str, Any]:
    """Return a record's own fields with its kind, label and address in the interface."""
    fields = {field.name: plain(getattr(record, field.name)) for field in dataclasses.fields(record) if field.name != "label"}
    path = as_path(record.id).removeprefix("/id/")
    return {
        "id": record.id, "kind": kind.name, "label": label(graph, record), "href": f"/api/v1/{kind.name}/{path}",
    } | {key: value for key, value in fields.items() if key != "id"}  # fmt: skip


def plain(value: Any) -> Any:
    """Return a field's value as JSON can carry it."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return value


def related(graph: KnowledgeGraph, record: Any) -> dict[str, Any]:
    """Return what hangs on a record, by name: responsibilities, articles, grants, assignments, versions."""
    match record:
        case Matter():
            rows = graph.responsibilities.where("matter", record.id)
            return {"responsibilities": plain(tuple(rows))}
        case Instrument():
            return {
                "articles": plain(tuple(graph.provisions.where("instrument", record.id))),
                "versions": [version.id for version in versions_of(graph, record.work)],
            }
        case Provision():
            return {
                "grants": plain(tuple(graph.grants.where("article", record.id))),
                "responsibilities": plain(tuple(graph.responsibilities.where("basis", record.id))),
            }
        case Unit():
            return {"assignments": plain(tuple(graph.assignments.where("unit", record.id)))}
        case Ruling():
            following = dict.fromkeys(r.id for field in ("follows", "basis") for r in graph.rulings.where(field, record.id))
            return {"responsibilities": plain(tuple(graph.responsibilities.where("basis", record.id))), "followed_by": list(following)}
        case Function():
            return {
                "narrower": [f.id for f in graph.functions.where("broader", record.id)],
                "grants": plain(tuple(graph.grants.where("function", record.id))),
            }
        case Place():
            return {"within": list(graph.place_chain(record.id)[1:]), "units": [u.id for u in graph.units.where("place", record.id)]}
    return {}
