"""Articles that a question cites, or that answer it: from the full texts where laws were imported, else from the graph's gists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING, Final

import numpy as np
from cachetools import LRUCache, cached

from api import catalog
from api.legal.bases import written
from api.legal.duties import family
from graph.authority import is_list
from graph.laws.model import LawVersion
from graph.places import COUNTRY
from ontology import citation
from ontology.errors import BadCitation, BadInput
from ontology.titles import TitleRegister
from ontology.vocabulary import iri
from resolver import gists, tuning

if TYPE_CHECKING:
    from api.legal.finding import Question
    from graph.laws.store import LawStore
    from graph.store import KnowledgeGraph
    from ontology.citation import ArticleRef
    from ontology.model import Instrument
    from resolver.laws.search import LawSearch
    from resolver.pipeline import Resolver

LINKED: Final = 0.35
"""What an article on which a certain matter rests gains over one that is only near in words: the graph knows, the words guess."""
KNOWN, LEAST_LINKED = 0.75, 0.2
"""Beside hits in full texts (0.5 to 1): where an article stands on which a matter at least this likely rests, before LINKED is added."""
LOOKED_AT: Final = 120
LEAST_NAME: Final = 2
"""Characters that a department's name must have more of to be looked for in full texts: 渔业 stands everywhere."""
SHOWN_TEXT: Final = 150
"""Characters of an article shown around the passage that answers."""
WITHOUT_MEANING: Final = frozenset("的了吗呢吧啊么谁怎哪该和与及或在是有我你他要被把给到个没不也都就还")


@dataclass(frozen=True, slots=True)
class Article:
    """An article found: its text in pieces, marked and unmarked in turn (`own_words`: only the graph's gist), and what stands against it."""

    id: str
    label: str
    rank: str
    place: str
    pieces: tuple[tuple[str, bool], ...]
    own_words: bool
    marks: tuple[str, ...]
    score: float = 0.0


def register(graph: KnowledgeGraph) -> TitleRegister:
    """Return the register of the titles that a version knows."""
    return _register(graph.stamp("instruments"), graph)


@cached(cache=LRUCache(maxsize=2), key=lambda stamp, graph: stamp, lock=Lock())
def _register(stamp: tuple[object, ...], graph: KnowledgeGraph) -> TitleRegister:
    versions: dict[str, list[str]] = {}
    for instrument in graph.instruments:
        versions.setdefault(instrument.title, []).append(instrument.version)
    return TitleRegister(versions)


@dataclass(frozen=True, slots=True)
class Cited:
    """What a question cites: what of it is held, as it stands on the day; what is not, each with its statute where that is held; and
    whether the question is that citation and nothing else."""

    found: tuple[Article, ...]
    unknown: tuple[tuple[str, Article | None], ...]
    alone: bool


def cited(graph: KnowledgeGraph, laws: LawStore, words: str, day: dt.date) -> Cited:
    """Return what the words cite."""
    try:
        refs, alone = [citation.parse(words)], True
    except BadCitation:
        refs, alone = list(citation.find(words)), False
    found: dict[str, Article] = {}
    unknown: dict[str, Article | None] = {}
    for ref in refs:
        article = _of_ref(graph, laws, ref, day)
        if article is not None:
            found[article.id] = article
        elif ref.article is not None or "《" in words:
            unknown[str(ref)] = _of_ref(graph, laws, replace(ref, article=None), day) if ref.article is not None else None
    return Cited(tuple(found.values()), tuple(unknown.items()), alone and bool(refs))


def _of_ref(graph: KnowledgeGraph, laws: LawStore, ref: ArticleRef, day: dt.date) -> Article | None:
    title = register(graph).title(ref.title) or laws.find(ref.title)
    if title is None:
        return None
    held, known = laws.at(title, day) or next(iter(laws.versions(title)), None), _version(graph, title, day)
    if ref.article is None:
        rank = known.rank if known else held.category if held else ""
        return Article(known.work if known else iri("statute", title), f"《{title}》", rank, known.place if known else "", (), False, ())
    text = laws.article(title, held.version, ref.number) if held else None
    if held and text:
        marks = () if held.holds(day) else ("当日未施行",)
        return Article(iri("statute", title, held.version, ref.number), citation.write(title, ref.number), held.category, held.place, ((_short(text.text), False),), False, marks)
    provision = graph.provisions.get(f"{known.id}/{ref.number}") if known else None
    return _of_graph(graph, provision.id, day, "", 1.0) if provision else None


def _version(graph: KnowledgeGraph, title: str, day: dt.date) -> Instrument | None:
    """Return the version of a title in force on a day, the newest where none is."""
    versions = sorted(graph.instruments.where("title", title), key=lambda i: i.version, reverse=True)
    holding = [i for i in versions if (i.start is None or i.start <= day) and (i.until is None or day < i.until)]
    return next(iter(holding or versions), None)


def near(resolver: Resolver, laws: LawStore, question: Question, linked: dict[str, float], search: LawSearch | None) -> list[Article]:
    """Return the articles that answer a question, best first, those on which its likeliest matters rest moved up."""
    graph = resolver.graph
    wanted = family(graph, question.function) if question.function else ()
    found = {a.id: a for a in _by_gists(resolver, question, linked)}
    for identifier, chance in linked.items():
        provision = graph.provisions.get(identifier) if chance >= LEAST_LINKED and identifier not in found else None
        instrument = graph.instruments.get(provision.instrument) if provision else None
        if instrument and _counts(graph, instrument, question):
            found[identifier] = _of_graph(graph, identifier, question.day, question.words, tuning.NEAR_ARTICLE + LINKED * chance)
    if search is not None and laws.generation:
        found = _with_texts(graph, laws, question, linked, search, found)
    kept = [a for a in found.values() if (not question.rank or a.rank == question.rank) and (not wanted or not a.own_words or _grants(graph, a.id, wanted))]
    return sorted(kept, key=lambda a: -a.score)


def _by_gists(resolver: Resolver, question: Question, linked: dict[str, float]) -> Iterator[Article]:
    graph = resolver.graph
    scores = gists.near(question.words, graph, resolver.encoder).copy()
    for identifier, chance in linked.items():
        if (row := graph.provisions.index_of(identifier)) >= 0:
            scores[row] += LINKED * chance
    for row in np.argsort(-scores, kind="stable")[:LOOKED_AT].tolist():
        if scores[row] < tuning.NEAR_ARTICLE:
            return
        provision = graph.provisions[row]
        instrument = graph.instruments.get(provision.instrument)
        if instrument and _counts(graph, instrument, question):
            yield _of_graph(graph, provision.id, question.day, question.words, float(scores[row]))


def _counts(graph: KnowledgeGraph, instrument: Instrument, question: Question) -> bool:
    """Return whether an instrument is in force on the day and says anything at the place looked at."""
    if not ((instrument.start is None or instrument.start <= question.day) and (instrument.until is None or question.day < instrument.until)):
        return False
    return question.place is None or instrument.place == COUNTRY or instrument.place in graph.place_chain(question.place)


def _of_graph(graph: KnowledgeGraph, identifier: str, day: dt.date, words: str, score: float) -> Article:
    basis = written(graph, identifier, day)
    instrument = graph.instruments.need(graph.provisions.need(identifier).instrument)
    pieces = tuple(marked(basis.gist, words)) if words else ((basis.gist, False),)
    rank = "清单" if is_list(instrument) and not instrument.rank else instrument.rank
    return Article(identifier, basis.label, rank, catalog.name_of(graph, instrument.place) if instrument.place != COUNTRY else "", pieces, True, basis.marks, score)


def _with_texts(graph: KnowledgeGraph, laws: LawStore, question: Question, linked: dict[str, float], search: LawSearch, gist: dict[str, Article]) -> dict[str, Article]:
    """Return the articles found by full text, and of those found by gist the ones on which likely matters rest; scores on one scale."""
    place = graph.places.get(question.place) if question.place else None
    functions = [f for i in (family(graph, question.function) if question.function else ()) if (f := graph.functions.get(i))]
    named = tuple(dict.fromkeys(name for f in functions for name in (f.generic, *f.names) if len(name) > LEAST_NAME))
    try:
        hits = search.search(question.words, question.most * 3, category=question.rank, place=place.full_name if place else "", day=question.day, function=named)
    except BadInput:
        return gist
    best = max((h.score for h in hits), default=1.0) or 1.0
    found: dict[str, Article] = {}
    for hit in hits:
        identifier = iri("statute", hit.title, hit.version, hit.number)
        version = _law_version(laws, hit.title, hit.version)
        if version is None:  # taken out since the index was built
            continue
        score = 0.5 + 0.5 * hit.score / best + LINKED * linked.get(identifier, 0.0)
        found[identifier] = Article(identifier, citation.write(hit.title, hit.number), version.category, version.place, tuple(passage(hit.text, hit.passage)), False, (hit.note,) if hit.note else (), score)
    for identifier, chance in linked.items():
        if identifier not in found and chance >= LEAST_LINKED and (article := gist.get(identifier)):
            found[identifier] = replace(_quoted(graph, laws, article, question.words), score=KNOWN + LINKED * chance)
    return found


def _quoted(graph: KnowledgeGraph, laws: LawStore, article: Article, words: str) -> Article:
    """Return an article found by its gist with its own text, where that is held."""
    provision = graph.provisions.need(article.id)
    instrument = graph.instruments.need(provision.instrument)
    text = laws.article(instrument.title, instrument.version, provision.number)
    return replace(article, pieces=tuple(marked(_short(text.text), words)), own_words=False) if text else article


def _law_version(laws: LawStore, title: str, version: str) -> LawVersion | None:
    return next((v for v in laws.versions(title) if v.version == version), None)


def _grants(graph: KnowledgeGraph, article: str, functions: Sequence[str]) -> bool:
    return any(g.function in functions for g in graph.grants.where("article", article))


def rank_of(graph: KnowledgeGraph, laws: LawStore, work: str) -> str:
    """Return the rank of a statute or list."""
    known = next(iter(graph.instruments.where("work", work)), None)
    if known:
        return known.rank
    held = next(iter(laws.versions(work.rsplit("/", 1)[-1])), None)
    return held.category if held else ""


def marked(text: str, words: str) -> Iterator[tuple[str, bool]]:
    """Yield a text in pieces, those two letters or longer that also stand in the words marked."""
    pairs = {words[i : i + 2] for i in range(len(words) - 1)}
    pairs = {p for p in pairs if p.isalnum() and not (p[0] in WITHOUT_MEANING and p[1] in WITHOUT_MEANING)}
    flags = [False] * len(text)
    for i in range(len(text) - 1):
        if text[i : i + 2] in pairs:
            flags[i] = flags[i + 1] = True
    start = 0
    for i in range(1, len(text) + 1):
        if i == len(text) or flags[i] != flags[start]:
            yield text[start:i], flags[start]
            start = i


def passage(text: str, span: tuple[int, int] | None) -> Iterator[tuple[str, bool]]:
    """Yield an article's text around the passage that answers best, that marked; its beginning where none does."""
    if span is None:
        yield _short(text), False
        return
    start, end = span
    first = max(0, min(start - 30, len(text) - SHOWN_TEXT))
    last = min(len(text), max(end + 30, first + SHOWN_TEXT))
    yield ("…" if first else "") + text[first:start], False
    yield text[start:end], True
    yield text[end:last] + ("…" if last < len(text) else ""), False


def _short(text: str) -> str:
    return text if len(text) <= SHOWN_TEXT else text[:SHOWN_TEXT] + "…"
