"""What a statute breaks: every kind of thing that rests on an old article, what still holds, and the proposals that carry it over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from drift_texts import CITED_WHOLE, NEW, START, texts

from curation.drift import Fate, Impact, Statute, drafts, impact, impact_of, nothing_new, on_the_desk, read_statute, repealed_titles, replaced, successions
from curation.drift.templates import template_words
from curation.proposals.content import read_content
from curation.proposals.triples import changes_of
from graph import store
from graph.laws.store import open_laws
from graph.publish import next_version
from graph.store import KnowledgeGraph
from graph.traverse import Traversal
from ontology.errors import BadInput, NotFound
from ontology.vocabulary import iri

Make = Callable[..., Statute]


def of(graph: KnowledgeGraph, new: Statute, **more: Any) -> Impact:
    ending = replaced(graph, new.about.title, new.about.version, START, repealed_titles(new.about.title, new.articles))
    return impact(graph, new, ending, texts, START, **more)


def fates(found: Impact) -> dict[str, Fate]:
    return {f.number: f for f in found.fates}


def test_every_citation_is_found_with_what_must_be_done(lamps: KnowledgeGraph, statute: Make) -> None:
    found = of(lamps, statute())
    assert found.replaced == (("照明法", "2020-01-01"),), "the text of 2010 ended before"
    told = fates(found)
    assert {n: (f.new, f.need) for n, f in told.items()} == {"3": ("2", "renumber"), "4": ("3", "read"), "5": (None, "gone"), "6": ("7", "read")}
    assert list(found.by_need()) == ["gone", "read", "renumber"], "the gravest first"
    assert {r.kind for r in told["4"].resting} == {"responsibility", "assignment", "ruling"}
    assert [(r.label, r.alone, r.moves) for r in told["5"].resting] == [("配合 照明，看护", True, True)]
    assert {r.kind: r.id for r in told["6"].resting}["matter"] == iri("matter", "灯杆"), "words that name the article are found too"


def test_what_to_do_about_a_ruling_is_told_and_one_that_nothing_is_left_for_is_drafted_anew(lit: Callable[[str], KnowledgeGraph], statute: Make) -> None:
    graph = lit(CITED_WHOLE)
    found = of(graph, statute())
    told = {(f.number, r.label): r.todo for f in found.fates for r in f.resting if r.kind == "ruling"}
    assert told["4", "路灯归照明"] == "所据条文改了文字，现为《路灯法》第三条：重读；别无依据，须重新认定"
    assert told["3", "灯杆归住建"] == "所据文字未变，现为《路灯法》第二条；认定照旧有效，不用动"
    assert told["", "灯杆归住建"].startswith("所据法规整部被取代，现为《路灯法》：重读")
    succession, *anew = drafts(found, graph)
    assert succession["kind"] == "succession" and "认定《路灯归照明》以《照明法》第四条为据，所据条文改了文字" in succession["reason"]
    lamp = next(c for c in anew if c["supersedes"] == iri("ruling", "990100/r1"))
    assert (lamp["basis"], lamp["from"], lamp["decided_on"], lamp["source"]) == (["《路灯法》第三条"], START.isoformat(), "", "")
    assert {p.field for p in read_content(lamp, graph).errors} >= {"decided_on", "source"}, "nobody submits it unread"
    assert next(c for c in anew if c is not lamp)["basis"] == ["《路灯法》第二条", "《路灯法》"]
    assert drafts(found, graph, [succession, *anew]) == []


def test_a_statute_cited_as_a_whole_is_carried_over_as_a_whole(lit: Callable[[str], KnowledgeGraph], statute: Make, tmp_path: Path) -> None:
    graph = lit(CITED_WHOLE)
    found = of(graph, statute())
    assert (fates(found)[""].need, fates(found)[""].carried) == ("read", True)
    (content,) = successions(found, graph)
    old = iri("statute", "照明法", "2020-01-01")
    assert [a["old"] for a in content["articles"] if a["new"] == "整部"] == [old]
    after = published(graph, content, tmp_path / "home")
    assert set(after.responsibilities.need(iri("resp", "灯杆", "3")).basis) == {old, iri("statute", "路灯法", "2026-10-01")}
    written = {**content, "articles": [{"old": "《照明法》", "new": "整部"}]}
    assert not read_content(written, graph).errors, "in words too"
    wrong = {**content, "articles": [{"old": old, "new": "第三条"}], "ends": []}
    assert {p.field for p in read_content(wrong, graph).errors} == {"articles.0.new", "articles.0.old"}


def test_a_decision_on_repealing_takes_no_statutes_place(lit: Callable[[str], KnowledgeGraph], statute: Make) -> None:
    graph = lit(CITED_WHOLE)
    found = of(graph, statute("关于废止照明法的决定", {"1": "一、《照明法》。"}))
    assert fates(found)[""].need == "gone"
    assert successions(found, graph) == []


def test_a_department_that_the_new_text_no_longer_names_is_told(lamps: KnowledgeGraph, statute: Make) -> None:
    told = fates(of(lamps, statute()))
    assert [g.label for g in told["6"].lost] == ["住建"]
    assert [(g.label, g.named) for g in told["3"].grants] == [("路灯主管部门", "路灯主管部门")]
    assert told["5"].others, "what is gone names its candidates"


def test_templates_that_cite_the_old_text_are_told(lamps: KnowledgeGraph, statute: Make, tmp_path: Path) -> None:
    from docx import Document

    (tmp_path / "templates").mkdir()
    paper = Document()
    paper.add_paragraph("依照《照明法》第三条、《照明法》第九条，现认定如下。")
    paper.save(str(tmp_path / "templates" / "认定书.docx"))
    told = fates(of(lamps, statute(), templates=template_words(tmp_path)))
    assert [r.id for r in told["3"].resting if r.kind == "template"] == ["templates/认定书.docx"]
    assert (told["9"].need, told["9"].resting[0].kind) == ("gone", "template"), "an article that only the template cites"
    (tmp_path / "templates" / "坏.docx").write_bytes(b"no")
    with pytest.raises(BadInput, match=r"坏\.docx"):
        list(template_words(tmp_path))


def test_old_text_that_is_not_held_is_said_to_be_unread(lamps: KnowledgeGraph, statute: Make) -> None:
    new = statute()
    ending = replaced(lamps, "路灯法", "2026-10-01", START, ["照明法"])
    found = impact(lamps, new, ending, lambda title, version: (), START)
    assert {f.need for f in found.fates} == {"unread"}
    assert successions(found, lamps) == []


def test_a_repeal_without_successor_leaves_nothing_standing(lamps: KnowledgeGraph, tmp_path: Path) -> None:
    found = impact_of(nothing_new("照明法"), lamps, open_laws(tmp_path / "nowhere"), tmp_path, old=["照明法"], day=START)
    assert {f.need for f in found.fates} == {"gone"}
    assert {r.id for f in found.fates for r in f.broken if r.moves} >= {iri("resp", "灯杆", "1"), iri("resp", "路灯", "2")}
    with pytest.raises(NotFound, match="不知道“没有的法”"):
        impact_of(nothing_new("没有的法"), lamps, open_laws(tmp_path / "nowhere"), tmp_path, old=["没有的法"], day=START)


def test_an_amendment_replaces_its_own_earlier_text(lamps: KnowledgeGraph, statute: Make) -> None:
    found = of(lamps, statute("照明法"))
    assert found.replaced == (("照明法", "2020-01-01"),)
    assert fates(found)["3"].new == "2"


def test_published_successions_leave_only_what_is_gone(lamps: KnowledgeGraph, statute: Make, tmp_path: Path) -> None:
    found = of(lamps, statute())
    (content,) = successions(found, lamps)
    assert [(a["new"], a["verified"], a["gist"]) for a in content["articles"]] == [("2", True, "要旨3"), ("3", False, "新"), ("7", False, "要旨6")]
    assert "第五条没有找到承接的条文" in content["reason"]
    assert on_the_desk([content], found) == {iri("statute", "照明法", "2020-01-01", n) for n in "346"}
    assert successions(found, lamps, on_the_desk([content], found)) == []
    after = published(lamps, content, tmp_path / "home")
    assert {f.number: f.need for f in of(after, statute()).fates} == {"3": "done", "4": "done", "5": "gone", "6": "done"}
    old = after.instruments.need(iri("statute", "照明法", "2020-01-01"))
    assert old.until == START
    assert f"repealed_by> <{iri('statute', '路灯法')}>" in "".join(after.content.lines(old.id))


def test_from_that_day_on_the_new_article_is_cited_and_before_it_the_old(lamps: KnowledgeGraph, statute: Make, tmp_path: Path) -> None:
    (content,) = successions(of(lamps, statute()), lamps)
    after = Traversal(published(lamps, content, tmp_path / "home"))

    def cited(day: dt.date) -> set[str]:
        claims = after.claims(iri("matter", "路灯"), after.scope(iri("place", "990100"), day))
        return {b.id.removeprefix(iri("statute", "")) for c in claims for b in c.bases}

    assert cited(dt.date(2026, 12, 31)) == {"照明法/2020-01-01/3", "照明法/2020-01-01/4"}
    assert cited(START) == {"路灯法/2026-10-01/2", "路灯法/2026-10-01/3"}


def published(graph: KnowledgeGraph, content: Any, home: Path) -> KnowledgeGraph:
    read = read_content(content, graph)
    assert read.proposed is not None, read.problems
    with next_version(graph, changes_of(read.proposed, graph), home) as staged:
        return store.open_version(home, store.publish(staged.folder, home))


def test_a_long_statute_is_carried_over_in_parts(lamps: KnowledgeGraph, statute: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curation.drift.prepare.MOST", 2)
    contents = successions(of(lamps, statute()), lamps)
    assert [len(c["articles"]) for c in contents] == [2, 1]
    assert [c["title"][-5:] for c in contents] == ["（1/2）", "（2/2）"]


def test_repeal_clauses_and_decisions_on_repealing(statute: Make) -> None:
    assert repealed_titles("路灯法", statute().articles) == ("照明法",)
    listed = statute("关于废止两部规章的决定", {"1": "一、《井盖管理办法》；二、《护栏管理办法》。"}).articles
    assert repealed_titles("关于废止两部规章的决定", listed) == ("井盖管理办法", "护栏管理办法")


def test_a_new_text_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "路灯法.txt"
    file.write_text("路灯法\n（2026年10月1日通过）\n" + "".join(f"第{'一二三四五六七八'[int(n) - 1]}条　{t}\n" for n, t in NEW.items()), encoding="utf-8")
    found = read_statute(file)
    assert (found.about.title, len(found.articles), found.about.start) == ("路灯法", len(NEW), START)
    (tmp_path / "空.txt").write_text("没有条文的一页纸", encoding="utf-8")
    with pytest.raises(BadInput, match=r"空\.txt"):
        read_statute(tmp_path / "空.txt")
