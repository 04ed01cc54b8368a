"""Successions (承接) as prepared proposals: one for each statute that ends, by chapters where it is long."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from curation.drift.model import Fate, Impact
from curation.drift.rulings import renewals
from curation.proposals.succession import GRANTS, WHOLE
from ontology.vocabulary import iri

if TYPE_CHECKING:
    from graph.store import KnowledgeGraph

MOST: Final = 40
"""Articles of one proposal: a form holds some sixty rows, and a reviewer reads no more at a sitting."""
RANKS: Final = {"宪法": "法律", "法律": "法律", "行政法规": "行政法规", "司法解释": "司法解释", "部门规章": "部门规章", "地方性法规": "地方性法规", "地方政府规章": "地方政府规章"}
"""Categories of the law store and the ranks of the graph (ontology/shapes.ttl)."""
_OLD: Final = re.compile(r"（旧(?:法|版|文本)?）$")
"""What a gist of an old text ends in, where the knowledge marks it as such."""
_GRANTS: Final = {kind: name for name, kind in GRANTS.items()}


def successions(impact: Impact, graph: KnowledgeGraph, under_way: Collection[str] = ()) -> list[Mapping[str, Any]]:
    """Return the contents of the proposals that carry over what can be carried: articles with a successor and texts cited as a whole, of
    which something is left to do.

    What is gone stands in the reasons, with the candidates: no article can be proposed in its place. `under_way`: old articles (IRIs) for
    which a proposal lies on the desk already.
    """
    found = []
    for (title, version), every in groupby(impact.fates, key=lambda f: (f.title, f.version)):
        fates = [f for f in every if f.need != "done" and not (f.provision in under_way and f.carried)]
        carried = [f for f in fates if f.carried]
        lost = [f for f in fates if not f.carried]
        parts = list(_parts(carried))
        for n, part in enumerate(parts, 1):
            mark = f"（{n}/{len(parts)}）" if len(parts) > 1 else ""
            found.append(_content(impact, graph, title, version, part, lost if n == 1 else [], mark))
    return found


def on_the_desk(contents: Iterable[Mapping[str, Any]], impact: Impact) -> frozenset[str]:
    """Return the old articles (IRIs) that successions to this very text carry already, of contents of proposals under way."""
    about = impact.statute
    same = (c for c in contents if c.get("kind") == "succession" and (c.get("statute"), c.get("version")) == (about.title, about.version))
    articles = (a for c in same if isinstance(c.get("articles"), list) for a in c["articles"] if isinstance(a, dict))
    said = {str(a.get("old") or "") for a in articles}
    return frozenset(f.provision for f in impact.fates if f.carried and said & {f.provision, f.cited})


def drafts(impact: Impact, graph: KnowledgeGraph, under_way: Iterable[Mapping[str, Any]] = ()) -> list[Mapping[str, Any]]:
    """Return the contents of all proposals that one click makes: successions, and rulings to be decided again. `under_way`: contents of
    proposals on the desk; what they carry is left out."""
    lying = list(under_way)
    return [*successions(impact, graph, on_the_desk(lying, impact)), *renewals(impact, graph, lying)]


def _parts(fates: Sequence[Fate]) -> Iterator[list[Fate]]:
    """Yield runs of whole chapters, as many as fit; a chapter that is longer alone is cut."""
    part: list[Fate] = []
    for _, chapter in groupby(fates, key=lambda f: f.chapter):
        each = list(chapter)
        if part and len(part) + len(each) > MOST:
            yield part
            part = []
        part += each
        while len(part) > MOST:
            yield part[:MOST]
            part = part[MOST:]
    if part:
        yield part


def _content(impact: Impact, graph: KnowledgeGraph, title: str, version: str, fates: Sequence[Fate], lost: Sequence[Fate], mark: str) -> Mapping[str, Any]:
    new, old = impact.statute, graph.instruments.need(iri("statute", title, version))
    own = title == new.title
    what = f"《{title}》修订" if own else f"《{new.title}》承接《{title}》"
    said = [f"《{title}》{version}文本自{impact.day.isoformat()}起由《{new.title}》{new.version}文本取代，所引条文改引新条号"]
    said += [f"{f.cited}没有找到承接的条文" + (f"，相近的有第{'、'.join(f.others)}条" if f.others else "") for f in lost if f.need == "gone"]
    said += [f"{f.cited}没有旧文可对照" for f in lost if f.need == "unread"]
    said += [f"认定《{r.label}》以{f.cited}为据，{r.todo}" for f in (*fates, *lost) for r in f.resting if r.todo and f.need != "renumber"]
    return {
        "kind": "succession", "title": what + mark, "jurisdiction": old.place, "statute": new.title, "version": new.version,
        "rank": old.rank if own else RANKS.get(new.category, old.rank), "first_day": (new.first_day or impact.day).isoformat(), "from": impact.day.isoformat(),
        "ends": [old.id], "articles": [_article(f) for f in fates], "reason": "；".join(said), "source": new.source or f"《{new.title}》原文",
    }  # fmt: skip


def _article(fate: Fate) -> dict[str, Any]:
    """Return one article carried over; it counts as checked against the text only where the text is the old one, which was."""
    if not fate.number:
        return {"old": fate.provision, "new": WHOLE, "gist": "", "grants": [], "verified": False}
    grants = [{"function": g.function, "grant": _GRANTS[g.kind]} for g in fate.grants if g.named]
    return {
        "old": fate.provision, "new": fate.new, "gist": _OLD.sub("", fate.gist), "grants": grants,
        "verified": fate.verified and fate.kind in ("same", "renumbered") and not fate.lost,
    }  # fmt: skip
