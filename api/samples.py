"""The sample cases that the dispatcher's page offers, read once; previews replay them too."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.store import KnowledgeGraph
    from resolver.evaluate import Labelled


@dataclass(frozen=True, slots=True)
class Sample:
    """A case in our own words, to try the page with."""

    key: str
    name: str
    text: str
    place: str
    date: str
    district: str = ""


@cache
def samples() -> dict[str, Sample]:
    """Return the samples by key, in the order of the file."""
    with Path(__file__).with_name("samples.toml").open("rb") as file:
        return {row["key"]: Sample(**row) for row in tomllib.load(file)["sample"]}


def sample_cases(graph: KnowledgeGraph) -> list[Labelled]:
    """Return the samples as cases; nobody said what was right of them."""
    from ontology.model import Case
    from ontology.validity import parse_day
    from resolver.evaluate import Labelled

    return [Labelled(Case(f"sample/{s.key}", s.text, parse_day(s.date), place=graph.find_place(s.place, s.district or None).id)) for s in samples().values()]
