"""The desk on which proposals lie: draft → submitted → reviewed → published | returned with reasons | withdrawn.

Whoever changes a proposal says which revision they saw: who saw an older one meets a Conflict and loses nothing. Only its drafter
edits, submits and withdraws a proposal, or whoever takes it over; whoever ever drafted, edited or took it over does not review it.
Every step is kept, with the content as it was.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from curation.proposals.content import need_mapping, title_of
from curation.proposals.form import Content
from curation.proposals.rows import EventRow, ProposalRow
from graph.database import Database
from ontology.errors import BadInput, Conflict, NotFound, ShouwenError

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

STATES: Final = {"draft": "草稿", "submitted": "待审核", "reviewed": "待发布", "published": "已发布", "returned": "已退回", "withdrawn": "已撤回"}
STEPS: Final[dict[str, tuple[tuple[str, ...], str, str]]] = {
    "edit": (("draft", "returned"), "draft", "修改"), "submit": (("draft",), "submitted", "提交"), "approve": (("submitted",), "reviewed", "审核通过"),
    "return": (("submitted", "reviewed"), "returned", "退回"), "withdraw": (("draft", "submitted", "reviewed", "returned"), "withdrawn", "撤回"),
    "publish": (("reviewed",), "published", "发布"), "take": (("draft", "submitted", "returned"), "", "接手"),
}  # fmt: skip
"""What can be done: from which states, to which ("": it stays in its state), and what it is called."""
DRAFTERS: Final = ("edit", "submit", "withdraw")
"""Steps that only the drafter takes."""
_WROTE: Final = ("起草", STEPS["edit"][2], STEPS["take"][2])
LARGEST: Final = 200_000
"""Characters of a content."""


class NotAllowed(ShouwenError):
    """A step that this person may not take on this proposal."""

    status = 403
    code = "not-allowed"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal as it stands."""

    id: str
    kind: str
    jurisdiction: str
    matter: str
    title: str
    content: Content
    state: str
    drafter: str
    reviewer: str
    created: dt.datetime
    updated: dt.datetime
    base_version: str
    revision: int
    entry: int | None
    returned_because: str
    source_name: str | None


@dataclass(frozen=True, slots=True)
class Event:
    """A step that was taken."""

    time: dt.datetime
    who: str
    what: str
    from_state: str
    to_state: str
    words: str
    revision: int
    content: Content


class Desk:
    """The proposals in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def propose(
        self, content: object, by: str, now: dt.datetime, *, version: str, place: str = "", matter: str = "", source: tuple[str, bytes] | None = None, reading: str = "",
    ) -> Proposal:  # fmt: skip
        """Put a draft on the desk and return it. `version`: the graph it was written on; `place` (code) and `matter` (IRI): what it was
        read to concern; `source`: name and bytes of the paper; `reading`: what was read from it (curation/reading/kept.py). Raises
        BadInput for a content that is none."""
        said = need_mapping(content)
        text = _text(said)
        _need(by, "没有写起草人")
        with self._database.transaction() as session:
            row = ProposalRow(
                id=self._next(session, now.year), kind=str(said.get("kind") or ""), jurisdiction=place, matter=matter, title=title_of(said), content=text,
                state="draft", drafter=by, reviewer="", created=now, updated=now, base_version=version, revision=1, entry=None, returned_because="",
                source_name=source[0] if source else None, source_bytes=source[1] if source else None, reading=reading or None,
            )  # fmt: skip
            session.add(row)
            session.flush()
            _keep(session, row, by, "起草", "", "", now)
            return _proposal(row)

    def edit(self, identifier: str, content: object, by: str, now: dt.datetime, *, revision: int, version: str, place: str = "", matter: str = "") -> Proposal:
        """Replace a draft's content. Raises Conflict where it was changed since `revision`, naming who changed it; NotAllowed for
        anybody but its drafter."""
        said = need_mapping(content)
        text = _text(said)
        with self._database.transaction() as session:
            row = self._row(session, identifier)
            self._unchanged(session, row, revision)
            before = self._enter(row, "edit", by)
            row.kind, row.title, row.content, row.base_version = str(said.get("kind") or ""), title_of(said), text, version
            row.jurisdiction, row.matter = place, matter
            self._leave(session, row, "edit", before, by, "", now)
            return _proposal(row)

    def step(self, identifier: str, step: str, by: str, now: dt.datetime, *, revision: int | None = None, words: str = "", entry: int | None = None, session: Session | None = None) -> Proposal:
        """Take a step of STEPS other than editing. `entry`: the ledger's number (publish); `session`: a running transaction.

        Raises Conflict from a state that does not allow it, or where it was changed since `revision`; NotAllowed for a review by
        whoever drafted or edited it, for a step of DRAFTERS by anybody else; BadInput where it is returned without reasons.
        """
        _need(by, "没有写是谁")
        if session is None:
            with self._database.transaction() as own:
                return self._step(own, identifier, step, by, now, revision, words, entry)
        return self._step(session, identifier, step, by, now, revision, words, entry)

    def proposal(self, identifier: str) -> Proposal:
        """Return a proposal; raises NotFound."""
        with self._database.reading() as session:
            return _proposal(self._row(session, identifier))

    def proposals(self, states: Collection[str] = (), *, by: str = "", place: str = "", matter: str = "", limit: int = 100, offset: int = 0) -> tuple[Proposal, ...]:
        """Return proposals, those changed last first."""
        wanted = select(ProposalRow).order_by(ProposalRow.updated.desc(), ProposalRow.id.desc()).limit(limit).offset(offset).where(*_narrowed(by, place, matter))
        with self._database.reading() as session:
            return tuple(_proposal(r) for r in session.scalars(wanted.where(ProposalRow.state.in_(states)) if states else wanted))

    def counts(self, *, by: str = "", place: str = "") -> dict[str, int]:
        """Return how many proposals are in each state."""
        wanted = select(ProposalRow.state, func.count()).group_by(ProposalRow.state).where(*_narrowed(by, place))
        with self._database.reading() as session:
            found = {row[0]: row[1] for row in session.execute(wanted)}
        return {state: found.get(state, 0) for state in STATES}

    def events(self, identifier: str) -> tuple[Event, ...]:
        """Return what happened to a proposal, in order."""
        with self._database.reading() as session:
            self._row(session, identifier)
            rows = session.scalars(select(EventRow).where(EventRow.proposal == identifier).order_by(EventRow.id))
            return tuple(Event(r.time, r.who, r.what, r.from_state, r.to_state, r.words, r.revision, json.loads(r.content)) for r in rows)

    def authors(self, identifier: str, session: Session | None = None) -> set[str]:
        """Return who ever drafted, edited or took over a proposal: none of them reviews it. `session`: a running transaction."""
        wrote = select(EventRow.who).where(EventRow.proposal == identifier, EventRow.what.in_(_WROTE))
        if session is not None:
            return set(session.scalars(wrote))
        with self._database.reading() as own:
            return set(own.scalars(wrote))

    def paper(self, identifier: str) -> tuple[str, bytes]:
        """Return name and bytes of the paper that a proposal was drafted from; raises NotFound where there is none."""
        with self._database.reading() as session:
            row = self._row(session, identifier)
            if row.source_name is None or row.source_bytes is None:
                raise NotFound(f"提案 {identifier} 没有附原件")
            return row.source_name, row.source_bytes

    def reading(self, identifier: str) -> str:
        """Return what was read from the paper that a proposal was drafted from, "" where there is none; raises NotFound."""
        with self._database.reading() as session:
            return self._row(session, identifier).reading or ""

    def _step(self, session: Session, identifier: str, step: str, by: str, now: dt.datetime, revision: int | None, words: str, entry: int | None) -> Proposal:
        row = self._row(session, identifier)
        if revision is not None:
            self._unchanged(session, row, revision)
        before = self._enter(row, step, by)
        if step == "approve":
            if by in self.authors(row.id, session):
                raise NotAllowed("起草或修改过提案的人不能审核它", where=f"提案 {row.id}，{by}", mend="请另一位审核人审核")
            row.reviewer = by
        if step == "take":
            row.drafter, words = by, "；".join(filter(None, (f"原起草人 {row.drafter}", words)))
        if step == "return":
            _need(words, "退回没有写理由")
            row.returned_because = words
        if step == "publish":
            row.entry = entry
        self._leave(session, row, step, before, by, words, now)
        return _proposal(row)

    def _enter(self, row: ProposalRow, step: str, by: str) -> str:
        allowed, _, name = STEPS[step]
        if row.state not in allowed:
            raise Conflict(f"提案 {row.id} 现在不能{name}", why=f"它{STATES[row.state]}", mend="只有" + "、".join(STATES[s] for s in allowed) + f"的提案可以{name}")
        if step in DRAFTERS and by != row.drafter:
            raise NotAllowed(f"这份提案由 {row.drafter} 起草，您不能{name}", where=f"提案 {row.id}，{by}", mend=f"请 {row.drafter} {name}；要由您接着办，先接手（提案页按“接手”，或 shouwen curate take-over）")
        if step == "take" and by == row.drafter:
            raise Conflict(f"提案 {row.id} 本来就由您起草", mend="直接修改，不用接手")
        return row.state

    def _leave(self, session: Session, row: ProposalRow, step: str, before: str, by: str, words: str, now: dt.datetime) -> None:
        _, after, name = STEPS[step]
        row.state = after or before
        row.revision += 1
        row.updated = now
        _keep(session, row, by, name, before, words, now)

    def _unchanged(self, session: Session, row: ProposalRow, revision: int) -> None:
        if row.revision != revision:
            last = session.scalars(select(EventRow).where(EventRow.proposal == row.id).order_by(EventRow.id.desc()).limit(1)).one()
            raise Conflict(
                f"提案 {row.id} 在此期间被改过", where=f"{last.who} 于 {last.time:%Y-%m-%d %H:%M} {last.what}", why=f"您看到的是第 {revision} 稿，现在是第 {row.revision} 稿",
                mend="您写的没有丢：对照现在的一稿，把要改的并进去再保存",
            )  # fmt: skip

    def _row(self, session: Session, identifier: str) -> ProposalRow:
        row = session.get(ProposalRow, identifier, with_for_update=session.get_bind().dialect.name == "postgresql")
        if row is None:
            raise NotFound(f"没有提案 {identifier}", mend="运行 shouwen curate list 看有哪些")
        return row

    def _next(self, session: Session, year: int) -> str:
        if session.get_bind().dialect.name == "postgresql":
            from sqlalchemy import text

            session.execute(text("LOCK TABLE proposals IN SHARE ROW EXCLUSIVE MODE"))
        last = session.scalar(select(func.max(ProposalRow.id)).where(ProposalRow.id.like(f"{year}-%")))
        return f"{year}-{int(last.split('-')[1]) + 1 if last else 1:05d}"


def _text(content: Content) -> str:
    try:
        text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    except (TypeError, ValueError) as error:
        raise BadInput("提案的内容存不下来", why=str(error), mend="只用文字、数字、列表和字段") from error
    if len(text) > LARGEST:
        raise BadInput("提案太长", why=f"{len(text)} 字", mend=f"最多 {LARGEST} 字；附件另传")
    return text


def _need(said: str, what: str) -> None:
    if not said.strip():
        raise BadInput(what, mend="写上再提交")


def _keep(session: Session, row: ProposalRow, who: str, what: str, before: str, words: str, now: dt.datetime) -> None:
    session.add(EventRow(proposal=row.id, time=now, who=who, what=what, from_state=before, to_state=row.state, words=words, revision=row.revision, content=row.content))


def _narrowed(by: str = "", place: str = "", matter: str = "") -> list[ColumnElement[bool]]:
    """Return what holds of the proposals of a drafter, a place, a matter, as far as these are named."""
    return [column == value for column, value in ((ProposalRow.drafter, by), (ProposalRow.jurisdiction, place), (ProposalRow.matter, matter)) if value]


def _proposal(row: ProposalRow) -> Proposal:
    said: dict[str, Any] = {name: getattr(row, name) for name in Proposal.__slots__ if name != "content"}
    return Proposal(**said, content=json.loads(row.content))
