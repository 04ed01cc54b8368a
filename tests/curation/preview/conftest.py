"""Versions that a change makes, staged beside the shipped one, and cases to try them on."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import past_letters as made
import pytest
from preview_rulings import Proposed

from api.contract import case_from_json
from curation.proposals.content import read_content
from curation.proposals.triples import changes_of
from graph.store import KnowledgeGraph
from resolver.encode import open_encoder
from resolver.evaluate import Labelled, function_of_name
from resolver.staging import staged


@pytest.fixture(scope="session")
def proposed(graph: KnowledgeGraph, home: Path) -> Proposed:
    """Return a function that stages the version that a content makes, opened, for the length of a block."""

    @contextmanager
    def trial(content: dict[str, Any]) -> Iterator[KnowledgeGraph]:
        read = read_content(content, graph)
        assert read.proposed is not None, read.problems
        with staged(graph, changes_of(read.proposed, graph), home, open_encoder("")) as version:
            yield version.opened()

    return trial


@pytest.fixture(scope="session")
def made_up(graph: KnowledgeGraph) -> list[Labelled]:
    """Return the made-up letters with who answered them."""
    return [Labelled(p.case, p.function or function_of_name(graph, p.unit), p.unit) for p in made.past(graph)]


@pytest.fixture(scope="session")
def shanghai(graph: KnowledgeGraph, pack: Path) -> list[Labelled]:
    """Return every sixth of Shanghai's letters, some 500."""
    path = pack / "letters" / "shanghai.dev.jsonl.gz"
    if not path.exists():
        pytest.skip(f"没有 {path}：这个测试跳过")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file][::6]
    return [Labelled(case_from_json(row, graph, dt.date(2026, 11, 21)), row["function"], row["unit"]) for row in rows]
