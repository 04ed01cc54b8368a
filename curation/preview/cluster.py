"""Batches handed to a dask.distributed cluster: whatever becomes of its workers, each batch comes back once."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import Any, Final, TypeVar
from uuid import uuid4

from ontology.errors import BadInput

T = TypeVar("T")
ANSWERS_WITHIN: Final = 10
"""Seconds within which a scheduler must answer."""
STALLED: Final = 30
"""Seconds without any result after which is looked whether there are workers left."""


def on_cluster(scheduler: str, work: Callable[..., T], shared: Any, batches: Sequence[Any]) -> Iterator[tuple[int, T]]:
    """Yield (number, `work(shared, batch)`) for each batch as it is done, in any order, each once.

    A batch whose worker dies is done again by another. Raises BadInput where dask is not installed, the address does not answer, or no
    worker is left; what `work` raises, as it is.
    """
    try:
        distributed: Any = import_module("distributed")
    except ImportError as error:
        raise BadInput("没有安装 dask.distributed", why=str(error), mend="运行 pip install 'shouwen[cluster]'，或不用 --scheduler") from error
    with _connected(distributed, scheduler) as client:
        _need_workers(client, scheduler)
        run = uuid4().hex
        pending = {client.submit(work, shared, batch, key=f"shouwen-preview-{run}-{n}", pure=False): n for n, batch in enumerate(batches)}
        while pending:
            try:
                with client.as_current():
                    finished = distributed.wait(list(pending), timeout=STALLED, return_when="FIRST_COMPLETED").done
            except TimeoutError:
                _need_workers(client, scheduler)
                continue
            for future in finished:
                try:
                    result = future.result()
                except distributed.KilledWorker as error:
                    raise BadInput("集群的工作进程一再中断", where=scheduler, why=str(error)[:200], mend="查看工作进程的日志，多半是内存不够") from error
                yield pending.pop(future), result


def _connected(distributed: Any, scheduler: str) -> Any:
    """Return a client of the scheduler at an address; raises BadInput where none answers.

    A client that could not connect is collected here and now: left to the collector it is closed by whatever thread it runs in, and
    closing takes the lock that every other client and cluster holds for as long as it starts.
    """
    try:
        return distributed.Client(scheduler, timeout=ANSWERS_WITHIN, set_as_default=False)
    except (OSError, ValueError) as error:
        why = str(error)
    gc.collect()
    raise BadInput("连不上集群的调度器", where=scheduler, why=why, mend="核对地址，形如 tcp://主机:8786；先在那里运行 dask scheduler 和 dask worker")


def _need_workers(client: Any, scheduler: str) -> None:
    if not client.scheduler_info()["workers"]:
        raise BadInput("集群里没有工作进程", where=scheduler, mend=f"在各台机器上运行 dask worker {scheduler}，数据目录要能读到")
