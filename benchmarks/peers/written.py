"""Nothing learned: words, vectors and PageRank alone, ours, and ours without each part."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks.peers.ours import ours_written, weighing, without_precedents
from benchmarks.peers.rows import Row, apart, middle, parts_removed, patched, under
from graph import authority
from ontology import model as m
from resolver import indexing
from resolver.clean import clean
from resolver.evaluate import Labelled
from resolver.grams import grams
from resolver.pipeline import Resolver
from resolver.stand import Known, stand

WALKED = 400
"""Letters, spread evenly, on which PageRank is asked: each takes a tenth of a second."""
DAMPING = 0.5
"""networkx calls it alpha; its default, 0.85, is measured beside it."""


def leads_of(resolver: Resolver, case: m.Case, scores: Any) -> list[str]:
    """Return the functions that lead by default on the ten matters scored highest, each once."""
    scope = resolver.traversal.scope(case.place, case.as_of)
    standings = (stand(resolver.graph.matters[int(i)], resolver.traversal, scope, Known({})) for i in np.argsort(-scores, kind="stable")[:10])
    return list(dict.fromkeys(s.contenders[0].holder.function for s in standings if s.contenders))[:3]


def by_words(resolver: Resolver, case: m.Case) -> list[str]:
    """Return the functions nearest by BM25 alone."""
    text = clean(case.text, case.title)
    return leads_of(resolver, case, resolver._candidates._words(*np.unique(grams(f"{text.title}\n{text.body[:1500]}"), return_counts=True)))


def by_vectors(resolver: Resolver, case: m.Case) -> list[str]:
    """Return the functions nearest by vectors alone (all evidence is gathered, and the vectors' taken)."""
    text = clean(case.text, case.title)
    return leads_of(resolver, case, resolver._candidates.gather([text], [resolver._finder.find(text.whole)])[0].vectors)


def linked(resolver: Resolver) -> Any:
    """Return the graph of matters, functions, articles and statutes for networkx; leads count in full, other parts 0.3."""
    import networkx as nx

    graph, made = resolver.graph, nx.Graph()
    made.add_nodes_from(x.id for x in graph.matters)
    links = [(x.id, b, 0.5) for x in graph.matters for b in (*x.broader, *x.related)] + [(f.id, f.broader, 0.5) for f in graph.functions if f.broader]
    for r in graph.responsibilities:
        links += [(r.matter, other, 1.0 if r.part == "lead" else 0.3) for other in (r.function, *r.basis) if other]
    links += [(p.id, p.instrument, 1.0) for p in graph.provisions]
    made.add_weighted_edges_from(links)
    return made


def walked(resolver: Resolver, cases: Sequence[Labelled]) -> list[Row]:
    """Return PageRank from the ten matters best by words and what our own walk starts from: matters' default leads, and functions themselves."""
    import networkx as nx

    began = time.perf_counter()
    made = linked(resolver)
    seconds = time.perf_counter() - began
    names = {n: name for name, n in resolver._candidates._index.nodes.items()}
    sheet = resolver._candidates._index.walk
    started: dict[str, float] = {}

    class Listening:
        """Stands in for the walk's table, and takes down what a walk starts from."""

        columns = sheet.columns

        def sum_rows(self, nodes: Any, weights: Any) -> Any:
            started.update((names[int(n)], float(w)) for n, w in zip(nodes, weights, strict=True))
            return sheet.sum_rows(nodes, weights)

    matters = [x.id for x in resolver.graph.matters]
    keys = {f.id: resolver.traversal.key(f.id) for f in resolver.graph.functions if f.id in made}
    rows = [
        Row(f"networkx PageRank ({alpha}), {what}", seconds=seconds) for alpha in (DAMPING, 0.85) for what in ("matters' default leads", "functions themselves")
    ]
    taken: dict[float, list[float]] = {DAMPING: [], 0.85: []}
    with patched((resolver._candidates._index, "walk", Listening())):
        for c in cases:
            started.clear()
            text = clean(c.case.text, c.case.title)
            words = resolver._candidates.gather([text], [resolver._finder.find(text.whole)])[0].words
            for i in np.argsort(-words, kind="stable")[:10]:
                if words[i] > 0:
                    started[matters[int(i)]] = started.get(matters[int(i)], 0.0) + float(words[i])
            starts = {n: w for n, w in started.items() if n in made}
            for n, alpha in enumerate(taken):
                began = time.perf_counter()
                reached = nx.pagerank(made, alpha=alpha, personalization=starts or None)
                taken[alpha].append(1000 * (time.perf_counter() - began))
                rows[2 * n].functions.append(leads_of(resolver, c.case, np.array([reached[i] for i in matters])))
                rows[2 * n + 1].functions.append(list(dict.fromkeys(keys[f] for f in sorted(keys, key=lambda f: -reached[f])))[:3])
    for n, alpha in enumerate(taken):
        rows[2 * n].each = rows[2 * n + 1].each = median(taken[alpha])
    return rows


def world_of_rules(resolver: Resolver, cases: Sequence[Labelled]) -> tuple[list[Row], list[Row], list[Labelled]]:
    """Return the rows with nothing learned on all cases, those on the cases that PageRank was asked, and these."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        indexing.build(resolver.graph, resolver._candidates._encoder, Path(folder) / "index")
        seconds = time.perf_counter() - began
    rows = []
    for name, ask in (("BM25 over the same phrases", by_words), ("Dense neighbours alone", by_vectors)):

        def whole(name: str = name, ask: Any = ask) -> Row:
            found = [ask(resolver, c.case) for c in cases]
            return Row(name, found, each=middle(lambda c: ask(resolver, c.case), cases))

        rows += apart(whole)
    rows += apart(lambda: ours_written(resolver, "**Ours, nothing learned**", cases))
    rows[-1].seconds = seconds
    papers = {i.id for i in resolver.graph.instruments if authority.is_list(i)}
    said = frozenset({r.id for r in resolver.graph.rulings} | papers | {p.id for p in resolver.graph.provisions if p.instrument in papers})
    parts: dict[str, tuple[tuple[Any, str, Any], ...]] = {
        "words": weighing(matters={"words": 0.0}), "vectors": weighing(matters={"vectors": 0.0}), "walk": weighing(matters={"walk": 0.0}),
        "precedents": (without_precedents(resolver),), "facts read from the letter (conditions stay open)": ((sys.modules["resolver.pipeline"], "facts_of", lambda *_: {}),),
    }  # fmt: skip
    parts["weights of evidence (all kinds weighed alike)"] = weighing(matters={"words": 1.0, "vectors": 1.0, "walk": 1.0, "precedents": 1.0})
    works = [under(patch, lambda name=name: ours_written(resolver, f"– without {name}", cases)) for name, patch in parts.items()]  # type: ignore[misc]
    rows += parts_removed([*works, lambda: ours_written(resolver, "– without any ruling, list or paper", cases, said)])
    some = [cases[int(i)] for i in np.linspace(0, len(cases) - 1, min(WALKED, len(cases)))]
    chosen = {id(c) for c in some}
    at = [n for n, c in enumerate(cases) if id(c) in chosen]
    subset = [Row(r.name, [r.functions[n] for n in at]) for r in rows[:3]]
    return rows, [*walked(resolver, some), *subset], some
