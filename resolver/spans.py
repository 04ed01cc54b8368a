"""What the gazetteer finds as spaCy shows it: a Language whose tokens are characters, so that positions in the text and in the Doc are the
same; `doc._.named` are the spans (label = kind: label, function, unit, cue; kb_id = IRI).

For looking at a text, in a notebook or with displacy. The resolver asks the gazetteer itself: a Doc would take it ten times as long,
and spaCy seconds to import.
"""

from __future__ import annotations

from typing import Any

from graph.store import KnowledgeGraph
from resolver.gazetteer import names_known
from resolver.lightly import imported_without

with imported_without("torch"):  # spaCy would load it for trained components, of which there are none here
    import spacy
    from spacy.language import Language
    from spacy.tokens import Doc, Span


def pipeline(graph: KnowledgeGraph) -> Language:
    """Return the pipeline for one graph version."""
    nlp = spacy.blank("zh")
    nlp.tokenizer = _Characters(nlp.vocab)
    found: Any = nlp.add_pipe("shouwen_gazetteer")
    found.gazetteer = names_known(graph)
    return nlp


class _Characters:
    """spaCy's character segmentation without its look for words and spaces: one token a character."""

    def __init__(self, vocab: Any) -> None:
        self._vocab = vocab

    def __call__(self, text: str) -> Doc:
        return Doc(self._vocab, words=list(text), spaces=[False] * len(text), user_data={"text": text})


class _Finding:
    """The component: leaves on a Doc what its gazetteer matches in the text."""

    gazetteer: Any = None

    def __call__(self, doc: Doc) -> Doc:
        doc.user_data["found"] = self.gazetteer.matches(doc.user_data["text"])
        return doc


def _named(doc: Doc) -> list[Span]:
    return [Span(doc, start, end, label=kind, kb_id=target) for start, end, named, _ in doc.user_data["found"] for kind, target in named]


Doc.set_extension("named", getter=_named, force=True)


@Language.factory("shouwen_gazetteer")
def _finding(nlp: Language, name: str) -> _Finding:
    return _Finding()
