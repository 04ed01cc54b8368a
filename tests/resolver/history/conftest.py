"""Fixtures: the made-up letters, and what they teach."""

from __future__ import annotations

from dataclasses import replace

import past_letters as made
import pytest
from past_letters import Ask, case, with_experience

from graph.store import KnowledgeGraph
from resolver.history.experience import Experience, learn
from resolver.history.letters import Answered
from resolver.pipeline import Resolver


@pytest.fixture(scope="module")
def letters(resolver: Resolver) -> list[Answered]:
    """Return the made-up letters as they are learned."""
    return made.read(resolver, made.past(resolver.graph))


@pytest.fixture(scope="module")
def city(graph: KnowledgeGraph) -> str:
    """Return the IRI of the city whose letters they are."""
    return graph.find_place(made.CITY).id


@pytest.fixture(scope="module")
def experience(letters: list[Answered], city: str, graph: KnowledgeGraph) -> Experience:
    """Return what all the letters teach."""
    return learn(city, graph.version, letters)


@pytest.fixture(scope="module")
def long_experience(letters: list[Answered], city: str, graph: KnowledgeGraph) -> Experience:
    """Return what six times as many letters teach: enough for the place to say itself how sure it may be."""
    return learn(city, graph.version, [replace(a, id=f"{a.id}-{n}") for n in range(6) for a in letters])


@pytest.fixture(scope="module")
def experienced(resolver: Resolver, experience: Experience) -> Resolver:
    """Return a resolver that has learned the letters."""
    return with_experience(resolver, experience)


@pytest.fixture(scope="module")
def asked(experienced: Resolver) -> Ask:
    """Return a function that asks about a letter from a district, with experience."""
    return lambda about, district, **given: experienced.resolve(case(experienced.graph, about, district, **given))
