"""Rulings and articles found by the words they share with a letter: BM25 by tantivy over the names that the
gazetteer knows. Where n-grams rank the few thousand matters, few words are looked up here among any number of texts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from graph.patch import Rows, entries_after

Words = Callable[[Iterable[int]], Iterable[Collection[str]]]

MOST_WORDS: Final = 30
"""Words of a letter that are looked for; the first ones, as they stand."""


def build(texts: Iterable[Collection[str]], folder: Path) -> None:
    """Write an index over texts, each given as the words in it; a text's number is its place in the order."""
    import tantivy

    folder.mkdir(parents=True, exist_ok=True)
    count = _add(tantivy.Index(_schema(), path=str(folder)), texts, 0)
    np.save(_rows_of(folder), np.arange(count, dtype=np.int32))


def update(old: Path, words: Words, source: Rows | None, folder: Path) -> None:
    """Write the index of `old` after a change of the records it is over: its files are linked, texts that are new follow as entries of their own.

    `source`: the row that each row was, or CHANGED; None: no change. `words`: gives the words of the texts in some rows.
    """
    import tantivy

    folder.mkdir(parents=True)
    for path in old.iterdir():
        if path.suffix != ".lock":  # what tantivy writes anew it renames into place: nothing is written through a link
            (folder / path.name).hardlink_to(path)
    before = np.load(_rows_of(old))
    rows, new = (before, ()) if source is None else entries_after(before, source)
    if len(new):
        _add(tantivy.Index.open(str(folder)), words(new), len(before))
    np.save(_rows_of(folder), rows.astype(np.int32))


def _add(index: Any, texts: Iterable[Collection[str]], first: int) -> int:
    """Add texts numbered from `first`; return the number after the last."""
    import tantivy

    writer = index.writer(num_threads=1)
    number = first
    for words in texts:
        writer.add_document(tantivy.Document(words=" ".join(_plain(words)), number=number))
        number += 1
    writer.commit()
    writer.wait_merging_threads()
    return number


def _rows_of(folder: Path) -> Path:
    """Return the file beside an index that says which row each of its texts stands in (-1: gone)."""
    return folder.with_name(f"{folder.name}.rows.npy")


class WordSearch:
    """Indexes opened for searching; several processes may read them."""

    def __init__(self, *folders: Path) -> None:
        import tantivy

        self._indexes = [tantivy.Index.open(str(folder)) for folder in folders]
        self._searchers = [(index.searcher(), np.load(_rows_of(folder))) for index, folder in zip(self._indexes, folders, strict=True)]

    def nearest(self, words: Collection[str], limit: int, indexes: int | None = None) -> list[list[tuple[int, float]]]:
        """Return for each index (of the first `indexes` only, where given) (row, BM25 score) of the texts that share most with `words`, best first."""
        wanted, asked = _plain(words)[:MOST_WORDS], self._searchers[:indexes]
        if not wanted:
            return [[] for _ in asked]
        query = self._indexes[0].parse_query(" ".join(wanted), ["words"])  # good for all: they have one schema
        return [self._rows(searcher, rows, query, limit) for searcher, rows in asked]

    def _rows(self, searcher: Any, rows: npt.NDArray[np.int32], query: Any, limit: int) -> list[tuple[int, float]]:
        found = searcher.search(query, limit, count=False)
        numbered = ((int(rows[searcher.doc(address)["number"][0]]), score) for score, address in found.hits)
        return [(row, score) for row, score in numbered if row >= 0]


def _plain(words: Collection[str]) -> list[str]:
    """Return the words that hold letters only: anything else would be read as the query's own signs."""
    return [word for word in words if word.isalnum()]


def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("words", stored=False, tokenizer_name="whitespace", index_option="freq")
    builder.add_unsigned_field("number", stored=True)
    return builder.build()
