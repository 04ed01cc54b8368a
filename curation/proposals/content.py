"""Reads a proposal's content (the contract's JSON) against a version of the graph: every problem is told at its field, none hides another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from curation.proposals.model import (
    KINDS,
    METHOD,
    RULINGS,
    MatterProposed,
    NewUnit,
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
from curation.proposals.names import Names, part_named
from graph.store import KnowledgeGraph
from ontology.errors import BadInput, ShouwenError
from ontology.model import Matter, Place
from ontology.validity import parse_day
from ontology.vocabulary import BASE, iri

T = TypeVar("T")
Content = Mapping[str, Any]
LEAST_PHRASES: Final = 5
"""As the shapes ask (ontology/shapes.ttl)."""
CATEGORY: Final = "非数字城管投诉"
URGENCY: Final = "一般"
LONGEST: Final = 4000
"""Characters of one field."""


def read_content(content: Content, graph: KnowledgeGraph) -> Read:
    """Return what a proposal's content says and what is wrong with it; raises nothing for whatever stands in it."""
    form = _Form(content, graph)
    kind = form.text("kind")
    if kind not in KINDS:
        return Read(None, (Problem("kind", f"没有“{kind}”这种提案；可用的有：" + "、".join(f"{key}（{name}）" for key, name in KINDS.items())),))
    proposed = _READ[kind](form, kind)
    return Read(None if form.errors else proposed, tuple(form.problems))


class _Form:
    """The fields of a content; what is wrong with them is noted and reading goes on."""

    def __init__(self, content: Content, graph: KnowledgeGraph, at: str = "", units: Mapping[str, NewUnit] | None = None) -> None:
        self.content, self.graph, self.names, self.at = content, graph, Names(graph), at
        self.problems: list[Problem] = []
        self.units: dict[str, NewUnit] = dict(units or {})

    @property
    def errors(self) -> bool:
        return any(p.level == "error" for p in self.problems)

    def wrong(self, field: str, message: str, level: Any = "error", about: tuple[str, ...] = ()) -> None:
        self.problems.append(Problem(self.at + field, message, level, about))

    def text(self, field: str, *, need: str = "") -> str:
        """Return a field as text; `need`: what is asked for where it is empty."""
        value = self.content.get(field)
        if value is not None and not isinstance(value, (str, int, float)):
            self.wrong(field, "应当是一段文字")
            return ""
        said = str(value or "").strip()
        if len(said) > LONGEST:
            self.wrong(field, f"太长：最多 {LONGEST} 字，现有 {len(said)} 字")
        if need and not said:
            self.wrong(field, need)
        return said[:LONGEST]

    def texts(self, field: str) -> list[str]:
        """Return a field of several texts (or one) without the empty ones."""
        value = self.content.get(field)
        listed = value if isinstance(value, list) else [] if value in (None, "") else [value]
        if any(not isinstance(v, (str, int, float)) for v in listed):
            self.wrong(field, "应当是若干段文字")
            return []
        return list(dict.fromkeys(s for v in listed if (s := str(v).strip())))

    def entries(self, field: str) -> list[Content]:
        """Return a field of several groups of fields."""
        value = self.content.get(field)
        listed = value if isinstance(value, list) else [] if value in (None, "") else [value]
        if any(not isinstance(v, Mapping) for v in listed):
            self.wrong(field, "每一项应当写明名称等字段")
            return []
        return listed

    def found(self, field: str, find: Callable[[], T]) -> T | None:
        """Return what `find` finds; what it raises is noted at the field."""
        try:
            return find()
        except ShouwenError as error:
            self.wrong(field, "。".join(part.rstrip("。") for part in (error.what, error.why, error.mend) if part) + "。")
            return None

    def day(self, field: str, *, need: str = "") -> dt.date | None:
        said = self.text(field, need=need)
        return self.found(field, lambda: parse_day(said)) if said else None

    def place(self) -> Place | None:
        return self.found("jurisdiction", lambda: self.names.place(self.text("jurisdiction")))

    def matter(self, field: str = "matter") -> Matter | None:
        return self.found(field, lambda: self.names.matter(self.text(field)))

    def new_units(self, place: Place | None) -> None:
        """Take up the units that the proposal introduces: {"name", "function"}."""
        for n, each in enumerate(self.entries("units")):
            name, at = str(each.get("name") or "").strip(), f"units.{n}"
            function = self.found(f"{at}.function", lambda each=each: self.names.function(str(each.get("function") or "")))  # type: ignore[misc]
            if not name:
                self.wrong(f"{at}.name", "新单位没有名称")
            elif place and function:
                self.units[name] = new_unit(name, place, function.id)

    def unit(self, field: str, said: str, place: Place | None) -> str | None:
        """Return the IRI of a unit named in the content, one that it introduces first."""
        if place is None:
            return None
        new = self.units.get(said) or next((u for u in self.units.values() if u.id.rsplit("/", 1)[-1] == said), None)
        if new:
            return new.id
        found = self.found(field, lambda: self.names.unit(said, place))
        return found.id if found else None

    def parts(self, place: Place | None) -> tuple[Part, ...]:
        """Return leads and helpers, in that order."""
        leads = self.texts("lead")
        if not leads:
            self.wrong("lead", "没有写首问单位")
        duty = self.text("lead_duty") or "受理并主办"
        functions = self.graph.functions
        listed = [Part("lead", None, f.id, duty) for said in leads if (f := functions.get(said) or functions.get(BASE + said))]
        listed += [Part("lead", u, None, duty) for said in leads if not (functions.get(said) or functions.get(BASE + said)) and (u := self.unit("lead", said, place))]
        for n, each in enumerate(self.entries("helpers")):
            at = f"helpers.{n}"
            unit = self.unit(f"{at}.unit", str(each.get("unit") or "").strip(), place)
            part = self.found(f"{at}.part", lambda each=each: part_named(str(each.get("part") or "support")))  # type: ignore[misc]
            duty = str(each.get("duty") or "").strip()
            if not duty:
                self.wrong(f"{at}.duty", "没有写这个单位配合做什么")
            if unit and any(p.unit == unit for p in listed):
                self.wrong(f"{at}.unit", "这个单位写了两次；一个单位只有一个角色")
            elif unit and part:
                listed.append(Part(part, unit, None, duty[:LONGEST]))
        return tuple(listed)

    def basis(self, field: str = "basis") -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return what the graph holds of what is cited, and what it does not, in words."""
        held: list[str] = []
        other: list[str] = []
        for n, said in enumerate(self.texts(field)):
            cited = self.found(f"{field}.{n}", lambda said=said: self.names.basis(said))  # type: ignore[misc]
            if cited:
                held += cited
            elif cited is not None:
                other.append(said)
                self.wrong(f"{field}.{n}", f"图里没有“{said}”，无法核对；发布后只作为文字附注，不作为引用", "warning")
        return tuple(dict.fromkeys(held)), tuple(other)


def _ruling(form: _Form, kind: str) -> Proposed | None:
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
    note = _note(form, kind, other)
    facts, source = form.text("facts", need="没有写案情"), form.text("source", need="没有写出处：哪份文件、会议或报道")
    form.text("reason", need="没有写理由")
    if place is None or matter is None or decided is None or start is None or doctrine is None:
        return None
    return RulingProposed(
        kind, place.id, matter.id, form.text("title") or f"{matter.label}的{KINDS[kind]}", facts, tuple(d for d in disputed if d), parts, doctrine, basis, other,
        form.text("number"), form.text("decided_by"), decided, start, previous, bool(form.content.get("case_only")), note, source, tuple(form.units.values()),
    )  # fmt: skip


def _note(form: _Form, kind: str, other: tuple[str, ...]) -> str:
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


def _responsibility(form: _Form, kind: str) -> Proposed | None:
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


def _known(form: _Form, field: str, said: str, table: Any, what: str) -> str | None:
    identifier = said if said.startswith(BASE) else BASE + said
    if table.get(identifier) is None:
        form.wrong(field, f"没有{what}“{said}”")
        return None
    return identifier


def _matter(form: _Form, kind: str) -> Proposed | None:
    place = form.place()
    form.new_units(place)
    broader = [m.id for n, said in enumerate(form.texts("broader")) if (m := form.found(f"broader.{n}", lambda said=said: form.names.matter(said)))]  # type: ignore[misc]
    theme = form.text("theme", need="没有写主题")
    if theme and not form.graph.matters.where("theme", theme):
        form.wrong("theme", f"没有主题“{theme}”；可用的有：" + "、".join(sorted(form.graph.matters.values("theme"))))
    form.text("reason", need="没有写理由")
    form.text("source", need="没有写出处")
    return _one_matter(form, place, theme, tuple(broader), ())


def _one_matter(form: _Form, place: Place | None, theme: str, broader: tuple[str, ...], taken_from: tuple[str, ...]) -> MatterProposed | None:
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


def _split(form: _Form, kind: str) -> Proposed | None:
    place, matter = form.place(), form.matter()
    form.new_units(place)
    form.text("reason", need="没有写理由")
    form.text("source", need="没有写出处")
    entries = form.entries("into")
    if len(entries) < 2:
        form.wrong("into", "至少要拆成两个事项")
    into = []
    for n, each in enumerate(entries):
        one = _Form({"basis": form.content.get("basis"), **each}, form.graph, f"{form.at}into.{n}.", form.units)
        made = _one_matter(one, place, matter.theme, (matter.id,), matter.phrases) if matter else None
        form.problems += one.problems
        if made:
            into.append(made)
    if len({m.label for m in into}) < len(into):
        form.wrong("into", "拆出的事项重名")
    return SplitProposed(matter.id, tuple(into)) if matter and not form.errors else None


def _reassignment(form: _Form, kind: str) -> Proposed | None:
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


def _unit(form: _Form, kind: str) -> Proposed | None:
    place, name = form.place(), form.text("label", need="没有写单位全称")
    function = form.found("function", lambda: form.names.function(form.text("function")))
    form.text("reason", need="没有写理由")
    form.text("source", need="没有写出处")
    if place and name and form.graph.unit_named(name):
        form.wrong("label", f"已经登记了“{name}”")
    if place is None or function is None or not name:
        return None
    return UnitProposed(new_unit(name, place, function.id), form.day("from"))


def new_unit(name: str, place: Place, function: str) -> NewUnit:
    """Return a unit to be entered under its name without the place's."""
    short = name.removeprefix(place.full_name).removeprefix(place.name) or name
    return NewUnit(iri("unit", place.code, short), name, place.id, function)


def _repeal(form: _Form, kind: str) -> Proposed | None:
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


_READ: Final[Mapping[str, Callable[[_Form, str], Proposed | None]]] = {
    **dict.fromkeys(RULINGS, _ruling), "responsibility": _responsibility, "matter": _matter, "split": _split, "reassignment": _reassignment, "unit": _unit, "repeal": _repeal,
}  # fmt: skip


def title_of(content: Content) -> str:
    """Return what a proposal is called in lists, from its content alone."""
    kind = str(content.get("kind") or "")
    about = next((str(content[f]) for f in ("title", "matter", "label", "function", "what") if content.get(f)), "（未写事项）")
    return f"{KINDS.get(kind, kind)}：{about.removeprefix(BASE).removeprefix('matter/')}"


def need_mapping(content: object) -> Content:
    """Return a content that is one, from what was parsed; raises BadInput for anything else."""
    if not isinstance(content, Mapping):
        raise BadInput("提案应当是一组字段", why=f"读到的是 {type(content).__name__}", mend='写成 {"kind": "ruling", …}')
    return content
