"""Path queries and pictures on a networkx graph of one version: how two things hang together."""

from __future__ import annotations

from typing import Any

import networkx as nx

from graph.store import KnowledgeGraph
from ontology.errors import NotFound


def network(graph: KnowledgeGraph) -> Any:
    """Return an undirected networkx graph of matters, functions, articles, units and rulings.

    Nodes carry `kind` and `label`; edges carry `kind`, the part or relation they stand for.
    """
    g = nx.Graph()
    for kind, table in (("matter", graph.matters), ("function", graph.functions)):
        g.add_nodes_from((r.id, {"kind": kind, "label": r.label}) for r in table)
    g.add_nodes_from((u.id, {"kind": "unit", "label": u.full_name}) for u in graph.units)
    g.add_nodes_from((r.id, {"kind": "ruling", "label": r.title}) for r in graph.rulings)
    titles = {i.id: i.title for i in graph.instruments}
    g.add_nodes_from((p.id, {"kind": "article", "label": f"{titles[p.instrument]} {p.number}"}) for p in graph.provisions)
    for m in graph.matters:
        g.add_edges_from((m.id, b, {"kind": "broader"}) for b in m.broader)
    for f in graph.functions:
        if f.broader:
            g.add_edge(f.id, f.broader, kind="broader")
    for r in graph.responsibilities:
        who = r.unit or r.function
        if who:
            g.add_edge(r.matter, who, kind=r.part)
        g.add_edges_from((r.matter, b, {"kind": "basis"}) for b in r.basis if b in g)
    for grant in graph.grants:
        g.add_edge(grant.article, grant.function, kind=grant.kind)
    for u in graph.units:
        g.add_edge(u.id, u.function, kind="holds")
    return g


def shortest(g: Any, start: str, end: str) -> list[str]:
    """Return the node ids of a shortest path; raises NotFound when there is none."""
    try:
        path: list[str] = nx.shortest_path(g, start, end)
    except (nx.NodeNotFound, nx.NetworkXNoPath) as error:
        raise NotFound("两者之间没有路径", why=str(error), mend="核对两端的标识") from error
    return path


def neighbourhood(g: Any, centre: str, steps: int = 1) -> Any:
    """Return the part of the graph within some steps of a node, for a picture; raises NotFound."""
    if centre not in g:
        raise NotFound(f"图里没有“{centre}”", mend="核对标识")
    return nx.ego_graph(g, centre, radius=steps)
