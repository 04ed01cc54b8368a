"""Gaps: functions that no unit here holds, matters that only another place's paper or nobody's gives to somebody, and matters that rest on
a superior's paper alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np

from curation.quarrels import prepare, tuning
from curation.quarrels.ground import Ground, Lead
from curation.quarrels.overlaps import middles_of
from curation.quarrels.quarrel import Evidence, Finding
from ontology import model as m
from ontology.validity import Period


def gaps(ground: Ground) -> Iterator[Finding]:
    """Yield the gaps of a place."""
    if not ground.nation:
        yield from _unheld(ground)
    for matter in ground.leads:
        first = ground.first(matter)
        if first is None or not first.binding:
            if matter not in ground.catch_alls:
                yield _unled(ground, ground.graph.matters.need(matter), first)
        elif first.step == "superior" and matter not in ground.catch_alls:
            yield _paper_only(ground, ground.graph.matters.need(matter), first)


def _unheld(ground: Ground) -> list[Finding]:
    """Return the functions without a unit, with the matters they lead; as one finding where they are many."""
    led: dict[str, list[str]] = defaultdict(list)
    for matter in ground.leads:
        if (first := ground.first(matter)) and first.holder.unit is None:
            led[first.holder.function].append(matter)
    unheld = [f for f in ground.graph.functions if not f.broader and not f.many and led.get(f.key) and not ground.traversal.holder(f.id, ground.scope).unit]
    if len(unheld) < tuning.MANY_UNHELD:
        return [_without_unit(ground, f, led[f.key]) for f in unheld]
    unheld.sort(key=lambda f: (-len(led[f.key]), f.key))
    total = sum(len(led[f.key]) for f in unheld)
    sentence = f"{ground.place.full_name}有{len(unheld)}项职能没有录入单位，{total}个事项只能写部门的通称"
    lines = [Evidence(f"{f.label}：首问{len(led[f.key])}个事项", (f.id,)) for f in unheld[: tuning.MOST_LINES]]
    lines += [Evidence(f"另有{len(unheld) - tuning.MOST_LINES}项职能")] if len(unheld) > tuning.MOST_LINES else []
    proposal = prepare.reassignment(ground, unheld[0].id, "", sentence)
    return [Finding("gap", ground.place.id, f"{ground.place.name}的单位", "", sentence, tuple(lines), 1.0, proposal, matters=total)]


def _without_unit(ground: Ground, function: m.Function, led: list[str]) -> Finding:
    """Return the gap of one function: nobody holds it here, or several do and none of them is first."""
    matters = sorted((ground.graph.matters.need(i) for i in led), key=lambda r: (-ground.spoken.get(r.id, (0, 0))[0], r.id))
    several = _units(ground, function, ground.scope.own)
    if len(several) > 1:
        sentence = f"{function.label}职能在{ground.place.name}有{len(several)}个单位，没有写明谁承担首问，{len(matters)}个事项派不到单位"
        lines = [_listed("这些单位：", several)]
    else:
        sentence = f"{ground.place.name}没有录入承担{function.label}职能的单位，{len(matters)}个事项只能写“{function.generic}”"
        lines = []
    names = "、".join(r.label for r in matters[: tuning.MOST_LINES])
    lines.append(Evidence(f"首问落空的{len(matters)}个事项：{names}" + ("等" if len(matters) > tuning.MOST_LINES else ""), tuple(r.id for r in matters[: tuning.MOST_LINES])))
    if above := _units(ground, function, [p for p in ground.scope.chain if p not in ground.scope.own]):
        lines.append(_listed("上级承担这项职能的有：", above))
    proposal = prepare.reassignment(ground, function.id, "", sentence)
    return Finding("gap", function.id, f"{function.label}职能", "", sentence, tuple(lines), tuning.UNHELD, proposal, matters=len(matters))


def _units(ground: Ground, function: m.Function, places: Iterable[str]) -> list[m.Unit]:
    return [u for p in places for u in ground.graph.units.where("place", p) if u.function == function.id and Period(u.start, u.until).holds_on(ground.day)]


def _listed(before: str, units: list[m.Unit]) -> Evidence:
    return Evidence(before + "、".join(u.full_name for u in units[: tuning.MOST_LINES]), tuple(u.id for u in units[: tuning.MOST_LINES]))


def _unled(ground: Ground, matter: m.Matter, first: Lead | None) -> Finding:
    """Return the gap of a matter on which no binding basis says who leads; the nearest regulated matter stands for an analogy."""
    like = _nearest_led(ground, matter.id)
    lines = []
    if first is None:
        sentence = f"“{matter.label}”没有任何依据写明谁首问"
    else:
        label = ground.traversal.step_labels.get(first.step, "")
        sentence = f"“{matter.label}”在本地没有有约束力的依据，只有{label}，暂列{first.holder.name}"
        lines.append(Evidence(f"{first.holder.name}（{label}：{ground.cited(first.record) or '没有写依据'}）", (first.record.id,)))
    lead = first.holder if first else None
    if like is None:
        return Finding("gap", matter.id, matter.label, matter.theme, sentence, tuple(lines), 1.0, prepare.decision(ground, matter, lead, [lead] if lead else [], doctrine="", reason=sentence))
    regulated, by = like
    lines.append(Evidence(f"最相近、已有依据的事项是“{regulated.label}”，由{by.holder.name}首问（{ground.cited(by.record)}）", (regulated.id, by.record.id)))
    proposal = prepare.decision(
        ground, matter, lead if lead and lead.unit else by.holder, [*([lead] if lead else ()), by.holder], kind="analogy", doctrine="参照类比",
        basis=ground.bases(by.record), reason=sentence, analogous_to=regulated.id,
    )  # fmt: skip
    return Finding("gap", matter.id, matter.label, matter.theme, sentence, tuple(lines), 1.0, proposal)


def _nearest_led(ground: Ground, matter: str) -> tuple[m.Matter, Lead] | None:
    """Return the matter nearest in its phrases that a binding basis gives to somebody."""
    middles = middles_of(ground)
    near = middles @ middles[ground.graph.matters.index_of(matter)]
    for position in np.argsort(-near, kind="stable").tolist()[:20]:
        found = ground.graph.matters.id_of(position)
        first = ground.first(found)
        if found != matter and found not in ground.catch_alls and first and first.binding:
            return ground.graph.matters[position], first
    return None


def _paper_only(ground: Ground, matter: m.Matter, first: Lead) -> Finding:
    cited = ground.cited(first.record)
    sentence = f"“{matter.label}”由{first.holder.name}首问，只凭上级文件{cited}，没有法律法规{'' if ground.nation else '，本地也没有写进清单'}"
    lines = (Evidence(f"{first.holder.name}首问（{cited}）", (first.record.id, *ground.bases(first.record)[:2])),)
    proposal = prepare.decision(ground, matter, first.holder, [first.holder], kind="scheme", doctrine="清单", basis=ground.bases(first.record), reason=sentence)
    return Finding("gap", matter.id, matter.label, matter.theme, sentence, lines, tuning.ONLY_PAPER, proposal)

