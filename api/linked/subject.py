"""The page of a subject that has no page of its own (an authorisation, a condition and its answers, a doctrine …): what is said of it, as rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from flask import render_template

from api import catalog
from api.labels import GRANTS, PARTS
from graph import skos as vocabulary
from graph.described import labels_of, pointing_at, said_of
from ontology.vocabulary import BASE, RDF, SW, local

if TYPE_CHECKING:
    from graph.store import KnowledgeGraph

_TYPE: Final = str(RDF.type)
_TERMS: Final = {
    "prefLabel": "名称", "altLabel": "又称", "notation": "代码", "definition": "含义", "broader": "上位", "related": "相关", "source": "来源",
    "first_date_entry_in_force": "施行", "date_no_longer_in_force": "失效", "is_part_of": "所属版本", "version_of": "所属法规", "repealed_by": "被废止于",
    "title": "名称", "description": "说明", "member": "所含", "hasTopConcept": "最上位", "license": "许可", "ConceptScheme": "词表", "Collection": "主题",
}  # fmt: skip
"""Chinese names of properties that others defined; ours carry theirs in the ontology."""
_KEYS: Final = {str(SW.part): PARTS, str(SW.kind): GRANTS}


@dataclass(frozen=True, slots=True)
class Row:
    """One property of a subject with its values: each a text and the IRI it links to, "" for none."""

    name: str
    values: tuple[tuple[str, str], ...]


def page(graph: KnowledgeGraph, iri: str) -> str | None:
    """Return the page of a subject, None for one that the version does not hold."""
    said = said_of(graph, iri) or vocabulary.said_of(graph, iri)
    if not said:
        return None
    kinds = [_name(graph, t.object.value) for t in said if t.predicate.value == _TYPE and isinstance(t.object, ox.NamedNode)]
    label = next((t.object.value for t in labels_of(graph, iri) if isinstance(t.object, ox.Literal)), local(iri))
    rows = _rows(graph, [t for t in said if t.predicate.value != _TYPE], outward=True)
    return render_template("subject.html", iri=iri, label=label, kinds=kinds, rows=rows, pointing=_rows(graph, pointing_at(graph, iri), outward=False))


def _rows(graph: KnowledgeGraph, triples: list[ox.Triple], *, outward: bool) -> list[Row]:
    """Return rows a property: its values (`outward`), or the subjects that have it."""
    values: dict[str, list[tuple[str, str]]] = {}
    for triple in triples:
        term = triple.object if outward else triple.subject
        shown = (_label(graph, term.value), term.value if term.value.startswith(BASE) else "") if isinstance(term, ox.NamedNode) else (_text(triple), "")
        values.setdefault(triple.predicate.value, []).append(shown)
    return [Row(_name(graph, prop), tuple(found)) for prop, found in values.items()]


def _text(triple: ox.Triple) -> str:
    """Return a value as people read it; keys by their Chinese names."""
    text = str(getattr(triple.object, "value", triple.object))
    return _KEYS.get(triple.predicate.value, {"true": "是", "false": "否"}).get(text, text)


def _label(graph: KnowledgeGraph, iri: str) -> str:
    if iri.startswith(BASE):
        found = next((t.object.value for t in labels_of(graph, iri) if isinstance(t.object, ox.Literal)), "")
        return found or catalog.name_of(graph, iri)
    return iri


def _name(graph: KnowledgeGraph, term: str) -> str:
    """Return the Chinese name of a class or property."""
    found = next((t.object.value for t in labels_of(graph, term) if isinstance(t.object, ox.Literal)), "")
    last = term.rpartition("#")[2].rpartition("/")[2]
    return found.partition("（")[0] or _TERMS.get(last, last)
