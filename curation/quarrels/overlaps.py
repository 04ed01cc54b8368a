"""Overlaps: matters that two units lead on equal authority, or by a fact that nobody has settled; and matters whose phrases are near while
other units lead and neither scope says where the other begins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from curation.quarrels import prepare, tuning
from curation.quarrels.ground import Ground, Lead
from curation.quarrels.quarrel import Evidence, Finding
from ontology import model as m
from ontology.errors import BadVersion
from ontology.vocabulary import local
from resolver.tuning import FAR_BELOW

Middles = npt.NDArray[np.float32]


def overlaps(ground: Ground) -> Iterator[Finding]:
    """Yield the overlaps of a place."""
    if not ground.nation:
        opened: dict[tuple[str, str], list[tuple[str, list[Lead]]]] = defaultdict(list)
        for matter, leads in ground.leads.items():
            if len(leads) < 2:
                continue
            if found := _equal(ground, matter, leads):
                yield found
            elif fact := _open_fact(ground, matter, leads):
                opened[fact].append((matter, leads))
        for each in opened.values():
            yield _open(ground, each)
    yield from _near(ground)


def _equal(ground: Ground, matter: str, leads: list[Lead]) -> Finding | None:
    """Return the overlap of leads of like authority between which no fact decides."""
    plain = [c for c in leads if c.binding and not c.conditioned and not c.joint]
    equal = [c for c in plain if c.weight >= plain[0].weight * (1 - tuning.EQUAL)]
    if len({c.holder for c in equal}) < 2:
        return None
    record = ground.graph.matters.need(matter)
    names = "、".join(dict.fromkeys(c.holder.name for c in equal))
    sentence = f"“{record.label}”同时由{names}首问，依据同等，分不出先后"
    proposal = prepare.decision(ground, record, None, [c.holder for c in equal], basis=[b for c in equal for b in ground.bases(c.record)], reason=sentence)
    return Finding("overlap", matter, record.label, record.theme, sentence, tuple(_told(ground, c) for c in equal), 1.0, proposal)


def _told(ground: Ground, lead: Lead, before: str = "") -> Evidence:
    label = ground.traversal.step_labels.get(lead.step, "")
    cited = ground.cited(lead.record)
    return Evidence(f"{before}{lead.holder.name}首问（{label}{'：' + cited if cited else ''}）", (lead.record.id, *ground.bases(lead.record)[:2]))


def _rivals(ground: Ground, leads: list[Lead]) -> tuple[Lead | None, list[Lead]]:
    """Return who leads when the fact is not known, and the others whom an answer to it may give the lead."""
    holding = next((c for c in leads if not c.conditioned and not c.joint), None)
    opened = [c for c in leads if c.conditioned and c.binding and (holding is None or c.weight >= holding.weight * FAR_BELOW)]
    return holding, [c for c in opened if holding is None or c.holder != holding.holder]


def _open_fact(ground: Ground, matter: str, leads: list[Lead]) -> tuple[str, str] | None:
    """Return the fact that decides between units, where this place has settled nothing, and who leads when it is not known."""
    holding, others = _rivals(ground, leads)
    if not others or len({c.holder for c in (*others, *([holding] if holding else ()))}) < 2 or ground.settled(matter):
        return None
    option = ground.graph.options.get(others[0].record.options[0])
    return (option.condition if option else matter, prepare.who(holding.holder) if holding else "")


def _open(ground: Ground, alike: list[tuple[str, list[Lead]]]) -> Finding:
    """Return the overlap of leads between which a fact decides that the caller may not know; of several matters that the same fact divides
    from the same unit the one most quarrelled over stands for all."""
    alike = sorted(alike, key=lambda a: (-ground.spoken.get(a[0], (0, 0))[1], -ground.spoken.get(a[0], (0, 0))[0], a[0]))
    matter, leads = alike[0]
    holding, others = _rivals(ground, leads)
    first = [holding] if holding else []
    record = ground.graph.matters.need(matter)
    rulings = sum(ground.spoken.get(each, (0, 0))[1] for each, _ in alike)
    known = {option: ground.graph.options.get(option) for c in others for option in c.record.options}
    fact = next((ground.graph.conditions.get(o.condition) for o in known.values() if o), None)
    units = "、".join(dict.fromkeys(c.holder.name for c in (*first, *others)))
    also = f"（另有{len(alike) - 1}个事项相同）" if len(alike) > 1 else ""
    sentence = f"“{record.label}”{also}归{units}中的哪家，要看一件来电人未必说得清的事，本地没有认定或清单写明说不清时谁先接"
    lines = [Evidence(f"要问的事：{fact.question}", (fact.id,))] if fact else []
    lines += [_told(ground, c, "问不清时：") for c in first]
    lines += [_told(ground, c, "、".join(o.label for i in c.record.options if (o := known[i])) + "：") for c in others[: tuning.MOST_LINES]]
    if len(alike) > 1:
        names = "、".join(ground.graph.matters.need(each).label for each, _ in alike[1 : tuning.MOST_LINES + 1])
        lines.append(Evidence(f"同一件事还决定：{names}", tuple(each for each, _ in alike[1 : tuning.MOST_LINES + 1])))
    bases = [b for c in (*first, *others) for b in ground.bases(c.record)[:2]]
    disputed = [c.holder for c in (*first, *others)]
    proposal = prepare.decision(ground, record, holding.holder if holding else None, disputed, kind="scheme", doctrine="主次协同", basis=bases, besides=others, reason=sentence)
    return Finding("overlap", matter, record.label, record.theme, sentence, tuple(lines), tuning.RULED_ALIKE if rulings else tuning.OPEN, proposal, matters=len(alike))


def _near(ground: Ground) -> Iterator[Finding]:
    """Yield the matters whose phrases are near another's that another unit leads on, where neither scope tells them apart."""
    graph = ground.graph
    middles = middles_of(ground)
    for start in range(0, len(middles), 2048):
        rows, columns = np.nonzero(middles[start : start + 2048] @ middles.T > tuning.NEAR)
        for row, column in zip((rows + start).tolist(), columns.tolist(), strict=True):
            if row < column and (found := _unclear(ground, graph.matters[row], graph.matters[column], float(middles[row] @ middles[column]))):
                yield found


def middles_of(ground: Ground) -> Middles:
    """Return the middle of all that each matter is called, [matters, d], of length 1, from the version's index; raises BadVersion."""
    folder = ground.graph.folder / "index"
    try:
        phrases, owners = np.load(folder / "phrases.npy", mmap_mode="r"), np.load(folder / "owners.npy")
    except (OSError, ValueError) as error:
        raise BadVersion("索引打不开", where=str(folder), why=str(error), mend="运行 shouwen kb build --force 重建") from error
    order = np.argsort(owners, kind="stable")
    numbers, starts = np.unique(owners[order], return_index=True)
    middles = np.zeros((len(ground.graph.matters), phrases.shape[1]), dtype=np.float32)
    if len(numbers):
        middles[numbers] = np.add.reduceat(np.asarray(phrases)[order], starts, axis=0)
    found: Middles = middles / np.maximum(np.linalg.norm(middles, axis=1, keepdims=True), 1e-6)
    return found


def _unclear(ground: Ground, one: m.Matter, other: m.Matter, near: float) -> Finding | None:
    """Return the overlap of two matters of different leads; nothing where one is the other's broader or a scope names the other."""
    first, second = ground.first(one.id), ground.first(other.id)
    if first is None or second is None or _key(first) == _key(second) or {one.id, other.id} & ground.catch_alls:
        return None
    if _names(one, other) or _names(other, one) or (ground.settled(one.id) and ground.settled(other.id)):
        return None
    sentence = f"“{one.label}”（{first.holder.name}）与“{other.label}”（{second.holder.name}）说法相近、首问不同，范围说明没有写两者的界线"
    lines = (
        _told(ground, first, f"“{one.label}”："), _told(ground, second, f"“{other.label}”："),
        Evidence(f"说法相近程度 {near:.2f}（满 1）；两个事项的范围说明互不提及", (one.id, other.id)),
    )  # fmt: skip
    severity = min((near - tuning.NEAR) / (tuning.VERY_NEAR - tuning.NEAR), 1.0) * (1 - tuning.NEAR_AT_LEAST) + tuning.NEAR_AT_LEAST
    proposal = prepare.split(ground, one, [(one.label, first), (other.label, second)], sentence)
    return Finding("overlap", one.id, one.label, one.theme, sentence, lines, severity, proposal)


def _key(lead: Lead) -> str:
    return lead.holder.unit or lead.holder.function


def _names(one: m.Matter, other: m.Matter) -> bool:
    """Return whether one matter's scope says what belongs to the other."""
    return local(other.id).removeprefix("matter/") in one.scope or other.label in one.scope

