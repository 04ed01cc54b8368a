"""A small graph in Turtle for tests that must see every triple."""

from __future__ import annotations

from pathlib import Path

from graph.load import Knowledge, knowledge_files, load

PHRASES = " , ".join(f'"路灯不亮的说法{n}"' for n in range(6))

SMALL = f"""
@base <https://w3id.org/shouwen/id/> .
@prefix sw: <https://w3id.org/shouwen/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix eli: <http://data.europa.eu/eli/ontology#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<place/CN> a sw:Jurisdiction ; skos:notation "CN" ; skos:prefLabel "全国"@zh .
<place/990000> a sw:Jurisdiction ; skos:notation "990000" ; skos:prefLabel "甲省"@zh ; sw:within <place/CN> .
<place/990100> a sw:Jurisdiction ; skos:notation "990100" ; skos:prefLabel "乙市"@zh ; sw:within <place/990000> .
<place/990101> a sw:Jurisdiction ; skos:notation "990101" ; skos:prefLabel "丙区"@zh ; sw:within <place/990100> .
<place/990121> a sw:Jurisdiction ; skos:notation "990121" ; skos:prefLabel "丁县"@zh ; sw:within <place/990100> .
<function/light> a sw:Function ; skos:notation "light" ; skos:prefLabel "照明"@zh ; sw:genericName "照明部门"@zh ; sw:statutoryName "照明主管部门"@zh .
<function/house> a sw:Function ; skos:notation "house" ; skos:prefLabel "住建"@zh ; sw:genericName "住建部门"@zh ; sw:statutoryName "住建部门"@zh .
<function/lamp> a sw:Function ; skos:notation "lamp" ; skos:prefLabel "路灯主管部门"@zh ; sw:genericName "路灯主管部门"@zh ; skos:broader <function/light> ; sw:statutoryName "路灯主管部门"@zh .
<unit/990100/照明局> a sw:Unit ; skos:prefLabel "乙市照明局"@zh ; sw:place <place/990100> ; sw:function <function/light> ; sw:validFrom "2010-01-01"^^xsd:date .
<unit/990100/住建局> a sw:Unit ; skos:prefLabel "乙市住建局"@zh ; sw:place <place/990100> ; sw:function <function/house> ; sw:validFrom "2010-01-01"^^xsd:date .
<statute/照明法> a sw:Work ; eli:title "照明法"@zh ; sw:rank "法律" ; sw:place <place/CN> ; eli:date_document "2005-01-01"^^xsd:date .
<statute/照明法/2010-01-01> a sw:Instrument ; eli:version_of <statute/照明法> ; eli:version_date "2010-01-01" ; eli:first_date_entry_in_force "2010-01-01"^^xsd:date ;
    eli:date_no_longer_in_force "2020-01-01"^^xsd:date ; sw:verified true ; dct:source "t" .
<statute/照明法/2020-01-01> a sw:Instrument ; eli:version_of <statute/照明法> ; eli:version_date "2020-01-01" ; eli:first_date_entry_in_force "2020-01-01"^^xsd:date ; sw:verified true ; dct:source "t" .
<statute/照明法/2010-01-01/3> a sw:Article ; eli:is_part_of <statute/照明法/2010-01-01> ; sw:number "3" ; sw:gist "旧"@zh ; sw:verified true ; sw:grants <grant/照明法/2010-01-01/3/lamp> .
<statute/照明法/2020-01-01/4> a sw:Article ; eli:is_part_of <statute/照明法/2020-01-01> ; sw:number "4" ; sw:gist "新"@zh ; sw:verified true ; sw:grants <grant/照明法/2020-01-01/4/lamp> .
<grant/照明法/2010-01-01/3/lamp> a sw:Grant ; sw:function <function/lamp> ; sw:kind "competent" .
<grant/照明法/2020-01-01/4/lamp> a sw:Grant ; sw:function <function/lamp> ; sw:kind "competent" .
<matter/路灯> a sw:Matter ; skos:prefLabel "路灯不亮"@zh ; skos:scopeNote "路灯"@zh ; sw:category "数字城管投诉" ; sw:urgency "一般" ; sw:theme "市政设施"@zh ; sw:keyword "路灯" ; sw:phrase {PHRASES} .
<resp/路灯/1> a sw:Responsibility ; sw:matter <matter/路灯> ; sw:part "lead" ; sw:function <function/lamp> ; sw:duty "修灯"@zh ; sw:place <place/CN> ;
    sw:basis <statute/照明法/2010-01-01/3> , <statute/照明法/2020-01-01/4> .
"""

RULING = """
<doctrine/先例> a sw:Doctrine ; skos:prefLabel "先例"@zh .
<ruling/990100/r1> a sw:Ruling ; skos:prefLabel "路灯归住建"@zh ; sw:matter <matter/路灯> ; sw:place <place/990100> ; sw:facts "路灯不亮两家推"@zh ; sw:doctrine <doctrine/先例> ;
    sw:outcome "assign" ; sw:validFrom "2022-01-01"^^xsd:date ; sw:decidedOn "2022-01-01"^^xsd:date ; dct:source "t" .
<resp/ruling-r1/1> a sw:Responsibility ; sw:matter <matter/路灯> ; sw:part "lead" ; sw:unit <unit/990100/住建局> ; sw:duty "受理"@zh ; sw:place <place/990100> ;
    sw:basis <ruling/990100/r1> ; sw:validFrom "2022-01-01"^^xsd:date .
"""


def small(folder: Path, extra: str = "", without: str = "", *, text: str = SMALL) -> Knowledge:
    """Return the small graph (with the ontology's authorities), with more Turtle or less."""
    path = folder / "small.ttl"
    text += extra
    if without:
        assert without in text
        text = text.replace(without, "")
    path.write_text(text, encoding="utf-8")
    ontology = [f for f in knowledge_files() if f.name == "shouwen.ttl"]
    if "<doctrine/先例> a sw:Doctrine" in extra:
        path.write_text(text.replace('<doctrine/先例> a sw:Doctrine ; skos:prefLabel "先例"@zh .', ""), encoding="utf-8")
    return load([*ontology, path])
