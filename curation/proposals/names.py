"""Places, matters, units, functions, statutes and methods as people write them, found in a version of the graph."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import cached_property

from graph.store import KnowledgeGraph
from ontology import citation
from ontology.errors import BadCitation, BadInput, UnknownPlace
from ontology.model import Function, Matter, Place, Unit
from ontology.vocabulary import BASE, PARTS, iri, local

SUGGESTED = 5
"""How many names are offered where none fits."""


class Names:
    """Finds by name or IRI; what cannot be found raises BadInput saying what comes nearest."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self._graph = graph

    def place(self, said: str) -> Place:
        """Return the place of a name, code or IRI; raises UnknownPlace."""
        found = self._graph.places.get(_iri(said))
        if found is None and not said.strip():
            raise UnknownPlace("没有写地方", mend="写行政区划的名称或六位代码，如 宁海县 或 330226")
        return found or self._graph.find_place(said.strip())

    def matter(self, said: str) -> Matter:
        """Return the matter of an IRI, label or other name."""
        name = said.strip()
        found: Matter | None = self._graph.matters.get(_iri(name)) or self._graph.matters.get(iri("matter", name))
        if found is None:
            labelled = [*self._graph.matters.where("label", name), *self._graph.matters.where("alternatives", name)]
            found = labelled[0] if len({m.id for m in labelled}) == 1 else None
        if found is None:
            raise BadInput(f"没有事项“{name}”" if name else "没有写事项", mend=_nearest(name, self._matter_names) or "从事项目录里选一个，或先提一个新增事项")
        return found

    def unit(self, said: str, place: Place) -> Unit:
        """Return the unit that a name means in a place: its own first, then those of what it lies within."""
        name = said.strip()
        if found := self._graph.units.get(_iri(name)):
            return found
        chain = self._graph.place_chain(place.id)
        for link in chain:
            theirs = self._graph.units.where("place", link)
            for fits in (_whole(name), _alias(name), _tail(name, place)):
                named = [u for u in theirs if fits(u)]
                if len(named) == 1:
                    return named[0]
        own = [u.full_name for u in self._graph.units.where("place", place.id)]
        raise BadInput(f"{place.name}没有登记单位“{name}”" if name else "没有写单位", mend=_nearest(name, own) or "核对名称；确是新单位，就在“新单位”里写明名称和职能")

    def function(self, said: str) -> Function:
        """Return the function (or statutory role) of a key, label, name or IRI."""
        name = said.strip()
        functions = self._graph.functions
        found: Function | None = functions.get(_iri(name)) or functions.get(iri("function", name))
        if found is None:
            named = [*functions.where("label", name), *(f for f in functions if name in (f.generic, *f.names))]
            found = named[0] if named else None
        if found is None:
            raise BadInput(f"没有职能“{name}”" if name else "没有写职能", mend=_nearest(name, [f.label for f in functions if not f.broader]) or "用职能表里的名称或代码")
        return found

    def doctrine(self, said: str) -> str:
        """Return the method of deciding of a name or IRI."""
        name = said.strip()
        found = _iri(name) if "/" in name else iri("doctrine", name)
        if not name:
            raise BadInput("没有写认定方法", mend="用这些之一：法定依据、清单、先例、问题拆分、主次协同、参照类比、溯源、属地、首交兜底")
        if not self._graph.content.lines(found):
            raise BadInput(f"没有认定方法“{name}”", mend="用这些之一：法定依据、清单、先例、问题拆分、主次协同、参照类比、溯源、属地、首交兜底")
        return found

    def ruling(self, said: str) -> str:
        """Return the ruling of an IRI, a document number, or a title that only one ruling has."""
        name = said.strip()
        if found := self._graph.rulings.get(_iri(name)):
            return found.id
        named = self._graph.rulings.where("number", name) or self._graph.rulings.where("title", name.removeprefix("《").removesuffix("》"))
        if len(named) == 1:
            return named[0].id
        if named:
            raise BadInput(f"“{name}”有 {len(named)} 份认定", mend="写认定的标识，或它的文号")
        raise BadInput(f"没有认定“{name}”", mend="写认定的标识、文号或标题")

    def basis(self, said: str) -> tuple[str, ...]:
        """Return what the graph holds of a cited article, list entry or ruling: an article in each version known; nothing where it holds none.

        Raises BadInput for words that are no citation.
        """
        name = said.strip()
        if any(table.get(_iri(name)) for table in (self._graph.provisions, self._graph.instruments, self._graph.rulings)):
            return (_iri(name),)
        if re.match(r"第\s*\S{1,8}\s*条", name):
            raise BadInput(f"“{name}”读不出引用了哪条", why="没有写是哪部法", mend="写成 《渔业法》第二十八条")
        try:
            refs = list(citation.find(name if "《" in name else f"《{name}》"))
        except BadCitation as error:
            raise BadInput(f"“{name}”读不出引用了哪条", why=error.what, mend="写成 《渔业法》第二十八条") from error
        if not refs:
            raise BadInput(f"“{name}”读不出引用了哪条", mend="写成 《渔业法》第二十八条")
        versions = [(ref, i) for ref in refs for i in self._graph.instruments.where("title", ref.title)]
        cited = [f"{i.id}/{ref.number}" if ref.number else i.id for ref, i in versions]
        return tuple(c for c in dict.fromkeys(cited) if self._graph.provisions.get(c) or self._graph.instruments.get(c))

    @cached_property
    def _matter_names(self) -> tuple[str, ...]:
        return tuple(name for m in self._graph.matters for name in (m.label, *m.alternatives))


def part_named(said: str) -> str:
    """Return the part of an English or Chinese name; raises BadInput."""
    named = dict(zip(("首问", "配合", "属地", "监督", "权属", "兜底"), PARTS, strict=True))
    part = named.get(said.strip(), said.strip())
    if part not in PARTS:
        raise BadInput(f"没有角色“{said}”", mend="用这些之一：" + "、".join(named))
    return part


def _iri(said: str) -> str:
    return said if said.startswith(BASE) else BASE + local(said.strip())


def _whole(name: str) -> Callable[[Unit], bool]:
    return lambda u: name in (u.full_name, u.name)


def _alias(name: str) -> Callable[[Unit], bool]:
    return lambda u: name in u.aliases


def _tail(name: str, place: Place) -> Callable[[Unit], bool]:
    """Fit names with or without the place before them: 县农业农村局, 宁海农业农村局."""
    heads = (place.full_name, place.name, place.name[:-1], place.name[-1:])
    bare = next((name.removeprefix(h) for h in heads if h and name.startswith(h) and len(name) - len(h) >= 3), name)
    return lambda u: bare in (u.name, *u.aliases) or (len(bare) >= 4 and u.full_name.endswith(bare))


def _nearest(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), n=SUGGESTED, cutoff=0.4) if name else []
    return "相近的有：" + "、".join(near) if near else ""
