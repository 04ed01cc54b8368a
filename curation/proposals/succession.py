"""承接: articles of a new text that take the place of cited articles of an old one, and all that moves with them.

A proposal names the statute, its version and the day from which it is in force, the versions that end on that day, and article by
article: which old one, which new one, what the new one says (gist), what it gives to whom (grants), whether it was read against the
text, and matters whose responsibilities stay where they are. Where a statute is cited as a whole, the new text as a whole takes its place
(整部). Everything else that rests on the old article gets the new one as a
further basis; which of the two is cited on a day, their periods say.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from curation.proposals.model import ArticleProposed, Problem, SuccessionProposed
from graph.authority import is_list
from ontology import citation
from ontology.errors import BadCitation
from ontology.model import Instrument, Provision
from ontology.vocabulary import BASE, GRANT_KINDS, iri, local

if TYPE_CHECKING:
    from curation.proposals.form import Form
    from curation.proposals.triples import Draft
    from graph.store import KnowledgeGraph

GRANTS: Final = dict(zip(("主管", "执法", "配合", "除外"), GRANT_KINDS, strict=True))
RANKS: Final = ("法律", "行政法规", "司法解释", "部门规章", "地方性法规", "地方政府规章", "规范性文件")
WHOLE: Final = "整部"
"""What stands for an article's number where a whole text takes the place of a whole text."""
_VERSION: Final = re.compile(r"《?(?P<title>.+?)》?\s*(?P<day>\d{4}-\d{2}-\d{2}|)(?:\s*(?:文本|版))?")
MOST: Final = 60
"""Articles of one proposal."""


# --- reading --------------------------------------------------------------------------------


def read_succession(form: Form, kind: str) -> SuccessionProposed | None:
    """Return what the fields say, or None where something stands in the way, which is noted at its field."""
    place, title = form.place(), citation.short_title(form.text("statute", need="没有写新法规的名称"))
    version = form.day("version", need="没有写新文本的版本日（公布或修订的日子）")
    start, first = form.day("from", need="没有写从哪天起施行"), form.day("first_day")
    if any(c in title for c in ' <>"{}|^`\\/#?%'):
        form.wrong("statute", "名称里有不能用的符号")
    held = form.graph.instruments.get(iri("statute", title, f"{version}")) if version else None
    known = form.graph.instruments.where("title", title)
    rank = form.text("rank") or (known[0].rank if known else "")
    if not known and rank not in RANKS:
        form.wrong("rank", "没有写位阶，用这些之一：" + "、".join(RANKS))
    if held and start and held.start != start:
        form.wrong("from", f"图里这一文本自 {held.start} 起施行")
    if start and version and start < version:
        form.wrong("from", f"施行日早于版本日（{version}）")
    ends = tuple(i.id for n, said in enumerate(form.texts("ends")) if (i := _ending(form, f"ends.{n}", said, title, version)))
    articles = _articles(form, ends, title, version)
    form.text("reason", need="没有写理由")
    source = form.text("source", need="没有写出处：新文本刊于何处")
    if place is None or version is None or start is None or form.errors:
        return None
    return SuccessionProposed(place.id, title, version, rank, first if first and first < version else start, start, source, ends, articles)


def _ending(form: Form, field: str, said: str, title: str, version: dt.date | None) -> Instrument | None:
    """Return the version that ends: by its IRI, or by the statute's title where one version of it is in force."""
    found = form.graph.instruments.get(said if said.startswith(BASE) else BASE + said)
    if found is None:
        written = _VERSION.fullmatch(said)
        name, day = (written["title"], written["day"]) if written else (said, "")
        named = [i for i in form.graph.instruments.where("title", citation.short_title(name)) if i.version == day or (not day and (i.title != title or i.version < f"{version}"))]
        found = max(named, key=lambda i: i.version, default=None)
    if found is None or is_list(found):
        form.wrong(field, f"图里没有法规“{local(said)}”")
        return None
    if found.id == iri("statute", title, f"{version}"):
        form.wrong(field, "这就是新文本自己")
    return found


def _articles(form: Form, ends: tuple[str, ...], title: str, version: dt.date | None) -> tuple[ArticleProposed, ...]:
    entries = form.entries("articles")
    if not entries:
        form.wrong("articles", "没有写哪条承接哪条")
    if len(entries) > MOST:
        form.wrong("articles", f"一份提案最多 {MOST} 条，现有 {len(entries)} 条；分成几份")
    found, seen = [], set()
    for n, each in enumerate(entries[:MOST]):
        one = form.within(each, f"articles.{n}.")
        made = _article(one, ends, title, version)
        form.problems += one.problems
        if made and (made.old, made.number) in seen:
            form.wrong(f"articles.{n}.old", "这一条写了两次")
        if made:
            seen.add((made.old, made.number))
            found.append(made)
    return tuple(found)


def _article(one: Form, ends: tuple[str, ...], title: str, version: dt.date | None) -> ArticleProposed | None:
    old = _old(one, ends)
    whole = isinstance(old, Instrument)
    number = _whole(one, old, ends) if isinstance(old, Instrument) else _number(one)
    gist = one.text("gist", need="" if whole else "没有写新条的要旨（自己的话）")
    grants = []
    for n, each in enumerate(one.entries("grants")):
        function = one.found(f"grants.{n}.function", lambda each=each: one.names.function(str(each.get("function") or "")))  # type: ignore[misc]
        said = str(each.get("grant") or "").strip()
        if GRANTS.get(said, said) not in GRANT_KINDS:
            one.wrong(f"grants.{n}.grant", f"没有授权种类“{said}”；用这些之一：" + "、".join(GRANTS) if said else "没有写授权种类")
        elif function:
            grants.append((function.id, GRANTS.get(said, said)))
    keep = [m.id for n, said in enumerate(one.texts("keep")) if (m := one.found(f"keep.{n}", lambda said=said: one.names.matter(said)))]  # type: ignore[misc]
    if old is None or not (number or whole) or version is None:
        return None
    if old.id == iri("statute", title, f"{version}", number):
        one.wrong("new", "新条就是旧条")
    moved = tuple(_resting(one.graph, old.id, frozenset(keep)))
    return ArticleProposed(old.id, number, gist, tuple(dict.fromkeys(grants)), bool(one.content.get("verified")), moved)


def _old(one: Form, ends: tuple[str, ...]) -> Provision | Instrument | None:
    """Return the old article (or the whole old text): by its IRI, or by its citation in a version that ends, else the newest that the graph has of it."""
    said = one.text("old", need="没有写旧条")
    if not said:
        return None

    def held(identifier: str) -> Provision | Instrument | None:
        return one.graph.provisions.get(identifier) or one.graph.instruments.get(identifier)

    if found := held(said if said.startswith(BASE) else BASE + said):
        return found
    named = [p for identifier in one.found("old", lambda: one.names.basis(said)) or () if (p := held(identifier))]
    best = max(named, key=lambda p: (_version_of(p) in ends, _version_of(p)), default=None)
    if best is None:
        one.wrong("old", f"图里没有引用“{said}”")
    return best


def _version_of(record: Provision | Instrument) -> str:
    return record.instrument if isinstance(record, Provision) else record.id


def _whole(one: Form, old: Instrument, ends: tuple[str, ...]) -> str:
    """Return the empty number of a whole text; what does not fit it is noted."""
    if one.text("new") not in ("", WHOLE):
        one.wrong("new", f"旧的是整部法规，这里写“{WHOLE}”；要承接到某一条，先写明旧条")
    if old.id not in ends:
        one.wrong("old", f"《{old.title}》{old.version} 文本没有写进“到期的旧文本”", about=(old.id,))
    if one.entries("grants"):
        one.wrong("grants", "整部法规没有授权；授权写在条文上")
    return ""


def _number(one: Form) -> str:
    """Return the number of the new article as it stands in IRIs, written as 572, 第五百七十二条 or a whole citation."""
    said = one.text("new", need="没有写新条号；没有承接条文的，删去这一条")
    if not said or said.replace("-", "").isdigit():
        return said
    try:
        return citation.parse(said if said.startswith(("《", "〈")) else f"《新》{said}").number
    except BadCitation:
        one.wrong("new", f"“{said}”不是条号；写成 572 或 第五百七十二条")
        return ""


def _resting(graph: KnowledgeGraph, old: str, keep: frozenset[str]) -> Iterator[str]:
    """Yield the responsibilities and assignments that rest on an old article and are to rest on the new one too."""
    yield from (r.id for r in graph.responsibilities.where("basis", old) if r.matter not in keep)
    yield from (a.id for a in graph.assignments.where("basis", old))


# --- the change that it makes ---------------------------------------------------------------


def write_succession(proposed: SuccessionProposed, draft: Draft) -> None:
    """Write the new version and its articles, end the old versions, and give what rests on old articles the new ones."""
    graph = draft.graph
    work, version = iri("statute", proposed.title), iri("statute", proposed.title, f"{proposed.version}")
    if not graph.content.lines(work):
        draft.say(work, "Work", title=proposed.title, rank=proposed.rank, place=proposed.place, first_day=proposed.first_day)
    if not graph.content.lines(version):
        draft.say(version, "Instrument", version_of=work, version_day=f"{proposed.version}", in_force=proposed.start, verified=False, source=proposed.source)
    for ending in proposed.ends:
        old = graph.instruments.need(ending)
        own = old.work == work
        if old.until is None:
            draft.say(ending, "Instrument", no_longer=proposed.start, repealed_by=None if own else work)
    _write_articles(proposed, version, draft)


def _write_articles(proposed: SuccessionProposed, version: str, draft: Draft) -> None:
    graph = draft.graph
    written: set[str] = set()
    for each in proposed.articles:
        article = f"{version}/{each.number}" if each.number else version
        if each.number and not graph.content.lines(article) and article not in written:
            draft.say(article, "Article", part_of=version, article_number=each.number, gist=each.gist, verified=each.verified)
        written.add(article)
        held = {(g.function, g.kind): g.id for g in graph.grants.where("article", article)}
        for function, kind in each.grants:
            if (function, kind) not in held:
                grant = _grant(proposed, each.number, function, kind, draft)
                draft.say(article, "Article", grants=grant)
                draft.say(grant, "Grant", function=function, grant=kind)
        for moved in each.moved:
            record = graph.responsibilities.get(moved) or graph.assignments.get(moved)
            if record is not None and (record.until is None or record.until > proposed.start):
                draft.say(moved, "Responsibility" if graph.responsibilities.get(moved) else "Assignment", basis=article)


def _grant(proposed: SuccessionProposed, number: str, function: str, kind: str, draft: Draft) -> str:
    """Return the IRI of a grant: named after article and function, and after its kind where the function has another one there."""
    plain = iri("grant", proposed.title, f"{proposed.version}", number, local(function).removeprefix("function/"))
    other = draft.graph.grants.get(plain)
    twice = sum(f == function for a in proposed.articles if a.number == number for f, _ in set(a.grants)) > 1
    return f"{plain}-{kind}" if (other and other.kind != kind) or (twice and kind != "competent") else plain


# --- what is wrong with it ------------------------------------------------------------------


def check_succession(proposed: SuccessionProposed, after: KnowledgeGraph) -> Iterator[Problem]:
    """Yield leads that would rest on a new article which gives their function nothing, and old articles that stay in force beside the new."""
    version = iri("statute", proposed.title, f"{proposed.version}")
    for n, each in enumerate(proposed.articles):
        given = {_top(after, g.function) for g in after.grants.where("article", f"{version}/{each.number}")}
        without = [] if not each.number else [r for r in (after.responsibilities.get(m) for m in each.moved) if r and r.part == "lead" and _top(after, _function(after, r)) not in given]
        if without:
            names = "、".join(dict.fromkeys(f"“{after.matters.need(r.matter).label}”" for r in without[:3])) + (f"等 {len(without)} 项" if len(without) > 3 else "")
            yield Problem(f"articles.{n}.grants", f"新条没有授权给{names}的首问单位；核对新条写的是哪个部门，补上授权，或列入不移的事项", "warning", tuple(r.id for r in without[:3]))
        old = after.provisions.get(each.old) or after.instruments.need(each.old)
        if old.until is None or old.until > proposed.start:
            title = after.instruments.need(_version_of(old)).title
            yield Problem(f"articles.{n}.old", f"{citation.write(title, old.number if isinstance(old, Provision) else '')}所在的文本在 {proposed.start} 之后仍有效：两条会并列为依据；它若已失效，写进“到期的旧文本”", "warning", (old.id,))


def _function(graph: KnowledgeGraph, r: Any) -> str:
    unit = graph.units.get(r.unit)
    return r.function or (unit.function if unit else "")


def _top(graph: KnowledgeGraph, function: str) -> str:
    record = graph.functions.get(function)
    return _top(graph, record.broader) if record and record.broader else function
