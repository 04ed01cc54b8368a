"""Walks the whole site from `/` as a reader without a login: every link answered, nothing dead, no error.

    python -m benchmarks.crawl [HOME] [--most N] [--day 2024-06-01] [--place 宁海县]

Prints how many pages there are, of which kinds, what was not answered with 200, anchors that point nowhere, and the slowest pages by
CPU time. Lists are walked over all their pages; a facet of a list is tried alone, not in all its combinations.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import time
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, unquote, urldefrag, urljoin, urlsplit

from flask import Flask

STEADY: Final = ("day", "place", "offset")
"""Arguments that may stand beside one other; two further ones together are a combination of facets."""
SKIPPED: Final = ("/static/", "/logout", "/login")


class _Page(HTMLParser):
    """The links, form targets and anchors of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag in ("a", "link") and (href := found.get("href")):
            self.links.append(href)
        if identifier := found.get("id"):
            self.anchors.add(identifier)


@dataclass
class Walk:
    """What a crawl found: pages by kind, faults as (address, status, from where), anchors without a target, CPU seconds by address."""

    pages: Counter[str] = field(default_factory=Counter)
    faults: list[tuple[str, int, str]] = field(default_factory=list)
    lost: list[tuple[str, str]] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Return whether every link led somewhere."""
        return not self.faults and not self.lost


def crawl(app: Flask, start: Iterable[str] = ("/",), most: int = 0) -> Walk:
    """Return what a walk over all links of an application finds; at most so many pages (0: all)."""
    client, walk = app.test_client(), Walk()
    waiting, seen = deque((each, "") for each in start), set(start)
    anchors: dict[str, set[str]] = {}
    wanted: dict[str, dict[str, str]] = defaultdict(dict)
    while waiting and not (most and len(walk.seconds) >= most):
        address, came = waiting.popleft()
        begun = time.process_time()
        answer = client.get(address)
        walk.seconds[address] = time.process_time() - begun
        walk.pages[_kind(address)] += 1
        if answer.status_code in (301, 302, 303, 307, 308):
            found = [answer.headers["Location"]]
        elif answer.status_code != 200:
            walk.faults.append((unquote(address), answer.status_code, unquote(came)))
            continue
        else:
            page = _Page()
            if answer.mimetype == "text/html":
                page.feed(answer.get_data(as_text=True))
            anchors[address], found = page.anchors, page.links
        for target, anchor in _inner(found, address):
            if anchor and answer.status_code == 200:
                wanted[target].setdefault(anchor, address)
            if target not in seen:
                seen.add(target)
                waiting.append((target, address))
        answer.close()
    walk.lost = [
        (unquote(f"{target}#{anchor}"), unquote(came)) for target, asked in wanted.items() if target in anchors
        for anchor, came in asked.items() if unquote(anchor) not in anchors[target]
    ]  # fmt: skip
    return walk


def _inner(links: Iterable[str], address: str) -> Iterator[tuple[str, str]]:
    """Yield the links within the site that are to be followed, with the anchor of each."""
    for link in links:
        target, anchor = urldefrag(urljoin(address, link))
        parts = urlsplit(target)
        if parts.scheme or parts.netloc or parts.path.startswith(SKIPPED):
            continue
        if len([name for name, _ in parse_qsl(parts.query) if name not in STEADY]) < 2:
            yield target, anchor


def _kind(address: str) -> str:
    pieces = unquote(urlsplit(address).path).strip("/").split("/")
    if pieces[0] != "id" or len(pieces) < 2:
        return "/" + pieces[0]
    return f"/id/{pieces[1]}" + (f" ({len(pieces) - 2})" if pieces[1] in ("statute", "list", "measure") else "")


def main() -> int:
    """Walk the site of a home and print what was found; 1 where a link led nowhere."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", nargs="?", default="var")
    parser.add_argument("--most", type=int, default=0)
    parser.add_argument("--day", default="")
    parser.add_argument("--place", default="")
    given = parser.parse_args()
    from api.app import create_app
    from api.edge import china_today
    from api.settings import Settings

    today = china_today()
    app = create_app(Settings(home=Path(given.home)), None, lambda: today)
    looking = "&".join(f"{name}={value}" for name, value in (("day", given.day), ("place", given.place)) if value)
    begun = dt.datetime.now()
    walk = crawl(app, ("/", f"/statutes?{looking}", f"/matters?{looking}", f"/rulings?{looking}") if looking else ("/",), given.most)
    print(f"{len(walk.seconds)} pages in {(dt.datetime.now() - begun).seconds} s")
    for kind, number in walk.pages.most_common():
        print(f"  {number:7} {kind}")
    print(f"{len(walk.faults)} not answered with 200, {len(walk.lost)} anchors that point nowhere")
    for address, status, came in walk.faults[:40]:
        print(f"  {status} {address}   from {came}")
    for address, came in walk.lost[:40]:
        print(f"  # {address}   from {came}")
    print("slowest, CPU ms:")
    for address, seconds in sorted(walk.seconds.items(), key=lambda item: -item[1])[:12]:
        print(f"  {seconds * 1000:7.1f} {unquote(address)}")
    return 0 if walk.sound else 1


if __name__ == "__main__":
    sys.exit(main())
