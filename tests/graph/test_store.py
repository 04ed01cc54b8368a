"""Versions: named by content, immutable, whole or refused, readable by several processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from small import RULING, small

from graph import store
from graph.columns import ADDED
from graph.load import Knowledge
from graph.read import Records
from ontology.errors import BadVersion


def published(knowledge: Knowledge, home: Path) -> store.KnowledgeGraph:
    with store.staging(knowledge, home) as folder:
        store.publish(folder, home)
    return store.open_version(home)


def test_the_name_is_the_content(tmp_path: Path) -> None:
    one, two = small(tmp_path), small(tmp_path, RULING)
    assert one.version == small(tmp_path).version != two.version


def test_records_come_back_as_they_were_read(tmp_path: Path) -> None:
    knowledge = small(tmp_path, RULING)
    graph, records = published(knowledge, tmp_path / "home"), Records.read(knowledge)
    for name in ("places", "functions", "units", "matters", "responsibilities", "instruments", "provisions", "rulings", "authorities"):
        assert sorted(getattr(graph, name), key=lambda r: r.id) == sorted(getattr(records, name), key=lambda r: r.id)


def test_a_version_written_before_a_field_was_added_is_read_without_it(tmp_path: Path) -> None:
    graph = published(small(tmp_path, RULING), tmp_path / "home")
    for name in ADDED:
        for end in ("npy", "ends.npy"):
            (graph.folder / "tables" / f"{name}.{end}").unlink()
    old = store.open_folder(graph.folder, graph.version)
    assert list(old.rulings) == list(graph.rulings)
    assert old.rulings[0].follows == () and old.rulings.where("follows", old.rulings[0].id) == []


def test_every_shipped_record_is_found_by_its_id(graph: store.KnowledgeGraph) -> None:
    for table in (graph.matters, graph.units, graph.provisions):
        for record in list(table)[::37]:
            assert table.get(record.id) is record
    assert graph.matters.get("https://w3id.org/shouwen/id/matter/没有这个事项") is None


def test_secondary_lookups_find_all_and_only(graph: store.KnowledgeGraph) -> None:
    matter = next(iter(graph.matters))
    assert graph.responsibilities.where("matter", matter.id) == [r for r in graph.responsibilities if r.matter == matter.id]


def test_a_version_cut_short_is_refused_and_named(tmp_path: Path) -> None:
    graph = published(small(tmp_path), tmp_path / "home")
    victim = graph.folder / "tables" / "strings.npy"
    victim.write_bytes(victim.read_bytes()[:-10])
    with pytest.raises(BadVersion, match="不完整"):
        store.open_version(tmp_path / "home")
    assert store.versions(tmp_path / "home") == []


def test_what_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = published(small(tmp_path), home)
    with pytest.raises(RuntimeError), store.staging(small(tmp_path, RULING), home):
        raise RuntimeError("killed")
    assert store.current_version(home) == first.version
    assert [f.name for f in (home / "versions").iterdir()] == [first.version]


def test_another_process_reads_the_same_version(home: Path, graph: store.KnowledgeGraph) -> None:
    code = f"from pathlib import Path\nfrom graph.store import open_version\ng = open_version(Path({str(home)!r}))\nprint(g.version, len(g.matters))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert out == [graph.version, str(len(graph.matters))]


def test_nothing_published_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BadVersion, match="kb build"):
        store.open_version(tmp_path)
