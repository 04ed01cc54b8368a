"""The search over a few statutes in our own words: words and sayings, links, filters, citations typed, old names, imports while it is open."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graph.laws.store import open_laws
from ontology.errors import BadInput, BadVersion
from resolver.laws.building import build_search, index_folder
from resolver.laws.search import ArticleHit, LawSearch, open_search


def found(hits: list[ArticleHit]) -> list[tuple[str, str, str]]:
    return [(hit.title, hit.version, hit.number) for hit in hits]


def test_a_laymans_words_find_the_article_that_does_not_hold_them(search: LawSearch) -> None:
    first, *_ = search.search("隔壁挖地基施工把我家墙震裂了")  # 挖地基, 震裂: only among the sayings of 民法典 295
    assert (first.law, first.title, first.label) == ("中华人民共和国民法典", "民法典", "第二百九十五条")


def test_the_passage_is_the_sentence_that_answers(search: LawSearch) -> None:
    hit = next(h for h in search.search("建造房屋造成损失赔偿吗") if h.number == "295")
    assert hit.passage is not None
    text = open_laws(search._home).article("民法典", hit.version, "295")
    assert text is not None
    assert text.text[slice(*hit.passage)] == "造成损失的，照价赔偿。"


def test_what_interpretations_cite_gains(search: LawSearch, law_home: Path) -> None:
    words = "打洞震裂墙体"
    whole, without = ({h.number: h.score for h in s.search(words) if h.title == "民法典"} for s in (search, LawSearch(law_home, without=frozenset({"links"}))))
    assert whole["295"] > without.get("295", 0.0)


@pytest.mark.parametrize("typed", ["民法典295条", "《民法典》第二百九十五条", "中华人民共和国民法典第295条", "请问《民法典》第295条说的震裂怎么赔"])
def test_a_citation_typed_goes_straight_to_the_article(search: LawSearch, typed: str) -> None:
    assert found(search.search(typed))[0] == ("民法典", "2020-05-28", "295")


def test_an_article_that_is_not_there_is_no_error(search: LawSearch) -> None:
    assert all(hit.number != "999" for hit in search.search("民法典第999条"))


def test_an_old_name_says_its_successor_and_leads_to_what_repealed_it(search: LawSearch) -> None:
    named = search.typed("旧契约法第94条")
    assert named is not None
    assert named.note == "《旧契约法》已由《民法典》取代"
    assert found(search.search("《中华人民共和国旧契约法》第九十四条")) == [("民法典", "2020-05-28", "1260")]


def test_only_the_newest_version_is_found_unless_a_day_is_given(search: LawSearch) -> None:
    now, then = search.search("养猫登记每户几只"), search.search("养猫登记每户几只", day=dt.date(2005, 1, 1))
    assert ("养猫条例", "2019-05-06", "2") in found(now)
    assert ("养猫条例", "2001-02-03", "2") not in found(now)
    assert ("养猫条例", "2001-02-03", "2") in found(then)
    assert all(hit.version == "2001-02-03" for hit in then)


@pytest.mark.parametrize(
    ("filters", "local", "national"),
    [({}, True, True), ({"national": True}, False, True), ({"category": "地方性法规"}, True, False), ({"place": "浙江省宁波市宁海县"}, True, True), ({"place": "山东省济宁市"}, False, True)],
)  # fmt: skip
def test_filters_of_rank_and_place(search: LawSearch, filters: dict[str, Any], local: bool, national: bool) -> None:
    titles = {hit.title for hit in search.search("养猫登记", **filters)}
    assert ("宁波市养猫管理办法" in titles, "养猫条例" in titles) == (local, national)


def test_only_articles_that_name_a_department(search: LawSearch) -> None:
    hits = search.search("养猫登记，猫伤人警告", function=("公安机关", "公安局"))
    assert {(h.title, h.number) for h in hits} == {("养猫条例", "2"), ("养猫条例", "3")}
    assert search.search("养猫登记", function=("税务机关",)) == []


def test_fewer_are_given_where_fewer_are_wanted_and_scores_fall(search: LawSearch) -> None:
    assert len(search.search("养猫登记收费吗，猫伤人警告吗", 10)) > 2
    hits = search.search("养猫登记收费吗，猫伤人警告吗", 2)
    assert len(hits) == 2
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)
    assert search.search("养猫登记", 0) == []


@pytest.mark.parametrize("question", ["", "   ", "hello?", "12345"])
def test_what_cannot_be_asked_is_refused(search: LawSearch, question: str) -> None:
    with pytest.raises(BadInput):
        search.search(question)


def test_words_that_no_article_holds_find_nothing(search: LawSearch) -> None:
    assert search.search("鑫淼焱") == []


def test_an_empty_home_answers_nothing(tmp_path: Path) -> None:
    assert open_search(tmp_path).search("养猫登记") == []
    assert not build_search(tmp_path)


def test_what_is_imported_later_is_found_once_it_is_indexed(tmp_path: Path, importing: Callable[..., None], rows: list[Any]) -> None:
    importing(tmp_path, rows)
    with pytest.raises(BadVersion, match="shouwen laws index"):
        open_search(tmp_path).search("养猫登记")
    assert build_search(tmp_path)
    assert not build_search(tmp_path)  # nothing changed
    open_one, old = open_search(tmp_path), open_laws(tmp_path).generation
    assert not any(hit.title == "养蜂条例" for hit in open_one.search("养蜂登记"))
    importing(tmp_path, [("养蜂条例", "行政法规", "2022-01-01", 1, "养蜂应当登记。")])
    assert open_one.search("养蜂登记")  # while none is built the one before answers
    assert build_search(tmp_path)
    assert open_one.search("养蜂登记")[0].title == "养蜂条例"
    assert not index_folder(tmp_path, old).exists()


def test_an_index_made_with_other_vectors_or_sayings_is_built_anew(tmp_path: Path, law_home: Path) -> None:
    shutil.copytree(law_home, tmp_path / "home")
    about = next((tmp_path / "home" / "laws" / "index").iterdir()) / "about.json"
    about.write_text(about.read_text(encoding="utf-8").replace("laws-", "other-"), encoding="utf-8")
    with pytest.raises(BadVersion, match="shouwen laws index"):
        open_search(tmp_path / "home").search("养猫登记")
    assert build_search(tmp_path / "home")
    assert open_search(tmp_path / "home").search("养猫登记")


def test_a_broken_index_says_how_to_mend_it(tmp_path: Path, law_home: Path) -> None:
    shutil.copytree(law_home, tmp_path / "home")
    folder = next((tmp_path / "home" / "laws" / "index").iterdir())
    (folder / "articles.npy").write_bytes(b"")
    with pytest.raises(BadVersion, match="索引打不开"):
        open_search(tmp_path / "home").search("养猫登记")


def test_what_fails_half_way_leaves_nothing(tmp_path: Path, importing: Callable[..., None], rows: list[Any]) -> None:
    importing(tmp_path, rows)

    def begun(steps: int) -> Callable[[], None]:
        def step() -> None:
            raise KeyboardInterrupt

        return step

    with pytest.raises(KeyboardInterrupt):
        build_search(tmp_path, begun=begun)
    assert list((tmp_path / "laws" / "index").iterdir()) == []
    assert build_search(tmp_path)
