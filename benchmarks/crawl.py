"""Walks the whole site from `/` as a reader without a login: every link answered, nothing dead, no error.

    python -m benchmarks.crawl [HOME] [--texts 3000] [--seed 6] [--processes 2] [--most N] [--minutes M] [--day 2024-06-01] [--place 宁海县]

Every address that a page links is asked for once, but: of articles that only the law store holds `--texts` are drawn by a seed (0: none,
-1: all); a page of another day or place is walked, and its links are followed without that day and place; a facet of a list is tried alone, not
in all its combinations. Prints how many pages were walked and how many were linked and left out, by kind; what was not answered with
200; anchors that point nowhere; the slowest pages by CPU time.
"""

from __future__ import annotations

import argparse
import html
import re
import sys
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, unquote, urldefrag, urlencode, urljoin, urlsplit

from flask import Flask

SELECTION: Final = ("day", "place")
STEADY: Final = (*SELECTION, "offset")
"""Arguments that may stand beside one other; two further ones together are a combination of facets."""
SKIPPED: Final = ("/static/", "/logout", "/login")
MOVED: Final = (301, 302, 303, 307, 308)
_LINK: Final = re.compile(r'<(?:a|link)\b[^>]*?\shref="([^"]*)"')
_ANCHOR: Final = re.compile(r'\sid="([^"]*)"')
"""Our pages are written by one template engine, which quotes every attribute and escapes every text."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was asked for: its status, CPU seconds, the links within the site as (address, anchor), the anchors that it has."""

    address: str
    status: int
    seconds: float
    links: tuple[tuple[str, str], ...] = ()
    anchors: frozenset[str] = frozenset()


@dataclass
class Walk:
    """What a crawl found: pages walked and left out by kind, faults as (address, status, from where), anchors without a target as
    (address, from where), CPU seconds by address."""

    pages: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    faults: list[tuple[str, int, str]] = field(default_factory=list)
    lost: list[tuple[str, str]] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Return whether every link led somewhere."""
        return not self.faults and not self.lost


Visit = Callable[[list[str]], Iterable[Page]]
"""Asks for some addresses, answers in the same order."""


def look(app: Flask, address: str) -> Page:
    """Return what an application answers to an address."""
    begun = time.process_time()
    with app.test_client().get(address) as answer:
        seconds = time.process_time() - begun
        if answer.status_code in MOVED:
            return Page(address, answer.status_code, seconds, tuple(_inner([answer.headers["Location"]], address)))
        text = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
    links = (html.unescape(each) for each in dict.fromkeys(_LINK.findall(text)))
    return Page(address, answer.status_code, seconds, tuple(_inner(links, address)), frozenset(map(html.unescape, _ANCHOR.findall(text))))


def crawl(
    visit: Visit, start: Iterable[str] = ("/",), most: int = 0, wanted: Callable[[str], bool] = lambda address: True, until: float = float("inf")
) -> Walk:
    """Return what a walk over all links finds, records before their views and pictures, those next to the start first; at most so many
    pages (0: all), only those wanted, and none after a moment of the monotonic clock."""
    walk, came = Walk(), dict.fromkeys(start, "")
    waiting = list(came)
    anchors: dict[str, frozenset[str]] = {}
    asked: dict[str, dict[str, str]] = defaultdict(dict)
    while waiting and not (most and len(walk.seconds) >= most):
        first = [each for each in waiting if _is_record(each)]
        now, waiting = (first, [each for each in waiting if not _is_record(each)]) if first else (waiting, [])
        now = now[: most - len(walk.seconds)] if most else now
        for page in visit(now):
            walk.seconds[page.address] = page.seconds
            walk.pages[_kind(page.address)] += 1
            if page.status not in (200, *MOVED):
                walk.faults.append((unquote(page.address), page.status, unquote(came[page.address])))
                print(*walk.faults[-1], file=sys.stderr, flush=True)
                continue
            anchors[page.address] = page.anchors
            for target, anchor in page.links:
                if anchor and page.status == 200:
                    asked[target].setdefault(anchor, page.address)
                if target not in came:
                    came[target] = page.address
                    if wanted(target):
                        waiting.append(target)
                    else:
                        walk.left_out[_kind(target)] += 1
            if time.monotonic() > until:
                waiting = []
                break
    walk.left_out.update(Counter(_kind(each) for each in came if each not in walk.seconds and wanted(each)))
    walk.lost = [
        (unquote(f"{target}#{anchor}"), unquote(by)) for target, sought in asked.items() if anchors.get(target)
        for anchor, by in sought.items() if unquote(anchor) not in anchors[target]
    ]  # fmt: skip
    return walk


def _inner(links: Iterable[str], address: str) -> Iterator[tuple[str, str]]:
    """Yield the links within the site that are to be followed, with the anchor of each."""
    selected = _arguments(address).keys() & set(SELECTION)
    for link in links:
        target, anchor = urldefrag(urljoin(address, link))
        parts = urlsplit(target)
        if parts.scheme or parts.netloc or parts.path.startswith(SKIPPED):
            continue
        given = _arguments(target)
        if selected and given.keys() & set(SELECTION):  # what stands on a page may hang on the selection: its anchor is not asked for
            kept = {name: value for name, value in given.items() if name not in SELECTION}
            target, anchor, given = parts.path + (f"?{urlencode(kept)}" if kept else ""), "", kept
        if len(given.keys() - set(STEADY)) < 2:
            yield target, anchor


def _is_record(address: str) -> bool:
    return address.startswith("/id/") and "?" not in address


def _arguments(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


def _kind(address: str) -> str:
    pieces = unquote(urlsplit(address).path).strip("/").split("/")
    depth = f" ({len(pieces) - 2})" if pieces[1:] and pieces[1] in ("statute", "list", "measure") else ""
    kind = f"/{pieces[0]}" + (f"/{pieces[1]}{depth}" if pieces[0] in ("id", "near") and len(pieces) > 1 else "")
    return kind + "".join(f" {name}=" for name in sorted(_arguments(address)))


@dataclass(frozen=True, slots=True)
class Drawn:
    """Chooses among the articles that only the law store holds a share, the same for a seed; everything else is wanted."""

    known: frozenset[str]
    share: float
    seed: int

    def __call__(self, address: str) -> bool:
        """Return whether an address is to be walked."""
        path = unquote(urlsplit(address).path)
        kind, _, name = path.removeprefix("/").partition("/")
        if kind not in ("id", "near") or not name.startswith("statute/") or name.count("/") != 3 or name in self.known:
            return True
        return zlib.crc32(f"{self.seed} {name}".encode()) < self.share * 2**32


def _app(home: str) -> Flask:
    from api.app import create_app
    from api.edge import china_today
    from api.settings import Settings

    today = china_today()
    return create_app(Settings(home=Path(home)), None, lambda: today)


_opened: dict[str, Flask] = {}
"""The application of this process, by home: opened for its first address."""


def _look(home: str, address: str) -> Page:
    if home not in _opened:
        _opened[home] = _app(home)
    return look(_opened[home], address)


def main() -> int:
    """Walk the site of a home and print what was found; 1 where a link led nowhere."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", nargs="?", default="var")
    for name, default in (("texts", 3000), ("seed", 6), ("processes", 2), ("most", 0), ("minutes", 0)):
        parser.add_argument(f"--{name}", type=int, default=default)
    for name in SELECTION:
        parser.add_argument(f"--{name}", default="")
    given = parser.parse_args()
    at = _app(given.home).extensions["shouwen"]
    held = sum(v.held.articles for work in at.works() for v in work.versions if v.held)
    known = frozenset(p.id.partition("/id/")[2] for p in at.graph.provisions)
    drawn = Drawn(known, 1.0 if given.texts < 0 else min(given.texts / max(held, 1), 1.0), given.seed)
    looking = urlencode({name: value for name in SELECTION if (value := getattr(given, name))})
    start = ("/", *(f"{path}?{looking}" for path in ("/statutes", "/matters", "/rulings", "/departments") if looking))
    begun = time.monotonic()
    until = begun + given.minutes * 60 if given.minutes else float("inf")
    with get_context("spawn").Pool(given.processes) as pool:
        walk = crawl(lambda addresses: pool.imap(partial(_look, given.home), addresses, chunksize=16), start, given.most, drawn, until)
    _print(walk, time.monotonic() - begun)
    return 0 if walk.sound else 1


def _print(walk: Walk, seconds: float) -> None:
    print(f"{len(walk.seconds):,} pages walked in {seconds:.0f} s, {sum(walk.seconds.values()):.0f} s of CPU; {walk.left_out.total():,} linked and left out")
    for kind in sorted(walk.pages.keys() | walk.left_out.keys(), key=lambda k: -walk.pages[k]):
        print(f"  {walk.pages[kind]:8,} {walk.left_out[kind] or '':8} {kind}")
    print(f"{len(walk.faults)} not answered with 200, {len(walk.lost)} anchors that point nowhere")
    for address, status, came in walk.faults[:40]:
        print(f"  {status} {address}   from {came}")
    for address, came in walk.lost[:40]:
        print(f"  # {address}   from {came}")
    print("slowest, CPU ms:")
    for address, taken in sorted(walk.seconds.items(), key=lambda item: -item[1])[:25]:
        print(f"  {taken * 1000:7.1f} {unquote(address)}")


if __name__ == "__main__":
    sys.exit(main())
