"""What the articles of statutes cite, and what cites them: read once for every text taken in, looked up in milliseconds after.

An article cites by title and number and says no version; what cites 《渔业法》第六条 is therefore given for the number, whatever version
the reader has open. A text without its own title means its own statute (第九条, 本法第九条).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Select, delete, func, insert, select

from graph.laws.schema import ARTICLES, HELD, LINKED, LINKS, VERSIONS
from ontology.citation import ArticleRef, find, short_title
from ontology.vocabulary import iri

READER: Final = "1"
"""Raised whenever `links_of` reads otherwise than before: the next import then reads all texts anew."""
_AT_ONCE: Final = 20_000
"""Links written in one statement's rows."""


@dataclass(frozen=True, slots=True)
class Citing:
    """An article that cites: its statute's short title, version, number and label."""

    title: str
    version: str
    number: str
    label: str

    @property
    def id(self) -> str:
        """Return its IRI."""
        return iri("statute", self.title, self.version, self.number)


def links_of(title: str, text: str, number: str = "") -> list[ArticleRef]:
    """Return what an article of a statute cites, in order, with spans in its text; not itself (`number`), nor its statute as a whole."""
    if "条" not in text and "《" not in text:
        return []
    own = short_title(title)
    return [ref for ref in find(text, own=own) if (ref.title, ref.number) not in ((own, number), (own, "")) and not ref.clause]


def complete(connection: Connection) -> int:
    """Read the links of all versions that have none yet, forget those of versions no longer held; return how many were read anew.

    Runs within the import's transaction. A store written by an older reader is read anew as a whole.
    """
    if connection.execute(select(HELD.c.value).where(HELD.c.key == "links")).scalar() != READER:
        connection.execute(delete(LINKS))
        connection.execute(delete(LINKED))
        connection.execute(delete(HELD).where(HELD.c.key == "links"))
        connection.execute(insert(HELD).values(key="links", value=READER))
    for table in (LINKS, LINKED):
        connection.execute(delete(table).where(table.c.version_id.not_in(select(VERSIONS.c.id))))
    new = connection.execute(select(VERSIONS.c.id, VERSIONS.c.title).where(VERSIONS.c.id.not_in(select(LINKED.c.version_id)))).all()
    rows: list[dict[str, Any]] = []
    for key, title in new:
        rows += _rows(connection, key, title)
        if len(rows) > _AT_ONCE:
            connection.execute(insert(LINKS), rows)
            rows.clear()
    if rows:
        connection.execute(insert(LINKS), rows)
    if new:
        connection.execute(insert(LINKED), [{"version_id": key} for key, _ in new])
    return len(new)


def _rows(connection: Connection, key: int, title: str) -> Iterator[dict[str, Any]]:
    wanted = select(ARTICLES.c.number, ARTICLES.c.text).where(ARTICLES.c.version_id == key)
    for number, text in connection.execute(wanted):
        for cited, article in dict.fromkeys((ref.title, ref.number) for ref in links_of(title, text, number)):
            yield {"version_id": key, "number": number, "title": cited, "article": article}


def citing(connection: Connection, title: str, number: str, *, most: int, offset: int = 0) -> tuple[list[Citing], int]:
    """Return the articles of newest versions that cite an article, or a statute as a whole (`number` empty), and how many there are.

    By title, version and order; none where the store was written before links were read.
    """
    found = select(VERSIONS.c.title, VERSIONS.c.version, ARTICLES.c.number, ARTICLES.c.label)
    rows = connection.execute(_of(found, title, number).order_by(VERSIONS.c.title, VERSIONS.c.version, ARTICLES.c.position).limit(most).offset(offset))
    counted = connection.execute(_of(select(func.count()), title, number)).scalar_one()
    return [Citing(*row) for row in rows], counted


def _of(what: Select[Any], title: str, number: str) -> Select[Any]:
    return (
        what.select_from(LINKS)
        .join(VERSIONS, VERSIONS.c.id == LINKS.c.version_id)
        .join(ARTICLES, (ARTICLES.c.version_id == LINKS.c.version_id) & (ARTICLES.c.number == LINKS.c.number))
        .where(LINKS.c.title == short_title(title), LINKS.c.article == number, VERSIONS.c.newest)
    )
