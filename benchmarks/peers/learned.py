"""History learned: the peers that learn, ours, and ours without each part."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence

from benchmarks.peers.annif import annif
from benchmarks.peers.machines import fast, machine
from benchmarks.peers.ours import ours_learned, ours_written, weighing, without_ngrams
from benchmarks.peers.rows import Letter, Row, Spans, apart, parts_removed, under
from resolver.pipeline import Resolver


def world_of_history(resolver: Resolver, letters: Sequence[Letter], spans: Spans, missing: dict[str, str]) -> list[Row]:
    """Return the rows with history learned; what is missing is named with its reason."""
    rows: list[Row] = []
    peers: list[tuple[str, Callable[[], Row]]] = [
        ("sklearn", lambda: machine(letters, spans)), ("sklearn", lambda: machine(letters, spans, 0.5)), ("fasttext", lambda: fast(letters, spans)),
    ]  # fmt: skip
    for needed, peer in peers:
        try:
            importlib.import_module(needed)
            rows += apart(peer)
        except (ImportError, EOFError) as error:
            missing[needed] = str(error) or "its process failed"
    if "Annif" not in missing:
        try:
            rows += annif(letters, spans)
        except (OSError, RuntimeError) as error:
            missing["Annif"] = str(error)
    rows += apart(lambda: ours_learned(resolver, "**Ours, history learned**", letters, spans))
    asked = [c for start, stop in spans for c, _, _ in letters[start:stop]]
    parts: dict[str, dict[str, dict[str, float]]] = {
        "the rules' shares": {"functions": {"rules": 0.0}}, "matters": {"functions": {"matters": 0.0}},
        "vectors": {"functions": {"vector": 0.0}, "units": {"vectors": 0.0, "neighbours": 0.0}},
        "place": {"functions": {"place": 0.0}, "units": {"place": 0.0, "seen": 0.0, "named": 0.0}},
    }  # fmt: skip
    works: list[Callable[[], Row]] = [lambda: ours_written(resolver, "– without history (nothing learned)", asked)]
    works += [under(weighing(**blocks), lambda name=name: ours_learned(resolver, f"– without {name}", letters, spans)) for name, blocks in parts.items()]  # type: ignore[misc]
    pipeline = sys.modules["resolver.pipeline"]
    reading_of = pipeline.reading_of
    bare = ((pipeline, "reading_of", lambda *given: without_ngrams(reading_of(*given))),)
    works.append(under(bare, lambda: ours_learned(resolver, "– without n-grams", letters, spans, grams=False)))
    return rows + parts_removed(works)
