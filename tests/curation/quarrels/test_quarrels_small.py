"""Each kind of quarrel in a graph small enough to see every triple."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from pathlib import Path

import past_letters as made
import pytest

from curation.quarrels.find import find_quarrels
from curation.quarrels.quarrel import Quarrel
from graph.load import knowledge_files
from graph.store import open_version
from graph.traverse import Traversal
from ontology.errors import BadVersion, NotFound
from ontology.vocabulary import iri
from resolver.history.experience import learn
from resolver.pipeline import build

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "graph"))
from small import PHRASES, RULING, SMALL

DAY = dt.date(2024, 1, 1)
DISPUTED = """
<ruling/990100/r2> a sw:Ruling ; skos:prefLabel "路灯归照明"@zh ; sw:matter <matter/路灯> ; sw:place <place/990100> ; sw:facts "路灯不亮还是推"@zh ; sw:doctrine <doctrine/先例> ;
    sw:outcome "assign" ; sw:validFrom "2023-01-01"^^xsd:date ; sw:decidedOn "2023-01-01"^^xsd:date ; dct:source "t" .
<resp/ruling-r2/1> a sw:Responsibility ; sw:matter <matter/路灯> ; sw:part "lead" ; sw:unit <unit/990100/照明局> ; sw:duty "受理"@zh ; sw:place <place/990100> ;
    sw:basis <ruling/990100/r2> ; sw:validFrom "2023-01-01"^^xsd:date .
"""
OLD_BASIS = RULING.replace('sw:outcome "assign" ;', 'sw:outcome "assign" ; sw:basis <statute/照明法/2010-01-01/3> ;')
LIKE_IT = f"""
<matter/灯暗> a sw:Matter ; skos:prefLabel "路灯又不亮"@zh ; skos:scopeNote "灯暗"@zh ; sw:category "数字城管投诉" ; sw:urgency "一般" ; sw:theme "市政设施"@zh ; sw:keyword "灯暗" ;
    sw:phrase {PHRASES.replace("的说法", "的又一说法")} .
<resp/灯暗/1> a sw:Responsibility ; sw:matter <matter/灯暗> ; sw:part "lead" ; sw:function <function/house> ; sw:duty "换灯"@zh ; sw:place <place/CN> ; sw:basis <statute/照明法/2020-01-01/4> .
"""
ONLY_THERE = f"""
<matter/光影秀> a sw:Matter ; skos:prefLabel "光影秀扰民"@zh ; skos:scopeNote "光影秀"@zh ; sw:category "数字城管投诉" ; sw:urgency "一般" ; sw:theme "市政设施"@zh ; sw:keyword "光影秀" ;
    sw:phrase {PHRASES.replace("路灯不亮", "光影秀刺眼")} .
<unit/990121/住建局> a sw:Unit ; skos:prefLabel "丁县住建局"@zh ; sw:place <place/990121> ; sw:function <function/house> ; sw:validFrom "2010-01-01"^^xsd:date .
<ruling/990121/r3> a sw:Ruling ; skos:prefLabel "光影秀归住建"@zh ; sw:matter <matter/光影秀> ; sw:place <place/990121> ; sw:facts "光影秀刺眼"@zh ; sw:doctrine <doctrine/先例> ;
    sw:outcome "assign" ; sw:validFrom "2022-01-01"^^xsd:date ; sw:decidedOn "2022-01-01"^^xsd:date ; dct:source "t" .
<resp/ruling-r3/1> a sw:Responsibility ; sw:matter <matter/光影秀> ; sw:part "lead" ; sw:unit <unit/990121/住建局> ; sw:duty "受理"@zh ; sw:place <place/990121> ;
    sw:basis <ruling/990121/r3> ; sw:validFrom "2022-01-01"^^xsd:date .
"""
Find = Callable[..., dict[str, Quarrel]]


@pytest.fixture
def find(tmp_path: Path) -> Find:
    """Return a function that finds the quarrels of a small graph, by what they are about."""

    def found(place: str, *extra: str, day: dt.date = DAY, answered: tuple[tuple[str, str], ...] = ()) -> dict[str, Quarrel]:
        path = tmp_path / "small.ttl"
        text = SMALL + "".join(extra)
        path.write_text(text.replace('<doctrine/先例> a sw:Doctrine ; skos:prefLabel "先例"@zh .', ""), encoding="utf-8")
        build(tmp_path / "home", files=[f for f in knowledge_files() if f.name == "shouwen.ttl"] + [path])
        graph = open_version(tmp_path / "home")
        letters = [made.invented(str(n), DAY - dt.timedelta(days=9), iri("matter", "路灯"), iri("place", "990100"), *each) for n, each in enumerate(answered)]
        experience = learn(iri("place", "990100"), "", letters) if letters else None
        quarrels = find_quarrels(graph, Traversal(graph), iri("place", place), day, experience)
        return {q.about.removeprefix(iri("")).lstrip("/"): q for q in quarrels}

    return found


def test_a_place_where_all_is_said_once_has_no_quarrel(find: Find) -> None:
    assert find("990100") == {}
    assert find("990100", RULING) == {}, "its own ruling settles it"


def test_two_rulings_of_like_authority_are_an_overlap(find: Find) -> None:
    quarrel = find("990100", RULING, DISPUTED)["matter/路灯"]
    assert (quarrel.id, quarrel.kind, quarrel.matter) == ("990100/matter/路灯", "overlap", iri("matter", "路灯"))
    assert "乙市照明局" in quarrel.sentence
    assert "乙市住建局" in quarrel.sentence
    proposal = quarrel.proposal
    assert (proposal["kind"], proposal["jurisdiction"], proposal["lead"]) == ("ruling", "990100", ""), "who leads is for people to say"
    assert set(proposal["disputed_between"]) == {iri("unit", "990100/照明局"), iri("unit", "990100/住建局")}
    assert not any(proposal[key] for key in ("facts", "number", "decided_by", "decided_on", "source")), "nothing is invented"


def test_near_matters_of_other_leads_are_an_overlap_until_a_scope_tells_them_apart(find: Find) -> None:
    quarrel = next(q for q in find("990100", LIKE_IT).values() if q.kind == "overlap")
    assert quarrel.proposal["kind"] == "split"
    assert {part["lead"] for part in quarrel.proposal["into"]} == {iri("unit", "990100/照明局"), iri("unit", "990100/住建局")}
    assert find("990100", LIKE_IT.replace('"灯暗"@zh ; sw:category', '"灯暗。不亮见〔路灯〕。"@zh ; sw:category')) == {}


def test_a_function_that_no_unit_holds_is_a_gap(find: Find) -> None:
    quarrel = find("990121")["function/light"]
    assert (quarrel.kind, quarrel.matter) == ("gap", "")
    assert any("乙市照明局" in e.line for e in quarrel.evidence), "who holds it above is shown"
    assert quarrel.proposal["kind"] == "reassignment"
    assert (quarrel.proposal["function"], quarrel.proposal["unit"]) == (iri("function", "light"), "")


def test_a_matter_that_only_another_place_decided_is_a_gap_with_an_analogy(find: Find) -> None:
    quarrel = find("990100", ONLY_THERE)["matter/光影秀"]
    assert quarrel.kinds[0] == "gap"
    assert "外地" in quarrel.sentence
    assert (quarrel.proposal["kind"], quarrel.proposal["analogous_to"]) == ("analogy", iri("matter", "路灯"))
    assert quarrel.proposal["lead"] == iri("unit", "990100/住建局")


def test_a_ruling_of_another_place_against_ours_is_a_contradiction(find: Find) -> None:
    there = ONLY_THERE.split("<ruling/")[0].split("<unit/")[1].replace("<matter", "")
    other = f"<unit/{there}" + RULING.replace("990100", "990121").replace("r1", "r4")
    quarrel = find("990100", other)["matter/路灯"]
    assert quarrel.kind == "contradiction"
    assert any("丁县" in e.line and "住建部门" in e.line and iri("ruling", "990121/r4") in e.ids for e in quarrel.evidence), "who says what"
    assert quarrel.proposal["lead"] == iri("unit", "990100/照明局")
    weaker = find("990100", other, RULING.replace("住建局", "照明局"))["matter/路灯"]
    assert weaker.weight < quarrel.weight, "a place that has ruled is settled"


def test_a_ruling_on_an_article_of_an_old_version_names_the_new_one(find: Find) -> None:
    quarrel = find("990100", OLD_BASIS)["matter/路灯"]
    assert quarrel.kind == "lapsed"
    assert (quarrel.proposal["kind"], quarrel.proposal["supersedes"]) == ("ruling", iri("ruling", "990100/r1"))
    assert quarrel.proposal["basis"] == [], "the article of that number is not held in the version in force"
    same = OLD_BASIS + '<statute/照明法/2020-01-01/3> a sw:Article ; eli:is_part_of <statute/照明法/2020-01-01> ; sw:number "3" ; sw:gist "新三"@zh ; sw:verified true .\n'
    quarrel = find("990100", same)["matter/路灯"]
    assert quarrel.proposal["basis"] == [iri("statute", "照明法/2020-01-01/3")]
    assert any("新三" in e.line for e in quarrel.evidence)
    assert find("990100", OLD_BASIS, day=dt.date(2019, 1, 1)) == {}, "the day before it was still in force"


def test_a_repealed_statute_names_its_successor(find: Find) -> None:
    repealed = """
<statute/光法> a sw:Work ; eli:title "光法"@zh ; sw:rank "法律" ; sw:place <place/CN> ; eli:date_document "2023-01-01"^^xsd:date .
<statute/光法/2023-01-01> a sw:Instrument ; eli:version_of <statute/光法> ; eli:version_date "2023-01-01" ; eli:first_date_entry_in_force "2023-01-01"^^xsd:date ; sw:verified true ; dct:source "t" .
<statute/照明法/2020-01-01> eli:date_no_longer_in_force "2023-01-01"^^xsd:date ; eli:repealed_by <statute/光法> .
"""
    quarrel = find("990100", repealed)["matter/路灯"]
    assert set(quarrel.kinds) == {"lapsed", "gap"}, "the lead has no basis left"
    assert any("由《光法》取代" in e.line for e in quarrel.evidence)
    proposal = next(f.proposal for f in quarrel.findings if f.kind == "lapsed")
    assert (proposal["kind"], proposal["amends"], proposal["jurisdiction"]) == ("responsibility", iri("resp", "路灯/1"), "CN")


def test_letters_answered_now_here_now_there_disagree(find: Find) -> None:
    quarrel = find("990100", answered=(("乙市照明局", "light"),) * 3 + (("乙市住建局", "house"),) * 3)["matter/路灯"]
    assert "disagreement" in quarrel.kinds
    assert quarrel.letters == 6
    assert quarrel.proposal["lead"] == iri("unit", "990100/照明局"), "whom the written bases name"
    agreed = find("990100", answered=(("乙市照明局", "light"),) * 5 + (("乙市住建局", "house"),))
    assert agreed == {}, "one letter is a slip"


def test_practice_that_left_the_rules_and_an_unknown_unit(find: Find) -> None:
    found = find("990100", answered=(("乙市住建局", "house"),) * 5 + (("乙市灯办", "house"),) * 2)
    assert found["matter/路灯"].kind == "practice"
    assert found["matter/路灯"].proposal["lead"] == iri("unit", "990100/住建局")
    unit = found["unit/990100/乙市灯办"]
    assert (unit.kind, unit.letters) == ("unit", 2)
    assert (unit.proposal["kind"], unit.proposal["label"], unit.proposal["function"]) == ("unit", "乙市灯办", iri("function", "house"))


def test_an_unknown_place_and_a_version_without_index_are_named(find: Find, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        find("999999")
    graph = open_version(tmp_path / "home")
    (graph.folder / "index" / "phrases.npy").unlink()
    with pytest.raises(BadVersion, match="索引"):
        find_quarrels(graph, Traversal(graph), iri("place", "990100"), DAY)
