"""The lists: matters, statutes and rulings, found by their words, page by page."""

from __future__ import annotations

from itertools import islice
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, render_template, request

from api import catalog
from api.catalog import KINDS, Kind
from api.edge import edge
from api.legal.names import Names

shelves = Blueprint("shelves", __name__)

PAGE: Final = 50


@shelves.get("/matters")
def matters() -> str:
    """List the matters."""
    return _list(KINDS["matters"], "群众会反映的事，各由谁主办、谁配合。", "matters.html")


@shelves.get("/statutes")
def statutes() -> str:
    """List the statutes and lists."""
    return _list(KINDS["statutes"], "法律、法规、规章与本地清单，每个版本各列一行。", "statutes.html")


@shelves.get("/rulings")
def rulings() -> str:
    """List the rulings."""
    return _list(KINDS["rulings"], "首问责任认定，以及各地就具体来件公开的答复；由谁作出、效力如何，点开可见。", "rulings.html")


def _list(kind: Kind, about: str, template: str) -> str:
    graph = edge().graph
    q = request.args.get("q", "")[:100]
    offset = max(0, min(request.args.get("offset", 0, int), 10_000_000))
    found = list(catalog.listed(graph, kind, q))
    shown = list(islice(found, offset, offset + PAGE))
    pages = {
        word: f"{request.path}?{urlencode({'q': q, 'offset': at})}"
        for word, at in (("上一页", offset - PAGE), ("下一页", offset + PAGE))
        if -PAGE < at < len(found) and (at >= 0 or offset > 0)
    }
    return render_template(
        template, kind=kind, about=about, q=q, records=shown, total=len(found), offset=offset, pages=pages,
        names=Names(graph),
    )  # fmt: skip
