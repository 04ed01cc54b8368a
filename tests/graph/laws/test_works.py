"""The statutes of graph and law store as one; where an article went from version to version."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import orjson
import pytest

from graph.laws.domains import DOMAINS, OTHER, domains_of
from graph.laws.history import changes, counterpart, history, succeeded
from graph.laws.importing import bring_in
from graph.laws.store import LawStore, open_laws
from graph.laws.works import KeptWorks, Works
from graph.store import KnowledgeGraph
from ontology.vocabulary import iri

DAY = dt.date(2026, 11, 22)
OLD = {"1": "试验由试验员做。", "2": "试验的记录本放在田头的木箱里，每天写一页。", "3": "试验员迟到的，扣一天的水。"}
NEW = {"1": "试验由试验员做。", "2": "试验前先看天气。", "3": "试验的记录本放在田头的铁箱里，每天写两页。", "4": "试验员迟到的，扣一天的水。"}


def lines(law: str, version: str, articles: dict[str, str], **more: str) -> list[dict[str, object]]:
    return [{"law": law, "category": "部门规章", "version_date": version, "article_no": int(n), "text": text} | more for n, text in articles.items()]


@pytest.fixture(scope="module")
def laws(tmp_path_factory: pytest.TempPathFactory) -> LawStore:
    """Return a store of statutes of our own writing, two of whose titles and versions the graph has too."""
    home: Path = tmp_path_factory.mktemp("home")
    rows = lines("试验田规定", "2010-01-01", OLD) + lines("试验田规定", "2020-01-01", NEW)
    rows += lines("试验园规定", "2025-01-01", {"1": "园里的试验由试验员做。", "2": "试验的记录本放在田头的铁箱里，每天写两页。"})
    rows += lines("中华人民共和国渔业法", "2013-12-28", {"6": "试验。"}) + lines("中华人民共和国渔业法", "1986-01-20", {"1": "试验。"})
    file = home / "texts.jsonl"
    file.write_bytes(b"\n".join(map(orjson.dumps, rows)))
    bring_in(home, [file])
    return open_laws(home)


@pytest.fixture(scope="module")
def works(graph: KnowledgeGraph, laws: LawStore) -> Works:
    return Works(graph, laws)


def test_every_statute_of_both_is_there_once(graph: KnowledgeGraph, laws: LawStore, works: Works) -> None:
    assert set(works.by_id) == {i.work for i in graph.instruments} | {iri("statute", t) for t in ("试验田规定", "试验园规定")}
    assert len([w for w in works if w.title == "渔业法"]) == 1


def test_versions_of_both_stand_in_one_row_newest_first(works: Works) -> None:
    fishing = works.titled("中华人民共和国渔业法")
    assert fishing is not None
    assert [(v.version, bool(v.instrument), bool(v.held)) for v in fishing.versions] == [
        ("2025-12-27", True, False), ("2013-12-28", True, True), ("1986-01-20", False, True)
    ]  # fmt: skip
    assert fishing.full_title == "中华人民共和国渔业法" and fishing.rank == "法律"


def test_where_both_say_a_period_it_is_the_graphs_and_the_other_is_told(works: Works) -> None:
    then = works.version(iri("statute", "渔业法", "2013-12-28"))
    assert then is not None
    assert (then.start, then.until) == (dt.date(2014, 3, 1), dt.date(2026, 5, 1))
    assert then.disputed == "2014-03-01 至 今", "the store's text states no first day, so only the end is told"


def test_the_version_of_a_day(works: Works) -> None:
    fishing = works.by_id[iri("statute", "渔业法")]
    for day, version in ((dt.date(2024, 6, 1), "2013-12-28"), (DAY, "2025-12-27")):
        found = fishing.at(day)
        assert found is not None and found.version == version
        assert fishing.state(found, day) == "holds"
    assert fishing.state(fishing.versions[1], DAY) == "replaced"
    assert fishing.state(fishing.versions[0], dt.date(2024, 6, 1)) == "coming"
    garden = works.by_id[iri("statute", "试验园规定")]
    assert garden.at(dt.date(2000, 1, 1)) is None and garden.shown(dt.date(2000, 1, 1)).version == "2025-01-01"


def test_what_rests_on_a_work_is_counted(graph: KnowledgeGraph, works: Works) -> None:
    fishing = works.by_id[iri("statute", "渔业法")].resting
    articles = {p.id for i in graph.instruments.where("work", iri("statute", "渔业法")) for p in graph.provisions.where("instrument", i.id)}
    assert fishing.responsibilities == sum(bool(articles.intersection(r.basis)) for r in graph.responsibilities) > 0
    assert fishing.rulings == {r.id for r in graph.rulings if articles.intersection(r.basis)}
    assert "agriculture" in fishing.functions and fishing.unverified == 0
    assert works.by_id[iri("statute", "试验田规定")].resting.cited == 0


def test_works_are_made_anew_only_when_something_changed(graph: KnowledgeGraph, tmp_path: Path) -> None:
    store, kept = open_laws(tmp_path), KeptWorks()
    first = kept.of(graph, store)
    assert kept.of(graph, store) is first
    file = tmp_path / "one.jsonl"
    file.write_bytes(b"\n".join(map(orjson.dumps, lines("试验池规定", "2020-01-01", OLD))))
    bring_in(tmp_path, [file])
    second = kept.of(graph, store)
    assert second is not first and second.titled("试验池规定") is not None


def test_an_article_is_followed_through_versions(laws: LawStore) -> None:
    def to(number: str, old: str = "2010-01-01", new: str = "2020-01-01") -> str | None:
        return counterpart(laws, "试验田规定", old, number, new)

    assert [to(n) for n in OLD] == ["1", "3", "4"]
    assert [to(n, "2020-01-01", "2010-01-01") for n in NEW] == ["1", None, "2", "3"]


FORMULA = "的，处五日以下拘留或者五百元以下罚款；情节较重的，处十日以上十五日以下拘留，可以并处一千元以下罚款。"
BETTING = "收钱替人摆牌桌、看场子、送筹码"


def test_the_same_number_and_the_same_sanction_are_not_the_same_article(tmp_path: Path) -> None:
    before, after = {"1": BETTING + FORMULA, "2": "夜里敲锣" + FORMULA}, {"1": "在客房里藏镜头、卖镜头" + FORMULA, "2": BETTING + FORMULA.replace("五百", "八百")}
    file = tmp_path / "two.jsonl"
    file.write_bytes(b"\n".join(map(orjson.dumps, [*lines("试验街规定", "2010-01-01", before), *lines("试验街规定", "2020-01-01", after)])))
    bring_in(tmp_path, [file])
    store = open_laws(tmp_path)
    assert counterpart(store, "试验街规定", "2010-01-01", "1", "2020-01-01") == "2"
    assert counterpart(store, "试验街规定", "2020-01-01", "1", "2010-01-01") is None
    found = {(c.kind, c.before.number if c.before else "", c.after.number if c.after else "") for c in changes(store, "试验街规定", "2010-01-01", "2020-01-01")}
    assert found == {("new", "", "1"), ("reworded", "1", "2"), ("gone", "2", "")}


def test_history_tells_what_changed_from_one_to_the_next(laws: LawStore) -> None:
    newest, oldest = history(laws, "试验田规定", ["2020-01-01", "2010-01-01"], "2010-01-01", "2")
    assert (newest.article and newest.article.number, newest.from_number, newest.changed) == ("3", "2", True)
    assert "".join(p.text for p in newest.pieces if p.kind != "in") == OLD["2"]
    assert (oldest.version, oldest.changed, oldest.pieces) == ("2010-01-01", False, ())
    moved = history(laws, "试验田规定", ["2020-01-01", "2010-01-01"], "2020-01-01", "4")[0]
    assert (moved.from_number, moved.changed) == ("3", False), "another number, the same text"


def test_the_article_that_took_its_place_in_another_statute(laws: LawStore) -> None:
    assert succeeded(laws, ("试验田规定", "2020-01-01"), "3", ("试验园规定", "2025-01-01")) == "2"
    assert succeeded(laws, ("试验田规定", "2020-01-01"), "2", ("试验园规定", "2025-01-01")) is None


@pytest.mark.parametrize(
    ("title", "domain"),
    [
        ("渔业法", "农业农村"), ("生态环境法典", "生态环境"), ("物业管理条例", "城乡建设"), ("道路交通安全法", "交通运输"), ("民法典", "民商事"), ("食品安全法", "食品药品"),
        ("最高人民法院关于行政诉讼证据若干问题的规定", "诉讼"), ("信访工作条例", "行政与监察"), ("某某若干规定", OTHER),
    ],
)  # fmt: skip
def test_the_field_of_a_statute_is_read_off_its_title(title: str, domain: str) -> None:
    assert domain in domains_of(title)


def test_a_court_in_the_title_makes_no_civil_law() -> None:
    assert domains_of("最高人民法院关于巡回法庭若干问题的规定") == (OTHER,)
    assert OTHER not in DOMAINS


def test_most_of_our_statutes_have_a_field(graph: KnowledgeGraph) -> None:
    titles = {i.title for i in graph.instruments if "/statute/" in i.id}
    assert sum(domains_of(t) == (OTHER,) for t in titles) < len(titles) / 50
