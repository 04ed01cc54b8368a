"""Places by code and by every usual name; what is unknown or ambiguous says how to mend it."""

from __future__ import annotations

import pytest

from graph.store import KnowledgeGraph
from ontology.errors import UnknownPlace

NAMES = [
    ("浙江省宁波市宁海县", "浙江省宁波市宁海县"),
    ("宁海", "浙江省宁波市宁海县"),
    ("330226", "浙江省宁波市宁海县"),
    ("河北固安县", "河北省廊坊市固安县"),  # a level skipped
    ("云南省楚雄州大姚县", "云南省楚雄彝族自治州大姚县"),  # autonomous prefecture by its short name
    ("广西柳州市", "广西壮族自治区柳州市"),
    ("河南省开封市城乡一体化示范区", "河南省开封市"),  # a functional zone is not in GB/T 2260
    ("上海", "上海市"),
    ("吉林省吉林市", "吉林省吉林市"),
    ("全国", "全国"),
    ("寧海縣", "浙江省宁波市宁海县"),  # traditional characters
    ("３３０２２６", "浙江省宁波市宁海县"),  # full width
    ("宁海县\u200b\x00", "浙江省宁波市宁海县"),  # marks nobody sees
    ("330226102000", "浙江省宁波市宁海县"),  # the statistical code of a town in it
]


@pytest.mark.parametrize(("written", "full"), NAMES)
def test_usual_names_are_known(graph: KnowledgeGraph, written: str, full: str) -> None:
    assert graph.find_place(written).full_name == full


def test_a_district_is_looked_for_inside_its_city(graph: KnowledgeGraph) -> None:
    assert graph.find_place("上海市", "浦东新区").code == "310115"
    assert graph.find_place("上海市", "").code == "310000"


@pytest.mark.parametrize("written", ["火星市", "鼓楼区", "123456", "上海市西湖区"])
def test_the_unknown_and_the_ambiguous_are_refused(graph: KnowledgeGraph, written: str) -> None:
    with pytest.raises(UnknownPlace) as caught:
        graph.find_place(written)
    assert caught.value.mend


def test_every_chain_ends_at_the_country(graph: KnowledgeGraph) -> None:
    for place in graph.places:
        assert graph.place_chain(place.id)[-1].endswith("/CN")
