"""`shouwen laws impact`: what a new, amended or repealed statute breaks, and the proposals that mend it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from api.commands.opening import now, open_office
from api.settings import load_settings
from ontology.errors import BadInput
from ontology.validity import parse_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from curation.drift import Fate, Impact, Statute
    from graph.laws.store import LawStore

SHOWN: Final = 240
"""Characters of a difference printed for one article."""
LIVE: Final = ("draft", "submitted", "reviewed", "returned")
"""States in which a proposal is under way."""
MOST: Final = 1000
RESTING: Final = 6
"""Things resting on one article that are printed; `--json` gives all."""


@click.command("impact")
@click.argument("new", metavar="NEW")
@click.argument("version", required=False, default="")
@click.option("--old", "olds", multiple=True, metavar="TITLE", help="它取代的法规，可写多个；条文里写明“同时废止”的不用写")
@click.option("--on", "day", default="", help="从哪天起；不写则按文本的施行日")
@click.option("--repealed", is_flag=True, help="NEW 本身废止，没有新法接替（要写 --on）")
@click.option("--propose", is_flag=True, help="备好提案（旧条由哪条承接，哪些认定要重新作出），放上编办的桌面")
@click.option("--by", default="", help="谁提的：账号名（与 --propose 同用）")
@click.option("--all", "everything", is_flag=True, help="已经承接的也逐条列出")
@click.option("--json", "as_json", is_flag=True, help="打印 JSON")
def impact(new: str, version: str, olds: tuple[str, ...], day: str, repealed: bool, propose: bool, by: str, everything: bool, as_json: bool) -> int:
    """新法、修订或废止影响什么：引它旧条文的引文、职责、认定、职能承担、文书模板，逐条说还成不成立、新条是哪条。

    NEW 是法规全文文件（能导入的都行），或已导入法规的名称，后面可写版本日。有要处理的，退出码为 1。
    """
    from curation.drift import drafts, impact_of
    from graph.laws.store import open_laws

    if propose and not by:
        raise BadInput("没有写谁提的", where="--propose", mend="加上 --by 账号名")
    if repealed and not day:
        raise BadInput("没有写从哪天起废止", where="--repealed", mend="加上 --on 日期")
    office, settings = open_office(), load_settings()
    graph = office.publisher.graph(office.publisher.ready(now()).version)
    laws = open_laws(settings.home)
    statute = _asked(new, version, laws, repealed)
    found = impact_of(statute, graph, laws, settings.home, old=(*olds, *((new,) if repealed else ())), day=parse_day(day) if day else None)
    lying = [p.content for p in office.desk.proposals(LIVE, limit=MOST)] if propose else []
    made = [office.propose(content, by, now()) for content in drafts(found, graph, lying)] if propose else []
    if as_json:
        click.echo(json.dumps(as_plain(found) | {"proposals": [p.id for p in made]}, ensure_ascii=False, indent=1))
    else:
        for line in told(found, everything):
            click.echo(line)
        for p in made:
            click.echo(f"已起草提案 {p.id}　{p.title}")
        if propose and not made:
            click.echo("没有要承接的条文、要重作的认定，或提案已在办，没有起草")
    return 1 if found.open else 0


def _asked(new: str, version: str, laws: LawStore, repealed: bool) -> Statute:
    """Return the statute that NEW names: a file where there is one of that name, else what is imported."""
    from curation.drift import held_statute, nothing_new, read_statute

    if repealed:
        return nothing_new(new)
    path = Path(new)
    return read_statute(path) if path.is_file() else held_statute(laws, new, version)


def told(found: Impact, everything: bool = False) -> Iterator[str]:
    """Yield the impact as lines of Chinese text."""
    from curation.drift import NEEDS

    about = found.statute
    head = f"《{about.title}》{about.version} 文本，" if about.title else "废止，没有接替的法规，"
    yield f"{head}自 {found.day.isoformat()} 起" + ("；取代 " + "、".join(f"《{t}》{v}" for t, v in found.replaced) if found.replaced else "；图谱里没有引用它取代的文本")
    if found.unheld:
        yield "它废止、图谱没有引用的：" + "、".join(f"《{t}》" for t in found.unheld)
    counts = {need: len(fates) for need, fates in found.by_need().items()}
    yield f"图谱引用旧条文 {len(found.fates)} 条：" + ("、".join(f"{NEEDS[need]} {n}" for need, n in counts.items()) or "没有")
    for need, fates in found.by_need().items():
        if need == "done" and not everything:
            continue
        yield f"\n【{NEEDS[need]}】"
        for fate in fates:
            yield from _of(fate)


def _of(fate: Fate) -> Iterator[str]:
    yield f"{fate.cited} → {_where(fate)}"
    if fate.need == "read" and fate.new_text:
        yield "　　" + _difference(fate)
    for grant in fate.lost:
        yield f"　　新文没有再写到“{grant.label}”" + (f"；写到的有：{'、'.join(fate.named[:6])}" if fate.named else "")
    waiting = [r for r in fate.resting if not r.taken] or list(fate.resting)
    for r in waiting[:RESTING]:
        matter = f"“{r.matter_label}”" if r.matter_label else ""
        yield f"　　{'★' if r in fate.broken else '·'}{matter}{r.label}" + ("（已改引新条）" if r.taken else "（别无依据）" if r.alone else "")
        if r.todo:
            yield f"　　　　{r.todo}"
    if len(waiting) > RESTING:
        yield f"　　……另 {len(waiting) - RESTING} 项"


def _where(fate: Fate) -> str:
    """Return in words what became of an article."""
    from curation.drift.impact import cited
    from curation.drift.model import NEEDS

    if not fate.number and fate.need == "read":
        return "整部法规，由新法整部承接；要重读"
    if fate.new is None:
        near = "、".join(cited("", n).removeprefix("《》") for n in fate.others)
        return NEEDS[fate.need] + (f"；最相近的有{near}" if near else "")
    same = {"same": "文字、条号未变", "renumbered": "文字未变", "reworded": f"有改动，相似度 {fate.likeness:.2f}"}[fate.kind or "reworded"]
    also = "，部分内容在" + "、".join(cited("", n).removeprefix("《》") for n in fate.others) if fate.others else ""
    return f"{cited('', fate.new).removeprefix('《》')}（{same}{also}）"


def _difference(fate: Fate) -> str:
    """Return what was taken out and put in, unchanged stretches shortened."""
    from graph.laws.difference import differences

    marks = {"out": "[-{}-]", "in": "[+{}+]", "same": "{}"}
    pieces = [(p.kind, p.text if p.kind != "same" or len(p.text) <= 16 else f"{p.text[:7]}…{p.text[-7:]}") for p in differences(fate.old_text, fate.new_text)]
    said = "".join(marks[kind].format(text.replace("\n", " ")) for kind, text in pieces)
    return said if len(said) <= SHOWN else said[:SHOWN] + "…"


def as_plain(found: Impact) -> dict[str, Any]:
    """Return the impact as JSON carries it; texts of statutes are left to the law store."""
    about = found.statute
    return {
        "statute": about.title, "version": about.version, "from": found.day.isoformat(), "replaced": [{"statute": t, "version": v} for t, v in found.replaced],
        "repealed_uncited": list(found.unheld), "citations": len(found.fates), "needs": {need: len(fates) for need, fates in found.by_need().items()},
        "fates": [_plain(f) for f in found.fates],
    }  # fmt: skip


def _plain(fate: Fate) -> dict[str, Any]:
    from dataclasses import asdict

    said = {name: getattr(fate, name) for name in ("provision", "cited", "need", "kind", "new", "likeness", "gist", "version")}
    lists = {name: list(getattr(fate, name)) for name in ("others", "merged", "named", "written")}
    return said | lists | {"grants": [asdict(g) for g in fate.grants], "resting": [asdict(r) for r in fate.resting]}
