"""Papers out: the 认定书 of a proposal or a ruling; the handbook and the boundary list of a place and a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from flask import Blueprint, Response, render_template, request

from api.curating.maps import place_of
from api.curating.opening import now, office, settings, today
from api.curating.trials import undone
from api.edge import edge
from api.pages import known_places
from curation import documents
from curation.proposals.desk import STATES
from ontology.errors import BadInput, NotFound, ShouwenError
from ontology.validity import parse_day
from ontology.vocabulary import BASE

if TYPE_CHECKING:
    from curation.documents import RulingPaper, Standings
    from graph.store import KnowledgeGraph

papers = Blueprint("papers", __name__)

TYPES: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip
PAPERS: Final[dict[str, tuple[str, str, Callable[[Standings], bytes]]]] = {
    "handbook.docx": ("联动办理指导手册", "docx", documents.handbook_docx), "handbook.pdf": ("联动办理指导手册", "pdf", documents.handbook_pdf),
    "boundary.docx": ("职责边界清单", "docx", documents.boundary_docx), "boundary.xlsx": ("职责边界清单", "xlsx", documents.boundary_xlsx),
}  # fmt: skip
"""Papers of a place and a day: what each is called, its form, and what makes it."""


@papers.get("/curate/papers")
def choose() -> Response:
    """Ask for place, day and themes; with these, offer the papers."""
    said, day, error, code = request.args.get("place", "").strip()[:100], request.args.get("day", "").strip()[:40], "", ""
    themes = request.args.getlist("theme")[:100]
    when = today()
    try:
        when = parse_day(day) if day else when
        code = edge().graph.find_place(said).code if said else ""
    except ShouwenError as refused:
        error = f"{refused.what}。{refused.mend}"
    known = documents.themes_of(edge().graph)
    chosen = [theme for theme in themes if theme in known]
    query = "&".join(f"theme={quote(theme)}" for theme in chosen)
    links = [(f"{title}（{form}）", f"/curate/papers/{code}/{when.isoformat()}/{name}{'?' + query if query else ''}") for name, (title, form, _) in PAPERS.items()] if code and not error else []
    body = render_template("curate_papers.html", said=said, day=when.isoformat(), places=known_places(), themes=known, chosen=chosen, links=links, error=error)
    return Response(body, 400 if error else 200)


@papers.get("/curate/papers/<code>/<day>/<name>")
def paper(code: str, day: str, name: str) -> Response:
    """Return a paper of a place and a day."""
    if name not in PAPERS:
        raise NotFound("没有这种文件", mend="从“手册和清单”页下载")
    title, form, make = PAPERS[name]
    place, when, resolver = place_of(code), parse_day(day), edge().resolver()
    held = documents.standings(resolver.graph, resolver.traversal, place.id, when, request.args.getlist("theme") or None)
    return _file(make(held), f"{place.name}{title}-{when.isoformat()}.{form}", form)


@papers.get("/curate/<identifier>/ruling.<form>")
def of_proposal(identifier: str, form: str) -> Response:
    """Return the 认定书 of a proposal: as published, or as it would be, marked with its state."""
    proposal = office().desk.proposal(identifier)
    if proposal.state == "published" and proposal.entry:
        entry = office().publisher.ledger.entry(proposal.entry)
        changes = office().publisher.ledger.changes(entry.number)
        graph = office().publisher.graph(entry.version)
        return _ruling(graph, _new_ruling(graph, changes.subjects), "已撤回" if undone(proposal) else "", str(proposal.content.get("reason") or ""), form)
    if proposal.state == "withdrawn":
        raise BadInput("提案已撤回，不出认定书", mend="需要时重新起草")
    with office().trial(proposal.content, now()) as trial:
        if trial.after is None:
            raise BadInput("提案还有错误，出不了认定书", where=f"提案 {identifier}", mend="在提案页看有哪些，改正后再出")
        ruling = _new_ruling(trial.after, trial.changes.subjects)
        return _ruling(trial.after, ruling, STATES[proposal.state], str(proposal.content.get("reason") or ""), form)


@papers.get("/curate/ruling/<path:name>.<form>")
def of_ruling(name: str, form: str) -> Response:
    """Return the 认定书 of a published ruling."""
    graph = edge().graph
    if graph.rulings.get(f"{BASE}ruling/{name}") is None:
        raise NotFound(f"没有认定“{name[:60]}”", mend="从认定列表进入")
    return _ruling(graph, f"{BASE}ruling/{name}", "", "", form)


def _new_ruling(graph: KnowledgeGraph, subjects: frozenset[str]) -> str:
    found = next((s for s in sorted(subjects) if (r := graph.rulings.get(s)) is not None and r.until is None), None)
    if found is None:
        raise BadInput("这份提案不是认定，没有认定书", mend="认定、协同方案、参照类比、溯源认定才出认定书")
    return found


def _ruling(graph: KnowledgeGraph, ruling: str, state: str, reason: str, form: str) -> Response:
    if form not in ("docx", "pdf"):
        raise NotFound("认定书没有这种格式", mend="用 docx 或 pdf")
    said: RulingPaper = replace(documents.ruling_paper(graph, ruling, today()), state=state, reason=reason)
    make = documents.ruling_docx if form == "docx" else documents.ruling_pdf
    return _file(make(said, settings().home), f"认定书-{said.title}.{form}", form)


def _file(data: bytes, name: str, form: str) -> Response:
    clean = "".join(c for c in name if c not in '\\/:*?"<>|\r\n')[:120]
    disposition = f"attachment; filename*=UTF-8''{quote(clean)}"
    return Response(data, mimetype=TYPES[form], headers={"Content-Disposition": disposition, "Cache-Control": "no-store"})
