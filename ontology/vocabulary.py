"""The names of things: namespaces, classes and properties as they stand in shouwen.ttl.

Written once here, so that code and Turtle name each thing alike.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final
from urllib.parse import quote, unquote

from rdflib import Namespace, URIRef
from rdflib.namespace import DCTERMS, ORG, PROV, RDF, RDFS, SKOS, XSD

__all__ = ["BASE", "DCTERMS", "ELI", "ORG", "PREFIXES", "PROV", "RDF", "RDFS", "SKOS", "SW", "XSD", "iri", "local"]


class _Vocabulary(Namespace):
    """A namespace whose terms are made once: reading the knowledge asks for them a quarter of a million times."""

    @lru_cache(maxsize=256)  # noqa: B019  (the few instances live as long as the module)
    def term(self, name: str) -> URIRef:
        """Return the term of this name."""
        return super().term(name)


BASE: Final = "https://w3id.org/shouwen/id/"
SW: Final = _Vocabulary("https://w3id.org/shouwen/ns#")
ELI: Final = _Vocabulary("http://data.europa.eu/eli/ontology#")
CV: Final = _Vocabulary("http://data.europa.eu/m8g/")

PREFIXES: Final = {
    "sw": str(SW),
    "skos": str(SKOS),
    "org": str(ORG),
    "eli": str(ELI),
    "prov": str(PROV),
    "dct": str(DCTERMS),
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "xsd": str(XSD),
}

PARTS: Final = ("lead", "support", "territorial", "oversight", "owner", "fallback")
"""Parts a function or unit can have in a matter, the order in which helpers are shown."""

GRANT_KINDS: Final = ("competent", "enforcement", "helps", "exempts")
"""What an article does to the function it names."""


def iri(kind: str, *names: str) -> str:
    """Return the full IRI `BASE kind/name/…`; names may be Chinese and are kept readable."""
    return BASE + "/".join((kind, *names))


def local(identifier: str) -> str:
    """Return an IRI without our base (`matter/路灯损坏`), or unchanged when it is not ours."""
    return identifier[len(BASE) :] if identifier.startswith(BASE) else identifier


def as_path(identifier: str) -> str:
    """Return the percent-encoded `/id/…` path under which an IRI of ours dereferences."""
    return "/id/" + quote(local(identifier), safe="/")


def from_path(path: str) -> str:
    """Return the IRI behind a `/id/…` path; the inverse of `as_path`."""
    return BASE + unquote(path.removeprefix("/id/"))
