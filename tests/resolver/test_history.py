"""What a place's past letters teach: who answers such letters there, how sure that is, and never against what is in force."""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib.util
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import past_letters as made
import pytest

from graph.store import KnowledgeGraph
from ontology.errors import BadInput, BadVersion
from ontology.model import Case, Decision
from ontology.vocabulary import iri
from resolver.history import surety
from resolver.history.experience import LEAST_LIKE, Experience, learn, name_in_use, open_experience
from resolver.history.learning import Past
from resolver.history.letters import KEPT, Answered, Letters, Reading
from resolver.history.report import departures, done, last_day, unknown_units
from resolver.history.surety import LEAST_AUTOMATIC, LEAST_POINTS
from resolver.pipeline import Resolver, build, open_resolver
from resolver.practice import Experiences
from resolver.weights import WEIGHTS

SMALL = Path(__file__).resolve().parent.parent / "graph" / "small.py"
DAY = dt.date(2026, 6, 1)
Ask = Callable[..., Decision]


@pytest.fixture(scope="module")
def letters(resolver: Resolver) -> list[Answered]:
    """Return the made-up letters as they are learned."""
    return made.read(resolver, made.past(resolver.graph))


@pytest.fixture(scope="module")
def city(graph: KnowledgeGraph) -> str:
    """Return the IRI of the city whose letters they are."""
    return graph.find_place(made.CITY).id


@pytest.fixture(scope="module")
def experience(letters: list[Answered], city: str, graph: KnowledgeGraph) -> Experience:
    """Return what all the letters teach."""
    return learn(city, graph.version, letters)


@pytest.fixture(scope="module")
def long_experience(letters: list[Answered], city: str, graph: KnowledgeGraph) -> Experience:
    """Return what six times as many letters teach: enough for the place to say itself how sure it may be."""
    return learn(city, graph.version, [replace(a, id=f"{a.id}-{n}") for n in range(6) for a in letters])


def with_experience(resolver: Resolver, experience: Experience, code: str = made.CODE) -> Resolver:
    """Return a resolver on the same version that has the experience."""
    experienced = Resolver(resolver.graph, resolver._candidates._encoder)
    experienced.experiences.put(code, experience)
    return experienced


@pytest.fixture(scope="module")
def experienced(resolver: Resolver, experience: Experience) -> Resolver:
    """Return a resolver that has learned the letters."""
    return with_experience(resolver, experience)


@pytest.fixture(scope="module")
def asked(experienced: Resolver) -> Ask:
    """Return a function that asks about a letter from a district, with experience."""
    return lambda about, district, **given: experienced.resolve(case(experienced.graph, about, district, **given))


def case(graph: KnowledgeGraph, about: str, district: str, **given: Any) -> Case:
    """Return a new letter from a district, on a road that none of the past letters names."""
    return Case("new", made.letter(about), made.AFTER, place=graph.find_place(made.CITY, district).id, **given)


def invented(identifier: str, day: dt.date = DAY, matter: str = "灯", place: str = "甲区", unit: str = "甲局", function: str = "light", word: int = 1) -> Answered:
    """Return a letter of bare numbers: where only days, names and counts matter."""
    reading = Reading(np.array([word, 100], np.uint64), np.array([1.0, word], np.float32), {matter: 0.9}, {function: 1.0}, place, day.toordinal(), "原文")
    return Answered(identifier, reading, unit, function)


# --- letters as arrays ------------------------------------------------------------------------


def test_letters_stand_in_the_order_of_their_days_whatever_order_they_came_in() -> None:
    days = {"c": DAY, "a": DAY - dt.timedelta(days=9), "d": DAY + dt.timedelta(days=1), "b": DAY - dt.timedelta(days=3)}
    kept = Letters().with_more([invented(i, days[i], word=ord(i)) for i in "cab"]).with_more([invented("d", days["d"], word=ord("d"))])
    assert kept.ids == ("a", "b", "c", "d")
    assert kept.days.tolist() == [days[i].toordinal() for i in "abcd"]
    assert [kept.codes_of(n).tolist() for n in range(4)] == [[ord(i), 100] for i in "abcd"]
    assert kept.vectors[:, 1].tolist() == [ord(i) for i in "abcd"]


def test_a_letter_of_a_known_id_takes_the_place_of_the_old() -> None:
    first = Letters().with_more([invented("a"), invented("b", unit="乙局", function="house", word=2)])
    then = first.with_more([invented("a", DAY + dt.timedelta(days=5), unit="丙局", function="road", matter="路", word=3)])
    assert then.ids == ("b", "a")
    assert [then.units.list[u] for u in then.unit] == ["乙局", "丙局"]
    assert [then.functions.list[f] for f in then.function] == ["house", "road"]
    assert [then.matter_names.list[m] for m in then.matters[:, 0]] == ["灯", "路"]
    assert then.codes_of(1).tolist() == [3, 100]
    assert first.ids == ("a", "b"), "what was before is left as it was"


def test_of_two_letters_of_one_id_in_one_file_the_later_line_counts() -> None:
    kept = Letters().with_more([invented("a", unit="甲局"), invented("b"), invented("a", unit="乙局")])
    assert sorted(kept.ids) == ["a", "b"]
    assert kept.units.list[kept.unit[kept.ids.index("a")]] == "乙局"


def test_names_keep_their_numbers_when_more_is_learned() -> None:
    first = Letters().with_more([invented("a", place="甲区"), invented("b", place="乙区", unit="乙局", function="house", matter="房")])
    then = first.with_more([invented("c", DAY - dt.timedelta(days=1), place="丙区", unit="丙局", function="road", matter="路")])
    for name in ("places", "functions", "units", "matter_names"):
        before, after = getattr(first, name), getattr(then, name)
        assert after.list[: len(before)] == before.list, name
        assert len(after) == len(before) + 1, name
    assert then.rules.shape == (3, 3)
    assert then.rules[1:, :2].tolist() == first.rules.tolist()


def test_of_many_matters_the_first_twenty_are_kept() -> None:
    many = {f"事{n}": 1 / (n + 2) for n in range(30)}
    kept = Letters().with_more([replace(a := invented("a"), reading=replace(a.reading, matters=many))])
    assert kept.matters.shape == (1, KEPT)
    assert [kept.matter_names.list[m] for m in kept.matters[0]] == list(many)[:KEPT]
    assert kept.odds[0].tolist() == pytest.approx(list(many.values())[:KEPT])


def test_a_stretch_of_letters_has_their_rows_and_their_n_grams(experience: Experience) -> None:
    whole = experience.letters
    part = whole.between(7, 19)
    assert part.ids == whole.ids[7:19]
    assert [part.codes_of(n).tolist() for n in range(12)] == [whole.codes_of(n).tolist() for n in range(7, 19)]
    assert (part.unit == whole.unit[7:19]).all()
    assert whole.newest(3).ids == whole.ids[-3:]
    assert whole.newest(10**6).ids == whole.ids
    assert len(whole.between(0, 0)) == 0


# --- who answers ------------------------------------------------------------------------------


@pytest.mark.parametrize("scene", made.ANSWERED, ids=lambda s: f"{s.about}-{s.district}")
def test_the_right_function_and_the_unit_of_the_right_district_come_first(experience: Experience, resolver: Resolver, scene: made.Scene) -> None:
    reading = next(resolver.readings([case(resolver.graph, scene.about, scene.district)]))
    proposed = experience.judge(reading, {})
    assert (proposed[0].function, proposed[0].name) == (scene.function, scene.unit)
    assert proposed[0].first
    assert proposed[0].chance > 0.5


def test_chances_descend_and_one_unit_of_each_function_carries_its_chance(experience: Experience, letters: list[Answered]) -> None:
    for each in letters[::7]:
        proposed = experience.judge(each.reading, {})
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
    assert unseen not in {p.name for p in experience.judge(reading, {})}
    found = [p for p in experience.judge(reading, {"human-resources": unseen}) if p.name == unseen]
    assert [p.function for p in found] == ["human-resources"]
    assert found[0].chance > 0


def test_a_holder_that_answered_before_is_proposed_once(experience: Experience, resolver: Resolver) -> None:
    reading = next(resolver.readings([case(resolver.graph, "学校", made.PUDONG)]))
    names = [p.name for p in experience.judge(reading, {"education": "上海市浦东新区教育局"})]
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
        first = learned.judge(reading, {})[0]
        assert (first.function, first.name) == ("street-town", unit.format(town))


def test_why_gives_each_kind_of_feature_its_share(experience: Experience, letters: list[Answered]) -> None:
    for each in letters[::11]:
        shares = experience.why(each.reading, each.function)
        assert set(shares) == {"words", "vectors", "matters", "rules", "place"}
        assert sum(shares.values()) == pytest.approx(1, abs=0.01)
        assert all(s >= 0 for s in shares.values())


def test_a_place_where_one_function_answered_everything_can_be_learned(letters: list[Answered], city: str) -> None:
    schools = [a for a in letters if a.function == "education"]
    learned = learn(city, "", schools)
    first = learned.judge(schools[0].reading, {})[0]
    assert (first.function, first.name) == ("education", schools[0].unit)


# --- how sure ---------------------------------------------------------------------------------


def points(count: int, right: Callable[[float], bool]) -> Any:
    """Return points of margins from -1 to 1, with a distance and rules that say little."""
    margins = np.random.default_rng(7).uniform(-1, 1, count)
    return np.array([(m, abs(m) / 2, -1.0, 0.0, right(m)) for m in margins], dtype=np.float32)


def noisy(margin: float) -> bool:
    """Return whether an answer is right: sometimes so at a low margin, mostly at a high one, always at a very high one."""
    return margin > 0.2 or (margin > -0.4 and int(margin * 1e6) % 3 > 0)


def test_without_points_enough_the_default_is_used_and_nothing_is_automatic(experience: Experience) -> None:
    w = WEIGHTS.surety
    for few in (experience.surety, surety.fit(points(LEAST_POINTS - 1, noisy))):
        assert tuple(few.weights) == (w.margin, w.gap, w.rules, w.agrees)
        assert few.offset == w.offset
        assert few.automatic_from(0.5) > 1
    assert experience.automatic_from(0.95) > 1


def test_a_fitted_surety_rises_with_the_margin() -> None:
    fitted = surety.fit(points(LEAST_POINTS * 3, noisy))
    assert tuple(fitted.weights) != tuple(surety.fit(points(10, noisy)).weights)
    sure = [fitted.of(surety.Signs(m, abs(m) / 2, -1.0, 0.0)) for m in (-0.9, -0.3, 0.3, 0.9)]
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


# --- more letters -----------------------------------------------------------------------------


def test_learning_in_two_steps_comes_to_what_learning_at_once_does(letters: list[Answered], experience: Experience, city: str, graph: KnowledgeGraph) -> None:
    stepwise = learn(city, graph.version, letters[::2]).with_more(letters[1::2])
    assert sorted(stepwise.letters.ids) == sorted(experience.letters.ids)
    assert stepwise.letters.days.tolist() == experience.letters.days.tolist()
    for each in letters[::5]:
        one, other = experience.judge(each.reading, {}), stepwise.judge(each.reading, {})
        assert one[0].name == other[0].name
        assert one[0].chance == pytest.approx(other[0].chance, abs=0.02)


def test_with_more_new_letters_are_answered_before_they_are_learned(long_experience: Experience, letters: list[Answered]) -> None:
    wrong = [replace(a, id=f"{a.id}-new", function="tobacco", unit="上海市烟草专卖局") for a in letters[:5]]
    more = long_experience.with_more(wrong)
    assert len(more.letters) == len(long_experience.letters) + 5
    assert len(more.surety.points) == len(long_experience.surety.points) + 5
    assert more.surety.points[-5:, -1].tolist() == [0.0] * 5, "nobody could know"
    assert len(long_experience.letters) == 6 * len(letters), "what was learned before is left as it was"


# --- letters like this one --------------------------------------------------------------------


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


# --- reports ----------------------------------------------------------------------------------


def test_matters_answered_by_another_function_than_the_written_one_are_reported(experience: Experience, resolver: Resolver) -> None:
    found = {d.matter: d for d in departures(experience, resolver.traversal, made.AFTER)}
    fumes = found[iri("matter", "餐饮油烟")]
    assert (fumes.letters, fumes.answered, fumes.function, fumes.written_function) == (20, 20, "urban-management", "ecology")
    assert dict(fumes.units) == {made.CITY_GUARDS[made.PUDONG]: 10, made.CITY_GUARDS[made.XUHUI]: 10}
    assert fumes.written == "上海市生态环境局"
    assert any("大气污染防治条例" in basis for basis in fumes.bases)
    assert found[iri("matter", "黑臭河道")].function == "petition"
    assert not {iri("matter", "义务教育入学"), iri("matter", "拖欠工资")} & found.keys(), "these follow the rules"
    assert [d.answered for d in found.values()] == sorted((d.answered for d in found.values()), reverse=True)


def test_departures_look_back_one_year_only(experience: Experience, resolver: Resolver) -> None:
    assert departures(experience, resolver.traversal, last_day(experience) + dt.timedelta(days=400)) == []
    assert departures(experience, resolver.traversal, made.FIRST) == [], "nothing was written before the first letter"


def test_few_letters_or_divided_ones_are_no_practice(resolver: Resolver, letters: list[Answered], city: str) -> None:
    rivers = [a for a in letters if a.function == "petition"]
    written = [replace(a, id=f"{a.id}-written", unit="上海市水务局（上海市海洋局）", function="water") for a in rivers[:6]]

    def departing(*answered: Answered) -> list[int]:
        return [d.answered for d in departures(learn(city, "", answered), resolver.traversal, made.AFTER)]

    assert departing(*rivers[:5]) == [5]
    assert departing(*rivers[:4]) == []
    assert departing(*rivers[:6], *written) == [6], "half of them are enough"
    assert departing(*rivers[:5], *written) == []


def test_units_that_the_graph_lacks_are_listed_with_what_they_seem_to_be(experience: Experience, resolver: Resolver) -> None:
    unknown = unknown_units(experience, resolver.traversal)
    assert [(u.name, u.letters, u.function, u.place_name) for u in unknown] == [(made.LAMP_KEEPER, 10, "housing-construction", "上海市浦东新区")]
    assert resolver.graph.unit_named(made.LAMP_KEEPER) is None


def test_a_unit_whose_letters_were_all_corrected_is_no_longer_listed(experience: Experience, resolver: Resolver, letters: list[Answered]) -> None:
    mended = experience.with_more([replace(a, unit="上海市浦东新区建设和交通委员会") for a in letters if a.unit == made.LAMP_KEEPER])
    assert unknown_units(mended, resolver.traversal) == []


def test_who_answered_what_is_counted_by_matter(experience: Experience, resolver: Resolver) -> None:
    found = {d.matter: d for d in done(experience, resolver.traversal, made.AFTER)}
    assert dict(found[iri("matter", "路灯故障")].units) == {made.LAMP_KEEPER: 10, "上海市徐汇区建设和管理委员会": 10}
    assert sum(d.letters for d in found.values()) == len(experience.letters)
    wages = iri("matter", "拖欠工资")
    assert done(experience, resolver.traversal, made.AFTER, matter=wages) == [found[wages]]
    assert done(experience, resolver.traversal, made.AFTER, matter=iri("matter", "烟草")) == []


# --- on disk ----------------------------------------------------------------------------------


def same(one: Experience, other: Experience) -> bool:
    """Return whether two experiences hold the same, down to each array."""
    arrays = [f.name for f in dataclasses.fields(Letters) if isinstance(getattr(one.letters, f.name), np.ndarray)]
    names = ("places", "functions", "units", "matter_names")
    return (
        (one.place, one.built_from, one.letters.ids, one.model.functions, one.model.rules)
        == (other.place, other.built_from, other.letters.ids, other.model.functions, other.model.rules)
        and all(np.array_equal(getattr(one.letters, name), getattr(other.letters, name)) for name in arrays)
        and all(getattr(one.letters, name).list == getattr(other.letters, name).list for name in names)
        and all(np.array_equal(getattr(one.model, name), getattr(other.model, name)) for name in ("vocabulary", "rarity", "by_gram", "by_matter", "offsets"))
        and np.array_equal(one.surety.points, other.surety.points)
    )


def test_what_was_saved_is_opened_again(long_experience: Experience, letters: list[Answered], tmp_path: Path) -> None:
    long_experience.save(tmp_path, made.CODE)
    opened = open_experience(tmp_path, made.CODE)
    assert same(opened, long_experience)
    assert opened.surety.of(surety.Signs(0.5, 0.2, -1.0, 1.0)) == pytest.approx(long_experience.surety.of(surety.Signs(0.5, 0.2, -1.0, 1.0)))
    for each in letters[::9]:
        assert opened.judge(each.reading, {}) == long_experience.judge(each.reading, {})


def test_more_can_be_learned_on_top_of_what_was_opened(experience: Experience, letters: list[Answered], tmp_path: Path) -> None:
    experience.save(tmp_path, made.CODE)
    new = [replace(a, id=f"{a.id}-new") for a in letters[:8]]
    open_experience(tmp_path, made.CODE).with_more(new).save(tmp_path, made.CODE)
    assert set(open_experience(tmp_path, made.CODE).letters.ids) == {*experience.letters.ids, *(a.id for a in new)}


def test_the_version_before_stays_and_older_ones_go(experience: Experience, tmp_path: Path) -> None:
    for _ in range(4):
        experience.save(tmp_path, made.CODE)
    assert sorted(p.name for p in (tmp_path / "history" / made.CODE).iterdir()) == ["3", "4", "current"]
    assert name_in_use(tmp_path, made.CODE) == "4"


def test_no_sentence_of_a_letter_is_on_disk(experience: Experience, letters: list[Answered], tmp_path: Path) -> None:
    experience.save(tmp_path, made.CODE)
    stored = b"".join(p.read_bytes() for p in sorted(tmp_path.rglob("*")) if p.is_file())

    def is_stored(text: str) -> bool:
        return any(form in stored for form in (text.encode(), text.encode("utf-16-le"), text.encode("utf-32-le"), json.dumps(text)[1:-1].encode()))

    assert is_stored(made.LAMP_KEEPER), "the search finds what is there"
    for each in letters:
        assert len(each.reading.text) > 20
        assert not any(is_stored(piece) for piece in each.reading.text.split("，") if len(piece) > 4), each.reading.text
    assert not any(is_stored(road) for road in made.ROADS)


@pytest.mark.parametrize("keep", [pytest.param(lambda size: size // 2, id="half"), pytest.param(lambda size: size - 1, id="all but a byte")])
def test_a_truncated_file_is_refused_naming_its_folder(experience: Experience, tmp_path: Path, keep: Callable[[int], int]) -> None:
    refuse_each(experience, tmp_path, keep)


def test_an_empty_file_is_refused_naming_its_folder(experience: Experience, tmp_path: Path) -> None:
    refuse_each(experience, tmp_path, lambda size: 0)


def refuse_each(experience: Experience, home: Path, keep: Callable[[int], int]) -> None:
    """Cut off every file of a saved experience in turn and see that it is refused."""
    experience.save(home, made.CODE)
    files = [p for p in (home / "history" / made.CODE / "1").rglob("*") if p.is_file()]
    assert len(files) > 20
    for path in files:
        whole = path.read_bytes()
        path.write_bytes(whole[: keep(len(whole))])
        with pytest.raises(BadVersion) as refused:
            open_experience(home, made.CODE)
        assert str(path.parent) in str(refused.value)
        assert "--again" in str(refused.value)
        path.write_bytes(whole)
    assert open_experience(home, made.CODE).letters.ids == experience.letters.ids


def test_a_missing_file_is_refused_naming_its_folder(experience: Experience, tmp_path: Path) -> None:
    experience.save(tmp_path, made.CODE)
    (tmp_path / "history" / made.CODE / "1" / "letters" / "days.npy").unlink()
    with pytest.raises(BadVersion, match="letters"):
        open_experience(tmp_path, made.CODE)


def test_a_save_that_fails_at_any_array_changes_nothing(experience: Experience, letters: list[Answered], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    experience.save(tmp_path, made.CODE)
    more = experience.with_more([replace(letters[0], id="one more")])
    root = tmp_path / "history" / made.CODE
    save = np.save

    def failing(at: int) -> Callable[..., None]:
        calls = iter(range(1, at + 1))

        def write(file: Path, array: Any) -> None:
            if next(calls) == at:
                Path(file).write_bytes(b"\x93NUMPY half of it")
                raise OSError("no space left on device")
            save(file, array)

        return write

    for at in range(1, 20):
        monkeypatch.setattr(np, "save", failing(at))
        with pytest.raises(OSError, match="no space"):
            more.save(tmp_path, made.CODE)
        assert sorted(p.name for p in root.iterdir()) == ["1", "current"], at
        assert name_in_use(tmp_path, made.CODE) == "1"
    assert open_experience(tmp_path, made.CODE).letters.ids == experience.letters.ids
    monkeypatch.setattr(np, "save", save)
    more.save(tmp_path, made.CODE)
    assert open_experience(tmp_path, made.CODE).letters.ids == more.letters.ids


# --- several places, and what is learned meanwhile --------------------------------------------


@pytest.fixture
def chain(graph: KnowledgeGraph) -> tuple[str, ...]:
    """Return a district and all it lies within."""
    return graph.place_chain(graph.find_place(made.PUDONG).id)


def test_what_is_learned_meanwhile_is_taken_up_at_a_refresh(experience: Experience, letters: list[Answered], tmp_path: Path, chain: tuple[str, ...]) -> None:
    experience.save(tmp_path, made.CODE)
    known = Experiences(tmp_path)
    first = known.of(chain)
    assert first
    assert not known.outdated()
    experience.with_more([replace(letters[0], id="one more")]).save(tmp_path, made.CODE)
    assert known.outdated()
    assert known.of(chain) is first, "nothing changes under a request"
    known.refresh()
    then = known.of(chain)
    assert then
    assert "one more" in then.letters.ids
    assert not known.outdated()


def test_a_place_learned_of_meanwhile_is_taken_up_and_the_most_local_counts(experience: Experience, tmp_path: Path, chain: tuple[str, ...], graph: KnowledgeGraph) -> None:
    experience.save(tmp_path, made.CODE)
    known = Experiences(tmp_path)
    assert known.learned() == (made.CODE,)
    replace(experience, place=chain[0]).save(tmp_path, "310115")
    assert known.outdated()
    known.refresh()
    assert known.learned() == (made.CODE, "310115")
    district, city = known.of(chain), known.of(graph.place_chain(graph.find_place(made.XUHUI).id))
    assert district
    assert city
    assert (district.place, city.place) == (chain[0], experience.place)
    assert known.of(graph.place_chain(graph.find_place("宁海县").id)) is None


def test_what_was_learned_and_is_broken_leaves_the_running_one_in_use(experience: Experience, tmp_path: Path, chain: tuple[str, ...]) -> None:
    experience.save(tmp_path, made.CODE)
    known = Experiences(tmp_path)
    first = known.of(chain)
    experience.save(tmp_path, made.CODE)
    (tmp_path / "history" / made.CODE / "2" / "letters" / "names.json").write_text("{", encoding="utf-8")
    with pytest.raises(BadVersion):
        known.refresh()
    assert known.of(chain) is first


def test_a_home_without_history_has_no_experience(tmp_path: Path, chain: tuple[str, ...]) -> None:
    for known in (Experiences(tmp_path), Experiences()):
        assert known.of(chain) is None
        assert known.learned() == ()
        assert not known.outdated()


# --- in an answer -----------------------------------------------------------------------------


@pytest.mark.parametrize("district", [made.PUDONG, made.XUHUI])
def test_practice_leads_where_the_written_rules_name_several_or_another(asked: Ask, resolver: Resolver, district: str) -> None:
    for about in ("路灯", "油烟", "学校"):
        unit = next(s.unit for s in made.ANSWERED if (s.about, s.district) == (about, district))
        found = asked(about, district)
        assert found.lead
        assert (found.outcome, found.lead.name) == ("assign", unit)
        known = resolver.graph.unit_named(unit)
        assert found.lead.unit == (known.id if known else None)
    assert resolver.resolve(case(resolver.graph, "油烟", district)).lead.name != made.CITY_GUARDS[district]  # type: ignore[union-attr]


def test_an_answer_that_is_not_to_ask_history_is_that_of_the_written_rules_alone(experienced: Resolver, resolver: Resolver) -> None:
    for about, district in (("路灯", made.PUDONG), ("油烟", made.XUHUI)):
        new = case(resolver.graph, about, district)
        alone = resolver.resolve(new)
        assert experienced.resolve(replace(new, history=False)) == alone
        assert experienced.resolve(new) != alone


@pytest.mark.parametrize("place", [None, "宁海县"])
def test_another_places_letters_say_nothing_here(experienced: Resolver, resolver: Resolver, place: str | None) -> None:
    new = Case("new", made.letter("油烟"), made.AFTER, place=resolver.graph.find_place(place).id if place else None)
    assert experienced.resolve(new) == resolver.resolve(new)


def test_candidates_and_confidences_keep_their_order_with_practice(asked: Ask) -> None:
    for about in made.SCENES:
        for district in (made.PUDONG, made.XUHUI):
            found = asked(about, district)
            confidences = [c.confidence for c in found.candidates]
            assert confidences == sorted(confidences, reverse=True)
            assert all(0 <= c <= 1 for c in confidences)
            assert 5 <= len({c.name for c in found.candidates}) == len(found.candidates) <= 8
            assert found.lead
            assert found.lead == found.candidates[0]
            assert found.lead.unit_confidence is not None
            assert found.lead.unit_confidence <= found.lead.confidence
            assert found.lead.name not in {h.name for h in found.helpers}


def test_an_answer_cites_what_was_done_after_the_written_bases_of_its_lead(asked: Ask, experience: Experience) -> None:
    found = asked("学校", made.PUDONG)
    kinds = [c.kind for c in found.citations]
    assert kinds.count("history") == 1
    assert kinds.index("history") > 0
    history = found.citations[kinds.index("history")]
    assert history.id == iri("history", made.CODE, "义务教育入学")
    assert history.path == (iri("matter", "义务教育入学"), iri("unit", "310115", "教育局"))
    assert history.label == "浦东新区2025年12月至2026年9月同类来信 10 件"
    assert history.gist == "其中 10 件由上海市浦东新区教育局办理"
    assert history.authority == "本地惯例"
    assert history.source == f"学过的来信 {len(experience.letters)} 件"
    assert found.explanation.learned is not None


def test_an_answer_says_when_practice_departs_from_the_written_bases(asked: Ask, resolver: Resolver) -> None:
    found = asked("河道", made.XUHUI)
    written = resolver.resolve(case(resolver.graph, "河道", made.XUHUI)).lead
    assert found.lead
    assert written
    assert (found.lead.name, found.doctrine) == (made.PETITIONS, "参照类比")
    noted = [note for note in found.explanation.notes if "惯例与依据不一致" in note]
    assert len(noted) == 1
    assert f"应由{written.name}主办" in noted[0]
    assert f"实际由{made.PETITIONS}办理" in noted[0]
    assert found.citations[0].kind == "history", "what was done comes first where nothing written supports the lead"
    assert any(c.kind != "history" for c in found.citations)
    assert found.helpers[0].name == written.name
    assert found.helpers[0].part == "support"
    assert not [note for note in asked("学校", made.XUHUI).explanation.notes if "惯例与依据不一致" in note]


def test_a_letter_in_another_language_is_refused_before_it_is_learned(resolver: Resolver) -> None:
    with pytest.raises(BadInput, match="没有读到中文"):
        list(resolver.readings([Case("1", "street lamp", DAY)]))


# --- a ruling of the place --------------------------------------------------------------------

RULED = dt.date(2022, 1, 1)


@pytest.fixture(scope="module")
def small_module() -> ModuleType:
    """Return tests/graph/small.py."""
    spec = importlib.util.spec_from_file_location("small_graph", SMALL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def ruled(small_module: ModuleType, small_files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Resolver:
    """Return the resolver of the small graph, with the ruling by which 住建 leads on street lamps from 2022 on."""
    folder = tmp_path_factory.mktemp("ruled")
    prefixes = small_module.SMALL.split("<place/CN>")[0]
    ruling = "\n".join(line for line in small_module.RULING.splitlines() if "a sw:Doctrine" not in line)
    (folder / "ruling.ttl").write_text(prefixes + ruling, encoding="utf-8")
    build(folder / "home", files=[*small_files, folder / "ruling.ttl"])
    return open_resolver(folder / "home")


def with_practice(resolver: Resolver, *days: dt.date, others: tuple[dt.date, ...] = ()) -> Resolver:
    """Return a resolver of the small graph where 照明局 answered letters on street lamps on these days, others one each."""
    city = resolver.graph.find_place("990100").id
    answered = [*((day, "乙市照明局", "light") for day in days), *((day, f"乙市第{n}局", f"other-{n}") for n, day in enumerate(others))]
    past = [Past(Case(f"{n}", f"我家门口的路灯不亮{n + 2}天了", day, place=city), unit, function) for n, (day, unit, function) in enumerate(answered)]
    return with_experience(resolver, learn(city, resolver.graph.version, made.read(resolver, past)), "990100")


def test_practice_from_before_a_ruling_does_not_outrank_it(ruled: Resolver) -> None:
    before = with_practice(ruled, *(RULED - dt.timedelta(days=n + 1) for n in range(12)))
    new = Case("new", "门口的路灯不亮了", RULED + dt.timedelta(days=60), place=ruled.graph.find_place("990100").id)
    found, alone = before.resolve(new), ruled.resolve(new)
    assert found.lead
    assert alone.lead
    assert found.lead.name == alone.lead.name == "乙市住建局"
    assert [c.kind for c in found.citations] == [c.kind for c in alone.citations]
    assert "history" not in {c.kind for c in found.citations}
    earlier = before.resolve(replace(new, as_of=RULED - dt.timedelta(days=1)))
    assert earlier.lead
    assert earlier.lead.name == "乙市照明局", "before the ruling practice leads"


def test_practice_since_a_ruling_leads_and_is_said_to_depart_from_it(ruled: Resolver) -> None:
    new = Case("new", "门口的路灯不亮了", RULED + dt.timedelta(days=60), place=ruled.graph.find_place("990100").id)
    since = [RULED + dt.timedelta(days=n) for n in range(LEAST_LIKE)]
    long_ago = (RULED - dt.timedelta(days=500),)
    found = with_practice(ruled, *since, others=long_ago).resolve(new)
    assert found.lead
    assert found.lead.name == "乙市照明局"
    assert any("惯例与依据不一致" in note and "应由乙市住建局主办" in note for note in found.explanation.notes)
    assert "乙市住建局" in {c.name for c in found.candidates}
    too_few = with_practice(ruled, *since[1:], others=long_ago).resolve(new)
    assert too_few.lead
    assert too_few.lead.name == "乙市住建局"


def test_practice_divided_since_a_ruling_does_not_outrank_it(ruled: Resolver) -> None:
    """Most letters, taken together, still speak for 照明局; of those since the ruling, only two of six."""
    new = Case("new", "门口的路灯不亮了", RULED + dt.timedelta(days=60), place=ruled.graph.find_place("990100").id)
    before, since = [RULED - dt.timedelta(days=n + 1) for n in range(30)], tuple(RULED + dt.timedelta(days=n) for n in range(4))
    divided = with_practice(ruled, *before, *since[:2], others=since)
    reading = next(divided.readings([new]))
    experience = divided.experiences.of([str(new.place)])
    assert experience
    assert experience.judge(reading, {})[0].name == "乙市照明局"
    found = divided.resolve(new)
    assert found.lead
    assert found.lead.name == "乙市住建局"


# --- known faults: each test passes once its fault is mended ----------------------------------


def test_a_letter_goes_to_the_holder_of_its_own_district_not_to_anothers(asked: Ask) -> None:
    found = asked("工资", made.XUHUI)
    assert found.lead
    assert found.lead.name == made.WAGES[made.XUHUI]


def test_the_ground_of_a_lead_by_practice_is_a_matter_that_the_letter_may_be_on(asked: Ask) -> None:
    found = asked("油烟", made.PUDONG)
    assert found.matters[0].score > 0.1, found.matters[0]
    assert "history" in {c.kind for c in found.citations}


def test_whom_the_bases_name_stays_among_the_candidates(resolver: Resolver, letters: list[Answered], city: str) -> None:
    """Four functions of three units and more: more than there are places."""
    several = [replace(a, unit=f"{a.unit}第{n % 3}所") for n, a in enumerate(letters) if a.function != "human-resources"]
    new = case(resolver.graph, "油烟", made.PUDONG)
    found, written = with_experience(resolver, learn(city, "", several)).resolve(new), resolver.resolve(new).lead
    assert written
    assert found.lead
    assert found.lead.function == "urban-management"
    assert written.name in {c.name for c in found.candidates}


def test_a_unit_to_which_its_district_gave_the_function_does_not_depart(resolver: Resolver, city: str) -> None:
    """In 徐汇 the graph has 建设和管理委员会 hold water."""
    keeper = "上海市徐汇区建设和管理委员会"
    past = made.past(resolver.graph, [made.Scene("河道", made.XUHUI, keeper, "housing-construction", named=True)])
    assert departures(learn(city, "", made.read(resolver, past)), resolver.traversal, made.AFTER) == []


def rivers_of_one_unit(resolver: Resolver, *, another: bool) -> list[Past]:
    """Return letters on fumes and fewer on rivers, answered by one unit for two functions; and some on rivers that another answered."""
    unit, here, there = "上海市浦东新区生态环境局", *(resolver.graph.find_place(d).id for d in (made.PUDONG, made.XUHUI))
    past = [Past(Case(f"f{k}{n}", made.letter("油烟", road, n + k), DAY, place=here), unit, "ecology") for k in (3, 30) for n, road in enumerate(made.ROADS)]
    past += [Past(Case(f"r{n}", made.letter("河道", road, n + 2), DAY, place=here), unit, "water") for n, road in enumerate(made.ROADS)]
    if another:
        past += [Past(Case(f"x{n}", made.letter("河道", road, n + 50), DAY, place=there), "上海市徐汇区河道管理所", "water") for n, road in enumerate(made.ROADS[:3])]
    return past


def test_a_unit_of_two_functions_is_proposed_for_both(resolver: Resolver, city: str) -> None:
    learned = learn(city, "", made.read(resolver, rivers_of_one_unit(resolver, another=True)))
    found = with_experience(resolver, learned).resolve(case(resolver.graph, "河道", made.PUDONG))
    assert found.lead
    assert found.lead.name == "上海市浦东新区生态环境局"


def test_a_unit_of_two_functions_is_a_candidate_once(resolver: Resolver, city: str) -> None:
    learned = learn(city, "", made.read(resolver, rivers_of_one_unit(resolver, another=False)))
    found = with_experience(resolver, learned).resolve(case(resolver.graph, "河道", made.PUDONG))
    names = [c.name for c in found.candidates]
    assert len(names) == len(set(names)), names


def test_a_unit_that_the_bases_name_does_not_depart_from_them(resolver: Resolver, city: str) -> None:
    learned = learn(city, "", made.read(resolver, rivers_of_one_unit(resolver, another=False)))
    found = with_experience(resolver, learned).resolve(case(resolver.graph, "河道", made.PUDONG))
    assert not [note for note in found.explanation.notes if "惯例与依据不一致" in note]


def test_a_letter_learned_again_says_nothing_of_surety(long_experience: Experience, letters: list[Answered]) -> None:
    again = long_experience.with_more([replace(a, id=f"{a.id}-0") for a in letters])
    assert len(again.letters) == len(long_experience.letters)
    assert len(again.surety.points) == len(long_experience.surety.points)
