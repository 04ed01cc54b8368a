"""Previews: past cases replayed on what a proposal would make, in the background; the state lies in the home, so that any worker shows it.

    HOME/previews/PROPOSAL.json   {"revision", "version", "state": running | done | failed, "done", "total", "beat", …}
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, Response, current_app, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from api.accounts.audit import audit
from api.curating.opening import now, office, settings, today
from api.curating.worklist import title
from api.edge import edge
from api.paging import page_of
from api.samples import sample_cases
from curation.proposals.desk import STATES
from curation.proposals.model import KINDS
from ontology.errors import BadInput, NotFound, ShouwenError
from ontology.vocabulary import iri

if TYPE_CHECKING:
    import datetime as dt

    from api.settings import Settings
    from curation.office import Office, Trial
    from curation.proposals.desk import Proposal
    from resolver.evaluate import Labelled

previews = Blueprint("previews", __name__)

SILENT: Final = 120
"""Seconds without a sign of life after which a preview is taken for broken off: a batch takes a second or two."""
PAGE: Final = 40
"""Changed answers on one page."""
KEPT: Final = 5000
"""Changed answers kept."""
VERDICTS: Final = {"worse": "变差", "different": "不同", "better": "变好"}
RELOAD: Final = 2
"""Seconds between looks of the page at the progress."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a preview stands: `line` in words; `current`: of the proposal and the version as they are now."""

    state: str
    line: str
    current: bool
    said: Mapping[str, Any]

    @property
    def running(self) -> bool:
        """Return whether it is still being worked out."""
        return self.state == "running"


@previews.post("/curate/<identifier>/preview")
def start(identifier: str) -> AnyResponse:
    """Start the preview of a proposal, unless it is running already."""
    begin(identifier)
    return redirect(f"/curate/{identifier}/preview")


@previews.get("/curate/<identifier>/preview")
def show(identifier: str) -> Response:
    """Show the progress, reloading itself, or what came of it."""
    proposal = office().desk.proposal(identifier)
    found = standing(proposal)
    if found is None:
        raise NotFound("还没有预览过", mend="在提案页按“预览”")
    verdict = request.args.get("verdict", "") if request.args.get("verdict") in VERDICTS else ""
    changes = [c for c in found.said.get("changes", []) if not verdict or c["verdict"] == verdict]
    shown, pages = page_of(changes, PAGE)
    body = render_template(
        "curate_preview.html", proposal=proposal, title=title(proposal), preview=found, changes=shown, pages=pages, kept=KEPT, verdict=verdict, verdicts=VERDICTS,
        states=STATES, kinds=KINDS, place_name=_place,
    )  # fmt: skip
    headers = {"Cache-Control": "no-store"} | ({"Refresh": str(RELOAD)} if found.running else {})
    return Response(body, headers=headers)


def begin(identifier: str) -> None:
    """Start the preview of a proposal in the background, unless it is running already; raises BadInput for one past publishing."""
    here, home = office(), settings()
    proposal = here.desk.proposal(identifier)
    if proposal.state in ("published", "withdrawn"):
        raise BadInput(f"提案{STATES[proposal.state]}，不用再预览", mend="看台账里它改变了什么")
    found = standing(proposal)
    if found is not None and found.running:
        return
    path = _path(home.home, identifier)
    version = here.publisher.ready(now()).version
    write = _Writer(path, {"revision": proposal.revision, "version": version, "started": now().isoformat(), "pid": os.getpid()}, current_app.extensions["shouwen-accounts"].now)
    write(state="running", done=0, total=0)
    audit("预览提案", identifier, f"第 {proposal.revision} 稿")
    threading.Thread(target=_run, args=(here, home, proposal, write, today(), _learned()), name=f"preview-{identifier}", daemon=True).start()


def standing(proposal: Proposal) -> Standing | None:
    """Return how a proposal's preview stands, None where there is none."""
    path = _path(settings().home, proposal.id)
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    head = office().publisher.ledger.head()
    current = said["revision"] == proposal.revision and head is not None and said["version"] == head.version
    state = said["state"]
    if state == "running" and now().timestamp() - said["beat"] > SILENT:
        state, said["message"] = "failed", "预览中途断了；再预览一次。"
    return Standing(state, _line(state, said, current), current, said)


def _line(state: str, said: Mapping[str, Any], current: bool) -> str:
    if state == "running":
        return f"正在重答以往的来件：{said['done']:,} / {said['total']:,}" if said["total"] else "正在准备……"
    if state == "failed":
        return str(said.get("message", ""))
    verdicts = said["verdicts"]
    counts = "、".join(f"{word} {verdicts[key]}" for key, word in VERDICTS.items() if verdicts.get(key)) or "没有答复改变"
    return f"重答 {said['replayed']:,} 件：{counts}。" + ("" if current else "此后提案或图谱有变，可再预览一次。")


class _Writer:
    """Writes the state of a preview, whole or not at all."""

    def __init__(self, path: Path, about: Mapping[str, Any], clock: Any) -> None:
        self._path, self._about, self._clock, self._last = path, about, clock, 0.0

    def __call__(self, **said: Any) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._last = self._clock().timestamp()
        beside = self._path.with_suffix(f".{os.getpid()}-{threading.get_ident()}.new")
        beside.write_text(json.dumps({**self._about, "beat": self._last, **said}, ensure_ascii=False), encoding="utf-8")
        beside.replace(self._path)

    def progress(self, done: int, total: int) -> None:
        """Write how far it is, twice a second at most."""
        if self._clock().timestamp() - self._last >= 0.5 or done == total:
            self(state="running", done=done, total=total)


def _run(here: Office, home: Settings, proposal: Proposal, write: _Writer, day: dt.date, learned: tuple[str, ...]) -> None:
    """Replay the past on what the proposal makes; what came of it is written where the page reads it, before an error of ours goes on to
    the log of the thread."""
    said: dict[str, Any] = {"state": "failed", "message": "预览没有做成，原因已记入日志；请联系管理员。"}
    try:
        with here.trial(proposal.content, dt_now(write)) as trial:
            if trial.after is None:
                said["message"] = "提案还有错误，没法预览；改正后再来。"
            else:
                said = _result(trial, home, _cases(trial, home, proposal, day, learned), write)
    except ShouwenError as error:
        said["message"] = str(error)
    finally:
        write(**said)


def dt_now(write: _Writer) -> dt.datetime:
    """Return the moment by the application's clock, outside a request."""
    moment: dt.datetime = write._clock()
    return moment


def _result(trial: Trial, home: Settings, cases: list[Labelled], write: _Writer) -> dict[str, Any]:
    from curation import preview

    assert trial.after is not None
    found = preview.replay(trial.before, trial.after, cases, home=home.home, encoder=home.encoder, automatic=home.automatic, scheduler=home.scheduler, progress=write.progress)
    changes = [asdict(c) | {"day": c.day.isoformat(), "before_lead": c.before.lead, "after_lead": c.after.lead} for c in found.changes[:KEPT]]
    return {
        "state": "done", "done": found.replayed, "total": found.replayed, "replayed": found.replayed, "verdicts": dict(found.verdicts), "changed": len(found.changes), "changes": changes,
        "matters": [list(m) for m in found.matters[:20]], "faults": list(found.faults[:50]), "drift": found.drift, "seconds": found.seconds,
    }  # fmt: skip


def _learned() -> tuple[str, ...]:
    """Return the codes of the places whose letters were learned."""
    return tuple(edge().resolver().experiences.learned())


def _cases(trial: Trial, home: Settings, proposal: Proposal, day: dt.date, learned: tuple[str, ...]) -> list[Labelled]:
    """Return the past to replay: every letter kept, what rulings of the place or on the matters decided, and the samples."""
    from curation import preview

    assert trial.after is not None
    place = iri("place", proposal.jurisdiction or "CN")
    return preview.past_of(trial.before, trial.after, home=home.home, codes=learned, place=place, day=day, also=sample_cases(trial.after))


def _place(identifier: str) -> str:
    found = edge().graph.places.get(identifier)
    return found.name if found else ""


def _path(home: Path, identifier: str) -> Path:
    return home / "previews" / f"{identifier}.json"
