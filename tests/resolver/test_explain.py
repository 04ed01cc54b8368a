"""What an answer says of those it did not choose."""

from __future__ import annotations

from collections.abc import Callable

from ontology.model import Decision


def test_no_regulation_is_said_to_stand_above_a_law(ask: Callable[..., Decision]) -> None:
    decision = ask("小区消防车道一直没划线，物业不劝阻也不报告", "宁海县")
    reasons = [o.why for o in decision.explanation.overruled]
    assert decision.lead and decision.lead.function == "housing-construction"
    assert "写明本件情形的职责优先于一般职责" in reasons
    assert not any("行政法规的效力高于法律" in reason for reason in reasons)
