"""Publishing: a change set becomes the next version, an entry of the ledger and the version in use; all of it or nothing.

The order makes every interruption harmless: the version is written beside the others and sealed, then the ledger takes the entry
(the moment that counts), then the pointer moves. A version nobody entered is only a folder; an entry whose pointer did not move
is caught up by whoever opens the publisher next.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from curation.checking import broken_rules
from graph import store
from graph.changes import ChangeSet, subject_of
from graph.content import digest, lines_in, name_of
from graph.ledger import Entry, Ledger
from graph.load import Knowledge
from graph.publish import Staged, triples_of
from graph.store import KnowledgeGraph
from ontology.errors import BadVersion, Conflict
from resolver import indexing
from resolver.encode import Encoder
from resolver.staging import staged

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from graph.database import Database

LEFTOVER: Final = 3600
"""Seconds after which a folder that was being written is taken for left behind."""


@dataclass(frozen=True, slots=True)
class Answerable:
    """Who answers for an entry and why."""

    drafter: str
    reviewer: str
    reason: str
    source: str
    about: str = ""


class Publisher:
    """Publishes into one home; any number of them may run, one publishes at a time. `published` is called after each publication."""

    def __init__(self, home: Path, database: Database, encoder: Encoder, published: Callable[[], None] = lambda: None) -> None:
        self.home, self.database, self.encoder, self._published = home, database, encoder, published
        self.ledger = Ledger(database)
        self._opened: KnowledgeGraph | None = None

    def ready(self, now: dt.datetime) -> Entry:
        """Return the newest entry, after catching up with what an interruption left undone.

        The version in use of a home without a ledger becomes its first entry. Raises BadVersion where there is no version at all.
        """
        head = self.ledger.head()
        if head is None:
            head = self._adopt(now)
        self._clear(now)
        if not store.is_whole(self.home / "versions" / head.version):
            self.rebuild(head.version)
        if store.current_version(self.home) != head.version:
            store.point_to(head.version, self.home)
        return head

    def graph(self, version: str | None = None) -> KnowledgeGraph:
        """Return a published version opened (the newest when None), built again from the ledger where its folder is gone."""
        name = version or self._head().version
        if not store.is_whole(self.home / "versions" / name):
            self.rebuild(name)
        last = self._opened
        if last is None or last.version != name:
            last = self._opened = store.open_version(self.home, name, last)
        return last

    def publish(
        self, changes: Callable[[KnowledgeGraph], ChangeSet], answerable: Answerable, now: dt.datetime,
        *, kind: Literal["knowledge", "proposal", "rollback"] = "proposal", accept: Callable[[KnowledgeGraph, Staged], None] = lambda before, made: None,
        within: Callable[[Session, Entry], None] = lambda session, entry: None,
    ) -> Entry:  # fmt: skip
        """Make the next version of the newest one and return its entry.

        `changes`: gives the change set for the newest version; `accept`: looks at what comes of it and raises where it must not be
        published; `within`: what else belongs to the same transaction. Whatever any of them raises, nothing is published. Raises
        Conflict where the changes do not fit.
        """
        with self.database.transaction() as session:
            head = self._head(session)
            before = self.graph(head.version)
            change = changes(before)
            with staged(before, change, self.home, self.encoder) as version:
                accept(before, version)
                if version.fresh:
                    store.seal(version.folder, self.home)
                name = version.version
            entry = self.ledger.append(
                session, version=name, parent=head.version, kind=kind, about=answerable.about, changes=change, drafter=answerable.drafter,
                reviewer=answerable.reviewer, reason=answerable.reason, source=answerable.source, time=now,
            )  # fmt: skip
            within(session, entry)
        store.point_to(name, self.home)
        self._published()
        return entry

    def rollback(self, number: int, answerable: Answerable, now: dt.datetime) -> Entry:
        """Publish the inverse of one entry. Raises Conflict where a later entry rests on it, naming that entry; BadVersion for the first."""
        entry = self.ledger.entry(number)
        if entry.parent is None:
            raise BadVersion("第一个版本不能撤回", where=f"台账第 {number} 条", mend="撤回它之后的变更")
        inverse = self.ledger.changes(number).inverse()
        if later := self._resting_on(number, inverse):
            raise Conflict(
                f"台账第 {number} 条撤不回来：第 {later.number} 条改了同一处", where=f"台账第 {later.number} 条（{later.reason[:40]}）",
                mend=f"先撤回第 {later.number} 条，再撤回第 {number} 条",
            )  # fmt: skip
        return self.publish(lambda _: inverse, answerable, now, kind="rollback", accept=_must_be_sound)

    def back_to(self, version: str, answerable: Answerable, now: dt.datetime) -> Entry:
        """Publish the inverse of everything since an earlier version. Raises NotFound for a version that the ledger does not know."""
        self.ledger.of_version(version)
        return self.publish(lambda before: self.ledger.between(before.version, version), answerable, now, kind="rollback")

    def changed_to(self, knowledge: Knowledge) -> tuple[ChangeSet, ChangeSet]:
        """Return what a new state of the shipped knowledge changes of the newest version: what fits, and what does not.

        Compared with the shipped knowledge that was entered last: what the place has decided since stays. Subjects that the place has
        changed itself, where the shipped knowledge changes them too, are left as the place has them: the second change set.
        """
        shipped = frozenset(lines_in(knowledge.nquads))
        before: set[str] = set()
        for entry in reversed(list(self._entries())):
            if entry.kind == "knowledge":
                changes = self.ledger.changes(entry.number)
                before = (before - changes.removed) | changes.added
        whole = ChangeSet(shipped - before, frozenset(before - shipped))
        content = self.graph().content
        said = {subject: frozenset(content.lines(subject)) for subject in whole.subjects}
        unfit = {s for line in whole.removed if line not in said[s := subject_of(line)]} | {s for line in whole.added if line in said[s := subject_of(line)]}
        fitting, left = (
            ChangeSet(*(frozenset(line for line in lines if (subject_of(line) in unfit) is out) for lines in (whole.added, whole.removed))) for out in (False, True)
        )
        return fitting, left

    def rebuild(self, version: str, *, replace: bool = False) -> None:
        """Build a version again from the ledger alone. Raises NotFound for one that it does not know, BadVersion where it comes out otherwise."""
        lines = self.ledger.between(None, version).added
        knowledge = Knowledge(triples_of(lines), {})
        if knowledge.version != version:
            raise BadVersion(f"从台账重建的版本是 {knowledge.version}，不是 {version}", mend="运行 shouwen kb verify-ledger 查明")
        with store.staging(knowledge, self.home) as folder:
            indexing.build(store.open_folder(folder, version), self.encoder, folder / "index")
            store.seal(folder, self.home, replace=replace)

    def verify(self, noted: Mapping[int, str] | None = None) -> list[str]:
        """Return what was altered in the ledger, proving each version by its changes; empty where all is whole.

        `noted`: hashes by entry that somebody wrote down elsewhere.
        """
        return self.ledger.verify(_Replayed(), noted)

    def _adopt(self, now: dt.datetime) -> Entry:
        version = store.current_version(self.home)
        if version is None:
            raise BadVersion("还没有建好的图版本", where=str(self.home), mend="先运行 shouwen kb build")
        lines = lines_in(store.open_version(self.home, version).nquads())
        with self.database.transaction() as session:
            if head := self.ledger.head(session):
                return head
            return self.ledger.append(
                session, version=version, parent=None, kind="knowledge", about="", changes=ChangeSet(frozenset(lines)), drafter="首问", reviewer="首问",
                reason="随程序提供的知识", source="ontology/knowledge", time=now,
            )  # fmt: skip

    def _head(self, session: Session | None = None) -> Entry:
        head = self.ledger.head(session)
        if head is None:
            raise BadVersion("台账还是空的", where=str(self.home), mend="先运行 shouwen kb build")
        return head

    def _entries(self) -> Iterator[Entry]:
        """Yield all entries, newest first."""
        before: int | None = None
        while page := self.ledger.entries(before):
            yield from page
            before = page[-1].number

    def _resting_on(self, number: int, inverse: ChangeSet) -> Entry | None:
        """Return the newest entry after `number` that changed what its inverse touches and was not undone itself."""
        since = ChangeSet()
        later = [e for e in self._entries() if e.number > number]
        changes = {e.number: self.ledger.changes(e.number) for e in later}
        for entry in reversed(later):
            since = since.then(changes[entry.number])
        still = since.subjects & inverse.subjects
        return next((e for e in later if changes[e.number].subjects & still), None)

    def _clear(self, now: dt.datetime) -> None:
        """Remove folders that an interruption left half-written."""
        for folder in (self.home / "versions").glob(".*.new"):
            if now.timestamp() - folder.stat().st_mtime > LEFTOVER:
                shutil.rmtree(folder, ignore_errors=True)


def _must_be_sound(before: KnowledgeGraph, made: Staged) -> None:
    """Raise Conflict where what is made breaks a rule of the graph, as when something still points to what is taken back."""
    if problems := list(broken_rules(made.opened(before), made.said)):
        raise Conflict("这样改会破坏图的规则", why=f"{problems[0].message}" + (f"，另有 {len(problems) - 1} 处" if len(problems) > 1 else ""), mend="先改掉指向它的内容")


class _Replayed:
    """Replays change sets from the first on and names the version that each makes."""

    def __init__(self) -> None:
        self._version: str | None = None
        self._said: dict[str, set[str]] = {}
        self._digests: dict[str, bytes] = {}

    def __call__(self, parent: str | None, changes: ChangeSet) -> str | None:
        """Return the name of the version that the changes make; None where they are of another version than the one reached."""
        if parent != self._version:
            return None
        for lines, gone in ((changes.removed, True), (changes.added, False)):
            for line in lines:
                said = self._said.setdefault(subject_of(line), set())
                if (line in said) is not gone:
                    raise Conflict("要删去的内容不在" if gone else "要增加的内容已有", where=line[:120])
                (said.discard if gone else said.add)(line)
        for subject in changes.subjects:
            if self._said[subject]:
                self._digests[subject] = digest(self._said[subject])
            else:
                self._digests.pop(subject, None)
        self._version = name_of(b"".join(sorted(self._digests.values())))
        return self._version
