"""Answers in the forms of the SPARQL 1.1 protocol, row by row, as many as are allowed.

    JSON   https://www.w3.org/TR/sparql11-results-json/   (and `"cut": true` at the end where rows were left out)
    XML    https://www.w3.org/TR/rdf-sparql-XMLres/
    CSV, TSV   https://www.w3.org/TR/sparql11-results-csv-tsv/

pyoxigraph writes these forms itself, but only whole: a limit on rows would have to be written into somebody else's query.
A text in CSV that a spreadsheet would run as a formula gets an apostrophe in front; numbers keep their sign. TSV is exact.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO, Final
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

from graph.forms import FORMS, written
from graph.querying.model import ANSWER
from graph.scrub import for_xml

Term = Any
Row = tuple[Term, ...]
_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that spreadsheets run (https://owasp.org/www-community/attacks/CSV_Injection)."""
_NUMBERS: Final = frozenset(f"http://www.w3.org/2001/XMLSchema#{name}" for name in ("integer", "decimal", "double", "float", "int", "long"))


class _Counted:
    """A file that counts what it was given."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.size = file, 0

    def put(self, text: str) -> None:
        """Write text as UTF-8."""
        data = text.encode("utf-8", "replace")
        self.size += len(data)
        self._file.write(data)

    @property
    def full(self) -> bool:
        """Return whether no more may be written."""
        return self.size >= ANSWER


def write_rows(names: list[str], rows: Iterable[Row], form: str, limit: int, file: BinaryIO) -> int:
    """Write the rows of a SELECT in a form and return how many it was cut to, 0 where all are there."""
    out = _Counted(file)
    begin, row_of, between, end = _FORMS[form](names)
    out.put(begin)
    for count, row in enumerate(rows):
        if count >= limit or out.full:
            out.put(end(True))
            return count
        out.put((between if count else "") + row_of(row))
    out.put(end(False))
    return 0


def write_truth(truth: bool, form: str, file: BinaryIO) -> None:
    """Write the answer to an ASK."""
    word = str(truth).lower()
    text = {
        "json": f'{{"head":{{}},"boolean":{word}}}',
        "xml": f'<?xml version="1.0"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head/><boolean>{word}</boolean></sparql>\n',
    }.get(form, f"{word}\n")
    file.write(text.encode())


def write_graph(triples: Iterable[ox.Triple], form: str, limit: int, file: BinaryIO) -> int:
    """Write the triples of a CONSTRUCT or DESCRIBE in a form and return how many it was cut to, 0 where all are there."""
    kept: dict[ox.Triple, None] = {}
    size, cut = 0, 0
    for triple in triples:
        if triple in kept:
            continue
        if len(kept) >= limit or size >= ANSWER:
            cut = len(kept)
            break
        kept[triple] = None
        size += len(str(triple.object)) + 150
    file.write(written(kept, FORMS[form]))
    if cut and form in {"ttl", "nt"}:
        file.write(f"# 只给出前 {cut} 条\n".encode())
    return cut


Parts = tuple[str, Callable[[Row], str], str, Callable[[bool], str]]
"""How a form begins, one row, what stands between rows, and how it ends (given whether it was cut)."""


def _json(names: list[str]) -> Parts:
    def row_of(row: Row) -> str:
        return json.dumps({n: _json_term(t) for n, t in zip(names, row, strict=True) if t is not None}, ensure_ascii=False)

    head = json.dumps({"vars": names}, ensure_ascii=False)
    return f'{{"head":{head},"results":{{"bindings":[\n', row_of, ",\n", lambda cut: '\n]},"cut":true}\n' if cut else "\n]}}\n"


def _json_term(term: Term) -> dict[str, Any]:
    match term:
        case ox.NamedNode():
            return {"type": "uri", "value": term.value}
        case ox.BlankNode():
            return {"type": "bnode", "value": term.value}
        case ox.Literal():
            if term.language:
                return {"type": "literal", "xml:lang": term.language, "value": term.value}
            typed = {} if term.datatype.value == _STRING else {"datatype": term.datatype.value}
            return {"type": "literal", "value": term.value} | typed
    return {"type": "triple", "value": {k: _json_term(getattr(term, k)) for k in ("subject", "predicate", "object")}}


def _xml(names: list[str]) -> Parts:
    def row_of(row: Row) -> str:
        bound = (f"<binding name={quoteattr(n)}>{_xml_term(t)}</binding>" for n, t in zip(names, row, strict=True) if t is not None)
        return f"<result>{''.join(bound)}</result>"

    variables = "".join(f"<variable name={quoteattr(name)}/>" for name in names)
    begin = f'<?xml version="1.0"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head>{variables}</head><results>\n'
    return begin, row_of, "\n", lambda cut: "\n</results></sparql>\n"


def _xml_term(term: Term) -> str:
    match term:
        case ox.NamedNode():
            return f"<uri>{escape(for_xml(term.value))}</uri>"
        case ox.BlankNode():
            return f"<bnode>{escape(term.value)}</bnode>"
        case ox.Literal():
            about = f" xml:lang={quoteattr(term.language)}" if term.language else ""
            if not about and term.datatype.value != _STRING:
                about = f" datatype={quoteattr(term.datatype.value)}"
            return f"<literal{about}>{escape(for_xml(term.value))}</literal>"
    return "<triple>" + "".join(f"<{k}>{_xml_term(getattr(term, k))}</{k}>" for k in ("subject", "predicate", "object")) + "</triple>"


def _csv(names: list[str]) -> Parts:
    return _record(names), lambda row: _record(map(_plain, row)), "", lambda cut: ""


def _record(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(list(cells))
    return out.getvalue()


def _plain(term: Term) -> str:
    if term is None:
        return ""
    if isinstance(term, ox.BlankNode):
        return f"_:{term.value}"
    text: str = str(term.value) if isinstance(term, (ox.NamedNode, ox.Literal)) else str(term)
    number = isinstance(term, ox.Literal) and term.datatype.value in _NUMBERS
    return f"'{text}" if not number and text.startswith(_FORMULA) else text.replace("\0", "\ufffd")


def _tsv(names: list[str]) -> Parts:
    def row_of(row: Row) -> str:
        return "\t".join("" if t is None else str(t).replace("\t", "\\t") for t in row) + "\n"

    return "\t".join(f"?{name}" for name in names) + "\n", row_of, "", lambda cut: ""


_FORMS: Final[dict[str, Callable[[list[str]], Parts]]] = {"json": _json, "xml": _xml, "csv": _csv, "tsv": _tsv}


def rows_of(solutions: Iterable[Any], width: int) -> Iterator[Row]:
    """Yield the rows of pyoxigraph's solutions as tuples."""
    return (tuple(row[i] for i in range(width)) for row in solutions)
