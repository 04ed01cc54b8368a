"""What the vectors of the search learn from: pairs of texts of which one is how people speak and the other how statutes do.

Sayings and their articles; what citizens say of a matter and the articles on which its responsibilities rest; our gists and their
articles; an interpretation and the article it applies; a part of an article and the rest of it; letters' titles, texts and replies.
(A static encoder that learns only clauses and articles does worse than BM25.) questions.dev is not among them: it is for measuring.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from graph.laws.model import LawArticle, LawVersion
from graph.laws.store import LawStore
from graph.store import KnowledgeGraph
from resolver.laws import sayings
from resolver.laws.building import head
from resolver.laws.references import cited_by

LETTERS: Final = ("shanghai.dev", "unlabelled", "seven_fields")
READ: Final = 220
"""Characters of an article that are learned from."""
SAYING_REPEATS: Final = 3
"""How often a pair of a saying and its article is taken: there are few, and they are what a question is like."""
SHORTEST: Final = 3
_PIECE: Final = re.compile("[，、]")
_SENTENCE: Final = re.compile(r"[^。；;！？\n]+[。；;！？]?")
_CLAUSE: Final = re.compile("[，、；。：]")

Pair = tuple[str, str]
Article = tuple[LawVersion, LawArticle]


def gather(laws: LawStore, graph: KnowledgeGraph, data: Path, seed: int) -> list[Pair]:
    """Return (how people speak, how statutes do) in the order of their kinds; national law only, newest versions."""
    chance = random.Random(seed)
    articles = list(laws.every_article(national=True))
    by_id = {a.id: (v, a) for v, a in articles}
    return [
        *_sayings(laws, {(a.title, a.version, a.number): (v, a) for v, a in articles}), *_applied(laws, articles), *_knowledge(graph, by_id, chance),
        *_parts(articles, chance), *_letters(data),
    ]  # fmt: skip


def told(article: Article) -> str:
    """Return an article as it is learned from."""
    return f"{head(*article)} {article[1].text[:READ]}"


def _sayings(laws: LawStore, articles: dict[tuple[str, str, str], Article]) -> Iterator[Pair]:
    for key, said in sayings.held(laws).items():
        if key not in articles:
            continue
        text = told(articles[key])
        for piece in _PIECE.split(said):
            if len(piece) >= SHORTEST:
                yield from [(piece, text)] * SAYING_REPEATS
        yield from [(said, text)] * (SAYING_REPEATS - 1)


def _applied(laws: LawStore, articles: Sequence[Article]) -> Iterator[Pair]:
    newest = {v.title: v.version for v in laws.laws()}
    for citing, cited in cited_by(articles, newest).tolist():
        yield articles[citing][1].text[:150], told(articles[cited])


def _knowledge(graph: KnowledgeGraph, articles: dict[str, Article], chance: random.Random) -> Iterator[Pair]:
    gists = {p.id: p.gist for p in graph.provisions if p.id in articles}
    for identifier, gist in gists.items():
        yield from [(gist, told(articles[identifier]))] * 2
    rests: dict[str, dict[str, int]] = {}
    for r in graph.responsibilities:
        for basis in r.basis:
            if basis in articles:
                weights = rests.setdefault(r.matter, {})
                weights[basis] = weights.get(basis, 0) + (3 if r.part == "lead" else 1)
    for matter in graph.matters:
        weights = rests.get(matter.id, {})
        if not weights:
            continue
        for phrase in matter.phrases:
            (basis,) = chance.choices(list(weights), list(weights.values()))
            full = chance.random() < 0.7
            yield phrase, told(articles[basis]) if full or basis not in gists else f"{gists[basis]} {head(*articles[basis])}"
        yield from ((" ".join((matter.label, *matter.alternatives)), told(articles[basis])) for basis in weights)


def _parts(articles: Sequence[Article], chance: random.Random) -> Iterator[Pair]:
    """Yield a sentence and the rest of its article (inverse cloze: Lee 2019, https://arxiv.org/abs/1906.00300); titles and texts."""
    for version, article in articles:
        if version.status == "repealed":
            continue
        above, text = head(version, article), article.text
        sentences = [s for s in _SENTENCE.findall(text) if len(s) >= 10]
        clauses = [c for c in _CLAUSE.split(text) if len(c) >= 4]
        if len(sentences) >= 2:
            n = chance.randrange(len(sentences))
            yield sentences[n][:120], f"{above} {''.join((*sentences[:n], *sentences[n + 1 :]))[:200]}"
        elif len(clauses) >= 2 and len(text) >= 20 and chance.random() < 0.6:
            n = chance.randrange(len(clauses))
            yield clauses[n], f"{above} {'，'.join((*clauses[:n], *clauses[n + 1 :]))}"
        if chance.random() < 0.35:
            yield above, text[:200]


def _letters(data: Path) -> Iterator[Pair]:
    for name in LETTERS:
        path = data / "letters" / f"{name}.jsonl.gz"
        if not path.exists():
            continue
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                title, text, reply = (row.get(key) or "" for key in ("title", "text", "reply"))
                if title and text:
                    yield title, text[:200]
                if text and reply:
                    yield text[:150], reply[:250]
