"""Which article cites which: 民法典第七百三十五条, 《刑法》第六十四条, 本法第三十条, lists and ranges of articles after one title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from graph.laws.model import LawArticle, LawVersion
from ontology.citation import short_title, to_number

_N: Final = "[零〇一二两三四五六七八九十百千0-9]+"
_ARTICLE: Final = re.compile(rf"第({_N})条(?:之([一二三四五六七八九十]+))?")
_LIST: Final = re.compile(
    rf"第{_N}条(?:之[一二三四五六七八九十]+)?(?:第{_N}[款项]|第?[（(]{_N}[）)]项|[、，和与至]|或者|以及|第{_N}条(?:之[一二三四五六七八九十]+)?)*"
)
_ITSELF: Final = re.compile(r"本(?:法|法典|条例|规定|办法|解释|细则|规则)$")
_MARKED: Final = re.compile(r"《([^《》]+(?:[〈《][^《》〈〉]+[〉》][^《》]*)?)》(?:（[^（）]{1,30}）)?$")
_LONGEST_BARE: Final = 16
_MOST: Final = 40
"""Articles cited in one list; a longer one says nothing of any."""

Pairs = npt.NDArray[np.int32]


def cited_by(articles: Sequence[tuple[LawVersion, LawArticle]], newest: Mapping[str, str]) -> Pairs:
    """Return (citing, cited) positions, each pair once, sorted, shape [pairs, 2]; statutes cited mean their `newest` versions (title → version)."""
    rows = {(a.title, a.version, a.number): n for n, (_, a) in enumerate(articles)}
    found = set()
    for n, (version, article) in enumerate(articles):
        if "条" not in article.text:
            continue
        for title, number in references(article.text, newest):
            at = article.version if not title else newest[title]
            row = rows.get((title or version.title, at, number))
            if row is not None and row != n:
                found.add((n, row))
    return np.array(sorted(found), dtype=np.int32).reshape(-1, 2)


def references(text: str, known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield (short title, number of an article as in IRIs) of what a text cites, title "" for its own statute; `known` titles only."""
    for match in _LIST.finditer(text):
        title = _title_before(text[: match.start()][-80:], known)
        if title is None:
            continue
        for _, (main, sub) in zip(range(_MOST), _ARTICLE.findall(match[0]), strict=False):
            yield title, f"{to_number(main)}-{to_number(sub)}" if sub else str(to_number(main))


def _title_before(before: str, known: Mapping[str, str]) -> str | None:
    """Return the title that stands right before an article's number: "" for the text's own statute, None where there is none."""
    if _ITSELF.search(before):
        return ""
    if marked := _MARKED.search(before):
        title = short_title(marked[1].replace("〈", "《").replace("〉", "》"))
        return title if title in known else None
    for length in range(min(_LONGEST_BARE, len(before)), 1, -1):
        if before[-length:] in known:
            return before[-length:]
    return None
