"""What holds of every answer, whatever was asked, wherever and whenever."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.samples import samples
from graph.store import KnowledgeGraph
from ontology.errors import BadInput
from ontology.model import Case, Decision
from ontology.vocabulary import iri
from resolver.pipeline import Resolver
from resolver.stand import Known, stand

NOW, THEN = dt.date(2026, 11, 21), dt.date(2019, 6, 1)
PLACES = (None, "宁海县", "邹城市", "西宁市", "奉节县", "坪山区", "上海市")
ASKING = ("路灯坏了没人修", "自来水管爆了")
TEXTS = (
    *ASKING, "楼下烧烤店油烟太大", "小区里电动车充电桩坏了", "老板拖欠工资三个月", "隔壁工地夜里施工吵得睡不着",
    "城管说不归他们管，楼下乱摆摊", "买到过期食品，商家不肯赔", "河里漂着死鱼，水发臭", "燃气公司上门收费太高",
    "孩子转学学校不接收", "医保报销比例不对", "网购的手机是假货", "小区电梯经常困人", "有人在山上挖沙毁林",
    "谢谢你们的帮助", "1.小区垃圾没有人清运很臭。2.老板拖欠工资三个月不发。",
)  # fmt: skip


@pytest.fixture(scope="module")
def answers(resolver: Resolver) -> list[tuple[Case, Decision]]:
    """Return answers to all texts in all places, now and years ago, and to the founding disputes; demands on their own too."""
    places = [resolver.graph.find_place(p).id if p else None for p in PLACES]
    cases = [Case(f"{n}", text, day, place=place) for n, text in enumerate(TEXTS) for place in places for day in (NOW, THEN)]
    cases += [Case(key, s.text, NOW, place=resolver.graph.find_place(s.place, s.district or None).id) for key, s in samples().items()]
    decided = list(zip(cases, resolver.resolve_many(cases), strict=True))
    return decided + [(case, demand) for case, d in decided for demand in d.demands]


def test_all_three_outcomes_occur_so_that_the_rest_means_something(answers: list[tuple[Case, Decision]]) -> None:
    assert {d.outcome for _, d in answers} == {"assign", "ask", "refer"}
    assert any(d.demands for _, d in answers)
    assert any(d.joint for _, d in answers)


def test_confidences_are_shares_and_candidates_descend(answers: list[tuple[Case, Decision]]) -> None:
    for case, d in answers:
        confidences = [c.confidence for c in d.candidates]
        assert confidences == sorted(confidences, reverse=True), case.text
        assert all(0 <= c <= 1 for c in confidences), case.text


def test_five_candidates_or_more_are_listed_each_once(answers: list[tuple[Case, Decision]]) -> None:
    for case, d in answers:
        assert len(d.candidates) >= 5 or not d.explanation.marks, case
        assert len({c.name for c in d.candidates}) == len(d.candidates), case


def test_helpers_never_contain_the_lead_nor_repeat(answers: list[tuple[Case, Decision]]) -> None:
    for case, d in answers:
        names = [h.name for h in d.helpers]
        assert d.lead is None or d.lead.name not in names, case
        assert len(set(names)) == len(names), case


def test_every_citation_holds_on_the_day_and_its_path_begins_with_a_matter(answers: list[tuple[Case, Decision]]) -> None:
    cited = 0
    for case, d in answers:
        for citation in d.citations:
            cited += 1
            assert citation.in_force.holds_on(case.as_of), (case, citation)
            assert citation.path[0].startswith(iri("matter", "")), (case, citation)
            assert citation.id in citation.path, (case, citation)
    assert cited > len(answers)


def test_a_lead_assigned_today_rests_on_a_binding_basis(answers: list[tuple[Case, Decision]]) -> None:
    for case, d in answers:
        if d.outcome == "assign" and case.as_of == NOW:
            assert any(not c.persuasive for c in d.citations), case


def test_no_case_is_left_without_someone_to_act(answers: list[tuple[Case, Decision]]) -> None:
    """Only what a ruling leaves to the leadership has no lead, and then the notes say who starts."""
    for case, d in answers:
        assert d.lead or any("由领导牵头" in note for note in d.explanation.notes), case


def test_a_question_decides_between_units_and_its_answer_settles_it(answers: list[tuple[Case, Decision]], resolver: Resolver) -> None:
    asked = [(case, d, d.question) for case, d in answers if d.outcome == "ask" and d.question and d.id == case.id]
    assert {case.text for case, *_ in asked} >= set(ASKING)
    for case, _, question in asked:
        assert len({o.leads_to for o in question.options}) >= 2, case
    for case, _, question in [a for a in asked if a[0].text in ASKING]:
        for option in question.options:
            settled = resolver.resolve(replace(case, facts={question.condition: option.key}))
            assert settled.question is None or settled.question.condition != question.condition
            assert settled.lead
            assert settled.lead.name == option.leads_to, (case, option)


def test_only_an_asking_answer_carries_a_question(answers: list[tuple[Case, Decision]]) -> None:
    for case, d in answers:
        assert (d.question is not None) >= (d.outcome == "ask"), case
        assert d.question is None or d.outcome != "assign", case


def test_replayed_on_the_same_version_the_answer_is_identical(answers: list[tuple[Case, Decision]], resolver: Resolver) -> None:
    again = Resolver(resolver.graph, resolver._candidates._encoder)
    whole = [(case, d) for case, d in answers if d.id == case.id]
    for case, d in whole[::7]:
        assert again.resolve(case) == d


@pytest.mark.parametrize("text", ["路灯坏了没人修", "老板拖欠工资三个月", "楼下烧烤店油烟太大，晚上ABC酒吧也吵，城管说不归他们管。"])
def test_the_way_it_is_typed_does_not_change_the_lead(resolver: Resolver, text: str) -> None:
    expected = resolver.resolve(Case("1", text, NOW)).lead

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(st.text(" \n\t　\r", max_size=6), st.text(" \n\t　\r", max_size=6), st.booleans())
    def typed(before: str, after: str, wide: bool) -> None:
        written = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text) if wide else text
        assert resolver.resolve(Case("1", before + written + after, NOW)).lead == expected

    typed()


@pytest.mark.parametrize("typed", ["路燈壞了沒人修", "<p>路灯坏了没人修</p>", "路灯坏了没人修💡", "路\u200b灯坏了没\ufeff人修"])
def test_other_spellings_of_one_text_get_one_answer(ask: Callable[..., Decision], typed: str) -> None:
    assert ask(typed).lead == ask("路灯坏了没人修").lead


def named(mend: str) -> set[str]:
    """Return the keys that an error's way to mend names."""
    return set(mend.split("：", 1)[1].removesuffix(" 等").split("、"))


def test_a_fact_that_does_not_exist_is_refused_with_some_that_do(ask: Callable[..., Decision], graph: KnowledgeGraph) -> None:
    with pytest.raises(BadInput, match="没有辨别事实“没有这个”") as refused:
        ask("路灯坏了没人修", 没有这个="是")
    assert len(named(refused.value.mend)) >= 5
    assert named(refused.value.mend) <= {c.key for c in graph.conditions}


def test_an_answer_that_does_not_exist_is_refused_with_those_that_do(ask: Callable[..., Decision], graph: KnowledgeGraph) -> None:
    with pytest.raises(BadInput, match="没有答案“月球”") as refused:
        ask("路灯坏了没人修", 道路属性="月球")
    road = next(c for c in graph.conditions if c.key == "道路属性")
    assert "市政道路" in named(refused.value.mend) == {o.key for o in graph.options if o.id in road.options}


@pytest.mark.parametrize("text", ["今天天气真好", "孔子曰学而时习之不亦说乎", "哈哈哈哈哈哈"])
def test_a_text_in_which_nothing_is_recognised_is_referred_and_says_so(resolver: Resolver, text: str) -> None:
    decision = resolver.resolve(Case("1", text, NOW))
    assert decision.outcome == "refer"
    assert any("没有认出" in note for note in decision.explanation.notes)
    assert decision.matters == ()
    assert decision.citations == ()


@pytest.mark.parametrize(("text", "matter"), [("孩子被老师用尺子打手，都肿了", "师德师风和体罚学生"), ("被狗追", "犬猫抓咬伤人")])
def test_a_text_that_holds_no_known_word_is_answered_by_its_meaning_and_says_so(resolver: Resolver, text: str, matter: str) -> None:
    decision = resolver.resolve(Case("1", text, NOW))
    assert not resolver.read([Case("1", text, NOW)])[0][0].found.words, "the test's letter now holds a known word: take another"
    assert decision.matters[0].label == matter
    assert any("只按意思相近" in note for note in decision.explanation.notes)
    assert decision.outcome == "refer"
    assert not decision.automatic


# --- special over general ---------------------------------------------------------------------


def led(resolver: Resolver, matter: str, place: str, option: str) -> tuple[str, str]:
    """Return the step of the basis and the function that leads on a matter in a place once a fact is known."""
    walk = resolver.traversal
    scope = walk.scope(resolver.graph.find_place(place).id, NOW)
    condition = resolver.graph.options.need(iri("condition", *option.split("/"))).condition
    first = stand(resolver.graph.matters.need(iri("matter", matter)), walk, scope, Known({condition: iri("condition", *option.split("/"))})).contenders[0]
    return first.claim.step, first.holder.function


def test_law_on_one_case_of_a_matter_is_not_undone_by_a_regulation_on_the_matter_in_general(resolver: Resolver) -> None:
    smoking = next(o.id.split("/id/condition/")[1] for o in resolver.graph.options if o.label == "学校、幼儿园")
    assert led(resolver, "公共场所吸烟", "嘉兴市", smoking) == ("law", "education")


def test_a_regulation_that_speaks_of_the_case_itself_stands_above_the_law(resolver: Resolver) -> None:
    assert led(resolver, "犬只禁入场所", "上海市", "公园内外/公园内") == ("local-regulation", "public-security")


def test_a_list_of_the_place_stands_above_both(resolver: Resolver) -> None:
    lists = [
        (r, o) for r in resolver.graph.responsibilities if r.part == "lead" and not r.options and any("/list/" in b for b in r.basis) and r.place.endswith("/310000")
        for q in resolver.graph.responsibilities.where("matter", r.matter) if q.part == "lead" and q.place.endswith("/CN") for o in q.options
    ]  # fmt: skip
    assert lists
    for r, option in lists[:20]:
        step, _ = led(resolver, r.matter.rsplit("/", 1)[1], "上海市", option.split("/id/condition/")[1])
        assert step in ("ruling-here", "list-here")


def test_every_branch_of_the_nation_decides_once_its_fact_is_known(resolver: Resolver) -> None:
    graph, traversal = resolver.graph, resolver.traversal
    nation = traversal.scope(None, NOW)
    silent, branches = [], 0
    for matter in graph.matters:
        for claim in traversal.claims(matter.id, nation):
            branch = claim.responsibility
            if branch.part != "lead" or not branch.options or not claim.binding:
                continue
            branches += 1
            known = Known({graph.options.need(o).condition: o for o in branch.options})
            leads = {c.holder.name for c in stand(matter, traversal, nation, known).contenders}
            if traversal.of_claim(claim, nation).name not in leads:
                silent.append((branch.id, sorted(leads)))
    assert branches > 500
    assert silent == [], "a branch whose basis is too weak to win is asked about in vain"
