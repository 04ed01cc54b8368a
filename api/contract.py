"""JSON <-> records: a case as it comes in and a decision as it goes out.

One place, used by REST, the page and the command line, so that the contract of the design is
written once. Errors name the field at fault (`where` ends in the field's key) so that the page
can show them beside it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from ontology.errors import BadInput, ShouwenError
from ontology.explanation import Explanation
from ontology.model import Assignee, Case, Citation, Decision, Helper, Question
from ontology.spelling import one_spelling
from ontology.validity import Period, parse_day

if TYPE_CHECKING:
    from graph.store import KnowledgeGraph

Json = dict[str, Any]

MAX_TEXT: Final = 20_000
"""Characters. The longest real letter seen has about 6,000; beyond this it is a pasted file."""
MAX_TITLE: Final = 500
MAX_ID: Final = 200
MAX_NAME: Final = 100
"""Characters of a place name; the longest full name in GB/T 2260 has about 30."""
MAX_FACTS: Final = 50


def case_from_json(obj: object, graph: KnowledgeGraph, today: dt.date) -> Case:
    """Return the case that a JSON object describes; a missing day is `today`.

    Keys: id, text, title?, jurisdiction?, district?, date?, facts?; others are ignored.
    Raises BadInput (UnknownPlace, BadDate) naming the field at fault.
    """
    if not isinstance(obj, Mapping):
        raise BadInput("每件诉求应是一个 JSON 对象", why=f"收到的是{_kind(obj)}", mend='写成 {"id": "1", "text": "…"}')
    text = _string(obj, "text", MAX_TEXT, mend="请删去与诉求无关的内容，或分成几件提交")
    if not text.strip():
        raise BadInput("诉求内容为空", where=_field("text"), mend="请填写市民反映的内容")
    day = _string(obj, "date", MAX_NAME)
    return Case(
        id=_identifier(obj),
        text=text,
        title=_string(obj, "title", MAX_TITLE, mend="请缩短标题，其余放进诉求内容"),
        place=_place(obj, graph),
        as_of=parse_day(day, where=_field("date")) if day.strip() else today,
        facts=_facts(obj),
    )


def _field(key: str) -> str:
    return f"字段 {key}"


def field_of(error: ShouwenError) -> str:
    """Return the key of the field that an error of `case_from_json` names, "" when it names none."""
    return error.where.removeprefix("字段 ") if error.where.startswith("字段 ") else ""


def _kind(value: object) -> str:
    names = {str: "字符串", bool: "布尔值", int: "数字", float: "数字", list: "数组", dict: "对象", type(None): "null"}
    return names.get(type(value), type(value).__name__)


def _clean(value: str) -> str:
    """Return the text with lone surrogates replaced: JSON can carry them, UTF-8 cannot."""
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _string(obj: Mapping[str, object], key: str, limit: int, *, mend: str = "") -> str:
    value = obj.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadInput(f"{key} 应是字符串", where=_field(key), why=f"收到的是{_kind(value)}", mend=f'写成 "{key}": "…"')
    if len(value) > limit:
        raise BadInput(f"{key} 过长", where=_field(key), why=f"共 {len(value):,} 字，最多 {limit:,} 字", mend=mend or "请缩短")
    return _clean(value)


def _identifier(obj: Mapping[str, object]) -> str:
    value = obj.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _string(obj, "id", MAX_ID)


def _place(obj: Mapping[str, object], graph: KnowledgeGraph) -> str | None:
    outer, inner = (_name_or_code(obj, key) for key in ("jurisdiction", "district"))
    if not outer and not inner:
        return None
    if not outer:
        return _find(graph, inner, None, "district")
    found = _find(graph, outer, None, "jurisdiction")
    return _find(graph, outer, inner, "district") if inner else found


def _name_or_code(obj: Mapping[str, object], key: str) -> str:
    value = obj.get(key)
    if isinstance(value, int) and not isinstance(value, bool):  # a spreadsheet's 330226
        return str(value)
    return one_spelling(_string(obj, key, MAX_NAME))


def _find(graph: KnowledgeGraph, name: str, district: str | None, key: str) -> str:
    try:
        return graph.find_place(name, district).id
    except ShouwenError as error:
        error.where = _field(key)
        raise


def _facts(obj: Mapping[str, object]) -> dict[str, str]:
    value = obj.get("facts")
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise BadInput("facts 应是对象", where=_field("facts"), mend='写成 {"辨别事实的键": "选项的键"}')
    if len(value) > MAX_FACTS:
        raise BadInput("facts 过多", where=_field("facts"), why=f"共 {len(value)} 项，最多 {MAX_FACTS} 项", mend="只写已查明的")
    facts: dict[str, str] = {}
    for key, answer in value.items():
        if not isinstance(answer, str | bool | int):
            raise BadInput(
                f"facts 中“{str(key)[:40]}”的值应是字符串", where=_field("facts"), why=f"收到的是{_kind(answer)}", mend="写选项的键；不知道的不要写",
            )  # fmt: skip
        facts[_clean(str(key))[:MAX_ID]] = _clean(str(answer).lower() if isinstance(answer, bool) else str(answer))[:MAX_ID]
    return facts


# --- out ------------------------------------------------------------------------------------


def decision_to_json(decision: Decision) -> Json:
    """Return the decision as the design's "Decision out"; ids are full IRIs, absent parts are left out."""
    out = _decision(decision)
    if decision.demands:
        out["demands"] = [_decision(demand) | {"text": demand.text} for demand in decision.demands]
    return out


def _decision(decision: Decision) -> Json:
    out: Json = {
        "id": decision.id,
        "outcome": decision.outcome,
        "lead": _assignee(decision.lead) if decision.lead else None,
        "joint": [_assignee(unit) for unit in decision.joint],
        "candidates": [_assignee(unit) for unit in decision.candidates],
        "helpers": [_helper(helper) for helper in decision.helpers],
        "matters": [{"id": hit.id, "label": hit.label, "score": _score(hit.score), "urgency": hit.urgency} for hit in decision.matters],
        "citations": [_citation(citation) for citation in decision.citations],
        "doctrine": decision.doctrine,
        "explanation": _explanation(decision.explanation, decision.text),
        "graph_version": decision.graph_version,
        "resolver_version": decision.resolver_version,
    }
    if decision.history_version:
        out["history_version"] = decision.history_version
    if decision.automatic:
        out["automatic"] = True
    if decision.question:
        out["question"] = _question(decision.question)
    if decision.deadline:
        due = decision.deadline
        out["deadline"] = {"days": due.days, "unit": due.unit, "rule": due.rule}
    return out


def _score(value: float) -> float:
    """Return a score at the four decimals that mean something."""
    return round(float(value), 4)


def _assignee(unit: Assignee) -> Json:
    out: Json = {
        "unit": unit.unit,
        "name": unit.name,
        "function": unit.function,
        "confidence": _score(unit.confidence),
    }
    if unit.unit_confidence is not None:
        out["unit_confidence"] = _score(unit.unit_confidence)
    return out


def _helper(helper: Helper) -> Json:
    return {
        "unit": helper.unit,
        "name": helper.name,
        "function": helper.function,
        "part": helper.part,
        "duty": helper.duty,
        "basis": list(helper.basis),
        "why": helper.why,
    }


def _period(period: Period) -> list[str | None]:
    return [day.isoformat() if day else None for day in (period.start, period.until)]


def _citation(citation: Citation) -> Json:
    return {
        "kind": citation.kind,
        "id": citation.id,
        "label": citation.label,
        "gist": citation.gist,
        "in_force": _period(citation.in_force),
        "path": list(citation.path),
        "authority": citation.authority,
        "verified": citation.verified,
        "persuasive": citation.persuasive,
        "source": citation.source,
    }


def _question(question: Question) -> Json:
    options = [{"key": option.key, "label": option.label, "leads_to": option.leads_to} for option in question.options]
    return {"condition": question.condition, "text": question.text, "options": options}


def _explanation(why: Explanation, text: str) -> Json:
    out: Json = {
        "nodes": [{"id": node.id, "kind": node.kind, "label": node.label} for node in why.nodes],
        "edges": [list(edge) for edge in why.edges],
        "overruled": [{"name": lost.name, "function": lost.function, "basis": lost.basis, "why": lost.why} for lost in why.overruled],
        "precedents": [
            {
                "id": near.id,
                "label": near.label,
                "place": near.place,
                "lead": near.lead,
                "facts": near.facts,
                "similarity": _score(near.similarity),
                "binding": near.binding,
            }
            for near in why.precedents
        ],
        "notes": list(why.notes),
        "found": list(dict.fromkeys(text[mark.start : mark.end] for mark in why.marks)),
    }
    if why.evidence:
        share = why.evidence
        out["evidence"] = {
            "words": _score(share.words),
            "vectors": _score(share.vectors),
            "walk": _score(share.walk),
            "precedents": _score(share.precedents),
        }
    if why.learned:
        out["learned"] = {name: _score(value) for name, value in asdict(why.learned).items()}
    return out
