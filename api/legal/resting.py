"""What rests on articles: responsibilities with who has them here, matters, rulings, and the functions that the articles name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from api.legal.looking import Looking
from ontology.model import Grant, Matter, Provision, Responsibility, Ruling
from ontology.vocabulary import GRANT_KINDS, PARTS

if TYPE_CHECKING:
    from graph.store import KnowledgeGraph
    from graph.traverse import Holder, Traversal

_PART: Final = {part: n for n, part in enumerate(PARTS)}


@dataclass(frozen=True, slots=True)
class Duty:
    """A responsibility, the articles (of those asked about) that it rests on, and who has it here: None where no place is looked at."""

    row: Responsibility
    matter: Matter | None
    articles: tuple[str, ...]
    holder: Holder | None
    holds: bool


@dataclass(frozen=True, slots=True)
class Named:
    """A function that articles name: the grants by kind, and who holds it here."""

    function: str
    grants: dict[str, list[Grant]]
    holder: Holder | None

    @property
    def named_by(self) -> str | None:
        """Return the article that says which function it is, where one of these names nobody."""
        return next((g.named_by for each in self.grants.values() for g in each if g.named_by), None)


def claims_on(graph: KnowledgeGraph, articles: Iterable[str]) -> dict[Responsibility, list[str]]:
    """Return the responsibilities that rest on some articles, each with those articles."""
    found: dict[Responsibility, list[str]] = defaultdict(list)
    for article in articles:
        for row in graph.responsibilities.where("basis", article):
            found[row].append(article)
    return found


def duties(traversal: Traversal, found: dict[Responsibility, list[str]], looked: Looking) -> list[Duty]:
    """Return responsibilities as they are shown: of the place looked at, by matter, leads first."""
    graph = traversal.graph
    rows = [(row, articles) for row, articles in found.items() if looked.here(row)]
    made = [Duty(row, graph.matters.get(row.matter), tuple(articles), None, looked.holds(row)) for row, articles in rows]
    return sorted(made, key=lambda d: (d.matter.theme if d.matter else "", d.matter.label if d.matter else "", _PART.get(d.row.part, 9), d.row.place, d.row.id))


def with_holders(traversal: Traversal, rows: Sequence[Duty], looked: Looking) -> list[Duty]:
    """Return the duties to be shown with who has them at the place looked at."""
    return [Duty(d.row, d.matter, d.articles, holder_of(traversal, d.row, looked), d.holds) for d in rows]


def holder_of(traversal: Traversal, row: Responsibility, looked: Looking) -> Holder | None:
    """Return who has a part at the place looked at; None where no place is, or the part names a unit itself."""
    if looked.place is None or row.unit or not row.function:
        return None
    return traversal.holder(row.function, traversal.scope(looked.place.id, looked.day))


def named(traversal: Traversal, articles: Sequence[Provision], looked: Looking) -> list[Named]:
    """Return the functions that some articles name, those named most often first."""
    graph = traversal.graph
    by_function: dict[str, dict[str, list[Grant]]] = defaultdict(lambda: defaultdict(list))
    for article in articles:
        for grant in graph.grants.where("article", article.id):
            by_function[grant.function][grant.kind].append(grant)
    scope = traversal.scope(looked.place.id, looked.day) if looked.place else None
    made = [
        Named(function, {kind: kinds[kind] for kind in GRANT_KINDS if kind in kinds}, traversal.holder(function, scope) if scope else None)
        for function, kinds in by_function.items()
    ]
    return sorted(made, key=lambda n: (-sum(map(len, n.grants.values())), n.function))


@dataclass(frozen=True, slots=True)
class Applied:
    """A ruling and those of the articles asked about that it names as its basis."""

    ruling: Ruling
    articles: tuple[str, ...]


def rulings_on(graph: KnowledgeGraph, articles: Iterable[str]) -> list[Applied]:
    """Return the rulings that name some articles as their basis, the newest first."""
    found: dict[str, list[str]] = defaultdict(list)
    for article in articles:
        for ruling in graph.rulings.where("basis", article):
            found[ruling.id].append(article)
    made = [Applied(graph.rulings.need(each), tuple(named)) for each, named in found.items()]
    return sorted(made, key=lambda a: (a.ruling.decided_on.toordinal() if a.ruling.decided_on else 0, a.ruling.id), reverse=True)
