"""Citations in every form people write, to and from article IRIs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.citation import ArticleRef, TitleRegister, find, from_iri, parse, short_title, to_chinese, to_number, write
from ontology.errors import BadCitation
from ontology.vocabulary import BASE

FORMS = [
    ("《中华人民共和国渔业法》第六条", "《渔业法》第六条"),  # country name dropped
    ("《渔业法》第28条", "《渔业法》第二十八条"),  # Arabic
    ("《渔业法》第２８条", "《渔业法》第二十八条"),  # full-width digits
    ("《刑法》第一百三十三条之一", "《刑法》第一百三十三条之一"),  # inserted article
    ("《刑法》第133条之一第2款", "《刑法》第一百三十三条之一第二款"),  # mixed numerals
    ("《固体废物污染环境防治法》第四条第（三）项", "《固体废物污染环境防治法》第四条第（三）项"),
    ("《消费者权益保护法》第八条第二款第(一)项", "《消费者权益保护法》第八条第二款第（一）项"),  # half-width brackets
    ("《城市道路管理条例》第 5 条", "《城市道路管理条例》第五条"),  # spaces
    ("《广东省实施〈中华人民共和国渔业法〉办法》第三条", "《广东省实施〈中华人民共和国渔业法〉办法》第三条"),  # nested title
    ("《水污染防治法》（以下简称水法）第三条", "《水污染防治法》第三条"),  # a short name is introduced
    ("《刑法》第2百七十六条", "《刑法》第二百七十六条"),  # a real letter writes so
]


@pytest.mark.parametrize(("written", "official"), FORMS)
def test_every_form_reads_the_same(written: str, official: str) -> None:
    assert str(parse(written)) == official


def test_lists_and_ranges_yield_each_article() -> None:
    found = [str(r) for r in find("依据《渔业法》第六条、第八条和《城市道路管理条例》第五条至第七条，以及《信访工作条例》办理")]
    assert found == [
        "《渔业法》第六条", "《渔业法》第八条", "《城市道路管理条例》第五条", "《城市道路管理条例》第六条",
        "《城市道路管理条例》第七条", "《信访工作条例》",
    ]  # fmt: skip


def test_bare_title_needs_no_marks() -> None:
    assert parse("渔业法第6条") == ArticleRef("渔业法", 6)


@pytest.mark.parametrize("text", ["", "渔业", "《渔业法》第六条和《水法》第七条", "第六条"])
def test_what_is_no_single_citation_is_refused(text: str) -> None:
    with pytest.raises(BadCitation):
        parse(text)


@given(st.integers(1, 9999))
def test_chinese_numerals_round_trip(number: int) -> None:
    assert to_number(to_chinese(number)) == number


@given(st.integers(1, 1500), st.integers(0, 9), st.integers(0, 9), st.integers(0, 20))
def test_written_citations_read_back(article: int, sub: int, paragraph: int, item: int) -> None:
    number = f"{article}-{sub}" if sub else str(article)
    ref = parse(write("生态环境法典", number, paragraph or None, item or None))
    assert (ref.number, ref.paragraph or 0, ref.item or 0) == (number, paragraph, item)


REGISTER = TitleRegister({"渔业法": ["2013-12-28", "2025-12-27"], "消费者权益保护法": ["2013-10-25"]}, {"消法": "消费者权益保护法"})


def test_short_names_and_versions_lead_to_iris() -> None:
    assert REGISTER.article_iri(parse("《消法》第八条")) == f"{BASE}statute/消费者权益保护法/2013-10-25/8"
    assert REGISTER.article_iri(parse("《渔业法》第六条")) == f"{BASE}statute/渔业法/2025-12-27/6"
    assert REGISTER.article_iri(parse("《渔业法》第六条"), "2013-12-28") == f"{BASE}statute/渔业法/2013-12-28/6"
    assert REGISTER.article_iri(parse("《海商法》第六条")) is None


def test_iris_lead_back_to_citations() -> None:
    ref, version = from_iri(f"{BASE}statute/刑法/2023-12-29/133-1")
    assert (str(ref), version) == ("《刑法》第一百三十三条之一", "2023-12-29")
    with pytest.raises(BadCitation):
        from_iri(f"{BASE}matter/路灯")


def test_short_title_drops_country_but_not_the_constitution() -> None:
    assert short_title("《中华人民共和国宪法》") == "宪法"
    assert short_title("中华人民共和国") == "中华人民共和国"
