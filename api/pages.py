"""The dispatcher's page 派单台: a case in, the answer beside it.

One address serves it whole (no JavaScript) or in part (htmx asks with HX-Request): a case is
posted, never put into an address, because addresses end up in logs.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any, Final

from flask import Blueprint, Response, render_template, request

from api.contract import case_from_json, field_of
from api.edge import edge
from api.present import Answer, present
from api.samples import samples
from ontology.errors import BadInput, NotFound, ShouwenError

pages = Blueprint("pages", __name__)

FACT: Final = re.compile(r"facts\[(.{1,200})\]")
FIELDS: Final = ("text", "jurisdiction", "district", "date")
STAND_IN: Final = "诉求"
SUGGESTIONS: Final = 30
"""Place names offered at once; more is no help in choosing."""


@dataclass
class Form:
    """What the form holds, what is wrong with which field, and the answer if there is one; `ahead`: it is for a day yet to come."""

    text: str = ""
    jurisdiction: str = ""
    district: str = ""
    date: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    sample: str = ""
    answer: Answer | None = None
    ahead: bool = False

    @property
    def mark(self) -> str:
        """Return a short hash of the text: facts answered for one text must not pass to another."""
        return hashlib.sha256("".join(self.text.split()).encode("utf-8", "replace")).hexdigest()[:16]


@pages.get("/")
def start() -> Response:
    """Show the empty form, or a sample case with its answer."""
    form = Form(date=edge().today().isoformat())
    key = request.args.get("sample", "")
    if key:
        sample = samples().get(key)
        if sample is None:
            raise NotFound("没有这件示例", mend="请从派单台左侧的示例中选取")
        form = Form(sample.text, sample.place, sample.district, sample.date, sample=key)
        _resolve(form)
    return _page(form)


@pages.post("/")
def resolve() -> Response:
    """Answer the case in the form."""
    form = _read()
    _resolve(form)
    return _page(form)


@pages.post("/text")
def text() -> Response:
    """Return the answer as plain text for a work order."""
    form = _read()
    resolver = edge().resolver()
    case = case_from_json(_case(form), resolver.graph, edge().today())
    return Response(present(resolver.graph, resolver.resolve(case), case).text + "\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})


@pages.get("/places")
def places() -> Response:
    """Return <option>s for places whose name contains what was typed, or for districts of a place."""
    typed, outer = request.args.get("jurisdiction", request.args.get("place", "")).strip(), ""
    if request.args.get("for") == "district":
        typed, outer = request.args.get("district", "").strip(), typed
    return Response(render_template("_places.html", names=suggest(typed, outer)))


def _read() -> Form:
    text, jurisdiction, district, date = (request.form.get(name, "").replace("\r\n", "\n") for name in FIELDS)
    form = Form(text, jurisdiction, district, date)
    answered_for = request.form.get("facts_for", "")
    for name, value in request.form.items():
        key = FACT.fullmatch(name)
        if key and value and answered_for in ("", form.mark):
            form.facts[key[1]] = value
    return form


def _case(form: Form) -> dict[str, Any]:
    return {name: getattr(form, name) for name in FIELDS} | {"id": "", "facts": form.facts}


def _resolve(form: Form) -> None:
    """Put the answer, or everything that is wrong with which field, into the form."""
    resolver, given = edge().resolver(), _case(form)
    while True:
        try:
            case = case_from_json(given, resolver.graph, edge().today())
            decision = None if form.errors else resolver.resolve(case)
        except BadInput as error:
            name = field_of(error) if field_of(error) in FIELDS else "text"
            if name in form.errors:
                return
            form.errors[name] = _advice(error)
            given[name] = STAND_IN if name == "text" else ""  # so that the other fields are looked at too
            continue
        break
    if decision is not None:
        form.date, form.ahead = case.as_of.isoformat(), case.as_of > edge().today()
        form.answer = present(resolver.graph, decision, case)


def _advice(error: ShouwenError) -> str:
    names = {"text 过长": "诉求内容过长", "jurisdiction 过长": "地名过长", "district 过长": "地名过长", "date 过长": "日期无法识别"}
    parts = (names.get(error.what, error.what), error.why, error.mend)
    return "。".join(part.rstrip("。") for part in parts if part) + "。"


def _page(form: Form) -> Response:
    partial = request.headers.get("HX-Request") == "true"
    body = render_template(
        "_answer.html" if partial else "dispatcher.html",
        form=form, answer=form.answer, samples=samples(), partial=partial,
        places=[] if partial else known_places(), districts=[] if partial else suggest("", form.jurisdiction),
    )  # fmt: skip
    headers = {"Vary": "HX-Request", "Cache-Control": "no-store"}
    return Response(body, 400 if form.errors else 200, headers=headers)


def known_places() -> list[str]:
    """Return the full names of the places whose units the graph knows."""
    graph = edge().graph
    ids = sorted(graph.units.values("place"))
    found = [place for each in ids if (place := graph.places.get(each))]
    return [place.full_name or place.name for place in found][:SUGGESTIONS]


def suggest(typed: str, outer: str) -> list[str]:
    """Return place names that contain `typed`, those within `outer` when it is given."""
    graph = edge().graph
    if outer:
        try:
            within = graph.find_place(outer).id
        except ShouwenError:
            return []
        return [place.name for place in graph.places.where("within", within) if typed in place.name][:SUGGESTIONS]
    if not typed:
        return known_places()
    return [place.full_name or place.name for place in graph.places if typed in place.full_name][:SUGGESTIONS]
