"""The search: citations in any form, departments old and new, questions in a layman's words, filters, what is offered while typing."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from api.legal import articles_found, called, finding
from graph.laws.store import open_laws
from ontology.vocabulary import iri
from resolver.pipeline import Resolver

DAY = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def ask_for(resolver: Resolver, tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    """Return a function that searches the shipped knowledge without any law text."""
    laws = open_laws(tmp_path_factory.mktemp("no-laws"))

    def search(words: str, place: str = "", day: dt.date = DAY, **more: str) -> finding.Found:
        where = resolver.graph.find_place(place).id if place else None
        return finding.search(resolver, laws, finding.Question(words, day, where, **more))

    return search


@pytest.mark.parametrize("words", ["《渔业法》第六条", "渔业法第六条", "渔业法第6条", "《中华人民共和国渔业法》第六条", "渔业法6条"])
def test_a_citation_in_any_form(ask_for, words: str) -> None:  # type: ignore[no-untyped-def]
    found = ask_for(words)
    assert [a.id for a in found.cited] == [iri("statute", "渔业法", "2025-12-27", "6")]
    assert not found.matters


def test_a_citation_means_the_text_of_the_day(ask_for) -> None:  # type: ignore[no-untyped-def]
    assert [a.id for a in ask_for("渔业法第六条", day=dt.date(2020, 8, 15)).cited] == [iri("statute", "渔业法", "2013-12-28", "6")]


def test_a_title_alone_leads_to_the_statute(ask_for) -> None:  # type: ignore[no-untyped-def]
    assert [a.id for a in ask_for("《渔业法》").cited] == [iri("statute", "渔业法")]


def test_what_is_cited_and_not_held_is_said(ask_for) -> None:  # type: ignore[no-untyped-def]
    found = ask_for("渔业法第九百条")
    assert not found.cited
    (words, statute), = found.unknown
    assert words == "《渔业法》第九百条"
    assert statute is not None
    assert statute.id == iri("statute", "渔业法")
    assert ask_for("《没有这部法》第三条").unknown == (("《没有这部法》第三条", None),)


@pytest.mark.parametrize(
    ("words", "function", "unit"),
    [
        ("工商局", "market", "市场监督管理局"), ("环保局", "ecology", "生态环境局宁海分局"), ("国土局", "natural-resources", "自然资源和规划局"),
        ("宁海县工商局", "market", "市场监督管理局"), ("质监局", "market", "市场监督管理局"), ("安监局", "emergency", "应急管理局"), ("房管局", "housing-construction", "住房和城乡建设局"),
        ("农业农村局", "agriculture", "农业农村局"), ("食药监局", "market", "市场监督管理局"),
    ],
)  # fmt: skip
def test_departments_by_names_old_and_new(resolver: Resolver, ask_for, words: str, function: str, unit: str) -> None:  # type: ignore[no-untyped-def]
    first = ask_for(words, "宁海县").departments[0]
    assert resolver.traversal.key(first.id) == function
    assert first.now == ((resolver.graph.units.need(iri("unit", "330226", unit)).full_name, iri("unit", "330226", unit)),)


def test_a_unit_that_is_no_more_leads_to_who_came_after(ask_for) -> None:  # type: ignore[no-untyped-def]
    first = ask_for("坪山区环境保护和水务局").departments[0]
    assert first.label == "深圳市坪山区环境保护和水务局"
    assert first.marks == ("当日不存续",)
    assert first.now[0][0] == "深圳市生态环境局坪山管理局"


@pytest.mark.parametrize(
    ("words", "matter", "lead"),
    [
        ("邻居半夜装修谁管", "室内装修噪声", "宁海县公安局"), ("虾塘用药后虾死了", "水产养殖投入品造成养殖损失", "宁海县农业农村局"),
        ("物业乱收费找哪个部门", "物业乱收费、不明码标价", "宁海县市场监督管理局"),
    ],
)
def test_a_laymans_question_gives_matters_and_who_leads_here(ask_for, words: str, matter: str, lead: str) -> None:  # type: ignore[no-untyped-def]
    found = ask_for(words, "宁海县")
    assert found.matters[0].matter.label == matter
    assert found.matters[0].leads[0][0] == lead
    assert found.articles
    assert not found.office


def test_chances_are_those_of_an_answer(resolver: Resolver, ask_for) -> None:  # type: ignore[no-untyped-def]
    from ontology.model import Case

    words = "邻居半夜装修谁管"
    place = resolver.graph.find_place("宁海县").id
    hits = resolver.resolve(Case("x", words, DAY, place=place)).matters
    found = {m.matter.id: m.chance for m in ask_for(words, "宁海县").matters}
    for hit in hits[:2]:
        assert found[hit.id] == pytest.approx(hit.score, abs=1e-3)


def test_the_articles_a_likely_matter_rests_on_come_first(ask_for) -> None:  # type: ignore[no-untyped-def]
    found = ask_for("物业乱收费找哪个部门", "宁海县")
    assert found.articles[0].label == "《物业管理条例》第四十二条"


@pytest.mark.parametrize("words", ["油烟", "邻居半夜装修谁管"])
def test_the_article_that_every_streets_help_rests_on_answers_no_question(ask_for, words: str) -> None:  # type: ignore[no-untyped-def]
    assert not [a.label for a in ask_for(words).articles if "组织法" in a.label and "政府" in a.label]


def test_it_does_where_the_street_leads(ask_for) -> None:  # type: ignore[no-untyped-def]
    assert ask_for("楼上漏水").articles[0].label == "《地方各级人民代表大会和地方各级人民政府组织法》第八十六条"


def test_articles_are_in_force_and_of_the_place(resolver: Resolver, ask_for) -> None:  # type: ignore[no-untyped-def]
    near = set(resolver.graph.place_chain(resolver.graph.find_place("宁海县").id))
    for article in ask_for("邻居半夜装修谁管", "宁海县", kind="article").articles:
        instrument = resolver.graph.instruments.need(resolver.graph.provisions.need(article.id).instrument)
        assert instrument.place in near
        assert (instrument.start is None or instrument.start <= DAY) and (instrument.until is None or instrument.until > DAY)


def test_filters_by_rank_kind_and_function(resolver: Resolver, ask_for) -> None:  # type: ignore[no-untyped-def]
    ranked = ask_for("邻居半夜装修谁管", rank="行政法规")
    assert ranked.articles
    assert {a.rank for a in ranked.articles} == {"行政法规"}
    only = ask_for("路灯", kind="matter")
    assert only.matters
    assert not (only.articles or only.rulings or only.statutes or only.departments)
    police = ask_for("邻居半夜装修谁管", "宁海县", function=iri("function", "public-security"))
    assert [m.matter.label for m in police.matters] == ["室内装修噪声"]


def test_near_rulings_are_found(ask_for) -> None:  # type: ignore[no-untyped-def]
    assert ask_for("虾塘倒了投放剂虾死了", "宁海县").rulings[0].ruling.title == "水产投放剂致虾蟹死亡的首问责任认定"


@pytest.mark.parametrize("words", ["", "x", "xyzw qqq", "!!!", "😀😀"])
def test_nothing_is_made_up(ask_for, words: str) -> None:  # type: ignore[no-untyped-def]
    found = ask_for(words)
    assert not found.matters
    assert not found.articles


def test_words_in_common_are_marked() -> None:
    pieces = list(articles_found.marked("装修先告知物业", "邻居半夜装修谁管"))
    assert pieces == [("装修", True), ("先告知物业", False)]
    assert list(articles_found.passage("甲" * 300, (200, 210)))[1] == ("甲" * 10, True)
    assert "".join(text for text, _ in articles_found.passage("短文", None)) == "短文"


def test_full_texts_are_quoted_where_they_were_imported(legal: FlaskClient) -> None:
    page = unescape(re.sub(r"<[^>]+>", "", legal.get("/search?q=" + quote("渔业法第六条")).get_data(as_text=True)))
    assert "本地渔业归渔业渔政主管部门管" in page
    only = unescape(re.sub(r"<[^>]+>", "", legal.get("/search?q=" + quote("《宁波市试验田灌溉条例》第三条")).get_data(as_text=True)))
    assert "浇水一天两次" in only, "a statute that only the law store holds"


def test_what_is_offered_while_typing(resolver: Resolver, legal: FlaskClient) -> None:
    laws = open_laws(resolver.graph.folder)
    assert called.suggest(resolver.graph, laws, "渔业法")[0].name == "渔业法"
    assert any(s.kind == "事项" for s in called.suggest(resolver.graph, laws, "噪声"))
    assert len(called.suggest(resolver.graph, laws, "局")) == called.SUGGESTED
    assert called.suggest(resolver.graph, laws, "《》") == []
    offered = legal.get("/search/suggest?q=" + quote("试验田")).get_data(as_text=True)
    assert "宁波市试验田灌溉条例" in offered, "titles of the law store too"


@pytest.mark.parametrize("path", ["/search?q=" + "长" * 3000, "/search?q=a&kind=x&rank=y&function=z", "/search?q=%00%ff", "/search?q=%3Cscript%3Ealert(1)%3C/script%3E路灯", "/search/suggest?q=%3Cb%3E"])
def test_hostile_words_do_no_harm(legal: FlaskClient, path: str) -> None:
    answer = legal.get(path)
    assert answer.status_code in (200, 400)
    assert "<script>alert" not in answer.get_data(as_text=True)


def test_an_empty_and_a_fruitless_search_help_on(legal: FlaskClient) -> None:
    assert "可以这样找" in legal.get("/search").get_data(as_text=True)
    fruitless = legal.get("/search?q=qqqqzzzz&place=" + quote("宁海县")).get_data(as_text=True)
    assert "没有找到" in fruitless
    assert "改看今天、不限地方" in fruitless


def test_every_page_has_the_box(legal: FlaskClient) -> None:
    for path in ("/", "/matters", "/rulings", "/docs"):
        assert 'action="/search"' in legal.get(path).get_data(as_text=True), path
