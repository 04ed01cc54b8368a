"""The page of an article or a list's entry: its text as of the version named, what it grants whom, what rests on it, its history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from api import catalog
from api.edge import edge
from api.legal import citing, marked, resting
from api.legal.located import Located
from api.legal.looking import Looking, turned
from api.legal.names import Names
from api.legal.statute_list import STATE_WORDS
from api.paging import page_of
from graph.authority import is_list
from graph.laws.contents import headings_of
from graph.laws.history import Step, counterpart, history, succeeded
from graph.laws.model import LawArticle
from graph.laws.works import StatuteVersion, Work
from ontology.citation import write
from ontology.model import Provision

ROWS: Final = 40


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An article before or after: its IRI and label."""

    id: str
    label: str


def show(found: Located, looked: Looking) -> AnyResponse | str:
    """Return the page of an article; where the selector was just used, the address of the article that says it on that day."""
    work, version, number = found.work, found.version or found.work.versions[0], found.number
    now = work.at(looked.day)
    now_number = _under(version, number, now) if now is not None and now is not version else ""
    if turned() and now is not None and now is not version:
        return redirect(looked.path(f"{now.id}/{now_number}" if now_number else now.id))
    at, graph = edge(), edge().graph
    identifier, state = f"{version.id}/{number}", work.state(version, looked.day)
    ours = graph.provisions.get(identifier)
    text = at.laws().article(version.title, version.version, number) if version.held else None
    walks = at.resolver().traversal
    cited = citing.cites(text, version, looked) if text else []
    cited_by, citing_count = citing.cited_by(version, number, looked)
    named = resting.named(walks, [ours] if ours else [], looked)
    duties = resting.duties(walks, resting.claims_on(graph, [identifier]), looked)
    rows, pages = page_of(duties, ROWS)
    taken = _taken_over(found, version, looked) if text and state == "ended" else None
    before, after = _neighbours(version, text, ours)
    steps = _history(work, version, number) if text else []
    elsewhere = _cited_as(work, version, number, steps)
    entries = version.instrument is not None and is_list(version.instrument)
    return render_template(
        "article.html", looked=looked, turning=True, work=work, version=version, number=number, ours=ours, text=text, graph=graph, names=Names(graph),
        id=identifier, label=label(version, number, entries), state=state, taken=taken, STATE_WORDS=STATE_WORDS, now=now,
        now_number=now_number, now_label=label(now, now_number, entries).rpartition("》")[2] if now and now_number else "", headings=headings_of(text.chapter) if text else (),
        paragraphs=_paragraphs(text, ours, citing.spans(cited, looked)) if text else [], named=named, marked_names=_found(text, named) if text else {},
        duties=resting.with_holders(walks, rows, looked), pages=pages, only_there=_only_there(identifier, len(duties)),
        rulings=resting.rulings_on(graph, dict.fromkeys((identifier, *(s.article.id for s in steps if s.article), *(each[0] for each in elsewhere)))), cites=citing.once(cited), cited_by=cited_by, citing_count=citing_count, before=before, after=after, steps=steps, entries=entries, elsewhere=elsewhere,
    )  # fmt: skip


def label(version: StatuteVersion, number: str, entry: bool) -> str:
    """Return an article as it is cited: 《渔业法》第六条; an entry of a list: 《…清单》第3项."""
    main = number.partition("-")[0]
    if entry or not main.isdigit():
        return f"《{version.title}》第{number}项"
    return write(version.title, number)


@dataclass(frozen=True, slots=True)
class TakenOver:
    """The statute that took the place of a repealed one; the article of it that took an article's place: `article` and `label` are
    empty where none did, or where its text is not held (`compared`)."""

    work: Work
    compared: bool
    article: str = ""
    label: str = ""


def _taken_over(found: Located, version: StatuteVersion, looked: Looking) -> TakenOver | None:
    """Return what took the place of a repealed statute and of this article."""
    work = edge().works().titled(found.work.replaced_by) if found.work.replaced_by else None
    if work is None:
        return None
    new = work.shown(looked.day)
    if not new.held:
        return TakenOver(work, compared=False)
    number = succeeded(edge().laws(), (version.title, version.version), found.number, (new.title, new.version))
    return TakenOver(work, True, f"{new.id}/{number}", label(new, number, False)) if number else TakenOver(work, compared=True)


def _under(version: StatuteVersion, number: str, other: StatuteVersion) -> str:
    """Return the number under which another version says what an article says, "" where it says nothing like it as far as is known."""
    if version.held and other.held:
        return counterpart(edge().laws(), version.title, version.version, number, other.version) or ""
    return number if edge().graph.provisions.get(f"{other.id}/{number}") else ""


def _history(work: Work, version: StatuteVersion, number: str) -> list[Step]:
    versions = [v.version for v in work.versions if v.held]
    return history(edge().laws(), version.title, versions, version.version, number) if len(versions) > 1 else []


def _neighbours(version: StatuteVersion, text: LawArticle | None, ours: Provision | None) -> tuple[Neighbour | None, Neighbour | None]:
    """Return the articles before and after: of the text, else of those we hold."""
    graph = edge().graph
    if text is not None:
        articles = edge().laws().articles(version.title, version.version)
        at = next(n for n, a in enumerate(articles) if a.position == text.position)
        pair = (articles[at - 1] if at else None, articles[at + 1] if at + 1 < len(articles) else None)
        return tuple(Neighbour(a.id, a.label) if a else None for a in pair)  # type: ignore[return-value]
    held = sorted(graph.provisions.where("instrument", version.id), key=_order)
    at = next((n for n, p in enumerate(held) if ours and p.id == ours.id), 0)
    near = (held[at - 1] if at else None, held[at + 1] if at + 1 < len(held) else None)
    return tuple(Neighbour(p.id, catalog.provision_label(graph, p).rpartition("》")[2]) if p else None for p in near)  # type: ignore[return-value]


def _order(p: Provision) -> tuple[int, int, str]:
    main, _, sub = p.number.partition("-")
    return (int(main) if main.isdigit() else 10**6, int(sub) if sub.isdigit() else 0, p.number)


def _paragraphs(text: LawArticle, ours: Provision | None, links: list[marked.Span]) -> list[list[marked.Bit]]:
    names = _names([g.function for g in edge().graph.grants.where("article", ours.id)]) if ours else []
    return marked.paragraphs(text.text, [*links, *marked.named(text.text, names)])


def _names(functions: list[str]) -> list[str]:
    """Return the names by which statutes call some functions."""
    found = (edge().graph.functions.get(each) for each in functions)
    return [name for f in found if f for name in (*f.names, f.label)]


def _found(text: LawArticle, named: list[resting.Named]) -> dict[str, list[str]]:
    """Return for each function granted something the names of it that stand in the text."""
    found = {}
    for each in named:
        spans = marked.apart(marked.named(text.text, _names([each.function])))
        found[each.function] = list(dict.fromkeys(text.text[s.start : s.end] for s in spans))
    return found


def _only_there(identifier: str, here: int) -> int:
    """Return how many responsibilities rest on the article at places other than the one looked at."""
    return len(edge().graph.responsibilities.where("basis", identifier)) - here


def _cited_as(work: Work, version: StatuteVersion, number: str, steps: list[Step]) -> list[tuple[str, str, int]]:
    """Return under which other versions of the article responsibilities rest: its IRI, the version's name and how many."""
    under = {s.version: s.article.number for s in steps if s.article}
    found = []
    for other in work.versions:
        identifier = f"{other.id}/{under.get(other.version, number)}"
        rows = edge().graph.responsibilities.where("basis", identifier) if other is not version else []
        if rows:
            found.append((identifier, other.version, len(rows)))
    return found

