"""The answer as plain text for a work order: what the dispatcher pastes into the hotline's system."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from api import labels
from ontology.model import Assignee, Citation, Decision, Helper

UNIT_SURE = 0.8
"""Chance of the very unit from which the answer may go out as it stands."""
ORDINALS = "一二三四五六七八九十"


def work_order(decision: Decision, asked: Sequence[str] = ()) -> str:
    """Return the decision as lines of text, one block a demand, with what was asked of the caller and the version it came from."""
    demands = decision.demands or (decision,)
    blocks = ["\n".join(_block(demand)) for demand in demands]
    if len(blocks) > 1:
        blocks = [f"【诉求{ordinal(i)}】{_excerpt(d.text)}\n{b}" for i, (d, b) in enumerate(zip(demands, blocks, strict=True))]
    practised = f"　惯例版本：{decision.history_version}" if decision.history_version else ""
    known = ["\n".join(f"已问明：{fact}" for fact in asked)] if asked else []
    return "\n\n".join([*known, *blocks, f"知识版本：{decision.graph_version[:12]}　程序版本：{decision.resolver_version}{practised}"])


def ordinal(index: int) -> str:
    """Return 一, 二, … for 0, 1, …"""
    return ORDINALS[index] if index < len(ORDINALS) else str(index + 1)


def _excerpt(text: str, most: int = 60) -> str:
    line = labels.chinese_marks(" ".join(text.split()))
    return line if len(line) <= most else line[: most - 1] + "…"


def _block(decision: Decision) -> Iterator[str]:
    yield f"处理意见：{outcome_word(decision)}"
    if decision.matters:
        yield f"诉求事项：{decision.matters[0].label}" + (f"（{labels.URGENT}）" if is_urgent(decision) else "")
    if decision.joint:
        yield f"并行主办：{leads(decision)}"
    elif decision.lead:
        yield f"{lead_word(decision)}：{_assignee(decision.lead)}"
    if decision.question:
        yield f"待核事实：{decision.question.text}"
        for option in decision.question.options:
            yield f"  · {option.label}" + (f"：由{option.leads_to}主办" if option.leads_to else "")
    for helper in helpers(decision):
        part = labels.PARTS.get(helper.part, helper.part)
        yield f"配合单位（{part}）：{helper.name}" + (f"，{helper.duty}" if helper.duty else "")
    for note in decision.explanation.notes:
        yield f"说明：{note}"
    if decision.deadline:
        due = decision.deadline
        yield f"办理时限：{'至多 ' if is_urgent(decision) else ''}{due.days} 个{due.unit}" + (f"（{due.rule}）" if due.rule else "")
    if decision.doctrine:
        yield f"认定方法：{decision.doctrine}"
    firm = [citation for citation in decision.citations if not citation.persuasive]
    for number, citation in enumerate(firm, 1):
        yield f"依据 {number}：{_citation(citation)}"
    for citation in decision.citations:
        if citation.persuasive:
            yield f"参考：{_citation(citation)}"


def is_urgent(decision: Decision) -> bool:
    """Return whether the case cannot wait its turn: the matter it is about is an urgent one."""
    return bool(decision.matters) and decision.matters[0].urgency == labels.URGENT


def outcome_word(decision: Decision) -> str:
    """Return what is to be done, in a word or two."""
    return labels.OUTCOMES[decision.outcome] if decision.matters or decision.outcome != "refer" else labels.UNREAD


def lead_word(decision: Decision) -> str:
    """Return what the proposed lead is called: firm, provisional until a fact is known, or first receiver."""
    return {"ask": "暂定主办单位", "refer": "首交单位"}.get(decision.outcome, "主办单位")


def hint(decision: Decision) -> str:
    """Return what the outcome means for the dispatcher, in a sentence."""
    if outcome_word(decision) == labels.UNREAD:
        return labels.UNREAD_HINT
    if decision.outcome == "refer" and not (decision.lead or decision.joint):
        return "不能定给一个单位，须联合处置；理由见说明"
    if decision.automatic:
        lead = decision.lead
        plain = lead is None or lead.unit_confidence is None or lead.unit_confidence >= UNIT_SURE
        return "把握足够，可不经复核直接派出" if plain else "职能把握足够，可不经复核；具体单位请按事发地核对"
    return labels.OUTCOME_HINTS.get(decision.outcome, "")


def leads(decision: Decision) -> str:
    """Return the name of the lead, or of all joint leads."""
    return "、".join(unit.name for unit in decision.joint or ((decision.lead,) if decision.lead else ()))


def helpers(decision: Decision) -> tuple[Helper, ...]:
    """Return the helpers, without those already shown as joint leads."""
    return tuple(helper for helper in decision.helpers if helper.part != "lead")


def _assignee(unit: Assignee) -> str:
    return unit.name + (f"（把握 {labels.percent(unit.confidence)}）" if unit.confidence else "")


def _citation(citation: Citation) -> str:
    gist = f"：{citation.gist}" if citation.gist else ""
    return f"{citation.label}{gist}" + ("" if citation.verified else "（未核实）")
