"""A form and the contract's JSON: each made of the other; nothing typed is lost on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from api.curating.fields import LISTS, Field, fields_of
from api.curating.shown import PARTS, Shown
from curation.proposals.model import RULINGS
from ontology.errors import BadInput, ShouwenError
from ontology.validity import parse_day

MOST_ROWS: Final = 60
"""Rows of one list in a form; longer lists come as papers or through REST."""
LEAST_ROWS: Final = {"into": 2, "lead": 1, "disputed_between": 2, "basis": 2}
"""Rows that a list shows at least: a matter is split into two or more, a dispute has two sides."""
MOST_TYPED: Final = 100_000
"""Characters of a whole form; a proposal may have 200,000 in JSON, in which names are longer."""
_AT: Final = re.compile(r"\.(\d{1,3})(?=\.|$)")


@dataclass(frozen=True)
class Typed:
    """What a form holds: input names to words as typed, e.g. helpers.0.duty; `rows`: how many rows each list shows."""

    kind: str
    values: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """Return what stands in an input."""
        return self.values.get(name, "")

    def rows(self, name: str) -> int:
        """Return how many rows a list has, the last of them perhaps empty."""
        start = name + "."
        numbers = [int(key[len(start) :].split(".", 1)[0]) for key in self.values if key.startswith(start) and key[len(start) :].split(".", 1)[0].isdigit()]
        return min(max([*numbers, LEAST_ROWS.get(name, 1) - 1]) + 1, MOST_ROWS)

    def filled(self, name: str) -> bool:
        """Return whether anything stands in a field or below it."""
        return any(value.strip() for key, value in self.values.items() if key == name or key.startswith(name + "."))

    def with_row(self, name: str) -> Typed:
        """Return the form with one more row in a list."""
        return Typed(self.kind, self.values | {f"{name}.{self.rows(name)}._": ""})


def typed(kind: str, posted: Mapping[str, str]) -> Typed:
    """Return what was posted of a kind's fields."""
    names = {f.name for f in fields_of(kind)}
    return Typed(kind, {key: value.replace("\r\n", "\n").replace("\x00", "") for key, value in posted.items() if key.split(".", 1)[0] in names})


def need_short(form: Typed) -> None:
    """Raise BadInput for what is too long to be a proposal."""
    size = sum(map(len, form.values.values()))
    if size > MOST_TYPED:
        raise BadInput(f"一共写了 {size:,} 字，太长", why=f"一份提案最多 {MOST_TYPED:,} 字", mend="案情、理由写要点；全文作为原件上传")


def filled(kind: str, content: Mapping[str, Any], shown: Shown) -> Typed:
    """Return the form that a content fills, names in place of identifiers."""
    return Typed(kind, dict(_filled(fields_of(kind), content, shown, "")))


def _filled(fields: tuple[Field, ...], content: Mapping[str, Any], shown: Shown, at: str) -> Iterator[tuple[str, str]]:
    for each in fields:
        name, value = at + each.name, content.get(each.name)
        if each.form == "groups":
            groups = [g if isinstance(g, Mapping) else {each.columns[0].name: g} for g in _listed(value)]
            for n, group in enumerate(groups):
                yield from _filled(each.columns, group, shown, f"{name}.{n}.")
        elif each.form in LISTS:
            told = dict.fromkeys(shown.show(each.offers, v) for v in _listed(value) if v not in (None, ""))
            yield from ((f"{name}.{n}", word) for n, word in enumerate(told))
        elif each.form == "lines":
            yield name, "\n".join(str(v) for v in _listed(value))
        elif each.form == "flag":
            yield name, "1" if value else ""
        elif value not in (None, ""):
            yield name, _word(each, "、".join(map(str, value)) if isinstance(value, list) else str(value), shown)


def _word(each: Field, value: str, shown: Shown) -> str:
    if each.name == "part":
        return PARTS.get(value, value)
    if each.name == "doctrine":
        return value.rsplit("/", 1)[-1]
    if each.form == "day":
        try:
            return parse_day(value).isoformat()
        except ShouwenError:
            return value
    return shown.show(each.offers, value) if each.offers else value


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value in (None, "") else [value]


@dataclass(frozen=True, slots=True)
class Said:
    """A content and, for each of its fields in findings, the input that it was typed into."""

    content: dict[str, Any]
    at: dict[str, str]


def content_of(form: Typed, shown: Shown, before: Mapping[str, Any] | None = None) -> Said:
    """Return the content of a form; `before`: a content whose fields that no form shows are kept."""
    known = {f.name for f in fields_of(form.kind)} | {"kind"}
    at: dict[str, str] = {}
    content = dict(_said(fields_of(form.kind), form, shown, "", "", at))
    kept = {key: value for key, value in (before or {}).items() if key not in known}
    if form.kind in RULINGS and len(content.get("lead", [])) == 1:
        content["lead"] = content["lead"][0]
    return Said({"kind": form.kind} | kept | content, at)


def _said(fields: tuple[Field, ...], form: Typed, shown: Shown, at: str, path: str, places: dict[str, str]) -> Iterator[tuple[str, Any]]:
    """Yield the fields that are filled in; `at` is where inputs stand in the form, `path` where values stand in the content."""
    for each in fields:
        name, where = at + each.name, path + each.name
        places[where] = name
        value: Any
        if each.form == "groups":
            value = []
            for n in range(form.rows(name)):
                group = dict(_said(each.columns, form, shown, f"{name}.{n}.", f"{where}.{len(value)}.", places))
                if any(v for key, v in group.items() if key != "part"):
                    value.append(group)
        elif each.form in LISTS:
            value = []
            for n in range(form.rows(name)):
                word = form.get(f"{name}.{n}").strip()
                if word and (meant := shown.read(each.offers, word)) not in value:
                    places[f"{where}.{len(value)}"] = f"{name}.{n}"
                    value.append(meant)
        elif each.form == "lines":
            value = [line.strip() for line in form.get(name).split("\n") if line.strip()]
        elif each.form == "flag":
            value = bool(form.get(name))
        else:
            word = form.get(name).strip()
            value = shown.read(each.offers, word) if each.offers else word
        if value:
            yield each.name, value


def inputs(form: Typed) -> list[str]:
    """Return the names of all inputs that the form shows, lists and groups themselves included."""
    return list(_inputs(fields_of(form.kind), form, ""))


def _inputs(fields: tuple[Field, ...], form: Typed, at: str) -> Iterator[str]:
    for each in fields:
        name = at + each.name
        yield name
        if each.form == "groups":
            for n in range(form.rows(name)):
                yield from _inputs(each.columns, form, f"{name}.{n}.")
        elif each.form == "picks":
            yield from (key for key in form.values if key.startswith(name + "."))
        elif each.form == "rows":
            yield from (f"{name}.{n}" for n in range(form.rows(name)))
