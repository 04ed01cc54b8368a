"""The page of a statute, list or measure: its versions and which is in force, its articles, the functions it names, what rests on it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from flask import redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from api import catalog
from api.edge import edge
from api.legal import resting
from api.legal.located import Located
from api.legal.looking import Looking, turned
from api.legal.names import Names
from api.legal.statute_list import STATE_WORDS
from api.paging import page_of
from graph.authority import is_list
from graph.laws.contents import Chapter, Heading, chapters, contents
from graph.laws.difference import Piece, differences
from graph.laws.history import Change, changes
from graph.laws.model import LawArticle
from graph.laws.works import StatuteVersion, Work
from graph.traverse import Traversal
from ontology.model import Provision, Responsibility

VIEWS: Final = {"articles": "条文", "named": "点到的部门", "matters": "以此为据的事项", "rulings": "认定", "versions": "版本", "changes": "修改了什么"}
CHANGES: Final = 30
"""Changed articles on a page: each is compared character by character."""
WHOLE: Final = 160
"""Articles up to which a statute is shown on one page; a longer one is shown chapter by chapter, or whole when asked."""
ROWS: Final = 60


@dataclass(frozen=True, slots=True)
class Changed:
    """A change that a version made and, where an article was reworded, what was taken out and put in."""

    change: Change
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class Line:
    """An article in the list: the address of its page, label, text ("" where none is imported), our gist, and how much rests on it."""

    href: str
    number: str
    label: str
    headings: tuple[Heading, ...]
    text: str
    provision: Provision | None
    claims: int


def show(found: Located, looked: Looking) -> AnyResponse | str:
    """Return the page of a work at the version named, or at the one in force on the day looked at."""
    if turned():
        return redirect(looked.path(found.work.id, view=request.args.get("view", "")))
    work, graph = found.work, edge().graph
    version = found.version or work.shown(looked.day)
    ours = _sorted(graph.provisions.where("instrument", version.id))
    articles = edge().laws().articles(version.title, version.version) if version.held else []
    view = request.args.get("view", "")
    older = _older(work, version)
    view = view if view in VIEWS and (older or view != "changes") else "articles"
    claims = resting.claims_on(graph, [p.id for p in ours])
    here = resting.duties(graph_walk(), claims, looked)
    rulings = resting.rulings_on(graph, [p.id for v in work.versions for p in graph.provisions.where("instrument", v.id)])
    named = resting.named(graph_walk(), ours, looked)
    counts = {
        "articles": len(articles) or len(ours), "named": len(named), "matters": len({d.row.matter for d in here}), "rulings": len(rulings),
        "versions": len(work.versions),
    }  # fmt: skip
    return render_template(
        "statute.html", looked=looked, turning=True, work=work, version=version, instrument=version.instrument, view=view, counts=counts, VIEWS={key: word for key, word in VIEWS.items() if older or key != "changes"}, older=older,
        names=Names(graph), graph=graph, state=work.state(version, looked.day), STATE_WORDS=STATE_WORDS, at=work.at(looked.day), replaced=_replaced(work),
        repeals=edge().works().successors.get(work.title, []), ours=ours, entries=version.instrument is not None and is_list(version.instrument),
        pinned=found.version is not None, unverified=sum(not p.verified for p in ours), asked=version.id if found.version else work.id,
        **_of_view(view, version, articles, ours, claims, here, rulings, named, looked),
    )  # fmt: skip


def graph_walk() -> Traversal:
    """Return the walks of the current version."""
    return edge().resolver().traversal


def _of_view(
    view: str, version: StatuteVersion, articles: list[LawArticle], ours: list[Provision], claims: dict[Responsibility, list[str]],
    here: list[resting.Duty], rulings: list[resting.Applied], named: list[resting.Named], looked: Looking,
) -> dict[str, Any]:  # fmt: skip
    """Return what only one view of the page shows."""
    if view == "matters":
        rows, pages = page_of(here, ROWS)
        return {"rows": resting.with_holders(graph_walk(), rows, looked), "pages": pages}
    if view == "rulings":
        return {"rulings": rulings}
    if view == "named":
        return {"named": named}
    if view == "versions":
        return {"read": {v.id: _read(v) for v in edge().works().by_id[version.work].versions}}
    if view == "changes":
        return _changed(version)
    counted: dict[str, int] = {}
    for bases in claims.values():
        for each in bases:
            counted[each] = counted.get(each, 0) + 1
    every = contents(articles)
    portions = chapters(articles)
    asked = request.args.get("chapter", "")
    whole = len(articles) <= WHOLE or asked == "all" or len(portions) < 2
    portion = 0 if whole else min(max(int(asked) - 1 if asked.isdigit() and len(asked) < 5 else 0, 0), len(portions) - 1)
    part = Chapter((), 0, len(articles) - 1) if whole else portions[portion]
    numbers = {a.number for a in articles}
    return {
        "unmatched": [p for p in ours if p.number not in numbers] if articles else [],
        "lines": _lines(version, articles, ours, counted, part, every, looked), "toc": every, "chapters": portions, "portion": portion, "whole": whole,
        "of_position": {p: n for n, c in enumerate(portions) for p in range(c.first, c.last + 1)} if not whole else {}, "held_articles": articles,
    }  # fmt: skip


def _older(work: Work, version: StatuteVersion) -> StatuteVersion | None:
    """Return the version before this one, where the texts of both are held."""
    return next((v for v in work.versions[work.versions.index(version) + 1 :] if v.held), None) if version.held else None


def _changed(version: StatuteVersion) -> dict[str, Any]:
    """Return what a version changed in the one before it, a page of it word by word."""
    work = edge().works().by_id[version.work]
    older = _older(work, version)
    found = changes(edge().laws(), version.title, older.version, version.version) if older else []
    shown, pages = page_of(found, CHANGES)
    pieces = [differences(c.before.text, c.after.text) if c.kind == "reworded" and c.before and c.after else [] for c in shown]
    return {"changed": [Changed(c, p) for c, p in zip(shown, pieces, strict=True)], "pages": pages, "kinds": Counter(c.kind for c in found)}


def _lines(
    version: StatuteVersion, articles: list[LawArticle], ours: list[Provision], counted: dict[str, int], part: Chapter, every: list[Heading], looked: Looking
) -> list[Line]:
    """Return the articles shown: those of the text, else those that we cite."""
    by_number = {p.number: p for p in ours}
    if not articles:
        graph = edge().graph
        return [Line(looked.path(p.id), p.number, catalog.provision_label(graph, p).rpartition("》")[2], (), "", p, counted.get(p.id, 0)) for p in ours]
    opening: dict[int, list[Heading]] = {}
    for heading in every:
        opening.setdefault(heading.first if heading.first >= part.first or heading.last < part.first else part.first, []).append(heading)
    path, _, selection = looked.path(version.id).partition("?")
    ours_of = {number: (p, counted.get(p.id, 0)) for number, p in by_number.items()}
    return [
        Line(f"{path}/{quote(a.number)}{selection and '?'}{selection}", a.number, a.label, tuple(opening.get(at, ())), a.text, *ours_of.get(a.number, (None, 0)))
        for at, a in enumerate(articles[part.first : part.last + 1], part.first)
    ]


def _sorted(rows: list[Provision]) -> list[Provision]:
    def order(p: Provision) -> tuple[int, int, str]:
        main, _, sub = p.number.partition("-")
        return (int(main) if main.isdigit() else 10**6, int(sub) if sub.isdigit() else 0, p.number)

    return sorted(rows, key=order)


def _read(version: StatuteVersion) -> dict[str, int]:
    """Return how many articles of a version we cite, and how many of them are not verified."""
    ours = edge().graph.provisions.where("instrument", version.id)
    return {"cited": len(ours), "unverified": sum(not p.verified for p in ours)}


def _replaced(work: Work) -> Work | None:
    """Return the statute that took the place of one repealed, where it is known here."""
    return edge().works().titled(work.replaced_by) if work.replaced_by else None
