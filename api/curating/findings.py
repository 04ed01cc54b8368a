"""What is wrong with a proposal, in plain words at the input where it can be mended; no identifier reaches the reader."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from curation.diff import name_of
from ontology.vocabulary import BASE, as_path

if TYPE_CHECKING:
    from api.curating.forms import Typed
    from curation.proposals.model import Problem
    from graph.store import KnowledgeGraph

_BRACKETED: Final = re.compile(r"（<([^<>]+)>）")
_IDENTIFIER: Final = re.compile(rf"<?(?:{re.escape(BASE)})?\b((?:matter|unit|ruling|resp|statute|list|measure|function|place|condition|assign|doctrine)/[^\s<>，。；、“”（）]+)>?")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend or to look at; `links`: what it is about, by name and address."""

    level: str
    message: str
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Findings:
    """Findings by the input they stand at; "" holds those that stand at none. `unwritten`: inputs still to be filled in, not told one by one."""

    by_input: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    unwritten: int = 0

    def at(self, name: str) -> tuple[Finding, ...]:
        """Return the findings at an input."""
        return self.by_input.get(name, ())

    def count(self, level: str) -> int:
        """Return how many there are of a level."""
        return sum(each.level == level for found in self.by_input.values() for each in found)

    def of_written(self, form: Typed) -> Findings:
        """Return the findings without those at inputs where nothing was written yet: nobody wants to be told off before beginning."""
        kept = {name: found for name, found in self.by_input.items() if not name or form.filled(name)}
        return Findings(kept, sum(any(f.level == "error" for f in found) for name, found in self.by_input.items() if name not in kept))

    @property
    def all(self) -> tuple[tuple[str, Finding], ...]:
        """Return every finding with the input it stands at, errors first."""
        return tuple(sorted(((name, f) for name, found in self.by_input.items() for f in found), key=lambda pair: pair[1].level != "error"))


def placed(problems: Iterable[Problem], at: Mapping[str, str], inputs: Iterable[str], graph: KnowledgeGraph, values: Mapping[str, str] | None = None) -> Findings:
    """Return problems at the inputs of a form; one whose field has no input stands at the field above it, at last at none.

    `values`: what stands in the inputs: a problem of a list that quotes one of its rows stands at that row.
    """
    known = set(inputs)
    by_input: dict[str, list[Finding]] = {}
    for problem in problems:
        where = problem.field
        while where and at.get(where, where) not in known:
            where = where.rpartition(".")[0]
        found = finding(problem, graph)
        name = at.get(where, where) if where else ""
        quoted = (key for key, value in (values or {}).items() if name and key.startswith(name + ".") and value.strip() and f"“{value.strip()}”" in problem.message)
        held = by_input.setdefault(next((key for key in quoted if key in known), name), [])
        if found not in held:
            held.append(found)
    return Findings({name: tuple(found) for name, found in by_input.items()})


def finding(problem: Problem, graph: KnowledgeGraph) -> Finding:
    """Return a problem in plain words."""
    links = tuple((name_of(i, graph), as_path(i)) for i in problem.about if not i.startswith(BASE + "resp/") and graph.content.lines(i))
    return Finding(problem.level, plain(problem.message, graph), links)


def plain(message: str, graph: KnowledgeGraph) -> str:
    """Return a message with names in place of identifiers."""

    def named(match: re.Match[str]) -> str:
        identifier = BASE + match[1].removeprefix(BASE)
        claim = graph.responsibilities.get(identifier)
        if claim is not None:
            return f"“{name_of(claim.matter, graph)}”的一项职责"
        return f"“{name_of(identifier, graph)}”"

    return _IDENTIFIER.sub(named, _BRACKETED.sub("", message)).replace("shouwen curate check", "“检查”")
