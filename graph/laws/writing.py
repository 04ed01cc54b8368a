"""Writes versions into the law store, and works out periods, repeals and status anew after a change; all within one transaction."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from graph.laws.model import LawArticle
from graph.laws.periods import Dated, day_of, periods, start_of
from graph.laws.repeals import repealed_in
from graph.laws.schema import ARTICLES, FORMAT, HELD, METADATA, VERSIONS
from graph.laws.texts import Form, Said, Text

_SAID: Final = {
    "law": "law", "title": "title", "version": "version", "source": "source", "form": "form", "category": "category", "place": "place",
    "first_day": "first_day", "start": "said_start", "status": "said_status", "repealed_on": "said_repealed_on", "repealed_by": "said_repealed_by",
}  # fmt: skip
"""Where what a source said stands in the table of versions."""


@dataclass(frozen=True, slots=True)
class Held:
    """A version as held: its key, what is said of it, and the hash of its text."""

    key: int
    said: Said
    digest: str


def prepare(connection: Connection) -> None:
    """Make the tables where they are missing."""
    METADATA.create_all(connection)
    if connection.execute(select(HELD.c.value).where(HELD.c.key == "format")).scalar() is None:
        connection.execute(insert(HELD).values(key="format", value=FORMAT))


def held_versions(connection: Connection) -> dict[tuple[str, str], Held]:
    """Return all versions held, by short title and version."""
    columns = [VERSIONS.c[_SAID[f.name]] for f in fields(Said)]
    found = {}
    for row in connection.execute(select(VERSIONS.c.id, VERSIONS.c.digest, *columns)):
        said = Said(*row[2:])
        said = replace(said, form=Form(said.form))
        found[said.title, said.version] = Held(row[0], said, row[1])
    return found


def held_articles(connection: Connection, key: int) -> dict[str, LawArticle]:
    """Return the articles of a version held, by number."""
    wanted = (
        select(*(ARTICLES.c[name] for name in ("number", "label", "chapter", "text", "position")))
        .where(ARTICLES.c.version_id == key)
        .order_by(ARTICLES.c.position)
    )
    return {row.number: LawArticle("", "", *row) for row in connection.execute(wanted)}


def add(connection: Connection, text: Text) -> Held:
    """Write a new version and return it as held."""
    values = {**_row(text.said), "articles": len(text.articles), "digest": text.digest, "status": "", "repealed_by": "", "newest": False}
    key = connection.execute(insert(VERSIONS).values(values).returning(VERSIONS.c.id)).scalar_one()
    rows = [{"version_id": key, "position": n, "number": a.number, "label": a.label, "chapter": a.chapter, "text": a.text} for n, a in enumerate(text.articles)]
    connection.execute(insert(ARTICLES), rows)
    return Held(key, text.said, text.digest)


def change(connection: Connection, key: int, said: Said) -> None:
    """Write anew what is said of a version."""
    connection.execute(update(VERSIONS).where(VERSIONS.c.id == key).values(_row(said)))


def remove(connection: Connection, key: int) -> None:
    """Take a version out."""
    connection.execute(delete(ARTICLES).where(ARTICLES.c.version_id == key))
    connection.execute(delete(VERSIONS).where(VERSIONS.c.id == key))


def repeals(connection: Connection, versions: Mapping[tuple[str, str], Held]) -> dict[tuple[str, str], tuple[dt.date, str]]:
    """Return on which day and by what each version is repealed, by the closing articles of the texts held.

    A clause ends the versions that are older than the text in which it stands; a statute's own earlier versions end by themselves.
    """
    of_title: dict[str, list[str]] = defaultdict(list)
    for title, version in versions:
        of_title[title].append(version)
    by_key = {held.key: held.said for held in versions.values()}
    found: dict[tuple[str, str], tuple[dt.date, str]] = {}
    for key, text in connection.execute(select(ARTICLES.c.version_id, ARTICLES.c.text).where(ARTICLES.c.text.contains("废止"))):
        by = by_key[key]
        start, day = start_of(by.version, by.start), day_of(by.version)
        if start is None or day is None:
            continue
        for title in repealed_in(text):
            for version in of_title.get(title, ()) if title != by.title else ():
                older = day_of(version)
                known = found.get((title, version))
                if older and older < day and (known is None or start < known[0]):
                    found[title, version] = start, by.title
    return found


def settle(connection: Connection, versions: Mapping[tuple[str, str], Held], repealed: Mapping[tuple[str, str], tuple[dt.date, str]]) -> None:
    """Work out period, status and newest version of every statute, and the generation."""
    rows = []
    for group in _by_title(versions):
        dated = [Dated(h.said.version, h.said.start, h.said.status, *ending(h.said, repealed)) for h in group]
        worked_out = periods(dated)
        for held, said in zip(group, dated, strict=True):
            period = worked_out[said.version]
            rows.append(
                {"key": held.key, "start": period.start, "until": period.until, "status": period.status, "newest": period.newest, "by": said.repealed_by}
            )
    if rows:
        values: dict[str, Any] = {name: bindparam(name) for name in ("start", "until", "status", "newest")} | {"repealed_by": bindparam("by")}
        connection.execute(update(VERSIONS).where(VERSIONS.c.id == bindparam("key")).values(values), rows)
    connection.execute(delete(HELD).where(HELD.c.key == "generation"))
    connection.execute(insert(HELD).values(key="generation", value=generation_of(versions)))


def ending(said: Said, repealed: Mapping[tuple[str, str], tuple[dt.date, str]]) -> tuple[dt.date | None, str]:
    """Return the day of a version's repeal and what repealed it: as its source says, else by the texts held."""
    day, by = repealed.get((said.title, said.version), (None, ""))
    return said.repealed_on or day, said.repealed_by or by


def generation_of(versions: Mapping[tuple[str, str], Held]) -> str:
    """Return a name for what is held: the same for the same texts and what is said of them, however they came in; "" for nothing."""
    if not versions:
        return ""
    lines = sorted(repr((h.digest, [str(getattr(h.said, f.name)) for f in fields(Said)])) for h in versions.values())
    return hashlib.blake2b("\n".join(lines).encode(), digest_size=8).hexdigest()


def counted(connection: Connection) -> tuple[int, int]:
    """Return how many versions and articles are held."""
    return (
        connection.execute(select(func.count()).select_from(VERSIONS)).scalar_one(),
        connection.execute(select(func.count()).select_from(ARTICLES)).scalar_one(),
    )


def _row(said: Said) -> dict[str, Any]:
    return {_SAID[f.name]: getattr(said, f.name) for f in fields(Said)} | {"form": int(said.form)}


def _by_title(versions: Mapping[tuple[str, str], Held]) -> Iterator[list[Held]]:
    groups: dict[str, list[Held]] = defaultdict(list)
    for held in versions.values():
        groups[held.said.title].append(held)
    yield from groups.values()
