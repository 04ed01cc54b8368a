"""From draft to published: who may do what, in which order, and what two people at one thing meet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from curation.office import Office
from curation.proposals.desk import DRAFTERS, STATES, STEPS, NotAllowed
from ontology.errors import BadInput, Conflict, NotFound

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
Publish = Callable[..., Any]


def test_a_ruling_changes_the_answer_and_nothing_stays_behind(office: Office, water: dict[str, Any], answer: Publish, publish: Publish) -> None:
    before = answer(office)
    assert not [c for c in before.citations if c.kind == "ruling" and not c.persuasive]
    entry = publish(office, water)
    after = answer(office)
    assert after.lead.name == "宁海县农业农村局"
    assert [h.name for h in after.helpers][:1] == ["宁海县市场监督管理局"]
    assert after.doctrine == "主次协同"
    assert after.citations[0].label.endswith("（宁编办〔2020〕15号）")
    assert after.graph_version == entry.version
    assert office.desk.proposal("2026-00001").entry == entry.number == 2
    assert not list((office.publisher.home / "versions").glob(".*"))


def test_a_day_before_the_ruling_is_answered_as_before(office: Office, water: dict[str, Any], answer: Publish, publish: Publish) -> None:
    day = dt.date(2020, 8, 30)
    before = answer(office, day=day)
    publish(office, water)
    after = answer(office, day=day)
    assert (after.lead.name, [h.name for h in after.helpers]) == (before.lead.name, [h.name for h in before.helpers])
    assert [c.id for c in after.citations if not c.persuasive] == [c.id for c in before.citations if not c.persuasive]
    assert (after.matters, after.candidates, after.outcome) == (before.matters, before.candidates, before.outcome), "not even how sure it is"


def test_a_ruling_that_ended_still_tells_what_its_matter_is_about(office: Office, water: dict[str, Any], answer: Publish, publish: Publish) -> None:
    day = dt.date(2026, 6, 1)
    before = answer(office, day=day)
    publish(office, water)
    ruling = office.publisher.graph().rulings.where("number", water["number"])[0]
    publish(office, {"kind": "repeal", "what": ruling.id, "on": "2026-01-01", "reason": "期满", "source": "纪要"})
    after = answer(office, day=day)
    assert ruling.id not in {c.id for c in after.citations}
    assert after.matters[0].id == before.matters[0].id == ruling.matter
    assert after.matters[0].score >= before.matters[0].score


def test_the_drafter_does_not_review(office: Office, water: dict[str, Any]) -> None:
    proposal = office.propose(water, "甲", NOW)
    office.take_over(proposal.id, "乙", NOW)
    edited = office.edit(proposal.id, water | {"note": "x"}, "乙", NOW, revision=2)
    office.take_over(proposal.id, "丁", NOW)
    office.submit(proposal.id, "丁", NOW)
    for author in ("甲", "乙", "丁"):
        with pytest.raises(NotAllowed, match="不能审核"):
            office.approve(proposal.id, author, NOW)
    assert office.approve(proposal.id, "丙", NOW).reviewer == "丙"
    assert edited.revision == 3


def test_only_the_drafter_edits_submits_and_withdraws_until_another_takes_over(office: Office, water: dict[str, Any]) -> None:
    proposal = office.propose(water, "甲", NOW)
    for step in (
        lambda: office.edit(proposal.id, water | {"reason": "乙的理由"}, "乙", NOW, revision=1), lambda: office.submit(proposal.id, "乙", NOW), lambda: office.withdraw(proposal.id, "乙", NOW),
    ):  # fmt: skip
        with pytest.raises(NotAllowed, match=r"由 甲 起草，您不能.*接手"):
            step()
    assert (office.desk.proposal(proposal.id).content["reason"], office.desk.proposal(proposal.id).revision) == (water["reason"], 1)
    with pytest.raises(Conflict, match="本来就由您起草"):
        office.take_over(proposal.id, "甲", NOW)
    taken = office.take_over(proposal.id, "乙", NOW, words="甲已调离")
    assert (taken.drafter, taken.state, taken.revision) == ("乙", "draft", 2)
    last = office.desk.events(proposal.id)[-1]
    assert (last.who, last.what, last.words) == ("乙", "接手", "原起草人 甲；甲已调离")
    with pytest.raises(NotAllowed, match="由 乙 起草"):
        office.edit(proposal.id, water, "甲", NOW, revision=2)
    assert office.edit(proposal.id, water | {"reason": "乙的理由"}, "乙", NOW, revision=2).content["reason"] == "乙的理由"
    submitted = office.submit(proposal.id, "乙", NOW)
    assert office.take_over(proposal.id, "丙", NOW, revision=submitted.revision).state == "submitted"
    assert office.withdraw(proposal.id, "丙", NOW).state == "withdrawn"


def test_who_takes_over_an_older_revision_meets_a_conflict(office: Office, water: dict[str, Any]) -> None:
    proposal = office.propose(water, "甲", NOW)
    office.edit(proposal.id, water | {"reason": "再想想"}, "甲", NOW, revision=1)
    with pytest.raises(Conflict, match="第 1 稿"):
        office.take_over(proposal.id, "乙", NOW, revision=1)
    assert office.desk.proposal(proposal.id).drafter == "甲"


@pytest.mark.parametrize(("step", "state"), [(step, state) for step, (allowed, _, _) in STEPS.items() for state in STATES if state not in allowed and step != "edit"])
def test_no_step_is_taken_from_a_state_that_does_not_allow_it(office: Office, water: dict[str, Any], step: str, state: str) -> None:
    proposal = office.desk.propose(water, "甲", NOW, version="v")
    path = {"draft": (), "submitted": ("submit",), "reviewed": ("submit", "approve"), "published": ("submit", "approve", "publish"),
            "returned": ("submit", "return"), "withdrawn": ("withdraw",)}[state]  # fmt: skip
    for each in path:
        office.desk.step(proposal.id, each, "甲" if each in DRAFTERS else "乙", NOW, words="因为")
    with pytest.raises(Conflict, match="现在不能"):
        office.desk.step(proposal.id, step, "丙", NOW, words="因为")
    assert office.desk.proposal(proposal.id).state == state


def test_returned_with_reasons_edited_and_submitted_again(office: Office, water: dict[str, Any]) -> None:
    proposal = office.propose(water, "甲", NOW)
    office.submit(proposal.id, "甲", NOW)
    with pytest.raises(BadInput, match="退回没有写理由"):
        office.give_back(proposal.id, "乙", NOW, words=" ")
    returned = office.give_back(proposal.id, "乙", NOW, words="案情没写日期")
    assert (returned.state, returned.returned_because) == ("returned", "案情没写日期")
    again = office.edit(proposal.id, water | {"facts": "2020年8月，" + water["facts"]}, "甲", NOW, revision=returned.revision)
    assert office.submit(again.id, "甲", NOW).state == "submitted"
    assert [e.what for e in office.desk.events(proposal.id)] == ["起草", "提交", "退回", "修改", "提交"]
    assert office.desk.events(proposal.id)[0].content["facts"] == water["facts"]  # what was written first is kept


def test_who_saw_an_older_draft_meets_a_conflict_that_names_the_other(office: Office, water: dict[str, Any]) -> None:
    proposal = office.propose(water, "甲", NOW)
    office.edit(proposal.id, water | {"reason": "甲在另一个窗口写的理由"}, "甲", NOW, revision=1)
    with pytest.raises(Conflict, match=r"甲 于 .* 修改"):
        office.edit(proposal.id, water | {"reason": "甲的理由"}, "甲", NOW, revision=1)
    with pytest.raises(Conflict, match="第 1 稿"):
        office.submit(proposal.id, "甲", NOW, revision=1)
    assert office.desk.proposal(proposal.id).content["reason"] == "甲在另一个窗口写的理由"
    office.take_over(proposal.id, "乙", NOW)
    with pytest.raises(Conflict, match=r"乙 于 .* 接手"):
        office.edit(proposal.id, water, "甲", NOW, revision=2)


def test_of_two_rulings_on_one_matter_the_second_meets_the_first(office: Office, water: dict[str, Any], publish: Publish) -> None:
    other = water | {"lead": "市场监督管理局", "helpers": [], "number": "二号"}
    second = office.propose(other, "丙", NOW)
    office.submit(second.id, "丙", NOW)
    office.approve(second.id, "丁", NOW)
    publish(office, water)
    with pytest.raises(Conflict, match="同一事项在同一地方有了新的发布"):
        office.publish(second.id, "丁", NOW)
    assert office.desk.proposal(second.id).state == "reviewed"
    # who reads it again on the new version is told to say that it takes the first one's place
    office.give_back(second.id, "丁", NOW, words="对照新认定")
    office.edit(second.id, other, "丙", NOW, revision=office.desk.proposal(second.id).revision)
    assert [p.field for p in office.check(second.id, NOW) if p.level == "error"] == ["supersedes"]
    office.edit(second.id, other | {"supersedes": "宁编办〔2020〕15号", "decided_on": "2021-03-01"}, "丙", NOW, revision=office.desk.proposal(second.id).revision)
    office.submit(second.id, "丙", NOW)
    office.approve(second.id, "丁", NOW)
    assert office.publish(second.id, "丁", NOW).number == 3


def test_a_ruling_that_takes_anothers_place_ends_it_on_its_day(office: Office, water: dict[str, Any], answer: Publish, publish: Publish) -> None:
    publish(office, water)
    publish(office, water | {"lead": "市场监督管理局", "helpers": [], "number": "二号", "supersedes": "宁编办〔2020〕15号", "decided_on": "2021-03-01"})
    assert answer(office, day=dt.date(2021, 2, 28)).lead.name == "宁海县农业农村局"
    assert answer(office, day=dt.date(2021, 3, 1)).lead.name == "宁海县市场监督管理局"


def test_what_is_incomplete_may_lie_on_the_desk_and_not_be_submitted(office: Office) -> None:
    proposal = office.propose({"kind": "ruling"}, "甲", NOW)
    with pytest.raises(BadInput, match="还不能提交") as refused:
        office.submit(proposal.id, "甲", NOW)
    for field in ("jurisdiction", "matter", "lead", "facts", "decided_on", "source"):
        assert f"{field}：" in str(refused.value)
    assert office.desk.proposal(proposal.id).state == "draft"


@pytest.mark.parametrize("content", ["text", ["a"], None, 5, {"kind": object()}])
def test_what_is_no_content_is_refused(office: Office, content: object) -> None:
    with pytest.raises(BadInput):
        office.propose(content, "甲", NOW)
    assert office.desk.proposals() == ()


def test_a_proposal_that_is_not_there(office: Office) -> None:
    for ask in (office.desk.proposal, office.desk.events, office.desk.paper):
        with pytest.raises(NotFound, match="2026-09999"):
            ask("2026-09999")


def test_the_paper_is_kept_with_its_draft(office: Office, water: dict[str, Any]) -> None:
    proposal = office.propose(water, "甲", NOW, source=("认定书.docx", b"PK\x03\x04"))
    assert office.desk.paper(proposal.id) == ("认定书.docx", b"PK\x03\x04")
