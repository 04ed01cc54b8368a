"""What the boundary list (职责边界清单) says: a row for each matter, or for each answer to the question that parts its leads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, dataclass
from typing import Final

from curation.documents import handbook_text, wording
from curation.documents.entries import Entry, Standings
from curation.documents.paper import PaperBasis

TITLE: Final = "职责边界清单"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the list; the fields are its columns, in order."""

    number: str
    theme: str
    matter: str
    when: str
    lead: str
    duty: str
    helpers: str
    basis: str
    authority: str
    deadline: str
    note: str

    @property
    def cells(self) -> tuple[str, ...]:
        """Return the row's cells in the order of COLUMNS."""
        return astuple(self)


COLUMNS: Final = (
    ("序号", 6, 11), ("主题", 12, 18), ("事项", 20, 30), ("情形", 16, 29), ("首问单位", 18, 30), ("首问职责", 22, 32), ("配合单位及职责", 36, 48),
    ("依据", 36, 45), ("依据效力", 11, 0), ("办理时限", 10, 0), ("备注", 20, 18),
)  # fmt: skip
"""Each column's heading, its width in a workbook (characters) and on paper (millimetres, 0: not printed)."""


def rows(held: Standings) -> Iterator[Row]:
    """Yield the rows of the list, the place's own matters first."""
    for number, entry in enumerate(held.entries, 1):
        yield from _rows(str(number), entry)


def _rows(number: str, entry: Entry) -> Iterator[Row]:
    helpers = "\n".join(wording.plain(handbook_text.helper(h)) for h in entry.helpers)
    theme, matter = wording.plain(entry.theme), wording.plain(entry.label)
    common = (entry.deadline, _note(entry))
    if entry.choices:
        for n, choice in enumerate(entry.choices, 1):
            then = f"；还须再问：{choice.then}" if choice.then else ""
            when = wording.plain(choice.label + then)
            others = "\n".join(wording.plain(handbook_text.helper(h)) for h in entry.helpers if h.name != choice.lead.name)
            mark = "" if choice.known else "本地未录入承担单位，所列为部门通称"
            note = "；".join(part for part in (f"问：{entry.question}", mark, common[1]) if part)
            lead, duty = wording.plain(choice.lead.name), wording.clause(choice.lead.duty)
            yield Row(f"{number}-{n}", theme, matter, when, lead, duty, others, _labels(choice.bases), _authority(choice.bases), common[0], wording.plain(note))
        return
    lead = "、".join(u.name for u in entry.leads) or ("领导牵头联合处置" if entry.leadership else "待编办认定")
    duty = "；".join(wording.clause(u.duty) for u in entry.leads if u.duty)
    mark = "本地未录入承担单位，所列为部门通称" if entry.leads and not entry.known else ""
    note = "；".join(part for part in (mark, common[1]) if part)
    yield Row(number, theme, matter, "", wording.plain(lead), duty, helpers, _labels(entry.bases), _authority(entry.bases), common[0], wording.plain(note))


def _labels(bases: tuple[PaperBasis, ...]) -> str:
    return "；\n".join(wording.plain(b.label) + ("" if b.verified else "（未核对原文）") for b in bases)


def _authority(bases: tuple[PaperBasis, ...]) -> str:
    return bases[0].authority if bases else ""


def _note(entry: Entry) -> str:
    marks = [f"个案认定：《{case}》" for case in entry.cases]
    marks += ["参照外地做法，仅供参考"] if entry.persuasive else []
    marks += ["本地已有认定、清单或规定"] if entry.own else []
    marks += ["并行主办"] if len(entry.leads) > 1 else []
    return "；".join(marks)
