"""Papers of sixteen layouts to drafts: fields, their words, what is left unread. Half of the papers were written before the first run."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable

import papers_held
import papers_seen
import pytest
from paper_making import Sample, pdf, word
from scoring import score

from curation.reading import Draft, open_paper, pasted, read
from curation.reading.fold import fold, sentences
from ontology.errors import UnknownPlace
from resolver.pipeline import Resolver

Read = Callable[..., tuple[Draft, ...]]
SAMPLES = [*papers_seen.samples(), *papers_held.samples()]
LEAST = 0.93
"""Share of what the papers tell that is read right; the figures by field are in DECISIONS.md."""


def _id(sample: Sample) -> str:
    return f"{sample.place}-{sample.name}"


def test_most_of_what_papers_tell_is_read_right(read_file: Read, resolver: Resolver) -> None:
    total: Counter[str] = Counter()
    faults: list[str] = []
    for sample in SAMPLES:
        drafts = read_file(sample.name, sample.data, sample.place)
        for at, told in enumerate(sample.told):
            counts, found = score(drafts[at] if at < len(drafts) else None, told, resolver.graph)
            total += counts
            faults += [f"{_id(sample)} {at}: {fault}" for fault in found]
    right = sum(n for name, n in total.items() if name.endswith("right"))
    assert right / sum(total.values()) >= LEAST, "\n".join(faults)
    assert total["lead right"] == sum(1 for s in SAMPLES for t in s.told if t.lead), "\n".join(faults)


@pytest.mark.parametrize("sample", SAMPLES, ids=_id)
def test_a_paper_gives_a_draft_for_each_case(sample: Sample, read_file: Read) -> None:
    assert len(read_file(sample.name, sample.data, sample.place)) == len(sample.told)


@pytest.mark.parametrize("sample", SAMPLES, ids=_id)
def test_words_stand_where_they_are_said_to_stand_and_nothing_is_dropped(sample: Sample, resolver: Resolver, read_file: Read) -> None:
    paper = open_paper(sample.name, sample.data)
    drafts = read_file(sample.name, sample.data, sample.place)
    shown = [w for d in drafts for w in (*d.unread, *(w for f in d.fields for w in f.words))]
    for words in shown:
        paragraph = paper.paragraphs[words.paragraph - 1]
        assert paragraph.text[words.start : words.end] == words.text
        assert words.where.startswith(paragraph.where)
    assert all(0 <= f.sure <= 1 for d in drafts for f in d.fields)
    for draft in drafts:
        overlapping = [w for w in draft.unread for f in draft.fields for v in f.words if v.paragraph == w.paragraph and v.start < w.end and w.start < v.end]
        assert not overlapping


def test_every_sentence_is_read_or_shown(read_text: Read) -> None:
    text = "县编办首问责任争议认定书\n主办单位：县商务局\n请各单位抓紧落实。会场禁止吸烟。\n2021年3月4日"
    (draft,) = read_text(text, "宁海县")
    assert [w.text for w in draft.unread] == ["请各单位抓紧落实。", "会场禁止吸烟。"]


def test_content_is_the_contract(read_file: Read, resolver: Resolver) -> None:
    sample = papers_seen.samples()[0]
    content = read_file(sample.name, sample.data)[0].content()
    unit = {u.full_name: u.id for u in resolver.graph.units}
    assert content["kind"] == "ruling"
    assert content["jurisdiction"] == "浙江省宁波市宁海县"
    assert content["lead"] == unit["宁海县教育局"]
    assert content["helpers"] == [{"unit": unit["宁海县市场监督管理局"], "duty": "配合做好消费纠纷调解和主体资格核查"}]
    assert set(content["disputed_between"]) == {unit["宁海县市场监督管理局"], unit["宁海县教育局"]}
    assert content["decided_on"] == "2021-04-12"
    assert resolver.graph.matters.get(content["matter"])
    assert "supersedes" not in content


def test_a_list_gives_schemes_without_number(read_file: Read) -> None:
    sample = papers_seen.samples()[3]
    contents = [d.content() for d in read_file(sample.name, sample.data, sample.place)]
    assert {c["kind"] for c in contents} == {"scheme"}
    assert not any("number" in c or "decided_by" in c for c in contents)


def test_statutes_are_held_against_the_graph(read_text: Read) -> None:
    text = "首问责任认定书\n主办单位：县农业农村局\n依据：《渔业法》第六条、《渔业法》第九百条、《子虚条例》第二条\n认定日期：2020年8月3日"
    notes = {str(f.value): f for f in read_text(text, "宁海县")[0].of("basis")}
    assert notes["《渔业法》第六条"].note == ""
    assert "没有第九百条" in notes["《渔业法》第九百条"].note
    assert "图里没有《子虚条例》" in notes["《子虚条例》第二条"].note
    assert notes["《渔业法》第六条"].sure > notes["《渔业法》第九百条"].sure


def test_an_article_that_another_version_numbers_so_is_marked(read_text: Read) -> None:
    text = "首问责任认定书\n主办单位：县农业农村局\n依据：《渔业法》第十八条\n认定日期：2026年8月3日"
    (found,) = read_text(text, "宁海县")[0].of("basis")
    assert "条号可能随修订变了" in found.note


def test_a_unit_that_the_graph_lacks_is_kept_as_text(read_text: Read) -> None:
    (draft,) = read_text("首问责任认定书\n主办单位：县星际航行管理局\n2021年3月4日", "宁海县")
    lead = draft.one("lead")
    assert lead is not None
    assert (lead.value, lead.note) == ("县星际航行管理局", "图里没有这个单位，按原文保留")
    assert lead.sure <= 0.5


@pytest.mark.parametrize("claim", ["县商务局认为应由县教育局牵头办理。", "县商务局建议由县教育局负责。", "此件不是由县教育局牵头。", "原由县教育局负责办理。"])
def test_what_is_only_claimed_is_no_decision(claim: str, read_text: Read) -> None:
    assert read_text(f"情况反映\n{claim}", "宁海县")[0].one("lead") is None


def test_what_is_no_paper_of_ours_gives_one_draft_with_all_unread(read_text: Read) -> None:
    (draft,) = read_text("今天天气很好。我们去公园。")
    assert len(draft.unread) + sum(1 for f in draft.fields if f.name in ("facts", "source")) >= 1
    assert draft.one("lead") is None


def test_another_place_than_the_one_given_is_remarked(read_file: Read) -> None:
    sample = papers_seen.samples()[0]
    field = read_file(sample.name, sample.data, "西宁市")[0].one("jurisdiction")
    assert field is not None
    assert "宁海县" in field.note


def test_an_unknown_place_is_refused(read_text: Read) -> None:
    with pytest.raises(UnknownPlace):
        read_text("主办单位：县商务局", "乌有县")


def test_many_units_in_one_sentence_take_no_time(resolver: Resolver) -> None:
    units = "、".join(["县公安局", "县商务局", "县教育局", "县水利局", "县司法局"] * 40)
    (draft,) = read(pasted(f"情况通报\n{units}等单位参加会议，大家一致表示满意。"), resolver.graph, "宁海县", as_of=dt.date(2026, 11, 21))
    assert draft.one("lead") is None


def test_reading_is_the_same_every_time_and_from_every_format(read_file: Read) -> None:
    lines = ("首问责任争议认定书", "宁编办〔2021〕9号", "认定县水利局为首问责任单位，县农业农村局配合做好灌溉调度。", "宁海县委编办", "2021年5月6日")
    contents = []
    for name, data in (("a.docx", word(*lines)), ("a.pdf", pdf(*lines)), ("a.txt", "\n".join(lines).encode()), ("a.docx", word(*lines))):
        content = read_file(name, data, "宁海县")[0].content()
        content.pop("source")
        contents.append(content)
    assert all(c == contents[0] for c in contents)
    assert contents[0]["number"] == "宁编办〔2021〕9号"


FRAME = "第A4版：划重点 上一版3 4下一版\n标题导航\n2020年11月26日 星期四\n放大 缩小 默认\n{title}\n{body}\n放大 缩小 默认\n{press}"
BODY = "市民反映，路灯整月不亮。经研究，由县综合行政执法局为首问责任单位，县交通运输局配合提供移交资料。"


def test_the_source_of_an_article_is_its_paper_day_page_and_title(read_text: Read) -> None:
    (field,) = read_text(FRAME.format(title="互踢皮球怎么办？这个县有办法", body=BODY, press="某某晚报"), "宁海县")[0].of("source")
    assert field.value == "某某晚报 2020-11-26 第A4版《互踢皮球怎么办？这个县有办法》"
    assert [w.text for w in field.words] == ["互踢皮球怎么办？这个县有办法", "某某晚报"]


def test_words_of_a_pages_frame_are_no_title(read_text: Read) -> None:
    (field,) = read_text(FRAME.format(title="互踢皮球怎么办？这个县有办法", body=BODY, press="打印 分享 收藏"), "宁海县")[0].of("source")
    assert field.value == "互踢皮球怎么办？这个县有办法"


def test_folding_keeps_positions() -> None:
    text = "１２３４５政務服務熱線(測試),○二"
    assert len(fold(text)) == len(text)
    assert [(a, b) for a, b in sentences("甲。乙；\n丙")] == [(0, 2), (2, 4), (5, 6)]
