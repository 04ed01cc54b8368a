"""One spelling of what people write."""

from __future__ import annotations

import pytest

from graph.store import KnowledgeGraph
from ontology.spelling import one_spelling, simplified


@pytest.mark.parametrize(
    ("written", "spelt"),
    [
        ("關於樓下噪音", "关于楼下噪音"), ("乾淨", "干净"), ("乾縣", "乾县"), ("乾隆路路燈", "乾隆路路灯"), ("瞭解情況", "了解情况"), ("瞭解", "了解"), ("徵收補償", "征收补偿"),
        ("顯著", "显著"), ("ＮＦＫＣ\u200b　乾縣 ", "NFKC 乾县"),
    ],
)  # fmt: skip
def test_traditional_characters_are_simplified_word_by_word(written: str, spelt: str) -> None:
    assert one_spelling(written) == spelt and len(simplified(written)) == len(written)


def test_the_name_of_every_place_stays_itself(graph: KnowledgeGraph) -> None:
    assert [place.full_name for place in graph.places if one_spelling(place.full_name) != place.full_name] == []
    assert graph.find_place("陕西省咸阳市乾县").name == "乾县" and graph.find_place("乾安县").name == "乾安县"
