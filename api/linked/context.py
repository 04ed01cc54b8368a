"""JSON-LD that reads like JSON: our properties by their own names, through a context that says which is which."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from typing import Any, Final

import pyoxigraph as ox

from ontology.vocabulary import PREFIXES

_CHINESE: Final = ("skos:prefLabel", "skos:altLabel", "skos:scopeNote", "skos:definition", "sw:duty", "sw:gist", "sw:facts", "eli:title", "sw:theme")
"""Properties whose values are Chinese text: without the language at each value."""
_LINKS: Final = (
    "sw:matter", "sw:function", "sw:unit", "sw:place", "sw:basis", "sw:grants", "sw:when", "sw:option", "sw:doctrine", "sw:within",
    "sw:disputedBetween", "sw:supersedes", "sw:follows", "sw:heldBy", "skos:broader", "skos:related", "eli:is_part_of", "eli:version_of", "eli:repealed_by",
)  # fmt: skip
"""Properties whose values are IRIs: each as one string."""


@cache
def context() -> dict[str, Any]:
    """Return the JSON-LD context of our answers."""
    return {
        **PREFIXES,
        **{name.partition(":")[2]: {"@id": name, "@language": "zh"} for name in _CHINESE},
        **{name.partition(":")[2]: {"@id": name, "@type": "@id"} for name in _LINKS},
    }  # fmt: skip


def as_json_ld(triples: Iterable[ox.Triple]) -> bytes:
    """Return triples as compact JSON-LD 1.1; subjects in the order of their IRIs."""
    from rdflib import Graph

    graph = Graph()
    graph.parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt11")
    text = graph.serialize(format="json-ld", context=context(), auto_compact=False, sort_keys=True)
    return json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":")).encode()
