"""The impact of a statute on the graph: the fate of every article cited of what it replaces."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from curation.drift.model import Fate, GrantKept, Impact, Need, Resting, Statute
from curation.drift.replaced import only_repeals
from curation.drift.resting import Rests, in_templates
from curation.drift.rulings import with_todo
from graph.laws.successors import Succession, align_all
from ontology import citation
from ontology.model import Function, Instrument, Provision
from ontology.vocabulary import iri

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph.laws.model import LawArticle
    from graph.store import KnowledgeGraph

ELSEWHERE = 2
"""Characters that a department's name has at least."""


def impact(
    graph: KnowledgeGraph, new: Statute, ending: Sequence[Instrument], texts: Callable[[str, str], Sequence[LawArticle]], day: dt.date,
    *, templates: Iterable[tuple[str, str]] = (), unheld: Sequence[str] = (),
) -> Impact:  # fmt: skip
    """Return what `new` does to what the graph cites of the versions that end by it.

    `texts` gives the articles of a version (title, version), none where it is not held; `day` is the first day of the new text;
    `templates` are paths and texts of document templates; `unheld` titles that it repeals and the graph does not cite.
    """
    version = iri("statute", new.about.title, new.about.version)
    rests = Rests(graph, (i.id for i in ending), version, day)
    said: dict[tuple[str, str], list[Resting]] = {}
    for key, naming in in_templates(templates, {i.title for i in ending}):
        said.setdefault(key, []).append(naming)
    olds = [tuple(texts(i.title, i.version)) for i in ending]
    aligned = align_all([old if new.articles else () for old in olds], new.articles)
    fates: list[Fate] = []
    names = _Names(graph)
    for instrument, old, successions in zip(ending, olds, aligned, strict=True):
        became = _Became(instrument, new, {a.number: a for a in old}, {s.old: s for s in successions})
        provisions = sorted(graph.provisions.where("instrument", instrument.id), key=lambda p: _order(p.number))
        fates += [became.fate(p, rests, names, graph, version, said.get((instrument.title, p.number), [])) for p in provisions]
        fates += became.whole(rests, said, {p.number for p in provisions})
    return Impact(new.about, day, tuple((i.title, i.version) for i in ending), tuple(unheld), tuple(with_todo(f, new.about) for f in fates))


class _Names:
    """By which names the departments are called."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self._graph = graph
        every = {name: f.label for f in graph.functions for name in _names(f)}
        self._every = sorted(every.items(), key=lambda each: -len(each[0]))

    def kept(self, function: str, text: str) -> str:
        """Return the name by which a text calls a function or role, "" where it does not."""
        record = self._graph.functions.get(function)
        return next((n for n in sorted(_names(record), key=len, reverse=True) if n in text), "") if record else ""

    def label(self, function: str) -> str:
        record = self._graph.functions.get(function)
        return record.label if record else function

    def in_text(self, text: str) -> tuple[str, ...]:
        """Return the departments that a text names, in its words, longest names first and none within another."""
        found: list[str] = []
        left = text
        for name, _ in self._every:
            if len(name) > ELSEWHERE and name in left:
                found.append(name)
                left = left.replace(name, "□")
        return tuple(sorted(found, key=text.index))


def _names(function: Function) -> tuple[str, ...]:
    """Return the names by which statutes call a role (as `graph.verify` asks)."""
    return tuple(n for n in (*function.names, function.label) if len(n) >= ELSEWHERE)


class _Became:
    """What became of the articles of one version: the old and new texts by number, and the alignment."""

    def __init__(self, instrument: Instrument, new: Statute, old: Mapping[str, LawArticle], successions: Mapping[str, Succession]) -> None:
        self._instrument, self._old, self._successions, self._new = instrument, old, successions, {a.number: a for a in new.articles}
        self._followed = bool(new.articles) and not only_repeals(new.about.title)

    def fate(self, p: Provision, rests: Rests, names: _Names, graph: KnowledgeGraph, version: str, templates: list[Resting]) -> Fate:
        """Return the fate of an article that the graph cites."""
        old, found = self._old.get(p.number), self._successions.get(p.number)
        new = self._new.get(found.new) if found and found.new else None
        text = "\n".join([new.text, *(self._new[n].text for n in found.others)]) if new and found else ""
        grants = tuple(GrantKept(g.function, names.label(g.function), g.kind, names.kept(g.function, text)) for g in graph.grants.where("article", p.id))
        resting = (*rests.on(p.id), *templates)
        written = rests.written(p.id)
        there = new is not None and graph.provisions.get(f"{version}/{new.number}") is not None
        return Fate(
            p.id, cited(self._instrument.title, p.number), self._instrument.title, self._instrument.version, p.number, p.gist, p.verified, old.chapter if old else "",
            old.text if old else "", found.kind if found else None if not old and self._new else "gone", new.number if new else None, new.text if new else "",
            found.likeness if found else 0.0, found.others if found else (), found.merged if found else (), grants, names.in_text(text), resting, written,
            _need(found, resting, grants, old is not None or not self._new, there),
        )  # fmt: skip

    def whole(self, rests: Rests, templates: Mapping[tuple[str, str], list[Resting]], cited_articles: set[str]) -> list[Fate]:
        """Return the fates of what rests on the statute as a whole, or names an article in words that the graph does not hold."""
        instrument = self._instrument
        on: dict[str, list[Resting]] = {"": [*rests.on(instrument.id)]}
        for (title, number), naming in templates.items():
            if title == instrument.title and number not in cited_articles:
                on.setdefault(number, []).extend(naming)
        return [self._bare(number, tuple(resting)) for number, resting in on.items() if resting]

    def _bare(self, number: str, resting: tuple[Resting, ...]) -> Fate:
        old, found = self._old.get(number), self._successions.get(number)
        new = self._new.get(found.new) if found and found.new else None
        followed = self._followed if not number else new is not None
        need: Need = "done" if all(r.taken for r in resting) else "read" if followed else "gone"
        return Fate(
            self._instrument.id, cited(self._instrument.title, number), self._instrument.title, self._instrument.version, number, "", False, old.chapter if old else "",
            old.text if old else "", found.kind if found else None, new.number if new else None, new.text if new else "", found.likeness if found else 0.0,
            found.others if found else (), found.merged if found else (), (), (), resting, (), need,
        )  # fmt: skip


def _need(found: Succession | None, resting: Sequence[Resting], grants: Sequence[GrantKept], at_hand: bool, there: bool) -> Need:
    """Return what must be done: nothing where all that can move rests on the new text already (or, with nothing resting, the graph has
    the new article)."""
    moving = [r for r in resting if r.moves]
    if (moving and all(r.taken for r in moving)) or (not moving and there):
        return "done"
    if not at_hand:
        return "unread"
    if found is None or found.new is None:
        return "gone"
    return "read" if found.kind == "reworded" or not all(g.named for g in grants) else "renumber"


def cited(title: str, number: str) -> str:
    """Return how an article is cited; numbers that are none (of lists) stand as they are."""
    return citation.write(title, number) if number.replace("-", "").isdigit() or not number else f"《{title}》{number}"


@lru_cache(maxsize=4096)
def _order(number: str) -> tuple[int, ...]:
    return tuple(int(n) for n in number.split("-") if n.isdigit()) or (10**6,)
