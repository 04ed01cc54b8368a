"""Triples about one subject, written one after another without naming it each time."""

from __future__ import annotations

import pyoxigraph as ox

from ontology.vocabulary import XSD


class Description:
    """Triples of one subject; each method adds some and returns the description itself."""

    def __init__(self, subject: str) -> None:
        self._subject = ox.NamedNode(subject)
        self.triples: list[ox.Triple] = []

    def link(self, prop: str, *targets: str) -> Description:
        """Add links to IRIs."""
        return self._add(prop, *map(ox.NamedNode, targets))

    def text(self, prop: str, words: str) -> Description:
        """Add a text in Chinese."""
        return self._add(prop, ox.Literal(words, language="zh"))

    def value(self, prop: str, value: str, kind: str = str(XSD.string)) -> Description:
        """Add a value of a datatype."""
        return self._add(prop, ox.Literal(value, datatype=ox.NamedNode(str(kind))))

    def number(self, prop: str, count: int) -> Description:
        """Add a whole number."""
        return self._add(prop, ox.Literal(count))

    def _add(self, prop: str, *objects: ox.NamedNode | ox.Literal) -> Description:
        self.triples += [ox.Triple(self._subject, ox.NamedNode(str(prop)), each) for each in objects]
        return self
