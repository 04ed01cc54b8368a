"""Rulings that rest on what changed. A ruling stands as it was decided: no succession moves it. What to do about each is told, and one whose
every basis ends, not just the number of it, gets a draft that decides again what it says, on the new text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from curation.drift.model import Fate, Impact, Resting
from curation.proposals.model import RULINGS
from curation.quarrels.prepare import renewed
from ontology import citation
from ontology.validity import Period

if TYPE_CHECKING:
    from graph.laws.model import LawVersion
    from graph.store import KnowledgeGraph
    from ontology.model import Ruling


def with_todo(fate: Fate, new: LawVersion) -> Fate:
    """Return a fate that says of each ruling resting on it what to do."""
    return replace(fate, resting=tuple(replace(r, todo=_todo(fate, r, new)) if _rests(r) else r for r in fate.resting))


def _rests(resting: Resting) -> bool:
    return resting.kind == "ruling" and not resting.in_words


def _todo(fate: Fate, resting: Resting, new: LawVersion) -> str:
    if fate.need == "unread":
        return "导入旧文本后再看"
    if fate.kind in ("same", "renumbered") and not fate.lost:
        return f"所据文字未变，现为{citation.write(new.title, fate.new or '')}；认定照旧有效，不用动"
    if fate.new or (not fate.number and fate.need != "gone"):
        where = citation.write(new.title, fate.new or "")
        changed = "改了文字，" if fate.new else "整部被取代，"
        return f"所据{'条文' if fate.number else '法规'}{changed}现为{where}：重读；" + ("别无依据，须重新认定" if resting.alone else "结论仍成立就维持，不成立就重新认定")
    return "所据条文没有承接：" + ("别无依据，须重新认定或废止" if resting.alone else "别的依据还在施行，重读后维持或重新认定")


def to_decide_again(impact: Impact) -> dict[str, list[Fate]]:
    """Return the rulings (IRIs) that no basis is left for, with what became of the bases: those of which only the number changed stand."""
    found: dict[str, list[Fate]] = {}
    for fate in impact.fates:
        for r in fate.resting:
            if _rests(r) and r.alone and not r.taken and fate.need != "unread":
                found.setdefault(r.id, []).append(fate)
    return {ruling: fates for ruling, fates in found.items() if any(f.kind not in ("same", "renumbered") or f.lost for f in fates)}


def renewals(impact: Impact, graph: KnowledgeGraph, under_way: Iterable[Mapping[str, Any]] = ()) -> list[Mapping[str, Any]]:
    """Return the contents of rulings that take the place of those to be decided again. What only people can know (number, day, source) is
    empty, so that none can be submitted unread. `under_way`: contents of proposals on the desk; what one of them replaces is left out."""
    lying = {str(c.get("supersedes") or "") for c in under_way if c.get("kind") in RULINGS}
    return [
        {**renewed(graph, ruling, _bases(ruling, fates, impact, graph), _reason(ruling, fates, impact)), "from": impact.day.isoformat()}
        for identifier, fates in to_decide_again(impact).items() if identifier not in lying and (ruling := graph.rulings.get(identifier))
    ]  # fmt: skip


def _bases(ruling: Ruling, fates: list[Fate], impact: Impact, graph: KnowledgeGraph) -> list[str]:
    """Return the articles that took the place of its bases, as they are cited; and rulings among its bases that still hold."""
    new = impact.statute.title
    standing = [b for b in ruling.basis if (r := graph.rulings.get(b)) and Period(r.start, r.until).holds_on(impact.day)]
    carried = [citation.write(new, f.new or "") for f in fates if f.new or (not f.number and f.need != "gone")]
    return list(dict.fromkeys([*standing, *carried]))


def _reason(ruling: Ruling, fates: list[Fate], impact: Impact) -> str:
    became = "；".join(f.cited + _became(f, impact.statute.title) for f in fates)
    return f"原认定《{ruling.title}》的依据自{impact.day.isoformat()}起都已变动：{became}。重读后重新认定；仍可维持的，撤回此稿"


def _became(fate: Fate, new: str) -> str:
    if fate.new:
        return f"改为{citation.write(new, fate.new)}，文字{'未变' if fate.kind in ('same', 'renumbered') else '有改动'}"
    return f"由《{new}》取代" if not fate.number and fate.need != "gone" else "没有承接"
