"""What passes between whoever asks and the host: limits, forms and the ways in which a query can fail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ontology.errors import BadInput, ShouwenError

LONGEST: Final = 50_000
"""Characters of a query."""
DEEPEST: Final = 60
"""Brackets within brackets: parsers recurse, and no question that people ask comes near."""
ANSWER: Final = 32 * 1024 * 1024
"""Bytes of an answer; what is more is cut, as rows are."""

SOLUTIONS: Final = {
    "json": "application/sparql-results+json", "xml": "application/sparql-results+xml",
    "csv": "text/csv; charset=utf-8", "tsv": "text/tab-separated-values; charset=utf-8",
}  # fmt: skip
"""Forms of the answer to SELECT and ASK, and their media types."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds that a query may run, rows (or triples) that its answer may have, megabytes that it may take beyond the store, how
    many run at once on this machine, and how many more may wait."""

    seconds: float = 5.0
    rows: int = 10_000
    memory: int = 1024
    processes: int = 2
    waiting: int = 8


@dataclass(frozen=True, slots=True)
class Question:
    """A query with the forms wanted: `solutions` a key of SOLUTIONS for SELECT and ASK, `graph` a key of FORMS for the others; ""
    where that kind of query is not wanted."""

    query: str
    solutions: str = "json"
    graph: str = "ttl"


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer: its bytes, its form, the version that it was answered from, and how many rows (triples) it was cut to; 0: whole."""

    body: bytes
    form: str
    version: str
    cut: int


class QueryRefused(BadInput):
    """A query that cannot be read, or that asks for what this endpoint does not do."""

    code = "bad-query"


class QueryTooHeavy(ShouwenError):
    """A query that was stopped: it ran too long, wanted too much memory, or is nested too deep."""

    status = 422
    code = "query-too-heavy"


class NotAcceptable(ShouwenError):
    """A query whose answer does not come in any form that the client accepts."""

    status = 406
    code = "not-acceptable"


class Busy(ShouwenError):
    """All places are taken, those to wait in too."""

    status = 503
    code = "busy"
