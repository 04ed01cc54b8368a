"""Articles found by their gists, where no full texts were imported."""

from __future__ import annotations

import numpy as np

from resolver import gists
from resolver.pipeline import Resolver


def first(resolver: Resolver, question: str, count: int) -> str:
    scores = gists.near(question, resolver.graph, resolver.encoder)
    assert scores.shape == (len(resolver.graph.provisions),)
    return "\n".join(resolver.graph.provisions[int(row)].gist for row in np.argsort(-scores)[:count])


def test_what_answers_stands_among_the_first(resolver: Resolver) -> None:
    assert "路灯" in first(resolver, "路灯不亮谁修", 3)
    assert "装修" in first(resolver, "邻居半夜装修谁管", 5)


def test_a_question_of_nothing_known_scores_nothing_high(resolver: Resolver) -> None:
    assert gists.near("qqqq zzzz", resolver.graph, resolver.encoder).max() < 0.45
