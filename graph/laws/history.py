"""The history of an article: which article of each version of its statute says what it says, and what changed from one to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from graph.laws.difference import Piece, differences
from graph.laws.model import LawArticle
from graph.laws.store import LawStore
from graph.laws.successors import chosen, plain

KEPT: Final = 64
"""Pairs of versions whose comparison a process keeps: a clerk reads a few statutes at a time."""


@dataclass(frozen=True, slots=True)
class Step:
    """An article in one version (None: that version has nothing like it), and how its text differs from the version before.

    `pieces` is empty where there is no version before or nothing changed; `changed`: whether the text did; `from_number` its number before.
    """

    version: str
    article: LawArticle | None
    changed: bool
    pieces: tuple[Piece, ...]
    from_number: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a newer text of a statute did to one article: `new` put in, `reworded`, `renumbered` alone, `gone`; the article before and
    after, None where there is none. `parts`: further old articles that went into it."""

    kind: str
    before: LawArticle | None
    after: LawArticle | None
    parts: tuple[LawArticle, ...] = ()


def changes(laws: LawStore, title: str, older: str, newer: str) -> list[Change]:
    """Return what a newer version of a statute changed, in its order, what it left out last; articles that say the same under the same
    number are not among them."""
    before, after = laws.articles(title, older), laws.articles(title, newer)
    taken = _aligned(laws, laws.generation, (title, older), (title, newer))
    into: dict[str, list[LawArticle]] = {}
    for article in before:
        if article.number in taken:
            into.setdefault(taken[article.number], []).append(article)
    made = [_change(into.get(article.number, []), article) for article in after]
    return [*filter(None, made), *(Change("gone", article, None) for article in before if article.number not in taken)]


def _change(olds: list[LawArticle], new: LawArticle) -> Change | None:
    if not olds:
        return Change("new", None, new)
    said = plain(new.text)
    old = next((each for each in olds if plain(each.text) == said), olds[0])
    parts = tuple(each for each in olds if each is not old)
    if plain(old.text) != said or parts:
        return Change("reworded", old, new, parts)
    return Change("renumbered", old, new) if old.number != new.number else None


def counterpart(laws: LawStore, title: str, version: str, number: str, other: str) -> str | None:
    """Return the number under which another version has what an article says, None where it has nothing like it."""
    here = laws.article(title, version, number)
    if here is None:
        return None
    there = laws.articles(title, other)
    said = plain(here.text)
    alike = [a.number for a in there if plain(a.text) == said]
    if alike:
        return number if number in alike else alike[0]
    older, newer = sorted((version, other))
    forward = _aligned(laws, laws.generation, (title, older), (title, newer))
    if version == older:
        return forward.get(number)
    return next((old for old, new in forward.items() if new == number), None)


def history(laws: LawStore, title: str, versions: Sequence[str], version: str, number: str) -> list[Step]:
    """Return an article's history over all versions of its statute (`versions`: newest first), newest first."""
    at = versions.index(version)
    numbers: dict[str, str | None] = {version: number}
    for way in (range(at - 1, -1, -1), range(at + 1, len(versions))):
        known, last = number, version
        for n in way:
            found = counterpart(laws, title, last, known, versions[n])
            numbers[versions[n]] = found
            if found is None:
                break
            known, last = found, versions[n]
    steps: list[Step] = []
    before: LawArticle | None = None
    for each in reversed([v for v in versions if v in numbers]):
        under = numbers[each]
        article = laws.article(title, each, under) if under else None
        changed = before is not None and article is not None and before.text != article.text
        pieces = tuple(differences(before.text, article.text)) if changed and before and article else ()
        steps.append(Step(each, article, changed, pieces, before.number if before else ""))
        before = article
    return steps[::-1]


@lru_cache(maxsize=KEPT)
def _aligned(laws: LawStore, generation: str, older: tuple[str, str], newer: tuple[str, str]) -> dict[str, str]:
    """Return for the articles of an older text those of a newer that took their places, by number; texts by title and version,
    `generation` keeps it fresh."""
    return chosen(laws.articles(*older), laws.articles(*newer))


def succeeded(laws: LawStore, old: tuple[str, str], number: str, new: tuple[str, str]) -> str | None:
    """Return the number of the article that took an article's place in another statute (title, version), None where none did.

    Compares all articles of both when first asked: a fifth of a second of CPU for a code of a thousand articles.
    """
    return _aligned(laws, laws.generation, old, new).get(number)
