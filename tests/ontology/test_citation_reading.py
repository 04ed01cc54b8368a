"""Citations in running text, shape by shape, in made-up sentences; and written at random, read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.citation import ArticleRef, TitleRegister, find, parse, to_chinese

LAMPS = "城市路灯条例"
READ = [
    # numbers
    ("按《路灯条例》第二十八条办理", ["路灯条例 28"]),
    ("按《路灯条例》第28条办理", ["路灯条例 28"]),
    ("按《路灯条例》第 28 条办理", ["路灯条例 28"]),
    ("按《路灯条例》二十八条办理", ["路灯条例 28"]),  # 第 forgotten
    ("按《路灯条例》28条办理", ["路灯条例 28"]),
    ("《路灯条例》第十二条之一第二款第（三）项", ["路灯条例 12-1/2/3"]),
    ("《路灯条例》第十二条第2款第3项", ["路灯条例 12/2/3"]),
    ("《路灯条例》第十二条之规定", ["路灯条例 12"]),  # 之 is no sub-article
    ("《路灯条例》第十二条规定第二款写明", ["路灯条例 12/2"]),
    ("《路灯条例》第四条第（三）规定", ["路灯条例 4//3"]),  # 项 forgotten
    ("《路灯条例》第七条、第二项、第五目", ["路灯条例 7//2"]),
    ("《路灯条例》第一款第（一）、（二）项", ["路灯条例"]),  # no article: the title alone
    ("《路灯条例》第五条第一款第（一）、（二）项", ["路灯条例 5/1/1", "路灯条例 5/1/2"]),
    ("《路灯条例》第五条第一款、第二款", ["路灯条例 5/1", "路灯条例 5/2"]),
    # lists and ranges
    ("《路灯条例》第六条、第八条和第十条", ["路灯条例 6", "路灯条例 8", "路灯条例 10"]),
    ("《路灯条例》第六、八、十条", ["路灯条例 6", "路灯条例 8", "路灯条例 10"]),
    ("《路灯条例》第五条至第七条", ["路灯条例 5", "路灯条例 6", "路灯条例 7"]),
    ("《路灯条例》第五至七条", ["路灯条例 5", "路灯条例 6", "路灯条例 7"]),
    ("《路灯条例》第5-7条", ["路灯条例 5", "路灯条例 6", "路灯条例 7"]),
    ("《路灯条例》第八条与第十条", ["路灯条例 8", "路灯条例 10"]),
    ("《路灯条例》第二十二条亮灯时间和第二十三条熄灯时间", ["路灯条例 22", "路灯条例 23"]),
    ("《路灯条例》第六条和《井盖办法》第七条", ["路灯条例 6", "井盖办法 7"]),
    ("《路灯条例》《井盖办法》第七条", ["路灯条例", "井盖办法 7"]),
    # titles
    ("《中华人民共和国路灯法》第五章第四十三条", ["路灯法 43"]),
    ("《路灯条例》（2018修正）第三条", ["路灯条例 3"]),
    ("《路灯条例》（2018年修订）中的第三条", ["路灯条例 3"]),
    ("《路灯\n  条例》第三条", ["路灯条例 3"]),  # broken by lines and spaces
    ("<<路灯条例>>第三条", ["路灯条例 3"]),
    ("<路灯法>第3条第2款", ["路灯法 3/2"]),
    ("〈路灯条例〉第三条", ["路灯条例 3"]),
    ("「路灯条例」第三条", ["路灯条例 3"]),
    ("“路灯条例”第三条", ["路灯条例 3"]),
    ("《路灯条例第三条", ["路灯条例 3"]),  # never closed
    ("《甲市实施〈中华人民共和国路灯法〉办法》第三条", ["甲市实施〈中华人民共和国路灯法〉办法 3"]),
    ("甲省甲市《甲市路灯条例》第三条", ["甲市路灯条例 3"]),
    ("《根据甲市路灯条例》第三条", ["甲市路灯条例 3"]),  # the mark set too early
    ("《路灯法》及其实施条例", ["路灯法", "路灯法实施条例"]),
    # no marks
    ("根据甲市路灯管理规定第四十八条：路灯", ["甲市路灯管理规定 48"]),
    ("违反了消法第五十五条和食品安全法第一百四十八条", ["消法 55", "食品安全法 148"]),
    ("依据民法典第1198条", ["民法典 1198"]),
    ("我认为触犯刑法第一百三十三条之一", ["刑法 133-1"]),
    ("他找了物业。（路灯管理办法）“第三条 灯要亮”", ["路灯管理办法 3"]),
    ("按有关规定第三条", []),
    # what was cited before
    ("《路灯条例》管亮灯。该条例第七条管修灯，同条例第九条管罚款", ["路灯条例", "路灯条例 7", "路灯条例 9"]),
    ("《路灯条例》第五条管亮灯；第七条管修灯。第九条管罚款", ["路灯条例 5", "路灯条例 7", "路灯条例 9"]),
    ("《路灯条例》和《井盖办法》都管。上述条例第七条更严", ["路灯条例", "井盖办法", "路灯条例 7"]),
    ("《甲市路灯管理规定》（以下简称《规定》）施行了。《规定》第三条写明，按《规定》办", ["甲市路灯管理规定", "甲市路灯管理规定 3", "甲市路灯管理规定"]),
    ("《甲市路灯管理规定》(下称“灯规”)施行了。根据“灯规”第三条", ["甲市路灯管理规定", "甲市路灯管理规定 3"]),
    ("《甲市路灯管理规定》施行了。《规定》第三条写明", ["甲市路灯管理规定", "甲市路灯管理规定 3"]),  # introduced by nobody
    ("《路灯条例》第十四条规定：“应遵守《民法典》的规定。”第十六条规定", ["路灯条例 14", "民法典", "路灯条例 16"]),
    ("制定了《停车规则》，根据该规则第六条", ["停车规则 6"]),
    # documents
    ("《路灯通知》（沪灯规〔2020〕12号）第三条", ["路灯通知 3 沪灯规〔2020〕12号"]),
    ("《路灯通知》沪灯规【2020】12号第三条", ["路灯通知 3 沪灯规〔2020〕12号"]),
    ("《路灯条例》的通知(沪灯规[2020]第12号)", ["路灯条例 沪灯规〔2020〕12号"]),
    ("根据沪灯规（2020）12号《路灯通知》", ["路灯通知 沪灯规〔2020〕12号"]),
    ("根据沪灯规〔2020〕12号文件办理。该文件第九条", ["沪灯规〔2020〕12号 沪灯规〔2020〕12号", "沪灯规〔2020〕12号 9"]),
    ("《沪灯规〔2020〕12号》文件第三条", ["沪灯规〔2020〕12号 3 沪灯规〔2020〕12号"]),
    ("《路灯办法》（国家路灯局公告2012年第40号）第十四条", ["路灯办法 14 国家路灯局公告2012年第40号"]),
    ("依照路灯和井盖部令第22号第28条", ["路灯和井盖部令第22号 28 路灯和井盖部令第22号"]),
    # nothing is cited
    ("公交线路7条，其中区内线路2条", []),
    ("规划了五条轨道交通", []),
    ("《城市总体规划》中有一条长廊", ["城市总体规划"]),
    ("合同第七条没写", []),
    ("他说“这没有办法”，又说“要讨个说法”", []),
]


def written(ref: ArticleRef) -> str:
    place = ref.number + (f"/{ref.paragraph or ''}" if ref.paragraph or ref.item else "") + (f"/{ref.item}" if ref.item else "")
    return " ".join(part for part in (ref.title, place, ref.document) if part)


@pytest.mark.parametrize(("text", "expected"), READ)
def test_every_shape_is_read(text: str, expected: list[str]) -> None:
    assert [written(ref) for ref in find(text)] == expected


REGISTER = TitleRegister({title: ["2020-01-01"] for title in ("劳动法", "公司法", "物业管理条例", "消费者权益保护法")})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("厂里无视劳动法的存在", ["劳动法"]),
        ("消法白写了", ["消费者权益保护法"]),
        ("公司法人代表跑了", []),  # 法人
        ("按省物业管理条例办", ["省物业管理条例"]),  # not the nation's
        ("依据《劳动法》第三条，劳动法说得清楚", ["劳动法 3", "劳动法"]),
    ],
)
def test_a_register_finds_titles_without_marks(text: str, expected: list[str]) -> None:
    assert [written(ref).replace("消法", REGISTER.title("消法") or "") for ref in find(text, REGISTER)] == expected


def test_a_span_covers_title_and_article() -> None:
    text = "请看《路灯条例》第五条、第七条。"
    assert [text[slice(*ref.span)] for ref in find(text)] == ["《路灯条例》第五条", "第七条"]


def test_a_whole_text_that_is_a_title_cites_it() -> None:
    assert parse("甲市路灯管理办法(草案)") == ArticleRef("甲市路灯管理办法")
    assert parse("渔业法28条") == ArticleRef("渔业法", 28)


titles = st.text("城市路灯井盖供水管网", min_size=2, max_size=12).map(lambda name: name + "条例")
numbers = st.integers(1, 1500)


@given(titles, numbers, st.integers(0, 9), st.integers(0, 20), st.booleans(), st.sampled_from(["《{}》", "<<{}>>", "〈{}〉", "《 {} 》", "根据{}"]))
def test_any_way_of_writing_reads_back(title: str, article: int, paragraph: int, item: int, arabic: bool, marks: str) -> None:
    def number(value: int) -> str:
        return str(value) if arabic else to_chinese(value)

    text = marks.format(title) + f"第{number(article)}条"
    text += f"第{number(paragraph)}款" if paragraph else ""
    text += f"第（{number(item)}）项" if item else ""
    assert list(find(f"经查，{text}的规定办理。")) == [ArticleRef(title, article, None, paragraph or None, item or None)]


@given(titles, st.lists(numbers, min_size=1, max_size=5, unique=True))
def test_lists_read_back(title: str, articles: list[int]) -> None:
    text = f"《{title}》" + "、".join(f"第{to_chinese(n)}条" for n in articles)
    assert [ref.article for ref in find(text)] == articles


@given(st.text("《》第条款项之一二三四〔〕（）()0123456789法令号 “”<>、至规定根据，。\n", max_size=200))
def test_nothing_that_is_written_is_too_much(text: str) -> None:
    refs = list(find(text))
    assert all(0 <= ref.span[0] <= ref.span[1] <= len(text) for ref in refs)


def test_in_a_statutes_own_text_bare_articles_are_its_own() -> None:
    text = "违反本条例第七条的，依照《井盖法》第三条处罚；违反第九条、第十条的，依照该法第五条处罚，并适用第十一条至第十三条。"
    assert [written(ref) for ref in find(text, own="路灯条例")] == [
        "路灯条例 7", "井盖法 3", "路灯条例 9", "路灯条例 10", "井盖法 5", "路灯条例 11", "路灯条例 12", "路灯条例 13",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("按照甲市路灯管理办法，不得关灯", ["甲市路灯管理办法"]),  # a place's regulation, without marks and without article
        ("按照甲市路灯相关管理规定办", []),
        ("根据小区停车管理办法，不得占道", []),
        ("依照《民事诉讼法》解释第九十五条", ["民事诉讼法解释 95"]),
        ("依据甲省实施《路灯法》办法第二十六条", ["甲省实施《路灯法》办法 26"]),
        ("违反[路灯法]笫三条", ["路灯法 3"]),  # 笫 for 第
        ("《路灯设计标准》第6.2.1条", ["路灯设计标准 6.2.1"]),
        ("《路灯合同》第8条7款8项", ["路灯合同 8/7/8"]),
        ("《路灯规定》第十八条（付费方式）第一款", ["路灯规定 18/1"]),
        ("响应甲绿〔2019〕171号《公园通知》", ["公园通知 甲绿〔2019〕171号"]),
        ("工伤条例(国务院令第375号)第十四条", ["工伤条例 14 国务院令第375号"]),
        ("住建委的48号文第六条", ["48号文 6 48号文"]),
        ("《路灯规定》第八条规定，应当告知劳动者合同法第八条规定的事项；第二十七条另有规定", ["路灯规定 8", "劳动者合同法 8", "路灯规定 27"]),
    ],
)
def test_less_usual_shapes_are_read(text: str, expected: list[str]) -> None:
    assert [written(ref) for ref in find(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # standards
        ("《路灯亮度标准》（GB 1234.5—2016）", ["路灯亮度标准 GB1234.5-2016"]),
        ("《路灯亮度标准》DB31/T 12-2015中5.2", ["路灯亮度标准 5.2 DB31/T12-2015"]),
        ("应当符合GB1234-2016《路灯亮度标准》的要求", ["路灯亮度标准 GB1234-2016"]),
        ("灯光符合JG/T368，灯杆符合DG/TJ08-9-2023", ["JG/T368 JG/T368", "DG/TJ08-9-2023 DG/TJ08-9-2023"]),
        ("《路灯规定》中3.5万元", ["路灯规定"]),
        # numbers
        ("甲灯发[80]12号、甲灯字｛２０１５｝１６号文件", ["甲灯发〔80〕12号 甲灯发〔80〕12号", "甲灯字〔2015〕16号 甲灯字〔2015〕16号"]),
        ("《路灯意见》（甲灯规（2019）74）", ["路灯意见 甲灯规〔2019〕74号"]),
        ("《路灯意见》甲灯规〔2009〕27第十一条", ["路灯意见 11 甲灯规〔2009〕27号"]),
        ("编办依甲灯推办〔2019〕10号请示办", ["甲灯推办〔2019〕10号 甲灯推办〔2019〕10号"]),
        ("甲市人民政府令（第１５号）", ["甲市人民政府令第15号 甲市人民政府令第15号"]),
        ("路灯总局令第39号新修订的《路灯规定》", ["路灯规定 路灯总局令第39号"]),
        ("关于检查路灯的通知（甲灯函[2018]16号）", ["关于检查路灯的通知 甲灯函〔2018〕16号"]),
        # called by the serial
        ("《路灯意见》（甲灯规〔2019〕74号）好。按74号文第二条，74号文明确", ["路灯意见 甲灯规〔2019〕74号", "路灯意见 2", "路灯意见"]),
        ("《路灯意见》（甲灯规[202]74号，下称“74号文件”）好，74号文件", ["路灯意见", "路灯意见"]),
        ("《路灯办法》（甲市政府令第5号）好，5号令第三条", ["路灯办法 甲市政府令第5号", "路灯办法 3 5号令"]),
        ("为什么甲灯字〔2015〕16号、甲省路灯厅甲灯市〔2016〕9号", ["甲灯字〔2015〕16号 甲灯字〔2015〕16号", "甲灯市〔2016〕9号 甲灯市〔2016〕9号"]),
        ("5号文化楼门口", []),
        # paragraphs and items
        ("《路灯法》第22条的(一),(二)项", ["路灯法 22//1", "路灯法 22//2"]),
        ("《路灯法》第五条第（一）至（三）项", ["路灯法 5//1", "路灯法 5//2", "路灯法 5//3"]),
        ("《路灯法》第五条第一、二款", ["路灯法 5/1", "路灯法 5/2"]),
        ("《路灯法》第五条第一款第（一）项、第三款", ["路灯法 5/1/1", "路灯法 5/3"]),
        ("《路灯法》第五条第一款至第三款", ["路灯法 5/1", "路灯法 5/2", "路灯法 5/3"]),
        ("《路灯法》第十四条一款，第34条第2小项", ["路灯法 14/1", "路灯法 34//2"]),
        ("《路灯规程》第（四）条第2项", ["路灯规程 4//2"]),
        ("《路灯法》第六章59条，《井盖法》第四章井盖的修理 第四十六条", ["路灯法 59", "井盖法 46"]),
        # titles
        ("《路灯证》积分管理办法", ["《路灯证》积分管理办法"]),
        ("最高路灯局关于适用《路灯法》若干问题的意见(试行)第六条", ["最高路灯局关于适用《路灯法》若干问题的意见（试行） 6"]),
        ("《甲市路灯管理规定（试行）》施行了。按该《管理规定》", ["甲市路灯管理规定（试行）", "甲市路灯管理规定（试行）"]),
        ("《路灯发展规划纲要》发布，《纲要》说", ["路灯发展规划纲要", "路灯发展规划纲要"]),
        ("违反中华人民共和路灯法第二条", ["路灯法 2"]),
        ("这种<根本不合法>的事，【大家都提了自己的意见】", []),
        ("根据甲区路灯委规定，灯要亮", []),
        ("认购书第八条没写", []),
    ],
)
def test_general_forms_are_read(text: str, expected: list[str]) -> None:
    assert [written(ref) for ref in find(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("听说劳动法14条写了", ["劳动法 14"]),  # the register vouches for a title without 第
        ("甲市养犬管理条例5月起施行", ["甲市养犬管理条例"]),
        ("该小区停车管理条例不行", []),
    ],
)
def test_a_register_vouches_for_titles(text: str, expected: list[str]) -> None:
    assert [written(ref) for ref in find(text, REGISTER)] == expected


def test_much_of_anything_is_read_in_time() -> None:
    """Texts of the greatest length made to make a reader go back and forth; a slip into quadratic time takes minutes."""
    for piece in ("《", "《a《b》", "1、", "第1条", "“法", "（2020）1号", "条例", "<法", "《X》（（", "根据甲法第一条", "按照市", "GB1", "第一条第", "第（一）、", "管理条例", "“法》（"):
        text = piece * (20_000 // len(piece))
        assert all(ref.span[1] <= len(text) for ref in find(text, REGISTER))
