"""Pages: 台账, every published version with who answered for it and what it changed in words; and taking one back."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from api.accounts.audit import audit
from api.accounts.principal import who
from api.curating import trials
from api.curating.findings import plain
from api.curating.opening import me, now, office
from api.edge import edge
from curation.publishing import Answerable
from ontology.errors import BadInput, NotFound, ShouwenError

ledger = Blueprint("ledger", __name__)

PAGE: Final = 30
KINDS: Final = {"knowledge": "知识更新", "proposal": "提案", "rollback": "撤回"}
REASON: Final = 500
"""Characters of a reason."""


@ledger.get("/versions")
def versions() -> str:
    """List the entries, newest first."""
    publisher = office().publisher
    head = publisher.ready(now())
    before = request.args.get("before", 0, int)
    entries = publisher.ledger.entries(before=before if 0 < before < 2**31 else None, limit=PAGE)
    older = entries[-1].number if entries and entries[-1].number > 1 else None
    return render_template("curate_versions.html", entries=entries, head=head, kinds=KINDS, older=older, before=before, titles=_titles({e.about for e in entries if e.about}))


@ledger.get("/versions/<int:number>")
def one(number: int) -> Response:
    """Show an entry: who, why, what it changed."""
    return _page(number, done=request.args.get("done", ""))


@ledger.post("/versions/<int:number>/rollback")
def rollback(number: int) -> AnyResponse:
    """Publish the inverse of an entry."""
    reason = request.form.get("reason", "").strip()[:REASON]
    try:
        if not reason:
            raise BadInput("撤回没有写理由", mend="写明为什么撤回，会记进台账")
        entry = office().publisher.rollback(number, Answerable(me(), me(), reason, f"台账第 {number} 条", _about(number)), now())
    except NotFound:
        raise
    except ShouwenError as error:
        return _page(number, error=error, reason=reason)
    audit("撤回发布", f"台账第 {number} 条", reason)
    return redirect(f"/versions/{entry.number}?done=rolled")


def _page(number: int, *, done: str = "", error: ShouwenError | None = None, reason: str = "") -> Response:
    publisher = office().publisher
    head, entry = publisher.ready(now()), publisher.ledger.entry(_sane(number))
    body = render_template(
        "curate_version.html", entry=entry, head=head, kinds=KINDS, changes=trials.of_entry(entry), done="已撤回，现在起的答复照此。" if done else "", error=error, reason=reason,
        may_roll_back=who().may("publish") and entry.parent is not None, titles=_titles({entry.about} - {""}), plain=lambda text: plain(text, edge().graph),
    )  # fmt: skip
    return Response(body, error.status if error else 200, headers={"Cache-Control": "no-store"})


def _about(number: int) -> str:
    return office().publisher.ledger.entry(_sane(number)).about


def _sane(number: int) -> int:
    """Return a number that a database can hold; raises NotFound for others."""
    if number >= 2**31:
        raise NotFound("台账里没有这一条", mend="回到台账看有哪些")
    return number


def _titles(identifiers: set[str]) -> dict[str, str]:
    from api.curating.worklist import title

    found = {}
    for identifier in identifiers:
        try:
            found[identifier] = title(office().desk.proposal(identifier))
        except NotFound:
            continue
    return found
