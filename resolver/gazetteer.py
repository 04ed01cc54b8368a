"""Everything one version of the graph knows by name, found in a text at once (Aho–Corasick). `resolver.spans` shows it on a spaCy Doc."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import itemgetter
from threading import Lock
from typing import Any, Final

import ahocorasick
from cachetools import LRUCache, cached

from graph.store import KnowledgeGraph
from ontology.spelling import one_spelling

Match = tuple[int, int, tuple[tuple[str, str], ...], bool]
"""Start, end, the (kind, IRI) of all that is called so, and whether it names a thing (a department is none)."""
DEPARTMENTS: Final = ("function", "unit")
NAMED: Final = ("matters", "functions", "units", "options")
"""The tables whose records have names to look for."""
LEAST: Final = 2
"""Characters a name must have to be looked for."""
_START: Final = itemgetter(0)
_OFFICES: Final = ("局", "委", "委员会", "部门", "办", "办公室", "大队", "支队", "中心", "执法队", "执法局", "监管部门", "主管部门")
_WHOLE_NAME: Final = ("部门", "机关", "机构", "局", "企业", "公司", "警察", "办事处", "委员会", "政府")
COLLOQUIAL: Final = {
    "城管": "urban-management", "交警": "traffic-police", "派出所": "public-security", "消防队": "fire", "警察": "public-security",
    "街道": "street-town", "街道办": "street-town", "街道办事处": "street-town", "镇政府": "street-town", "居委会": "street-town", "居委": "street-town",
    "村委会": "street-town", "村委": "street-town", "工商": "market", "市场监管": "market", "农业局": "agriculture", "环保": "ecology", "供电局": "power-company", "供电公司": "power-company",
    "电力公司": "power-company", "自来水公司": "water-company", "燃气公司": "gas-company", "天然气公司": "gas-company", "公交公司": "transit-company",
    "地铁公司": "transit-company", "热力公司": "heat-company", "物业": "owner-enterprise", "物业公司": "owner-enterprise", "邮政": "postal",
    "移动公司": "telecom", "联通": "telecom", "电信": "telecom", "法院": "court-procuratorate", "劳动监察": "human-resources", "社保局": "human-resources",
}  # fmt: skip
"""What people call departments when they do not use a name that stands in statutes."""


class Gazetteer:
    """Names in, matches out. Empty until `fill`ed."""

    def __init__(self) -> None:
        self._automaton: Any = ahocorasick.Automaton()

    def fill(self, names: Iterable[tuple[str, str, str]]) -> None:
        """Take the names to look for: (kind, IRI, text), spelt as a letter is read. A `term` is a word of a matter, which is found but names nothing."""
        by_text: dict[str, list[tuple[str, str]]] = {}
        for kind, target, written in names:
            text = one_spelling(written)
            if len(text) >= LEAST:
                named = by_text.setdefault(text, [])
                if kind != "term":
                    named.append((kind, target))
        for text, things in by_text.items():
            who = bool(things) and all(kind in DEPARTMENTS for kind, _ in things)
            self._automaton.add_word(text, (len(text), tuple(things), not who))
        self._automaton.make_automaton()

    def names_in(self, text: str) -> tuple[str, ...]:
        """Return the names of things (not of departments) that stand in a text, shorter ones within longer ones too."""
        return tuple(dict.fromkeys(text[end + 1 - length : end + 1] for end, (length, _, thing) in self._automaton.iter(text) if thing))

    def matches(self, text: str) -> list[Match]:
        """Return everything that stands in a text, by where it starts, the longest first."""
        found = [(end + 1 - length, end + 1, things, who) for end, (length, things, who) in self._automaton.iter(text)]
        found.reverse()  # they come by where they end: of those with one start the longest is first now, and stays so
        found.sort(key=_START)
        return found


@cached(cache=LRUCache(maxsize=2), key=lambda graph: graph.stamp(*NAMED), lock=Lock())
def names_known(graph: KnowledgeGraph) -> Gazetteer:
    """Return the names that a version knows; versions that know the same names share one."""
    gazetteer = Gazetteer()
    gazetteer.fill(names_of(graph))
    return gazetteer


def names_of(graph: KnowledgeGraph) -> Iterator[tuple[str, str, str]]:
    """Yield (kind, IRI, text) for everything the graph knows by name."""
    for matter in graph.matters:
        yield "label", matter.id, matter.label
        for name in matter.alternatives:
            yield "label", matter.id, name
        for term in matter.terms:
            yield "term", matter.id, term
    by_key = {}
    for function in graph.functions:
        by_key[function.key] = function.id
        for name in dict.fromkeys((*function.names, function.generic)):
            if name.endswith(_WHOLE_NAME):
                yield "function", function.id, name
            elif not function.broader:
                for office in _OFFICES:
                    yield "function", function.id, name + office
    for name, key in COLLOQUIAL.items():
        if key in by_key:
            yield "function", by_key[key], name
    for unit in graph.units:
        for name in dict.fromkeys((unit.full_name, *unit.aliases)):
            if len(name) > 3:
                yield "unit", unit.id, name
    for option in graph.options:
        for cue in option.cues:
            yield "cue", option.id, cue
