"""What becomes of the graph's citations when a statute changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from graph.laws.model import LawArticle, LawVersion
from graph.laws.successors import Kind

Need = Literal["gone", "read", "unread", "renumber", "done"]
NEEDS: Final[dict[Need, str]] = {
    "gone": "没有承接的条文", "read": "文字有改动，要重读", "unread": "旧文本没有导入，对照不了", "renumber": "文字未变，换条号", "done": "已经承接",
}  # fmt: skip
"""What must be done about a citation, the gravest first."""
RESTING: Final = {
    "responsibility": "职责", "ruling": "认定", "assignment": "职能承担", "list-entry": "清单条目", "condition": "辨别事实", "matter": "事项", "template": "文书模板",
}  # fmt: skip
"""What may rest on an article, or name it."""


@dataclass(frozen=True, slots=True)
class Statute:
    """A version of a statute with its articles; none for one that is repealed and has no successor."""

    about: LawVersion
    articles: tuple[LawArticle, ...]


@dataclass(frozen=True, slots=True)
class Resting:
    """Something that rests on an article or names it: what (RESTING), its IRI (a template's path), what it is called, its matter
    (IRI and label, empty without one), the part it gives (lead, support, …).

    `taken`: it already rests on the new text; `alone`: nothing else that it rests on is in force from the day; `conditions`: the facts
    under which it holds; `in_words`: it only names it; `todo`: what to do about a ruling, which no succession moves.
    """

    kind: str
    id: str
    label: str
    matter: str = ""
    matter_label: str = ""
    part: str = ""
    taken: bool = False
    alone: bool = False
    conditions: tuple[str, ...] = ()
    in_words: bool = False
    todo: str = ""

    @property
    def moves(self) -> bool:
        """Return whether a succession gives it the new article as basis: a ruling stands as it was decided, words are for people to change."""
        return self.kind in ("responsibility", "assignment")


@dataclass(frozen=True, slots=True)
class GrantKept:
    """What the old article gave a function, and the name by which the new text still calls it (empty where it does not)."""

    function: str
    label: str
    kind: str
    named: str


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one article of an old text that the graph cites, or of the text cited as a whole (`number` empty).

    `provision` is its IRI (the version's for a whole text, and for an article that only words name), `cited` the citation in words, `old_text` its words (empty where the text is not at hand); `new` the number
    of the article that took its place, None where none did; `others` further parts, or candidates where it is gone; `named` the
    departments that the new text names; `written` the articles of the new text that the graph already gives as basis beside this one.
    """

    provision: str
    cited: str
    title: str
    version: str
    number: str
    gist: str
    verified: bool
    chapter: str
    old_text: str
    kind: Kind | None
    new: str | None
    new_text: str
    likeness: float
    others: tuple[str, ...]
    merged: tuple[str, ...]
    grants: tuple[GrantKept, ...]
    named: tuple[str, ...]
    resting: tuple[Resting, ...]
    written: tuple[str, ...]
    need: Need

    @property
    def carried(self) -> bool:
        """Return whether a succession can carry it over: an article in the graph that has a successor, or a whole text that has one and
        on which something rests that moves."""
        if self.need not in ("read", "renumber"):
            return False
        if not self.number:
            return any(r.moves and not r.taken and not r.in_words for r in self.resting)
        return self.new is not None and self.provision.endswith(f"/{self.number}")

    @property
    def lost(self) -> tuple[GrantKept, ...]:
        """Return the grants whose function the new text no longer names."""
        return tuple(g for g in self.grants if not g.named)

    @property
    def broken(self) -> tuple[Resting, ...]:
        """Return what loses its only basis and does not rest on the new text yet."""
        return tuple(r for r in self.resting if r.alone and not r.taken)


@dataclass(frozen=True, slots=True)
class Impact:
    """What a statute does from `day` on: the versions that end by it (title and version), and the fate of every article cited of them,
    in their order; `unheld` are titles that it repeals and the graph does not cite."""

    statute: LawVersion
    day: dt.date
    replaced: tuple[tuple[str, str], ...]
    unheld: tuple[str, ...]
    fates: tuple[Fate, ...]

    @property
    def open(self) -> tuple[Fate, ...]:
        """Return the fates about which something must be done."""
        return tuple(f for f in self.fates if f.need != "done")

    def by_need(self) -> dict[Need, tuple[Fate, ...]]:
        """Return the fates by what must be done, the gravest first; kinds without any left out."""
        found = {need: tuple(f for f in self.fates if f.need == need) for need in NEEDS}
        return {need: fates for need, fates in found.items() if fates}

    def by_matter(self) -> dict[str, list[tuple[Fate, Resting]]]:
        """Return what is still open by the label of the matter that it concerns ("" for what concerns none), most first."""
        found: dict[str, list[tuple[Fate, Resting]]] = {}
        for fate, resting in self._open_resting():
            found.setdefault(resting.matter_label, []).append((fate, resting))
        return dict(sorted(found.items(), key=lambda each: (not each[0], -len(each[1]), each[0])))

    def _open_resting(self) -> Iterator[tuple[Fate, Resting]]:
        yield from ((f, r) for f in self.open for r in f.resting if not r.taken)
