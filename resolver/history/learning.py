"""A place's past letters into experience: each is read as a case is, paired with who answered it, and learned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graph.store import KnowledgeGraph
from graph.traverse import Traversal
from ontology import model as m
from resolver import tuning
from resolver.candidates import Evidence
from resolver.evaluate import function_of_name
from resolver.history.letters import KEPT, Answered, Reading
from resolver.weigh import Weighed, shares_of


@dataclass(frozen=True, slots=True)
class Past:
    """A case of the past with the unit that answered it, and its function key where that is known."""

    case: m.Case
    unit: str
    function: str = ""


def reading_of(case: m.Case, text: str, evidence: Evidence, weighed: Weighed, traversal: Traversal) -> Reading:
    """Return what experience sees of a case."""
    positions, scores = weighed.ranked
    matters: Mapping[str, float] = {}
    if len(positions):
        odds = shares_of(scores, tuning.EXPERIENCE_TEMPERATURE)
        matters = dict(zip((traversal.matter_ids[p] for p in positions[:KEPT].tolist()), odds[:KEPT].tolist(), strict=True))
    rules: dict[str, float] = {}
    for holder, share in weighed.leads.items():
        rules[holder.function] = rules.get(holder.function, 0.0) + share
    total = sum(rules.values()) or 1.0
    return Reading(
        evidence.codes, np.asarray(evidence.whole, dtype=np.float32), matters, {f: s / total for f, s in rules.items()}, case.place or "", case.as_of.toordinal(), text,
    )  # fmt: skip


def answered(past: Sequence[Past], readings: Iterator[Reading], graph: KnowledgeGraph) -> Iterator[Answered]:
    """Yield the past cases as experience learns them; a unit whose function nobody can tell is left out."""
    functions: dict[str, str] = {}
    for each, reading in zip(past, readings, strict=True):
        function = each.function or functions.get(each.unit)
        if function is None:
            function = functions[each.unit] = function_of_name(graph, each.unit)
        if function:
            yield Answered(each.case.id, reading, each.unit, function)
