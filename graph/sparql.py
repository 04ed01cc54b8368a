"""SPARQL over a published version: rdflib's API on an in-memory Oxigraph store."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph.store import KnowledgeGraph
from ontology.errors import BadInput


def open_sparql(graph: KnowledgeGraph) -> Any:
    """Return an rdflib Dataset holding the version, its triples in one named graph and queried as the default."""
    import pyoxigraph as ox
    from oxrdflib import OxigraphStore
    from rdflib import Dataset

    store = ox.Store()
    store.bulk_load(graph.nquads(), format=ox.RdfFormat.N_QUADS)
    return Dataset(store=OxigraphStore(store=store), default_union=True)


def select(dataset: Any, query: str, limit: int = 1000) -> Iterator[dict[str, str]]:
    """Yield the rows of a SELECT query as plain strings; raises BadInput with what is wrong in the query.

    The published graph is named `https://w3id.org/shouwen/graph/published`.
    """
    try:
        result = dataset.query(query)
    except (SyntaxError, ValueError) as error:
        raise BadInput("SPARQL 查询有误", why=str(error)[:300], mend="核对语法；只接受查询，不接受更新") from error
    for n, row in enumerate(result):
        if n >= limit:
            return
        yield {str(name): str(value) for name, value in row.asdict().items()}
