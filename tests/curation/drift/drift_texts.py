"""A made-up statute, the text that takes its place, and what in a small graph rests on it."""

from __future__ import annotations

import datetime as dt

from graph.laws.model import LawArticle

OLD = {
    "3": "县级以上人民政府路灯主管部门负责本地路灯的建设、维护和监督检查。",
    "4": "路灯熄灭的，路灯主管部门应当自接到报修之日起三日内修复，并告知报修人。",
    "5": "乡村路灯由村民委员会看护，电费由乡镇补助。",
    "6": "灯杆上不得私拉电线；违者由住建部门责令改正，并处罚款。",
}
NEW = {
    "1": "为了管好路灯，制定本法。",
    "2": "县级以上人民政府路灯主管部门负责本地路灯的建设、维护和监督检查。",
    "3": "路灯熄灭的，路灯主管部门应当自接到报修之日起一日内修复，并告知报修人结果。",
    "7": "灯杆上不得私拉电线；违者由城市管理部门责令改正，并处罚款。",
    "8": "本法自2027年1月1日起施行。《照明法》同时废止。",
}
ARTICLES = "".join(
    f'<statute/照明法/2020-01-01/{n}> a sw:Article ; eli:is_part_of <statute/照明法/2020-01-01> ; sw:number "{n}" ; sw:gist "要旨{n}（旧法）"@zh ; sw:verified true ; '
    f"sw:grants <grant/照明法/2020-01-01/{n}/{f}> .\n<grant/照明法/2020-01-01/{n}/{f}> a sw:Grant ; sw:function <function/{f}> ; sw:kind \"competent\" .\n"
    for n, f in (("3", "lamp"), ("5", "lamp"), ("6", "house"))
)
EXTRA = ARTICLES + """
<matter/灯杆> a sw:Matter ; skos:prefLabel "灯杆私拉电线"@zh ; skos:scopeNote "灯杆。依《照明法》第六条办"@zh ; sw:category "数字城管投诉" ; sw:urgency "一般" ; sw:theme "市政设施"@zh ;
    sw:phrase "灯杆上拉了根电线" , "有人从灯杆接电" , "灯杆被人挂了招牌" , "灯杆晾衣服" , "路灯杆上全是线" .
<resp/路灯/2> a sw:Responsibility ; sw:matter <matter/路灯> ; sw:part "support" ; sw:function <function/house> ; sw:duty "通报小区路灯"@zh ; sw:place <place/CN> ; sw:basis <statute/照明法/2020-01-01/3> .
<resp/灯杆/1> a sw:Responsibility ; sw:matter <matter/灯杆> ; sw:part "lead" ; sw:function <function/house> ; sw:duty "查处"@zh ; sw:place <place/CN> ; sw:basis <statute/照明法/2020-01-01/6> .
<resp/灯杆/2> a sw:Responsibility ; sw:matter <matter/灯杆> ; sw:part "support" ; sw:function <function/light> ; sw:duty "看护"@zh ; sw:place <place/CN> ; sw:basis <statute/照明法/2020-01-01/5> .
<assign/990100/lamp/照明局> a sw:Assignment ; sw:function <function/lamp> ; sw:unit <unit/990100/照明局> ; sw:basis <statute/照明法/2020-01-01/4> ; sw:place <place/990100> ;
    sw:validFrom "2020-01-01"^^xsd:date .
<doctrine/先例> a sw:Doctrine ; skos:prefLabel "先例"@zh .
<ruling/990100/r1> a sw:Ruling ; skos:prefLabel "路灯归照明"@zh ; sw:matter <matter/路灯> ; sw:place <place/990100> ; sw:facts "路灯不亮两家推"@zh ; sw:doctrine <doctrine/先例> ;
    sw:outcome "assign" ; sw:basis <statute/照明法/2020-01-01/4> ; sw:validFrom "2022-01-01"^^xsd:date ; sw:decidedOn "2022-01-01"^^xsd:date ; dct:source "t" .
"""
CITED_WHOLE = """
<resp/灯杆/3> a sw:Responsibility ; sw:matter <matter/灯杆> ; sw:part "oversight" ; sw:function <function/lamp> ; sw:duty "督办"@zh ; sw:place <place/CN> ; sw:basis <statute/照明法/2020-01-01> .
<ruling/990100/r2> a sw:Ruling ; skos:prefLabel "灯杆归住建"@zh ; sw:matter <matter/灯杆> ; sw:place <place/990100> ; sw:facts "灯杆两家推"@zh ; sw:doctrine <doctrine/法定依据> ;
    sw:outcome "assign" ; sw:basis <statute/照明法/2020-01-01> , <statute/照明法/2020-01-01/3> ; sw:validFrom "2022-01-01"^^xsd:date ; sw:decidedOn "2022-01-01"^^xsd:date ; dct:source "t" .
"""
START = dt.date(2027, 1, 1)


def articles(texts: dict[str, str], title: str, version: str) -> tuple[LawArticle, ...]:
    return tuple(LawArticle(title, version, number, f"第{number}条", "", text, n) for n, (number, text) in enumerate(texts.items()))


def texts(title: str, version: str) -> tuple[LawArticle, ...]:
    """Return the old text of the one version that is held."""
    return articles(OLD, title, version) if (title, version) == ("照明法", "2020-01-01") else ()
