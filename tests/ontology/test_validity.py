"""Periods are half-open; days are read in the forms people write, or refused."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.errors import BadDate
from ontology.validity import Period, parse_day

DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2099, 12, 31))


@pytest.mark.parametrize("text", ["2024-03-01", "2024/3/1", "2024年3月1日", "20240301", "2024-03", "2024年3月", "２０２４－０３－０１"])
def test_days_in_every_form(text: str) -> None:
    assert parse_day(text) == dt.date(2024, 3, 1)


@pytest.mark.parametrize("text", ["2024-02-30", "昨天", "1848-01-01", "2200-01-01", "", "13/13/2024"])
def test_no_day_is_refused_with_a_way_out(text: str) -> None:
    with pytest.raises(BadDate) as caught:
        parse_day(text)
    assert caught.value.mend


def test_the_last_day_is_not_in_the_period() -> None:
    period = Period(dt.date(2022, 6, 5), dt.date(2026, 8, 15))
    assert period.holds_on(dt.date(2026, 8, 14))
    assert not period.holds_on(dt.date(2026, 8, 15))


@given(DAYS, DAYS, DAYS, DAYS, DAYS)
def test_a_day_is_in_the_meet_just_when_it_is_in_both(a: dt.date, b: dt.date, c: dt.date, d: dt.date, day: dt.date) -> None:
    first, second = Period(min(a, b), max(a, b)), Period(min(c, d), max(c, d))
    meet = first.meet(second)
    assert (meet is not None and meet.holds_on(day)) == (first.holds_on(day) and second.holds_on(day))
