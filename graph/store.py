"""Published versions on disk: built beside, swapped in, opened memory-mapped by any number of
processes, never changed afterwards.

    HOME/versions/<version>/graph.nq, …   the content that the version is named after (graph.content)
                            tables/        records as columns (graph.columns)
                            index/         what the resolver adds (resolver.index)
                            manifest.json  size of every file, to notice a folder cut short
    HOME/current                           the name of the version in use
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from graph.columns import Table, strings_of, write_table
from graph.content import Content, write_base
from graph.load import Knowledge
from graph.places import Gazetteer
from graph.pointer import current_version as current_version
from graph.read import Records
from graph.strings import Strings
from ontology import model as m
from ontology.errors import BadVersion

FORMAT: Final = 3
"""Raised whenever the layout of a version folder changes; an older folder is then rebuilt."""

RECORDS: Final[dict[str, type[Any]]] = {
    "places": m.Place, "functions": m.Function, "units": m.Unit, "assignments": m.Assignment, "matters": m.Matter,
    "responsibilities": m.Responsibility, "conditions": m.Condition, "options": m.Option, "instruments": m.Instrument,
    "provisions": m.Provision, "grants": m.Grant, "rulings": m.Ruling, "deadlines": m.DeadlineRule,
    "authorities": m.Authority,
}  # fmt: skip
"""The tables of a version and what stands in each."""


@dataclass
class KnowledgeGraph:
    """One published version, read-only: its tables and the places it knows."""

    version: str
    folder: Path
    places: Table[m.Place]
    functions: Table[m.Function]
    units: Table[m.Unit]
    assignments: Table[m.Assignment]
    matters: Table[m.Matter]
    responsibilities: Table[m.Responsibility]
    conditions: Table[m.Condition]
    options: Table[m.Option]
    instruments: Table[m.Instrument]
    provisions: Table[m.Provision]
    grants: Table[m.Grant]
    rulings: Table[m.Ruling]
    deadlines: Table[m.DeadlineRule]
    authorities: Table[m.Authority]
    gazetteer: Gazetteer
    strings: Strings
    """All strings of the version. (A table shared with an earlier version knows those of that version only: positions are the same.)"""

    def find_place(self, name_or_code: str, district: str | None = None) -> m.Place:
        """Return the place named (GB/T 2260 code or any usual name); raises UnknownPlace."""
        return self.gazetteer.find(name_or_code, district)

    def unit_named(self, full_name: str) -> m.Unit | None:
        """Return the unit of this full name, None when there is none."""
        return next(iter(self.units.where("full_name", full_name)), None)

    def place_chain(self, identifier: str) -> tuple[str, ...]:
        """Return a place and all it lies within, most local first, the country last."""
        return self.gazetteer.chain(identifier)

    @cached_property
    def content(self) -> Content:
        """Return the quads of the version, by subject."""
        return Content(self.folder)

    @property
    def tables(self) -> dict[str, Table[Any]]:
        """Return the tables by name."""
        return {name: getattr(self, name) for name in RECORDS}

    def stamp(self, *tables: str) -> tuple[object, ...]:
        """Return what is the same for two versions just where they share these tables on disk."""
        return tuple(_stamp(self.folder, RECORDS[name]) for name in tables)

    def nquads(self) -> bytes:
        """Return the whole content as sorted N-Quads."""
        return self.content.nquads()


@contextmanager
def staging(knowledge: Knowledge, home: Path) -> Iterator[Path]:
    """Write a version beside the others and yield its folder; whatever fails, nothing half-made stays.

    The caller adds its indexes to the folder and calls `publish` before leaving the block.
    """
    folder = folder_beside(home, knowledge.version)
    try:
        write_base(knowledge.nquads, knowledge.digests, folder)
        write_tables(Records.read(knowledge), folder / "tables")
        (folder / "version").write_text(knowledge.version, encoding="utf-8")
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def folder_beside(home: Path, version: str) -> Path:
    """Make and return an empty folder beside the versions to write one in."""
    (home / "versions").mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{version}.", suffix=".new", dir=home / "versions"))
    folder.chmod(0o755)  # mkdtemp leaves it to its owner alone; other users may run the workers
    return folder


def write_tables(records: Records, folder: Path) -> None:
    """Write every table of a version as columns over one pool of strings."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = {field.name: getattr(records, field.name) for field in fields(Records)}
    pool = Strings.write(folder, (text for rows in tables.values() for text in strings_of(rows)))
    for name, rows in tables.items():
        write_table(folder, RECORDS[name], rows, pool)


def seal(folder: Path, home: Path, *, replace: bool = False) -> str:
    """Seal a staged folder and move it to its place among the versions; return its name.

    A whole version of the same name is kept unless `replace`; a broken one is always replaced.
    """
    version = (folder / "version").read_text(encoding="utf-8")
    sizes = {str(p.relative_to(folder)): p.stat().st_size for p in sorted(folder.rglob("*")) if p.is_file()}
    manifest = {"format": FORMAT, "version": version, "files": sizes}
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    final = home / "versions" / version
    if final.exists() and (replace or not is_whole(final)):
        old = final.with_name(f".{version}.{os.getpid()}.old")
        final.rename(old)
        folder.rename(final)
        shutil.rmtree(old)
    elif not final.exists():
        folder.rename(final)
    return version


def publish(folder: Path, home: Path, *, replace: bool = False) -> str:
    """Seal a staged folder and make it the version in use; return its name."""
    version = seal(folder, home, replace=replace)
    point_to(version, home)
    return version


def point_to(version: str, home: Path) -> None:
    """Make a version that is there the one in use, in one rename."""
    pointer = home / f"current.{os.getpid()}.new"
    pointer.write_text(version, encoding="utf-8")
    pointer.replace(home / "current")


def versions(home: Path) -> list[str]:
    """Return the names of all whole versions, newest first."""
    folders = [f for f in (home / "versions").glob("[!.]*") if is_whole(f)]
    return [f.name for f in sorted(folders, key=lambda f: f.stat().st_mtime, reverse=True)]


def is_whole(folder: Path) -> bool:
    """Return whether a version folder holds every file its manifest lists, in full length."""
    try:
        _manifest(folder)
    except BadVersion:
        return False
    return True


def open_version(home: Path, version: str | None = None, like: KnowledgeGraph | None = None) -> KnowledgeGraph:
    """Open a version (the one in use when None), memory-mapped; raises BadVersion when it cannot be. `like`: see `open_folder`."""
    name = version or current_version(home)
    if name is None:
        raise BadVersion("还没有建好的图版本", where=str(home), mend="先运行 shouwen kb build")
    folder = home / "versions" / name
    if not folder.is_dir():
        known = versions(home)
        raise BadVersion(f"没有图版本“{name}”", where=str(folder.parent), mend="可用的有：" + "、".join(known[:8]) if known else "先运行 shouwen kb build")
    _manifest(folder)
    return open_folder(folder, name, like)


def open_folder(folder: Path, version: str, like: KnowledgeGraph | None = None) -> KnowledgeGraph:
    """Open the tables in a folder, sealed or still staged; those that `like` shares with it on disk are taken from there, records,
    orders and all that they hold in memory."""
    strings = Strings(folder / "tables")
    tables: dict[str, Any] = {
        name: like.tables[name] if like and _stamp(like.folder, record) == _stamp(folder, record) else Table(record, folder / "tables", strings)
        for name, record in RECORDS.items()
    }
    gazetteer = like.gazetteer if like and tables["places"] is like.places else Gazetteer(tables["places"])
    return KnowledgeGraph(version=version, folder=folder, gazetteer=gazetteer, strings=strings, **tables)


def _stamp(folder: Path, record: type[Any]) -> tuple[int, int, int]:
    """Return what is the same for two versions just where they share a table on disk."""
    found = (folder / "tables" / f"{record.__name__}.id.npy").stat()
    return found.st_dev, found.st_ino, found.st_mtime_ns


def _manifest(folder: Path) -> dict[str, Any]:
    mend = "运行 shouwen kb build 重建；台账和其他版本不受影响"
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadVersion(f"图版本“{folder.name}”打不开", where=str(folder), why=str(error), mend=mend) from error
    if manifest.get("format") != FORMAT:
        raise BadVersion(f"图版本“{folder.name}”是旧格式", where=str(folder), mend=mend)
    for name, size in manifest["files"].items():
        path = folder / name
        found = path.stat().st_size if path.exists() else None
        if found != size:
            raise BadVersion(
                f"图版本“{folder.name}”不完整", where=str(path), why=f"应有 {size} 字节，实有 {found or 0} 字节", mend=mend
            )
    return manifest
