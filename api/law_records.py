"""Statutes and articles as REST gives them: the graph's knowledge (gists, grants, duties) and the law store's texts as one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from api import catalog
from api.catalog import KINDS, plain
from graph.laws.contents import contents
from graph.laws.history import counterpart, history
from graph.laws.links import links_of
from graph.laws.model import LawArticle
from graph.laws.works import StatuteVersion, Work
from ontology.citation import write
from ontology.errors import NotFound
from ontology.vocabulary import BASE, as_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.laws.store import LawStore
    from graph.laws.works import Works
    from graph.store import KnowledgeGraph
    from ontology.model import Provision, Ruling

Json = dict[str, Any]

CITING: Final = 100
"""Articles that cite an article which are listed with it; how many there are in all is told beside."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where statutes are looked up: the graph, the law store, and both as one; `day`: the day asked about."""

    graph: KnowledgeGraph
    laws: LawStore
    works: Works
    day: dt.date

    def version(self, identifier: str) -> StatuteVersion:
        """Return a version by its IRI or the part after its kind; of a work the one to show for the day. Raises NotFound."""
        for name in names(identifier):
            if work := self.works.get(name):
                return work.shown(self.day)
            if found := self.works.version(name):
                return found
        raise NotFound(
            f"没有法规“{identifier[:80]}”", why="图谱和法规库都不含这一项", mend="请从法规列表进入，或核对标识；标识形如 渔业法 或 渔业法/2025-12-27"
        )

    def work(self, version: StatuteVersion) -> Work:
        """Return the work of a version."""
        return self.works.by_id[version.work]

    def article(self, identifier: str, *, as_of: bool) -> tuple[StatuteVersion, str]:
        """Return version and number of an article: 渔业法/2025-12-27/6, or 渔业法/6 as of the day.

        With `as_of` also where a version is named: the article that says it on the day, under whatever number. Raises NotFound.
        """
        for name in names(identifier):
            above, _, number = name.rpartition("/")
            version = self.works.version(above)
            if version is not None and self.has(version, number):
                return self._on_day(version, number) if as_of else (version, number)
            work = self.works.get(above)
            if work is not None and (at := work.at(self.day)) is not None and self.has(at, number):
                return at, number
        raise NotFound(f"没有法条“{identifier[:80]}”", why="当日的文本和图谱都没有这一条", mend="标识形如 渔业法/2025-12-27/6；渔业法/6 加 day=… 取某日的文本")

    def _on_day(self, version: StatuteVersion, number: str) -> tuple[StatuteVersion, str]:
        at = self.work(version).at(self.day)
        if at is version:
            return version, number
        there = ""
        if at is not None and version.held and at.held:
            there = counterpart(self.laws, version.title, version.version, number, at.version) or ""
        elif at is not None and self.has(at, number):
            there = number
        if at is None or not there:
            raise NotFound(
                f"{write(version.title, number)}在 {self.day} 没有对应的条文", why="当日没有施行中的文本，或当日的文本没有这一条", mend="换一天，或不带 day"
            )
        return at, there

    def has(self, version: StatuteVersion, number: str) -> bool:
        """Return whether a version has an article, as far as is known."""
        return self.graph.provisions.get(f"{version.id}/{number}") is not None or self.text(version, number) is not None

    def text(self, version: StatuteVersion, number: str) -> LawArticle | None:
        """Return an article's text, None where none is held."""
        return self.laws.article(version.title, version.version, number) if version.held else None


def names(identifier: str) -> Iterator[str]:
    """Yield the IRIs that a written identifier of a statute or of something in it may stand for."""
    yield identifier
    yield BASE + identifier
    for stem in KINDS["statutes"].stems:
        yield f"{BASE}{stem}/{identifier}"


# --- statutes --------------------------------------------------------------------------------


def statute(shelf: Shelf, version: StatuteVersion) -> Json:
    """Return a version as a list shows it."""
    own = catalog.as_json(shelf.graph, KINDS["statutes"], version.instrument) if version.instrument else {}
    work = shelf.work(version)
    return {
        "id": version.id, "kind": "statutes", "label": version.title, "href": href("statutes", version.id),
    } | own | {
        "work": version.work, "title": version.title, "full_title": version.held.law if version.held else version.title, "version": version.version,
        "rank": work.rank, "place": work.place or None, "place_name": work.place_name, "start": plain(version.start), "until": plain(version.until),
        "state": work.state(version, shelf.day), "in_graph": version.instrument is not None, "full_text": version.held is not None,
        "count": version.held.articles if version.held else len(shelf.graph.provisions.where("instrument", version.id)),
    }  # fmt: skip


def statute_whole(shelf: Shelf, version: StatuteVersion) -> Json:
    """Return a version with all versions of its statute, its table of contents, and its articles without their texts."""
    work, ours = shelf.work(version), shelf.graph.provisions.where("instrument", version.id)
    texts = shelf.laws.articles(version.title, version.version) if version.held else []
    in_force = work.at(shelf.day)
    named = {p.id: p for p in ours}
    return statute(shelf, version) | {
        "day": shelf.day.isoformat(),
        "in_force": in_force.id if in_force else None,
        "repealed_by": work.replaced_by or None,
        "versions": [v.id for v in work.versions],
        "history": [_version(shelf, work, v) for v in work.versions],
        "contents": [{"heading": h.text, "level": h.level, "first": texts[h.first].number, "last": texts[h.last].number} for h in contents(texts)],
        "articles": [_line(shelf, a, named.pop(a.id, None)) for a in texts] + [plain(p) | {"href": href("articles", p.id)} for p in named.values()],
        "cited_by_total": shelf.laws.citing(version.title, most=1)[1],
    }


def _version(shelf: Shelf, work: Work, version: StatuteVersion) -> Json:
    return {
        "id": version.id, "version": version.version, "start": plain(version.start), "until": plain(version.until), "state": work.state(version, shelf.day),
        "in_graph": version.instrument is not None, "full_text": version.held is not None, "status": version.held.status if version.held else None,
        "disputed": version.disputed or None, "href": href("statutes", version.id),
    }  # fmt: skip


def statute_history(shelf: Shelf, version: StatuteVersion) -> list[Json]:
    """Return the versions of a statute, newest first."""
    work = shelf.work(version)
    return [_version(shelf, work, v) for v in work.versions]


def _line(shelf: Shelf, article: LawArticle, ours: Any) -> Json:
    """Return an article in a statute's list; what the graph says of it beside."""
    own = plain(ours) if ours is not None else {"id": article.id, "instrument": article.id.rpartition("/")[0], "gist": ""}
    return own | {
        "number": article.number,
        "label": article.label,
        "chapter": article.chapter,
        "in_graph": ours is not None,
        "href": href("articles", article.id),
    }


# --- articles --------------------------------------------------------------------------------


def articles_of(shelf: Shelf, version: StatuteVersion, q: Sequence[str]) -> Iterator[Callable[[], Json]]:
    """Yield what makes each article of a version that holds all words in text or gist, in order."""
    texts = shelf.laws.articles(version.title, version.version) if version.held else []
    ours = {p.id: p for p in shelf.graph.provisions.where("instrument", version.id)}
    for each in texts:
        known = ours.pop(each.id, None)
        if all(word in f"{each.label}{each.text}{known.gist if known else ''}" for word in q):
            yield partial(_article, shelf, version, each.number, known, each)
    for p in ours.values():
        if all(word in f"{catalog.provision_label(shelf.graph, p)}{p.gist}" for word in q):
            yield partial(_article, shelf, version, p.number, p, None)


def article(shelf: Shelf, version: StatuteVersion, number: str) -> Json:
    """Return an article as a list shows it: own fields, and the text where it is held."""
    return _article(shelf, version, number, shelf.graph.provisions.get(f"{version.id}/{number}"), shelf.text(version, number))


def _article(shelf: Shelf, version: StatuteVersion, number: str, ours: Provision | None, text: LawArticle | None) -> Json:
    identifier = f"{version.id}/{number}"
    own = catalog.as_json(shelf.graph, KINDS["articles"], ours) if ours else {"label": _label(version.title, number, text.label if text else f"第{number}项")}
    return {"id": identifier, "kind": "articles", "label": "", "href": href("articles", identifier)} | own | {
        "instrument": version.id, "number": number, "in_graph": ours is not None, "full_text": text is not None,
        "text": text.text if text else None, "chapter": text.chapter if text else "", "start": plain(version.start), "until": plain(version.until),
    }  # fmt: skip


def _label(title: str, number: str, printed: str) -> str:
    """Return an article as it is cited; as printed where it is an item of a decision (一、)."""
    return write(title, number) if (printed.startswith("第") and printed.endswith("条")) or "条之" in printed else f"《{title}》{printed}"


def article_whole(shelf: Shelf, version: StatuteVersion, number: str) -> Json:
    """Return an article with its text, history, the duties it founds, the rulings that applied it, what it cites and what cites it."""
    identifier, work = f"{version.id}/{number}", shelf.work(version)
    text, graph = shelf.text(version, number), shelf.graph
    cited, total = shelf.laws.citing(version.title, number, most=CITING) if text else ([], 0)
    steps = history(shelf.laws, version.title, [v.version for v in work.versions if v.held], version.version, number) if text else []
    same = dict.fromkeys([identifier, *(s.article.id for s in steps if s.article)])
    return article(shelf, version, number) | {
        "day": shelf.day.isoformat(),
        "state": work.state(version, shelf.day),
        "grants": plain(tuple(graph.grants.where("article", identifier))),
        "responsibilities": plain(tuple(graph.responsibilities.where("basis", identifier))),
        "rulings": [_named(graph, r) for r in _rulings(graph, same)],
        "cites": _cites(shelf, version, text) if text else [],
        "cited_by": [{"id": c.id, "label": _label(c.title, c.number, c.label)} for c in cited],
        "cited_by_total": total,
        "history": [
            {
                "version": s.version, "id": s.article.id if s.article else None, "number": s.article.number if s.article else None, "changed": s.changed,
                "differences": [{"kind": p.kind, "text": p.text} for p in s.pieces],
            }
            for s in steps
        ],
    }  # fmt: skip


def _rulings(graph: KnowledgeGraph, articles: Mapping[str, None]) -> list[Ruling]:
    return list({r.id: r for each in articles for r in graph.rulings.where("basis", each)}.values())


def _named(graph: KnowledgeGraph, record: Any) -> Json:
    return {"id": record.id, "label": catalog.label(graph, record)}


def _cites(shelf: Shelf, version: StatuteVersion, text: LawArticle) -> list[Json]:
    """Return what an article cites, each once: as written officially, and its IRI where it is known here, on the day."""
    found: dict[str, Json] = {}
    for ref in links_of(version.title, text.text, text.number):
        said = str(ref) if ref.article is not None else f"《{ref.title}》"
        work = shelf.works.titled(shelf.laws.find(ref.title) or ref.title)
        at = version if work and work.id == version.work else work.at(shelf.day) or work.versions[0] if work else None
        identifier = (f"{at.id}/{ref.number}" if ref.number and shelf.has(at, ref.number) else at.work) if at else None
        found.setdefault(said, {"label": said, "id": identifier, "start": ref.span[0], "end": ref.span[1]})
    return list(found.values())


def href(kind: str, identifier: str) -> str:
    """Return a record's address in the interface."""
    path = as_path(identifier).removeprefix("/id/")
    return f"/api/v1/{kind}/{path}"
