"""`shouwen curate`: proposals from draft to published, for scripts and tests; everything the pages do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from api.commands.opening import now, open_office
from ontology.errors import BadInput

if TYPE_CHECKING:
    from curation.preview import Preview
    from curation.proposals.desk import Proposal
    from curation.proposals.model import Problem


@click.group()
def curate() -> None:
    """编办：起草、检查、预览、提交、审核、退回、发布提案。"""


_BY = click.option("--by", required=True, help="谁：账号名")
_JSON = click.option("--json", "as_json", is_flag=True, help="打印 JSON")


@curate.command()
@click.argument("file", type=click.Path(path_type=Path))
@_BY
def propose(file: Path, by: str) -> int:
    """把提案文件（JSON 或 YAML）放上桌，打印提案号。写得不全也收，提交时再查。"""
    click.echo(open_office().propose(read_content(file), by, now()).id)
    return 0


@curate.command()
@click.argument("identifier", metavar="ID")
@click.argument("file", type=click.Path(path_type=Path))
@_BY
@click.option("--revision", type=int, help="您看到的是第几稿（默认现在的一稿）")
def edit(identifier: str, file: Path, by: str, revision: int | None) -> int:
    """用文件里的内容替换草稿；只有起草人能改，别人先接手。"""
    office = open_office()
    seen = revision or office.desk.proposal(identifier).revision
    changed = office.edit(identifier, read_content(file), by, now(), revision=seen)
    click.echo(f"提案 {changed.id} 第 {changed.revision} 稿")
    return 0


@curate.command()
@click.argument("identifier", metavar="ID")
@_JSON
def check(identifier: str, as_json: bool) -> int:
    """检查：字段、规则、与现有依据的冲突。有错误时退出码为 1。"""
    problems = open_office().check(identifier, now())
    if as_json:
        click.echo(json.dumps([_problem(p) for p in problems], ensure_ascii=False, indent=1))
    else:
        for p in problems:
            click.echo(f"{'错误' if p.level == 'error' else '注意'}　{p.field and p.field + '：'}{p.message}")
        click.echo(f"{sum(p.level == 'error' for p in problems)} 处错误，{sum(p.level != 'error' for p in problems)} 处要留意")
    return int(any(p.level == "error" for p in problems))


@curate.command()
@click.argument("identifier", metavar="ID")
@click.option("--cases", type=click.Path(path_type=Path), help="另外重答的诉求（派单的字段，加 function 或 unit）")
@click.option("--scheduler", default="", help="dask.distributed 集群的地址，如 tcp://10.0.0.1:8786（默认按设置 scheduler；没有设就用本机所有核）")
@click.option("--top", default=20, show_default=True, help="列出多少处")
@_JSON
def preview(identifier: str, cases: Path | None, scheduler: str, top: int, as_json: bool) -> int:
    """预览：以往的来件和认定在新旧两版上各答一遍，列出所有会变的答复。有变差的，退出码为 1。"""
    from api.commands.previewing import previewed, told

    found = previewed(open_office(), identifier, cases, scheduler)
    click.echo(json.dumps(told(found), ensure_ascii=False, indent=1) if as_json else _listed(found, top))
    return int(bool(found.verdicts.get("worse")))


def _listed(found: Preview, top: int) -> str:
    names = {"worse": "变差", "different": "不同", "better": "变好"}
    counts = "、".join(f"{names[v]} {n}" for v, n in found.verdicts.items() if n) or "没有答复改变"
    lines = [f"重答 {found.replayed:,} 件，用时 {found.seconds:.1f} 秒：{counts}"]
    lines += [f"{names[c.verdict]}　{c.id}　{'；'.join(c.words)}\n　　　{c.reason}" for c in found.changes[:top]]
    more = len(found.changes) - top
    return "\n".join([*lines, *([f"另有 {more} 处"] if more > 0 else []), *(f"没能重答：{f}" for f in found.faults[:5])])


@curate.command()
@click.argument("identifier", metavar="ID")
@click.option("--by", default="", help="谁：账号名（默认起草人；只有起草人能提交）")
def submit(identifier: str, by: str) -> int:
    """提交审核。"""
    office = open_office()
    return _said(office.submit(identifier, by or office.desk.proposal(identifier).drafter, now()))


@curate.command("take-over")
@click.argument("identifier", metavar="ID")
@_BY
@click.option("--because", default="", help="为什么接手")
def take_over(identifier: str, by: str, because: str) -> int:
    """接手别人起草的提案：由您接着修改、提交；您和原起草人都不能审核它。"""
    return _said(open_office().take_over(identifier, by, now(), words=because))


@curate.command()
@click.argument("identifier", metavar="ID")
@_BY
@click.option("--words", default="", help="审核意见")
def approve(identifier: str, by: str, words: str) -> int:
    """审核通过；起草人自己不能审核。"""
    return _said(open_office().approve(identifier, by, now(), words=words))


@curate.command("return")
@click.argument("identifier", metavar="ID")
@_BY
@click.option("--because", required=True, help="退回的理由")
def give_back(identifier: str, by: str, because: str) -> int:
    """退回给起草人，写明理由。"""
    return _said(open_office().give_back(identifier, by, now(), words=because))


@curate.command()
@click.argument("identifier", metavar="ID")
@_BY
@click.option("--because", default="", help="为什么撤回")
def withdraw(identifier: str, by: str, because: str) -> int:
    """撤回还没发布的提案。"""
    return _said(open_office().withdraw(identifier, by, now(), words=because))


@curate.command()
@click.argument("identifier", metavar="ID")
@click.option("--by", help="谁发布（默认审核人）")
def publish(identifier: str, by: str | None) -> int:
    """发布审核通过的提案：换上新版本，记入台账。"""
    office = open_office()
    entry = office.publish(identifier, by or office.desk.proposal(identifier).reviewer or "—", now())
    click.echo(f"已发布：台账第 {entry.number} 条，版本 {entry.version}")
    return 0


@curate.command("list")
@click.option("--state", "states", multiple=True, help="只列这些状态（draft submitted reviewed published returned withdrawn）")
@_JSON
def list_(states: tuple[str, ...], as_json: bool) -> int:
    """列出提案，最近动过的在前。"""
    from curation.proposals.desk import STATES

    if unknown := [s for s in states if s not in STATES]:
        raise BadInput(f"没有状态“{unknown[0]}”", mend="用这些之一：" + "、".join(STATES))
    proposals = open_office().desk.proposals(states, limit=1000)
    if as_json:
        click.echo(json.dumps([_plain(p) for p in proposals], ensure_ascii=False, indent=1))
        return 0
    for p in proposals:
        click.echo(f"{p.id}  {STATES[p.state]}  {p.title}  {p.drafter}{p.reviewer and ' → ' + p.reviewer}")
    return 0


@curate.command()
@click.argument("identifier", metavar="ID")
def show(identifier: str) -> int:
    """打印一份提案和它的经过（JSON）。"""
    desk = open_office().desk
    events = [{"time": e.time.isoformat(), "who": e.who, "what": e.what, "words": e.words, "revision": e.revision} for e in desk.events(identifier)]
    click.echo(json.dumps(_plain(desk.proposal(identifier)) | {"events": events}, ensure_ascii=False, indent=1))
    return 0


def read_content(path: Path) -> Any:
    """Return what a proposal file (JSON, or YAML by its suffix) holds; raises BadInput saying line and reason."""
    parse, error = _parser(path.suffix.lower())
    try:
        return parse(path.read_text(encoding="utf-8-sig"))
    except (error, UnicodeDecodeError) as fault:
        raise BadInput("提案文件读不了", where=str(path), why=_unreadable(fault), mend="核对 JSON 或 YAML 的写法，文件用 UTF-8 编码") from fault


def _unreadable(fault: Exception) -> str:
    if isinstance(fault, UnicodeDecodeError):
        return "不是 UTF-8 编码"
    mark = getattr(fault, "problem_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (getattr(fault, "lineno", 1), getattr(fault, "colno", 1))
    return f"第 {line} 行第 {column} 列起读不懂"


def _parser(suffix: str) -> tuple[Callable[[str], Any], type[Exception]]:
    if suffix in (".yaml", ".yml"):
        import yaml

        return yaml.safe_load, yaml.YAMLError
    return json.loads, ValueError


def _said(proposal: Proposal) -> int:
    from curation.proposals.desk import STATES

    click.echo(f"提案 {proposal.id}：{STATES[proposal.state]}")
    return 0


def _problem(problem: Problem) -> dict[str, object]:
    return {"field": problem.field, "level": problem.level, "message": problem.message, "about": list(problem.about)}


def _plain(proposal: Proposal) -> dict[str, object]:
    said = {name: getattr(proposal, name) for name in proposal.__slots__}
    return said | {"created": proposal.created.isoformat(), "updated": proposal.updated.isoformat()}
