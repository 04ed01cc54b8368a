"""From a paper to drafts: place, cases, fields, matters; every sentence of the paper is either read or shown as unread."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

from curation.reading import roles
from curation.reading.cases import cut
from curation.reading.choose import chosen
from curation.reading.draft import Draft, Field, Words
from curation.reading.fold import fold, sentences
from curation.reading.gather import Gathered, Gatherer
from curation.reading.lists import tables_of
from curation.reading.matters import matters_of
from curation.reading.names import Names
from curation.reading.paper import Paper
from curation.reading.passages import Passage, passages
from curation.reading.places import place_of
from curation.reading.statutes import Statutes
from curation.reading.text import Text, day_of, press_of, title_of
from graph.store import KnowledgeGraph
from ontology.errors import UnknownPlace

if TYPE_CHECKING:
    from resolver.pipeline import Resolver

_RULED: Final = re.compile(r"认定书|裁定书|纪要|认定单|界定书|认定意见|决定书")
MOST_DRAFTS: Final = 1000
"""Drafts that one paper may give; a longer list is read in parts."""


def read(paper: Paper, graph: KnowledgeGraph, place: str | None = None, *, as_of: dt.date, resolver: Resolver | None = None) -> tuple[Draft, ...]:
    """Return the drafts that a paper gives, at least one, however little was read.

    `place`: name or code of the jurisdiction, read from the paper when None; `as_of`: the day by which names and statutes are
    read where the paper tells none; without a `resolver` a matter is found by its label only. Raises UnknownPlace.
    """
    where = _jurisdiction(paper, graph, place)
    place_id = graph.find_place(str(where.value)).id if where else None
    day = day_of(paper, as_of)
    text = Text(paper, Names(graph, place_id, day))
    gatherer = Gatherer(text, Statutes(graph, place_id, day))
    tables = tables_of(paper)
    free = list(passages(paper, frozenset(tables.taken)))
    title, head = title_of(paper)
    if len(tables.cases) >= 1:
        groups, shared, prose, listed = tables.cases, [*free, *tables.beside], False, True
    else:
        found = cut([*free, *tables.beside], cache(lambda p: _leads(text, p)), cache(lambda p: _disputes(text, p)))
        groups, shared, prose, listed = found.cases, found.shared, found.prose, False
    groups = _real(groups, listed)[:MOST_DRAFTS]
    kind = "ruling" if not listed or _RULED.search(title) else "scheme"
    around = _around(gatherer, text, shared, listed=listed, prose=prose)
    gathered = [_one(gatherer, g, around, prose=prose) for g in groups]
    cases = [
        chosen(g, source=_source(paper, title, head, text), jurisdiction=where, graph=graph) for g in gathered
    ]  # fmt: skip
    matters = matters_of([(g, fields) for g, fields in zip(gathered, cases, strict=True)], graph, resolver, place_id, day)
    drafts = []
    for group, raw, fields, matter in zip(groups, gathered, cases, matters, strict=True):
        every = tuple(sorted([*fields, *([matter] if matter else [])], key=lambda f: _ORDER.index(f.name)))
        named = raw.matter_texts[0][0] if raw.matter_texts else (matter.shown if matter else "")
        drafts.append((Draft(kind, named or title, every, ()), group, raw))
    return _with_unread(paper, text, drafts, [*tables.headings], around)


_ORDER: Final = ("jurisdiction", "matter", "facts", "phrases", "disputed_between", "lead", "lead_duty", "helpers", "doctrine", "basis", "number", "decided_by", "decided_on", "from", "supersedes", "reason", "source")


def _jurisdiction(paper: Paper, graph: KnowledgeGraph, given: str | None) -> Field | None:
    found = place_of(paper, graph)
    words: tuple[Words, ...] = ()
    if found:
        paragraph = paper.paragraphs[found.paragraph - 1]
        words = (Words(found.paragraph, found.start, found.end, paragraph.text[found.start : found.end], paragraph.where),)
    if given:
        place = graph.find_place(given.rsplit("/", 1)[-1] if given.startswith("http") else given)
        near = found is None or found.place.id in graph.place_chain(place.id) or place.id in graph.place_chain(found.place.id)
        note = "" if near else f"文中多次写到{found.place.full_name if found else ''}，请核对地方"
        return Field("jurisdiction", place.full_name, place.full_name, words if near else (), 1.0 if near else 0.6, note)
    if found is None:
        return _by_file_name(paper, graph)
    return Field("jurisdiction", found.place.full_name, found.place.full_name, words, round(0.6 + 0.35 * found.share, 3))


def _by_file_name(paper: Paper, graph: KnowledgeGraph) -> Field | None:
    """Return the place that the file's name begins with (西宁市职责边界清单.xlsx)."""
    for end in range(min(len(paper.name), 20), 2, -1):
        try:
            place = graph.find_place(paper.name[:end]) if paper.name[end - 1] in "省市县区州旗" else None
        except UnknownPlace:
            continue
        if place:
            return Field("jurisdiction", place.full_name, place.full_name, (), 0.6, "由文件名推断")
    return None


def _leads(text: Text, passage: Passage) -> bool:
    if passage.field == "lead":
        return bool(passage.text.strip())
    if passage.field in ("facts", "claims", "disputed_between", "ignored"):
        return False
    mask = text.mask(passage.paragraph)
    if "\ue000" not in mask:
        return False
    decision = passage.field == "decision"
    return any(r.part == "lead" for s in text.sentences(passage) for r in roles.roles_in(mask, s.start, s.end, decision=decision, last=(0, 0)))


def _disputes(text: Text, passage: Passage) -> bool:
    mask = text.mask(passage.paragraph)
    return "\ue000" in mask and any(r.part == "party" for s in text.sentences(passage) for r in roles.roles_in(mask, s.start, s.end, decision=False, last=None))


def _real(groups: list[list[Passage]], listed: bool) -> list[list[Passage]]:
    """Leave out the rows of a list that are no case: headings across the table and remarks."""
    if not listed:
        return groups
    kept = [g for g in groups if any(p.field == "matter" for p in g) and any(p.field in ("lead", "helpers", "division", "decision") for p in g)]
    return kept or groups[:1]


def _source(paper: Paper, title: str, head: object, text: Text) -> Field:
    press, named = press_of(paper)
    words = tuple(text.words(p, 0, len(p.text)) for p in paper.paragraphs if p is head or p is named)
    if press:
        value = f"{press}《{title.strip('《》')}》"
        return Field("source", value, value, words, 0.9)
    value = title if paper.name.startswith("粘贴") else f"{title}（{paper.name}）"
    return Field("source", value, value, words, 0.9 if head is not None else 0.6)


def _around(gatherer: Gatherer, text: Text, shared: list[Passage], *, listed: bool, prose: bool) -> Gathered:
    """Return what all cases of a paper share: number, day, who decided; of the rest nothing is taken over."""
    raw = gatherer.gather(shared) if shared else Gathered()
    gatherer.days(shared, raw, 1.0)
    _signed(gatherer, text, shared, raw)
    names = {"number", "decided_on", "from", "decided_by", "jurisdiction"}
    shared_fields = [replace(f, sure=round(f.sure * 0.9, 3)) for f in raw.fields if f.name in names and not (listed and f.name == "jurisdiction")]
    if prose:  # an article's own date is not the day of what it tells
        shared_fields = [replace(f, sure=round(f.sure * 0.25, 3), note="文章的日期，不是认定日") if f.name == "decided_on" else f for f in shared_fields if f.name != "number"]
    return Gathered(fields=shared_fields, told=raw.told)


def _one(gatherer: Gatherer, group: list[Passage], around: Gathered, *, prose: bool) -> Gathered:
    raw = gatherer.gather(group, prose=prose)
    gatherer.days(group, raw, 0.7 if prose else 1.0)
    _signed(gatherer, gatherer.text, group, raw)
    raw.fields += around.fields
    return raw


def _signed(gatherer: Gatherer, text: Text, group: Sequence[Passage], raw: Gathered) -> None:
    """Read who signed: a line that is an office and no more, right before a day that stands alone, or at the top."""
    lines = [p for p in group if p.start == 0 and p.text.strip()]
    for at, passage in enumerate(lines):
        plain = re.sub(r"\s", "", passage.text)
        spans = [s for s in text.spans("offices", passage) if s.label_ in ("body", "unit")]
        size = sum(s.end - s.start for s in spans)
        if not spans or len(re.sub(r"[\s（）盖章公、代]|文件|中共", "", passage.text)) - size > 4 or passage.field in ("lead", "helpers", "disputed_between", "ignored"):
            continue
        before_day = at + 1 < len(lines) and len(lines[at + 1].text.strip()) <= 16 and bool(text.spans("days", lines[at + 1]))
        if before_day or (at < 4 and spans[0].label_ == "body") or at == len(lines) - 1:
            words = text.trimmed(passage)
            raw.add("decided_by", re.sub(r"（?(?:盖章|公章|代章)）?|\s|文件$", "", plain), plain, (words,), 0.9 if before_day else 0.7)


def _words(draft: Draft, raw: Gathered) -> list[Words]:
    """Return the words of a draft's fields, and of further readings that say the same."""
    values = {str(f.value["unit"]) if isinstance(f.value, Mapping) else str(f.value) for f in draft.fields}
    return [w for f in (*draft.fields, *(f for f in raw.fields if str(f.value) in values)) for w in f.words]


def _with_unread(paper: Paper, text: Text, drafts: list[tuple[Draft, list[Passage], Gathered]], headings: list[Passage], around: Gathered) -> tuple[Draft, ...]:
    """Return the drafts, each with the sentences of its own passages that gave nothing; the first with those that belong to none."""
    read_of: dict[int, list[tuple[int, int]]] = {}
    for words in [w for d, _, raw in drafts for w in (*_words(d, raw), *raw.told)] + around.told:
        read_of.setdefault(words.paragraph, []).append((words.start, words.end))
    for passage in headings:
        read_of.setdefault(passage.paragraph.number, []).append((0, len(passage.paragraph.text)))
    owner: dict[tuple[int, int], int] = {}
    for at, (_, group, _) in enumerate(drafts):
        for passage in group:
            for start in range(passage.start, max(passage.end, passage.start + 1)):
                owner.setdefault((passage.paragraph.number, start), at)
    unread: dict[int, list[Words]] = {}
    for paragraph in paper.paragraphs:
        for start, end in sentences(fold(paragraph.text)):
            if not re.search(r"[^\W\d]|\d{4}", paragraph.text[start:end]) or any(a < end and start < b for a, b in read_of.get(paragraph.number, ())):
                continue
            if any(c.start <= start < c.end and c.column in paragraph.joined for c in paragraph.cells):
                continue  # a merged cell says again what stands in the row above
            unread.setdefault(owner.get((paragraph.number, start), 0), []).append(text.words(paragraph, start, end))
    return tuple(replace(draft, unread=tuple(unread.get(at, ()))) for at, (draft, _, _) in enumerate(drafts))
