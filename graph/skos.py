"""The matters as a SKOS vocabulary (https://www.w3.org/TR/skos-reference/): what other programs take over as a subject scheme.

What the graph says in words of its own becomes SKOS: phrases and keywords are hidden labels, themes are collections. Both directions
of broader and related are written out, for readers that infer nothing, and its integrity conditions are kept: no label is both
preferred and other (S13), and nothing is related to what lies above it (S27).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from ontology.vocabulary import BASE, DCTERMS, RDF, SKOS, SW, iri, local

if TYPE_CHECKING:
    from graph.store import KnowledgeGraph
    from ontology.model import Matter

SCHEME: Final = iri("scheme", "matters")
LICENCE: Final = "https://www.apache.org/licenses/LICENSE-2.0"
_THEME: Final = f"{BASE}theme/"


def vocabulary(graph: KnowledgeGraph) -> Iterator[ox.Triple]:
    """Yield the whole vocabulary: scheme, themes, matters."""
    yield from _scheme(graph)
    for theme in themes(graph):
        yield from _collection(graph, theme)
    above = _Above(graph)
    for matter in graph.matters:
        yield from _concept(graph, matter, above)


def said_of(graph: KnowledgeGraph, subject: str) -> list[ox.Triple]:
    """Return what the vocabulary says of its scheme or one of its themes; empty for anything else."""
    if subject == SCHEME:
        return list(_scheme(graph))
    if subject.startswith(_THEME) and graph.matters.positions("theme", subject[len(_THEME) :]).size:
        return list(_collection(graph, subject[len(_THEME) :]))
    return []


def themes(graph: KnowledgeGraph) -> list[str]:
    """Return the themes that matters have."""
    return sorted(graph.matters.values("theme") - {""})


class _Above:
    """What lies above each matter, through all levels."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self._broader = {m.id: m.broader for m in graph.matters}

    def __call__(self, matter: str) -> set[str]:
        found: set[str] = set()
        ahead = [matter]
        while ahead:
            for broader in self._broader.get(ahead.pop(), ()):
                if broader not in found:
                    found.add(broader)
                    ahead.append(broader)
        return found


def _scheme(graph: KnowledgeGraph) -> Iterator[ox.Triple]:
    yield _link(SCHEME, RDF.type, str(SKOS.ConceptScheme))
    yield _chinese(SCHEME, DCTERMS.title, "首问事项")
    yield _chinese(SCHEME, DCTERMS.description, "群众会反映的事：名称、又称、群众说法、范围和上下位")
    yield _link(SCHEME, DCTERMS.license, LICENCE)
    for matter in graph.matters:
        if not _broader(graph, matter):
            yield _link(SCHEME, SKOS.hasTopConcept, matter.id)


def _collection(graph: KnowledgeGraph, theme: str) -> Iterator[ox.Triple]:
    subject = f"{_THEME}{theme}"
    yield _link(subject, RDF.type, str(SKOS.Collection))
    yield _chinese(subject, SKOS.prefLabel, theme)
    for row in graph.matters.positions("theme", theme).tolist():
        yield _link(subject, SKOS.member, graph.matters.id_of(row))


def _concept(graph: KnowledgeGraph, matter: Matter, above: _Above) -> Iterator[ox.Triple]:
    name, broader = matter.id, _broader(graph, matter)
    yield from (_link(name, RDF.type, str(kind)) for kind in (SKOS.Concept, SW.Matter))
    yield _link(name, SKOS.inScheme, SCHEME)
    yield ox.Triple(ox.NamedNode(name), ox.NamedNode(str(SKOS.notation)), ox.Literal(local(name).partition("/")[2]))
    yield _chinese(name, SKOS.prefLabel, matter.label)
    others = dict.fromkeys(text for text in matter.alternatives if text != matter.label)
    yield from (_chinese(name, SKOS.altLabel, text) for text in others)
    hidden = dict.fromkeys(text for text in (*matter.phrases, *matter.terms) if text != matter.label and text not in others)
    yield from (_chinese(name, SKOS.hiddenLabel, text) for text in hidden)
    if matter.scope:
        yield _chinese(name, SKOS.scopeNote, matter.scope)
    if not broader:
        yield _link(name, SKOS.topConceptOf, SCHEME)
    yield from (_link(name, SKOS.broader, each) for each in broader)
    yield from (_link(name, SKOS.narrower, m.id) for m in graph.matters.where("broader", name))
    related = {*matter.related, *(m.id for m in graph.matters.where("related", name))} - {name}
    for each in sorted(related):
        if graph.matters.index_of(each) >= 0 and each not in above(name) and name not in above(each):
            yield _link(name, SKOS.related, each)


def _broader(graph: KnowledgeGraph, matter: Matter) -> list[str]:
    return [each for each in matter.broader if graph.matters.index_of(each) >= 0]


def _link(subject: str, prop: str, target: str) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(str(prop)), ox.NamedNode(target))


def _chinese(subject: str, prop: str, text: str) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(str(prop)), ox.Literal(text, language="zh"))
