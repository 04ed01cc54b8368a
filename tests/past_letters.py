"""Past letters of two districts, made up: what a place's experience is tested on. Our own words; nobody wrote them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from graph.store import KnowledgeGraph
from ontology.model import Case, Decision
from resolver.history.experience import Experience, learn
from resolver.history.learning import Past, answered
from resolver.history.letters import Answered, Reading
from resolver.pipeline import Resolver

CITY, PUDONG, XUHUI = "上海市", "浦东新区", "徐汇区"
CODE = "310000"
DAY = dt.date(2026, 6, 1)
Ask = Callable[..., Decision]
FIRST = dt.date(2025, 12, 1)
AFTER = dt.date(2026, 11, 21)
"""A day after all letters and less than a year after the first."""
ROADS = ("锦绣路", "枣庄路", "桃林路", "东方路", "成山路", "沪南路", "云台路", "杨高路", "灵山路", "德平路")
ELSEWHERE = "北艾路"
"""A road that none of the letters names."""
SCENES = {
    "路灯": "{road}上有{n}盏路灯坏了，晚上一片漆黑，老人走路摔跤，请派人来修",
    "油烟": "{road}{n}号楼下的饭店整天排油烟，味道熏得住户不敢开窗",
    "学校": "孩子今年上小学，{road}的学校说名额满了不收，户口都在这里，该怎么报名",
    "工资": "在{road}的工地干了{n}个月，老板一直拖欠工资不发，打电话也不接",
    "河道": "{road}旁边的河道水发黑发臭，已经{n}天没有人来治理",
}
LAMP_KEEPER = "上海市浦东新区城市照明管理所"
"""Answers for the street lamps of one district; the graph does not know it."""
CITY_GUARDS = {PUDONG: "上海市浦东新区城市管理行政执法局", XUHUI: "上海市徐汇区城市管理行政执法局"}
"""Answer for cooking fumes, though the written rules name the ecology bureaus."""
WAGES = {PUDONG: "上海市浦东新区人力资源和社会保障局", XUHUI: "上海市徐汇区人力资源和社会保障局"}
"""Hold what the unpaid write of; the second answered no letter."""
PETITIONS = "上海市徐汇区信访办公室"
"""Answers for foul rivers, which no written rule gives it."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Ten letters on one thing from one district, and who answered them; `function` where its name does not tell."""

    about: str
    district: str
    unit: str
    function: str
    named: bool = False


ANSWERED = (
    Scene("路灯", PUDONG, LAMP_KEEPER, "housing-construction", named=True),
    Scene("路灯", XUHUI, "上海市徐汇区建设和管理委员会", "housing-construction"),
    Scene("油烟", PUDONG, CITY_GUARDS[PUDONG], "urban-management"),
    Scene("油烟", XUHUI, CITY_GUARDS[XUHUI], "urban-management"),
    Scene("学校", PUDONG, "上海市浦东新区教育局", "education"),
    Scene("学校", XUHUI, "上海市徐汇区教育局", "education"),
    Scene("工资", PUDONG, WAGES[PUDONG], "human-resources"),
    Scene("河道", XUHUI, PETITIONS, "petition"),
)


def letter(about: str, road: str = ELSEWHERE, n: int = 21) -> str:
    """Return what a letter says."""
    return SCENES[about].format(road=road, n=n)


def rows(scenes: Iterable[Scene] = ANSWERED) -> list[dict[str, Any]]:
    """Return the letters as rows of a file that `shouwen learn` reads."""
    return [
        {
            "id": f"{scene.about}-{scene.district}-{n}", "text": letter(scene.about, road, n + 2), "district": scene.district,
            "date": str(FIRST + dt.timedelta(days=30 * n + at)), "unit": scene.unit,
        } | ({"function": scene.function} if scene.named else {})
        for at, scene in enumerate(scenes) for n, road in enumerate(ROADS)
    ]  # fmt: skip


def past(graph: KnowledgeGraph, scenes: Iterable[Scene] = ANSWERED) -> list[Past]:
    """Return the letters as cases, each with who answered it."""
    return [
        Past(Case(r["id"], r["text"], dt.date.fromisoformat(r["date"]), place=graph.find_place(CITY, r["district"]).id), r["unit"], r.get("function", ""))
        for r in rows(scenes)
    ]  # fmt: skip


def read(resolver: Resolver, cases: list[Past]) -> list[Answered]:
    """Return past cases as experience learns them."""
    return list(answered(cases, resolver.readings(p.case for p in cases), resolver.graph))


def experience(resolver: Resolver) -> Experience:
    """Return what all the letters teach."""
    return learn(resolver.graph.find_place(CITY).id, resolver.graph.version, read(resolver, past(resolver.graph)))


def with_experience(resolver: Resolver, experience: Experience, code: str = CODE) -> Resolver:
    """Return a resolver on the same version that has the experience."""
    experienced = Resolver(resolver.graph, resolver._candidates._encoder)
    experienced.experiences.put(code, experience)
    return experienced


def case(graph: KnowledgeGraph, about: str, district: str, **given: Any) -> Case:
    """Return a new letter from a district, on a road that none of the past letters names."""
    return Case("new", letter(about), AFTER, place=graph.find_place(CITY, district).id, **given)


def invented(identifier: str, day: dt.date = DAY, matter: str = "灯", place: str = "甲区", unit: str = "甲局", function: str = "light", word: int = 1) -> Answered:
    """Return a letter of bare numbers: where only days, names and counts matter."""
    reading = Reading(np.array([word, 100], np.uint64), np.array([1.0, word], np.float32), {matter: 0.9}, {function: 1.0}, place, day.toordinal(), "原文")
    return Answered(identifier, reading, unit, function)


def rivers_of_one_unit(resolver: Resolver, *, another: bool) -> list[Past]:
    """Return letters on fumes and fewer on rivers, answered by one unit for two functions; and some on rivers that another answered."""
    unit, here, there = "上海市浦东新区生态环境局", *(resolver.graph.find_place(d).id for d in (PUDONG, XUHUI))
    past = [Past(Case(f"f{k}{n}", letter("油烟", road, n + k), DAY, place=here), unit, "ecology") for k in (3, 30) for n, road in enumerate(ROADS)]
    past += [Past(Case(f"r{n}", letter("河道", road, n + 2), DAY, place=here), unit, "water") for n, road in enumerate(ROADS)]
    if another:
        past += [Past(Case(f"x{n}", letter("河道", road, n + 50), DAY, place=there), "上海市徐汇区河道管理所", "water") for n, road in enumerate(ROADS[:3])]
    return past
