"""How far a walk through the graph carries from a thing found in a text to the matters it may mean.

From a function to the matters it leads or helps with, from a statute to the matters that rest on
it, between broader, narrower and related matters. The walk is personalised PageRank cut after a
few steps (Haveliwala 2002, https://doi.org/10.1145/511446.511513) and, as the graph does not
change, computed once per node when a version is built.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from graph.store import KnowledgeGraph
from graph.strings import NONE

Codes = npt.NDArray[Any]
Weights = npt.NDArray[Any]

STEPS: Final = 3
RETURN: Final = 0.5
"""Chance at each step of staying: what lies three links away is hardly what was meant."""
_PART_WEIGHT: Final = {"lead": 1.0, "support": 0.3, "territorial": 0.1, "oversight": 0.3, "owner": 0.3, "fallback": 0.1}


def reach(graph: KnowledgeGraph) -> tuple[dict[str, int], Any]:
    """Return node positions by IRI and a CSR matrix [nodes, matters]: share of a walk that ends there.

    Nodes stand sorted: in what order sums are made, and so their last bit, does not depend on how the version came to be.
    """
    from scipy.sparse import csr_matrix, diags

    strings = graph.strings
    ids = graph.matters.columns["id"]
    starts, ends, weights = (np.concatenate(each) for each in zip(*_edges(graph), strict=True))
    codes = np.unique(np.concatenate((starts, ends, ids)))
    names = sorted((strings[int(code)], int(code)) for code in codes)
    nodes = {name: i for i, (name, _) in enumerate(names)}
    position = np.empty(int(codes.max(initial=0)) + 1, dtype=np.int32)
    position[[code for _, code in names]] = np.arange(len(names))
    rows, columns, values = np.concatenate((position[starts], position[ends])), np.concatenate((position[ends], position[starts])), np.tile(weights, 2)
    matters = position[ids]
    adjacency = csr_matrix((values, (rows, columns)), shape=(len(nodes), len(nodes)), dtype=np.float32)
    degree = np.asarray(adjacency.sum(axis=1)).ravel()
    step = diags(1 / np.where(degree == 0, 1, degree)) @ adjacency
    to_matters = csr_matrix((np.ones(len(matters), dtype=np.float32), (matters, range(len(matters)))), shape=(len(nodes), len(matters)))
    share, total = to_matters, to_matters * RETURN
    for n in range(1, STEPS + 1):
        share = step @ share
        total = total + share * (RETURN * (1 - RETURN) ** n)
    total = total.tocsr().astype(np.float32)
    total.data[total.data < 1e-4] = 0
    total.eliminate_zeros()
    return nodes, total


def _edges(graph: KnowledgeGraph) -> Iterator[tuple[Codes, Codes, Weights]]:
    """Yield edges by the positions of their ends in the pool of strings, with their weights, kind by kind.

    What a ruling decided for one place is no link between things in general, and is left out.
    """
    matters, functions, said = graph.matters.columns, graph.functions.columns, graph.responsibilities.columns
    for many in ("broader", "related"):
        yield _many(matters["id"], matters[many], np.full(len(matters["id"]), 0.5))
    yield _one(functions["id"], functions["broader"], np.full(len(functions["id"]), 0.5))
    weights = _part_weights(graph)
    weights[_ruled(graph)] = 0.0
    yield _one(said["matter"], said["function"], weights)
    yield _many(said["matter"], said["basis"], weights)
    for table, owner in ((graph.provisions, "instrument"), (graph.instruments, "work")):
        yield _one(table.columns["id"], table.columns[owner], np.ones(len(table)))


def walked(graph: KnowledgeGraph, name: str, rows: Iterable[int]) -> Counter[tuple[object, ...]]:
    """Return what some rows of a table give the walk, to see whether a change of them changes it."""
    records = [getattr(graph, name)[int(row)] for row in rows]
    match name:
        case "responsibilities":
            given = [(r.matter, r.function, r.part, *r.basis) for r in records if not any(graph.rulings.get(b) for b in r.basis)]
        case "matters":
            given = [(r.id, r.broader, r.related) for r in records]
        case "functions":
            given = [(r.id, r.broader) for r in records]
        case "provisions":
            given = [(r.id, r.instrument) for r in records]
        case "instruments":
            given = [(r.id, r.work) for r in records]
        case _:
            given = []
    return Counter(given)


def _one(starts: Codes, ends: Codes, weights: Weights) -> tuple[Codes, Codes, Weights]:
    kept = (ends != NONE) & (weights > 0)
    return starts[kept], ends[kept], weights[kept].astype(np.float32)


def _many(starts: Codes, ends: tuple[Codes, Codes], weights: Weights) -> tuple[Codes, Codes, Weights]:
    lengths = np.diff(ends[0], prepend=0)
    return _one(np.repeat(starts, lengths), ends[1], np.repeat(weights, lengths))


def _part_weights(graph: KnowledgeGraph) -> Weights:
    weights: Weights = np.zeros(len(graph.responsibilities))
    for part, weight in _PART_WEIGHT.items():
        weights[graph.responsibilities.columns["part"] == graph.strings.position(part)] = weight
    return weights


def _ruled(graph: KnowledgeGraph) -> Codes:
    """Return the rows of the responsibilities that rest on a ruling."""
    ends, basis = graph.responsibilities.columns["basis"]
    owners = np.repeat(np.arange(len(ends)), np.diff(ends, prepend=0))
    rows: Codes = np.unique(owners[np.isin(basis, graph.rulings.columns["id"])])
    return rows
