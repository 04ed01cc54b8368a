"""Checks every citation of the knowledge against the full text of the law (articles as JSON Lines).

For each article: it exists at that version, its period is the pack's, and its text names each
function that we say it names.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from graph.consistency import Finding
from graph.load import Knowledge
from graph.read import Records
from ontology.citation import from_iri, short_title
from ontology.errors import BadInput
from ontology.model import Function


@dataclass(frozen=True, slots=True)
class Verification:
    """What was checked, what failed, and what the pack cannot check (where it stands, and its source): articles of
    statutes and national documents it lacks, and entries of places' own lists, papers and published replies."""

    articles: int
    grants: int
    unverified: tuple[Finding, ...]
    entries: tuple[Finding, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """Texts by (short title, version, number) and periods by (short title, version)."""

    texts: dict[tuple[str, str, str], str]
    periods: dict[tuple[str, str], tuple[str, str | None]]


def read_pack(folder: Path, wanted: set[tuple[str, str]]) -> Pack:
    """Return the texts of the wanted (title, version) pairs; raises BadInput when the folder holds no pack."""
    if not any(folder.glob("articles*.jsonl*")):
        raise BadInput("没有法规全文", where=str(folder), mend="--laws 指向含有 articles.jsonl.gz 的文件夹")
    days: dict[str, dict[str, dict[str, Any]]] = {}
    for row in _rows(folder, "laws"):
        version = row.get("version_date") or row.get("effective_date") or row.get("header_last_date") or ""
        days.setdefault(short_title(row["law"]), {})[version] = row
    texts = {}
    for row in _rows(folder, "articles"):
        title = short_title(row["law"])
        versions = days.get(title, {})
        version = row.get("version_date") or row.get("effective_date") or row.get("header_last_date") or ""
        version = version if version in versions or not versions else next(iter(versions))
        if (title, version) in wanted:
            sub = row.get("article_sub")
            texts[(title, version, f"{row['article_no']}-{sub}" if sub else str(row["article_no"]))] = row["text"]
    return Pack(texts, {(t, v): _period(vs, v) for t, vs in days.items() for v in vs})


def _period(versions: dict[str, dict[str, Any]], version: str) -> tuple[str, str | None]:
    start = versions[version].get("effective_date") or version
    later = sorted(row.get("effective_date") or day for day, row in versions.items() if day > version)
    return start, versions[version].get("repealed_on") or (later[0] if later else None)


def _rows(folder: Path, stem: str) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob(f"{stem}*.jsonl*")):
        with _open(path) as lines:
            for line in lines:
                yield json.loads(line)


def _open(path: Path) -> IO[str]:
    return gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")


def verify(knowledge: Knowledge, folder: Path) -> Verification:
    """Return what the pack says of our citations; articles marked unverified are counted, not checked."""
    records = Records.read(knowledge)
    functions = {f.id: f for f in records.functions}
    grants: dict[str, list[Any]] = {}
    for grant in records.grants:
        grants.setdefault(grant.article, []).append(grant)
    ours = [p for p in records.provisions if p.verified]
    refs = {p.id: from_iri(p.id) for p in ours}
    pack = read_pack(folder, {(ref.title, version) for ref, version in refs.values()})
    findings, checked = [], 0
    for p in ours:
        ref, version = refs[p.id]
        where = knowledge.where(p.id)
        text = pack.texts.get((ref.title, version, ref.number))
        if text is None:
            findings.append(Finding(where, f"法规全文里没有 {ref}（{version} 版）"))
            continue
        period = (str(p.start), str(p.until) if p.until else None)
        if pack.periods.get((ref.title, version)) != period:
            findings.append(Finding(where, f"施行期间应为 {pack.periods.get((ref.title, version))}，写成了 {period}"))
        for grant in grants.get(p.id, ()):
            checked += 1
            names = _names(functions[grant.function])
            if not any(name in text for name in names):
                findings.append(Finding(where, f"{ref} 的原文没有提到 {functions[grant.function].label}（找过：{'、'.join(names[:6])}）"))
    findings += _ungranted(records, functions, grants, knowledge)
    return Verification(len(ours), checked, *_uncheckable(knowledge, records), tuple(findings))


def _uncheckable(knowledge: Knowledge, records: Records) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Return the articles whose text the pack lacks, and the entries of places' own papers, which no law pack holds."""
    instruments = {i.id: i for i in records.instruments}
    articles: list[Finding] = []
    entries: list[Finding] = []
    for p in records.provisions:
        if not p.verified:
            instrument = instruments[p.instrument]
            listed = articles if "/statute/" in p.id else entries
            listed.append(Finding(knowledge.where(p.id), f"《{instrument.title}》第{p.number}条（项），{instrument.rank}，出处：{instrument.source}"))
    return tuple(articles), tuple(entries)


def _names(function: Function) -> tuple[str, ...]:
    """Return the names by which statutes call a role; for one of the 55, its statutory names and stems."""
    return tuple(n for n in (*function.names, function.label) if len(n) >= 2)


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
                yield Finding(knowledge.where(r.id), f"首问 {functions[function].label if function in functions else function} 的依据 {from_iri(basis)[0]} 没有授权给它")


def _top(function: str, functions: dict[str, Function]) -> str:
    record = functions.get(function)
    return _top(record.broader, functions) if record and record.broader else function
