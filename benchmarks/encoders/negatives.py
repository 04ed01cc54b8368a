"""Hard negatives from the graph: beside a phrase and its matter's name, the name of a near matter that another function leads."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Final

import numpy as np

from graph.store import KnowledgeGraph
from graph.traverse import Traversal
from resolver.encode import Encoder, unit

NEAREST: Final = 5
"""Near matters from which the negative of a pair is drawn."""
SAME_THEME: Final = 0.1
"""What a common theme adds to the cosine similarity of two matters."""


def with_negatives(pairs: Sequence[tuple[str, str]], graph: KnowledgeGraph, encoder: Encoder, seed: int) -> list[tuple[str, str, str]]:
    """Return the pairs, each with a negative: a neighbour's name where the pair is a phrase and its matter, else any other pair's text."""
    chance = random.Random(seed)
    names = [(matter.label, *matter.alternatives) for matter in graph.matters]
    owners = {(phrase, name): n for n, matter in enumerate(graph.matters) for phrase in matter.phrases for name in names[n]}
    near = neighbours(graph, encoder)
    triples = []
    for anchor, positive in pairs:
        others = near[owners[anchor, positive]] if (anchor, positive) in owners else []
        triples.append((anchor, positive, chance.choice(names[chance.choice(others)]) if others else chance.choice(pairs)[1]))
    return triples


def neighbours(graph: KnowledgeGraph, encoder: Encoder) -> list[list[int]]:
    """Return for each matter the positions of the nearest ones that none of its leads leads; none where it has no lead of its own."""
    walks = Traversal(graph)
    leads: dict[str, set[str]] = {}
    for r in graph.responsibilities:
        if r.part == "lead" and r.function:
            leads.setdefault(r.matter, set()).add(walks.key(r.function))
    of = [leads.get(matter.id, set()) for matter in graph.matters]
    middles = unit(np.stack([encoder.encode([m.label, *m.alternatives, *m.phrases]).sum(axis=0) for m in graph.matters]))
    themes = np.array([matter.theme for matter in graph.matters])
    listed = []
    for n, mine in enumerate(of):
        order = np.argsort(-(middles @ middles[n] + SAME_THEME * (themes == themes[n]))).tolist() if mine else []
        listed.append([other for other in order if of[other] and not mine & of[other]][:NEAREST])
    return listed
