"""Joins what the finders find into one quarrel a matter, weighs and ranks them, counts them and cuts them into pages."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from curation.quarrels import tuning
from curation.quarrels.contradictions import contradictions
from curation.quarrels.gaps import gaps
from curation.quarrels.ground import Ground
from curation.quarrels.lapsed import lapsed
from curation.quarrels.overlaps import overlaps
from curation.quarrels.practised import letters_on, practised
from curation.quarrels.quarrel import KINDS, Finding, Quarrel
from graph.store import KnowledgeGraph
from graph.traverse import Traversal
from ontology.errors import NotFound
from ontology.vocabulary import local
from resolver.history.experience import Experience


@dataclass(frozen=True, slots=True)
class Overview:
    """How many quarrels there are: in all, by the kind of each (several where it is of several) and by theme, most first."""

    quarrels: int
    kinds: tuple[tuple[str, int], ...]
    themes: tuple[tuple[str, int], ...]


def find_quarrels(graph: KnowledgeGraph, traversal: Traversal, place: str | None, day: dt.date, experience: Experience | None = None) -> tuple[Quarrel, ...]:
    """Return what the office of a place (an IRI; None: the nation) should settle next on a day, weightiest first.

    One quarrel a matter, function or unit; its id is `CODE/matter/…`, the same from day to day. `experience`: what the place's letters
    taught, for disagreement, practice and unknown units. Raises NotFound when there is no such place.
    """
    ground = Ground(graph, traversal, place, day)
    findings = [*overlaps(ground), *gaps(ground), *contradictions(ground), *lapsed(ground), *(practised(ground, experience) if experience else ())]
    letters = letters_on(ground, experience) if experience else Counter[str]()
    by_subject: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_subject[finding.about].append(replace(finding, letters=max(finding.letters, letters[finding.about])))
    quarrels = [_quarrel(ground, about, each) for about, each in by_subject.items()]
    return tuple(sorted(quarrels, key=lambda q: (-q.weight, q.id)))


def weight(ground: Ground, finding: Finding) -> float:
    """Return how much a finding matters: KIND × severity × (1 + LETTERS·log2(1 + letters)) × (1 + MATTERS·log2(matters)) ×
    (1 + PLACES·log2(1 + places that said something of their own) + DISPUTED·log2(1 + rulings)); the numbers stand in `tuning`."""
    places, rulings = ground.spoken.get(finding.about, (0, 0))
    disputed = 1 + tuning.PLACES * math.log2(1 + places) + tuning.DISPUTED * math.log2(1 + rulings)
    letters, matters = 1 + tuning.LETTERS * math.log2(1 + finding.letters), 1 + tuning.MATTERS * math.log2(finding.matters)
    return tuning.KIND[finding.kind] * finding.severity * letters * matters * disputed


def _quarrel(ground: Ground, about: str, findings: Sequence[Finding]) -> Quarrel:
    """Return one thing's findings as one quarrel, the weightiest first."""
    weighed = sorted(((weight(ground, f), f) for f in findings), key=lambda p: (-p[0], p[1].kind, p[1].sentence))
    ordered = tuple(f for _, f in weighed)
    first, total = ordered[0], weighed[0][0] + tuning.FURTHER * sum(w for w, _ in weighed[1:])
    evidence = tuple(dict.fromkeys(e for f in ordered for e in f.evidence))
    return Quarrel(
        id=f"{ground.jurisdiction}/{local(about)}", kind=first.kind, kinds=tuple(dict.fromkeys(f.kind for f in ordered)), about=about,
        matter=about if ground.graph.matters.index_of(about) >= 0 else "", label=first.label, theme=first.theme, sentence=first.sentence,
        evidence=evidence, weight=round(total, 2), letters=max(f.letters for f in ordered), proposal=first.proposal, findings=ordered,
    )  # fmt: skip


def overview(quarrels: Iterable[Quarrel]) -> Overview:
    """Return the counts of a place's quarrels."""
    listed = list(quarrels)
    kinds = Counter(k for q in listed for k in q.kinds)
    themes = Counter(q.theme for q in listed if q.theme)
    return Overview(len(listed), tuple((k, kinds[k]) for k in KINDS if kinds[k]), tuple(sorted(themes.items(), key=lambda t: (-t[1], t[0]))))


def chosen(quarrels: Iterable[Quarrel], *, kind: str = "", theme: str = "", text: str = "") -> tuple[Quarrel, ...]:
    """Return the quarrels of a kind, of a theme and with some words in their label or sentence, in the order they came."""
    return tuple(q for q in quarrels if (not kind or kind in q.kinds) and (not theme or q.theme == theme) and (text in q.label or text in q.sentence))


def quarrel(quarrels: Iterable[Quarrel], identifier: str) -> Quarrel:
    """Return the quarrel of an id; raises NotFound when it is settled or never was."""
    for each in quarrels:
        if each.id == identifier:
            return each
    raise NotFound(f"没有疑点“{identifier[:80]}”", why="可能已经解决", mend="回到疑点地图查看现在的疑点")
