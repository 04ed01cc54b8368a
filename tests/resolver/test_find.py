"""What the graph knows by name is found in a letter: departments, facts that decide, statutes, refusals."""

from __future__ import annotations

import itertools

import pytest

from ontology.vocabulary import iri
from resolver.clean import clean
from resolver.find import Finder, Findings
from resolver.pipeline import Resolver
from resolver.spans import pipeline


@pytest.fixture(scope="module")
def finder(resolver: Resolver) -> Finder:
    return resolver._finder


def functions(found: Findings) -> set[str]:
    return {m.target.rsplit("/", 1)[1] for m in found.of("function")}


def refused(found: Findings) -> set[str]:
    return {m.text for m in found.of("function", "unit") if m.refused}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("城管来过一次", "urban-management"),
        ("打了交警电话", "traffic-police"),
        ("派出所民警来了", "public-security"),
        ("报警后警察到场", "public-security"),
        ("找过居委会", "street-town"),
        ("村委会不理", "street-town"),
        ("环保来检测过", "ecology"),
        ("供电局停电", "power-company"),
        ("自来水公司停水", "water-company"),
        ("向市场监管局投诉", "market"),
        ("教育局答复", "education"),
        ("住房和城乡建设局验收", "housing-construction"),
        ("生态环境局检测", "ecology"),
        ("人力资源和社会保障局仲裁", "human-resources"),
        ("公安机关交通管理部门处罚", "traffic-police"),
    ],
)
def test_departments_are_known_by_official_and_everyday_names(finder: Finder, text: str, key: str) -> None:
    assert key in functions(finder.find(text))


def test_a_unit_of_a_place_is_found_by_its_full_name(finder: Finder) -> None:
    (unit,) = finder.find("宁海县综合行政执法局来过").of("unit")
    assert (unit.target, unit.text) == (iri("unit", "330226/综合行政执法局"), "宁海县综合行政执法局")


def test_of_nested_names_the_longest_wins(finder: Finder) -> None:
    found = finder.find("自来水公司和交警支队都来了")
    assert {m.text for m in found.of("function", "unit")} == {"自来水公司", "交警支队"}


def test_a_name_is_reported_where_it_stands(finder: Finder) -> None:
    text = "昨天 城管局 来了"
    (mention,) = finder.find(text).of("function")
    assert text[mention.start : mention.end] == mention.text == "城管局"


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("城管说不归他们管", {"城管"}),
        ("派出所民警说这个不归他们", {"派出所"}),
        ("镇政府回复称无权处理", {"镇政府"}),
        ("街道办表示没有执法权", {"街道办"}),
        ("交警告知不在其管辖范围内", {"交警"}),
        ("住建局和城管局都说不归自己管", {"住建局", "城管局"}),
        ("市场监管局答复不予受理，让我们去法院", {"市场监管局"}),
        ("寻居委会居委会讲管勿着", {"居委会"}),
        ("城管讲他们管不到", {"城管"}),
    ],
)
def test_departments_said_to_have_refused_are_marked(finder: Finder, text: str, who: set[str]) -> None:
    assert refused(finder.find(text)) == who


@pytest.mark.parametrize(
    "text",
    [
        "城管很负责，马上来处理了",
        "城管说明天来处理",
        "城管局说已经罚款了。物业那边不归业主管",
        "市场监管局回复商家没有营业执照",
        "希望住建局说明为什么小区不能停车",
    ],
)
def test_a_department_that_answered_is_not_taken_to_have_refused(finder: Finder, text: str) -> None:
    assert refused(finder.find(text)) == set()


@pytest.mark.parametrize(
    "text",
    ["住建局回复该房屋不属于危房", "教育局答复孩子不在招生范围内", "派出所回复说对方不是我们小区的人", "交警说不管什么车都不能停"],
)
def test_a_finding_of_fact_is_no_refusal(finder: Finder, text: str) -> None:
    assert refused(finder.find(text)) == set()


def test_a_street_office_called_just_street_can_refuse(finder: Finder) -> None:
    assert refused(finder.find("街道表示没有执法权"))


@pytest.mark.parametrize(("text", "passed_on"), [("几个部门互相推诿", True), ("城管推给物业", True), ("皮球一样踢来踢去的小孩", False), ("路灯坏了", False)])
def test_being_passed_on_is_noticed(finder: Finder, text: str, passed_on: bool) -> None:
    assert finder.find(text).passed_on is passed_on


@pytest.mark.parametrize(
    ("text", "option"),
    [("未移交的路", "道路属性/未移交路段"), ("一条县道上", "道路属性/公路"), ("小区红线内的管子，业委会不管", "小区红线内外/红线内")],
)
def test_words_that_settle_a_condition_are_cues(finder: Finder, text: str, option: str) -> None:
    assert iri("condition", option) in {m.target for m in finder.find(text).of("cue")}


def test_statutes_cited_in_a_letter_are_read(finder: Finder) -> None:
    found = finder.find("依据《中华人民共和国噪声污染防治法》第六十一条，请处理")
    assert [(s.title, s.number) for s in found.statutes] == [("噪声污染防治法", "61")]


def test_what_was_recognised_is_marked_once_and_in_order(finder: Finder) -> None:
    text = "县道旁的路灯坏了，城管说不归他们管，派出所也不知道"
    marks = finder.find(text).marks({iri("condition", "道路属性/公路")})
    marked = {text[mark.start : mark.end]: mark.kind for mark in marks}
    assert {"县道": "fact", "城管": "refused", "派出所": "department"}.items() <= marked.items()
    assert any("路灯" in word and kind == "word" for word, kind in marked.items())
    assert all(a.end <= b.start for a, b in itertools.pairwise(marks))


def test_a_name_is_found_however_wide_its_brackets(finder: Finder, resolver: Resolver) -> None:
    unit = resolver.graph.unit_named("上海城投水务（集团）有限公司")
    assert unit is not None
    assert unit.id in {m.target for m in finder.find(clean("上海城投水务（集团）有限公司一直没人来修水管").whole).of("unit")}


def test_the_pipeline_is_spacys_and_its_positions_are_the_texts(resolver: Resolver) -> None:
    doc = pipeline(resolver.graph)("路灯 坏了，城管来过")
    assert [str(token) for token in doc] == list("路灯 坏了，城管来过")
    assert [(span.label_, span.kb_id_, span.text) for span in doc._.named if span.label_ == "function"] == [("function", iri("function", "urban-management"), "城管")]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("农业局说这不是药，归市场监管。", {"农业局"}),
        ("市场监管又说该找农业局，到底谁管？", {"市场监管"}),
        ("打电话给城管，城管说应由住建局处理。", {"城管"}),
        ("教育局说会去找学校了解情况。", set()),
    ],
)
def test_pointing_at_another_department_is_a_refusal(finder: Finder, text: str, who: set[str]) -> None:
    assert refused(finder.find(text)) == who
