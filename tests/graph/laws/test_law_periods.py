"""Periods, status and repeal clauses."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.laws.model import UNDATED, LawVersion
from graph.laws.periods import Dated, periods, with_days
from graph.laws.repeals import repealed_in

DAYS = st.dates(dt.date(1980, 1, 1), dt.date(2030, 1, 1))


def test_the_next_version_ends_the_one_before_on_its_first_day_in_force() -> None:
    found = periods([Dated("2025-12-27", dt.date(2026, 5, 1), "current"), Dated("2013-12-28", dt.date(2014, 3, 1), "current")])
    assert (found["2013-12-28"].start, found["2013-12-28"].until, found["2013-12-28"].status) == (dt.date(2014, 3, 1), dt.date(2026, 5, 1), "old_version")
    assert (found["2025-12-27"].until, found["2025-12-27"].status, found["2025-12-27"].newest) == (None, "current", True)


def test_a_repeal_ends_the_newest_version_and_never_lengthens_an_older_one() -> None:
    repeal = dt.date(2026, 8, 15)
    found = periods([Dated("2017-11-04", dt.date(2017, 11, 5), "old_version", repeal), Dated("2023-10-24", dt.date(2024, 1, 1), "current", repeal)])
    assert found["2017-11-04"].until == dt.date(2024, 1, 1)
    assert (found["2023-10-24"].until, found["2023-10-24"].status) == (repeal, "repealed")


def test_without_a_stated_day_a_version_is_in_force_from_its_own() -> None:
    assert periods([Dated("2019-03-24")])["2019-03-24"].start == dt.date(2019, 3, 24)


def held(version: str, start: str, until: str | None, said: str | None = None) -> LawVersion:
    first, last, stated = (dt.date.fromisoformat(d) if d else None for d in (start, until, said))
    return LawVersion("试验法", "试验法", "法律", "", version, None, first, last, "current", "", 1, "t", stated)


def test_a_day_found_elsewhere_moves_the_start_and_the_end_before_it() -> None:
    versions = [held("2023-12-29", "2023-12-29", None), held("2016-03-16", "2016-09-01", "2023-12-29", "2016-09-01")]
    moved = with_days(versions, {"2023-12-29": dt.date(2024, 9, 5), "2016-03-16": dt.date(2017, 1, 1)})
    assert [(v.start, v.until) for v in moved] == [(dt.date(2024, 9, 5), None), (dt.date(2016, 9, 1), dt.date(2024, 9, 5))]


@pytest.mark.parametrize("day", [dt.date(2023, 12, 29), dt.date(2023, 12, 1)])
def test_nothing_is_in_force_before_it_was_passed(day: dt.date) -> None:
    versions = [held("2023-12-29", "2023-12-29", None)]
    assert with_days(versions, {"2023-12-29": day}) == versions


def test_a_version_without_date_comes_before_all_others() -> None:
    found = periods([Dated(UNDATED, status="current"), Dated("2020-01-01")])
    assert (found[UNDATED].start, found[UNDATED].until, found[UNDATED].newest) == (None, dt.date(2020, 1, 1), False)


@given(st.lists(DAYS, min_size=1, max_size=8, unique=True), st.dates(dt.date(1970, 1, 1), dt.date(2040, 1, 1)))
def test_on_every_day_at_most_one_version_is_in_force_and_from_the_first_on_exactly_one(days: list[dt.date], day: dt.date) -> None:
    found = periods([Dated(d.isoformat()) for d in days]).values()
    holding = [p for p in found if p.start and p.start <= day and (p.until is None or day < p.until)]
    assert len(holding) == (1 if day >= min(days) else 0)


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("本法自2026年8月15日起施行。《中华人民共和国甲法》、《中华人民共和国乙法》同时废止。", ["甲法", "乙法"]),
        ("本条例自2024年1月1日起施行。1997年8月3日国务院发布的《丙条例》同时废止。", ["丙条例"]),
        ("本条例自2024年1月1日起施行，《某市实施〈中华人民共和国丁法〉办法》同时废止。", ["某市实施《中华人民共和国丁法》办法"]),
        ("本办法自2024年1月1日起施行。《戊办法》（部令第31号）同时废止。", ["戊办法"]),
        ("本法自2024年1月1日起施行。《己法》第三条同时废止。", []),
        ("本法施行后，《庚规定》中有关收费的内容同时废止；《辛规定》与本法不一致的，予以废止。", []),
        ("人民政府可以决定废止《壬办法》。", []),  # nothing enters into force: no closing article
        ("制定、修改、废止程序依照《癸法》施行。", []),
    ],
)
def test_repeal_clauses(text: str, titles: list[str]) -> None:
    assert list(repealed_in(text)) == titles
