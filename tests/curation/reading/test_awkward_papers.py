"""Papers as they really come are read whole: nothing of theirs is cut in mid-sentence, mixed up between matters, or given to who led before."""

from __future__ import annotations

from collections.abc import Callable

import papers_awkward
import pytest
from paper_making import Sample, word
from scoring import score

from curation.reading import Draft, open_paper
from resolver.pipeline import Resolver

Read = Callable[..., tuple[Draft, ...]]


@pytest.mark.parametrize("sample", papers_awkward.samples(), ids=lambda s: s.name)
def test_all_that_the_paper_says_is_read(sample: Sample, read_file: Read, resolver: Resolver) -> None:
    drafts = read_file(sample.name, sample.data, sample.place)
    assert len(drafts) == len(sample.told)
    faults = [f"{at}: {fault}" for at, told in enumerate(sample.told) for fault in score(drafts[at], told, resolver.graph)[1] if not fault.startswith(("parties wrong", "basis wrong"))]
    assert not faults


def test_a_broken_text_is_said_to_be_mended_and_its_words_are_found(read_file: Read) -> None:
    sample = papers_awkward.samples()[0]
    paper = open_paper(sample.name, sample.data)
    assert any("断开的行已接起来" in note for note in paper.notes)
    assert not any(p.text.startswith(("— 1", "修。", "源街道")) for p in paper.paragraphs)


def test_lines_that_their_writer_broke_stay_apart() -> None:
    lines = ["争议事项：路边流动摊贩油烟", "首问责任单位：县综合行政执法局", "配合单位：县市场监管局（食品安全检查）、跃龙街道", "诉求内容：夜里十点后学校门口烧烤摊扎堆", "认定日期：2021/9/3"]
    assert [p.text for p in open_paper("a.txt", "\n".join(lines).encode()).paragraphs] == lines


def test_what_was_not_ticked_is_named_and_a_form_without_ticks_is_read_whole() -> None:
    ticked = open_paper("a.docx", word("☑甲局主办　□乙局主办", "丙局配合"))
    assert [p.text.split() for p in ticked.paragraphs] == [["甲局主办"], ["丙局配合"]]
    assert ticked.notes == ("没有勾选的不读：乙局主办",)
    blank = open_paper("a.docx", word("□甲局主办　□乙局主办"))
    assert blank.paragraphs[0].text == "□甲局主办　□乙局主办"
    assert blank.notes == ()


def test_from_when_and_what_the_lead_does_are_fields_of_the_draft(read_file: Read) -> None:
    change = papers_awkward.samples()[-1]
    assert read_file(change.name, change.data, change.place)[0].content()["from"] == "2026-04-01"
    road = read_file("纪要.docx", word(*papers_awkward.MINUTES), "宁海县")[1].content()
    assert road["lead_duty"] == "负责清理恢复"


def test_a_paper_is_named_by_its_title_not_by_a_heading(read_file: Read) -> None:
    (draft,) = read_file("a.docx", word("关于明确铁沫洒落清扫首问责任的认定", "一、争议由来", "群众反映铁沫洒落公路，扎破轮胎。", "二、认定意见", "县商务局为首问责任单位。", "2024年11月15日"), "宁海县")
    source = draft.one("source")
    assert source is not None
    assert source.value == "关于明确铁沫洒落清扫首问责任的认定（a.docx）"
