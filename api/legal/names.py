"""What record templates need to name and link other records of the version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from api import catalog
from ontology.model import Responsibility
from ontology.validity import Period

if TYPE_CHECKING:
    from graph.store import KnowledgeGraph


@dataclass(frozen=True, slots=True)
class Names:
    """Names of the records of one version."""

    graph: KnowledgeGraph

    def name(self, identifier: str | None) -> str:
        """Return the label of an IRI."""
        return catalog.name_of(self.graph, identifier)

    def holder(self, row: Responsibility) -> str:
        """Return the IRI of who has the part: the unit named, else the function."""
        return row.unit or row.function or ""

    def option(self, identifier: str) -> str:
        """Return a fact and the answer that must hold: 路段是否移交：否."""
        option = self.graph.options.get(identifier)
        condition = self.graph.conditions.get(option.condition) if option else None
        return f"{condition.question}{option.label}" if option and condition else self.name(identifier)

    def period(self, record: Any) -> Period:
        """Return the period of a record."""
        return Period(record.start, record.until)

    def claims(self, field: str, identifier: str) -> list[Responsibility]:
        """Return the responsibilities whose field holds the IRI, leads first."""
        rows = self.graph.responsibilities.where(field, identifier)
        return sorted(rows, key=lambda row: (row.part != "lead", row.place, row.matter, row.id))
