"""What a proposal would change and what stands against it, tried on the newest version and kept while neither changes."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from api.curating.opening import now, office
from api.edge import edge
from curation.diff import SubjectChange, in_words
from curation.proposals.model import Problem
from ontology.errors import BadKnowledge, Conflict

if TYPE_CHECKING:
    from curation.proposals.desk import Proposal
    from graph.ledger import Entry
    from graph.store import KnowledgeGraph

LOOKED_AT: Final = 300
"""Newest entries looked through for one that took a proposal back."""
KEPT: Final = 64
"""Trials kept: a trial takes a second or two, and a page of a proposal is opened many times between two changes."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A content tried on a version: every problem, and what it changes, in words (nothing where an error stands in the way)."""

    version: str
    problems: tuple[Problem, ...]
    changes: tuple[SubjectChange, ...]

    @property
    def errors(self) -> int:
        """Return how many errors stand in the way."""
        return sum(p.level == "error" for p in self.problems)


_kept: OrderedDict[str, Tried] = OrderedDict()
_lock = threading.Lock()


def tried(content: Mapping[str, Any]) -> Tried:
    """Return the trial of a content on the newest version."""
    return _remembered(json.dumps(content, ensure_ascii=False, sort_keys=True), lambda version: _tried(content, version))


def of_proposal(proposal: Proposal) -> Tried:
    """Return the trial of a proposal on the newest version; one written on an older version is asked what happened since as well."""

    def checked(version: str) -> Tried:
        found = _tried(proposal.content, version)
        return found if proposal.base_version == version else Tried(found.version, office().check(proposal.id, now()), found.changes)

    if office().publisher.ready(now()).version == proposal.base_version:
        return tried(proposal.content)
    return _remembered(f"{proposal.id} {proposal.revision}", checked)


def _remembered(what: str, make: Callable[[str], Tried]) -> Tried:
    here = office()
    version = here.publisher.ready(now()).version
    key = hashlib.sha256(f"{here.publisher.home}\n{version}\n{edge().laws().generation}\n{what}".encode("utf-8", "replace")).hexdigest()
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    found = make(version)
    with _lock:
        _kept[key] = found
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def _tried(content: Mapping[str, Any], version: str) -> Tried:
    try:
        with office().trial(content, now()) as trial:
            words = in_words(trial.changes, trial.before, trial.after) if trial.after is not None else ()
            return Tried(trial.before.version, trial.problems, words)
    except (Conflict, BadKnowledge) as error:
        return Tried(version, (Problem("", str(error)),), ())


def of_entry(entry: Entry) -> tuple[SubjectChange, ...]:
    """Return what an entry of the ledger changed, in words; nothing for the first, which brought everything."""
    publisher = office().publisher
    if entry.parent is None:
        return ()
    return in_words(publisher.ledger.changes(entry.number), _graph(entry.parent), _graph(entry.version))


def undone(proposal: Proposal) -> Entry | None:
    """Return the entry of the ledger that took back what was published of the proposal, as far back as is looked."""
    if proposal.entry is None:
        return None
    newest = office().publisher.ledger.entries(limit=LOOKED_AT)
    return next((e for e in newest if e.kind == "rollback" and e.about == proposal.id and e.number > proposal.entry), None)


def _graph(version: str) -> KnowledgeGraph:
    return office().publisher.graph(version)
