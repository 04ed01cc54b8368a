"""How long a preview takes: a made-up ruling tried on Shanghai's letters, on both versions, beside one plain run over the same letters.

    python -m benchmarks.preview [letters.jsonl.gz] [--apart]

The version that the ruling makes is staged in a copy of the home and goes with it. `--apart` also replays with nothing shared between the versions, and
says whether the same came out. Seconds of CPU are those of all processes: on a busy machine they say more than the clock.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from api.contract import case_from_json
from curation.office import Office
from curation.preview import Preview, not_before, replay, turning_day
from curation.publishing import Publisher
from graph.database import open_database
from graph.store import KnowledgeGraph
from resolver.batch import answer_stream
from resolver.encode import open_encoder
from resolver.evaluate import Labelled
from resolver.pipeline import build, open_resolver

LETTERS = Path(__file__).resolve().parents[2] / "shared" / "data" / "letters" / "shanghai.dev.jsonl.gz"
NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
RULING = {
    "kind": "ruling", "jurisdiction": "上海市", "matter": "夜间建筑施工噪声", "facts": "工地夜间施工，噪声扰民，居民多次反映。", "doctrine": "先例", "basis": [],
    "disputed_between": ["上海市生态环境局", "上海市住房和城乡建设管理委员会"], "lead": "上海市住房和城乡建设管理委员会",
    "helpers": [{"unit": "上海市生态环境局", "duty": "监测噪声"}], "number": "合成〔2026〕1号", "decided_by": "上海市机构编制委员会办公室",
    "decided_on": "2026-11-01", "reason": "测速用，合成", "source": "合成",
}  # fmt: skip
T = TypeVar("T")


def letters(path: Path, graph: KnowledgeGraph) -> list[Labelled]:
    """Return the letters of a file as cases with who answered them."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return [Labelled(case_from_json(row, graph, NOW.date()), row.get("function", ""), row.get("unit", "")) for row in rows]


def timed(work: Callable[[], T]) -> tuple[T, float, float]:
    """Return what some work returns, and the seconds it took by the clock and of CPU, processes it started among them."""
    clock, cpu = time.perf_counter(), _cpu()
    done = work()
    return done, time.perf_counter() - clock, _cpu() - cpu


def _cpu() -> float:
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


def main(path: Path = LETTERS, *, apart: bool = False) -> Preview:
    """Print the figures and return the preview."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        build(home)
        office = Office(Publisher(home, open_database("", home), open_encoder("")))
        with office.trial(RULING, NOW) as trial:
            assert trial.after is not None, trial.problems
            before, after = trial.before, trial.after
            own = letters(path, before)
            cases = not_before(own, turning_day(before, after))
            print(f"{len(cases):,} letters, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
            for name, asked in (("each on its own day", own), ("on the day the ruling holds", cases)):
                _, clock, cpu = timed(lambda: sum(1 for _ in answer_stream(open_resolver(home), [c.case for c in asked])))  # noqa: B023
                print(f"{name}\n  plain run, one version          {clock:6.1f} s  {cpu:6.1f} s CPU")
                preview, clock_both, cpu_both = timed(lambda: replay(before, after, asked, home=home))  # noqa: B023
                print(f"  preview, both versions          {clock_both:6.1f} s  {cpu_both:6.1f} s CPU   x {clock_both / clock:.2f}, CPU x {cpu_both / cpu:.2f}")
                print(f"  {len(preview.changes)} answers change: {dict(preview.verdicts)}; drift {preview.drift}", flush=True)
                if apart:
                    plain, clock, cpu = timed(lambda: replay(before, after, asked, home=home, sharing=False))  # noqa: B023
                    print(f"  preview, nothing shared         {clock:6.1f} s  {cpu:6.1f} s CPU   the same: {plain.changes == preview.changes and plain.drift == preview.drift}")
    return preview


if __name__ == "__main__":
    named = [Path(a) for a in sys.argv[1:] if not a.startswith("--")]
    main(*(named or [LETTERS]), apart="--apart" in sys.argv)
