"""Rulings and articles found by the words they share with a letter: BM25 by tantivy over the names that the
gazetteer knows. Where n-grams rank the few thousand matters, few words are looked up here among any number of texts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any, Final

MOST_WORDS: Final = 40
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
    """An index opened for searching; several processes may read it."""

    def __init__(self, folder: Path) -> None:
        import tantivy

        self._index = tantivy.Index.open(str(folder))
        self._searcher = self._index.searcher()

    def nearest(self, words: Collection[str], limit: int) -> list[tuple[int, float]]:
        """Return (number, BM25 score) of the texts that share most with `words`, best first."""
        wanted = _plain(words)[:MOST_WORDS]
        if not wanted:
            return []
        found = self._searcher.search(self._index.parse_query(" ".join(wanted), ["words"]), limit, count=False)
        return [(self._searcher.doc(address)["number"][0], score) for score, address in found.hits]


def _plain(words: Collection[str]) -> list[str]:
    """Return the words that hold letters only: anything else would be read as the query's own signs."""
    return [word for word in words if word.isalnum()]


def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("words", stored=False, tokenizer_name="whitespace", index_option="freq")
    builder.add_unsigned_field("number", stored=True)
    return builder.build()
