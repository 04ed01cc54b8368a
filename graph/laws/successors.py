"""Which article of a new text took the place of each article of an old one.

The method, from the texts alone:

1. Each article is taken as the runs of two and three characters in it, punctuation left out and numbers of articles referred to
   made alike (an amendment renumbers them); so are the amounts of fines and the days of detention. A run weighs the more the fewer articles have it (inverse document frequency over both
   texts, Spärck Jones 1972).
2. Every pair gets a nearness in [0, 1]: half the cosine of the two (TF-IDF), half the share of the old article that stands in the
   new one. The share lets an article that went into a longer one be found; the cosine keeps long articles from swallowing all.
3. Of the nearest SHORTLIST, one is chosen for every old article of a statute together (Viterbi 1967): an article that follows
   closely on its predecessor's successor gets FOLLOWS more, because statutes are renumbered more often than shuffled; one below
   LEAST is gone, unless it is left between two neighbours and so is a new article, which then need only be BETWEEN near. Two articles may go into one (merged). Where a far better claim to a new article stands, the weak one gives way.
4. Likeness is then exact: twice the longest common subsequence over the lengths of both (rapidfuzz's Indel similarity), of the
   chosen pairs alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from graph.laws.model import LawArticle

Kind = Literal["same", "renumbered", "reworded", "gone"]
Floats = npt.NDArray[np.float32]

RUNS: Final = (2, 3)
_BITS: Final = 21
"""Bits of a character's number: three of them fit into one integer, and no run of two is one of three."""
SHORTLIST: Final = 12
"""Candidates looked at for each old article."""
LEAST: Final = 0.2
"""Nearness below which nothing took an article's place. Unrelated articles of one field reach 0.1 to 0.15, by their common phrases."""
FOLLOWS: Final = 0.04
"""What following closely on the predecessor's successor is worth: it settles ties between articles that say the same of two things,
and never outweighs a clearly nearer text."""
CLOSELY: Final = 6
"""Articles by which a successor may lie behind its predecessor's to follow closely."""
BETWEEN: Final = 0.08
"""Nearness that is enough where position speaks too: both neighbours have successors with few, unclaimed articles between them."""
ROOM: Final = 3
"""How many articles that may be."""
STRONG: Final = 0.5
"""A claim that makes a weak one (below half of it) on the same new article give way."""
PART: Final = 0.12
"""Share of an old article's runs that must stand in a further new one, and not in the chosen one, for that to be called a part of it."""
OWN: Final = 0.25
"""Share of that further article that these must make up: else the two merely share phrases."""
NEAREST: Final = 3
"""Candidates named for an article that is gone."""
_REFERRED: Final = re.compile(r"第[零〇一二两三四五六七八九十百千\d]+(条|款|项|章|节)(?:之[一二三四五六七八九十]+)?")
_ITSELF: Final = re.compile(r"本(?:条例|办法|规定|细则|规则|决定|法典|解释)")
_AMOUNT: Final = r"[零〇一二两三四五六七八九十百千万\d]+(?:个月|日|元|倍|年)"
_SANCTION: Final = re.compile(
    rf"(?:可以)?(?:单处|并处|处以|处)?(?:{_AMOUNT}以上)?{_AMOUNT}以下(?:的)?(?:拘留|罚款|有期徒刑)?|情节(?:较轻|较重|严重|特别严重)的"
)
"""Sanctions: formulas that articles on quite different things share, and that amendments change."""
_BETWEEN: Final = re.compile(r"[\s，。、；：（）()“”‘’《》〈〉—…,.;:\"'\[\]【】]+")


@dataclass(frozen=True, slots=True)
class Succession:
    """What became of an old article.

    `new`: the article that took its place, by number, None where none did. `kind`: `same` text under the same number; `renumbered`:
    the same text (but for numbers referred to) under another; `reworded`; `gone`. `likeness` of both texts in [0, 1]. `others`: of an article that
    was split, where further parts of it went; of one that is gone, what comes nearest. `merged`: other old articles that went into
    the same new one, by number.
    """

    old: str
    new: str | None
    kind: Kind
    likeness: float
    others: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()


def align(old: Sequence[LawArticle], new: Sequence[LawArticle]) -> list[Succession]:
    """Return what became of each article of one old text, in its order."""
    return align_all((old,), new)[0]


def align_all(olds: Sequence[Sequence[LawArticle]], new: Sequence[LawArticle]) -> list[list[Succession]]:
    """Return what became of each article of several old texts that one new text took the place of: one list for each, in order."""
    if not new or not any(olds):
        return [[Succession(a.number, None, "gone", 0.0) for a in old] for old in olds]
    near = _nearness([a for old in olds for a in old], new)
    found, at = [], 0
    for old in olds:
        rows = slice(at, at + len(old))
        found.append(_one(old, new, near[rows]))
        at += len(old)
    return found


def chosen(old: Sequence[LawArticle], new: Sequence[LawArticle]) -> dict[str, str]:
    """Return the numbers of the articles that took the places of old ones, by the old number: what `align` chooses, without comparing
    the texts of each pair, which is most of its cost."""
    if not old or not new:
        return {}
    columns = _columns(_nearness(old, new))
    return {article.number: new[column].number for article, column in zip(old, columns, strict=True) if column is not None}


def plain(text: str) -> str:
    """Return a text without what an amendment changes by renumbering alone: numbers of articles, punctuation, its own kind's name."""
    said = _ITSELF.sub("本法", _REFERRED.sub(r"某\1", unicodedata.normalize("NFKC", text)))
    return _BETWEEN.sub("", said)


def _nearness(old: Sequence[LawArticle], new: Sequence[LawArticle]) -> Floats:
    """Return the nearness of every old article (rows) to every new one (columns)."""
    from scipy import sparse

    texts = [plain(_SANCTION.sub("", a.text)).ljust(RUNS[0], "空") for a in (*old, *new)]
    counts = _counts(texts)
    having = np.bincount(counts.indices, minlength=counts.shape[1])
    weights = np.log((len(texts) + 1) / (having + 1)) + np.log(2)  # never nothing: two one-article texts are compared as well
    scale = sparse.diags(weights.astype(np.float32))
    there = counts.copy()
    there.data[:] = 1
    counts.data = 1 + np.log(counts.data)
    tfidf, weighed = counts @ scale, there @ scale
    n = len(old)
    length = np.sqrt(_sums(tfidf.multiply(tfidf)))
    cosine = (tfidf[:n] @ tfidf[n:].T).toarray() / np.outer(length[:n], length[n:])
    both = (weighed[:n] @ there[n:].T).toarray()
    share = both / _sums(weighed[:n])[:, None]
    near: Floats = ((cosine + share) / 2).astype(np.float32)
    return near


def _counts(texts: Sequence[str]) -> Any:
    """Return how often each text (rows) holds each run (columns), as a sparse matrix.

    By hand: scikit-learn's vectorizer does the same and costs a process that imports it 1.5 s and 65 MB.
    """
    from scipy import sparse

    runs, owners = [], []
    for owner, text in enumerate(texts):
        letters = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
        for length in RUNS:
            codes = np.zeros(max(len(letters) - length + 1, 0), dtype=np.uint64)
            for n in range(length):
                codes = (codes << np.uint64(_BITS)) | letters[n : n + len(codes)]
            runs.append(codes)
            owners.append(np.full(len(codes), owner, dtype=np.int32))
    distinct, columns = np.unique(np.concatenate(runs), return_inverse=True)
    rows = np.concatenate(owners)
    return sparse.csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=(len(texts), len(distinct)))


def _sums(matrix: Any) -> npt.NDArray[np.float64]:
    return np.asarray(matrix.sum(axis=1), dtype=np.float64).ravel()


def _one(old: Sequence[LawArticle], new: Sequence[LawArticle], near: Floats) -> list[Succession]:
    """Return what became of the articles of one statute."""
    if not old:
        return []
    columns = _columns(near)
    into: dict[int, list[str]] = {}
    for article, column in zip(old, columns, strict=True):
        if column is not None:
            into.setdefault(column, []).append(article.number)
    return [_told(article, column, new, near[row], into) for row, (article, column) in enumerate(zip(old, columns, strict=True))]


def _columns(near: Floats) -> list[int | None]:
    """Return for each old article of a statute the new one that took its place, None where none did."""
    return _fill(_give_way(_chosen(near), near), near)


def _told(article: LawArticle, column: int | None, new: Sequence[LawArticle], near: Floats, into: dict[int, list[str]]) -> Succession:
    from rapidfuzz.distance import Indel

    order = np.argsort(-near, kind="stable")[:SHORTLIST].tolist()
    if column is None:
        best = order[0]
        return Succession(
            article.number,
            None,
            "gone",
            _rounded(Indel.normalized_similarity(plain(article.text), plain(new[best].text))),
            tuple(new[c].number for c in order[:NEAREST]),
        )
    before, after = plain(article.text), plain(new[column].text)
    merged = tuple(n for n in into[column] if n != article.number)
    if before == after:
        kind: Kind = "same" if (article.title, article.number) == (new[column].title, new[column].number) else "renumbered"
        return Succession(article.number, new[column].number, kind, 1.0, (), merged)
    others = tuple(new[c].number for c in _parts(article, [c for c in order if c != column], column, new))
    likeness = min(_rounded(Indel.normalized_similarity(before, after)), 0.999)
    return Succession(article.number, new[column].number, "reworded", likeness, others, merged)


def _parts(article: LawArticle, candidates: Sequence[int], chosen: int, new: Sequence[LawArticle]) -> Iterator[int]:
    """Yield the further articles into which parts of an old one went: they hold of it what the chosen one does not."""
    whole = _runs(article.text)
    left = whole - _runs(new[chosen].text)
    for column in candidates:
        there = _runs(new[column].text)
        part = left & there
        if len(part) >= PART * len(whole) and len(part) >= OWN * len(there):
            yield column
            left -= part


def _runs(text: str) -> set[str]:
    said = plain(_SANCTION.sub("", text))
    return {said[n : n + RUNS[1]] for n in range(len(said) - RUNS[1] + 1)}


def _rounded(value: float) -> float:
    return round(float(value), 3)


def _chosen(near: Floats) -> list[int | None]:
    """Return for each old article the new one (column) that took its place, all of a statute together."""
    wide = min(SHORTLIST, near.shape[1])
    columns = np.argsort(-near, axis=1, kind="stable")[:, :wide]
    gone = np.full((len(near), 1), LEAST, dtype=np.float32)
    said = np.concatenate([np.take_along_axis(near, columns, axis=1), gone], axis=1)  # the last choice: gone
    said[:, :wide][said[:, :wide] < LEAST] = -np.inf
    total, back = said[0], np.zeros((len(near), wide + 1), dtype=np.int64)
    for row in range(1, len(near)):
        step = columns[row][None, :] - columns[row - 1][:, None]
        worth = np.zeros((wide + 1, wide + 1), dtype=np.float32)
        worth[:wide, :wide] = np.where((step >= 0) & (step <= CLOSELY), FOLLOWS, 0)
        reached = total[:, None] + worth
        back[row] = reached.argmax(axis=0)
        total = reached.max(axis=0) + said[row]
    at, path = int(total.argmax()), []
    for row in range(len(near) - 1, -1, -1):
        path.append(int(columns[row, at]) if at < wide else None)
        at = int(back[row, at])
    return path[::-1]


def _give_way(chosen: list[int | None], near: Floats) -> list[int | None]:
    """Return the choice with weak claims on a new article moved off where a far stronger one stands: to the next nearest that is free of such, or gone."""
    best: dict[int, float] = {}
    for row, column in enumerate(chosen):
        if column is not None:
            best[column] = max(best.get(column, 0.0), float(near[row, column]))
    kept: list[int | None] = []
    for row, column in enumerate(chosen):
        if column is not None and best[column] >= STRONG and near[row, column] < best[column] / 2:
            order = np.argsort(-near[row], kind="stable")[:SHORTLIST].tolist()
            free = (c for c in order if near[row, c] >= LEAST and not (best.get(c, 0.0) >= STRONG and near[row, c] < best[c] / 2))
            column = next(free, None)
        kept.append(column)
    return kept


def _fill(chosen: list[int | None], near: Floats) -> list[int | None]:
    """Return the choice with articles put in that position gives away: nothing else took the place between the successors of its neighbours."""
    claimed, filled = set(chosen), list(chosen)
    for row in range(1, len(chosen) - 1):
        before, after = filled[row - 1], chosen[row + 1]
        if filled[row] is not None or before is None or after is None or not 2 <= after - before <= ROOM + 1:
            continue
        free = [c for c in range(before + 1, after) if c not in claimed and near[row, c] >= BETWEEN]
        if free:
            filled[row] = max(free, key=lambda c: near[row, c])
            claimed.add(filled[row])
    return filled
