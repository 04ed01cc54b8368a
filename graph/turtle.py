"""Writes knowledge as Turtle in one fixed form, so that two versions differ only where they say
something different: subjects sorted, properties in a fixed order, lines filled to one width.

Libraries' serializers cannot write our IRIs relative to a base and keep Chinese readable; as there
are no blank nodes, the whole of it is short.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final
from unicodedata import east_asian_width

import pyoxigraph as ox

from ontology.errors import BadKnowledge
from ontology.vocabulary import BASE, PREFIXES, RDF, XSD

WIDTH: Final = 150
"""Columns of a line, a Chinese character counting two."""
_TYPE: Final = str(RDF.type)
_FIRST: Final = ("a", "skos:prefLabel", "skos:notation", "eli:title", "skos:altLabel", "sw:theme", "skos:broader",
                 "skos:related", "sw:matter", "sw:part", "sw:function", "sw:unit", "sw:duty", "sw:keyword", "sw:phrase")
_FOLLOWING: Final = ("<resp/", "<grant/")
"""Subjects that stand below the one they belong to without an empty line."""
_UNSEEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Control characters, line ends other than ours and marks that turn the direction of writing: written as escapes, so that what a
reader sees is what is said, and a terminal obeys nothing."""
_RANK: Final = {name: n for n, name in enumerate(_FIRST)}


def write_turtle(triples: Iterable[ox.Triple], *, comment: str = "") -> str:
    """Return the triples as Turtle text; raises nothing, blank nodes are the loader's to refuse."""
    by_subject: dict[str, dict[str, set[str]]] = {}
    used: set[str] = set()
    for triple in triples:
        name = "a" if triple.predicate.value == _TYPE else _name(triple.predicate, used)
        by_subject.setdefault(_name(triple.subject, used), {}).setdefault(name, set()).add(_name(triple.object, used))
    lines = [f"# {line}" for line in comment.splitlines()]
    lines.append(f"@base <{BASE}> .")
    lines += [f"@prefix {p}: <{PREFIXES[p]}> ." for p in sorted(used)]
    before = 2
    for subject in sorted(by_subject, key=_order):
        block = _block(subject, by_subject[subject])
        if not subject.startswith(_FOLLOWING) and max(before, len(block)) > 1:
            lines.append("")
        lines += block
        before = len(block)
    return "\n".join(lines) + "\n"


def _order(subject: str) -> tuple[list[tuple[bool, int, str]], str]:
    """Return the sorting key: a matter with its responsibilities, an article with its grants, numbers as numbers."""
    kind, *names = subject.strip("<>").split("/")
    return [(not n.isdigit(), int(n) if n.isdigit() else 0, n) for n in names], kind


def _block(subject: str, properties: dict[str, set[str]]) -> list[str]:
    """Return the lines of a subject: filled, or a property at a time where it has phrases."""
    names = sorted(properties, key=lambda name: (_RANK.get(name, len(_FIRST)), name))
    said = [_said(name, sorted(properties[name])) for name in names]
    if "sw:phrase" not in properties:
        return list(_filled(_joined(subject, said), "    "))
    lines: list[str] = []
    for n, parts in enumerate(said):
        head, *rest = parts
        start = f"{subject} {head}" if n == 0 else f"    {head}"
        end = " ." if n == len(said) - 1 else " ;"
        lines += _filled([f"{start} {rest[0]}", *rest[1:-1], rest[-1] + end] if len(rest) > 1 else [f"{start} {rest[0]}{end}"], "        ")
    return lines


def _joined(subject: str, said: list[list[str]]) -> Iterator[str]:
    """Yield what may not be torn apart at the end of a line: a property with its first value, each further value."""
    for n, (head, first, *rest) in enumerate(said):
        values = [first, *rest]
        values[-1] += " ." if n == len(said) - 1 else " ;"
        yield f"{subject} {head} {values[0]}" if n == 0 else f"{head} {values[0]}"
        yield from values[1:]


def _said(name: str, values: list[str]) -> list[str]:
    return [name, *(f"{value} ," for value in values[:-1]), values[-1]]


def _filled(parts: Iterable[str], indent: str) -> Iterator[str]:
    """Yield lines of parts joined by spaces, none wider than WIDTH unless a part alone is."""
    line, width = "", 0
    for part in parts:
        size = sum(2 if east_asian_width(c) in "WF" else 1 for c in part)
        if line and width + 1 + size > WIDTH:
            yield line
            line, width = indent + part, len(indent) + size
        else:
            line, width = (f"{line} {part}", width + 1 + size) if line else (part, size)
    yield line


def _name(term: ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple, used: set[str]) -> str:
    if isinstance(term, ox.Literal):
        return _literal(term, used)
    text = str(term) if isinstance(term, ox.Triple) else term.value
    if text.startswith(BASE):
        return f"<{text[len(BASE) :]}>"
    for prefix, space in PREFIXES.items():
        rest = text[len(space) :]
        if text.startswith(space) and rest.isidentifier():
            used.add(prefix)
            return f"{prefix}:{rest}"
    return f"<{text}>"


def _literal(term: ox.Literal, used: set[str]) -> str:
    value, kind = term.value, term.datatype.value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    escaped = _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04X}", escaped)
    if term.language:
        return f'"{escaped}"@{term.language}'
    if kind == str(XSD.string):
        return f'"{escaped}"'
    if kind == str(XSD.boolean) or (kind == str(XSD.integer) and value.isdigit()):
        return value.lower()
    return f'"{escaped}"^^{_name(term.datatype, used)}'


def formatted(text: str) -> str:
    """Return Turtle text in the fixed form, its leading comment kept; raises BadKnowledge where it cannot be read."""
    try:
        triples = [quad.triple for quad in ox.parse(input=text.encode(), format=ox.RdfFormat.TURTLE, base_iri=BASE)]
    except SyntaxError as error:
        raise BadKnowledge("Turtle 有语法错误", where=f"第 {error.lineno or '?'} 行", why=str(error.msg), mend="改正这一行") from error
    return write_turtle(triples, comment=leading_comment(text))


def leading_comment(text: str) -> str:
    """Return the comment at the head of a file, without its marks."""
    comment = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        comment.append(line.lstrip("# "))
    return "\n".join(comment)


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
    write_beside(path, after)
    return True


def write_beside(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(path.suffix + ".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
