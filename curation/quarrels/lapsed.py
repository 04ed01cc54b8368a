"""Rulings, entries of lists and responsibilities that rest on articles no longer in force on the day, with the article that took each one's
place where the graph knows it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from curation.quarrels import prepare, tuning
from curation.quarrels.ground import Flags, Ground
from curation.quarrels.quarrel import Evidence, Finding
from graph.said import DEEPEST
from ontology import citation
from ontology import model as m
from ontology.validity import Period
from ontology.vocabulary import ELI

_REPEALED_BY: Final = f" <{ELI['repealed_by']}> <"
PARTS: Final = {"lead": "首问", "support": "配合", "territorial": "属地", "oversight": "监督", "owner": "权属", "fallback": "兜底"}


@dataclass(frozen=True, slots=True)
class Successor:
    """What took the place of a basis: the same article of the version in force (`article`), else that version or the statute
    that repealed it, by name alone; `words` says it."""

    article: str
    words: str


def lapsed(ground: Ground) -> Iterator[Finding]:
    """Yield what rests on articles that are no longer in force."""
    gone = _gone(ground)
    rulings = ground.graph.rulings.columns
    concerned = ground.holds(rulings) & _resting(rulings["basis"], gone)
    if not ground.nation:
        concerned &= np.isin(rulings["place"], ground.codes(ground.scope.chain))
    for position in np.flatnonzero(concerned).tolist():
        if found := _ruling(ground, ground.graph.rulings[position], gone):
            yield found
    columns = ground.graph.responsibilities.columns
    concerned = ground.holds(columns) & _resting(columns["basis"], gone)
    if not ground.nation:
        concerned &= ground.here
    by_work: dict[str, list[m.Responsibility]] = defaultdict(list)
    for position in np.flatnonzero(concerned & ~_resting(columns["basis"], ~gone)).tolist():
        record = ground.graph.responsibilities[position]
        if record.part == "lead":
            yield _lead(ground, record)
        else:
            by_work[_work(ground, record.basis[0])].append(record)
    for work, records in by_work.items():
        yield _helping(ground, work, records)


def _gone(ground: Ground) -> Flags:
    """Return which strings of the pool name a provision, statute or ruling whose days are over."""
    gone, day = np.zeros(len(ground.graph.strings), dtype=np.bool_), ground.day.toordinal()
    for table in (ground.graph.provisions, ground.graph.instruments, ground.graph.rulings):
        until = table.columns["until"]
        gone[table.columns["id"]] = (until != 0) & (until <= day)
    return gone


def _resting(column: Any, flags: Flags) -> Flags:
    """Return which records' tuple column holds a flagged string."""
    ends, values = column
    counted = np.concatenate(([0], np.cumsum(flags[values])))
    found: Flags = counted[ends] > counted[ends - np.diff(ends, prepend=0)]
    return found


def _ruling(ground: Ground, ruling: m.Ruling, gone: Flags) -> Finding | None:
    """Return the lapsed bases of a ruling; nothing where it cites the statute's version in force beside."""
    pool = ground.graph.strings
    dead = [b for b in ruling.basis if gone[pool.position(b)]]
    alive = [b for b in ruling.basis if b not in dead]
    still = {_work(ground, b) for b in alive}
    dead = [b for b in dead if _work(ground, b) not in still]
    if not dead:
        return None
    matter = ground.graph.matters.need(ruling.matter)
    place = ground.graph.places.get(ruling.place)
    found = {b: successor(ground, b) for b in dead}
    sentence = f"{place.full_name if place else ''}认定“{ruling.title}”所依据的{_listed(ground, dead)}已失效"
    lines = [Evidence(f"认定“{ruling.title}”（{ruling.decided_on or ruling.start or '日期不详'}，{ruling.decided_by or '作出单位不详'}）", (ruling.id,)), *_lines(ground, found)]
    new = [s.article for s in found.values() if s.article]
    own = ruling.place in ground.scope.own and not ground.nation
    severity = (tuning.OWN_LAPSED if own and not ruling.case_only else tuning.CITED_ANEW if len(new) == len(dead) else tuning.PARTLY_LAPSED) if alive or len(new) == len(dead) else 1.0
    severity *= tuning.ONE_CASE if ruling.case_only else 1.0
    proposal = prepare.renewed(ground.graph, ruling, [*alive, *new], sentence)
    return Finding("lapsed", matter.id, matter.label, matter.theme, sentence, tuple(lines), severity, proposal)


def _lead(ground: Ground, record: m.Responsibility) -> Finding:
    """Return that all bases of a lead are gone: it no longer says anything."""
    matter = ground.graph.matters.need(record.matter)
    found = {b: successor(ground, b) for b in record.basis}
    sentence = f"“{matter.label}”由{_named(ground, record)}首问，所依据的{_listed(ground, record.basis)}已失效，现在没有依据"
    lines = [Evidence(f"{_named(ground, record)}首问：{record.duty}", (record.id,)), *_lines(ground, found)]
    proposal = prepare.responsibility(ground, record, [s.article for s in found.values() if s.article], sentence)
    return Finding("lapsed", matter.id, matter.label, matter.theme, sentence, tuple(lines), 1.0, proposal)


def _helping(ground: Ground, work: str, records: Sequence[m.Responsibility]) -> Finding:
    """Return that responsibilities other than leads rest on nothing but a statute no longer in force, all of them together."""
    found = {b: successor(ground, b) for r in records for b in r.basis}
    title = next((i.title for i in ground.graph.instruments.where("work", work)), work)
    matters = [ground.graph.matters.need(r.matter) for r in records]
    sentence = f"《{title}》已失效，{len(records)}项配合、属地等职责仍只以它为依据：" + "、".join(dict.fromkeys(r.label for r in matters[:3])) + ("等" if len(records) > 3 else "")
    lines = [
        Evidence(f"“{matter.label}”{_named(ground, r)}{PARTS.get(r.part, r.part)}：{r.duty}（{_listed(ground, r.basis)}）", (r.id,))
        for r, matter in zip(records[: tuning.MOST_LINES], matters, strict=False)
    ]  # fmt: skip
    first = records[0]
    proposal = prepare.responsibility(ground, first, [s.article for b in first.basis if (s := found[b]).article], sentence)
    return Finding("lapsed", work, f"《{title}》", matters[0].theme, sentence, (*lines, *_lines(ground, found)), tuning.HELPERS_LAPSED, proposal, matters=len(set(matters)))


def _named(ground: Ground, record: m.Responsibility) -> str:
    unit, function = ground.graph.units.get(record.unit), ground.graph.functions.get(record.function)
    if unit:
        return unit.full_name
    return ground.traversal.holder(function.id, ground.scope).name if function else "有关单位"


def _listed(ground: Ground, dead: Sequence[str]) -> str:
    return "、".join(dict.fromkeys(ground.written(b) for b in dead[:3])) + (f"等{len(dead)}条" if len(dead) > 3 else "")


def _lines(ground: Ground, found: dict[str, Successor]) -> list[Evidence]:
    lines = []
    for basis, next_one in list(found.items())[: tuning.MOST_LINES]:
        record: Any = ground.graph.provisions.get(basis) or ground.graph.instruments.get(basis) or ground.graph.rulings.get(basis)
        lines.append(Evidence(f"{ground.written(basis)}自{record.until}起失效；{next_one.words}", (basis, *([next_one.article] if next_one.article else []))))
    return lines


def _work(ground: Ground, basis: str) -> str:
    provision = ground.graph.provisions.get(basis)
    instrument = ground.graph.instruments.get(provision.instrument if provision else basis)
    return instrument.work if instrument else basis


def successor(ground: Ground, basis: str) -> Successor:
    """Return what took the place of a basis on the day, as far as the graph knows (`eli:repealed_by`, or a newer version of the work)."""
    graph = ground.graph
    provision = graph.provisions.get(basis)
    instrument = graph.instruments.get(provision.instrument if provision else basis)
    if instrument is None:
        return Successor("", "图中没有接替它的依据")
    newer = [i for i in graph.instruments.where("work", instrument.work) if Period(i.start, i.until).holds_on(ground.day)]
    if newer:
        now = max(newer, key=lambda i: i.version)
        same = next((p for p in graph.provisions.where("instrument", now.id) if provision and p.number == provision.number), None)
        if same:
            return Successor(same.id, f"现行{now.version}文本同条：{citation.write(now.title, same.number)}（{same.gist}）")
        return Successor("", f"现行{now.version}文本没有收录同号条文，请核对条号")
    for now in _took_its_place(ground, instrument):
        return Successor("", f"由《{now.title}》取代（{now.start or '施行日不详'}起），对应条文请核对")
    return Successor("", "图中没有接替它的依据")


def _took_its_place(ground: Ground, instrument: m.Instrument, depth: int = 0) -> Iterator[m.Instrument]:
    """Yield the version in force on the day of what repealed a version, or of what repealed that in turn."""
    for work in repealed_by(ground, instrument.id):
        versions = sorted(ground.graph.instruments.where("work", work), key=lambda i: i.version, reverse=True)
        yield from (v for v in versions if Period(v.start, v.until).holds_on(ground.day))
        if versions and depth < DEEPEST:
            yield from _took_its_place(ground, versions[0], depth + 1)


def repealed_by(ground: Ground, instrument: str) -> list[str]:
    """Return the works that a version of a statute says it was repealed by."""
    return [line.split(_REPEALED_BY, 1)[1].split(">", 1)[0] for line in ground.graph.content.lines(instrument) if _REPEALED_BY in line]
