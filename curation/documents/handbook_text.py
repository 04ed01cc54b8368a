"""What the handbook says, whichever file it goes into: its title, its notes, its headings and the rows of a matter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from curation.documents import wording
from curation.documents.entries import Entry, Standings
from curation.documents.paper import PaperBasis, PaperUnit

TITLE: Final = "联动办理指导手册"
OWN: Final = "本地已有认定、清单或规定的事项"
UNRECORDED: Final = "（本地未录入承担单位，所列为部门通称）"
MOST_BASES: Final = 6
"""Bases told in full under a matter; the rest are counted: the answer to a case cites them all."""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with its numbered matters."""

    label: str
    entries: tuple[tuple[str, Entry], ...]


def parts(held: Standings) -> tuple[Part, ...]:
    """Return the parts of the handbook, the place's own matters first, each matter numbered: 1.3 is the third of the first part."""
    listed = ([(OWN, held.own)] if held.own else []) + [(theme.label, theme.entries) for theme in held.themes]
    return tuple(
        Part(f"{wording.ordinal(n)}、{label}", tuple((f"{n}.{k}", entry) for k, entry in enumerate(entries, 1))) for n, (label, entries) in enumerate(listed, 1)
    )


def notes(held: Standings) -> tuple[str, ...]:
    """Return the notes before the contents: what the handbook is, for where and when, and how to read it."""
    asked, unknown = sum(bool(e.choices) for e in held.entries), sum(not e.known for e in held.entries)
    told = [
        f"本手册列明{held.place}群众诉求事项的首问单位、配合单位、职责与依据，按{wording.date(held.day)}有效的依据编制，知识版本 {held.graph_version[:16]}。",
        f"共收事项 {len(held.entries)} 项，其中本地已有认定、清单或规定的 {len(held.own)} 项，须先问清一项事实才能确定首问的 {asked} 项。",
        "“辨别事实”一栏是要向来电人问的话；答复不同，首问单位不同。流程图中实线指向首问单位，虚线指向配合单位；已任首问的，不再作配合单位。",
        "依据的要点为概括，以法规、清单和认定书原文为准；注明“未核对原文”的，使用前应核对。个案认定只及于该案。",
    ]
    if unknown:
        told.append(f"有 {unknown} 项的首问单位本地尚未录入，以部门通称列出，并已注明；请按本地机构设置对应。")
    return tuple(told)


def rows(entry: Entry) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the rows of a matter: a label and its lines."""
    found = [("适用范围", (wording.sentence(entry.scope),) if entry.scope else ()), ("首问单位", leads(entry))]
    if entry.choices:
        found.append(("辨别事实", (f"问：{entry.question}", *(_choice(c.label, c.lead, c.then) for c in entry.choices))))
    found.append(("配合单位", tuple(helper(h) for h in entry.helpers)))
    found.append(("认定", (*(f"《{r}》" for r in entry.rulings), *(f"《{r}》（个案认定，只及于该案）" for r in entry.cases))))
    found.append(("依据", bases(entry.bases)))
    found.append(("办理时限", (entry.deadline,) if entry.deadline else ()))
    return tuple((label, tuple(map(wording.plain, lines))) for label, lines in found if lines)


def leads(entry: Entry) -> tuple[str, ...]:
    """Return the lines that say who leads."""
    if entry.leadership:
        return (f"由领导牵头联合处置，不指定单一首问单位（《{entry.leadership}》）",)
    if not entry.leads:
        return ("尚无依据可定，由属地先行接收，报编办认定",)
    mark = ("" if entry.known else UNRECORDED) + ("（参照外地做法，仅供参考）" if entry.persuasive else "")
    word = "（未问清事实前暂定）" if entry.choices else "（并行主办）" if len(entry.leads) > 1 else ""
    return tuple(f"{u.name}{word}{'：' + wording.clause(u.duty) if u.duty else ''}{mark}" for u in entry.leads)


def helper(unit: PaperUnit) -> str:
    """Return the line of a helper: name, part where it is not plain help, duty."""
    part = "" if unit.part == "support" else f"（{wording.PARTS.get(unit.part, unit.part)}）"
    return f"{unit.name}{part}{'：' + wording.clause(unit.duty) if unit.duty else ''}"


def bases(listed: tuple[PaperBasis, ...]) -> tuple[str, ...]:
    """Return the lines of bases, the strongest first."""
    told = tuple(f"{b.label}{'：' + wording.clause(b.gist) if b.gist else ''}（{wording.period(b.period)}{'' if b.verified else '，未核对原文'}）" for b in listed[:MOST_BASES])
    return (*told, f"另有 {len(listed) - MOST_BASES} 条，见派单答复") if len(listed) > MOST_BASES else told


def _choice(label: str, lead: PaperUnit, then: str) -> str:
    return f"→ {label}：{lead.name}首问" + (f"（还须再问：{then}）" if then else "")
