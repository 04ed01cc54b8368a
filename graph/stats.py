"""How deep the knowledge is: counts by kind and a table by theme."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from graph.store import KnowledgeGraph


@dataclass(frozen=True, slots=True)
class Theme:
    """The depth of one theme."""

    name: str
    matters: int
    phrases: int
    leads: int
    helpers: int
    conditions: int
    articles: int


def totals(graph: KnowledgeGraph) -> dict[str, int]:
    """Return how many of each kind the version holds, under their Chinese names."""
    roles = sum(1 for f in graph.functions if f.broader)
    works = {i.work for i in graph.instruments if i.verified}
    return {
        "行政区划": len(graph.places), "职能": len(graph.functions) - roles, "法定角色": roles, "事项": len(graph.matters),
        "职责": len(graph.responsibilities), "辨别事实": len(graph.conditions), "法规": len(works),
        "法条": sum(p.verified for p in graph.provisions), "未核实条目与清单条目": sum(not p.verified for p in graph.provisions),
        "单位": len(graph.units), "职能承担": len(graph.assignments), "认定": len(graph.rulings), "时限规则": len(graph.deadlines),
    }  # fmt: skip


def by_theme(graph: KnowledgeGraph) -> list[Theme]:
    """Return the depth of every theme, the widest first."""
    themes = defaultdict(list)
    for matter in graph.matters:
        themes[matter.theme].append(matter)
    table = []
    for name, matters in themes.items():
        held = [r for m in matters for r in graph.responsibilities.where("matter", m.id)]
        table.append(
            Theme(
                name, len(matters), sum(len(m.phrases) for m in matters), sum(r.part == "lead" for r in held),
                sum(r.part != "lead" for r in held), len({o for r in held for o in r.options}),
                len({b for r in held for b in r.basis}),
            )
        )  # fmt: skip
    return sorted(table, key=lambda t: (-t.matters, t.name))
