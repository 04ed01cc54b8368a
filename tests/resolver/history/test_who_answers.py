"""Which function and which unit answer a letter, how sure that is, and what was done with letters like it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import past_letters as made
import pytest
from past_letters import DAY, Ask, case, invented, with_experience

from graph.store import KnowledgeGraph
from ontology.model import Case
from resolver.history import surety
from resolver.history.experience import LEAST_LIKE, Experience, learn
from resolver.history.learning import Past
from resolver.history.letters import Answered
from resolver.history.nearest import share_of
from resolver.history.surety import LEAST_AUTOMATIC, LEAST_POINTS
from resolver.pipeline import Resolver
from resolver.weights import WEIGHTS


@pytest.mark.parametrize("scene", made.ANSWERED, ids=lambda s: f"{s.about}-{s.district}")
def test_the_right_function_and_the_unit_of_the_right_district_come_first(experience: Experience, resolver: Resolver, scene: made.Scene) -> None:
    reading = next(resolver.readings([case(resolver.graph, scene.about, scene.district)]))
    proposed = experience.judge(experience.sight(reading), {})
    assert (proposed[0].function, proposed[0].name) == (scene.function, scene.unit)
    assert proposed[0].first
    assert proposed[0].chance > 0.5


def test_chances_descend_and_one_unit_of_each_function_carries_its_chance(experience: Experience, letters: list[Answered]) -> None:
    for each in letters[::7]:
        proposed = experience.judge(experience.sight(each.reading), {})
        chances = [p.chance for p in proposed]
        assert chances == sorted(chances, reverse=True)
        assert all(0 <= p.chance <= 1 and 0 < p.share <= 1 for p in proposed)
        firsts = [p.function for p in proposed if p.first]
        assert len(firsts) == len(set(firsts)) == 4, "the four likeliest functions"
        assert sum(p.chance for p in proposed if p.first) <= 1 + 1e-9
        for first in (p for p in proposed if p.first):
            assert all(p.chance <= first.chance for p in proposed if p.function == first.function)


def test_the_holder_that_the_graph_knows_is_proposed_though_it_answered_nothing_yet(experience: Experience, resolver: Resolver) -> None:
    reading = next(resolver.readings([case(resolver.graph, "工资", made.XUHUI)]))
    unseen = made.WAGES[made.XUHUI]
    assert unseen not in experience.letters.units.list
    assert unseen not in {p.name for p in experience.judge(experience.sight(reading), {})}
    found = [p for p in experience.judge(experience.sight(reading), {"human-resources": unseen}) if p.name == unseen]
    assert [p.function for p in found] == ["human-resources"]
    assert found[0].chance > 0


def test_a_holder_that_answered_before_is_proposed_once(experience: Experience, resolver: Resolver) -> None:
    reading = next(resolver.readings([case(resolver.graph, "学校", made.PUDONG)]))
    names = [p.name for p in experience.judge(experience.sight(reading), {"education": "上海市浦东新区教育局"})]
    assert names.count("上海市浦东新区教育局") == 1


TOWNS = [
    pytest.param(made.XUHUI, "上海市徐汇区人民政府{}办事处", ("天平路街道", "田林街道"), id="streets"),
    pytest.param(made.PUDONG, "上海市浦东新区{}人民政府", ("康桥镇", "周浦镇"), id="towns"),
]  # fmt: skip


@pytest.mark.parametrize(("district", "unit", "towns"), TOWNS)
def test_of_two_towns_the_one_that_the_letter_names_comes_first(resolver: Resolver, city: str, district: str, unit: str, towns: tuple[str, str]) -> None:
    place = resolver.graph.find_place(made.CITY, district).id
    said = "楼道里堆满了杂物，走都走不过去"
    past = [
        Past(Case(f"{town}{n}", f"{said}，已经{n + 2}天", DAY + dt.timedelta(days=n), place=place), unit.format(town))
        for town in towns for n in range(8)
    ]  # fmt: skip
    learned = learn(city, "", made.read(resolver, past))
    for town in towns:
        reading = next(resolver.readings([Case("new", f"{town}这里{said}", made.AFTER, place=place)]))
        first = learned.judge(learned.sight(reading), {})[0]
        assert (first.function, first.name) == ("street-town", unit.format(town))


def test_districts_that_divide_the_same_task_differently_are_told_apart(resolver: Resolver, city: str) -> None:
    """In one district the street sees to heaps in stairwells and the department to noise; in the next it is the other way round."""
    said = {"楼道": "楼道里堆满了杂物，走都走不过去", "噪声": "隔壁饭店的排风机响到半夜，睡不着"}
    division = {
        (made.XUHUI, "楼道"): ("上海市徐汇区住房保障和房屋管理局", "housing-construction"), (made.XUHUI, "噪声"): ("上海市徐汇区人民政府田林街道办事处", "street-town"),
        (made.PUDONG, "楼道"): ("上海市浦东新区周浦镇人民政府", "street-town"), (made.PUDONG, "噪声"): ("上海市浦东新区生态环境局", "ecology"),
    }  # fmt: skip
    past = [
        Past(Case(f"{district}{about}{n}", f"{said[about]}，已经{n + 2}天", DAY + dt.timedelta(days=n), place=resolver.graph.find_place(made.CITY, district).id), *answered)
        for (district, about), answered in division.items() for n in range(8)
    ]  # fmt: skip
    learned = learn(city, "", made.read(resolver, past))
    for (district, about), (_, function) in division.items():
        reading = next(resolver.readings([Case("new", f"{said[about]}，反映很多次了", made.AFTER, place=resolver.graph.find_place(made.CITY, district).id)]))
        assert learned.judge(learned.sight(reading), {})[0].function == function, (district, about)
    assert len(learned.model.pairs) == len(learned.model.by_pair) > 0
    assert learned.model.pairs.tolist() == sorted(set(learned.model.pairs.tolist()))


def test_what_the_nearest_letters_say_counts_in_how_sure(experience: Experience, letters: list[Answered]) -> None:
    surely = replace(experience, surety=surety.Surety(surety.Signs(0.0, 0.0, 0.0, 0.0, 5.0, 0.0, 0.0), -2.0, experience.surety.points))
    shares = []
    for each in letters[::5]:
        sight = surely.sight(each.reading)
        first = surely.model.functions[sight.order[0]]
        share = share_of(surely.letters, sight.near, first)
        shares.append(share)
        assert 0 <= share <= 1
        assert max(p.chance for p in surely.judge(sight, {}) if p.function == first) == pytest.approx(1 / (1 + np.exp(2 - 5 * share)))
        assert sum(share_of(surely.letters, sight.near, f) for f in set(surely.letters.functions.list)) == pytest.approx(1)
    assert max(shares) > 0.9


def test_a_letter_whose_matter_is_plain_and_whose_nearest_letters_agree_is_surer(experience: Experience, letters: list[Answered]) -> None:
    w = WEIGHTS.surety
    assert w.second < 0 < w.matter
    reading = letters[0].reading
    plain, mixed = (dict.fromkeys(list(reading.matters)[:1], share) for share in (0.9, 0.2))
    sure = [
        max(p.chance for p in experience.judge(replace(experience.sight(reading), reading=replace(reading, matters=matters)), {})) for matters in (plain, mixed)
    ]  # fmt: skip
    assert sure[0] > sure[1]
    only = surety.Surety(surety.Signs(0.0, 0.0, 0.0, 0.0, 0.0, -5.0, 0.0), 1.0, experience.surety.points)
    for each in letters[::7]:
        sight = experience.sight(each.reading)
        second = experience.model.functions[sight.order[1]]
        chance = replace(experience, surety=only).judge(sight, {})[0].chance
        assert chance <= 1 / (1 + np.exp(-1 + 5 * share_of(experience.letters, sight.near, second))) + 1e-6


def test_why_gives_each_kind_of_feature_its_share(experience: Experience, letters: list[Answered]) -> None:
    for each in letters[::11]:
        shares = experience.why(experience.sight(each.reading), each.function)
        assert set(shares) == {"words", "vectors", "matters", "rules", "place"}
        assert sum(shares.values()) == pytest.approx(1, abs=0.01)
        assert all(s >= 0 for s in shares.values())


def test_a_place_where_one_function_answered_everything_can_be_learned(letters: list[Answered], city: str) -> None:
    schools = [a for a in letters if a.function == "education"]
    learned = learn(city, "", schools)
    first = learned.judge(learned.sight(schools[0].reading), {})[0]
    assert (first.function, first.name) == ("education", schools[0].unit)


def points(count: int, right: Callable[[float], bool]) -> Any:
    """Return points of margins from -1 to 1, with a distance and rules that say little."""
    margins = np.random.default_rng(7).uniform(-1, 1, count)
    return np.array([(m, abs(m) / 2, -1.0, 0.0, 0.5, 0.2, -1.0, right(m)) for m in margins], dtype=np.float32)


def noisy(margin: float) -> bool:
    """Return whether an answer is right: sometimes so at a low margin, mostly at a high one, always at a very high one."""
    return margin > 0.2 or (margin > -0.4 and int(margin * 1e6) % 3 > 0)


def test_without_points_enough_the_default_is_used_and_nothing_is_automatic(experience: Experience) -> None:
    w = WEIGHTS.surety
    for few in (experience.surety, surety.fit(points(LEAST_POINTS - 1, noisy))):
        assert tuple(few.weights) == (w.margin, w.gap, w.rules, w.agrees, w.nearest, w.second, w.matter)
        assert few.offset == w.offset
        assert few.automatic_from(0.5) > 1
    assert experience.automatic_from(0.95) > 1


def test_a_fitted_surety_rises_with_the_margin() -> None:
    fitted = surety.fit(points(LEAST_POINTS * 3, noisy))
    assert tuple(fitted.weights) != tuple(surety.fit(points(10, noisy)).weights)
    sure = [fitted.of(surety.Signs(m, abs(m) / 2, -1.0, 0.0, 0.5, 0.2, -1.0)) for m in (-0.9, -0.3, 0.3, 0.9)]
    assert sure == sorted(sure)
    assert sure[0] < 0.3
    assert sure[-1] > 0.9


def test_what_is_sent_automatically_was_right_as_often_as_wanted() -> None:
    table = points(LEAST_POINTS * 5, noisy)
    fitted = surety.fit(table)
    sure = np.array([fitted.of(surety.Signs(*row[:-1])) for row in table.tolist()])
    cuts = [fitted.automatic_from(p) for p in (0.5, 0.7, 0.8, 0.9, 0.95, 0.99)]
    assert cuts == sorted(cuts)
    assert cuts[-1] <= 1
    for precision, cut in zip((0.7, 0.9, 0.99), (cuts[1], cuts[3], cuts[5]), strict=True):
        sent = table[sure >= cut - 1e-6, -1]
        assert len(sent) >= LEAST_AUTOMATIC
        assert sent.mean() >= precision


@pytest.mark.parametrize(("right", "automatic"), [(lambda m: True, True), (lambda m: False, False)], ids=["always right", "never right"])
def test_a_place_that_was_always_or_never_right_is_told_apart(right: Callable[[float], bool], automatic: bool) -> None:
    assert (surety.fit(points(LEAST_POINTS * 2, right)).automatic_from(0.95) <= 1) is automatic


def test_too_few_sure_answers_are_no_ground_for_an_automatic_tier() -> None:
    """Right only at the very top, which holds fewer answers than must have been seen."""
    assert surety.fit(points(LEAST_POINTS * 2, lambda m: m > 0.95)).automatic_from(0.95) > 1


def test_letters_answered_before_they_were_learned_say_how_sure(long_experience: Experience) -> None:
    count = len(long_experience.letters)
    assert len(long_experience.surety.points) == count - int(count * 0.3)
    assert long_experience.surety.points[:, -1].mean() > 0.9
    assert long_experience.automatic_from(0.95) <= 1


def test_only_a_surely_right_answer_is_sent_without_a_second_look(resolver: Resolver, long_experience: Experience, asked: Ask) -> None:
    known = replace(case(resolver.graph, "学校", made.PUDONG), text=made.letter("学校", made.ROADS[0], 2))
    sure = with_experience(resolver, long_experience).resolve(known)
    assert sure.lead
    assert sure.automatic is (sure.lead.confidence >= long_experience.automatic_from(0.95)) is True
    assert not asked("学校", made.PUDONG).automatic, "a short experience cannot say how often it was right"


def test_learning_in_two_steps_comes_to_what_learning_at_once_does(letters: list[Answered], experience: Experience, city: str, graph: KnowledgeGraph) -> None:
    stepwise = learn(city, graph.version, letters[::2]).with_more(letters[1::2])
    assert sorted(stepwise.letters.ids) == sorted(experience.letters.ids)
    assert stepwise.letters.days.tolist() == experience.letters.days.tolist()
    for each in letters[::5]:
        one, other = experience.judge(experience.sight(each.reading), {}), stepwise.judge(stepwise.sight(each.reading), {})
        assert one[0].name == other[0].name
        assert one[0].chance == pytest.approx(other[0].chance, abs=0.02)


def test_with_more_new_letters_are_answered_before_they_are_learned(long_experience: Experience, letters: list[Answered]) -> None:
    wrong = [replace(a, id=f"{a.id}-new", function="tobacco", unit="上海市烟草专卖局") for a in letters[:5]]
    more = long_experience.with_more(wrong)
    assert len(more.letters) == len(long_experience.letters) + 5
    assert len(more.surety.points) == len(long_experience.surety.points) + 5
    assert more.surety.points[-5:, -1].tolist() == [0.0] * 5, "nobody could know"
    assert len(long_experience.letters) == 6 * len(letters), "what was learned before is left as it was"


def like_of(*answered: Answered) -> Experience:
    return learn("市", "", answered)


def test_only_letters_of_the_year_before_the_day_count_as_like() -> None:
    offsets = {"too old": -366, "oldest": -365, "newest": -1, "same day": 0, "later": 3}
    learned = like_of(*(invented(i, DAY + dt.timedelta(days=n)) for i, n in offsets.items()))
    like = learned.like("灯", "甲区", DAY, "甲局", "light")
    assert like
    assert (like.letters, like.first, like.last) == (2, DAY - dt.timedelta(days=365), DAY - dt.timedelta(days=1))


def test_only_letters_since_a_day_count_where_one_is_given() -> None:
    learned = like_of(*(invented(str(n), DAY - dt.timedelta(days=n)) for n in (40, 30, 20, 10)))
    like = learned.like("灯", "甲区", DAY, "甲局", "light", since=DAY - dt.timedelta(days=20))
    assert like
    assert (like.letters, like.first) == (2, DAY - dt.timedelta(days=20))
    assert learned.like("灯", "甲区", DAY, "甲局", "light", since=DAY - dt.timedelta(days=5)) is None


def test_letters_of_the_place_count_where_there_are_enough_else_those_of_all() -> None:
    here = [invented(f"a{n}", DAY - dt.timedelta(days=n + 1)) for n in range(LEAST_LIKE)]
    there = [invented(f"b{n}", DAY - dt.timedelta(days=n + 1), place="乙区", unit="乙局") for n in range(3)]
    other = [invented("c", DAY - dt.timedelta(days=2), matter="房", unit="丙局", function="house")]
    enough = like_of(*here, *there, *other).like("灯", "甲区", DAY, "甲局", "light")
    few = like_of(*here[1:], *there, *other).like("灯", "甲区", DAY, "甲局", "light")
    assert enough
    assert few
    assert (enough.letters, enough.by_unit, enough.by_function, enough.whole) == (LEAST_LIKE, LEAST_LIKE, LEAST_LIKE, False)
    assert (few.letters, few.by_unit, few.by_function, few.whole) == (LEAST_LIKE + 2, LEAST_LIKE - 1, LEAST_LIKE + 2, True)


def test_of_a_matter_nobody_wrote_of_nothing_is_said() -> None:
    learned = like_of(invented("a", DAY - dt.timedelta(days=1)), invented("b", DAY - dt.timedelta(days=1), matter="房", function="house", unit="乙局"))
    assert learned.like("水", "甲区", DAY, "甲局", "light") is None
    nobody = learned.like("灯", "丙区", DAY, "丙局", "water")
    assert nobody
    assert (nobody.letters, nobody.by_unit, nobody.by_function, nobody.whole) == (1, 0, 0, True)


def test_a_unit_of_two_functions_is_proposed_for_both(resolver: Resolver, city: str) -> None:
    learned = learn(city, "", made.read(resolver, made.rivers_of_one_unit(resolver, another=True)))
    found = with_experience(resolver, learned).resolve(case(resolver.graph, "河道", made.PUDONG))
    assert found.lead
    assert found.lead.name == "上海市浦东新区生态环境局"


def test_a_letter_learned_again_says_nothing_of_surety(long_experience: Experience, letters: list[Answered]) -> None:
    again = long_experience.with_more([replace(a, id=f"{a.id}-0") for a in letters])
    assert len(again.letters) == len(long_experience.letters)
    assert len(again.surety.points) == len(long_experience.surety.points)
