"""The same preview on a dask.distributed cluster of two worker processes, one of which is killed in mid-run."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from preview_rulings import FUMES, Proposed

from curation.preview import replay
from graph.store import KnowledgeGraph
from ontology.errors import BadInput
from resolver.evaluate import Labelled

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Return a cluster of two worker processes on this machine."""
    distributed = pytest.importorskip("distributed", reason="没有安装 dask.distributed：这个测试跳过")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as running:
        yield running


def _workers(address: str) -> dict[str, int]:
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        pids: dict[str, int] = client.run(os.getpid)
    return pids


@pytest.mark.proof
def test_a_killed_worker_loses_nothing_and_answers_nothing_twice(
    graph: KnowledgeGraph, home: Path, proposed: Proposed, made_up: list[Labelled], cluster: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curation.preview.replaying.BATCH", 8)
    cases = [replace(c, case=replace(c.case, id=f"{c.case.id}#{n}")) for n in range(4) for c in made_up]
    pids = _workers(cluster.scheduler_address)
    assert len(pids) == 2
    told: list[int] = []

    def progress(done: int, total: int) -> None:
        told.append(done)
        if len(told) == 3:
            os.kill(next(iter(pids.values())), signal.SIGKILL)

    with proposed(FUMES) as after:
        there = replay(graph, after, cases, home=home, scheduler=cluster.scheduler_address, progress=progress)
        here = replay(graph, after, cases, home=home, workers=1)
    assert told[-1] == len(cases) and len(told) == len(cases) // 8 and sorted(told) == told
    assert there.replayed == len(cases) and not there.faults
    assert (there.changes, there.verdicts, there.matters, there.drift) == (here.changes, here.verdicts, here.matters, here.drift)
    assert len({c.id for c in there.changes}) == len(there.changes) == 80
    assert set(_workers(cluster.scheduler_address).values()) != set(pids.values())


def test_an_address_that_does_not_answer_is_named_and_nothing_is_left_to_close(
    graph: KnowledgeGraph, home: Path, made_up: list[Labelled], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client left behind is closed by the collector in any thread, and holds up whatever cluster starts just then."""
    distributed = pytest.importorskip("distributed", reason="没有安装 dask.distributed：这个测试跳过")
    monkeypatch.setattr("curation.preview.cluster.ANSWERS_WITHIN", 1)
    for address in ("tcp://127.0.0.1:1", "没有"):
        with pytest.raises(BadInput, match="连不上集群的调度器"):
            replay(graph, graph, made_up, home=home, scheduler=address)
        assert not [each for each in gc.get_objects() if type(each) is distributed.Client and each.status != "closed"]


def test_a_cluster_without_workers_is_told(graph: KnowledgeGraph, home: Path, made_up: list[Labelled]) -> None:
    distributed = pytest.importorskip("distributed", reason="没有安装 dask.distributed：这个测试跳过")
    with distributed.LocalCluster(n_workers=0, processes=False, dashboard_address=None) as empty, pytest.raises(BadInput, match="没有工作进程"):
        replay(graph, graph, made_up, home=home, scheduler=empty.scheduler_address)


def test_dask_missing_is_told(graph: KnowledgeGraph, home: Path, made_up: list[Labelled], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(BadInput, match=r"shouwen\[cluster\]"):
        replay(graph, graph, made_up, home=home, scheduler="tcp://127.0.0.1:8786")
