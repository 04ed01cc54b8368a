"""Whole versions as files to take away, each made once and kept: `HOME/dumps/<version>.<form>`.

    python -m graph.dumps HOME VERSION FORM

Serving asks a process of its own, at low priority, to make one: it takes seconds, and would hold up every answer of a worker.
"""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, cast

import pyoxigraph as ox
from filelock import FileLock, Timeout

from graph.content import Content
from graph.forms import WRITTEN_PREFIXES
from graph.querying.model import Busy
from graph.yielding import yield_to_others
from ontology.errors import BadVersion, NotFound


@dataclass(frozen=True, slots=True)
class Dump:
    """A form of a dump: its suffix, its Chinese name, and the media type of what is compressed."""

    name: str
    label: str
    media: str


DUMPS: Final = {
    dump.name: dump
    for dump in (
        Dump("nq.gz", "N-Quads（台账所记的原样）", "application/n-quads"),
        Dump("ttl.gz", "Turtle", "text/turtle"),
        Dump("trig.gz", "TriG", "application/trig"),
        Dump("skos.ttl.gz", "SKOS：事项词表（Turtle）", "text/turtle"),
    )
}
KEPT: Final = 60
"""Files kept; the oldest are removed, and made again when somebody asks."""
PATIENCE: Final = 300
"""Seconds that making one may take on a busy machine."""
WAIT: Final = 60
"""Seconds to wait while another is being made."""
_ROOT: Final = Path(__file__).resolve().parent.parent


def dump_of(home: Path, version: str, form: str) -> Path:
    """Return the file of a version in a form of DUMPS, made now if it is not there. Raises NotFound, and BadVersion where it cannot be made."""
    if form not in DUMPS or not version.isalnum() or not (home / "versions" / version / "graph.nq").is_file():
        raise NotFound(f"没有版本 {version[:40]} 的 {form[:20]}", mend="从 /dumps/ 的列表里选")
    path = home / "dumps" / f"{version}.{form}"
    if path.exists():
        return path
    path.parent.mkdir(exist_ok=True)
    try:
        with FileLock(path.with_name(".making"), timeout=WAIT):  # one at a time, whichever it is
            if not path.exists():
                _made_elsewhere(home, version, form)
    except Timeout as error:
        raise Busy("正在做别的下载文件", mend="几分钟后再来") from error
    return path


def _made_elsewhere(home: Path, version: str, form: str) -> None:
    command = [sys.executable, "-m", "graph.dumps", str(home), version, form]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH", ""))))}
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE, env=environment)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        said = (error.stderr or b"").decode("utf-8", "replace").strip().splitlines()
        raise BadVersion(
            f"版本 {version} 的 {form} 没有做成", where=str(home / "dumps"), why=said[-1] if said else str(error), mend="看磁盘空间；稍后再试"
        ) from error


def make(home: Path, version: str, form: str) -> Path:
    """Write the file of a version in a form and return it; whoever reads it meanwhile sees all of it or none."""
    path = home / "dumps" / f"{version}.{form}"
    path.parent.mkdir(exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    with beside.open("wb") as file, gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=6, mtime=0) as zipped:
        packed = cast("IO[bytes]", zipped)
        if form == "nq.gz":
            packed.write(Content(home / "versions" / version).nquads())
        elif form == "skos.ttl.gz":
            _write_skos(home, version, packed)
        else:
            _write_rdf(Content(home / "versions" / version), form, packed)
    beside.replace(path)
    _forget_oldest(path.parent)
    return path


def _write_rdf(content: Content, form: str, packed: IO[bytes]) -> None:
    quads = ox.parse(input=content.nquads(), format=ox.RdfFormat.N_QUADS)
    if form == "trig.gz":
        ox.serialize(quads, output=packed, format=ox.RdfFormat.TRIG, prefixes=WRITTEN_PREFIXES)
    else:
        triples: Iterator[ox.Triple] = (quad.triple for quad in quads)
        ox.serialize(triples, output=packed, format=ox.RdfFormat.TURTLE, prefixes=WRITTEN_PREFIXES)


def _write_skos(home: Path, version: str, packed: IO[bytes]) -> None:
    from graph.skos import vocabulary
    from graph.store import open_version

    ox.serialize(vocabulary(open_version(home, version)), output=packed, format=ox.RdfFormat.TURTLE, prefixes=WRITTEN_PREFIXES)


def _forget_oldest(folder: Path) -> None:
    files = sorted((f for f in folder.glob("[!.]*.gz")), key=lambda f: f.stat().st_mtime, reverse=True)
    for file in files[KEPT:]:
        file.unlink(missing_ok=True)


if __name__ == "__main__":
    yield_to_others()
    make(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
