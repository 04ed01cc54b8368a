"""The text asked about: read from a file, or held in the law store; and its impact, from one call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from curation.drift.impact import impact
from curation.drift.model import Impact, Statute
from curation.drift.replaced import repealed_by, replaced
from curation.drift.templates import template_words
from graph.laws.model import LawVersion
from graph.laws.periods import start_of
from ontology.citation import short_title
from ontology.errors import BadInput, NotFound
from ontology.vocabulary import iri

if TYPE_CHECKING:
    from graph.laws.store import LawStore
    from graph.laws.texts import Text
    from graph.store import KnowledgeGraph


def read_statute(path: Path) -> Statute:
    """Return the one statute in a file of any form that can be imported, its newest version where there are several; raises BadInput
    for a file that cannot be read, holds none, or holds several statutes."""
    from graph.laws.reading import found, read
    from graph.laws.texts import Remark, Text

    said = list(read(found([path])))
    texts = [each for each in said if isinstance(each, Text) and each.articles]
    unread = [each for each in said if isinstance(each, Remark) and each.kind == "unread"]
    if not texts:
        first = unread[0] if unread else None
        raise BadInput(
            first.what if first else "没有读出条文", where=first.where if first else str(path), why=first.why if first else "里面没有“第X条”",
            mend=(first.mend if first else "") or "用一部法规的全文文件：Markdown、Word、文本或 JSON Lines",
        )  # fmt: skip
    titles = sorted({t.said.title for t in texts})
    if len(titles) > 1:
        raise BadInput(f"里面有 {len(titles)} 部法规", where=str(path), why="、".join(f"《{t}》" for t in titles[:5]) + ("等" if len(titles) > 5 else ""), mend="一次看一部：给出只有一部法规的文件，或先导入再写它的名称")
    return _statute(max(texts, key=lambda t: t.said.version))


def _statute(text: Text) -> Statute:
    said = text.said
    about = LawVersion(
        said.law, said.title, said.category, said.place, said.version, said.first_day, start_of(said.version, said.start), None, said.status or "current", "",
        len(text.articles), said.source,
    )  # fmt: skip
    return Statute(about, text.articles)


def held_statute(laws: LawStore, title: str, version: str = "") -> Statute:
    """Return a statute of the law store, by its name as people write it; its newest version unless one is named. Raises NotFound."""
    known = laws.find(title) or short_title(title)
    versions = laws.versions(known)
    if not versions:
        raise NotFound(f"法规库里没有“{title}”", mend="给出全文文件的路径，或先运行 shouwen laws import 导入")
    about = next((v for v in versions if v.version == version), None) if version else versions[0]
    if about is None:
        raise NotFound(f"法规库里没有《{known}》{version} 版", mend="有这些版本：" + "、".join(v.version for v in versions))
    return Statute(about, tuple(laws.articles(about.title, about.version)))


def nothing_new(title: str) -> Statute:
    """Return what stands in the place of a statute that is repealed without a successor."""
    return Statute(LawVersion("", "", "", "", "", None, None, None, "current", "", 0, f"《{title}》废止"), ())


def impact_of(new: Statute, graph: KnowledgeGraph, laws: LawStore, home: Path, *, old: Sequence[str] = (), day: dt.date | None = None) -> Impact:
    """Return the impact of a statute on the graph, from the day on which the graph has it in force, else its text says. `old`: titles that it replaces beside those that its text and the stores name; `day`:
    another first day. Raises BadInput for a title that neither graph nor law store knows, and without a day."""
    about = new.about
    ours = graph.instruments.get(iri("statute", about.title, about.version)) if about.title else None
    start = day or (ours.start if ours else None) or about.start
    if start is None:
        raise BadInput(f"《{about.title}》没有写从哪天起施行", mend="用 --on 写明，如 --on 2026-08-15")
    named = [_known(title, graph, laws) for title in old]
    repealed = tuple(dict.fromkeys([*named, *repealed_by(about.title, new.articles, graph, laws)])) if about.title else tuple(named)
    ending = replaced(graph, about.title, about.version, start, repealed)
    held = {i.title for i in ending}
    unheld = tuple(t for t in repealed if t not in held)
    return impact(graph, new, ending, laws.articles, start, templates=template_words(home), unheld=unheld)


def _known(title: str, graph: KnowledgeGraph, laws: LawStore) -> str:
    short = laws.find(title) or short_title(title)
    if not graph.instruments.where("title", short) and not laws.versions(short):
        raise NotFound(f"不知道“{title}”这部法规", why="图谱和法规库里都没有", mend="核对名称")
    return short

