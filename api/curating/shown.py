"""What the graph's records are called in a form, and back: a curator reads and writes names, a content may hold identifiers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from api import catalog
from curation.diff import name_of
from graph.authority import is_list
from ontology.errors import ShouwenError
from ontology.model import Place, Responsibility
from ontology.vocabulary import BASE, local

if TYPE_CHECKING:
    from graph.store import KnowledgeGraph

PARTS = {"lead": "首问", "support": "配合", "territorial": "属地", "oversight": "监督", "owner": "权属", "fallback": "兜底"}
FUNCTION = "职能："
"""Stands before a function where a unit is usual: whoever holds it in the place."""
MOST = 400
"""Suggestions of one list; a place has some eighty units, a matter some ten responsibilities."""


class Shown:
    """Names in a version, in a place and about a matter where these are known yet (empty strings where not)."""

    def __init__(self, graph: KnowledgeGraph, place: str = "", matter: str = "") -> None:
        from curation.proposals.names import Names

        self.graph, self.names = graph, Names(graph)
        self.place: Place | None = None
        self.matter = ""
        try:
            self.place = self.names.place(place) if place.strip() else None
            self.matter = self.names.matter(matter).id if matter.strip() else ""
        except ShouwenError:
            pass  # what cannot be read is told at its field

    def show(self, offers: str, value: str) -> str:
        """Return a value of a content as a form shows it."""
        said = str(value)
        if offers == "place" and (said.startswith(BASE) or said.isdigit()):
            found = self.graph.places.get(said) or next(iter(self.graph.places.where("code", said)), None)
            return (found.full_name or found.name) if found else said
        if offers == "matter" and (record := self.graph.matters.get(said if said.startswith(BASE) else f"{BASE}matter/{said}")):
            return record.label
        if offers == "unit" and (held := self.graph.functions.get(said)):
            return f"{FUNCTION}{held.label}"
        if offers == "version" and (text := self.graph.instruments.get(said)):
            return f"《{text.title}》{text.version}"
        if offers == "precedent" and (ruling := self.graph.rulings.get(said if said.startswith(BASE) else BASE + said)):
            return next((name for name in (ruling.title, ruling.number) if name and self._ruling(name) == ruling.id), local(ruling.id))
        if offers in self._named:
            return self._named[offers].get(said if said.startswith(BASE) else BASE + said, said if not said.startswith(BASE) else self._name(said))
        return self._name(said) if said.startswith(BASE) else said

    def read(self, offers: str, said: str) -> str:
        """Return what a form says as a content holds it: the identifier where only the list tells what is meant, else the words."""
        if offers == "unit" and said.startswith(FUNCTION):
            label = said.removeprefix(FUNCTION).strip()
            return next((f.id for f in self.graph.functions if f.label == label), said)
        if offers == "precedent":
            return self._ruling(said) or said
        if offers in self._meant:
            return self._meant[offers].get(said, said)
        return said

    def _ruling(self, said: str) -> str:
        """Return the ruling that a title, a number or an identifier means, "" where that is none or several."""
        try:
            return self.names.ruling(said)
        except ShouwenError:
            return ""

    def offered(self, offers: str) -> list[str]:
        """Return what a form suggests for a field."""
        graph = self.graph
        if offers == "place":
            return [p.full_name or p.name for i in sorted({u.place for u in graph.units}) if (p := graph.places.get(i))]
        if offers == "matter":
            return sorted({m.label for m in graph.matters})
        if offers == "unit":
            chain = graph.place_chain(self.place.id) if self.place else ()
            return [u.full_name or u.name for link in chain for u in graph.units.where("place", link) if not u.until][:MOST]
        if offers == "function":
            held = {a.function for link in (graph.place_chain(self.place.id) if self.place else ()) for a in graph.assignments.where("place", link)}
            return [f.label for f in graph.functions if not f.broader or f.id in held]
        if offers == "basis":
            own = [shown for i, shown in self._named["basis"].items() if self._local(i)]
            return [*own, *sorted({f"《{i.title}》" for i in graph.instruments if not is_list(i)})]
        if offers == "option" and self.matter:
            asked = {o for r in graph.responsibilities.where("matter", self.matter) for o in r.options}
            return [shown for identifier, shown in self._named["option"].items() if identifier in asked]
        return list(self._meant.get(offers, {}))[:MOST]

    @property
    def phrases(self) -> tuple[str, ...]:
        """Return how citizens tell the matter: what a split of it may take over."""
        found = self.graph.matters.get(self.matter)
        return found.phrases if found else ()

    @cached_property
    def themes(self) -> tuple[str, ...]:
        """Return the themes of matters."""
        return tuple(sorted(self.graph.matters.values("theme")))

    @cached_property
    def _named(self) -> dict[str, dict[str, str]]:
        """Return, for the lists whose names only we know, what each identifier is called."""
        rulings, parts = sorted(self._own("rulings"), key=lambda r: r.matter != self.matter), self._own("responsibilities")
        called = {r.id: r.title + (f"（{r.number}）" if r.number else "") for r in rulings}
        duties = {r.id: self._duty(r) for r in parts if not self.matter or r.matter == self.matter}
        every = {r.id: self._duty(r) for r in parts}
        options = {o: f"{c.question}{answer.label}" for c in self.graph.conditions for o in c.options if (answer := self.graph.options.get(o))}
        repealed = {i: f"认定：{name}" for i, name in called.items()} | {i: f"职责：{name}" for i, name in every.items()}
        repealed |= {m: f"事项：{self._name(m)}（本地的全部规定）" for m in dict.fromkeys(r.matter for r in parts)}
        return {
            "ruling": dict(_apart(called)), "responsibility": dict(_apart(duties)), "option": dict(_apart(options)), "repealed": dict(_apart(repealed)),
            "basis": dict(_apart(self._bases() | called)),
        }  # fmt: skip

    @cached_property
    def _meant(self) -> dict[str, dict[str, str]]:
        return {offers: {name: identifier for identifier, name in names.items()} for offers, names in self._named.items()}

    def _own(self, table: str) -> list[Any]:
        """Return the records of the place itself, those that ended left out."""
        if self.place is None:
            return []
        return [r for r in getattr(self.graph, table).where("place", self.place.id) if not r.until]

    def _bases(self) -> dict[str, str]:
        """Return the entries of lists, and lists whole: citations of these cannot be read from words."""
        listed = {i.id: i for i in self.graph.instruments if is_list(i)}
        entries = {p.id: catalog.provision_label(self.graph, p) for i in listed for p in self.graph.provisions.where("instrument", i)}
        return {i: f"《{record.title}》" for i, record in listed.items()} | entries

    def _local(self, identifier: str) -> bool:
        if self.place is None:
            return False
        record = self.graph.provisions.get(identifier)
        instrument = self.graph.instruments.get(record.instrument if record else identifier)
        return (instrument is None and record is None) or (instrument is not None and instrument.place == self.place.id)

    def _duty(self, r: Responsibility) -> str:
        holder = self._name(r.unit or r.function or "")
        return f"{self._name(r.matter)}：{PARTS.get(r.part, r.part)} {holder}" + (f"，{r.duty}" if r.duty else "")

    def _name(self, identifier: str) -> str:
        return name_of(identifier, self.graph) if identifier else ""


def _apart(names: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the names, those that several share numbered."""
    seen: dict[str, int] = {}
    for identifier, name in names.items():
        seen[name] = seen.get(name, 0) + 1
        yield identifier, name if seen[name] == 1 else f"{name}〔{seen[name]}〕"


def joined(values: Iterable[str]) -> str:
    """Return names as a sentence lists them."""
    return "、".join(v for v in values if v)
