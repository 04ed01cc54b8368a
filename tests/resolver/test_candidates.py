"""Each kind of evidence points where a reader would look."""

from __future__ import annotations

import numpy as np

from ontology.vocabulary import iri
from resolver.candidates import Evidence
from resolver.clean import clean
from resolver.pipeline import Resolver


def gathered(resolver: Resolver, text: str) -> Evidence:
    cleaned = clean(text)
    return resolver._candidates.gather([cleaned], [resolver._finder.find(cleaned.whole)])[0]


def labels(resolver: Resolver, scores: np.ndarray, count: int = 5) -> list[str]:  # type: ignore[type-arg]
    return [resolver.graph.matters[int(i)].label for i in np.argsort(-scores)[:count]]


def test_a_statute_named_in_the_text_leads_to_the_matters_that_rest_on_it(resolver: Resolver) -> None:
    walk = gathered(resolver, "请依据《电力法》第二十八条给个说法，这是怎么回事").walk
    resting = {r.matter for r in resolver.graph.responsibilities if any("/电力法/" in b for b in r.basis)}
    resting_on_it = {r.matter for r in resolver.graph.responsibilities if any("/电力法/" in b and b.endswith("/28") for b in r.basis)}
    reached = [resolver.graph.matters[int(i)].id for i in np.argsort(-walk)[:4] if walk[i] > 0]
    assert reached[0] in resting_on_it, "the article named says it first"
    assert len(resting.intersection(reached)) >= 3, "an article near in vectors may stand among them"


def test_words_and_vectors_find_the_matter_meant(resolver: Resolver) -> None:
    evidence = gathered(resolver, "家里电压太低，空调都带不动，灯一闪一闪的")
    assert "电压低、电压不稳" in labels(resolver, evidence.words, 3)
    assert "电压低、电压不稳" in labels(resolver, evidence.vectors, 3)


def test_a_department_that_refused_does_not_draw_its_matters_nearer(resolver: Resolver) -> None:
    nothing_near = np.zeros(len(resolver.graph.provisions), dtype=np.float32)
    by_name = [resolver._candidates._walk(resolver._finder.find(text), nothing_near, []) for text in ("请城管来处理一下这件事", "城管说不归他们管")]
    assert by_name[0].max() > 0
    assert by_name[1].max() == 0
    asked = gathered(resolver, "请城管来处理一下这件事，情况就是这样").walk
    refused = gathered(resolver, "城管说不归他们管，情况就是这样").walk
    named = resolver.graph.responsibilities.where("function", iri("function", "urban-management"))
    theirs = [resolver.graph.matters.index_of(r.matter) for r in named if r.part == "lead"]
    assert asked[theirs].mean() > 0
    assert refused[theirs].mean() < asked[theirs].mean() / 3


def test_the_founding_case_is_near_its_ruling(resolver: Resolver) -> None:
    near = gathered(resolver, "虾塘用了改水产品，虾蟹死了一大片，农资店不认账").precedents
    assert resolver.graph.rulings[near[0].position].id.endswith("2020-08-水产投放剂")
    assert near[0].similarity > 0.5
