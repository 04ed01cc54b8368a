"""Bad knowledge fails at load or validation, and names itself: file, line, subject, rule. The shipped knowledge is checked by `make lint`."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import RDF, Namespace
from small import RULING, small

from graph.consistency import misgiven
from graph.load import Knowledge, load
from graph.read import Records
from graph.shapes import SHAPES, violations
from graph.validate import check, require_valid
from ontology.errors import BadKnowledge
from ontology.vocabulary import local


def messages(knowledge: Knowledge) -> str:
    return "\n".join(str(f) for f in check(knowledge))


def test_the_small_graph_is_valid(tmp_path: Path) -> None:
    assert check(small(tmp_path, RULING)) == []


@pytest.mark.parametrize(
    ("without", "expected"),
    [
        (' ;\n    sw:basis <statute/照明法/2010-01-01/3> , <statute/照明法/2020-01-01/4>', "必须有依据"),
        (' ; skos:scopeNote "路灯"@zh', "必须写明范围"),
        (' , "路灯不亮的说法4" , "路灯不亮的说法5"', "至少要有五条群众说法"),
        (' ; eli:first_date_entry_in_force "2020-01-01"^^xsd:date', "施行日期"),
        (' ; sw:duty "修灯"@zh', "必须写明做什么"),
        (' ; skos:prefLabel "路灯不亮"@zh', "中文名称"),
    ],
)
def test_each_missing_part_is_named_with_its_place(tmp_path: Path, without: str, expected: str) -> None:
    found = messages(small(tmp_path, without=without))
    assert expected in found
    assert "small.ttl:" in found


def test_a_dangling_iri_is_named(tmp_path: Path) -> None:
    found = messages(small(tmp_path, "<resp/路灯/2> a sw:Responsibility ; sw:matter <matter/没有> ."))
    assert "指向不存在的 <matter/没有>" in found


def test_two_leads_for_one_matter_are_refused(tmp_path: Path) -> None:
    extra = '<resp/路灯/2> a sw:Responsibility ; sw:matter <matter/路灯> ; sw:part "lead" ; sw:function <function/house> ; sw:duty "修"@zh ; sw:place <place/CN> ; sw:basis <statute/照明法/2020-01-01/4> .'
    assert "各定了一个首问" in messages(small(tmp_path, extra))


HOUSE = '<resp/路灯/2> a sw:Responsibility ; sw:matter <matter/路灯> ; sw:part "support" ; sw:function <function/{}> ; sw:duty "修"@zh ; sw:place <place/CN> ; sw:basis <statute/照明法/2020-01-01/4> .'


def test_a_helper_whose_article_gives_it_nothing_is_named(tmp_path: Path) -> None:
    knowledge = small(tmp_path, HOUSE.format("house"))
    (found,) = misgiven(knowledge, Records.read(knowledge))
    assert "resp/路灯/2" in found.where
    assert "没有一条授予 <function/house> 职权：<statute/照明法/2020-01-01/4>" in found.message


def test_an_article_that_names_the_lamp_office_carries_the_light_department(tmp_path: Path) -> None:
    knowledge = small(tmp_path, HOUSE.format("light"))
    assert not list(misgiven(knowledge, Records.read(knowledge)))


def test_a_reversed_period_is_refused(tmp_path: Path) -> None:
    extra = '<unit/990100/旧局> a sw:Unit ; skos:prefLabel "旧局"@zh ; sw:place <place/990100> ; sw:function <function/house> ; sw:validFrom "2020-01-01"^^xsd:date ; sw:validUntil "2019-01-01"^^xsd:date .'
    assert "起止日期颠倒" in messages(small(tmp_path, extra))


def test_blank_nodes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadKnowledge, match="空白节点"):
        small(tmp_path, '<matter/路灯> skos:note [ skos:prefLabel "x" ] .')


def test_broken_turtle_names_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "broken.ttl"
    path.write_text("@base <https://w3id.org/shouwen/id/> .\n<a> <b> <c>\n<d> <e> <f> .\n", encoding="utf-8")
    with pytest.raises(BadKnowledge, match=r"broken\.ttl:3"):
        load([path])


def test_invalid_knowledge_lists_its_findings(tmp_path: Path) -> None:
    with pytest.raises(BadKnowledge, match="必须写明范围"):
        require_valid(small(tmp_path, without=' ; skos:scopeNote "路灯"@zh'))


BROKEN = """
<matter/甲> a sw:Matter ; skos:prefLabel "甲"@en ; sw:category "别的" ; sw:phrase "a" ; skos:broader <place/CN> .
<resp/甲/1> a sw:Responsibility ; sw:matter <matter/甲> ; sw:part "lead" ; sw:duty "x"@zh ; sw:place <place/CN> ; sw:function <function/x> .
<assign/1> a sw:Assignment ; sw:function <function/x> ; sw:place <place/CN> ; sw:validFrom "2020" .
<function/x> a sw:Function ; skos:prefLabel "x"@zh ; skos:notation "x" .
<condition/独> a sw:Condition ; sw:question "？"@zh ; sw:option <function/x> .
<condition/重> a sw:Condition ; sw:question "？"@zh ; sw:option <function/x> .
<place/12> a sw:Jurisdiction ; skos:prefLabel "某地"@zh ; skos:notation "12" .
"""


@pytest.mark.parametrize("extra", ["", BROKEN])
def test_two_shacl_engines_agree(tmp_path: Path, extra: str) -> None:
    """rudof checks; pySHACL, slower, is the second opinion on our shapes."""
    import pyshacl
    from rdflib import Graph

    knowledge = small(tmp_path, extra)
    ours = sorted((f.where.split()[-1].strip("<>"), f.message) for f in violations(knowledge))
    data, shapes = Graph(), Graph().parse(SHAPES, format="turtle")
    data.parse(data=knowledge.nquads.replace(b" <https://w3id.org/shouwen/graph/published> .\n", b" .\n"), format="nt")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none")
    sh = Namespace("http://www.w3.org/ns/shacl#")
    theirs = sorted(
        (local(str(report.value(r, sh.focusNode))), next(str(m) for m in report.objects(r, sh.resultMessage) if getattr(m, "language", "") == "zh"))
        for r in report.subjects(RDF.type, sh.ValidationResult)
    )
    assert ours == theirs
    assert bool(theirs) == bool(extra)
