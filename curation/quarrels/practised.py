"""What a place's past letters show: matters on whose letters units disagree, practice that left the rules, units nobody entered."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any, Final

import numpy as np

from curation.quarrels import prepare, tuning
from curation.quarrels.ground import Ground
from curation.quarrels.quarrel import Evidence, Finding
from graph.traverse import Holder
from ontology import model as m
from ontology.vocabulary import iri
from resolver.history.experience import A_YEAR, Experience
from resolver.history.report import Departure, departures, unknown_units

ADVICE: Final = "咨询建议"
"""The category of matters that ask or suggest; nobody is harmed where now one unit answers, now another."""


def practised(ground: Ground, experience: Experience) -> Iterator[Finding]:
    """Yield what the letters of the year before the day show."""
    yield from _divided(ground, experience)
    left = departures(experience, ground.traversal, ground.day)
    for departure in left:
        yield _departed(ground, departure)
    yield from _systemic(ground, left)
    yield from _unknown(ground, experience)


def letters_on(ground: Ground, experience: Experience) -> Counter[str]:
    """Return how many letters of the year before the day there were on each matter."""
    letters = experience.letters
    first = letters.matters[_recent(ground, experience), 0] if len(letters) else np.empty(0, np.int32)
    return Counter({letters.matter_names.list[n]: count for n, count in Counter(first.tolist()).items() if n >= 0})


def _recent(ground: Ground, experience: Experience) -> Any:
    days, day = experience.letters.days, ground.day.toordinal()
    return np.flatnonzero((days < day) & (days >= day - A_YEAR))


def _divided(ground: Ground, experience: Experience) -> Iterator[Finding]:
    """Yield the matters whose letters were answered now by one function, now by another: entropy in bits, by the number of letters.

    Functions are counted, not units: each district has its own bureau, and they agree.
    """
    letters = experience.letters
    recent = _recent(ground, experience)
    recent = recent[letters.odds[recent, 0] >= tuning.SURE_MATTER]
    first = letters.matters[recent, 0]
    order = np.argsort(first, kind="stable")
    numbers, starts = np.unique(first[order], return_index=True)
    for number, rows in zip(numbers.tolist(), np.split(recent[order], starts[1:]), strict=True):
        matter = ground.graph.matters.get(letters.matter_names.list[number]) if number >= 0 and len(rows) >= tuning.LEAST_LETTERS else None
        if matter is None:
            continue
        counts = Counter(letters.functions.list[f] for f in letters.function[rows].tolist()).most_common()
        if len(counts) < 2 or counts[1][1] < max(2, tuning.LEAST_SHARE * len(rows)):
            continue
        yield _disagreement(ground, experience, matter, rows, counts)


def _disagreement(ground: Ground, experience: Experience, matter: m.Matter, rows: Any, counts: list[tuple[str, int]]) -> Finding:
    letters, total = experience.letters, len(rows)
    entropy = -sum(n / total * math.log2(n / total) for _, n in counts)
    shown = "、".join(f"{ground.names.get(f, f)}{n}件" for f, n in counts[:4])
    sentence = f"“{matter.label}”过去一年{total}件来信由不同部门答复：{shown}"
    lines = []
    for function, count in counts[:4]:
        mine = rows[letters.function[rows] == letters.functions.get(function)]
        units = Counter(letters.units.list[u] for u in letters.unit[mine].tolist()).most_common(3)
        known = tuple(u.id for name, _ in units if (u := ground.graph.unit_named(name)))
        lines.append(Evidence(f"{ground.names.get(function, function)}{count}件：" + "、".join(f"{name}{n}件" for name, n in units), known))
    first = ground.first(matter.id)
    if first:
        lines.append(Evidence(f"规定首问：{first.holder.name}（{ground.cited(first.record)}）", (first.record.id, *ground.bases(first.record)[:1])))
    parts = _functions_helping(ground, matter.id)
    foreseen = tuning.FORESEEN if any(f in parts for f, _ in counts[:2]) else 1.0
    disputed = [h for f, _ in counts[:4] if (h := _holder(ground, f))]
    usual = (tuning.ADVICE if matter.category == ADVICE else 1.0) * (tuning.CATCH_ALL if matter.id in ground.catch_alls else 1.0)
    proposal = prepare.decision(
        ground, matter, first.holder if first else None, disputed, kind="scheme", doctrine="主次协同",
        basis=ground.bases(first.record) if first else (), reason=sentence,
    )  # fmt: skip
    return Finding("disagreement", matter.id, matter.label, matter.theme, sentence, tuple(lines), min(entropy / 1.5, 1.0) * foreseen * usual, proposal, total)


def _holder(ground: Ground, key: str) -> Holder | None:
    function = ground.graph.functions.get(iri("function", key))
    return ground.traversal.holder(function.id, ground.scope) if function else None


def _functions_helping(ground: Ground, matter: str) -> set[str]:
    """Return the keys of the functions to which the rules give a part in a matter, but not the first."""
    return {c.holder.function for part in ("territorial", "support") for c in ground.parts(matter, part)}


def _departed(ground: Ground, d: Departure) -> Finding:
    """Return that a matter's letters were mostly answered by another function than the written one."""
    matter = ground.graph.matters.need(d.matter)
    by = ground.names.get(d.function, d.function)
    sentence = f"“{d.label}”按规定由{d.written}首问，过去一年{d.letters}件中{d.answered}件却由{by}答复"
    lines = [
        Evidence("实际答复：" + "、".join(f"{name}{n}件" for name, n in d.units), tuple(u.id for name, _ in d.units if (u := ground.graph.unit_named(name)))),
        Evidence(f"规定首问：{d.written}（{'、'.join(d.bases) or '没有写依据'}）"),
    ]
    foreseen = d.function in _functions_helping(ground, d.matter)
    if foreseen:
        lines.append(Evidence(f"规定中{by}另有配合或属地职责"))
    lead = _holder(ground, d.function)
    disputed = [*(c.holder for c in ground.leads.get(d.matter, []) if c.holder.name == d.written), *([lead] if lead else ())]
    proposal = prepare.decision(ground, matter, lead, disputed, doctrine="主次协同", reason=sentence)
    severity = d.answered / d.letters * (tuning.FORESEEN if foreseen else 1.0) * (tuning.ADVICE if matter.category == ADVICE else 1.0)
    return Finding("practice", matter.id, matter.label, matter.theme, sentence, tuple(lines), severity, proposal, d.letters)


def _systemic(ground: Ground, left: Sequence[Departure]) -> Iterator[Finding]:
    """Yield the functions that answer for others in many matters: one thing to settle, not one a matter."""
    by_function: dict[str, list[Departure]] = defaultdict(list)
    for d in left:
        by_function[d.function].append(d)
    for function, each in by_function.items():
        if len(each) < tuning.SYSTEMIC:
            continue
        answered, name = sum(d.answered for d in each), ground.names.get(function, function)
        sentence = f"{name}在{len(each)}个事项上代规定的首问单位答复，过去一年共{answered}件"
        lines = tuple(Evidence(f"“{d.label}”{d.letters}件中{d.answered}件，规定由{d.written}首问", (d.matter,)) for d in each[: tuning.MOST_LINES])
        proposal = {**_departed(ground, each[0]).proposal, "reason": sentence}
        yield Finding("practice", iri("function", function), f"{name}代为答复", "", sentence, lines, 1.0, proposal, answered, len(each))


def _unknown(ground: Ground, experience: Experience) -> Iterator[Finding]:
    """Yield the units that answered letters and that nobody entered."""
    for u in unknown_units(experience, ground.traversal):
        if u.letters < tuning.LEAST_OF_UNIT:
            continue
        function = iri("function", u.function)
        sentence = f"{u.name}答复过{u.letters}件来信，图中没有这个单位；看来在{u.place_name or ground.place.full_name}承担{ground.names.get(u.function, u.function)}的职能"
        place = ground.graph.places.get(u.place)
        known = [n for p in (place.id if place else ground.place.id,) for n in ground.graph.units.where("place", p)]
        alike = get_close_matches(u.name, [n.full_name for n in known], 1, tuning.SAME_NAME)
        lines = [Evidence(f"答复来信{u.letters}件")]
        if alike:
            lines.append(Evidence(f"名称相近、已录入的单位：{alike[0]}，可能是同一家", tuple(n.id for n in known if n.full_name == alike[0])))
        proposal = prepare.unit(ground, place, u.name, function, sentence)
        about = f"{place.id if place else ground.place.id}/{u.name}".replace("/place/", "/unit/")
        yield Finding("unit", about, u.name, "", sentence, tuple(lines), 1.0, proposal, u.letters)
