"""A decision as plain text for the terminal."""

from __future__ import annotations

from typing import Any, Final

from api.labels import OUTCOMES, UNREAD, URGENT

LEAD_WORDS: Final = {"assign": "首问", "ask": "暂定", "refer": "首交"}
PARTS: Final = {
    "lead": "主办", "support": "协办", "territorial": "属地", "oversight": "监管", "owner": "产权", "fallback": "兜底",
}  # fmt: skip
KINDS: Final = {"article": "法条", "list": "清单", "ruling": "认定", "history": "历史"}

SHOWN_FROM: Final = 0.05
"""Score from which a further matter is worth a word in the terminal."""


def outcome_word(answer: dict[str, Any]) -> str:
    """Return what is to be done, in a word or two."""
    return OUTCOMES[answer["outcome"]] if answer["matters"] or answer["outcome"] != "refer" else UNREAD


def write_plain(answer: dict[str, Any], indent: str = "") -> str:
    """Return the decision (in the contract's JSON form) as lines of Chinese text."""
    lines = [f"结论　{outcome_word(answer)}（{answer['doctrine']}）"]
    if lead := answer.get("lead"):
        sure = f"　把握 {min(lead['confidence'], 0.99):.0%}" if lead["confidence"] else ""
        lines.append(f"{LEAD_WORDS[answer['outcome']]}　{lead['name']}{sure}")
    else:
        lines.append("首问　不定单一首问，由领导牵头联合处置")
    for helper in answer["helpers"]:
        lines.append(f"{PARTS[helper['part']]}　{helper['name']}：{helper['duty']}")
    if answer["matters"]:
        first, *others = answer["matters"]
        shown = [first, *(m for m in others[:2] if m["score"] >= SHOWN_FROM)]
        urgent = f"［{URGENT}］" if first["urgency"] == URGENT else ""
        lines.append("事项　" + urgent + "；".join(f"{m['label']}（{min(m['score'], 0.99):.0%}）" for m in shown))
    if question := answer.get("question"):
        options = "；".join(o["label"] for o in question["options"])
        lines.append(f"要问　{question['text']}（{options}）")
    if deadline := answer.get("deadline"):
        lines.append(f"时限　{deadline['days']} 个{deadline['unit']}（{deadline['rule']}）")
    for citation in answer["citations"]:
        start, until = citation["in_force"]
        marks = ("" if citation.get("verified", True) else "［未核实］") + ("［仅供参考］" if citation.get("persuasive") else "")
        lines.append(f"依据　{KINDS[citation['kind']]}：{citation['label']}{marks}　{start or '…'} 至 {until or '今'}")
        if citation["gist"]:
            lines.append(f"　　　{citation['gist']}")
    for note in answer.get("explanation", {}).get("notes", []):
        lines.append(f"提示　{note}")
    for n, demand in enumerate(answer.get("demands", []), 1):
        lines += [f"诉求之{n}", write_plain(demand, "　")]
    return "\n".join(indent + line for line in lines)
