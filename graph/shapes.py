"""The SHACL shapes (ontology/shapes.ttl) held against knowledge, by rudof, one record of each kind of likeness.

Ten thousand responsibilities differ in their words and in what they point to, and are alike in all that the shapes ask:
so many values of such classes, languages and datatypes. Of records alike the engine sees one, and what it finds is
found of all. Where a shape asks about a value itself (one of these, this pattern, that datatype) the value is part
of the likeness.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from graph.consistency import Finding
from graph.load import KNOWLEDGE, Knowledge, collector_paused
from ontology.vocabulary import RDF

SHAPES: Final = KNOWLEDGE / "shapes.ttl"
_SH: Final = "http://www.w3.org/ns/shacl#"
_TYPE: Final = str(RDF.type)
_CHINESE: Final = re.compile(r'"([^"]*)"@zh')
_OF_ANY_VALUE: Final = frozenset(f"{_SH}{name}" for name in ("path", "minCount", "maxCount", "class", "nodeKind", "message"))
"""What asks of a value no more than that it is there, and its kind; every other constraint asks about the value itself."""

_Likeness = tuple[tuple[str, object], ...]


@dataclass(frozen=True, slots=True)
class _Record:
    """A record with its triples that the shapes speak of, and what of them they ask: property with classes, or with the value itself."""

    id: str
    likeness: list[tuple[str, object]]
    triples: list[ox.Triple] = field(default_factory=list)


def violations(knowledge: Knowledge) -> list[Finding]:
    """Return what breaks the shapes, a finding a record and rule."""
    from pyrudof import RDFFormat, ReaderMode, Rudof, RudofConfig, ShaclFormat

    shapes = [quad.triple for quad in ox.parse(path=str(SHAPES), format=ox.RdfFormat.TURTLE)]
    alike = _alike(knowledge, shapes)
    if not alike:
        return []
    engine = Rudof(RudofConfig())
    engine.read_data(_written(_of_one_each(knowledge, alike.values())), format=RDFFormat.NTriples, reader_mode=ReaderMode.Strict)
    engine.read_shacl(_written(shapes), format=ShaclFormat.NTriples, reader_mode=ReaderMode.Strict)
    of_shapes = {str(t.subject).strip("<>"): t.object for t in shapes if t.predicate.value == f"{_SH}message"}
    as_this = {records[0].id: records for records in alike.values()}
    findings = []
    for found in engine.validate_shacl().violations:
        said = _CHINESE.findall(found.message or "")
        of_shape = of_shapes.get(found.source_shape or "")
        message = said[-1] if said else of_shape.value if isinstance(of_shape, ox.Literal) else found.message or ""
        findings += [Finding(knowledge.where(record.id), message) for record in as_this.get(found.focus_node or "", ())]
    return findings


def _alike(knowledge: Knowledge, shapes: list[ox.Triple]) -> dict[_Likeness, list[_Record]]:
    """Return the records that the shapes are about, by their likeness."""
    classes = {t.object.value for t in shapes if t.predicate.value == f"{_SH}targetClass"}  # type: ignore[union-attr]
    by_value = _by_value(shapes)
    kinds = {subject: said.get(_TYPE, ()) for subject, said in knowledge.subjects.items()}
    records = {subject: _Record(subject, [(_TYPE, kind)]) for subject, kind in kinds.items() if not classes.isdisjoint(kind)}
    with collector_paused():
        for triple in knowledge.triples:
            name, record = triple.predicate.value, records.get(triple.subject.value)  # type: ignore[union-attr]
            if record and (itself := by_value.get(name)) is not None:
                value = triple.object
                record.triples.append(triple)
                record.likeness.append((name, str(value) if itself else kinds.get(value.value, ()) if isinstance(value, ox.NamedNode) else ()))
        alike: dict[_Likeness, list[_Record]] = {}
        for record in records.values():
            alike.setdefault(tuple(sorted(record.likeness, key=str)), []).append(record)
    return alike


def _by_value(shapes: list[ox.Triple]) -> dict[str, bool]:
    """Return for each property that the shapes speak of whether they ask about its values themselves."""
    said: dict[object, list[ox.Triple]] = {}
    for triple in shapes:
        said.setdefault(triple.subject, []).append(triple)
    asks: dict[str, bool] = {}
    for about in said.values():
        for path in (t.object.value for t in about if t.predicate.value == f"{_SH}path"):  # type: ignore[union-attr]
            asks[path] = asks.get(path, False) or any(t.predicate.value not in _OF_ANY_VALUE for t in about)
    return asks


def _of_one_each(knowledge: Knowledge, alike: Iterable[list[_Record]]) -> Iterator[ox.Triple]:
    """Yield the first record of each likeness, and the classes of it and of what it points to.

    What is pointed to is thereby held against the shapes without what is said of it: findings about it count for nothing,
    those about the first of its own likeness do.
    """
    for first, *_ in alike:
        yield from first.triples
        for node in {first.id, *(t.object.value for t in first.triples if isinstance(t.object, ox.NamedNode))}:
            yield from (ox.Triple(ox.NamedNode(node), ox.NamedNode(_TYPE), ox.NamedNode(kind)) for kind in knowledge.subjects.get(node, {}).get(_TYPE, ()))


def _written(triples: Iterable[ox.Triple]) -> str:
    return (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()
