"""Pages on what was learned of a place: where practice leaves the written rules, which units nobody entered, who answered what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from api.edge import edge
from ontology.errors import NotFound
from ontology.vocabulary import iri

if TYPE_CHECKING:
    from ontology.model import Place
    from resolver.history.experience import Experience

practices = Blueprint("practices", __name__)

SHOWN: Final = 50
"""Matters listed with who answered them; the rest can be looked up by name."""


@practices.get("/practice")
def places() -> AnyResponse:
    """List the places that were learned of; go straight to the only one."""
    graph, codes = edge().graph, edge().resolver().experiences.learned()
    if len(codes) == 1:
        return redirect(f"/practice/{codes[0]}")
    known = [place for code in codes if (place := graph.places.get(iri("place", code)))]
    return Response(render_template("practices.html", places=known))


@practices.get("/practice/<code>")
def place(code: str) -> str:
    """Show where practice leaves the rules, the units nobody entered, and who answered what."""
    from resolver.history.report import departures, done, last_day, unknown_units

    found, experience = _learned(code)
    traversal, day, q = edge().resolver().traversal, last_day(experience), request.args.get("q", "")[:100]
    answered = [each for each in done(experience, traversal, day) if q in each.label]
    return render_template(
        "practice.html", place=found, code=code, day=day, letters=len(experience.letters), units=len(experience.letters.units), q=q,
        departures=departures(experience, traversal, day), unknown=unknown_units(experience, traversal), done=answered[:SHOWN], total=len(answered),
        functions={f.key: f.label for f in edge().graph.functions if not f.broader},
        automatic=experience.automatic_from(edge().resolver().automatic), precision=edge().resolver().automatic,
    )  # fmt: skip


@practices.get("/id/history/<code>/<path:matter>")
def matter(code: str, matter: str) -> str:
    """Show who answered the letters on one matter."""
    from resolver.history.report import done, last_day

    found, experience = _learned(code)
    record = edge().graph.matters.get(iri("matter", matter))
    if record is None:
        raise NotFound(f"没有事项“{matter[:80]}”", mend="请从惯例页进入")
    day = last_day(experience)
    answered = done(experience, edge().resolver().traversal, day, matter=record.id)
    graph = edge().graph
    units = [(name, graph.unit_named(name), count) for each in answered for name, count in each.units]
    return render_template("practice_matter.html", place=found, code=code, matter=record, day=day, units=units, letters=sum(n for *_, n in units))


def _learned(code: str) -> tuple[Place, Experience]:
    place, experiences = edge().graph.places.get(iri("place", code)), edge().resolver().experiences
    experience = experiences.of([place.id]) if place else None
    if place and (fault := experiences.fault([place.id])):
        raise fault
    if place is None or experience is None:
        raise NotFound(f"还没有学过“{code[:20]}”的历史", mend="先运行 shouwen learn 文件 --jurisdiction 地名")
    return place, experience
