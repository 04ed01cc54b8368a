"""Rulings and articles found by the words they share with a letter: BM25 by tantivy over the names that the
gazetteer knows. Where n-grams rank the few thousand matters, few words are looked up here among any number of texts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any, Final

MOST_WORDS: Final = 30
"""Words of a letter that are looked for; the first ones, as they stand."""


def build(texts: Iterable[Collection[str]], folder: Path) -> None:
    """Write an index over texts, each given as the words in it; a text's number is its place in the order."""
    import tantivy

    folder.mkdir(parents=True, exist_ok=True)
    writer = tantivy.Index(_schema(), path=str(folder)).writer(num_threads=1)
    for number, words in enumerate(texts):
        writer.add_document(tantivy.Document(words=" ".join(_plain(words)), number=number))
    writer.commit()
    writer.wait_merging_threads()


class WordSearch:
    """Indexes opened for searching; several processes may read them."""

    def __init__(self, *folders: Path) -> None:
        import tantivy

        self._indexes = [tantivy.Index.open(str(folder)) for folder in folders]
        self._searchers = [index.searcher() for index in self._indexes]

    def nearest(self, words: Collection[str], limit: int) -> list[list[tuple[int, float]]]:
        """Return for each index (number, BM25 score) of the texts that share most with `words`, best first."""
        wanted = _plain(words)[:MOST_WORDS]
        if not wanted:
            return [[] for _ in self._searchers]
        query = self._indexes[0].parse_query(" ".join(wanted), ["words"])  # good for all: they have one schema
        return [self._numbers(searcher, query, limit) for searcher in self._searchers]

    def _numbers(self, searcher: Any, query: Any, limit: int) -> list[tuple[int, float]]:
        found = searcher.search(query, limit, count=False)
        return [(searcher.doc(address)["number"][0], score) for score, address in found.hits]


def _plain(words: Collection[str]) -> list[str]:
    """Return the words that hold letters only: anything else would be read as the query's own signs."""
    return [word for word in words if word.isalnum()]


def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("words", stored=False, tokenizer_name="whitespace", index_option="freq")
    builder.add_unsigned_field("number", stored=True)
    return builder.build()
