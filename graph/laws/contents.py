"""A statute's table of contents, read off the headings that its articles stand under."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from graph.laws.model import LawArticle

_HEADING: Final = re.compile(r"\s+(?=第[零〇一二三四五六七八九十百千\d]+(?:分编|编|章|节)(?:\s|$|[^，。、；]))")
_LEVEL: Final = re.compile(r"第[^编章节]+?(分编|编|章|节)")
_LEVELS: Final = {"编": 1, "分编": 2, "章": 3, "节": 4}
UNNAMED: Final = 3
"""The level of a heading that does not say what it is (附则, 总则): a chapter."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with its level (1 part, 2 book of a part, 3 chapter, 4 section), and which articles stand under it, by position."""

    text: str
    level: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Chapter:
    """Articles that are shown together: those of a chapter, or of a part that has none; by position, the last included."""

    headings: tuple[str, ...]
    first: int
    last: int


@lru_cache(maxsize=4096)
def headings_of(chapter: str) -> tuple[str, ...]:
    """Return the headings over an article, outermost first: 第二编 污染防治, 第一章 通则."""
    return tuple(part.strip() for part in _HEADING.split(chapter.strip()) if part.strip())


def contents(articles: Sequence[LawArticle]) -> list[Heading]:
    """Return the headings of a text in order."""
    found: list[Heading] = []
    open_at: list[int] = []
    before: tuple[str, ...] = ()
    for at, article in enumerate(articles):
        now = headings_of(article.chapter)
        if now == before:
            continue
        same = next((n for n, (a, b) in enumerate(zip(before, now, strict=False)) if a != b), min(len(before), len(now)))
        for n in open_at[same:]:
            found[n] = replace(found[n], last=at - 1)
        open_at = [*open_at[:same], *range(len(found), len(found) + len(now) - same)]
        found += [Heading(text, level_of(text), at, len(articles) - 1) for text in now[same:]]
        before = now
    return found


@lru_cache(maxsize=4096)
def level_of(heading: str) -> int:
    """Return the level of a heading."""
    match = _LEVEL.match(heading)
    return _LEVELS[match[1]] if match else UNNAMED


def chapters(articles: Sequence[LawArticle]) -> list[Chapter]:
    """Return the articles in portions that can be read on one page: by chapter; what stands before the first has no headings."""
    found: list[Chapter] = []
    for at, article in enumerate(articles):
        headings = _upper(article.chapter)
        if found and found[-1].headings == headings:
            found[-1] = Chapter(headings, found[-1].first, at)
        else:
            found.append(Chapter(headings, at, at))
    return found


@lru_cache(maxsize=4096)
def _upper(chapter: str) -> tuple[str, ...]:
    """Return the headings over an article down to its chapter."""
    return tuple(h for h in headings_of(chapter) if level_of(h) <= UNNAMED)
