"""Chooses among what was gathered for one case: the surest lead, helpers with their duties, parties, one day, one number."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Final

from curation.reading.draft import SEVERAL, SINGLE, Field, Words
from curation.reading.gather import Gathered
from curation.reading.telling import phrases_in
from graph.store import KnowledgeGraph

_LONG: Final = ("facts", "reason")
"""Fields that are put together from all passages that tell them."""
NEAR: Final = 0.12
"""How much less sure another lead may be and still be named beside the first."""


def chosen(raw: Gathered, *, source: Field, jurisdiction: Field | None, graph: KnowledgeGraph) -> list[Field]:
    """Return the fields of a case but its matter."""
    fields = [source]
    leads = _leads(raw)
    fields += [*leads, *_lead_duty(raw, leads)]
    fields += _helpers(raw, {f.value for f in leads})
    fields += _parties(raw, leads[0] if leads else None)
    fields += _merged(f for f in raw.fields if f.name == "basis")
    for name in ("number", "decided_by", "decided_on", "from", "doctrine", "supersedes"):
        found = [f for f in raw.fields if f.name == name]
        if found:
            best = max(found, key=lambda f: f.sure)
            fields.append(_supersedes(best, graph) if name == "supersedes" else best)
    if not any(f.name == "doctrine" for f in fields) and (inferred := _doctrine(fields)):
        fields.append(inferred)
    long = [joined for name in _LONG if (joined := _joined(name, raw))]
    fields += long
    fields += [phrase for f in long if f.name == "facts" for phrase in phrases_in(f.words)]
    told = [f for f in raw.fields if f.name == "jurisdiction"]
    fields += [jurisdiction] if jurisdiction else told[:1]
    assert all(f.name in (*SINGLE, *SEVERAL) for f in fields)
    return fields


def _merged(fields: Iterable[Field]) -> list[Field]:
    """Return one field for each value, with the surest reading's words."""
    best: dict[str, Field] = {}
    for field in fields:
        value = str(field.value)
        if value not in best or field.sure > best[value].sure:
            best[value] = field
    order = {value: (f.words[0].paragraph, f.words[0].start) if f.words else (0, 0) for value, f in best.items()}
    return sorted(best.values(), key=lambda f: order[str(f.value)])


def _leads(raw: Gathered) -> list[Field]:
    """Return who leads: the surest, and those whom the same words name beside it; others nearly as sure are remarked upon."""
    found = _merged(f for f in raw.fields if f.name == "lead")
    if not found:
        return []
    best = max(found, key=lambda f: f.sure)
    near = [f for f in found if f is not best and f.sure >= best.sure - NEAR]
    with_it = {value for units in raw.together if str(best.value) in units for value in units}
    helping = {f.value for f in raw.fields if f.name == "helper"}
    joint = [f for f in near if f.value in with_it and f.value not in helping]
    others = [f for f in near if f.value not in with_it]
    told = "文中并列写明，共同首问；若其一只是配合，移到配合单位" if joint else ""
    doubt = "文中还写到：" + "、".join(f.shown for f in others) + "，请核对是否共同牵头" if others else ""
    leads = []
    for each in sorted([best, *joint], key=found.index):
        duty = raw.duties.get(str(each.value)) if joint else None
        note = "；".join(filter(None, (each.note, told, f"文中写明其职责：{duty[0]}" if duty else "", doubt if each is best else "")))
        words = (*each.words, *((duty[1],) if duty else ()), *(w for f in others if each is best for w in f.words))
        leads.append(replace(each, words=words, note=note, sure=round(each.sure * (0.8 if others else 1.0), 3)))
    return leads


def _lead_duty(raw: Gathered, leads: list[Field]) -> list[Field]:
    """Return what the one lead is told to do; of several, each one's is remarked upon beside it."""
    duty = (raw.duties.get(str(leads[0].value)) or raw.duties.get("lead_duty")) if len(leads) == 1 else None
    return [Field("lead_duty", duty[0], duty[0], (duty[1],), duty[2])] if duty else []


def _helpers(raw: Gathered, leads: Collection[object]) -> list[Field]:
    told = _merged(f for f in raw.fields if f.name == "helper")
    known = {f.value for f in told}
    told += [f for f in _merged(f for f in raw.fields if f.name == "helper?") if f.value not in known]
    whole = raw.duties.get("helper_duty")
    found = []
    for one in told:
        if one.value in leads:
            continue
        duty = raw.duties.get(str(one.value)) or (whole if whole and len(told) <= 2 else None)
        words: tuple[Words, ...] = (*one.words, duty[1]) if duty else one.words
        note = one.note if duty else "；".join(filter(None, (one.note, "没有读出具体职责")))
        found.append(Field("helpers", {"unit": str(one.value), "duty": duty[0] if duty else ""}, f"{one.shown}{'：' + duty[0] if duty else ''}", words, one.sure, note))
    return found


def _parties(raw: Gathered, lead: Field | None) -> list[Field]:
    found = _merged([*(f for f in raw.fields if f.name == "disputed_between")])
    if found and raw.disputed:
        known = {f.value for f in found}
        found += [f for f in _merged(raw.sent) if f.value not in known]
        if len({f.value for f in found}) == 1 and lead and lead.value != found[0].value:
            found.append(Field("disputed_between", lead.value, lead.shown, lead.words, 0.45, "推断：争议的另一方"))
    elif raw.disputed and len({f.value for f in raw.sent}) > 1:
        found = _merged(raw.sent)
    return [replace(f, name="disputed_between") for f in found]


def _joined(name: str, raw: Gathered) -> Field | None:
    found = [f for f in raw.fields if f.name == name]
    if not found:
        return None
    top = max(f.sure for f in found)
    kept = [f for f in found if f.sure >= top - 0.1]
    value = "".join(str(f.value) if str(f.value).endswith(("。", "；", "！", "？")) or f is kept[-1] else f"{f.value}。" for f in kept)
    return Field(name, value, value, tuple(w for f in kept for w in f.words), top, kept[0].note)


def _doctrine(fields: list[Field]) -> Field | None:
    """Return the doctrine that lead, helpers and bases suggest where none is told."""
    lead = next((f for f in fields if f.name == "lead"), None)
    statutes = [f for f in fields if f.name == "basis" and "》第" in str(f.value)]
    if statutes:
        return Field("doctrine", "法定依据", "法定依据", statutes[0].words, 0.4, "推断：文中引用了法条")
    if lead and any(f.name == "helpers" for f in fields):
        return Field("doctrine", "主次协同", "主次协同", lead.words, 0.35, "推断：有首问有配合")
    return None


def _supersedes(field: Field, graph: KnowledgeGraph) -> Field:
    """Return the field with the ruling's IRI where the graph holds one of that number."""
    ruling = next(iter(graph.rulings.where("number", str(field.value))), None)
    if ruling:
        return replace(field, value=ruling.id, shown=ruling.title or field.shown)
    return replace(field, note="图里没有这个文号的认定，按原文保留")
