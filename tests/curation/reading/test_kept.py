"""What was read of a paper stays with the proposal: the fields' words and sureness, and what was left unread."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from curation.office import Office
from curation.reading import Draft, Words
from curation.reading.kept import LONGEST, MOST_UNREAD, kept, restored
from ontology.errors import BadVersion

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
PAPER = "首问责任争议认定书\n宁编办〔2021〕9号\n认定县水利局为首问责任单位，县农业农村局配合做好灌溉调度。\n会场禁止吸烟。\n宁海县委编办\n2021年5月6日"
Read = Callable[..., tuple[Draft, ...]]


def test_a_draft_comes_back_as_it_was_read(read_text: Read) -> None:
    (draft,) = read_text(PAPER, "宁海县")
    assert draft.unread and draft.of("helpers")
    assert restored(kept(draft)) == draft


def test_what_is_long_is_cut_and_counted(read_text: Read) -> None:
    (draft,) = read_text(PAPER, "宁海县")
    words = tuple(Words(n, 0, 1000, "长" * 1000, f"第{n}段") for n in range(MOST_UNREAD + 7))
    again = restored(kept(Draft(draft.kind, draft.title, draft.fields, words)))
    assert (len(again.unread), again.unread_more) == (MOST_UNREAD, 7)
    assert again.unread[0].text == "长" * (LONGEST - 1) + "…"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"kind": "ruling", "fields": 5}', "不是"])
def test_what_holds_no_draft_is_told(text: str) -> None:
    with pytest.raises(BadVersion, match="读不出来"):
        restored(text)


def test_the_reading_lies_with_the_proposal_through_every_edit(office: Office, read_text: Read) -> None:
    (draft,) = read_text(PAPER, "宁海县")
    made = office.propose(draft.content(), "甲", NOW, source=("纪要.txt", PAPER.encode()), draft=draft)
    office.edit(made.id, draft.content() | {"reason": "改过"}, "甲", NOW, revision=1)
    assert office.read_from(made.id) == draft
    plain = office.propose(draft.content(), "甲", NOW)
    assert office.read_from(plain.id) is None
