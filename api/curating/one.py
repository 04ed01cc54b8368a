"""The page of a proposal: what it says and changes, what stands against it, its history; and the steps that those who may take there."""

from __future__ import annotations

import io
import mimetypes
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, Response, redirect, render_template, request, send_file
from werkzeug.wrappers import Response as AnyResponse

from api.accounts.audit import audit
from api.accounts.principal import who
from api.curating import previews, trials
from api.curating.fields import fields_of, label_of
from api.curating.findings import Findings, placed
from api.curating.forms import content_of, filled
from api.curating.opening import me, now, office
from api.curating.shown import Shown
from api.curating.told import told
from api.curating.worklist import place_of, title
from api.edge import edge
from curation.proposals.desk import DRAFTERS, STATES, STEPS
from curation.proposals.model import KINDS, RULINGS
from ontology.errors import BadInput, NotFound, ShouwenError

if TYPE_CHECKING:
    from curation.proposals.desk import Proposal

one = Blueprint("one", __name__)

LIVE: Final = ("draft", "submitted", "reviewed", "returned")
"""States in which a proposal is tried on the newest version: what is published or withdrawn is past."""
DONE: Final = {
    "saved": "已保存。", "submitted": "已提交，等另一位同事审核。", "approved": "已审核通过，可以发布。", "returned": "已退回给起草人。",
    "withdrawn": "已撤回。", "taken": "已接手，由您继续起草。您和原来的起草人都不能审核它。", "published": "已发布，现在起的答复照此。",
    "theirs": "这份提案由别人起草。要修改，先在“下一步”里接手。", "read": "已从文件起草。核对各项后提交。",
}  # fmt: skip
WORDS: Final = 2000
"""Characters of an opinion or a reason."""


@one.get("/curate/<identifier>")
def show(identifier: str) -> Response:
    """Show a proposal."""
    return _page(identifier, done=request.args.get("done", ""))


@one.post("/curate/<identifier>/submit")
def submit(identifier: str) -> AnyResponse:
    """Submit a draft for review."""
    return _step(identifier, "submitted", "提交提案", office().submit)


@one.post("/curate/<identifier>/withdraw")
def withdraw(identifier: str) -> AnyResponse:
    """Withdraw a proposal that is not published."""
    return _step(identifier, "withdrawn", "撤回提案", office().withdraw, worded=True)


@one.post("/curate/<identifier>/take-over")
def take_over(identifier: str) -> AnyResponse:
    """Take a draft over from its drafter."""
    return _step(identifier, "taken", "接手提案", office().take_over, worded=True)


@one.post("/curate/<identifier>/approve")
def approve(identifier: str) -> AnyResponse:
    """Approve a submitted proposal."""
    return _step(identifier, "approved", "审核通过提案", office().approve, worded=True)


@one.post("/curate/<identifier>/return")
def give_back(identifier: str) -> AnyResponse:
    """Return a proposal to its drafter, with reasons."""
    return _step(identifier, "returned", "退回提案", office().give_back, worded=True)


@one.post("/curate/<identifier>/publish")
def publish(identifier: str) -> AnyResponse:
    """Publish an approved proposal."""
    return _step(identifier, "published", "发布提案", office().publish)


@one.get("/curate/<identifier>/source")
def source(identifier: str) -> Response:
    """Return the paper that the proposal was drafted from, as it was uploaded."""
    name, data = office().desk.paper(identifier)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return send_file(io.BytesIO(data), kind if not kind.startswith("text/") else "text/plain; charset=utf-8", as_attachment=True, download_name=name)


def _step(identifier: str, done: str, deed: str, take: Callable[..., Any], *, worded: bool = False) -> AnyResponse:
    """Take a step on the revision that was seen; where it is refused, the page says why and keeps what was written.

    `worded`: an opinion or a reason goes with the step.
    """
    words = request.form.get("words", "").strip()[:WORDS]
    said = request.form.get("revision", "")
    try:
        if not said.isdecimal() or len(said) > 9:
            raise BadInput("看不出您看的是哪一稿", mend="刷新提案页再做")
        take(identifier, me(), now(), revision=int(said), **({"words": words} if worded else {}))
    except NotFound:
        raise
    except ShouwenError as error:
        return _page(identifier, error=error, words=words, step=done)
    audit(deed, identifier, words)
    return redirect(f"/curate/{identifier}?done={done}")


def _page(identifier: str, *, done: str = "", error: ShouwenError | None = None, words: str = "", step: str = "") -> Response:
    proposal = office().desk.proposal(identifier)
    live = proposal.state in LIVE
    shown = Shown(edge().graph, str(proposal.content.get("jurisdiction") or ""), str(proposal.content.get("matter") or ""))
    tried = trials.of_proposal(proposal) if live else None
    entry = office().publisher.ledger.entry(proposal.entry) if proposal.entry else None
    changes = tried.changes if tried else trials.of_entry(entry) if entry else ()
    found = findings_of(proposal, shown, tried.problems) if tried else Findings()
    events, undone = office().desk.events(identifier), trials.undone(proposal)
    authors = office().desk.authors(identifier)
    body = render_template(
        "curate_one.html", proposal=proposal, title=title(proposal), place=place_of(proposal), kinds=KINDS, states=STATES, live=live, changes=changes, found=found,
        said=_said(proposal, shown), events=events, entry=entry, done=DONE.get(done, ""), error=error, words=words, step=step, mine=me() in authors, may=_may(proposal, authors),
        preview=previews.standing(proposal), undone=undone, label_of=label_of, ruling=_ruling_of(proposal, changes), told=told(proposal),
    )  # fmt: skip
    return Response(body, error.status if error else 200, headers={"Cache-Control": "no-store"})


def findings_of(proposal: Proposal, shown: Shown, problems: Any) -> Findings:
    """Return a proposal's problems at the fields of its content."""
    paths = [f.name for f in fields_of(proposal.kind)] if proposal.kind in KINDS else []
    at = content_of(filled(proposal.kind, proposal.content, shown), shown).at if paths else {}
    return placed(problems, {path: path for path in at}, at, shown.graph)


def _may(proposal: Proposal, authors: set[str]) -> dict[str, bool]:
    """Return the steps that the asker may take now."""
    needed = {"edit": "propose", "submit": "propose", "withdraw": "propose", "take": "propose", "approve": "review", "return": "review", "publish": "publish"}
    found = {step: who().may(permission) and proposal.state in STEPS[step][0] for step, permission in needed.items()}
    mine = proposal.drafter == me()
    return found | {step: found[step] and mine for step in DRAFTERS} | {"take": found["take"] and not mine, "approve": found["approve"] and me() not in authors}


def _said(proposal: Proposal, shown: Shown) -> list[tuple[str, str, list[str]]]:
    """Return what the proposal says, field by field: its name, what it is called, the lines as they were typed."""
    if proposal.kind not in KINDS:
        return []
    form, rows = filled(proposal.kind, proposal.content, shown), []
    for each in fields_of(proposal.kind):
        if each.form == "groups":
            lines = [
                "　".join(part for column in each.columns if (part := "；".join(v for k, v in form.values.items() if k == f"{each.name}.{n}.{column.name}" or k.startswith(f"{each.name}.{n}.{column.name}."))))
                for n in range(form.rows(each.name))
            ]
        elif each.form == "flag":
            lines = ["是"] if form.get(each.name) else []
        else:
            lines = [value for key, value in form.values.items() if key == each.name or key.startswith(each.name + ".")]
        if any(line.strip() for line in lines):
            rows.append((each.name, each.label, [line for line in lines if line.strip()]))
    return rows


def _ruling_of(proposal: Proposal, changes: Any) -> bool:
    """Return whether a 认定书 can be made of the proposal: it ends in a ruling and nothing stands in the way."""
    return proposal.kind in RULINGS and any(change.what == "认定" and change.kind == "new" for change in changes)
