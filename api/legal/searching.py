"""The page 检索: one box for names, citations, departments old and new, and questions in a layman's words; and what is offered while typing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, current_app, render_template, request

from api.edge import edge
from api.legal import called, finding
from api.legal.granted import RANKS
from api.legal.looking import looking
from api.legal.names import Names
from api.legal.texts import Texts
from ontology.vocabulary import iri

if TYPE_CHECKING:
    from resolver.laws.search import LawSearch

searching = Blueprint("searching", __name__)

LONGEST: Final = 500
"""Characters of a question that are read; a whole letter belongs on the dispatcher's page."""
OTHER_RANKS: Final = ("规范性文件", "责任清单", "边界清单", "认定书", "三定规定", "报道")
EXAMPLES: Final = ("邻居半夜装修谁管", "《渔业法》第六条", "工商局", "小区停车收费", "烟花爆竹", "环保局")


def texts() -> LawSearch | None:
    """Return the search over the full texts of this home, None where there is nothing to search."""
    opened: Texts = current_app.extensions["law-texts"]
    return opened()


@searching.get("/search")
def search() -> str:
    """Show what answers a question."""
    looked, resolver, graph = looking(), edge().resolver(), edge().graph
    words, kind, rank = request.args.get("q", "").strip()[:LONGEST], request.args.get("kind", ""), request.args.get("rank", "")
    key = request.args.get("function", "")
    function = graph.functions.get(iri("function", key)) if key else None
    question = finding.Question(
        words, looked.day, looked.place.id if looked.place else None, kind if kind in finding.KINDS else "",
        rank if rank in (*RANKS, *OTHER_RANKS) else "", function.id if function else "",
    )  # fmt: skip
    found = finding.search(resolver, edge().laws(), question, texts()) if words else finding.Found()
    return render_template(
        "search.html", looked=looked, q=words, question=question, found=found, names=Names(graph), kinds=finding.KINDS, ranks=(*RANKS[1:], *OTHER_RANKS),
        functions=sorted((f for f in graph.functions if not f.broader), key=lambda f: f.label), examples=EXAMPLES, chosen=key, statute_iri=lambda title: iri("statute", title),
        resting={a.id: list(dict.fromkeys(r.matter for r in graph.responsibilities.where("basis", a.id))) for a in found.cited},
    )  # fmt: skip


@searching.get("/search/suggest")
def suggest() -> str:
    """Return names that hold what was typed, as a list of links."""
    words = request.args.get("q", "").strip()[:60]
    looked = looking()
    return render_template("_suggest.html", found=called.suggest(edge().graph, edge().laws(), words), looked=looked, q=words)
