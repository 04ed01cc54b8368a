"""Tables whose first row names the columns: a boundary list gives a case for each row, a table of units adds to the case around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from curation.reading import labels
from curation.reading.fold import fold
from curation.reading.paper import Paper, Paragraph
from curation.reading.passages import LONGEST_LABEL, Passage

FIRST_ROWS: Final = 6
"""Rows of a table among which the headings are looked for (a title and a note may stand above)."""
_WHO: Final = frozenset({"lead", "helpers", "unit", "decision"})
_LEADS: Final = re.compile("牵头|主办|首问|首办|主责|第一")
_HELPS: Final = re.compile("配合|协办|协助|协同|会办|参与")


@dataclass(slots=True)
class Tables:
    """What tables give: cases (passages each, by row or merged rows), passages for the case around, headings read."""

    cases: list[list[Passage]] = field(default_factory=list)
    beside: list[Passage] = field(default_factory=list)
    headings: list[Passage] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)


def tables_of(paper: Paper) -> Tables:
    """Return what the tables of a paper give that have headings; forms are left to passages.py."""
    found = Tables()
    for _, rows in groupby((p for p in paper.paragraphs if p.table and len(p.cells) > 1), key=lambda p: p.table):
        _one(list(rows), found)
    return found


def _one(rows: list[Paragraph], found: Tables) -> None:
    for at, heading in enumerate(rows[:FIRST_ROWS]):
        columns = _columns(heading)
        if columns is None or at + 1 >= len(rows):
            continue
        if _is_form(rows[at + 1]):
            return
        body = rows[at + 1 :]
        told = set(columns.values())
        found.taken |= {p.number for p in (heading, *body)}
        found.headings.append(Passage(heading, 0, len(heading.text), None, (0, len(heading.text))))
        if "matter" in told or ("facts" in told and told & _WHO):
            if "matter" not in told:
                columns = {c: "matter" if f == "facts" else f for c, f in columns.items()}
            found.cases += _cases(body, columns)
        else:
            found.beside += [p for r in body for p in _passages(r, columns)]
        return


def _columns(heading: Paragraph) -> dict[int, str] | None:
    """Return the field of each column where every cell of a row is a heading, else None."""
    columns: dict[int, str] = {}
    unknown = 0
    text = fold(heading.text)
    for cell in heading.cells:
        written = text[cell.start : cell.end].strip()
        if not written:
            continue
        if len("".join(written.split())) > LONGEST_LABEL:
            return None
        named = labels.field_of(written)
        if named:
            columns[cell.column] = named
        else:
            unknown += 1
    if "role" in columns.values() and "unit" not in columns.values():
        columns = {c: "unit" if f == "lead" else f for c, f in columns.items()}
    known = set(columns.values()) - {"ignored"}
    return columns if len(known) >= 2 and known & _WHO and unknown <= 1 + len(columns) // 3 else None


def _is_form(following: Paragraph) -> bool:
    """Return whether the next row has labels in it too: then the first was a form's row with empty cells."""
    text = fold(following.text)
    values = [text[c.start : c.end] for c in following.cells if text[c.start : c.end].strip()]
    return sum(1 for v in values if len("".join(v.split())) <= LONGEST_LABEL and labels.field_of(v) and not re.search("^(?:主办|牵头|配合|协办|首问)$", v.strip())) >= 1


def _cases(rows: list[Paragraph], columns: dict[int, str]) -> list[list[Passage]]:
    cases: list[list[Passage]] = []
    last = ""
    for row in rows:
        text = fold(row.text)
        matter = next((text[c.start : c.end].strip() for c in row.cells if columns.get(c.column) == "matter" and text[c.start : c.end].strip()), "")
        filled = [c for c in row.cells if text[c.start : c.end].strip()]
        goes_on = bool(cases) and ((not matter and len(filled) > 0) or (matter == last and any(columns.get(c) == "matter" for c in row.joined)))
        passages = [p for p in _passages(row, columns) if not (goes_on and (p.field == "matter" or _column(p) in row.joined))]
        if len(filled) == 1 and not goes_on:
            passages = [Passage(row, 0, len(row.text))]  # a heading across the table
            if cases or not matter:
                cases.append(passages)
                continue
        if goes_on:
            cases[-1] += passages
        else:
            cases.append(passages)
        last = matter or last
    return cases


def _column(passage: Passage) -> int:
    return next((c.column for c in passage.paragraph.cells if c.start <= passage.start <= c.end and c.end >= passage.end), 0)


def _passages(row: Paragraph, columns: dict[int, str]) -> Iterator[Passage]:
    text = fold(row.text)
    role = " ".join(text[c.start : c.end] for c in row.cells if columns.get(c.column) == "role")
    part = "lead" if _LEADS.search(role) else ("helpers" if _HELPS.search(role) else "division")
    units = [c for c in row.cells if columns.get(c.column) == "unit"]
    duties = [c for c in row.cells if columns.get(c.column) == "duty"]
    for cell in row.cells:
        if not text[cell.start : cell.end].strip():
            continue
        named = columns.get(cell.column)
        if named == "unit":
            end = duties[0].end if duties and duties[0].start >= cell.end else cell.end
            yield Passage(row, cell.start, end, part)
        elif named == "role" or (named == "duty" and units and units[0].end <= cell.start):
            yield Passage(row, cell.start, cell.end, "told", (cell.start, cell.end))
        else:
            yield Passage(row, cell.start, cell.end, named)
