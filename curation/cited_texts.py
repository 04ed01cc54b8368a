"""What the law store says of an article that a proposal cites and the graph does not hold: whether there is such an article at all, so that
a slip in its number is seen at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from curation.proposals.model import Problem
from ontology import citation
from ontology.errors import BadCitation

if TYPE_CHECKING:
    from graph.laws.store import LawStore

SHOWN: Final = 40
"""Characters of an article that are shown to tell it by."""


def told_by_texts(problems: Iterable[Problem], laws: LawStore, day: dt.date) -> tuple[Problem, ...]:
    """Return the problems, those with a citation that the graph does not hold with what the law store says of it as of a day."""
    return tuple(replace(p, message=f"{p.message}。{told}") if p.cited and (told := "；".join(_told(p.cited, laws, day))) else p for p in problems)


def _told(said: str, laws: LawStore, day: dt.date) -> Iterator[str]:
    try:
        refs = list(citation.find(said if "《" in said else f"《{said}》"))
    except BadCitation:
        return
    for ref in refs if laws.generation else ():
        title = laws.find(ref.title)
        if title is None:
            yield f"法规库里也没有《{ref.title}》"
            continue
        version = laws.at(title, day)
        if version is None:
            newest = laws.versions(title)[0]
            yield f"《{title}》在 {day} 没有有效的文本" + (f"（{newest.until} 起失效）" if newest.until and newest.until <= day else "")
        elif not ref.number:
            yield f"法规库里有《{title}》{version.version} 文本，{day} 有效"
        elif article := laws.article(title, version.version, ref.number):
            yield f"法规库里有这一条（{version.version} 文本，{day} 有效）：“{article.text[:SHOWN]}{'…' if len(article.text) > SHOWN else ''}”"
        else:
            yield f"法规库的《{title}》（{version.version} 文本）没有这一条：多半是条号写错了"
