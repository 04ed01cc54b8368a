"""承接: an article of a new text that takes the place of an old one: what is refused, what it changes, in words, and in answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from curation.diff import in_words
from curation.office import Office
from curation.proposals.content import read_content, title_of
from curation.proposals.model import SuccessionProposed
from graph.store import KnowledgeGraph
from ontology.vocabulary import iri

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
NEW: dict[str, Any] = {
    "kind": "succession", "jurisdiction": "全国", "statute": "渔业法", "version": "2029-12-01", "from": "2030-01-01", "ends": ["《渔业法》2025-12-27"],
    "articles": [{"old": "《渔业法》第六条", "new": "第七条", "gist": "渔业渔政部门管本地渔业", "grants": [{"function": "fishery", "grant": "主管"}], "verified": True}],
    "reason": "修订", "source": "公报",
}  # fmt: skip
OLD, FRESH = iri("statute", "渔业法", "2025-12-27", "6"), iri("statute", "渔业法", "2029-12-01", "7")


def first(**other: Any) -> dict[str, Any]:
    """Return the content with its article changed."""
    return NEW | {"articles": [NEW["articles"][0] | other]}


@pytest.mark.parametrize(
    ("wrong", "field", "message"),
    [
        (NEW | {"statute": ""}, "statute", "没有写新法规的名称"),
        (NEW | {"statute": "渔<业>法"}, "statute", "不能用的符号"),
        (NEW | {"statute": "新渔业法"}, "rank", "没有写位阶"),
        (NEW | {"version": "去年"}, "version", "无法识别"),
        (NEW | {"from": ""}, "from", "没有写从哪天起施行"),
        (NEW | {"from": "2029-01-01"}, "from", "早于版本日"),
        (NEW | {"version": "2025-12-27", "from": "2026-06-01"}, "from", "图里这一文本自 2026-05-01 起施行"),
        (NEW | {"ends": ["没有的法"]}, "ends.0", "图里没有法规“没有的法”"),
        (NEW | {"version": "2025-12-27", "from": "2026-05-01"}, "ends.0", "这就是新文本自己"),
        (NEW | {"articles": []}, "articles", "没有写哪条承接哪条"),
        (NEW | {"articles": [NEW["articles"][0]] * 2}, "articles.1.old", "写了两次"),
        (NEW | {"articles": [NEW["articles"][0]] * 61}, "articles", "最多 60 条"),
        (NEW | {"articles": ["第六条"]}, "articles", "每一项"),
        (first(old=""), "articles.0.old", "没有写旧条"),
        (first(old="《渔业法》第九百条"), "articles.0.old", "图里没有引用"),
        (first(new=""), "articles.0.new", "没有写新条号"),
        (first(new="第几条"), "articles.0.new", "不是条号"),
        (first(gist=""), "articles.0.gist", "没有写新条的要旨"),
        (first(grants=[{"function": "没有的职能", "grant": "主管"}]), "articles.0.grants.0.function", "没有职能"),
        (first(grants=[{"function": "fishery", "grant": "批准"}]), "articles.0.grants.0.grant", "没有授权种类“批准”"),
        (first(grants=[{"function": "fishery"}]), "articles.0.grants.0.grant", "没有写授权种类"),
        (first(keep=["没有的事项"]), "articles.0.keep.0", "没有事项"),
        (NEW | {"source": ""}, "source", "没有写出处"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(graph: KnowledgeGraph, wrong: dict[str, Any], field: str, message: str) -> None:
    problems = {p.field: p.message for p in reversed(read_content(wrong, graph).problems)}
    assert message in problems[field]


@pytest.mark.parametrize("written", ["7", "第七条", "第7条", "《渔业法》第七条"])
def test_a_new_number_is_read_as_people_write_it(graph: KnowledgeGraph, written: str) -> None:
    proposed = read_content(first(new=written), graph).proposed
    assert isinstance(proposed, SuccessionProposed)
    assert (proposed.articles[0].old, proposed.articles[0].number) == (OLD, "7")


def test_what_rests_on_the_old_article_moves_unless_it_is_to_stay(graph: KnowledgeGraph) -> None:
    resting = graph.responsibilities.where("basis", OLD)
    proposed = read_content(NEW, graph).proposed
    assert isinstance(proposed, SuccessionProposed)
    assert set(proposed.articles[0].moved) == {r.id for r in resting} | {a.id for a in graph.assignments.where("basis", OLD)}
    stays = graph.matters.need(resting[0].matter)
    kept = read_content(first(keep=[stays.label]), graph).proposed
    assert isinstance(kept, SuccessionProposed)
    assert set(proposed.articles[0].moved) - set(kept.articles[0].moved) == {r.id for r in resting if r.matter == stays.id}


def test_it_is_told_in_words(office: Office) -> None:
    with office.trial(NEW, NOW) as trial:
        assert trial.after is not None and not trial.errors, trial.problems
        told = in_words(trial.changes, trial.before, trial.after)
    rows = {(c.what, c.title): {r.label: (r.old, r.new) for r in c.rows} for c in told}
    assert rows["条款", "《渔业法》第七条"] == {"条号": ("", "7"), "要旨": ("", "渔业渔政部门管本地渔业"), "起": ("", "2030年1月1日"), "已与原文核对": ("", "是")}
    assert next(said for (what, title), said in rows.items() if what == "授权" and title.startswith("《渔业法》第七条授权"))["授权种类"] == ("", "主管")
    ended = next(c for c in told if c.what == "法规版本" and c.kind == "changed")
    assert [(r.label, r.new) for r in ended.rows] == [("止（不含当日）", "2030年1月1日")]
    moved = next(c for c in told if c.what == "职责")
    assert "《渔业法》第七条" in moved.rows[0].new and moved.rows[0].label == "依据"


def test_once_published_each_day_cites_its_own_text(office: Office, publish: Callable[..., Any], answer: Callable[..., Any]) -> None:
    publish(office, NEW)
    def cited(day: dt.date) -> set[str]:
        return {c.id for c in answer(office, day=day).citations if "/渔业法/" in c.id}

    assert OLD in cited(dt.date(2029, 12, 31)) and FRESH not in cited(dt.date(2029, 12, 31))
    assert FRESH in cited(dt.date(2030, 1, 1)) and OLD not in cited(dt.date(2030, 1, 1))


def test_a_lead_whose_function_the_new_article_does_not_name_is_a_warning(office: Office) -> None:
    with office.trial(first(grants=[{"function": "water", "grant": "主管"}]), NOW) as trial:
        assert [p.level for p in trial.problems if p.field == "articles.0.grants"] == ["warning"]
    with office.trial(NEW | {"ends": []}, NOW) as trial:
        assert any(p.field == "articles.0.old" and "仍有效" in p.message for p in trial.problems)


def test_two_old_articles_may_go_into_one(office: Office, publish: Callable[..., Any]) -> None:
    other = next(p for p in office.publisher.graph().provisions.where("instrument", iri("statute", "渔业法", "2025-12-27")) if p.number != "6")
    both = NEW | {"articles": [NEW["articles"][0], NEW["articles"][0] | {"old": other.id, "gist": "别的说法", "grants": [{"function": "fishery", "grant": "执法"}]}]}
    publish(office, both)
    graph = office.publisher.graph()
    assert graph.provisions.need(FRESH).gist == "渔业渔政部门管本地渔业", "an article has one gist: the first"
    assert {g.kind for g in graph.grants.where("article", FRESH)} == {"competent", "enforcement"}


def test_a_succession_has_a_title(graph: KnowledgeGraph) -> None:
    assert title_of(NEW) == "法条承接：渔业法"
