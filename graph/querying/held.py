"""The published version as an Oxigraph store in memory, following what is published."""

from __future__ import annotations

import logging
from pathlib import Path

import pyoxigraph as ox

from graph.content import Content
from graph.pointer import current_version
from ontology.errors import BadVersion

log = logging.getLogger(__name__)


class Held:
    """A store that holds the version in use; versions that rest on the same base on disk are reached by what differs between them."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self.version = ""
        self.store = ox.Store()
        self._content: Content | None = None
        self._base = 0
        self._refused = ""

    def follow(self) -> None:
        """Take up the version in use; one that cannot be read is logged and left, the one before stays. Raises BadVersion where there is none."""
        name = current_version(self._home)
        if name is None:
            raise BadVersion("还没有建好的图版本", where=str(self._home), mend="先运行 shouwen kb build")
        if name in (self.version, self._refused):
            return
        folder = self._home / "versions" / name
        try:
            content = Content(folder)
            base = (folder / "graph.nq").stat().st_ino
        except (BadVersion, OSError) as error:
            self._refused = name
            log.error("version %s stays out of use for queries: %s", name, error)
            if not self.version:
                raise BadVersion(f"图版本“{name}”打不开", where=str(folder), why=str(error), mend="运行 shouwen kb build") from error
            return
        if self._content is None or base != self._base:
            store = ox.Store()
            store.bulk_load(content.nquads(), format=ox.RdfFormat.N_QUADS)
            self.store = store
        else:
            self._move(self._content, content)
        self._content, self._base, self.version = content, base, name

    def _move(self, before: Content, now: Content) -> None:
        """Change the store by the subjects in which two versions of one base differ."""
        for subject in before.changed.keys() | now.changed.keys():
            old, new = set(before.lines(subject)), set(now.lines(subject))
            for quad in _quads(old - new):
                self.store.remove(quad)
            self.store.extend(_quads(new - old))


def _quads(lines: set[str]) -> list[ox.Quad]:
    return list(ox.parse(input="\n".join(lines), format=ox.RdfFormat.N_QUADS))
