"""Pages: 职责地图, the quarrels of a place by kind and theme, each with its evidence and a prepared proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from api.curating.findings import plain
from api.curating.maps import place_of, quarrel_of, quarrels_of
from api.curating.opening import office
from api.curating.worklist import title as title_of_proposal
from api.edge import edge
from api.pages import known_places
from api.paging import page_of
from curation.diff import name_of
from curation.proposals.model import KINDS as PROPOSALS
from curation.quarrels import find
from curation.quarrels.quarrel import KINDS
from ontology.errors import ShouwenError
from ontology.vocabulary import BASE, as_path, local

if TYPE_CHECKING:
    from curation.quarrels.quarrel import Evidence

quarrels = Blueprint("quarrels", __name__)

PAGE: Final = 30
PAGES: Final = ("matter", "unit", "ruling", "function", "place", "statute", "list", "measure", "resp")
"""Kinds of records that have a page."""
LINKS: Final = 6
"""Links shown of one piece of evidence: a line may rest on dozens of responsibilities."""


@quarrels.get("/quarrels")
def places() -> AnyResponse | str:
    """Ask for the place, or go to the one that was asked for."""
    said = request.args.get("place", "").strip()[:100]
    error = ""
    if said:
        try:
            return redirect(f"/quarrels/{edge().graph.find_place(said).code}")
        except ShouwenError as refused:
            error = f"{refused.what}。{refused.mend}"
    return render_template("curate_quarrel_places.html", places=known_places(), said=said, error=error)


@quarrels.get("/quarrels/<code>")
def place(code: str) -> str:
    """Show the map: counts, and the quarrels ranked."""
    found, every = place_of(code), quarrels_of(code)
    kind = request.args.get("kind", "") if request.args.get("kind") in KINDS else ""
    theme, q = request.args.get("theme", "")[:60], request.args.get("q", "").strip()[:60]
    chosen = find.chosen(every, kind=kind, theme=theme, text=q)
    shown, pages = page_of(chosen, PAGE)

    def address(**other: Any) -> str:
        asked = {"kind": kind, "theme": theme, "q": q} | other
        return f"/quarrels/{code}?{urlencode({key: value for key, value in asked.items() if value})}"

    return render_template(
        "curate_quarrels.html", place=found, code=code, counts=find.overview(every), kinds=KINDS, kind=kind, theme=theme, q=q, quarrels=shown, pages=pages, address=address, heaviest=every[0].weight if every else 1, link=_link, plain=_plain,
    )  # fmt: skip


@quarrels.get("/quarrels/<code>/<path:about>")
def one(code: str, about: str) -> str:
    """Show one quarrel: what was found, on what evidence, and what may be drafted."""
    found = quarrel_of(f"{code}/{about}")
    under_way = office().desk.proposals(("draft", "submitted", "reviewed", "returned"), place=code, matter=found.matter, limit=10) if found.matter else ()
    return render_template(
        "curate_quarrel.html", quarrel=found, place=place_of(code), code=code, kinds=KINDS, proposals=PROPOSALS, links=_links, plain=_plain, draft=_draft,
        under_way=under_way, title_of=title_of_proposal, matter_path=as_path(found.matter) if found.matter else "",
    )  # fmt: skip


def _link(identifier: str) -> str:
    return "/quarrels/" + quote(identifier)


def _draft(identifier: str, number: int, kind: str) -> str:
    return f"/curate/new/{kind}?{urlencode({'quarrel': identifier, 'finding': number})}"


def _links(evidence: Evidence, label: str) -> list[tuple[str, str]]:
    """Return what a piece of evidence rests on: name and address; a responsibility stands for its matter's page."""
    graph = edge().graph
    found: dict[str, str] = {}
    for identifier in evidence.ids:
        if not identifier.startswith(BASE) or local(identifier).partition("/")[0] not in PAGES:
            continue
        claim = graph.responsibilities.get(identifier)
        name = name_of(claim.matter if claim else identifier, graph)
        if name not in evidence.line or claim is None:
            found.setdefault(name, as_path(identifier))
    found.pop(label, None)
    return list(found.items())[:LINKS]


def _plain(text: str) -> str:
    return plain(text, edge().graph)
