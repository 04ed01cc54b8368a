"""From paper to draft: a file or pasted text is read; each draft shows the words it came from; what was not understood is shown."""

from __future__ import annotations

import json
import re
import secrets
import shutil
import threading
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from api.accounts.audit import audit
from api.curating.fields import label_of
from api.curating.opening import me, now, office, settings, today
from api.curating.told import shown_of, sure
from api.edge import edge
from api.paging import page_of
from curation.proposals.model import KINDS
from ontology.errors import BadInput, NotFound, ShouwenError

if TYPE_CHECKING:
    from curation.reading import Draft, Paper

uploads = Blueprint("uploads", __name__)

PAGE: Final = 10
"""Drafts on one page; a list may give hundreds."""
UNREAD: Final = 60
"""Unread passages shown of one draft."""
DAYS: Final = 7
"""How long a paper waits for its drafts to be taken."""
KEPT: Final = 8
"""Papers whose drafts are kept in memory: reading takes a second or more, and every page of them asks."""
TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{16,40}")

_kept: OrderedDict[str, tuple[Paper, tuple[Draft, ...]]] = OrderedDict()
_lock = threading.Lock()


@uploads.post("/curate/read")
def read() -> AnyResponse:
    """Take a paper and read it."""
    file, text, place = request.files.get("paper"), request.form.get("text", ""), request.form.get("place", "").strip()[:100]
    try:
        if file is not None and file.filename:
            name, data = Path(file.filename.replace("\\", "/")).name[:120], file.read()
        elif text.strip():
            name, data = "粘贴的文字.txt", text.replace("\r\n", "\n").encode("utf-8", "replace")
        else:
            raise BadInput("没有选文件，也没有贴文字", mend="选一个 docx、PDF 或 xlsx 文件，或把文字贴进来")
        found = _read(name, data, place)
    except ShouwenError as error:
        body = render_template("curate_new.html", kinds=KINDS, when=_when(), place=place, text=text, error=error)
        return Response(body, error.status, headers={"Cache-Control": "no-store"})
    token = secrets.token_urlsafe(18)
    folder = _folder(token)
    folder.mkdir(parents=True)
    (folder / "paper").write_bytes(data)
    (folder / "about.json").write_text(json.dumps({"name": name, "place": place, "by": me()}, ensure_ascii=False), encoding="utf-8")
    _keep(token, found)
    _clear()
    audit("读入文件", name)
    return redirect(f"/curate/read/{token}")


@uploads.get("/curate/read/<token>")
def drafts(token: str) -> str:
    """Show the drafts that were read, each field beside the words it came from."""
    paper, found = _found(token)
    shown, pages = page_of(list(enumerate(found)), PAGE)
    return render_template("curate_read.html", paper=paper, token=token, drafts=shown, total=len(found), kinds=KINDS, label_of=label_of, shown_of=shown_of, sure=sure, unread_most=UNREAD, pages=pages)


@uploads.post("/curate/read/<token>/<int:number>")
def accept(token: str, number: int) -> AnyResponse:
    """Put one of the drafts on the desk, with the paper it came from."""
    _, found = _found(token)
    if number >= len(found):
        raise NotFound("没有这份草稿", mend="回到读出的草稿页")
    name, data = str(_about(token)["name"]), (_folder(token) / "paper").read_bytes()
    made = office().propose(found[number].content(), me(), now(), source=(name, data), draft=found[number])
    audit("起草提案", made.id, f"据 {name}")
    return redirect(f"/curate/{made.id}/edit?checked=1")


def _read(name: str, data: bytes, place: str) -> tuple[Paper, tuple[Draft, ...]]:
    from curation import reading

    paper = reading.open_paper(name, data)
    return paper, reading.read(paper, edge().graph, place or None, as_of=today(), resolver=edge().resolver())


def _found(token: str) -> tuple[Paper, tuple[Draft, ...]]:
    about = _about(token)
    with _lock:
        if token in _kept:
            return _kept[token]
    found = _read(str(about["name"]), (_folder(token) / "paper").read_bytes(), str(about["place"]))
    _keep(token, found)
    return found


def _keep(token: str, found: tuple[Paper, tuple[Draft, ...]]) -> None:
    with _lock:
        _kept[token] = found
        while len(_kept) > KEPT:
            _kept.popitem(last=False)


def _about(token: str) -> dict[str, object]:
    folder = _folder(token)
    if not (folder / "about.json").exists():
        raise NotFound("读过的文件不在了", why=f"只留 {DAYS} 天", mend="重新上传")
    said: dict[str, object] = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    return said


def _folder(token: str) -> Path:
    if not TOKEN.fullmatch(token):
        raise NotFound("没有这个地址", mend="重新上传")
    return settings().home / "uploads" / token


def _clear() -> None:
    for folder in (settings().home / "uploads").glob("*"):
        if now().timestamp() - folder.stat().st_mtime > DAYS * 86_400:
            shutil.rmtree(folder, ignore_errors=True)


def _when() -> object:
    from api.curating.fields import WHEN_TO_USE

    return WHEN_TO_USE
