"""The forms of RDF that leave the house: their names, media types and suffixes, and triples written in each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from graph.scrub import triple_for_xml
from ontology.vocabulary import BASE, PREFIXES


@dataclass(frozen=True, slots=True)
class Form:
    """A form of RDF: its name is its suffix and the value of `format=`; `media` are the types that ask for it, the first is sent."""

    name: str
    label: str
    media: tuple[str, ...]
    written: ox.RdfFormat

    @property
    def content_type(self) -> str:
        """Return the value of Content-Type."""
        return f"{self.media[0]}; charset=utf-8" if self.media[0].startswith("text/") else self.media[0]


FORMS: Final = {
    form.name: form
    for form in (
        Form("ttl", "Turtle", ("text/turtle", "application/x-turtle"), ox.RdfFormat.TURTLE),
        Form("jsonld", "JSON-LD", ("application/ld+json", "application/json"), ox.RdfFormat.JSON_LD),
        Form("nt", "N-Triples", ("application/n-triples",), ox.RdfFormat.N_TRIPLES),
        Form("rdf", "RDF/XML", ("application/rdf+xml",), ox.RdfFormat.RDF_XML),
    )
}
KINDS: Final = ("matter", "resp", "function", "unit", "place", "assign", "grant", "condition", "doctrine", "authority", "deadline")
"""Kinds whose names are short enough to be worth a prefix. Statutes, lists and rulings have slashes in theirs, which Turtle would
have to escape; their IRIs are written out."""
WRITTEN_PREFIXES: Final = PREFIXES | {"void": "http://rdfs.org/ns/void#", "dcat": "http://www.w3.org/ns/dcat#"} | {kind: f"{BASE}{kind}/" for kind in KINDS}


def written(triples: Iterable[ox.Triple], form: Form) -> bytes:
    """Return triples in a form, in the order given. Characters that the form cannot carry become U+FFFD."""
    held = [triple_for_xml(t) for t in triples] if form.name == "rdf" else list(triples)
    return ox.serialize(held, format=form.written, prefixes=_used(held) if form.name in {"ttl", "rdf"} else None) or b""


def _used(triples: Iterable[ox.Triple]) -> dict[str, str]:
    """Return the prefixes that the triples use."""
    names = {term.value for t in triples for term in (t.subject, t.predicate, t.object) if isinstance(term, ox.NamedNode)}
    names |= {t.object.datatype.value for t in triples if isinstance(t.object, ox.Literal)}
    return {prefix: space for prefix, space in WRITTEN_PREFIXES.items() if any(name.startswith(space) for name in names)}
