"""How far a walk through the graph carries from a thing found in a text to the matters it may mean.

From a function to the matters it leads or helps with, from a statute to the matters that rest on
it, between broader, narrower and related matters. The walk is personalised PageRank cut after a
few steps (Haveliwala 2002, https://doi.org/10.1145/511446.511513) and, as the graph does not
change, computed once per node when a version is built.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from graph.store import KnowledgeGraph

STEPS: Final = 3
RETURN: Final = 0.5
"""Chance at each step of staying: what lies three links away is hardly what was meant."""
_PART_WEIGHT: Final = {"lead": 1.0, "support": 0.3, "territorial": 0.1, "oversight": 0.3, "owner": 0.3, "fallback": 0.1}


def reach(graph: KnowledgeGraph) -> tuple[dict[str, int], Any]:
    """Return node positions by IRI and a CSR matrix [nodes, matters]: share of a walk that ends there."""
    from scipy.sparse import csr_matrix, diags

    matters = {m.id: i for i, m in enumerate(graph.matters)}
    edges: list[tuple[str, str, float]] = []
    for matter in graph.matters:
        edges += [(matter.id, b, 0.5) for b in (*matter.broader, *matter.related)]
    for f in graph.functions:
        if f.broader:
            edges.append((f.id, f.broader, 0.5))
    instrument_of = {p.id: p.instrument for p in graph.provisions}
    for r in graph.responsibilities:
        weight = _PART_WEIGHT[r.part]
        if r.function:
            edges.append((r.matter, r.function, weight))
        edges += [(r.matter, b, weight) for b in r.basis]
    edges += [(p, i, 1.0) for p, i in instrument_of.items()]
    edges += [(i.id, i.work, 1.0) for i in graph.instruments]
    names = dict.fromkeys(matters) | {n: None for a, b, _ in edges for n in (a, b)}
    nodes = {n: i for i, n in enumerate(names)}
    rows = [nodes[a] for a, _, _ in edges] + [nodes[b] for _, b, _ in edges]
    columns = [nodes[b] for _, b, _ in edges] + [nodes[a] for a, _, _ in edges]
    values = [w for *_, w in edges] * 2
    adjacency = csr_matrix((values, (rows, columns)), shape=(len(nodes), len(nodes)), dtype=np.float32)
    degree = np.asarray(adjacency.sum(axis=1)).ravel()
    step = diags(1 / np.where(degree == 0, 1, degree)) @ adjacency
    to_matters = csr_matrix((np.ones(len(matters), dtype=np.float32), (range(len(matters)), range(len(matters)))), shape=(len(nodes), len(matters)))
    share, total = to_matters, to_matters * RETURN
    for n in range(1, STEPS + 1):
        share = step @ share
        total = total + share * (RETURN * (1 - RETURN) ** n)
    total = total.tocsr().astype(np.float32)
    total.data[total.data < 1e-4] = 0
    total.eliminate_zeros()
    return nodes, total
