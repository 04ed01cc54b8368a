"""The establishment office's work from draft to published version: what pages, REST and command line all call.

A proposal is read and checked on the newest version each time it is looked at, submitted, approved or published: what stood when it
was written may have changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from curation.checking import check
from curation.cited_texts import told_by_texts
from curation.proposals.content import read_content
from curation.proposals.desk import Desk, Proposal
from curation.proposals.form import Content
from curation.proposals.model import Problem, Read
from curation.proposals.names import Names
from curation.proposals.triples import changes_of
from curation.publishing import Answerable, Publisher
from graph.changes import ChangeSet
from graph.laws.store import LawStore
from graph.ledger import Entry
from graph.publish import Staged
from graph.store import KnowledgeGraph
from ontology.errors import BadInput, Conflict, ShouwenError
from ontology.validity import parse_day
from resolver.staging import staged

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from curation.reading import Draft


@dataclass(frozen=True)
class Trial:
    """A proposal tried on a version: what it says, the change that it makes, the version that comes of it, and every problem.

    `changes` is empty and `after` None where an error stands in the way; `after` lives as long as the block that gave the trial.
    """

    read: Read
    before: KnowledgeGraph
    changes: ChangeSet
    after: KnowledgeGraph | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Return the problems that stand in the way of submitting and publishing."""
        return tuple(p for p in self.problems if p.level == "error")


class Office:
    """Drafts, checks, reviews and publishes in one home."""

    def __init__(self, publisher: Publisher) -> None:
        self.publisher = publisher
        self.desk = Desk(publisher.database)
        self._laws = LawStore(publisher.home)

    def propose(self, content: object, by: str, now: dt.datetime, *, source: tuple[str, bytes] | None = None, draft: Draft | None = None) -> Proposal:
        """Put a draft on the desk, however incomplete; raises BadInput for what is no content at all. `source`: name and bytes of the
        paper it came from; `draft`: what was read there, to be shown beside it."""
        graph = self.publisher.graph(self.publisher.ready(now).version)
        place, matter = _concerns(content, graph)
        return self.desk.propose(content, by, now, version=graph.version, place=place, matter=matter, source=source, reading=_kept(draft))

    def read_from(self, identifier: str) -> Draft | None:
        """Return what was read from the paper that a proposal was drafted from, None where there was none."""
        text = self.desk.reading(identifier)
        if not text:
            return None
        from curation.reading.kept import restored  # a second to import, and few proposals come from a paper

        return restored(text)

    def edit(self, identifier: str, content: object, by: str, now: dt.datetime, *, revision: int) -> Proposal:
        """Replace a draft's content; from now on it rests on the newest version. Raises Conflict where another changed it first."""
        graph = self.publisher.graph(self.publisher.ready(now).version)
        place, matter = _concerns(content, graph)
        return self.desk.edit(identifier, content, by, now, revision=revision, version=graph.version, place=place, matter=matter)

    def read(self, content: Content, graph: KnowledgeGraph, now: dt.datetime) -> Read:
        """Return what a content says, read against a version; of what that does not hold, the law store says whether there is such a text."""
        read = read_content(content, graph)
        return replace(read, problems=told_by_texts(read.problems, self._laws, _decided_on(content) or now.date()))

    @contextmanager
    def trial(self, content: Content, now: dt.datetime) -> Iterator[Trial]:
        """Yield what publishing this content now would make, staged beside the versions; nothing of it stays."""
        before = self.publisher.graph(self.publisher.ready(now).version)
        read = self.read(content, before, now)
        if read.proposed is None:
            yield Trial(read, before, ChangeSet(), None, read.problems)
            return
        changes = changes_of(read.proposed, before)
        if not changes:
            yield Trial(read, before, changes, None, (*read.problems, Problem("", "这份提案什么也不改变：图里已经这样写了")))
            return
        with staged(before, changes, self.publisher.home, self.publisher.encoder) as version:
            after = version.opened(before)
            yield Trial(read, before, changes, after, (*read.problems, *check(read.proposed, after, version.said)))

    def check(self, identifier: str, now: dt.datetime) -> tuple[Problem, ...]:
        """Return everything that is wrong with a proposal as things stand now."""
        proposal = self.desk.proposal(identifier)
        with self.trial(proposal.content, now) as trial:
            moved = [Problem("", str(m), "error") for m in [self._moved(proposal, trial.before)] if m]
            return (*moved, *trial.problems)

    def submit(self, identifier: str, by: str, now: dt.datetime, *, revision: int | None = None) -> Proposal:
        """Submit a draft for review; raises BadInput listing what stands in the way."""
        self._sound(identifier, now, "提交")
        return self.desk.step(identifier, "submit", by, now, revision=revision)

    def approve(self, identifier: str, by: str, now: dt.datetime, *, revision: int | None = None, words: str = "") -> Proposal:
        """Approve a submitted proposal; its drafter may not."""
        self._sound(identifier, now, "审核通过")
        return self.desk.step(identifier, "approve", by, now, revision=revision, words=words)

    def give_back(self, identifier: str, by: str, now: dt.datetime, *, words: str, revision: int | None = None) -> Proposal:
        """Return a proposal to its drafter with reasons."""
        return self.desk.step(identifier, "return", by, now, revision=revision, words=words)

    def withdraw(self, identifier: str, by: str, now: dt.datetime, *, words: str = "", revision: int | None = None) -> Proposal:
        """Withdraw a proposal that is not published yet."""
        return self.desk.step(identifier, "withdraw", by, now, revision=revision, words=words)

    def take_over(self, identifier: str, by: str, now: dt.datetime, *, words: str = "", revision: int | None = None) -> Proposal:
        """Make another person the drafter of what is not reviewed yet; neither they nor who drafted it before may review it."""
        return self.desk.step(identifier, "take", by, now, revision=revision, words=words)

    def publish(self, identifier: str, by: str, now: dt.datetime, *, revision: int | None = None) -> Entry:
        """Publish an approved proposal: the next version, the ledger's entry and the proposal's state, all or none."""
        proposal = self.desk.proposal(identifier)
        self.publisher.ready(now)
        if proposal.state != "reviewed":
            self.desk.step(identifier, "publish", by, now)  # raises, saying why not
        answerable = Answerable(proposal.drafter, proposal.reviewer, str(proposal.content.get("reason") or ""), str(proposal.content.get("source") or ""), proposal.id)
        read: list[Read] = []

        def changes(before: KnowledgeGraph) -> ChangeSet:
            if moved := self._moved(proposal, before):
                raise moved
            read.append(read_content(proposal.content, before))
            _refuse(read[0].errors, identifier, "发布")
            assert read[0].proposed is not None
            return changes_of(read[0].proposed, before)

        def accept(before: KnowledgeGraph, made: Staged) -> None:
            assert read[0].proposed is not None
            _refuse(check(read[0].proposed, made.opened(before), made.said), identifier, "发布")

        def within(session: Session, entry: Entry) -> None:
            self.desk.step(identifier, "publish", by, now, revision=revision or proposal.revision, entry=entry.number, session=session)

        return self.publisher.publish(changes, answerable, now, accept=accept, within=within)

    def _sound(self, identifier: str, now: dt.datetime, step: str) -> None:
        _refuse(self.check(identifier, now), identifier, step)

    def _moved(self, proposal: Proposal, newest: KnowledgeGraph) -> Conflict | None:
        """Return the Conflict of a proposal whose matter was settled otherwise in its place since it was written; None where it was not."""
        if proposal.base_version == newest.version or not proposal.matter or not proposal.jurisdiction:
            return None
        then = self.publisher.graph(proposal.base_version)
        place = newest.find_place(proposal.jurisdiction).id
        before, after = (_said_of(graph, place, proposal.matter) for graph in (then, newest))
        if before == after:
            return None
        other = next((e for e in self.publisher.ledger.entries() if e.about and e.about != proposal.id and self._concerns(e.about, proposal)), None)
        return Conflict(
            "起草之后，同一事项在同一地方有了新的发布", where=f"提案 {other.about}（{other.drafter} 起草，台账第 {other.number} 条）" if other else f"版本 {newest.version}",
            why="照旧稿发布会盖过它", mend="对照现在的规定修改后重新提交；旧稿没有丢",
        )  # fmt: skip

    def _concerns(self, identifier: str, proposal: Proposal) -> bool:
        other = self.desk.proposal(identifier)
        return (other.jurisdiction, other.matter) == (proposal.jurisdiction, proposal.matter)


def _decided_on(content: Content) -> dt.date | None:
    try:
        return parse_day(str(content.get("decided_on") or ""))
    except ShouwenError:
        return None


def _kept(draft: Draft | None) -> str:
    """Return what was read of a paper as text, "" where there was none."""
    if draft is None:
        return ""
    from curation.reading.kept import kept

    return kept(draft)


def _refuse(problems: Iterable[Problem], identifier: str, step: str) -> None:
    """Raise BadInput listing the errors among the problems, if there are any."""
    errors = [p for p in problems if p.level == "error"]
    if errors:
        listed = "\n  ".join(f"{p.field}：{p.message}" if p.field else p.message for p in errors)
        raise BadInput(f"提案 {identifier} 还不能{step}，有 {len(errors)} 处错误：\n  {listed}\n", mend="改正后再来；用 shouwen curate check 逐条查看")


def _said_of(graph: KnowledgeGraph, place: str, matter: str) -> frozenset[tuple[str, ...]]:
    """Return what a place's own rulings and responsibilities say of a matter."""
    own = [r.id for r in graph.responsibilities.where("matter", matter) if r.place == place]
    own += [r.id for r in graph.rulings.where("matter", matter) if r.place == place]
    return frozenset(graph.content.lines(identifier) for identifier in own)


def _concerns(content: object, graph: KnowledgeGraph) -> tuple[str, str]:
    """Return the place (code) and matter (IRI) that a content is about, as far as they can be read."""
    names, said = Names(graph), content if isinstance(content, dict) else {}

    def found(find: Callable[[str], str], field: str) -> str:
        try:
            return find(str(said.get(field) or ""))
        except ShouwenError:
            return ""

    return found(lambda text: names.place(text).code, "jurisdiction"), found(lambda text: names.matter(text).id, "matter")
