"""Which place a paper is of, where the curator has not said: the one it names most, the title counting more."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

import ahocorasick

from curation.reading.fold import fold
from curation.reading.paper import Paper
from graph.store import KnowledgeGraph
from ontology.errors import UnknownPlace
from ontology.model import Place

_TITLES: Final = re.compile(r"《[^》]*》")
HEAD: Final = 6
"""Paragraphs at the top of a paper in which a name counts three times."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A place, where it is named first (paragraph number, span), and its share of all that is named."""

    place: Place
    paragraph: int
    start: int
    end: int
    share: float


def place_of(paper: Paper, graph: KnowledgeGraph) -> Placed | None:
    """Return the place that a paper is of, None when it names none that can be told apart."""
    names: dict[str, list[Place]] = {}
    for place in graph.places:
        if place.within and len(place.name) >= 3:
            names.setdefault(place.name, []).append(place)
    automaton = ahocorasick.Automaton()
    for name in names:
        automaton.add_word(name, name)
    automaton.make_automaton()
    counts: Counter[str] = Counter()
    first: dict[str, tuple[int, int, int]] = {}
    for at, paragraph in enumerate(paper.paragraphs):
        # Places in the titles of statutes (《浙江省…条例》) say where a rule is from, not what is ruled.
        text = _TITLES.sub(lambda m: "\ue000" * len(m[0]), fold(paragraph.text))
        for end, name in automaton.iter(text):
            counts[name] += 3 if at < HEAD else 1
            first.setdefault(name, (paragraph.number, end + 1 - len(name), end + 1))
    mentioned = {p.id for name in counts for p in names[name] if len(names[name]) == 1}
    best: tuple[float, Place, str] | None = None
    for name, count in counts.items():
        found = _one(names[name], name, mentioned, graph)
        if found is None:
            continue
        # A county is named beside its city all the time: the more local of the two is meant.
        lower = max((n for other, n in counts.items() if other != name and any(found.id in graph.place_chain(p.id)[1:] for p in names[other])), default=0)
        score = count - (lower * 3 if lower >= count else 0)
        if best is None or score > best[0]:
            best = (score, found, name)
    if best is None or best[0] <= 0:
        return None
    number, start, end = first[best[2]]
    return Placed(best[1], number, start, end, counts[best[2]] / sum(counts.values()))


def _one(candidates: list[Place], name: str, mentioned: set[str], graph: KnowledgeGraph) -> Place | None:
    if len(candidates) == 1:
        return candidates[0]
    near = [p for p in candidates if mentioned & set(graph.place_chain(p.id)[1:])]
    if len(near) == 1:
        return near[0]
    try:
        return graph.find_place(name)
    except UnknownPlace:
        return None
