"""How long the legal desk's heaviest pages take: the busiest of each kind, found by counting what hangs on it.

    python -m benchmarks.legal_pages [HOME] [--times 30]

Prints for each page the median and the worst of so many requests through the application, in milliseconds of wall time and of CPU, and
its size. A kind is added by a function in BUSIEST that returns the address of its busiest page.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from ontology.vocabulary import as_path, iri

if TYPE_CHECKING:
    from api.edge import Edge

BUDGET: Final = 100.0
"""Milliseconds of server time that a page may take."""


def busiest_statute(edge: Edge) -> str:
    """Return the page of the statute on which most responsibilities rest."""
    return as_path(max(edge.works(), key=lambda w: w.resting.responsibilities).id)


def busiest_article(edge: Edge) -> str:
    """Return the page of the article on which most responsibilities rest."""
    return as_path(Counter(b for r in edge.graph.responsibilities for b in r.basis if "/statute/" in b).most_common(1)[0][0])


def longest_statute(edge: Edge) -> str:
    """Return the page of the statute with most articles."""
    return as_path(max(edge.works(), key=lambda w: max((v.held.articles if v.held else 0) for v in w.versions)).id)


def busiest_matter(edge: Edge) -> str:
    """Return the page of the matter of which most responsibilities speak."""
    return as_path(Counter(r.matter for r in edge.graph.responsibilities).most_common(1)[0][0])


def busiest_function(edge: Edge) -> str:
    """Return the page of the function that has most responsibilities."""
    return as_path(Counter(r.function for r in edge.graph.responsibilities if r.function).most_common(1)[0][0])


def busiest_unit(edge: Edge) -> str:
    """Return the page of the unit that holds most functions and roles today, in the place that has most units."""
    graph, traversal = edge.graph, edge.resolver().traversal
    place = Counter(u.place for u in graph.units).most_common(1)[0][0]
    scope = traversal.scope(place, edge.today())
    held = Counter(h.unit for f in graph.functions if (h := traversal.holder(f.id, scope)).unit)
    return as_path(str(held.most_common(1)[0][0]))


def busiest_place(edge: Edge) -> str:
    """Return the page of the place that says most of its own."""
    return as_path(Counter(r.place for r in edge.graph.responsibilities if not r.place.endswith("/CN")).most_common(1)[0][0])


BUSIEST: Final[dict[str, Callable[[Edge], str]]] = {
    "the list of statutes": lambda edge: "/statutes",
    "the list at a place on a day": lambda edge: "/statutes?place=浙江省宁波市宁海县&day=2024-06-01",
    "the busiest statute": busiest_statute,
    "its matters": lambda edge: busiest_statute(edge) + "?view=matters&place=浙江省宁波市宁海县",
    "its departments": lambda edge: busiest_statute(edge) + "?view=named&place=浙江省宁波市宁海县",
    "the statute with most articles": longest_statute,
    "the same, all articles on one page": lambda edge: longest_statute(edge) + "?chapter=all",
    "the busiest article": busiest_article,
    "the same at a place": lambda edge: busiest_article(edge) + "?place=浙江省宁波市宁海县",
    "the same on another day": lambda edge: busiest_article(edge) + "?day=2021-06-01",
    "the busiest matter": busiest_matter,
    "the same matter at a place": lambda edge: busiest_matter(edge) + "?place=浙江省宁波市宁海县",
    "the list of matters at a place": lambda edge: "/matters?place=浙江省宁波市宁海县",
    "the busiest function": busiest_function,
    "the same function at a place": lambda edge: busiest_function(edge) + "?place=上海市浦东新区",
    "where others lead otherwise": lambda edge: busiest_function(edge) + "?view=otherwise",
    "what the law grants the police": lambda edge: as_path(iri("function", "public-security")) + "?view=law",
    "the busiest unit": busiest_unit,
    "the same unit through time": lambda edge: busiest_unit(edge) + "?view=time",
    "what a place has of its own": lambda edge: busiest_place(edge) + "?view=otherwise",
    "the list of rulings": lambda edge: "/rulings",
    "the list of departments at a place": lambda edge: "/departments?place=浙江省宁波市宁海县",
    "the picture of the busiest function": lambda edge: busiest_function(edge).replace("/id/", "/near/", 1) + "?form=json",
    "search: a question": lambda edge: "/search?q=邻居半夜装修谁管&place=浙江省宁波市宁海县",
    "search: an old name": lambda edge: "/search?q=工商局&place=浙江省宁波市宁海县",
    "search: a citation": lambda edge: "/search?q=渔业法第六条",
    "suggestions": lambda edge: "/search/suggest?q=环",
}


def main() -> int:
    """Print the figures; 1 where a page's median is over the budget."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", nargs="?", default="var")
    parser.add_argument("--times", type=int, default=30)
    given = parser.parse_args()
    from api.app import create_app
    from api.edge import china_today
    from api.settings import Settings

    today = china_today()
    app = create_app(Settings(home=Path(given.home)), None, lambda: today)
    client, over = app.test_client(), 0
    print(f"{'median':>8} {'worst':>8} {'CPU':>8} {'first':>8}  ms   kB  page")
    for name, address in BUSIEST.items():
        path = address(app.extensions["shouwen"])
        walls, cpus, size = [], [], 0
        for _ in range(given.times + 1):
            wall, cpu = time.perf_counter(), time.process_time()
            answer = client.get(path)
            walls.append((time.perf_counter() - wall) * 1000)
            cpus.append((time.process_time() - cpu) * 1000)
            size = len(answer.data)
            if answer.status_code != 200:
                raise SystemExit(f"{answer.status_code} {path}")
        median = statistics.median(walls[1:])
        over += median > BUDGET
        print(f"{median:8.1f} {max(walls[1:]):8.1f} {statistics.median(cpus[1:]):8.1f} {walls[0]:8.1f} {size / 1000:8.0f}  {name}: {unquote(path)}")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
