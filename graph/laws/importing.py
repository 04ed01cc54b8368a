"""Takes texts into the law store: what is new, what changed, what two sources say differently; in one transaction.

Whoever is killed in the middle leaves what was before. A second import waits for the first, or is told.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Final, Literal

from filelock import FileLock, Timeout
from sqlalchemy import Connection
from sqlalchemy import text as sql
from sqlalchemy.exc import DatabaseError, OperationalError

from graph.laws import links, writing
from graph.laws.model import LawArticle
from graph.laws.pieces import Piece
from graph.laws.reading import Ended, found, read
from graph.laws.schema import database_of, engine_of
from graph.laws.texts import Remark, Said, Text, folded
from graph.laws.writing import Held
from ontology.errors import BadInput, BadVersion, Conflict

Fate = Literal["new", "changed", "same", "kept"]
"""What became of a text: taken in; put in the place of what was held; held already; left out, since what was held stays."""

LOCK_SECONDS: Final = 600
"""How long an import waits for another that is under way."""
NAMED: Final = 12
"""How many differing articles a remark names."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file: its texts by fate with their articles, or why it was passed over."""

    name: str
    passed_over: str = ""
    versions: tuple[tuple[str, Fate, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did: file by file, remarks, how much of what, and what is held after it."""

    files: tuple[FileReport, ...]
    remarks: tuple[Remark, ...]
    fates: Mapping[str, int]
    articles: int
    held_versions: int
    held_articles: int
    generation: str
    changed: bool

    @property
    def faults(self) -> tuple[Remark, ...]:
        """Return what was not taken: unread files and lines, and texts that contradict others."""
        return tuple(r for r in self.remarks if r.kind != "note")


@dataclass
class _Taking:
    """An import under way."""

    connection: Connection
    held: dict[tuple[str, str], Held]
    replace_all: bool
    touched: set[str] = field(default_factory=set)
    remarks: list[Remark] = field(default_factory=list)
    changed: bool = False

    def take(self, text: Text) -> Fate:
        """Take a text in, unless what is held is to stay."""
        key = text.said.title, text.said.version
        known = self.held.get(key)
        self.touched.add(text.said.title)
        if known is None:
            self.held[key] = writing.add(self.connection, text)
            self.changed = True
            return "new"
        better = self.replace_all or text.said.source == known.said.source or text.said.form > known.said.form
        self.remarks += _disagreeing(known.said, text.said)
        if known.digest != text.digest:
            self.remarks.append(self._contradiction(known, text, better=better))
            if not better:
                return "kept"
            writing.remove(self.connection, known.key)
            self.held[key] = writing.add(self.connection, replace(text, said=joined(text.said, known.said)))
            self.changed = True
            return "changed"
        said = joined(text.said, known.said) if better else joined(known.said, text.said)
        if said != known.said:
            writing.change(self.connection, known.key, said)
            self.held[key] = replace(known, said=said)
            self.changed = True
        return "same"

    def _contradiction(self, known: Held, text: Text, *, better: bool) -> Remark:
        before, after = writing.held_articles(self.connection, known.key), {a.number: a for a in text.articles}
        differing = list(_differing(before, after))
        names = "、".join(differing[:NAMED]) + (f" 等 {len(differing)} 条" if len(differing) > NAMED else "")
        if known.said.source == text.said.source:
            return Remark("note", text.said.source, f"{text.said}的文字与上次导入时不同，已换成这次的：{names}")
        only_marks = all(_unmarked(before.get(n)) == _unmarked(after.get(n)) for n in {*before, *after})
        kept, left = (text.said.source, known.said.source) if better else (known.said.source, text.said.source)
        why = "只有标点、数字的全角半角不同" if only_marks else ""
        return Remark(
            "note" if only_marks else "contradiction", text.said.source, f"{text.said}与 {known.said.source} 的文字不同：{names}；留用 {kept}，没有收 {left}", why,
            "" if only_marks else "对照公报核实；应以这次导入的为准时，加 --replace 再导入一次这个文件",
        )  # fmt: skip


def bring_in(
    home: Path, paths: Sequence[Path], *, replace_all: bool = False, begun: Callable[[int], Callable[[int], None]] = lambda _: lambda _: None,
    waiting: Callable[[], None] = lambda: None,
) -> Report:  # fmt: skip
    """Import what paths stand for into the home's law store and return what was done.

    `begun` is told how many stored bytes there are to read and returns what is told how many were read; `waiting` is called when
    another import is under way. `replace_all`: where two sources differ, what is imported now stays.
    Raises BadInput where there is nothing to read, Conflict where another import does not end, BadVersion for a damaged store.
    """
    files = found(paths)
    if not files:
        raise BadInput("没有指明要导入的文件", mend="写上文件、文件夹或压缩包的路径")
    path = database_of(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    with _alone(path, waiting):
        engine = engine_of(path)
        try:
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(sql("BEGIN IMMEDIATE"))
                with ExitStack() as undoing:
                    undoing.callback(connection.execute, sql("ROLLBACK"))
                    report = _imported(connection, files, replace_all, begun(sum(f.size for f in files if isinstance(f, Piece))))
                    connection.execute(sql("COMMIT"))
                    undoing.pop_all()
        except OperationalError as error:
            raise Conflict("法规库写不进去", where=str(path), why=str(error.orig), mend="核对磁盘空间和权限，没有别的导入时再运行") from error
        except DatabaseError as error:
            raise BadVersion("法规库打不开", where=str(path), why=str(error.orig), mend=f"删除 {path.parent} 后重新导入") from error
        finally:
            engine.dispose()
    return report


def _alone(path: Path, waiting: Callable[[], None]) -> FileLock:
    """Return a lock that no other import holds; raises Conflict after LOCK_SECONDS."""
    lock = FileLock(path.with_suffix(".lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        waiting()
        try:
            lock.acquire(timeout=LOCK_SECONDS)
        except Timeout as error:
            raise Conflict("另一次导入一直没有结束", where=str(path.parent), mend="等它结束后再导入；确认没有别的导入在运行的，重新登录后再试") from error
    return lock


def _imported(connection: Connection, files: Sequence[Piece | BadInput], replace_all: bool, moved: Callable[[int], None]) -> Report:
    writing.prepare(connection)
    taking = _Taking(connection, writing.held_versions(connection), replace_all)
    reports: list[FileReport] = []
    versions: list[tuple[str, Fate, int]] = []
    fates: Counter[str] = Counter()
    articles = 0
    for item in read(files, moved):
        if isinstance(item, Remark):
            taking.remarks.append(item)
        elif isinstance(item, Text):
            taking.remarks += item.remarks
            fate = taking.take(item)
            versions.append((str(item.said), fate, len(item.articles)))
            fates[fate] += 1
            articles += len(item.articles)
        elif isinstance(item, Ended):
            reports.append(FileReport(item.name, item.passed_over, tuple(versions)))
            versions = []
    repealed = writing.repeals(connection, taking.held) if taking.touched else {}
    taking.remarks += _dated(taking.held, taking.touched, repealed)
    if taking.changed:
        writing.settle(connection, taking.held, repealed)
    links.complete(connection)
    held = writing.counted(connection)
    return Report(tuple(reports), tuple(dict.fromkeys(taking.remarks)), dict(fates), articles, *held, writing.generation_of(taking.held), taking.changed)


def joined(first: Said, other: Said) -> Said:
    """Return what one source says, with what it leaves open as another says it."""
    return replace(first, **{f.name: value for f in fields(Said) if not getattr(first, f.name) and (value := getattr(other, f.name))})


def _differing(before: Mapping[str, LawArticle], after: Mapping[str, LawArticle]) -> Iterator[str]:
    """Yield the labels of articles that are not the same, with (多) or (缺) where only one side has them."""
    for number, article in after.items():
        if number not in before:
            yield f"{article.label}（多）"
        elif folded(before[number].text) != folded(article.text):
            yield article.label
    for number, article in before.items():
        if number not in after:
            yield f"{article.label}（缺）"


def _unmarked(article: LawArticle | None) -> str | None:
    return unicodedata.normalize("NFKC", folded(article.text)) if article else None


def _disagreeing(known: Said, new: Said) -> Iterator[Remark]:
    """Yield where two sources say different dates or another status of one version."""
    names: dict[str, str] = {"start": "施行日", "repealed_on": "废止日", "status": "状态", "category": "效力级别"}
    for name, called in names.items():
        one, other = getattr(known, name), getattr(new, name)
        if one and other and one != other and known.source != new.source:
            yield Remark("note", new.source, f"{new}的{called}：{known.source} 说是 {_shown(one)}，这里说是 {_shown(other)}")


def _dated(held: Mapping[tuple[str, str], Held], touched: set[str], repealed: Mapping[tuple[str, str], tuple[dt.date, str]]) -> Iterator[Remark]:
    """Yield where the status or dates of a statute just read do not fit one another."""
    newest: dict[str, str] = {}
    for title, version in held:
        newest[title] = max(newest.get(title, ""), version)
    for (title, version), h in held.items():
        if title not in touched:
            continue
        said, (day, by) = h.said, writing.ending(h.said, repealed)
        if said.status in ("current", "not_yet") and day:
            yield Remark("note", said.source, f"{said}写着{_shown(said.status)}，《{by}》自 {day} 起废止了它；以废止日为准")
        elif said.status == "current" and version != newest[title]:
            yield Remark("note", said.source, f"{said}写着现行，库中有更新的 {newest[title]} 版；到新版施行为止")
        if said.status == "repealed" and not day and version == newest[title]:
            yield Remark("note", said.source, f"{said}写着已废止，没有写从哪天起；期间仍作为没有终止")
        if said.repealed_on and (title, version) in repealed and repealed[title, version][0] != said.repealed_on:
            yield Remark(
                "note", said.source, f"{said}的废止日写着 {said.repealed_on}，《{repealed[title, version][1]}》的条文说是 {repealed[title, version][0]}"
            )
        if said.repealed_on and said.start and said.repealed_on <= said.start:
            yield Remark("note", said.source, f"{said}的废止日 {said.repealed_on} 不晚于施行日 {said.start}")


def _shown(value: object) -> str:
    return {"current": "现行有效", "not_yet": "尚未生效", "old_version": "已修改", "repealed": "已废止"}.get(str(value), str(value))
