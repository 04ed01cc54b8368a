"""The SHACL shapes (ontology/shapes.ttl) held against knowledge, by rudof, in portions that run side by side.

The engine is not Python and leaves the interpreter free, so a portion a core: the shape of responsibilities, which has
the most and the widest records, and all others. A portion gets the triples its shapes speak of and everything's class.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from graph.consistency import Finding
from graph.load import KNOWLEDGE, Knowledge
from ontology.vocabulary import RDF, SW

SHAPES: Final = KNOWLEDGE / "shapes.ttl"
_SH: Final = "http://www.w3.org/ns/shacl#"
_TYPE: Final = str(RDF.type)
_CHINESE: Final = re.compile(r'"([^"]*)"@zh')
_WIDEST: Final = frozenset({str(SW.Responsibility)})
"""Classes whose shape is a portion of its own."""
_ONLY_COUNTED: Final = frozenset({f"{_SH}path", f"{_SH}minCount", f"{_SH}message"})
"""What says no more of a property than its least number."""


@dataclass(frozen=True, slots=True)
class Portion:
    """Some of the shapes: their triples, the classes they are about, the properties they speak of.

    A property of which no more is asked than a least number comes with that number: no more values need be looked at.
    """

    shapes: tuple[ox.Triple, ...]
    classes: frozenset[str]
    properties: dict[str, int | None]


def portions() -> tuple[Portion, ...]:
    """Return the shapes, cut in portions by the classes they are about."""
    triples = [quad.triple for quad in ox.parse(path=str(SHAPES), format=ox.RdfFormat.TURTLE)]
    of: dict[object, list[ox.Triple]] = {}
    for triple in triples:
        of.setdefault(triple.subject, []).append(triple)
    targets = {t.subject: str(t.object).strip("<>") for t in triples if t.predicate.value == f"{_SH}targetClass"}
    cut = ([n for n, each in targets.items() if each in _WIDEST], [n for n, each in targets.items() if each not in _WIDEST])
    return tuple(_portion([t for node in nodes for t in _reached(node, of)], targets) for nodes in cut)


def _portion(shapes: list[ox.Triple], targets: dict[ox.NamedNode | ox.BlankNode | ox.Triple, str]) -> Portion:
    said: dict[object, dict[str, str]] = {}
    for triple in shapes:
        said.setdefault(triple.subject, {})[triple.predicate.value] = str(getattr(triple.object, "value", ""))
    properties: dict[str, int | None] = {}
    for constraints in said.values():
        if name := constraints.get(f"{_SH}path"):
            counted = int(constraints[f"{_SH}minCount"]) if constraints.keys() == _ONLY_COUNTED else None
            before = properties.get(name, 0)
            properties[name] = None if counted is None or before is None else max(before, counted)
    return Portion(tuple(shapes), frozenset(targets[t.subject] for t in shapes if t.subject in targets), properties)


def _reached(node: object, of: dict[object, list[ox.Triple]]) -> Iterator[ox.Triple]:
    """Yield what is said of a shape and of the unnamed nodes it is made of."""
    for triple in of.get(node, ()):
        yield triple
        if isinstance(triple.object, ox.BlankNode):
            yield from _reached(triple.object, of)


def violations(knowledge: Knowledge, portion: Portion, data: Iterable[ox.Triple]) -> list[Finding]:
    """Return what breaks a portion of the shapes; `data`: what `spoken_of` gave for it."""
    from pyrudof import RDFFormat, ReaderMode, Rudof, RudofConfig, ShaclFormat

    engine = Rudof(RudofConfig())
    engine.read_data(_written(data), format=RDFFormat.NTriples, reader_mode=ReaderMode.Strict)
    engine.read_shacl(_written(portion.shapes), format=ShaclFormat.NTriples, reader_mode=ReaderMode.Strict)
    of_shapes = {str(t.subject).strip("<>"): t.object for t in portion.shapes if t.predicate.value == f"{_SH}message"}
    findings = []
    for found in engine.validate_shacl().violations:
        said = _CHINESE.findall(found.message or "")
        of_shape = of_shapes.get(found.source_shape or "")
        message = said[-1] if said else of_shape.value if isinstance(of_shape, ox.Literal) else found.message or ""
        findings.append(Finding(knowledge.where(found.focus_node), message))
    return findings


def spoken_of(knowledge: Knowledge, among: Sequence[Portion]) -> list[list[ox.Triple]]:
    """Return for each portion every class membership, and what is said of its records by the properties it speaks of."""
    typed = [t for t in knowledge.triples if t.predicate.value == _TYPE]
    data = [list(typed) for _ in among]
    portion_of_class = {name: n for n, portion in enumerate(among) for name in portion.classes}
    portion_of = {t.subject: n for t in typed if (n := portion_of_class.get(str(t.object).strip("<>"))) is not None}
    seen: Counter[tuple[object, str]] = Counter()
    for triple in knowledge.triples:
        n, name = portion_of.get(triple.subject), triple.predicate.value
        if n is None or name not in among[n].properties:
            continue
        if (enough := among[n].properties[name]) is not None:
            seen[triple.subject, name] += 1
            if seen[triple.subject, name] > enough:
                continue
        data[n].append(triple)
    return data


def _written(triples: Iterable[ox.Triple]) -> str:
    return (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()
