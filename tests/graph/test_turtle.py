"""The fixed form of Turtle says the same, is stable, and the shipped files are in it."""

from __future__ import annotations

from rdflib import Graph
from rdflib.compare import isomorphic

from graph.load import KNOWLEDGE
from graph.turtle import formatted, is_formatted
from ontology.vocabulary import BASE

AWKWARD = """# 说明
@base <https://w3id.org/shouwen/id/> .
@prefix sw: <https://w3id.org/shouwen/ns#> .
<matter/乙> sw:phrase "他说：\\"不归我们管\\"\\n真的" , "a\\\\b" ; sw:days 5 ; sw:joint true .
<matter/甲> a sw:Matter ; sw:place <place/CN> .
"""


def test_formatting_keeps_the_meaning_and_is_stable() -> None:
    once = formatted(AWKWARD)
    before, after = (Graph().parse(data=t, format="turtle", publicID=BASE) for t in (AWKWARD, once))
    assert isomorphic(before, after)
    assert formatted(once) == once
    assert once.startswith("# 说明\n")
    assert once.index("<matter/乙>") < once.index("<matter/甲>")


def test_shipped_files_are_formatted() -> None:
    assert [p.name for p in sorted((KNOWLEDGE / "knowledge").rglob("*.ttl")) if not is_formatted(p)] == []
