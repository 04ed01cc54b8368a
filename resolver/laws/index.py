"""The index of one generation of the law store, opened memory-mapped: workers share its pages."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from ontology.errors import BadVersion
from resolver.laws import tuning
from resolver.laws.grams import Codes
from resolver.laws.typed import Repealed

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
LOCAL: Final = frozenset({"地方性法规", "地方政府规章", "自治条例", "单行条例"})
"""Ranks that hold in one place only, also where their publisher does not say in which."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which articles may be found: of national law only, of one category, in force at a place ("" everywhere) on a day (None: the
    newest versions), that name one of some functions."""

    national: bool = False
    category: str = ""
    place: str = ""
    day: dt.date | None = None
    function: tuple[str, ...] = ()


class LawIndex:
    """One generation's index."""

    def __init__(self, folder: Path) -> None:
        try:
            self.about: Mapping[str, Any] = json.loads((folder / "about.json").read_text(encoding="utf-8"))
            told = json.loads((folder / "versions.json").read_text(encoding="utf-8"))
            self.words: Codes = np.asarray(np.load(folder / "words.npy"))
            self.starts: Ints = np.asarray(np.load(folder / "starts.npy"))
            self.articles, self.weights, self.vectors = (np.load(folder / f"{name}.npy", mmap_mode="r") for name in ("articles", "weights", "vectors"))
            self.prior: Floats = np.asarray(np.load(folder / "prior.npy"))
            self._cites = np.load(folder / "cites.npy")
            self.version_of = np.asarray(np.load(folder / "versions.npy"))
            self._offsets: Ints = np.asarray(np.load(folder / "offsets.npy"))
            self._texts = np.memmap(folder / "texts.bin", dtype=np.uint8, mode="r") if self._offsets[-1] else np.empty(0, dtype=np.uint8)
        except (OSError, ValueError, KeyError, EOFError) as error:
            raise BadVersion(
                "法规检索的索引打不开", where=str(folder), why=str(error), mend=f"删除 {folder} 后运行 shouwen laws import 任一文件重建"
            ) from error
        if self.about.get("format") != tuning.FORMAT:
            raise BadVersion("法规检索的索引是别的版本的程序建的", where=str(folder), mend="再运行一次 shouwen laws import 重建")
        self.folder = folder
        self.versions: Sequence[Mapping[str, Any]] = told["versions"]
        self.repealed: Repealed = {title: (by, number) for title, (by, number) in told["repealed"].items()}

    def __len__(self) -> int:
        return len(self.version_of)

    def scores(self, codes: Codes) -> Floats:
        """Return what the articles have in common with some runs (sorted, each once): the sum of their weights; shape [articles]."""
        lists = self.rows(codes)
        if not len(lists):
            return np.zeros(len(self), dtype=np.float32)
        spans = [slice(self.starts[n], self.starts[n + 1]) for n in lists]
        rows = np.concatenate([self.articles[span] for span in spans])
        weights = np.concatenate([self.weights[span] for span in spans])
        return np.bincount(rows, weights, minlength=len(self)).astype(np.float32)

    def rows(self, codes: Codes) -> Ints:
        """Return where runs stand among the words, those no article holds left out."""
        if not len(self.words):
            return np.empty(0, dtype=np.int64)
        found = np.minimum(np.searchsorted(self.words, codes), len(self.words) - 1)
        held: Ints = found[self.words[found] == codes]
        return held

    def rarity(self, codes: Codes) -> Floats:
        """Return how rare runs are: ln(articles / articles that hold one); those no article holds are the rarest."""
        found = np.minimum(np.searchsorted(self.words, codes), max(len(self.words) - 1, 0))
        held = np.where(self.words[found] == codes, self.starts[found + 1] - self.starts[found], 0) if len(self.words) else np.zeros(len(codes))
        rarity: Floats = np.log((len(self) + 1) / (held + 1)).astype(np.float32)
        return rarity

    def text(self, row: int) -> tuple[str, str, str]:
        """Return number, label and text of an article."""
        number, label, text = bytes(self._texts[self._offsets[row] : self._offsets[row + 1]]).decode("utf-8").split("\t", 2)
        return number, label, text

    def cited_by(self, rows: Ints) -> Ints:
        """Return the articles that some cite, each once."""
        starts, cited = self._citations[0]
        return np.unique(cited[_within(starts[rows], starts[rows + 1])])

    def from_citing(self, rows: Ints, words: Floats) -> Floats:
        """Return for each of some articles the largest of the `words` [articles] of those that cite it, 0 where none does."""
        starts, citing = self._citations[1]
        begin, end = starts[rows], starts[rows + 1]
        cited = np.flatnonzero(end > begin)
        found = np.zeros(len(rows), dtype=np.float32)
        if len(cited):
            found[cited] = np.maximum.reduceat(words[citing[_within(begin, end)]], np.cumsum(np.append(0, (end - begin)[cited]))[:-1])
        return found

    @cached_property
    def _citations(self) -> tuple[tuple[Ints, Ints], tuple[Ints, Ints]]:
        """Return (starts [articles + 1], articles) of what each article cites, and of what cites it."""
        both = []
        for this, other in ((0, 1), (1, 0)):
            order = np.argsort(self._cites[:, this], kind="stable")
            both.append((np.searchsorted(self._cites[order, this], np.arange(len(self) + 1)).astype(np.int64), self._cites[order, other].astype(np.int64)))
        return both[0], both[1]

    def allowed(self, wanted: Wanted) -> Mask:
        """Return which articles may be found; shape [articles]."""
        mask: Mask = self._allowed(wanted)
        return mask

    @cached_property
    def _allowed(self) -> Any:
        return lru_cache(maxsize=32)(self._allow)

    def _allow(self, wanted: Wanted) -> Mask:
        versions = np.array([_fits(v, wanted) for v in self.versions], dtype=bool)
        allowed: Mask = versions[self.version_of] if len(self) else np.zeros(0, dtype=bool)
        if wanted.function:
            allowed = allowed & self._naming(wanted.function)
        return allowed

    def _naming(self, names: Sequence[str]) -> Mask:
        """Return which articles name one of some functions."""
        naming, texts = np.zeros(len(self), dtype=bool), bytes(self._texts)
        for name in filter(None, names):
            sought, at = name.encode("utf-8"), -1
            while (at := texts.find(sought, at + 1)) >= 0:
                row = int(np.searchsorted(self._offsets, at, side="right")) - 1
                naming[row] = True
                at = int(self._offsets[row + 1]) - 1  # one is enough: on with the next article
        return naming


def _within(begin: Ints, end: Ints) -> Ints:
    """Return the positions from each begin to its end, one range after another."""
    lengths = end - begin
    positions: Ints = np.arange(lengths.sum()) + np.repeat(begin - np.cumsum(lengths) + lengths, lengths)
    return positions


def _fits(version: Mapping[str, Any], wanted: Wanted) -> bool:
    local = bool(version["place"]) or version["category"] in LOCAL
    if (wanted.national and local) or (wanted.category and version["category"] != wanted.category):
        return False
    if wanted.place and local and not (version["place"] and version["place"] in wanted.place):
        return False
    if wanted.day is None:
        return bool(version["newest"])
    day = wanted.day.isoformat()
    return (not version["start"] or version["start"] <= day) and (not version["until"] or day < version["until"])
