"""What is reported to the establishment office: where practice leaves the written rules, and units nobody entered."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import past_letters as made

from ontology.vocabulary import iri
from resolver.history.experience import Experience, learn
from resolver.history.letters import Answered
from resolver.history.report import departures, done, last_day, unknown_units
from resolver.pipeline import Resolver


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


def test_a_unit_to_which_its_district_gave_the_function_does_not_depart(resolver: Resolver, city: str) -> None:
    """In 徐汇 the graph has 建设和管理委员会 hold water."""
    keeper = "上海市徐汇区建设和管理委员会"
    past = made.past(resolver.graph, [made.Scene("河道", made.XUHUI, keeper, "housing-construction", named=True)])
    assert departures(learn(city, "", made.read(resolver, past)), resolver.traversal, made.AFTER) == []
