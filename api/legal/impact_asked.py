"""What the impact page is asked about, and its impact: worked out once for a version of graph and law store, since a code takes seconds.

Uploaded and pasted texts wait in HOME/uploads/TOKEN/ for as long as papers do (`api.curating.uploads`).
"""

from __future__ import annotations

import datetime as dt
import json
import re
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from flask import request

from api.curating.opening import settings
from api.edge import edge
from ontology import citation
from ontology.errors import BadInput, NotFound, ShouwenError
from ontology.validity import parse_day

if TYPE_CHECKING:
    from curation.drift import Impact, Statute

KEPT: Final = 6
"""Impacts kept in memory; each has the texts of some hundred articles."""
LONGEST: Final = 200
"""Characters of a name in the address."""
MOST_OLD: Final = 40
"""Statutes that one text may be said to replace."""
TOKEN: Final = re.compile(r"law-[A-Za-z0-9_-]{16,40}")
LARGEST: Final = 20 * 2**20
"""Bytes of one uploaded text."""
ABOUT: Final = "law.json"
RECENT: Final = dt.timedelta(days=730)
"""How long the page goes on listing what took the place of other texts."""
WAITING: Final = 3
"""Who may wait for an impact in one process; more are asked to come back, so that they do not take the threads of all others."""

_kept: OrderedDict[tuple[object, ...], Impact] = OrderedDict()
_lock = threading.Lock()
_working = threading.Lock()
_queue = threading.BoundedSemaphore(WAITING)


class Busy(ShouwenError):
    """Too many ask for what takes seconds."""

    status = 503
    code = "busy"


@dataclass(frozen=True, slots=True)
class Asked:
    """A statute of the law store (`law`, `version`), or an uploaded one (`token`), with what it replaces, from which day, and whether
    the statute itself is repealed with nothing in its place."""

    law: str = ""
    version: str = ""
    token: str = ""
    old: tuple[str, ...] = ()
    on: str = ""
    repealed: bool = False

    def __bool__(self) -> bool:
        return bool(self.law or self.token)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Return what an address (or a form) carries to ask the same again."""
        said = [("law", self.law), ("version", self.version), ("token", self.token), *(("old", t) for t in self.old), ("on", self.on), ("repealed", "1" if self.repealed else "")]
        return [(name, value) for name, value in said if value]

    def href(self, **more: str) -> str:
        """Return the address of its page."""
        return f"/impact?{urlencode([*self.pairs, *((name, value) for name, value in more.items() if value)])}"


def asked(values: object = None) -> Asked:
    """Return what an address, or a form, asks about."""
    said = request.values if values is None else request.form
    olds = [t.strip() for each in said.getlist("old")[:MOST_OLD] for t in re.split(r"[、，,;；\n]|(?<=》)(?=《)", each) if t.strip()]
    return Asked(
        said.get("law", "").strip()[:LONGEST], said.get("version", "").strip()[:20], said.get("token", "")[:60],
        tuple(dict.fromkeys(citation.short_title(t)[:LONGEST] for t in olds))[:MOST_OLD], said.get("on", "").strip()[:20], said.get("repealed", "") == "1",
    )  # fmt: skip


def impact_asked(what: Asked) -> Impact:
    """Return the impact; raises BadInput and NotFound for what cannot be read or is not held."""
    key = (edge().graph.version, edge().laws().generation, what)
    if (known := _known(key)) is not None:
        return known
    if not _queue.acquire(blocking=False):
        raise Busy("正在比对别的法规", why=f"已有 {WAITING} 个在排队", mend="过一会儿再看")
    try:
        with _working:  # two who ask the same at once wait for one answer
            return _known(key) or _worked_out(key, what)
    finally:
        _queue.release()


def _known(key: tuple[object, ...]) -> Impact | None:
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
        return _kept.get(key)


def _worked_out(key: tuple[object, ...], what: Asked) -> Impact:
    from curation.drift import impact_of

    day = parse_day(what.on, where="参数 on") if what.on else None
    if what.repealed and day is None:
        raise BadInput("没有写从哪天起废止", mend="写上日期")
    old = (*what.old, *((what.law,) if what.repealed else ()))
    found = impact_of(_statute(what), edge().graph, edge().laws(), settings().home, old=old, day=day)
    with _lock:
        _kept[key] = found
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def _statute(what: Asked) -> Statute:
    from curation.drift import held_statute, nothing_new, read_statute

    if what.repealed:
        return nothing_new(what.law)
    if what.token:
        path = _path(what.token)
        read = read_statute(path)
        return replace(read, about=replace(read.about, source=f"上传的文本“{path.name}”"))  # where it lies is nobody's source
    return held_statute(edge().laws(), what.law, what.version)


def keep(name: str, data: bytes) -> str:
    """Keep an uploaded text and return its token; raises BadInput for one that is too large."""
    if len(data) > LARGEST:
        raise BadInput("文件太大", why=f"{len(data) / 2**20:.0f} MB", mend=f"最多 {LARGEST // 2**20} MB；一次看一部法规")
    token = f"law-{secrets.token_urlsafe(18)}"
    folder = settings().home / "uploads" / token
    folder.mkdir(parents=True)
    plain = Path(name.replace("\\", "/")).name.replace("\x00", "")[-120:] or "法规.txt"
    (folder / ABOUT).write_text(json.dumps({"name": plain}, ensure_ascii=False), encoding="utf-8")
    (folder / plain).write_bytes(data)
    return token


def _path(token: str) -> Path:
    """Return where an uploaded text lies; raises NotFound."""
    folder = settings().home / "uploads" / token
    if not TOKEN.fullmatch(token) or not (folder / ABOUT).is_file():
        raise NotFound("上传的文本不在了", why="只留几天", mend="重新上传")
    return folder / str(json.loads((folder / ABOUT).read_text(encoding="utf-8"))["name"])


@dataclass(frozen=True, slots=True)
class Pending:
    """A statute of the law store that the graph has not caught up with: its title, version, what happened, and what to ask."""

    title: str
    words: str
    asked: Asked


def pending(most: int) -> list[Pending]:
    """Return statutes of which the law store has a newer text than the graph cites, or of which it knows a repeal that the graph does not."""
    graph, laws = edge().graph, edge().laws()
    newest = {i.title: i for i in sorted(graph.instruments, key=lambda i: i.version)}
    found = []
    for law in laws.laws():
        ours = newest.get(law.title)
        if ours is None:
            continue
        if law.version > ours.version and law.start:
            found.append(Pending(law.title, f"{law.version} 文本自 {law.start} 起施行，图谱引的是 {ours.version} 文本", Asked(law.title, law.version)))
        elif law.status == "repealed" and law.until and ours.until is None:
            by = laws.find(citation.short_title(law.repealed_by)) if law.repealed_by else None
            words = f"自 {law.until} 起废止" + (f"，由《{by}》取代" if by else "")
            found.append(Pending(law.title, words, Asked(by, old=(law.title,)) if by else Asked(law.title, on=law.until.isoformat(), repealed=True)))
    return found[:most]


def lately(most: int) -> list[Pending]:
    """Return statutes that took the place of others within `RECENT` and that the graph holds, the newest first: whether every article was
    carried over, each one's page says."""
    graph, laws, today = edge().graph, edge().laws(), edge().today()
    held: dict[str, list[str]] = {}
    for instrument in graph.instruments:
        held.setdefault(instrument.title, []).append(instrument.version)
    successors = {citation.short_title(law.repealed_by) for law in laws.laws() if law.repealed_by and law.title in held}
    found = [
        (i.start, Pending(i.title, f"{i.version} 文本自 {i.start} 起施行", Asked(i.title, i.version))) for i in graph.instruments
        if i.start and today - RECENT <= i.start <= today and (i.title in successors or any(v < i.version for v in held[i.title]))
        and any(v.version == i.version for v in laws.versions(i.title))
    ]  # fmt: skip
    return [pending for _, pending in sorted(found, key=lambda f: (f[0], f[1].title), reverse=True)][:most]
