"""Reads a proposal's content (the contract's JSON) against a version of the graph: every problem is told at its field, none hides another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final

from curation.proposals.form import Content, Form, new_unit
from curation.proposals.model import (
    KINDS,
    METHOD,
    RULINGS,
    MatterProposed,
    Part,
    Problem,
    Proposed,
    Read,
    ReassignmentProposed,
    RepealProposed,
    ResponsibilityProposed,
    RulingProposed,
    SplitProposed,
    UnitProposed,
)
from curation.proposals.names import part_named
from curation.proposals.succession import read_succession
from graph.store import KnowledgeGraph
from ontology.errors import BadInput
from ontology.model import Place
from ontology.vocabulary import BASE, iri

LEAST_PHRASES: Final = 5
"""As the shapes ask (ontology/shapes.ttl)."""
CATEGORY: Final = "非数字城管投诉"
URGENCY: Final = "一般"


def read_content(content: Content, graph: KnowledgeGraph) -> Read:
    """Return what a proposal's content says and what is wrong with it; raises nothing for whatever stands in it."""
    form = Form(content, graph)
    kind = form.text("kind")
    if kind not in KINDS:
        return Read(None, (Problem("kind", f"没有“{kind}”这种提案；可用的有：" + "、".join(f"{key}（{name}）" for key, name in KINDS.items())),))
    proposed = _READ[kind](form, kind)
    return Read(None if form.errors else proposed, tuple(form.problems))


def _ruling(form: Form, kind: str) -> Proposed | None:
    place, matter = form.place(), form.matter()
    form.new_units(place)
    parts = form.parts(place)
    disputed = [form.unit(f"disputed_between.{n}", said, place) for n, said in enumerate(form.texts("disputed_between"))]
    decided = form.day("decided_on", need="没有写认定日期")
    start = form.day("from") or decided
    method = form.text("doctrine") or METHOD[kind]
    doctrine = form.found("doctrine", lambda: form.names.doctrine(method))
    basis, other = form.basis()
    supersedes = form.text("supersedes")
    previous = form.found("supersedes", lambda: form.names.ruling(supersedes)) if supersedes else None
    follows = _precedents(form, decided, previous)
    _need_precedent(form, method, follows, basis)
    note = _note(form, kind, other)
    facts, source = form.text("facts", need="没有写案情"), form.text("source", need="没有写出处：哪份文件、会议或报道")
    phrases = form.phrases()
    form.text("reason", need="没有写理由")
    if place is None or matter is None or decided is None or start is None or doctrine is None:
        return None
    return RulingProposed(
        kind, place.id, matter.id, form.text("title") or f"{matter.label}的{KINDS[kind]}", facts, tuple(d for d in disputed if d), parts, doctrine, basis, other,
        form.text("number"), form.text("decided_by"), decided, start, previous, bool(form.content.get("case_only")), note, source, tuple(form.units.values()),
        phrases, follows,
    )  # fmt: skip


def _precedents(form: Form, decided: dt.date | None, previous: str | None) -> tuple[str, ...]:
    """Return the rulings that a ruling follows: decided no later than it, and not the one that it takes the place of."""
    found: list[str] = []
    for n, said in enumerate(form.texts("follows")):
        at = f"follows.{n}"
        ruling = form.found(at, lambda said=said: form.names.ruling(said))  # type: ignore[misc]
        if ruling is None:
            continue
        record = form.graph.rulings.need(ruling)
        if ruling == previous:
            form.wrong(at, f"《{record.title}》由这份认定取代，不能又遵循它", about=(ruling,))
        elif decided and (day := record.decided_on or record.start) and day > decided:
            form.wrong(at, f"《{record.title}》{day} 才作出，晚于这份认定，不是先例", about=(ruling,))
        found.append(ruling)
    return tuple(dict.fromkeys(found))


def _need_precedent(form: Form, method: str, follows: tuple[str, ...], basis: tuple[str, ...]) -> None:
    if method.rsplit("/", 1)[-1] == "先例" and not follows and not any(form.graph.rulings.get(b) for b in basis):
        form.wrong("follows", "认定方法是“先例”，没有写遵循哪份认定", "warning")


def _note(form: Form, kind: str, other: tuple[str, ...]) -> str:
    """Return what stands beside a ruling in words: its reason, the matter it follows or the steps traced, and what could not be checked."""
    said = [form.text("reason")]
    if kind == "analogy":
        like = form.matter("analogous_to")
        said.append(f"参照事项：{like.label}" if like else "")
    if kind == "tracing":
        steps = form.texts("traced")
        if not steps:
            form.wrong("traced", "没有写溯源的步骤：从现场到源头，一步一行")
        said.append("溯源：" + " → ".join(steps) if steps else "")
    if other:
        said.append("另引用（图中没有，未核对）：" + "、".join(other))
    return "；".join(s.rstrip("。；") for s in said if s)


def _responsibility(form: Form, kind: str) -> Proposed | None:
    place, matter = form.place(), form.matter()
    form.new_units(place)
    part = form.found("part", lambda: part_named(form.text("part") or "lead"))
    unit_said, function_said = form.text("unit"), form.text("function")
    unit = form.unit("unit", unit_said, place) if unit_said else None
    function = form.found("function", lambda: form.names.function(function_said)) if function_said else None
    if bool(unit_said) == bool(function_said):
        form.wrong("unit", "写一个单位，或写一项职能，二者取一")
    duty = form.text("duty", need="没有写做什么")
    basis, _ = form.basis()
    if part == "lead" and not basis:
        form.wrong("basis", "首问必须有依据：写明图里有的法条、清单或认定")
    when = tuple(_known(form, "when", said, form.graph.options, "辨别事实的答案") for said in form.texts("when"))
    amends = form.text("amends")
    amended = _known(form, "amends", amends, form.graph.responsibilities, "职责") if amends else None
    start, until = form.day("from", need="没有写从哪天起"), form.day("until")
    if start and until and start >= until:
        form.wrong("until", "止期不能早于起期")
    form.text("reason", need="没有写理由")
    source = form.text("source", need="没有写出处")
    if place is None or matter is None or part is None or start is None or form.errors:
        return None
    return ResponsibilityProposed(
        place.id, matter.id, Part(part, unit, function.id if function else None, duty), basis, tuple(w for w in when if w), amended, start, until, source,
        tuple(form.units.values()),
    )  # fmt: skip


def _known(form: Form, field: str, said: str, table: Any, what: str) -> str | None:
    identifier = said if said.startswith(BASE) else BASE + said
    if table.get(identifier) is None:
        form.wrong(field, f"没有{what}“{said}”")
        return None
    return identifier


def _matter(form: Form, kind: str) -> Proposed | None:
    place = form.place()
    form.new_units(place)
    broader = [m.id for n, said in enumerate(form.texts("broader")) if (m := form.found(f"broader.{n}", lambda said=said: form.names.matter(said)))]  # type: ignore[misc]
    theme = form.text("theme", need="没有写主题")
    if theme and not form.graph.matters.where("theme", theme):
        form.wrong("theme", f"没有主题“{theme}”；可用的有：" + "、".join(sorted(form.graph.matters.values("theme"))))
    form.text("reason", need="没有写理由")
    form.text("source", need="没有写出处")
    return _one_matter(form, place, theme, tuple(broader), ())


def _one_matter(form: Form, place: Place | None, theme: str, broader: tuple[str, ...], taken_from: tuple[str, ...]) -> MatterProposed | None:
    """Return the matter that the form describes; `taken_from`: phrases of the matter above, which it may take over."""
    label = form.text("label", need="没有写事项名称")
    if label and form.graph.matters.get(iri("matter", label)):
        form.wrong("label", f"已经有事项“{label}”", about=(iri("matter", label),))
    if any(c in label for c in ' <>"{}|^`\\/#?%'):
        form.wrong("label", "事项名称里有空格或不能用的符号")
    phrases, terms = form.texts("phrases"), form.texts("terms")
    if len(phrases) < LEAST_PHRASES:
        form.wrong("phrases", f"至少要有 {LEAST_PHRASES} 条群众说法，现有 {len(phrases)} 条")
    for phrase in phrases:
        owners = form.graph.matters.where("phrases", phrase)
        if owners and phrase not in taken_from:
            form.wrong("phrases", f"说法“{phrase}”已属于事项“{owners[0].label}”；换个说法", about=(owners[0].id,))
    scope = form.text("scope", need="没有写范围：包括什么、不包括什么、不包括的该去哪里")
    parts, start = form.parts(place), form.day("from")
    basis, _ = form.basis()
    if not basis:
        form.wrong("basis", "首问必须有依据：写明图里有的法条、清单或认定")
    if place is None or form.errors:
        return None
    return MatterProposed(
        label, theme, broader, tuple(phrases), tuple(terms), scope, form.text("category") or CATEGORY, form.text("urgency") or URGENCY, place.id, parts, basis,
        start, tuple(form.units.values()), tuple(p for p in phrases if p in taken_from),
    )  # fmt: skip


def _split(form: Form, kind: str) -> Proposed | None:
    place, matter = form.place(), form.matter()
    form.new_units(place)
    form.text("reason", need="没有写理由")
    form.text("source", need="没有写出处")
    entries = form.entries("into")
    if len(entries) < 2:
        form.wrong("into", "至少要拆成两个事项")
    into = []
    for n, each in enumerate(entries):
        one = Form({"basis": form.content.get("basis"), **each}, form.graph, f"{form.at}into.{n}.", form.units)
        made = _one_matter(one, place, matter.theme, (matter.id,), matter.phrases) if matter else None
        form.problems += one.problems
        if made:
            into.append(made)
    if len({m.label for m in into}) < len(into):
        form.wrong("into", "拆出的事项重名")
    return SplitProposed(matter.id, tuple(into)) if matter and not form.errors else None


def _reassignment(form: Form, kind: str) -> Proposed | None:
    place = form.place()
    form.new_units(place)
    function = form.found("function", lambda: form.names.function(form.text("function")))
    unit, on = form.unit("unit", form.text("unit"), place), form.day("on", need="没有写从哪天起")
    basis, _ = form.basis()
    form.text("reason", need="没有写理由")
    form.text("source", need="没有写出处")
    if place is None or function is None or unit is None or on is None:
        return None
    return ReassignmentProposed(place.id, function.id, unit, on, basis, tuple(form.units.values()))


def _unit(form: Form, kind: str) -> Proposed | None:
    place, name = form.place(), form.text("label", need="没有写单位全称")
    function = form.found("function", lambda: form.names.function(form.text("function")))
    form.text("reason", need="没有写理由")
    form.text("source", need="没有写出处")
    if place and name and form.graph.unit_named(name):
        form.wrong("label", f"已经登记了“{name}”")
    if place is None or function is None or not name:
        return None
    return UnitProposed(new_unit(name, place, function.id), form.day("from"))


def _repeal(form: Form, kind: str) -> Proposed | None:
    what, on = form.text("what", need="没有写废止什么"), form.day("on", need="没有写从哪天起")
    identifier = what if what.startswith(BASE) else BASE + what
    graph = form.graph
    if what and not any(table.get(identifier) for table in (graph.rulings, graph.responsibilities, graph.matters)):
        form.wrong("what", f"没有“{what}”；写认定、职责或事项的标识")
    whole = graph.matters.get(identifier) is not None
    place = form.place() if whole or form.text("jurisdiction") else None
    successor = form.text("successor")
    follows = _known(form, "successor", successor, graph.rulings, "认定") if successor else None
    form.text("reason", need="没有写理由")
    if on is None:
        return None
    return RepealProposed(identifier, on, place.id if place else None, follows)


_READ: Final[Mapping[str, Callable[[Form, str], Proposed | None]]] = {
    **dict.fromkeys(RULINGS, _ruling), "responsibility": _responsibility, "matter": _matter, "split": _split, "reassignment": _reassignment, "unit": _unit, "repeal": _repeal, "succession": read_succession,
}  # fmt: skip


def title_of(content: Content) -> str:
    """Return what a proposal is called in lists, from its content alone."""
    kind = str(content.get("kind") or "")
    about = next((str(content[f]) for f in ("title", "matter", "label", "function", "what", "statute") if content.get(f)), "（未写事项）")
    return f"{KINDS.get(kind, kind)}：{about.removeprefix(BASE).removeprefix('matter/')}"


def need_mapping(content: object) -> Content:
    """Return a content that is one, from what was parsed; raises BadInput for anything else."""
    if not isinstance(content, Mapping):
        raise BadInput("提案应当是一组字段", why=f"读到的是 {type(content).__name__}", mend='写成 {"kind": "ruling", …}')
    return content
