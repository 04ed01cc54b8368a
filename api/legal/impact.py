"""Page: what a new, amended or repealed statute breaks, by what must be done and by matter; one click prepares the proposals."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from api.accounts.audit import audit
from api.accounts.principal import who
from api.curating.opening import me, now, office
from api.edge import edge
from api.legal.impact_asked import Asked, asked, impact_asked, keep, lately, pending
from api.paging import page_of
from ontology.errors import BadInput, NotFound, ShouwenError
from ontology.vocabulary import as_path, iri

if TYPE_CHECKING:
    from curation.drift import Fate, Impact, Resting
    from curation.proposals.desk import Proposal
    from graph.laws.difference import Piece

impact = Blueprint("impact", __name__)

PAGE: Final = 25
"""Articles on one page: each with two texts and all that rests on it."""
MATTERS: Final = 60
PENDING: Final = 40
LATELY: Final = 20
DO: Final = {
    "gone": "没有找到承接的条文。看候选里有没有；没有就给职责另找依据，或提废止。", "read": "文字改了，或引的是整部法规。逐条读差异，核对授权的部门，再提承接。",
    "unread": "旧文本没有导入，无法对照。导入全文后再看。", "renumber": "文字没变，换个条号。可以直接提承接。", "done": "职责已经引了新文本。",
}  # fmt: skip
"""What to do about each kind."""


@impact.get("/impact")
def start() -> Response | str:
    """Ask for the statute, or show its impact."""
    what = asked()
    if not what:
        return _ask(what)
    try:
        found = impact_asked(what)
    except ShouwenError as error:
        return _ask(what, error)
    return _page(what, found)


@impact.post("/impact/read")
def read() -> AnyResponse | str:
    """Take an uploaded or pasted text and go to its impact."""
    file, text, what = request.files.get("text_file"), request.form.get("text", ""), asked(request.form)
    try:
        if file is not None and file.filename:
            token = keep(file.filename, file.read())
        elif text.strip():
            token = keep("粘贴的法规.txt", text.replace("\r\n", "\n").encode("utf-8", "replace"))
        else:
            raise BadInput("没有选文件，也没有贴文字", mend="选一个法规全文文件，或把全文贴进来")
        found = Asked(token=token, old=what.old, on=what.on)
        impact_asked(found)
    except ShouwenError as error:
        return _ask(what, error, text)
    return redirect(found.href())


@impact.post("/impact/propose")
def propose() -> AnyResponse | str:
    """Put the prepared proposals on the desk and go to them."""
    from curation.drift import drafts

    what = asked(request.form)
    found = impact_asked(what)
    contents = drafts(found, edge().graph, [p.content for p in _under_way(found)])
    if not contents:
        raise BadInput("没有要备的提案", why="都已承接，提案已在办，或没有对应的新条")
    made = [office().propose(content, me(), now()) for content in contents]
    for each in made:
        audit("起草提案", each.id, each.title)
    return redirect(what.href(made="、".join(p.id for p in made)))


def _ask(what: Asked, error: ShouwenError | None = None, text: str = "") -> Response:
    laws = edge().laws()
    versions = [v.version for v in laws.versions(laws.find(what.law) or what.law)] if what.law else []
    body = render_template(
        "legal_impact_ask.html", what=what, error=error, text=text, pending=pending(PENDING), lately=lately(LATELY), titles=[v.title for v in laws.laws()][:4000] if laws.generation else [],
        versions=versions, held=bool(laws.generation),
    )  # fmt: skip
    return Response(body, error.status if error else 200)


def _page(what: Asked, found: Impact) -> str:
    from curation.drift import NEEDS, on_the_desk, to_decide_again

    under_way = _under_way(found)
    lying = on_the_desk((p.content for p in under_way), found)
    again = set(to_decide_again(found)) - {p.content.get("supersedes") for p in under_way}
    needs = found.by_need()
    matters = list(found.by_matter().items())
    view = request.args.get("view", "")
    view = view if view in (*needs, "matter") else next(iter(needs), "")
    chosen: Sequence[object] = matters if view == "matter" else next((fates for need, fates in needs.items() if need == view), ())
    rows, pages = page_of(chosen, MATTERS if view == "matter" else PAGE)
    return render_template(
        "legal_impact.html", what=what, found=found, needs=needs, NEEDS=NEEDS, DO=DO, view=view, rows=rows, pages=pages, matters=len(matters),
        proposals=_made(), under_way=under_way, carried=sum(f.carried and f.provision not in lying for f in found.fates), again=len(again),
        pieces=_pieces, cited=_cited, path=as_path, anchor=_anchor, new_path=_new_path(what, found), broken=len({r.id for f in found.fates for r in f.broken}),
    )  # fmt: skip


def _made() -> list[Proposal]:
    """Return the proposals just made, as the address names them."""
    found: list[Proposal] = []
    if not who().may("consult"):
        return found
    for identifier in request.args.get("made", "")[:400].split("、"):
        if identifier.strip():
            try:
                found.append(office().desk.proposal(identifier.strip()))
            except NotFound:
                continue
    return found


def _under_way(found: Impact) -> list[Proposal]:
    """Return what lies on the desk already: successions to this text, and rulings that take the place of those to be decided again."""
    from curation.drift import to_decide_again

    if not who().may("consult"):
        return []
    every = office().desk.proposals(("draft", "submitted", "reviewed", "returned"), limit=400)
    about, again = (found.statute.title, found.statute.version), to_decide_again(found)
    return [p for p in every if (p.kind == "succession" and (p.content.get("statute"), p.content.get("version")) == about) or p.content.get("supersedes") in again]


@lru_cache(maxsize=1024)
def _pieces(old: str, new: str) -> tuple[Piece, ...]:
    from graph.laws.difference import differences

    return tuple(differences(old, new))


def _cited(number: str) -> str:
    from curation.drift.impact import cited

    return cited("", number).removeprefix("《》")


def _anchor(fate: Fate) -> str:
    return f"{fate.title}-{fate.number}"


def _new_path(what: Asked, found: Impact) -> str:
    """Return the address of the new version's page, to which an article's number is added; "" where it is not held anywhere."""
    about = found.statute
    held = edge().laws().article(about.title, about.version, "1") or edge().graph.instruments.get(iri("statute", about.title, about.version))
    return as_path(iri("statute", about.title, about.version)) if about.title and held and not what.token else ""


def waiting(fate: Fate) -> list[Resting]:
    """Return what rests on an article, what is still to be carried over first, rulings before all else."""
    return sorted(fate.resting, key=lambda r: (r.taken, not r.todo, not r.alone))


impact.add_app_template_filter(waiting, "waiting")
