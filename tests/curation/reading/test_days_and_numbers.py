"""Days and document numbers in the forms that papers write them."""

from __future__ import annotations

import pytest

from curation.reading.days import days_in
from curation.reading.fold import fold
from curation.reading.numbers import number_under_label, numbers_in


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("2020年8月31日", "2020-08-31", "day"), ("2020.8.31", "2020-08-31", "day"), ("２０２０/08/31", "2020-08-31", "day"), ("二〇二〇年八月三十一日", "2020-08-31", "day"),
        ("二○二〇年十月九日", "2020-10-09", "day"), ("二零二一年十二月二十一日", "2021-12-21", "day"), ("2020年8月", "2020-08-01", "month"), ("今年9月底", "2020-09-01", "month"), ("6月18日，", "2020-06-18", "day"),
    ],
)  # fmt: skip
def test_days(text: str, day: str, precision: str) -> None:
    found = next(days_in(fold(text), 2020))
    assert (found.day.isoformat(), found.precision) == (day, precision)


@pytest.mark.parametrize("text", ["2020年13月", "电话 2020123", "第2020号", "20200 元"])
def test_what_is_no_day(text: str) -> None:
    assert not [d for d in days_in(fold(text)) if d.precision != "year"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("宁编办〔2020〕15号", "宁编办〔2020〕15号"), ("宁编办[2020]15号", "宁编办〔2020〕15号"), ("甬政发（２０２１）３号", "甬政发〔2021〕3号"), ("宁编办【2020】第15号", "宁编办〔2020〕15号"),
        ("奉府专纪〔2022〕第8期", "奉府专纪〔2022〕第8期"), ("坪指判〔二〇二三〕十二号", "坪指判〔2023〕12号"), ("宁首认字第2020-003号", "宁首认字第2020-003号"), ("ZCRD-2023-018", "ZCRD-2023-018"),
        ("此前奉编办函﹝2020﹞4号停止执行", "奉编办函〔2020〕4号"),
    ],
)  # fmt: skip
def test_numbers(text: str, number: str) -> None:
    assert next(numbers_in(fold(text))).value == number


def test_numbers_of_other_documents_are_told_apart() -> None:
    assert next(numbers_in(fold("根据《关于首问的通知》（甬政发〔2020〕31号）"))).cited
    assert number_under_label("2021年第3次") == "2021年第3次"
    assert number_under_label("无") == ""
