"""What a paper says of each field of the draft that was made of it, to be shown beside the field; and what of it was not read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from api.curating.fields import label_of
from api.curating.findings import plain
from api.curating.opening import office
from api.curating.shown import Shown
from api.edge import edge

if TYPE_CHECKING:
    from curation.proposals.desk import Proposal
    from curation.reading import Draft, Field, Words

SURE: Final = ((0.85, "high", "有把握"), (0.6, "mid", "请核对"), (0.0, "low", "没把握"))
"""From which sureness on a reading is called what."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing read: what it was read as, in names; the words; how sure, as a class and in words; a remark."""

    value: str
    words: tuple[Words, ...]
    level: str
    sure: str
    note: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the paper says, by field of the content; `unread`: sentences that nothing was read from, `more` of them not held."""

    by_field: Mapping[str, tuple[Line, ...]]
    unread: tuple[Words, ...]
    more: int

    def of(self, name: str) -> tuple[Line, ...]:
        """Return what is told of a field, in the paper's order."""
        return self.by_field.get(name, ())


def told(proposal: Proposal | None) -> Told | None:
    """Return what the paper says that a proposal was drafted from; None where it came from none."""
    draft = office().read_from(proposal.id) if proposal is not None and proposal.source_name else None
    if draft is None:
        return None
    found: dict[str, tuple[Line, ...]] = {}
    for _, value, field in shown_of(draft):
        found[field.name] = (*found.get(field.name, ()), Line(value, field.words, *sure(field.sure), field.note))
    return Told(found, draft.unread, draft.unread_more)


def sure(value: float) -> tuple[str, str]:
    """Return how sure a reading is: a class, and words."""
    return next((level, word) for least, level, word in SURE if value >= least)


def shown_of(draft: Draft) -> list[tuple[str, str, Field]]:
    """Return a draft's fields: what each is called, what was read, the field itself."""
    shown = Shown(edge().graph)
    rows = []
    for each in draft.fields:
        words = each.shown
        if not words:
            words = shown.show("", each.value) if isinstance(each.value, str) else "　".join(shown.show("", v) for v in each.value.values())
        rows.append((label_of(draft.kind, each.name), plain(words, edge().graph), each))
    return rows
