"""What a statute's, list's or measure's IRI names: the work, one version of it, one article of that version; graph and law store alike."""

from __future__ import annotations

from dataclasses import dataclass

from api.edge import Edge
from graph.laws.works import StatuteVersion, Work
from ontology.errors import NotFound
from ontology.vocabulary import BASE, local


@dataclass(frozen=True, slots=True)
class Located:
    """A work; the version named, None where the IRI names the work itself; the article's or entry's number, "" for none."""

    work: Work
    version: StatuteVersion | None
    number: str


def located(at: Edge, name: str) -> Located | None:
    """Return what `statute/渔业法/2025-12-27/6` and the like name, None where there is no such work.

    Raises NotFound for a version or an article that a known work does not have.
    """
    works = at.works()
    pieces = name.split("/")
    for rest in range(min(3, len(pieces))):
        work = works.get(BASE + "/".join(pieces[: len(pieces) - rest]))
        if work is not None:
            return _within(at, work, pieces[len(pieces) - rest :])
    return None


def _within(at: Edge, work: Work, rest: list[str]) -> Located:
    if not rest:
        return Located(work, None, "")
    version = next((v for v in work.versions if v.version == rest[0]), None)
    if version is None:
        known = "、".join(v.version for v in work.versions[:8])
        raise NotFound(f"《{work.title}》没有“{rest[0][:20]}”这一版", mend=f"有的版本：{known}")
    number = rest[1] if len(rest) > 1 else ""
    if number and not has_article(at, version, number):
        why = "全文尚未导入，只有本库引用过的条文" if version.held is None else "全文中没有这一条"
        raise NotFound(f"《{work.title}》{version.version} 版没有第 {number[:12]} 条", why=why, mend=f"请从这一版的目录进入：{local(version.id)}")
    return Located(work, version, number)


def has_article(at: Edge, version: StatuteVersion, number: str) -> bool:
    """Return whether graph or law store hold an article of a version."""
    if at.graph.provisions.get(f"{version.id}/{number}") is not None:
        return True
    return version.held is not None and at.laws().article(version.title, version.version, number) is not None
