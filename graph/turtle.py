"""Writes knowledge as Turtle in one fixed form, so that two versions differ only where they say
something different: subjects sorted, properties in a fixed order, one property a line.

rdflib's own serializers cannot write our IRIs relative to a base and keep Chinese readable; as
there are no blank nodes, the whole of it is short.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from rdflib import RDF, XSD, Graph, Literal
from rdflib.term import Node

from ontology.vocabulary import BASE, PREFIXES

Triple = tuple[Node, Node, Node]

_FIRST: Final = ("rdf:type", "skos:prefLabel", "skos:notation", "eli:title", "skos:altLabel", "sw:theme", "skos:broader",
                 "skos:related", "sw:matter", "sw:part", "sw:function", "sw:unit", "sw:duty", "sw:keyword", "sw:phrase")
_SPREAD: Final = frozenset({"sw:phrase", "sw:basis"})
"""Properties whose values stand one a line."""


def write_turtle(triples: Iterable[Triple], *, comment: str = "") -> str:
    """Return the triples as Turtle text; raises nothing, blank nodes are the validator's to refuse."""
    by_subject: dict[str, dict[str, set[str]]] = {}
    used: set[str] = set()
    for s, p, o in triples:
        name = "a" if p == RDF.type else _name(p, used)
        by_subject.setdefault(_name(s, used), {}).setdefault(name, set()).add(_name(o, used))
    lines = [f"# {line}" for line in comment.splitlines()]
    lines.append(f"@base <{BASE}> .")
    lines += [f"@prefix {p}: <{PREFIXES[p]}> ." for p in sorted(used)]
    for subject in sorted(by_subject):
        lines += ["", *_block(subject, by_subject[subject])]
    return "\n".join(lines) + "\n"


def _block(subject: str, properties: dict[str, set[str]]) -> list[str]:
    def rank(name: str) -> tuple[int, str]:
        full = "rdf:type" if name == "a" else name
        return (_FIRST.index(full) if full in _FIRST else len(_FIRST), full)

    names = sorted(properties, key=rank)
    lines = []
    for i, name in enumerate(names):
        values = sorted(properties[name])
        joint = " ,\n        " if name in _SPREAD and len(values) > 1 else " , "
        head = f"{subject} " if i == 0 else "    "
        lines.append(f"{head}{name} {joint.join(values)} {'.' if i == len(names) - 1 else ';'}")
    return lines


def _name(term: Node, used: set[str]) -> str:
    if isinstance(term, Literal):
        return _literal(term, used)
    text = str(term)
    if text.startswith(BASE):
        return f"<{text[len(BASE) :]}>"
    for prefix, space in PREFIXES.items():
        rest = text[len(space) :]
        if text.startswith(space) and rest.isidentifier():
            used.add(prefix)
            return f"{prefix}:{rest}"
    return f"<{text}>"


def _literal(term: Literal, used: set[str]) -> str:
    escaped = str(term).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    if term.language:
        return f'"{escaped}"@{term.language}'
    if term.datatype is None or term.datatype == XSD.string:
        return f'"{escaped}"'
    if term.datatype == XSD.boolean or (term.datatype == XSD.integer and str(term).isdigit()):
        return str(term).lower()
    return f'"{escaped}"^^{_name(term.datatype, used)}'


def formatted(text: str) -> str:
    """Return Turtle text in the fixed form, its leading comment kept."""
    graph = Graph()
    graph.parse(data=text, format="turtle", publicID=BASE)
    comment = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        comment.append(line.lstrip("# "))
    return write_turtle(graph, comment="\n".join(comment))


def is_formatted(path: Path) -> bool:
    """Return whether a Turtle file is in the fixed form."""
    text = path.read_text(encoding="utf-8")
    return formatted(text) == text


def format_file(path: Path) -> bool:
    """Rewrite a Turtle file in the fixed form; return whether it changed."""
    before = path.read_text(encoding="utf-8")
    after = formatted(before)
    if after == before:
        return False
    beside = path.with_suffix(".ttl.new")
    beside.write_text(after, encoding="utf-8")
    beside.replace(path)
    return True
