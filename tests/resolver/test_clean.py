"""A citizen's words become one spelling without markup or personal data; what cannot be read is refused."""

from __future__ import annotations

import pytest

from ontology.errors import BadInput
from resolver.clean import LONGEST, clean, split_demands


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ＬＥＤ路灯１２３号坏了", "LED路灯123号坏了"),
        ("路燈壞了沒人修，廣場舞擾民", "路灯坏了没人修,广场舞扰民"),
        ("路灯😀坏了🚨", "路灯 坏了"),
        ("路灯\x00坏\u200b了\ufeff", "路灯坏了"),
        ("路灯坏了\r\n\r\n  \r\n没人修", "路灯坏了\n没人修"),
        ("路灯　　 坏了", "路灯 坏了"),
        ("<p>路灯<b>坏了</b></p>", "路灯 坏了"),
        ("路灯坏了<script>alert('x')</script><style>p{}</style><!-- 备注 -->", "路灯坏了"),
        ("路灯坏了&lt;script&gt;alert(1)&lt;/script&gt;", "路灯坏了"),
        ("路灯坏了＜script＞alert(1)＜/script＞", "路灯坏了"),
        ("票价<50元的>还要加收", "票价<50元的>还要加收"),
    ],
)
def test_a_text_is_brought_to_one_plain_spelling(written: str, read: str) -> None:
    assert clean(written).body == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("请打13812345678找我", "请打［电话］找我"),
        ("座机0574-65551234没人接", "座机［电话］没人接"),
        ("身份证11010119900307123X办不了", "身份证［证件号］办不了"),
        ("身份证１１０１０１１９９００３０７１２３４办不了", "身份证［证件号］办不了"),
        ("卡号6222021234567890123扣款", "卡号［账号］扣款"),
        ("请回复zhang.san@example.com谢谢", "请回复［邮箱］谢谢"),
        ("浙B12345乱停", "［车牌］乱停"),
        ("新能源车沪AD12345占位", "新能源车［车牌］占位"),
        ("京A·12345乱停", "［车牌］乱停"),
    ],
)
def test_personal_numbers_are_masked_and_the_words_beside_them_kept(written: str, read: str) -> None:
    assert clean(written).body == read


@pytest.mark.parametrize("text", ["2024年3月1日交了15000元", "长江路138号12栋1203室漏水", "工期20240301至20241231", "拨打12345没人管"])
def test_dates_sums_and_house_numbers_are_not_personal_data(text: str) -> None:
    assert clean(text).body == text


def test_title_is_cleaned_and_stands_before_the_body() -> None:
    text = clean("沒人修", "路燈<b>壞了</b>13812345678")
    assert (text.title, text.whole) == ("路灯 坏了 ［电话］", "路灯 坏了 ［电话］\n没人修")


@pytest.mark.parametrize(
    ("text", "what", "mend"),
    [
        ("", "空的", "请粘贴或填写"),
        (" \n\t　", "空的", "请粘贴或填写"),
        ("灯" * (LONGEST + 1), "超过 20,000 字", "只贴一件"),
        ("灯" * 100_000, "100,000 字", "--in"),
        ("the street lamp is broken", "没有读到中文", "用中文"),
        ("😀😀😀", "没有读到中文", "用中文"),
        ("<p></p>", "没有读到中文", "用中文"),
        ("12345678901234567890", "没有读到中文", "用中文"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_where_and_mend(text: str, what: str, mend: str) -> None:
    with pytest.raises(BadInput) as refused:
        clean(text, where="第 7 行")
    assert what in refused.value.what
    assert mend in refused.value.mend
    assert "第 7 行" in str(refused.value)


def test_the_longest_allowed_text_is_read() -> None:
    assert len(clean("灯" * LONGEST).body) == LONGEST


LAMP, WASTE = "门口路灯坏了三个月没人修", "小区垃圾堆了几天没有人清运"


@pytest.mark.parametrize(
    "text",
    [
        f"1.{LAMP}。2.{WASTE}。",
        f"1、{LAMP}；2、{WASTE}",
        f"反映问题：一、{LAMP}；二、{WASTE}",
        f"（1）{LAMP}。（2）{WASTE}",
        f"①{LAMP}②{WASTE}",
        f"其一，{LAMP}。其二，{WASTE}",
        f"1.{LAMP}！2.{WASTE}？",
        f"第一件事是{LAMP}，第二件事是{WASTE}",
        f"两个事情啊，第一个{LAMP}，第二个{WASTE}",
    ],
)
def test_numbered_demands_are_taken_apart(text: str) -> None:
    assert [d.strip("。;!?") for d in clean(text).demands] == [LAMP, WASTE]


@pytest.mark.parametrize("text", [f"{LAMP}。另外，{WASTE}", f"{LAMP}！此外{WASTE}", f"{LAMP}\n顺便反映{WASTE}", f"{LAMP}，另外我还想反映{WASTE}", f"{LAMP}，还有个事，{WASTE}"])
def test_another_demand_is_taken_apart(text: str) -> None:
    first, second = clean(text).demands
    assert LAMP in first
    assert WASTE in second
    assert WASTE not in first


@pytest.mark.parametrize(
    "text",
    [
        "路灯坏了没人修理,晚上出门很不方便",
        "收费标准:1.5元每小时,2.5元每次,很不合理",
        "上午10.30分到下午12.00分一直施工扰民",
        "长江路1、2、3号楼下的烧烤店油烟太大",
        "家住一、二单元之间,三、四楼都在漏水",
        "根据第1.2条和第2.3条,押金应当退还给我",
        "2024年1月交房,2025年2月还没有办证",
        "路灯坏了没人修。1、太黑。2、不安全。",
        "现在还有很多人跳广场舞,另外的人也睡不着",
        "从广场出发,第一个红绿灯路口右转,第二个红绿灯坏了",
        "第一个事实是房子早已漏水,第二个事实是物业一直不修",
    ],
)
def test_one_demand_stays_whole(text: str) -> None:
    assert split_demands(text) == [text]


def test_a_short_demand_among_longer_ones_is_not_lost() -> None:
    demands = split_demands("1.路灯坏了没人修。2.小区垃圾没有人清运很臭。3.楼下烧烤店油烟很大很呛。")
    assert any("路灯" in demand for demand in demands)


@pytest.mark.parametrize("number", ["138-1234-5678", "138 1234 5678", "+8613812345678"])
def test_a_phone_number_in_groups_is_masked(number: str) -> None:
    assert "5678" not in clean(f"请打电话{number}找我").body
