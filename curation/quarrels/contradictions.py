"""Contradictions between places: matters that rulings, lists and regulations of different places give to different functions, with who
says what. Of one place: those where others decided otherwise than would be answered here."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

import numpy as np

from curation.quarrels import prepare, tuning
from curation.quarrels.ground import Flags, Floats, Ground, Ints
from curation.quarrels.quarrel import Evidence, Finding
from graph import authority
from graph.places import COUNTRY
from graph.strings import NONE
from graph.traverse import Holder
from ontology.vocabulary import iri

OWNER: Final = "owner-enterprise"
"""Owners are no departments: that somewhere one was sent to repair contradicts nobody."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a place says of a matter: which functions lead, by which responsibilities, and how much that counts."""

    place: str
    functions: frozenset[str]
    rows: tuple[int, ...]
    counts: float
    ruled: bool


def contradictions(ground: Ground) -> Iterator[Finding]:
    """Yield the contradictions that concern a place, or all where the place is the nation."""
    for matter, by_place in _by_matter(ground).items():
        found = _among_all(ground, matter, by_place) if ground.nation else _with_ours(ground, matter, by_place)
        if found:
            yield found


def _by_matter(ground: Ground) -> Mapping[str, list[Said]]:
    """Return what each place says of each matter, places that say a matter is one function's under no condition."""
    columns = ground.graph.responsibilities.columns
    alive = _alive(ground)
    wanted = ground.of_part("lead") & ~ground.conditioned & ground.holds(columns) & alive & (columns["place"] != ground.codes([COUNTRY])[0])
    rows = np.flatnonzero(wanted)
    keys, counted = _keys(ground, rows), _counted(ground)
    owner = ground.graph.strings.position(OWNER)
    by: dict[int, dict[int, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    for row, matter, place, key in zip(rows.tolist(), columns["matter"][rows].tolist(), columns["place"][rows].tolist(), keys.tolist(), strict=True):
        if key not in (NONE, owner):
            by[matter][place].append((row, key))
    found: dict[str, list[Said]] = {}
    for matter, places in by.items():
        said = []
        for place, each in places.items():
            counts = max(float(counted[row]) for row, _ in each)
            functions = frozenset(ground.text(key) for _, key in each)
            said.append(Said(ground.text(place), functions, tuple(row for row, _ in each), counts, counts > tuning.LEGISLATED))
        found[ground.text(matter)] = said
    return found


def _alive(ground: Ground) -> Flags:
    """Return which responsibilities rest on at least one basis in force on the day, wherever it is."""
    in_force = np.zeros(len(ground.graph.strings), dtype=np.bool_)
    for table in (ground.graph.rulings, ground.graph.provisions, ground.graph.instruments):
        in_force[table.columns["id"]] = ground.holds(table.columns)
    ends, values = ground.graph.responsibilities.columns["basis"]
    counted = np.concatenate(([0], np.cumsum(in_force[values])))
    found: Flags = counted[ends] > counted[ends - np.diff(ends, prepend=0)]
    return found


def _keys(ground: Ground, rows: Ints) -> Ints:
    """Return for each responsibility the key (as a position in the pool) of the function of its unit, or its own."""
    graph, pool = ground.graph, ground.graph.strings
    key = np.full(len(pool), NONE, dtype=np.int64)
    for function in graph.functions:
        key[pool.position(function.id)] = pool.position(ground.traversal.key(function.id))
    units = graph.units.columns
    key[units["id"]] = key[units["function"]]
    columns = graph.responsibilities.columns
    unit, function = columns["unit"][rows], columns["function"][rows]
    found: Ints = np.where(unit != NONE, key[unit], np.where(function != NONE, key[function], NONE))
    return found


def _counted(ground: Ground) -> Floats:
    """Return how much each responsibility counts: by a ruling, list or paper wholly, by a ruling on one case or a regulation less."""
    graph = ground.graph
    counts = np.full(len(graph.strings), tuning.LEGISLATED)
    for instrument in graph.instruments:
        if authority.is_list(instrument):
            counts[graph.strings.position(instrument.id)] = 1.0
    provisions, rulings = graph.provisions.columns, graph.rulings.columns
    counts[provisions["id"]] = counts[provisions["instrument"]]
    counts[rulings["id"]] = np.where(rulings["case_only"], tuning.ONE_CASE, 1.0)
    ends, values = graph.responsibilities.columns["basis"]
    lengths = np.diff(ends, prepend=0)
    found = np.full(len(lengths), tuning.LEGISLATED)
    some = np.flatnonzero(lengths)
    if len(some):
        found[some] = np.maximum.reduceat(counts[values], (ends - lengths)[some])
    return found


def _among_all(ground: Ground, matter: str, by_place: list[Said]) -> Finding | None:
    """Return the contradiction among all places: two that have no function in common, one of them by a ruling or list."""
    if not any(s.ruled for s in by_place) or not any(not (a.functions & b.functions) and (a.ruled or b.ruled) for a in by_place for b in by_place):
        return None
    votes: dict[str, float] = defaultdict(float)
    for said in by_place:
        for function in said.functions:
            votes[function] += said.counts / len(said.functions)
    record = ground.graph.matters.need(matter)
    ways = "、".join(f"{ground.names[f]}（{sum(f in s.functions for s in by_place)}地）" for f, _ in _most(votes))
    sentence = f"“{record.label}”各地首问不一：{ways}"
    total = sum(votes.values())
    entropy = -sum(v / total * math.log2(v / total) for v in votes.values())
    severity = min(entropy / 1.5, 1.0) * min(total / 3, 1.0)
    lines = _lines(ground, sorted(by_place, key=lambda s: (-s.counts, s.place)))
    first = ground.first(matter)
    proposal = prepare.decision(ground, record, first.holder if first else None, [], doctrine="", basis=ground.bases(first.record) if first else (), reason=sentence)
    return Finding("contradiction", matter, record.label, record.theme, sentence, lines, severity, proposal)


def _with_ours(ground: Ground, matter: str, by_place: list[Said]) -> Finding | None:
    """Return the contradiction of other places' rulings and lists with what would be answered here."""
    first = ground.first(matter)
    if first is None:
        return None
    leads = [c for c in ground.leads[matter] if c.weight >= first.weight * (1 - tuning.EQUAL) or c.conditioned]
    ours = {c.holder.function for c in leads} | {ground.traversal.key(c.record.function) for c in leads if c.record.function}
    others = [s for s in by_place if s.place not in ground.scope.chain]
    kin = {k for s in others for k in s.functions - ours if _of_one_house(ground, k, first.holder)}
    against = [s for s in others if not s.functions & (ours | kin)]
    if not any(s.ruled for s in against):
        return None
    near = {p for p in ground.scope.chain if p != COUNTRY}
    votes: dict[str, float] = defaultdict(float)
    pro = sum(s.counts * _nearby(ground, s, near) for s in others if s.functions & ours)
    for said in against:
        for function in said.functions:
            votes[function] += said.counts * _nearby(ground, said, near) / len(said.functions)
    con = sum(votes.values())
    share = con / (con + pro + 1.0)
    if share < tuning.LEAST_AGAINST:
        return None
    settled = tuning.SETTLED_HERE if ground.settled(matter) else tuning.REGULATED_HERE if first.record.place != COUNTRY else 1.0
    record = ground.graph.matters.need(matter)
    ways = "、".join(f"{ground.names[f]}（{sum(f in s.functions for s in against)}地）" for f, _ in _most(votes)[:4])
    sentence = f"“{record.label}”本地由{first.holder.name}首问，外地却定为{ways}"
    lines = [Evidence(f"本地：{first.holder.name}（{ground.traversal.step_labels.get(first.step, '')}：{ground.cited(first.record)}）", (first.record.id, *ground.bases(first.record)[:2]))]
    lines += _lines(ground, sorted(against, key=lambda s: (-s.counts * _nearby(ground, s, near), s.place)))
    if agree := [s for s in others if s.functions & ours]:
        lines.append(Evidence(f"与本地一致的有{len(agree)}地：" + "、".join(_place(ground, s.place) for s in agree[:4]), tuple(ground.graph.responsibilities.id_of(s.rows[0]) for s in agree[:4])))
    disputed = [first.holder, *(ground.traversal.holder(iri("function", f), ground.scope) for f, _ in _most(votes)[:3])]
    proposal = prepare.decision(ground, record, first.holder, disputed, basis=ground.bases(first.record), reason=sentence)
    return Finding("contradiction", matter, record.label, record.theme, sentence, tuple(lines), share * settled, proposal)


def _most(votes: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(votes.items(), key=lambda v: (-v[1], v[0]))


def _of_one_house(ground: Ground, key: str, holder: Holder) -> bool:
    """Return whether the holder of a function here is part of a unit, or has it as part: 公安局, 公安局交通警察大队."""
    other = ground.traversal.holder(iri("function", key), ground.scope)
    return bool(other.unit and holder.unit) and (other.name.startswith(holder.name) or holder.name.startswith(other.name))


def _nearby(ground: Ground, said: Said, near: set[str]) -> float:
    return tuning.SAME_PROVINCE if near.intersection(ground.graph.place_chain(said.place)) else 1.0


def _place(ground: Ground, place: str) -> str:
    record = ground.graph.places.get(place)
    return record.full_name if record else place


def _lines(ground: Ground, said: list[Said]) -> tuple[Evidence, ...]:
    """Return who says what, a line a place, each way to decide in its turn so that the few are not hidden by the many."""
    graph, lines = ground.graph, []
    turns = defaultdict(list)
    for each in said:
        turns[each.functions].append(each)
    in_turn = [each for row in zip_longest(*turns.values()) for each in row if each]
    for each in in_turn[: tuning.MOST_LINES]:
        rows = [graph.responsibilities[row] for row in each.rows[:2]]
        cited = "、".join(dict.fromkeys(ground.written(b) for r in rows for b in r.basis[:1]))
        lines.append(Evidence(f"{_place(ground, each.place)}：{'、'.join(sorted(ground.names[f] for f in each.functions))}（{cited}）", tuple(i for r in rows for i in (r.id, *r.basis[:1]))))
    if len(said) > tuning.MOST_LINES:
        lines.append(Evidence(f"另有{len(said) - tuning.MOST_LINES}地"))
    return tuple(lines)
