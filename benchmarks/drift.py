"""Drift: which article took the place of which, proposed from the texts alone, on the ecological code of 2026-08-15 and on amendments.

    python -m benchmarks.drift [../shared/data/laws] [--sample]     (--sample prints the drawn citations with what is proposed, to be judged)

The graph is made as it was before the code: nothing of the code in it, the ten laws open. Then are told
1. how many of the graph's citations of the ten laws the impact finds (counted a second way, from the Turtle's records), and the CPU time;
2. of SAMPLE citations drawn by a fixed seed and judged by reading old and new text (drift_judged.tsv), how many proposals are right;
3. how often the proposal is among the articles that the knowledge's curators wrote beside the old one, for each citation that has any;
4. that publishing all prepared proposals leaves nothing open that has a successor;
5. on amendments that renumbered: what text and position tell by themselves, beside the alignment.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import hashlib
import json
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

from curation.drift import Impact, Statute, impact, repealed_titles, replaced, successions
from curation.proposals.content import read_content
from curation.proposals.triples import changes_of
from graph import store
from graph.laws.model import LawArticle, LawVersion
from graph.laws.successors import align, plain
from graph.load import Knowledge, knowledge_files, load
from graph.publish import next_version
from graph.read import Records
from graph.store import KnowledgeGraph
from ontology.citation import short_title
from ontology.vocabulary import BASE, ELI, iri

HERE: Final = Path(__file__).resolve().parent
CODE: Final = ("生态环境法典", "2026-03-12")
DAY: Final = dt.date(2026, 8, 15)
SEED: Final = 6
SAMPLE: Final = 60
AMENDED: Final = ("渔业法", "治安管理处罚法", "海商法", "野生动物保护法", "公司法", "畜牧法")
Texts = Mapping[tuple[str, str], list[LawArticle]]


def texts_of(pack: Path, titles: Iterable[str]) -> Texts:
    """Return the articles of all versions of some statutes in the pack, by short title and version."""
    wanted, found = frozenset(titles), dict[tuple[str, str], list[LawArticle]]()
    for name in ("articles", "articles_old_versions"):
        with gzip.open(pack / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                title = short_title(row["law"])
                if title in wanted:
                    version = row.get("version_date") or row.get("effective_date") or ""
                    articles = found.setdefault((title, version), [])
                    number = f"{row['article_no']}-{row['article_sub']}" if row.get("article_sub") else str(row["article_no"])
                    articles.append(LawArticle(title, version, number, row["article_cn"], row["chapter"], row["text"], len(articles)))
    return found


def before_the_code(knowledge: Knowledge, home: Path) -> KnowledgeGraph:
    """Return the graph as it was before the code: nothing of the code in it, what it repealed still open."""
    gone = (iri("statute", CODE[0]), iri("grant", CODE[0]) + "/")
    ended = f'"{DAY.isoformat()}"'

    def of_code(node: object) -> bool:
        value = str(getattr(node, "value", ""))
        return value == gone[0] or value.startswith((gone[0] + "/", gone[1]))

    repealed = {str(getattr(t.subject, "value", "")) for t in knowledge.triples if t.predicate.value == str(ELI.repealed_by) and of_code(t.object)}
    kept = frozenset(
        t for t in knowledge.triples
        if not of_code(t.subject) and not of_code(t.object)
        and not (str(getattr(t.subject, "value", "")) in repealed and t.predicate.value == str(ELI.date_no_longer_in_force) and str(t.object).startswith(ended))
    )  # fmt: skip
    with store.staging(Knowledge(kept, {}), home) as folder:
        version = store.publish(folder, home)
    return store.open_version(home, version)


def statute(texts: Texts, title: str, version: str, start: dt.date) -> Statute:
    """Return a statute of the pack."""
    articles = tuple(texts[title, version])
    return Statute(LawVersion(title, title, "法律", "", version, None, start, None, "current", "", len(articles), "法规全文库"), articles)


def of_the_code(graph: KnowledgeGraph, texts: Texts) -> tuple[Impact, float]:
    """Return the code's impact and the CPU seconds that it took."""
    new = statute(texts, *CODE, DAY)
    began = time.process_time()
    ending = replaced(graph, *CODE, DAY, repealed_titles(CODE[0], new.articles))
    found = impact(graph, new, ending, lambda title, version: texts.get((title, version), []), DAY)
    return found, time.process_time() - began


def cited_of(records: Records, titles: Iterable[str]) -> frozenset[str]:
    """Return the provisions that the knowledge cites of some laws, as they stood when the code began: versions that had ended by then have no fate."""
    wanted = frozenset(titles)
    versions = {i.id for i in records.instruments if i.title in wanted and (i.until is None or i.until >= DAY)}
    return frozenset(p.id for p in records.provisions if p.instrument in versions)


def written_by_curators(records: Records) -> dict[str, set[str]]:
    """Return for each citation of the knowledge the articles of the code that stand beside it in some responsibility."""
    code, found = iri("statute", *CODE) + "/", dict[str, set[str]]()
    for r in records.responsibilities:
        beside = {b.removeprefix(code) for b in r.basis if b.startswith(code)}
        for basis in r.basis if beside else ():
            found.setdefault(basis, set()).update(beside)
    return found


def carried(graph: KnowledgeGraph, found: Impact, texts: Texts, home: Path) -> tuple[int, Impact]:
    """Return how many proposals are prepared, and the impact once all of them are published."""
    contents = successions(found, graph)
    for content in contents:
        read = read_content(content, graph)
        assert read.proposed is not None, read.problems
        with next_version(graph, changes_of(read.proposed, graph), home) as staged:
            graph = store.open_version(home, store.publish(staged.folder, home))
    return len(contents), of_the_code(graph, texts)[0]


def judged(found: Impact, sample: Sequence[str]) -> tuple[int, int, int]:
    """Return of the drawn citations: proposals judged right, judged at all, and proposals that are no longer those judged."""
    with (HERE / "drift_judged.tsv").open(encoding="utf-8", newline="") as file:
        rows = {iri("statute", r["旧法"], r["旧版本"], r["旧条"]): r for r in csv.DictReader(file, delimiter="\t")}
    proposed = {f.provision: f.new or "" for f in found.fates}
    known = [rows[s] for s in sample if s in rows and rows[s]["所提新条"] == proposed[s]]
    return sum(r["判断"] == "right" for r in known), len(known), sum(s in rows for s in sample) - len(known)


def drawn(cited: Iterable[str]) -> list[str]:
    """Return the citations drawn by the seed: those whose hash with it comes first, so that a citation more or less changes one of them."""
    return sorted(cited, key=lambda identifier: hashlib.sha256(f"{SEED}:{identifier.removeprefix(BASE)}".encode()).digest())[:SAMPLE]


def amended(texts: Texts, title: str) -> str:
    """Return a line on an amendment: by its old and new text, how the alignment stands to what text and position tell alone."""
    from rapidfuzz.distance import Indel
    from rapidfuzz.process import cdist

    versions = sorted(version for t, version in texts if t == title)
    old, new = texts[title, versions[0]], texts[title, versions[-1]]
    found = align(old, new)
    at = {a.number: n for n, a in enumerate(new)}
    words = [plain(a.text) for a in new]
    nearest = cdist([plain(a.text) for a in old], words, scorer=Indel.normalized_similarity).argmax(axis=1)
    once = [(s, words.index(plain(a.text))) for a, s in zip(old, found, strict=True) if words.count(plain(a.text)) == 1]
    kept = sum(s.new is not None and at[s.new] == place for s, place in once)
    same_text = sum(s.new is not None and at[s.new] == n for s, n in zip(found, nearest, strict=True))
    places = [at[s.new] for s in found if s.new]
    back = sum(b < a for a, b in pairwise(places))
    kinds = {kind: sum(s.kind == kind for s in found) for kind in ("same", "renumbered", "reworded", "gone")}
    number = sum(s.new == s.old for s in found)
    return (
        f"《{title}》{versions[0]}（{len(old)} 条）→ {versions[-1]}（{len(new)} 条）：号字皆同 {kinds['same']}，换号 {kinds['renumbered']}，改写 {kinds['reworded']}，删去 {kinds['gone']}；"
        f"原文照搬且只有一处的 {len(once)} 条，对上 {kept}；与全文最像者相同 {same_text}/{len(old)}；承接条号与旧条号相同的只有 {number}；次序倒退 {back} 处"
    )


def main() -> int:
    """Print the figures."""
    arguments = [a for a in sys.argv[1:] if not a.startswith("--")]
    pack = Path(arguments[0] if arguments else HERE.parent.parent / "shared" / "data" / "laws")
    if not (pack / "articles.jsonl.gz").exists():
        print(f"法规全文不在 {pack}：略过")
        return 0
    knowledge = load(knowledge_files())
    records = Records.read(knowledge)
    clause = texts_of(pack, [CODE[0]])[CODE]
    ten = repealed_titles(CODE[0], clause)
    texts = texts_of(pack, [CODE[0], *ten, *AMENDED])
    cited = cited_of(records, ten)
    with tempfile.TemporaryDirectory(prefix="shouwen-drift-") as folder:
        graph = before_the_code(knowledge, Path(folder))
        found, seconds = of_the_code(graph, texts)
        sample = drawn(cited)
        if "--sample" in sys.argv:
            fates = {f.provision: f for f in found.fates}
            for s in sample:
                print(fates[s].cited, "→", fates[s].new, fates[s].kind, fates[s].likeness, fates[s].others, fates[s].gist)
            return 0
        print(f"法典废止 {len(ten)} 部法律；图谱引用其条文 {len(cited)} 条，影响分析找到 {len(cited & {f.provision for f in found.fates})} 条，多出 {len({f.provision for f in found.fates} - cited)} 条")
        print(f"用时（CPU）{seconds:.1f} 秒；" + "、".join(f"{need} {len(fates)}" for need, fates in found.by_need().items()))
        right, known, changed = judged(found, sample)
        print(f"抽 {SAMPLE} 条逐条读过：承接条号对 {right}/{known}（{right / max(known, 1):.3f}）" + (f"；另有 {changed} 条提法已变，须重判" if changed else ""))
        right, known, _ = judged(found, sorted(cited))
        print(f"读过的共 {known} 条：对 {right}（{right / max(known, 1):.3f}）")
        beside = written_by_curators(records)
        both = [(f.new, f.others, beside[f.provision]) for f in found.fates if f.provision in beside]
        print(f"与编写者所写相符：{sum(new in theirs for new, _, theirs in both)}/{len(both)}；连同所列的其余部分 {sum(bool(theirs & {new, *others}) for new, others, theirs in both)}/{len(both)}")
        proposals, after = carried(graph, found, texts, Path(folder))
        print(f"备好承接提案 {proposals} 份；全部发布后仍待处理 {len(after.open)} 条（{'、'.join(f.cited for f in after.open[:5]) or '无'}）")
    for title in AMENDED:
        print(amended(texts, title))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
