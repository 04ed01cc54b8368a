"""Reads the law store of a home: every version of every statute imported, by title, day and article."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, Select, bindparam, false, select
from sqlalchemy.exc import DatabaseError

from graph.laws.links import Citing, citing
from graph.laws.model import LawArticle, LawVersion
from graph.laws.schema import ARTICLES, FORMAT, HELD, VERSIONS, database_of, engine_of
from ontology.citation import TitleRegister, short_title
from ontology.errors import BadVersion

_OF_VERSION: Final = tuple(VERSIONS.c[f.name] for f in fields(LawVersion))
_OF_ARTICLE: Final = tuple(ARTICLES.c[name] for name in ("number", "label", "chapter", "text", "position"))
_EVERY: Final = select(*_OF_ARTICLE).where(ARTICLES.c.version_id == bindparam("key")).order_by(ARTICLES.c.position)
_ONE: Final = _EVERY.where(ARTICLES.c.number == bindparam("number"))
"""Made once: to make such a statement takes three times as long as to run it."""


@dataclass(frozen=True)
class _Held:
    """All versions of one generation, in memory: by title, newest first, with their keys."""

    generation: str
    by_title: Mapping[str, tuple[LawVersion, ...]]
    keys: Mapping[tuple[str, str], int]

    @cached_property
    def register(self) -> TitleRegister:
        return TitleRegister({title: [v.version for v in versions] for title, versions in self.by_title.items()})


_NOTHING: Final = _Held("", {}, {})


class LawStore:
    """The law store of a home; empty until something is imported, and up to date whenever another process imports."""

    def __init__(self, home: Path) -> None:
        self._path = database_of(home)
        self._engine: Engine | None = None
        self._file = 0
        self._known = _NOTHING
        self._stamp: object = None

    @property
    def generation(self) -> str:
        """Return what changes whenever what is held changes, "" when nothing is held."""
        return self._held().generation

    def laws(self, *, category: str = "", place: str | None = None, q: str = "") -> list[LawVersion]:
        """Return the newest version of each statute, by title: of a category, of a place ("" national, None any), with `q` in the title."""
        wanted = q.strip()
        newest = (versions[0] for _, versions in sorted(self._held().by_title.items()))
        return [v for v in newest if (not category or v.category == category) and (place is None or v.place == place) and wanted in v.law]

    def versions(self, title: str) -> list[LawVersion]:
        """Return the versions of a statute, newest first; takes the full or short title."""
        return list(self._held().by_title.get(short_title(title), ()))

    def every_version(self) -> list[LawVersion]:
        """Return all versions of all statutes, by title, newest first."""
        return [v for _, versions in sorted(self._held().by_title.items()) for v in versions]

    def at(self, title: str, day: dt.date) -> LawVersion | None:
        """Return the version in force on a day, None where there was none."""
        return next((v for v in self.versions(title) if v.holds(day)), None)

    def articles(self, title: str, version: str) -> list[LawArticle]:
        """Return the articles of a version in order; none where it is not held."""
        return self._articles(title, version)

    def article(self, title: str, version: str, number: str) -> LawArticle | None:
        """Return an article by its number (28, 12-1), None where the version lacks it."""
        return next(iter(self._articles(title, version, number)), None)

    def every_article(self, *, newest: bool = True, national: bool = False) -> Iterator[tuple[LawVersion, LawArticle]]:
        """Yield all articles with their versions, by title, version and order: of newest versions only, of national law only."""
        held = self._held()
        by_key = {held.keys[v.title, v.version]: v for versions in held.by_title.values() for v in versions}
        wanted = select(ARTICLES.c.version_id, *_OF_ARTICLE).join(VERSIONS).order_by(VERSIONS.c.title, VERSIONS.c.version, ARTICLES.c.position)
        if newest:
            wanted = wanted.where(VERSIONS.c.newest)
        if national:
            wanted = wanted.where(VERSIONS.c.place == "")
        engine = self._opened()
        if engine is None:
            return
        with engine.connect() as connection:
            for row in connection.execution_options(yield_per=2000).execute(wanted):
                version = by_key.get(row.version_id)
                if version is not None:
                    yield version, LawArticle(version.title, version.version, *row[1:])

    def citing(self, title: str, number: str = "", *, most: int = 100, offset: int = 0) -> tuple[list[Citing], int]:
        """Return the articles of newest versions that cite an article, or the statute as a whole, and how many there are in all."""
        engine = self._opened()
        if engine is None:
            return [], 0
        with engine.connect() as connection:
            linked = connection.execute(select(HELD.c.value).where(HELD.c.key == "links")).scalar()
            return citing(connection, title, number, most=most, offset=offset) if linked else ([], 0)

    def find(self, title: str) -> str | None:
        """Return the short title held for a name as people write it, None when unknown or ambiguous."""
        return self._held().register.title(title)

    def _articles(self, title: str, version: str, number: str | None = None) -> list[LawArticle]:
        short = short_title(title)
        key = self._held().keys.get((short, version))
        engine = self._opened()
        if key is None or engine is None:
            return []
        with engine.connect() as connection:
            rows = connection.execute(_EVERY, {"key": key}) if number is None else connection.execute(_ONE, {"key": key, "number": number})
            return [LawArticle(short, version, *row) for row in rows]

    def _held(self) -> _Held:
        """Return the versions of the generation now held; read anew where it changed."""
        engine = self._opened()
        if engine is None:
            return _NOTHING
        stamp = [(s.st_ino, s.st_mtime_ns, s.st_size) for p in (self._path, self._path.with_name("laws.db-wal")) if (s := _stat(p))]
        if stamp == self._stamp:  # nobody wrote since: no need to ask
            return self._known
        try:
            with engine.connect() as connection:
                generation = connection.execute(select(HELD.c.value).where(HELD.c.key == "generation")).scalar() or ""
                if generation != self._known.generation:
                    self._known = _read(connection, generation)
        except DatabaseError as error:
            raise _unreadable(self._path, str(error.orig)) from error
        self._stamp = stamp
        return self._known

    def _opened(self) -> Engine | None:
        """Return the engine, None while nothing was imported."""
        try:
            file = self._path.stat().st_ino
        except FileNotFoundError:
            self._engine = None
            return None
        if self._engine is None or file != self._file:
            engine = engine_of(self._path)
            try:
                with engine.connect() as connection:
                    tables = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master WHERE name = 'held'").scalar()
                    written = connection.execute(select(HELD.c.value).where(HELD.c.key == "format")).scalar() if tables else None
            except DatabaseError as error:
                raise _unreadable(self._path, str(error.orig)) from error
            if not tables:  # an import was killed before anything was taken in
                return None
            if written != FORMAT:
                raise _unreadable(self._path, f"由别的版本的程序写成（格式 {written}，这里读 {FORMAT}）")
            self._engine, self._file = engine, file
        return self._engine


def open_laws(home: Path) -> LawStore:
    """Return the law store of a home; on an empty home everything is answered as unknown."""
    return LawStore(home)


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _read(connection: Connection, generation: str) -> _Held:
    by_title: dict[str, list[LawVersion]] = {}
    keys: dict[tuple[str, str], int] = {}
    wanted: Select[Any] = select(VERSIONS.c.id, *_OF_VERSION).order_by(VERSIONS.c.title, VERSIONS.c.newest.desc(), VERSIONS.c.version.desc())
    if not generation:
        wanted = wanted.where(false())
    for row in connection.execute(wanted):
        version = LawVersion(*row[1:])
        by_title.setdefault(version.title, []).append(version)
        keys[version.title, version.version] = row.id
    return _Held(generation, {title: tuple(versions) for title, versions in by_title.items()}, keys)


def _unreadable(path: Path, why: str) -> BadVersion:
    return BadVersion("法规库打不开", where=str(path), why=why, mend=f"删除 {path.parent} 后重新运行 shouwen laws import；图谱和台账不受影响")
