"""How citizens told a case, out of the facts of a paper: their words and no office's, each where it stands."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from curation.reading import Draft
from curation.reading.draft import Words
from curation.reading.telling import LONGEST, phrases_in

Read = Callable[..., tuple[Draft, ...]]


def told(text: str) -> list[str]:
    return [str(f.value) for f in phrases_in([Words(1, 0, len(text), text, "第1段")])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("市民来电反映，其在路边一家画室预存课时费六千元，画室搬走后余款不退。", ["在路边一家画室预存课时费六千元，画室搬走后余款不退"]),
        ("群众反映，停车场夜里大货车进进出出，又吵又脏。", ["停车场夜里大货车进进出出，又吵又脏"]),
        ("居民王女士说：“井盖缺了半个月，晚上走路差点掉下去”，要求尽快补装。", ["井盖缺了半个月，晚上走路差点掉下去"]),
        ("市民周先生开车经过村口时,路面撒了很多铁沫,轮胎被扎破。", ["开车经过村口时，路面撒了很多铁沫，轮胎被扎破"]),
        ("吴女士反映，培训班倒闭不退费，为此产生纠纷。", ["培训班倒闭不退费"]),
    ],
)
def test_what_a_citizen_told(text: str, expected: list[str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "县水利局称，该山塘系村集体所有，应属县农业农村局管理。", "群众诉求受理机制进一步完善，满意度提升。", "居民多次投诉，三家单位相互退单。", "周先生通过平台反映问题。",
        "市民反映事项明显减少。", "根据《城市照明管理规定》第四条，由县综合行政执法局负责。", "",
    ],
)  # fmt: skip
def test_what_no_citizen_told(text: str) -> None:
    assert told(text) == []


def test_a_long_telling_ends_at_a_comma() -> None:
    (phrase,) = told("市民反映，" + "，".join(["楼下的饭店每天夜里排油烟"] * 8) + "。")
    assert len(phrase) <= LONGEST
    assert phrase.endswith("排油烟")


def test_a_paper_brings_the_tellings_with_their_words_into_the_draft(read_text: Read) -> None:
    (draft,) = read_text(
        "首问责任争议认定书\n基本情况：市民反映，环城北路的路灯整月不亮，打了好几次电话也没人来修。\n主办单位：县综合行政执法局\n2026年11月12日", "宁海县"
    )
    (field,) = draft.of("phrases")
    assert draft.content()["phrases"] == ["环城北路的路灯整月不亮，打了好几次电话也没人来修"]
    assert field.words[0].text == field.value
    assert field.words[0].where.startswith("第2")
    assert field.sure < 0.85, "it is to be put into one's own words"
