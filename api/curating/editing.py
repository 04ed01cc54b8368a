"""The editor: a new draft, a draft changed, findings while somebody types. Nothing typed is lost, whatever goes wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from api.accounts.audit import audit
from api.curating.analogies import analogies, followed
from api.curating.fields import SECTIONS, WHEN_TO_USE, label_of
from api.curating.findings import Findings, placed
from api.curating.forms import Said, Typed, content_of, filled, inputs, need_short, typed
from api.curating.opening import me, now, office
from api.curating.precedents import precedents, settled, written_out
from api.curating.prepared import prepared
from api.curating.shown import Shown
from api.curating.told import told
from api.curating.trials import tried
from api.edge import edge
from curation.proposals.desk import STATES
from curation.proposals.model import KINDS
from ontology.errors import BadInput, Conflict, NotFound, ShouwenError

if TYPE_CHECKING:
    from curation.proposals.desk import Proposal

editing = Blueprint("editing", __name__)

OFFERED: Final = ("place", "matter", "unit", "function", "basis", "ruling", "responsibility", "option", "repealed")
MOVING: Final = ("unit", "ruling", "responsibility", "option", "repealed")
"""Lists that change with the place or the matter."""


@editing.get("/curate/new")
def choose() -> str:
    """Show the kinds of proposals and where one may start from."""
    return render_template("curate_new.html", kinds=KINDS, when=WHEN_TO_USE, place=request.args.get("place", "")[:100])


@editing.get("/curate/new/<kind>")
def blank(kind: str) -> Response:
    """Show the form of a kind, empty or prepared: from a quarrel, a matter, something to amend or to repeal."""
    content = prepared(_known(kind), request.args)
    shown = _shown(content)
    return _page(filled(str(content["kind"]), content, shown), shown)


@editing.post("/curate/start")
def start() -> Response:
    """Show the form of a ruling prepared from an answer on which departments disagree; nothing is saved yet."""
    content = prepared("ruling", request.form) | {"facts": request.form.get("text", "")[:4000]}
    shown = _shown(content)
    return _page(filled("ruling", content, shown), shown)


@editing.post("/curate/new/<kind>")
def propose(kind: str) -> AnyResponse:
    """Put the draft on the desk."""
    form = typed(_known(kind), request.form)
    shown = _shown_of(form)
    if more := request.form.get("more"):
        return _page(form.with_row(more), shown)
    if like := request.form.get("follow"):
        return _page(followed(form, like, shown), shown)
    if "check" in request.form:
        return _page(form, shown, checked=True)
    said = content_of(form, shown)
    try:
        need_short(form)
        made = office().propose(said.content, me(), now())
    except ShouwenError as error:
        return _page(form, shown, error=error)
    audit("起草提案", made.id, made.title)
    return _onward(made, form)


@editing.get("/curate/<identifier>/edit")
def edit(identifier: str) -> AnyResponse:
    """Show a draft in its form; another's draft is taken over first, on its page."""
    proposal = office().desk.proposal(identifier)
    if proposal.drafter != me():
        return redirect(f"/curate/{proposal.id}?done=theirs")
    shown = _shown(proposal.content)
    form = filled(_known(proposal.kind), proposal.content, shown)
    return _page(form, shown, proposal=proposal, checked=bool(request.args.keys() & {"checked", "unsubmitted"}), unsubmitted="unsubmitted" in request.args)


@editing.post("/curate/<identifier>/edit")
def save(identifier: str) -> AnyResponse:
    """Save a draft, and submit it where that was asked; a revision that is not the newest is shown beside what was typed."""
    proposal = office().desk.proposal(identifier)
    form = typed(_known(proposal.kind), request.form)
    shown = _shown_of(form)
    if more := request.form.get("more"):
        return _page(form.with_row(more), shown, proposal=proposal, revision=_revision())
    if like := request.form.get("follow"):
        return _page(followed(form, like, shown), shown, proposal=proposal, revision=_revision())
    if "check" in request.form:
        return _page(form, shown, proposal=proposal, revision=_revision(), checked=True)
    said = content_of(form, shown, proposal.content)
    try:
        need_short(form)
        made = office().edit(identifier, said.content, me(), now(), revision=_revision())
    except ShouwenError as error:
        return _page(form, shown, proposal=proposal, error=error)
    audit("修改提案", made.id, f"第 {made.revision} 稿")
    return _onward(made, form)


@editing.post("/curate/findings")
def findings() -> Response:
    """Return the findings of a form as parts of its page: what can be read at once, or, asked for the whole, after a trial."""
    form = typed(_known(request.form.get("kind", "")), request.form)
    shown, whole = _shown_of(form), request.args.get("whole") == "1"
    said = content_of(form, shown)
    found = _found(form, said, shown, whole=whole)
    lists = {name: shown.offered(name) for name in MOVING}
    return Response(render_template("_curate_findings.html", form=form, inputs=inputs(form), found=found, lists=lists, whole=whole, phrases=shown.phrases, near=analogies(form, shown), like=precedents(form, shown)), headers={"Cache-Control": "no-store"})


def _onward(made: Proposal, form: Typed) -> AnyResponse:
    """Go where the button said: to the proposal, or submit it; one that cannot be submitted yet stays in the editor, saved."""
    if request.form.get("then") != "submit":
        return redirect(f"/curate/{made.id}?done=saved")
    try:
        office().submit(made.id, me(), now(), revision=made.revision)
    except BadInput:
        return redirect(f"/curate/{made.id}/edit?unsubmitted=1")
    except ShouwenError as error:
        return _page(form, _shown_of(form), proposal=made, error=error)
    audit("提交提案", made.id, made.title)
    return redirect(f"/curate/{made.id}?done=submitted")


def _page(
    form: Typed, shown: Shown, *, proposal: Proposal | None = None, error: ShouwenError | None = None, revision: int = 0, checked: bool = False, unsubmitted: bool = False
) -> Response:
    form = settled(form, shown)
    said = content_of(form, shown, proposal.content if proposal else None)
    found = _found(form, said, shown, whole=checked)
    theirs = _beside(proposal, said, shown) if isinstance(error, Conflict) and proposal else []
    body = render_template(
        "curate_edit.html", form=form, kind=form.kind, kinds=KINDS, sections=SECTIONS[form.kind], proposal=proposal, action=f"/curate/{proposal.id}/edit" if proposal else f"/curate/new/{form.kind}", states=STATES, found=found, error=error,
        lists={name: shown.offered(name) for name in OFFERED}, themes=shown.themes, inputs=inputs(form), theirs=theirs, checked=checked, unsubmitted=unsubmitted,
        revision=revision or (proposal.revision if proposal else 0), about=WHEN_TO_USE[form.kind], label_of=label_of, at=said.at,
        last=office().desk.events(proposal.id)[-1] if theirs and proposal else None, told=told(proposal), phrases=shown.phrases, near=analogies(form, shown), like=precedents(form, shown), written_out=written_out(form, shown),
    )  # fmt: skip
    return Response(body, error.status if error else 200, headers={"Cache-Control": "no-store"})


def _found(form: Typed, said: Said, shown: Shown, *, whole: bool) -> Findings:
    problems = tried(said.content).problems if whole else office().read(said.content, shown.graph, now()).problems
    found = placed(problems, said.at, inputs(form), shown.graph, form.values)
    return found if whole else found.of_written(form)


def _beside(proposal: Proposal, said: Said, shown: Shown) -> list[tuple[str, str, str]]:
    """Return the fields in which the newest revision differs from what was typed: what it is called, theirs, one's own."""
    theirs, mine = filled(proposal.kind, proposal.content, shown).values, filled(proposal.kind, said.content, shown).values
    keys = dict.fromkeys([*theirs, *mine])
    return [(label_of(proposal.kind, key), theirs.get(key, ""), mine.get(key, "")) for key in keys if theirs.get(key, "") != mine.get(key, "")]


def _known(kind: str) -> str:
    if kind not in KINDS:
        raise NotFound(f"没有“{kind[:40]}”这种提案", mend="从“新提案”里选一种")
    return kind


def _revision() -> int:
    said = request.form.get("revision", "")
    if not said.isdecimal() or len(said) > 9:
        raise BadInput("看不出您改的是哪一稿", mend="回到提案页，重新打开编辑")
    return int(said)


def _shown(content: Any) -> Shown:
    return Shown(edge().graph, str(content.get("jurisdiction") or ""), str(content.get("matter") or ""))


def _shown_of(form: Typed) -> Shown:
    return Shown(edge().graph, form.get("jurisdiction"), form.get("matter"))
