"""A small graph and a resolver that answers by keyword: every state of the page, whatever the knowledge says.

The graph is a real one (written and opened by graph.store), of a dozen records; only the resolver
is made up. Tests of the real answers are in test_page_real.py.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from graph.content import write_base
from graph.read import Records
from graph.store import KnowledgeGraph, open_folder, write_tables
from graph.traverse import Traversal
from ontology import model as m
from ontology.errors import BadInput
from ontology.explanation import Explanation, Mark, NearPrecedent, Overruled, PathNode, Shares
from ontology.validity import Period
from ontology.vocabulary import iri
from resolver.practice import Experiences

DAY = dt.date(2020, 8, 15)
VERSION = "5tand1n" + "0" * 57
CN, NINGHAI, FENGJIE = iri("place", "CN"), iri("place", "330226"), iri("place", "500236")
NINGBO, ZHEJIANG, CHONGQING = iri("place", "330200"), iri("place", "330000"), iri("place", "500000")
SHRIMP, LAMP = iri("matter", "水产养殖投入品损害"), iri("matter", "路灯损坏")
LAW, OLD, NEW = iri("statute", "渔业法"), iri("statute", "渔业法", "2013-12-28"), iri("statute", "渔业法", "2025-12-27")
ARTICLE = iri("statute", "渔业法", "2013-12-28", "6")
FARM, MARKET, CITY, BUILD = (
    iri("unit", "330226", "农业农村局"), iri("unit", "330226", "市场监督管理局"),
    iri("unit", "500236", "城市管理局"), iri("unit", "500236", "住房和城乡建设委员会"),
)  # fmt: skip
RULING = iri("ruling", "330226", "2020-08-水产投放剂")
FARMING, MARKETS, CITIES = iri("function", "agriculture"), iri("function", "market"), iri("function", "urban-management")
RESP = iri("resp", "1")
HANDED = iri("condition", "路段移交")


def fill(kind: type[Any], /, **given: object) -> Any:
    """Return a record with what is given; all else empty, so that a new field breaks nothing here."""
    empty = {"str": "", "bool": False, "tuple[str, ...]": (), "int": 0, "float": 0.0}
    return kind(**{field.name: given.get(field.name, empty.get(str(field.type))) for field in dataclasses.fields(kind)})


def records() -> Records:
    """Return a dozen records that hang together."""
    tables: dict[str, list[Any]] = {field.name: [] for field in dataclasses.fields(Records)}
    for identifier, code, name, full_name, within in (
        (CN, "CN", "中国", "中国", None), (ZHEJIANG, "330000", "浙江省", "浙江省", CN),
        (NINGBO, "330200", "宁波市", "浙江省宁波市", ZHEJIANG), (NINGHAI, "330226", "宁海县", "浙江省宁波市宁海县", NINGBO),
        (CHONGQING, "500000", "重庆市", "重庆市", CN), (FENGJIE, "500236", "奉节县", "重庆市奉节县", CHONGQING),
    ):  # fmt: skip
        tables["places"].append(fill(m.Place, id=identifier, code=code, name=name, full_name=full_name, within=within))
    for identifier, key, label in ((FARMING, "agriculture", "农业农村"), (MARKETS, "market", "市场监督管理"), (CITIES, "urban-management", "城市管理")):
        tables["functions"].append(fill(m.Function, id=identifier, key=key, label=label, generic=label + "部门"))
    for identifier, name, place, function in (
        (FARM, "宁海县农业农村局", NINGHAI, FARMING), (MARKET, "宁海县市场监督管理局", NINGHAI, MARKETS),
        (CITY, "奉节县城市管理局", FENGJIE, CITIES), (BUILD, "奉节县住房和城乡建设委员会", FENGJIE, CITIES),
    ):  # fmt: skip
        tables["units"].append(fill(m.Unit, id=identifier, name=name[3:], full_name=name, place=place, function=function))
    tables["matters"] = [
        fill(m.Matter, id=SHRIMP, label="水产养殖投入品造成养殖损失", phrases=("虾塘用了改水的药第二天死了一大片",), scope="饲料掺假另见。"),
        fill(m.Matter, id=LAMP, label="路灯损坏", phrases=("路灯不亮",)),
    ]
    for identifier, start, until in ((OLD, dt.date(2013, 12, 28), dt.date(2026, 5, 1)), (NEW, dt.date(2026, 5, 1), None)):
        version = identifier.rsplit("/", 1)[-1]
        tables["instruments"].append(
            fill(m.Instrument, id=identifier, work=LAW, title="渔业法", rank="法律", place=CN, version=version, start=start, until=until, verified=True)
        )
    tables["provisions"] = [
        fill(
            m.Provision,
            id=ARTICLE,
            instrument=OLD,
            number="6",
            gist="县级以上渔业行政主管部门主管本地渔业",
            start=dt.date(2013, 12, 28),
            until=dt.date(2026, 5, 1),
            verified=True,
        )
    ]
    tables["grants"] = [fill(m.Grant, id=iri("grant", "1"), article=ARTICLE, function=FARMING, kind="competent")]
    tables["rulings"] = [
        fill(m.Ruling, id=RULING, title="水产投放剂致虾蟹死亡首问责任认定", matter=SHRIMP, place=NINGHAI, facts="投放剂倒进塘里虾蟹死亡。",
             disputed=(FARM, MARKET), outcome="assign", doctrine=iri("doctrine", "主次协同"), decided_by="宁海县委编办", start=dt.date(2020, 8, 1))
    ]  # fmt: skip
    tables["responsibilities"] = [
        fill(m.Responsibility, id=RESP, matter=SHRIMP, part="lead", function=FARMING, duty="受理、检测投入品并调解", basis=(ARTICLE, RULING), place=CN),
        fill(m.Responsibility, id=iri("resp", "2"), matter=LAMP, part="lead", function=CITIES, duty="维修", options=(f"{HANDED}/yes",), place=CN),
    ]
    tables["conditions"] = [fill(m.Condition, id=HANDED, key="handed-over", question="这段路是否已移交市政管理？", options=(f"{HANDED}/yes", f"{HANDED}/no"))]
    tables["options"] = [fill(m.Option, id=f"{HANDED}/{key}", key=key, label=label, condition=HANDED) for key, label in (("yes", "已移交"), ("no", "未移交"))]
    tables["authorities"] = [
        fill(m.Authority, id=iri("authority", key), key=key, label=label, weight=weight)
        for key, label, weight in (
            ("ruling-here", "本地认定", 1.0), ("list-here", "本地清单", 0.95), ("local-regulation", "地方性法规", 0.9), ("law", "法律", 0.85),
            ("administrative-regulation", "行政法规", 0.8), ("departmental-rule", "部门规章", 0.75), ("superior", "上级认定或清单", 0.7),
            ("text-not-held", "文本未收录", 0.65), ("elsewhere", "外地认定或清单（仅供参考）", 0.3), ("analogy", "参照", 0.2), ("territorial", "属地", 0.1),
        )
    ]  # fmt: skip
    return Records(**{name: tuple(sorted(rows, key=lambda row: row.id)) for name, rows in tables.items()})


def graph(folder: Path) -> KnowledgeGraph:
    """Return the stand-in graph, written to and opened from a folder."""
    write_base(b"", b"", folder)
    write_tables(records(), folder / "tables")
    return open_folder(folder, VERSION)


class StandInResolver:
    """Answers by keyword: 路灯 asks, 拖车 refers, 房产证 is joint, 一、 has two demands, 爆炸 fails."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self.graph, self.traversal, self.experiences = graph, Traversal(graph), Experiences()

    def resolve(self, case: m.Case) -> m.Decision:
        """Return the made-up decision for a case."""
        if "爆炸" in case.text:
            raise RuntimeError("secret detail")
        if "一、" in case.text:
            halves = [part for part in case.text.replace("二、", "一、").split("一、") if part.strip()]
            demands = tuple(self.resolve(dataclasses.replace(case, text=half)) for half in halves)
            return dataclasses.replace(demands[0], id=case.id, text=case.text, demands=demands)
        for word, make in (("路灯", lamp), ("拖车", trailer), ("房产证", deeds)):
            if word in case.text:
                return make(case)
        return shrimp(case)

    def read(self, cases: Iterable[m.Case]) -> list[list[object]]:
        """Refuse: it reads nothing, so that a question finds what it names and no more."""
        raise BadInput("替身不读来信", where="、".join(c.id for c in cases))

    def resolve_many(self, cases: Iterable[m.Case]) -> Iterator[m.Decision]:
        """Yield the made-up decisions."""
        return map(self.resolve, cases)


def _decision(case: m.Case, **parts: object) -> m.Decision:
    base: dict[str, object] = {
        "id": case.id, "outcome": "assign", "text": case.text, "lead": None, "joint": (), "candidates": (), "helpers": (),
        "matters": (), "citations": (), "doctrine": "", "explanation": Explanation(), "graph_version": VERSION,
        "resolver_version": "0.1.0",
    }  # fmt: skip
    return m.Decision(**(base | parts))  # type: ignore[arg-type]


def shrimp(case: m.Case) -> m.Decision:
    """Return a direct dispatch with every part filled."""
    lead = m.Assignee(FARM, "宁海县农业农村局", "agriculture", 0.91)
    rest = (("宁海县市场监督管理局", "market", 0.05), ("水利部门", "water", 0.02), ("生态环境部门", "ecology", 0.01), ("公安机关", "public-security", 0.004))
    elsewhere = iri("ruling", "1")
    return _decision(
        case, lead=lead, candidates=(lead, *(m.Assignee(None, *each) for each in rest)), doctrine="主次协同", explanation=why_shrimp(case.text),
        citations=(
            m.Citation("ruling", RULING, "宁海县水产投放剂首问责任认定", "农业农村局首问，市场监管局配合", Period(dt.date(2020, 8, 1), None), (SHRIMP, RULING, FARM), "本地认定", source="宁波晚报 2020-11-26 A4"),
            m.Citation("article", ARTICLE, "《渔业法》第六条", "县级以上渔业行政主管部门主管本地渔业", Period(dt.date(2013, 12, 28), dt.date(2026, 5, 1)), (SHRIMP, RESP, ARTICLE, FARM), "法律"),
            m.Citation("ruling", elsewhere, "固安县农资质量纠纷认定", "农业农村局主办", Period(dt.date(2019, 1, 1), None), (), "外地认定或清单（仅供参考）", verified=False, persuasive=True),
        ),
        helpers=(
            m.Helper(MARKET, "宁海县市场监督管理局", "market", "support", "查处无照、标识和虚假宣传，提供消费投诉信息"),
            m.Helper(None, "跃龙街道办事处", "street-town", "territorial", "就地协助调查与安抚"),
        ),
        matters=(m.MatterHit(SHRIMP, "水产养殖投入品造成养殖损失", 0.83), m.MatterHit(LAMP, "农资质量纠纷", 0.12)),
        deadline=m.Deadline(5, "工作日", "一般投诉类，五个工作日内办结"),
    )  # fmt: skip


def _marks(text: str) -> tuple[Mark, ...]:
    found = ((text.find(word), len(word), kind) for word, kind in (("投放剂", "word"), ("虾蟹", "word"), ("农业局", "refused")))
    return tuple(Mark(start, start + length, kind) for start, length, kind in sorted(found) if start >= 0)


def why_shrimp(text: str) -> Explanation:
    """Return an explanation with a path of nine nodes, something overruled, precedents, evidence and notes."""
    drug, consumer = iri("statute", "兽药管理条例", "2020-03-27", "74"), iri("statute", "消费者权益保护法", "2013-10-25", "32")
    helping = iri("resp", "3")
    nodes = (
        (SHRIMP, "matter", "水产养殖投入品造成养殖损失"), (RESP, "lead", "受理、检测投入品、查处养殖用药用料违法并调解"),
        (helping, "support", "查处无照、标识和虚假宣传，提供消费投诉信息"), (ARTICLE, "article", "《渔业法》第六条"),
        (drug, "article", "《兽药管理条例》第七十四条"), (consumer, "article", "《消费者权益保护法》第三十二条"),
        (RULING, "ruling", "宁海县水产投放剂致虾蟹死亡首问责任认定（2020年8月）"), (FARM, "unit", "宁海县农业农村局"),
        (MARKET, "unit", "宁海县市场监督管理局"),
    )  # fmt: skip
    edges = (
        (SHRIMP, RESP), (SHRIMP, helping), (RESP, ARTICLE), (RESP, drug), (RESP, RULING), (helping, consumer), (ARTICLE, FARM),
        (RULING, FARM), (RULING, MARKET), (drug, FARM), (consumer, MARKET), (SHRIMP, RULING),
    )  # fmt: skip
    return Explanation(
        nodes=tuple(PathNode(*each) for each in nodes), edges=tuple((one, other, "") for one, other in edges),
        overruled=(Overruled("宁海县市场监督管理局", "market", "《消费者权益保护法》第三十二条", "本地认定的效力高于法律"),),
        precedents=(
            NearPrecedent(RULING, "水产投放剂致虾蟹死亡", "宁海县", "农业农村局", "…", 0.93, True),
            NearPrecedent(iri("ruling", "1"), "假农药致果树受损", "固安县", "农业农村局", "…", 0.61, False),
        ),
        evidence=Shares(0.34, 0.27, 0.11, 0.28), notes=("来信提到“农业局说不归他们”，不作为依据。",), marks=_marks(text),
    )  # fmt: skip


def lamp(case: m.Case) -> m.Decision:
    """Return a question until the fact is known, then a direct dispatch."""
    known = case.facts.get("handed-over")
    city, build = m.Assignee(CITY, "奉节县城市管理局", "urban-management", 0.52), m.Assignee(BUILD, "奉节县住房和城乡建设委员会", "housing-construction", 0.44)
    if known:
        lead = dataclasses.replace(city if known == "yes" else build, confidence=0.95)
        return _decision(case, lead=lead, candidates=(lead,), matters=(m.MatterHit(LAMP, "路灯损坏", 0.9),), doctrine="法定依据")
    question = m.Question(
        "handed-over", "这段路是否已移交市政管理？", (m.QuestionOption("yes", "已移交", city.name), m.QuestionOption("no", "未移交", build.name))
    )
    return _decision(case, outcome="ask", lead=city, candidates=(city, build), matters=(m.MatterHit(LAMP, "路灯损坏", 0.9),), question=question)


def trailer(case: m.Case) -> m.Decision:
    """Return a referral with a provisional first receiver."""
    lead = m.Assignee(None, "街道办事处", "street-town", 0.31)
    return _decision(case, outcome="refer", lead=lead, candidates=(lead,), doctrine="首交兜底")


def deeds(case: m.Case) -> m.Decision:
    """Return a joint dispatch to four units."""
    names = ("西宁市城乡建设局", "西宁市住房保障和房产管理局", "西宁市自然资源和规划局", "西宁市不动产登记服务中心")
    joint = tuple(m.Assignee(None, name, "housing-construction", 0.9) for name in names)
    return _decision(case, joint=joint, candidates=joint, doctrine="主次协同")
