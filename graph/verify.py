"""Checks every citation of the knowledge against the full text of the law, as the law store holds it (graph.laws).

For each article: it exists at that version, its period is the store's, and its text names each
function that we say it names, and not the State Council's department alone (graph.naming).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from graph.consistency import Finding
from graph.laws.importing import bring_in
from graph.laws.periods import with_days
from graph.laws.store import LawStore, open_laws
from graph.load import Knowledge
from graph.naming import names_in_law
from graph.read import Records
from ontology.citation import ArticleRef, from_iri
from ontology.errors import BadInput
from ontology.model import Function
from ontology.vocabulary import SW


@dataclass(frozen=True, slots=True)
class Verification:
    """What was checked, what failed, and what the full texts cannot check (where it stands, and its source): articles of
    statutes and national documents they lack, and entries of places' own lists, papers and published replies."""

    articles: int
    grants: int
    unverified: tuple[Finding, ...]
    entries: tuple[Finding, ...]
    findings: tuple[Finding, ...]


@contextmanager
def laws_of(path: Path) -> Iterator[LawStore]:
    """Yield a law store of its own, made of the full texts in a file or folder; raises BadInput where there are none."""
    with TemporaryDirectory(prefix="shouwen-laws-") as home:
        report = bring_in(Path(home), [path])
        if not report.held_articles:
            why = str(report.faults[0]) if report.faults else ""
            raise BadInput("没有法规全文", where=str(path), why=why, mend="--laws 指向能导入的法规全文（articles.jsonl.gz 所在的文件夹、Markdown、zip）")
        yield open_laws(Path(home))


def verify(knowledge: Knowledge, laws: LawStore) -> Verification:
    """Return what the full texts say of our citations; articles marked unverified are counted, not checked."""
    records = Records.read(knowledge)
    functions = {f.id: f for f in records.functions}
    grants: dict[str, list[Any]] = {}
    for grant in records.grants:
        grants.setdefault(grant.article, []).append(grant)
    ours = [p for p in records.provisions if p.verified]
    refs = {p.id: from_iri(p.id) for p in ours}
    elsewhere = [from_iri(g.named_by) for g in records.grants if g.named_by]
    wanted = {(ref.title, version) for ref, version in (*refs.values(), *elsewhere)}
    texts = {(title, version, a.number): a.text for title, version in wanted for a in laws.articles(title, version)}
    days = _days_found_elsewhere(knowledge, records)
    periods = {(v.title, v.version): (v.start, v.until) for title in {title for title, _ in wanted} for v in with_days(laws.versions(title), days.get(title, {}))}
    function_names = {f.id: names_in_law(f, knowledge) for f in functions.values()}
    known = {(n, _top(f, functions)) for f, named in function_names.items() for n in named.names}
    findings, checked = [], 0
    for p in ours:
        ref, version = refs[p.id]
        where = knowledge.where(p.id)
        text = texts.get((ref.title, version, ref.number))
        if text is None:
            findings.append(Finding(where, f"法规全文里没有 {ref}（{version} 版）"))
            continue
        if periods.get((ref.title, version)) != (p.start, p.until):
            held, ours_is = (_shown(period) for period in (periods.get((ref.title, version)), (p.start, p.until)))
            findings.append(Finding(where, f"施行期间应为 {held}，写成了 {ours_is}"))
        for grant in grants.get(p.id, ()):
            checked += 1
            named = function_names[grant.function]
            others = [n for n, of in known if of != _top(grant.function, functions) and n not in named.names]
            at, said = (ref, text) if grant.named_by is None else _other(grant.named_by, texts)
            if not named.stands_in(said, others):
                mend = "" if grant.named_by else "；本条不点名的，用 sw:namedBy 写明由哪一条指明"
                findings.append(Finding(where, f"{at} 的原文没有提到 {functions[grant.function].label}（找过：{'、'.join(named.names[:6])}{mend}）"))
    findings += _ungranted(records, functions, grants, knowledge)
    return Verification(len(ours), checked, *_uncheckable(knowledge, records), tuple(findings))


def _days_found_elsewhere(knowledge: Knowledge, records: Records) -> dict[str, dict[str, dt.date]]:
    """Return for each statute the first days in force, by version, that were read elsewhere than in its text (sw:startSource)."""
    found: dict[str, dict[str, dt.date]] = defaultdict(dict)
    for instrument in records.instruments:
        if instrument.start and str(SW.startSource) in knowledge.subjects[instrument.id]:
            found[instrument.title][instrument.version] = instrument.start
    return found


def _shown(period: tuple[dt.date | None, dt.date | None] | None) -> str:
    return f"{period[0] or '？'} 至 {period[1] or '今'}" if period else "（库中没有这个版本）"


def _uncheckable(knowledge: Knowledge, records: Records) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Return the articles whose text the store lacks, and the entries of places' own papers, which no law pack holds."""
    instruments = {i.id: i for i in records.instruments}
    articles: list[Finding] = []
    entries: list[Finding] = []
    for p in records.provisions:
        if not p.verified:
            instrument = instruments[p.instrument]
            listed = articles if "/statute/" in p.id else entries
            listed.append(Finding(knowledge.where(p.id), f"《{instrument.title}》第{p.number}条（项），{instrument.rank}，出处：{instrument.source}"))
    return tuple(articles), tuple(entries)


def _other(article: str, texts: dict[tuple[str, str, str], str]) -> tuple[ArticleRef, str]:
    """Return the article that another is said to be named by, and its text; empty where the store lacks it."""
    ref, version = from_iri(article)
    return ref, texts.get((ref.title, version, ref.number), "")


def _ungranted(records: Records, functions: dict[str, Function], grants: dict[str, list[Any]], knowledge: Knowledge) -> Iterator[Finding]:
    """Yield leads resting on an article that gives their function nothing."""
    units = {u.id: u.function for u in records.units}
    verified = {p.id for p in records.provisions if p.verified}
    for r in records.responsibilities:
        function = r.function or units.get(r.unit or "", "")
        family = _top(function, functions)
        for basis in r.basis:
            named = {_top(g.function, functions) for g in grants.get(basis, ())}
            if r.part == "lead" and basis in verified and family not in named and "/ruling" not in r.id and not r.id.split("/resp/")[1].startswith("ruling-"):
                yield Finding(
                    knowledge.where(r.id), f"首问 {functions[function].label if function in functions else function} 的依据 {from_iri(basis)[0]} 没有授权给它"
                )


def _top(function: str, functions: dict[str, Function]) -> str:
    record = functions.get(function)
    return _top(record.broader, functions) if record and record.broader else function
