"""The quarrels of a place as they stand on the version in use: found once, kept while version, history and day are the same."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

from api.curating.opening import today
from api.edge import edge
from curation.diff import name_of
from curation.quarrels import find
from ontology.errors import NotFound
from ontology.vocabulary import BASE, iri

if TYPE_CHECKING:
    from curation.quarrels.quarrel import Quarrel
    from ontology.model import Place

KEPT: Final = 8
"""Places whose quarrels are kept; finding them takes seconds, an office has one place."""

_kept: OrderedDict[tuple[str, ...], tuple[Quarrel, ...]] = OrderedDict()
_lock = threading.Lock()


def place_of(code: str) -> Place:
    """Return the place of a code; raises NotFound."""
    found = edge().graph.places.get(iri("place", code))
    if found is None:
        raise NotFound(f"没有区划代码“{code[:20]}”", mend="用六位区划代码，如 330226；或从职责地图首页按名称查")
    return found


def quarrels_of(code: str) -> tuple[Quarrel, ...]:
    """Return the quarrels of a place today, weightiest first; CN: of the nation. Raises NotFound."""
    resolver = edge().resolver()
    place = place_of(code)
    experience = resolver.experiences.of([place.id])
    key = (str(resolver.graph.folder), code, today().isoformat(), experience.name if experience else "")
    with _lock:
        if key in _kept:
            return _kept[key]
    found = find.find_quarrels(resolver.graph, resolver.traversal, None if code == "CN" else place.id, today(), experience)
    with _lock:
        _kept[key] = found
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def quarrel_of(identifier: str) -> Quarrel:
    """Return a quarrel by its id (CODE/matter/…); raises NotFound when it is settled or never was."""
    code, _, about = identifier.partition("/")
    every = quarrels_of(code)
    try:
        return find.quarrel(every, identifier)
    except NotFound:
        name = name_of(BASE + about, edge().graph)[:60]
        raise NotFound(f"“{name}”现在没有疑点", why="可能已经定下来了", mend="回到职责地图看还有哪些") from None
