"""What the law store says of statutes as linked data: title and dates of those that the graph lacks, and the text of articles.

An article's text is its `rdf:value`. The text of a statute belongs to nobody (著作权法 第五条), so that it may be given out.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from ontology.vocabulary import BASE, DCTERMS, ELI, RDF, SKOS, SW, XSD, iri

if TYPE_CHECKING:
    from graph.laws.model import LawArticle, LawVersion
    from graph.laws.store import LawStore

_STEM: Final = f"{BASE}statute/"
_DAY: Final = ox.NamedNode(str(XSD.date))


def dates_of(laws: LawStore, subject: str) -> list[ox.Triple]:
    """Return kind, title and dates of a statute, one of its versions or an article; empty for what the store does not hold."""
    names = _names(subject)
    versions = laws.versions(names[0]) if names else []
    if len(names) == 1 and versions:
        return [_kind(subject, "Work"), _chinese(subject, ELI.title, versions[0].law), *(_link(v.id, ELI.version_of, subject) for v in versions)]
    version = next((v for v in versions if len(names) > 1 and v.version == names[1]), None)
    if version is None:
        return []
    if len(names) == 2:
        return _of_version(version) + [_link(a.id, ELI.is_part_of, subject) for a in laws.articles(*names)]
    article = laws.article(*names)
    return _of_article(article) if article else []


def text_of(laws: LawStore, subject: str) -> list[ox.Triple]:
    """Return heading and text of an article; empty for anything else."""
    names = _names(subject)
    article = laws.article(*names) if len(names) == 3 else None
    if article is None:
        return []
    heading = [_chinese(subject, DCTERMS.description, article.chapter)] if article.chapter else []
    return [_chinese(subject, SKOS.prefLabel, article.label), _chinese(subject, RDF.value, article.text), *heading]


def _names(subject: str) -> list[str]:
    """Return title, version and article number, as far as the IRI has them; empty for an IRI of no statute."""
    names = subject[len(_STEM) :].split("/") if subject.startswith(_STEM) else []
    return names if 1 <= len(names) <= 3 and all(names) else []


def _of_version(version: LawVersion) -> list[ox.Triple]:
    said = [_kind(version.id, "Instrument"), _chinese(version.id, ELI.title, version.law), _link(version.id, ELI.version_of, version.work)]
    said.append(_plain(version.id, ELI.version_date, version.version))
    days = ((ELI.first_date_entry_in_force, version.start), (ELI.date_no_longer_in_force, version.until))
    return said + [ox.Triple(ox.NamedNode(version.id), ox.NamedNode(str(p)), _day(day)) for p, day in days if day]


def _of_article(article: LawArticle) -> list[ox.Triple]:
    whole = iri("statute", article.title, article.version)
    return [_kind(article.id, "Article"), _link(article.id, ELI.is_part_of, whole), _plain(article.id, SW.number, article.number)]


def _day(day: dt.date) -> ox.Literal:
    return ox.Literal(day.isoformat(), datatype=_DAY)


def _kind(subject: str, name: str) -> ox.Triple:
    return _link(subject, RDF.type, str(SW[name]))


def _link(subject: str, prop: str, target: str) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(str(prop)), ox.NamedNode(target))


def _plain(subject: str, prop: str, text: str) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(str(prop)), ox.Literal(text))


def _chinese(subject: str, prop: str, text: str) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(str(prop)), ox.Literal(text, language="zh"))
