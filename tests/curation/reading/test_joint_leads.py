"""Several who lead together: all are read, each with its words; two who are named apart are a doubt, not a pair."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from curation.reading import Draft
from graph.store import KnowledgeGraph

Read = Callable[..., tuple[Draft, ...]]


def names(draft: Draft) -> list[str]:
    return [f.shown for f in draft.of("lead")]


@pytest.mark.parametrize(
    "line",
    [
        "经研究，认定县教育局、县公安局共同为首问责任单位，县司法局配合做好调解工作。", "主办单位：县教育局、县公安局\n配合单位：县司法局（做好调解工作）",
        "会议决定，由县教育局和县公安局共同牵头办理，县司法局配合做好调解工作。", "首问责任单位为县教育局、县公安局，县司法局配合做好调解工作。",
    ],
)  # fmt: skip
def test_all_who_lead_together_are_read(line: str, read_text: Read, graph: KnowledgeGraph) -> None:
    (draft,) = read_text(f"首问责任争议认定书\n校园周边摊贩的管理，两局意见不一。\n{line}\n2021年3月4日", "宁海县")
    assert names(draft) == ["宁海县教育局", "宁海县公安局"]
    assert draft.content()["lead"] == [f.value for f in draft.of("lead")]
    assert all("共同首问" in f.note and f.words for f in draft.of("lead"))
    assert [str(graph.units.need(h["unit"]).full_name) for h in draft.content()["helpers"]] == ["宁海县司法局"]


def test_one_lead_stays_one(read_text: Read) -> None:
    (draft,) = read_text("首问责任争议认定书\n主办单位：县教育局\n配合单位：县公安局（维护秩序）\n2021年3月4日", "宁海县")
    assert isinstance(draft.content()["lead"], str)


def test_a_unit_that_only_helps_is_no_second_lead(read_text: Read) -> None:
    (draft,) = read_text("首问责任争议认定书\n首问责任单位：县教育局牵头，县公安局配合维护秩序\n2021年3月4日", "宁海县")
    assert names(draft) == ["宁海县教育局"]


def test_two_named_apart_are_a_doubt(read_text: Read) -> None:
    (draft,) = read_text("首问责任争议认定书\n会议明确县教育局为首问责任单位。\n会议明确县公安局为首问责任单位。\n2021年3月4日", "宁海县")
    assert len(names(draft)) == 1
    assert "请核对是否共同牵头" in draft.of("lead")[0].note
