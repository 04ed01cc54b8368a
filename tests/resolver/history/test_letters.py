"""Past letters as arrays: in the order of their days, each once, no text kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from past_letters import DAY, invented

from resolver.history.experience import Experience
from resolver.history.letters import KEPT, Letters


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
