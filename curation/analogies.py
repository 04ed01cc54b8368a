"""参照类比: of what no law names yet, the regulated matters that the resolver finds nearest, each with who leads on it here and by what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from curation.quarrels.ground import Ground, Lead
from curation.quarrels.overlaps import middles_of
from graph.traverse import Holder
from ontology.errors import BadInput
from ontology.model import Case, Matter
from resolver.pipeline import Resolver

MOST: Final = 4
BY_FACTS: Final = 3
"""Of these, at most so many by the facts told; the rest by how the matter itself is told."""
NEIGHBOURS: Final = 12
"""Matters near another that are looked at for one that is regulated."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """A regulated matter: `phrase`, what citizens say of it that is most like what was told (empty: nothing alike); who leads on it
    here, on which bases (IRIs, and as they are cited)."""

    matter: Matter
    phrase: str
    holder: Holder
    bases: tuple[str, ...]
    cited: str


def nearest(resolver: Resolver, told: str, place: str, day: dt.date, matter: str = "") -> tuple[Nearest, ...]:
    """Return the regulated matters nearest to a case, nearest first.

    `told`: the case in words (may be empty); `place`: IRI; `matter`: IRI of the matter that no law names, itself left out (empty: none yet).
    """
    ground = Ground(resolver.graph, resolver.traversal, place, day)
    found: dict[str, Nearest] = {}
    for most, identifiers in ((BY_FACTS, _by_facts(resolver, told, place, day)), (MOST, _by_matter(ground, matter))):
        for identifier in identifiers:
            if len(found) >= most or identifier in found or identifier == matter or identifier in ground.catch_alls:
                continue
            if (lead := _binding(ground, identifier)) is not None:
                record = resolver.graph.matters.need(identifier)
                found[identifier] = Nearest(record, _most_like(told, record.phrases), lead.holder, ground.bases(lead.record), ground.cited(lead.record))
    return tuple(found.values())


def _by_facts(resolver: Resolver, told: str, place: str, day: dt.date) -> list[str]:
    try:
        return [hit.id for hit in resolver.resolve(Case("", told, day, place=place, history=False)).matters]
    except BadInput:
        return []  # nothing told yet, or nothing in Chinese


def _by_matter(ground: Ground, matter: str) -> Iterator[str]:
    if matter and ground.graph.matters.get(matter) is not None:
        middles = middles_of(ground)
        near = middles @ middles[ground.graph.matters.index_of(matter)]
        yield from (ground.graph.matters.id_of(position) for position in np.argsort(-near, kind="stable")[:NEIGHBOURS].tolist())


def _binding(ground: Ground, matter: str) -> Lead | None:
    """Return who leads on a matter when no fact is known, where that binds here and somebody is named."""
    leads = ground.parts(matter)
    first = next((lead for lead in leads if not lead.conditioned), leads[0] if leads else None)
    return first if first is not None and first.binding and first.holder.unit else None


def _most_like(told: str, phrases: Iterable[str]) -> str:
    """Return the phrase of which the greatest share stands in what was told too, by pairs of characters."""
    pairs = {told[n : n + 2] for n in range(len(told) - 1)}
    shares = {p: sum(p[n : n + 2] in pairs for n in range(len(p) - 1)) / max(len(p) - 1, 1) for p in phrases}
    best = max(shares, key=lambda p: shares[p], default="")
    return best if best and shares[best] else ""
