"""What a written name of a unit stands for in one place: full names, aliases, 县市监局, 市场监管部门, 文旅."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from curation.reading.fold import fold
from graph.places import aliases as place_aliases
from graph.store import KnowledgeGraph
from graph.traverse import Traversal
from ontology.model import Unit
from ontology.validity import Period

_LEVEL: Final = re.compile(r"^(?:本|我|全)?[省市县区州旗](?=[\u4e00-\u9fff]{3})")
_OFFICES: Final = ("局", "委", "委员会", "部门", "办", "机构", "机关", "主管部门", "管理部门", "行政主管部门", "监管部门")
_TAIL: Final = re.compile(r"(?:等)?(?:相关|有关)?(?:职能)?(?:部门|单位)$")
_LEFT_OUT: Final = frozenset({"owner-enterprise"})
"""Functions whose names are common words (建设单位, 开发企业): they name no office in running text."""
LEAST_SHORT: Final = 3


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a name stands for: `value` an IRI, or the text itself where the graph has no such unit; how sure; a remark."""

    value: str
    shown: str
    sure: float
    note: str = ""


class Names:
    """The units of one place (and its city, for a district) by every spelling; without a place names stay text."""

    def __init__(self, graph: KnowledgeGraph, place: str | None, day: dt.date) -> None:
        self._graph = graph
        self._traversal = Traversal(graph)
        self._scope = self._traversal.scope(place, day)
        self._place = place
        self.prefixes: tuple[str, ...] = ()
        self._units: dict[str, Unit] = {}
        self._own: list[Unit] = []
        if place:
            self._take(graph, place, day)
        self._functions = {text: f.id for f in graph.functions if self._traversal.key(f.id) not in _LEFT_OUT for text in (*f.names, f.generic, f.label)}

    def _take(self, graph: KnowledgeGraph, place: str, day: dt.date) -> None:
        links = graph.gazetteer.own_government(place)
        found = [p for link in graph.place_chain(place) if (p := graph.places.get(link))]
        self.prefixes = tuple(sorted({a for p in found for a in (*place_aliases(p.name), p.full_name)}, key=len, reverse=True))
        for link in links:
            units = sorted(graph.units.where("place", link), key=lambda u: not Period(u.start, u.until).holds_on(day))
            record = graph.places.get(link)
            for unit in units:
                self._own.append(unit)
                for spelling in self._spellings(unit, record.name[-1] if record else ""):
                    self._units.setdefault(spelling, unit)

    def _spellings(self, unit: Unit, level: str) -> Iterator[str]:
        for name in dict.fromkeys((unit.full_name, unit.name, *unit.aliases)):
            bare = self.bare(name)
            yield from (name, bare)
            if level and len(bare) > 2:
                yield level + bare

    def bare(self, name: str) -> str:
        """Return a name without its place: 宁海县商务局, 县商务局 → 商务局."""
        value = fold(name)
        for prefix in self.prefixes:
            if value.startswith(prefix) and len(value) - len(prefix) >= LEAST_SHORT:
                value = value[len(prefix) :]
        return _LEVEL.sub("", value)

    def spellings(self) -> Iterator[tuple[str, str]]:
        """Yield (name, kind) for all names to look for in running text: kind unit or function."""
        for spelling in self._units:
            if len(spelling) >= LEAST_SHORT:
                yield spelling, "unit"
                if self.prefixes:
                    yield from ((prefix + spelling, "unit") for prefix in self.prefixes[-6:] if not spelling.startswith(prefix))
        for text in self._functions:
            if text.endswith(("部门", "机构", "机关", "局", "警察", "街道")) and len(text) >= LEAST_SHORT:
                yield text, "function"
            else:
                yield from ((text + office, "function") for office in _OFFICES)

    def is_short(self, text: str) -> bool:
        """Return whether a text names a function without an office (公安, 消防), as in a list that ends with 等部门."""
        return self._function(text) is not None or text in self._units

    def named(self, text: str) -> Named:
        """Return whom a written name stands for."""
        value = re.sub(r"\s", "", fold(text)).strip("“”\"'：，。；（）")
        if unit := self._units.get(value) or self._units.get(self.bare(value)):
            return Named(unit.id, unit.full_name, 0.97)
        if unit := self._shortened(self.bare(value)):
            return Named(unit.id, unit.full_name, 0.75, f"由“{text}”按简称推断")
        function = self._function(value) or self._function(self.bare(value))
        if function and self._place:
            holder = self._traversal.holder(function, self._scope)
            if holder.unit:
                return Named(holder.unit, holder.name, 0.8, f"由“{text}”按职能推断")
        return Named(value, value, 0.5, "图里没有这个单位，按原文保留" if self._place else "没有定下地方，单位按原文保留")

    def _function(self, text: str) -> str | None:
        bare = _TAIL.sub("", text)
        for office in ("", *sorted(_OFFICES, key=len, reverse=True)):
            core = text.removesuffix(office) if office else text
            for form in (core, core + "部门", core + "主管部门"):
                if len(core) >= 2 and (found := self._functions.get(form)):
                    return found
        return self._functions.get(bare) if len(bare) >= 2 else None

    def _shortened(self, short: str) -> Unit | None:
        """Return the one unit whose name holds the characters of a short one in order and ends like it (文广旅体局)."""
        core, tail = (short[:-1], short[-1]) if len(short) >= LEAST_SHORT else ("", "")
        if not core:
            return None
        fitting = {u.id: u for u in self._own for name in (self.bare(u.full_name),) if name.startswith(core[0]) and _ends(name, tail) and _within(core, name)}
        return next(iter(fitting.values())) if len(fitting) == 1 else None


def _ends(name: str, tail: str) -> bool:
    return name.endswith(tail) or (tail == "委" and name.endswith("委员会")) or (tail == "办" and name.endswith("办公室"))


def _within(core: str, name: str) -> bool:
    rest = iter(name)
    return all(c in rest for c in core)
