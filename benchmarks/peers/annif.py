"""Annif, by its command line."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks.peers.machines import apart_by_blanks
from benchmarks.peers.rows import FIELDS, Letter, Ranked, Row, Spans

ANNIF = Path(os.environ.get("ANNIF_VENV", "/tmp/annif-venv"))


class Annif:
    """Annif's command line in a folder of its own: one vocabulary and three projects for each field."""

    KINDS = {"svc": "ngram=3\nmin_df=2", "svc2": "ngram=1\nmin_df=2", "tfidf": "", "ensemble": "sources=svc2-{0},tfidf-{0}"}

    def __init__(self, folder: Path) -> None:
        self.folder, self.peak = folder, 0.0
        punkt = folder / "nltk" / "tokenizers" / "punkt_tab" / "english"
        punkt.mkdir(parents=True)
        for name in ("collocations.tab", "sent_starters.txt", "abbrev_types.txt", "ortho_context.tab"):
            (punkt / name).touch()
        (folder / "projects.cfg").write_text(
            "\n".join(
                f"[{kind}-{name}]\nname={kind}\nlanguage=en\nbackend={kind.rstrip('2')}\nanalyzer=simple(token_min_length=1)\nvocab={name}\nlimit=100\n{more.format(name)}\n"
                for name in FIELDS
                for kind, more in self.KINDS.items()
            )
        )

    def run(self, *words: str) -> float:
        """Run a command of Annif; return its seconds."""
        began = time.perf_counter()
        log = self.folder / "log"
        with log.open("w") as said:
            process = subprocess.Popen(
                [str(ANNIF / "bin" / "annif"), *words], cwd=self.folder, stdout=said, stderr=said, env={**os.environ, "NLTK_DATA": str(self.folder / "nltk"), "OMP_NUM_THREADS": "1"},
            )  # fmt: skip
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        self.peak = max(self.peak, used.ru_maxrss / 1024)
        if process.returncode:
            raise RuntimeError(f"annif {' '.join(words)}: {log.read_text()[-500:]}")
        return time.perf_counter() - began

    def write(self, name: str, rows: Sequence[dict[str, Any]]) -> None:
        """Write documents where Annif reads them."""
        (self.folder / name).write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")

    def learn(self, name: str, labels: Sequence[str]) -> None:
        """Set the labels to choose from. Subjects are numbers: a unit's name is no address."""
        self.labels = list(dict.fromkeys(labels))
        (self.folder / "subjects.tsv").write_text("".join(f"<http://x/{n}>\ts{n}\n" for n in range(len(self.labels))))
        self.run("load-vocab", "--force", "--language", "en", name, "subjects.tsv")

    def train(self, project: str, texts: Sequence[str], labels: Sequence[str]) -> float:
        """Learn who answered; return the seconds."""
        number = {label: n for n, label in enumerate(self.labels)}
        self.write("learn.jsonl", [{"text": t, "subjects": [{"uri": f"http://x/{number[label]}"}]} for t, label in zip(texts, labels, strict=True)])
        return self.run("train", project, "learn.jsonl")

    def ask(self, project: str, texts: Sequence[str]) -> tuple[Ranked, float]:
        """Return the first three labels for each text, and the seconds that the command took."""
        self.write("ask.jsonl", [{"text": t} for t in texts])
        seconds = self.run("index", "--limit", "3", "--force", "--no-include-doc", "--output", "said.jsonl", project, "ask.jsonl")
        said = [json.loads(line)["results"] for line in (self.folder / "said.jsonl").read_text(encoding="utf-8").splitlines()]
        return [[self.labels[int(r["uri"].rsplit("/", 1)[-1])] for r in results] for results in said], seconds


def annif(letters: Sequence[Letter], spans: Spans) -> list[Row]:
    """Return what Annif's svc, tfidf and their ensemble answer. All but the last stretch, which is timed, are learned and asked two at a time."""
    single, double = [apart_by_blanks(t) for _, _, t in letters], [apart_by_blanks(t, 2, 1) for _, _, t in letters]

    def stretch(span: tuple[int, int]) -> dict[str, Row]:
        start, stop = span
        rows = {kind: Row(f"Annif {kind}") for kind in ("svc", "tfidf", "ensemble")}
        with tempfile.TemporaryDirectory() as folder:
            tool = Annif(Path(folder))
            for name in FIELDS:
                labels = [getattr(c, name) for c, _, _ in letters[:start]]
                tool.learn(name, labels)
                made = {
                    k: tool.train(f"{k}-{name}", (single if k == "svc" else double)[:start], labels)
                    for k in (("svc", "svc2", "tfidf") if name == "function" else ("svc",))
                }
                for kind, row in rows.items():
                    if kind != "svc" and name == "unit":
                        continue
                    texts = single if kind == "svc" else double
                    ranked, seconds = tool.ask(f"{kind}-{name}", texts[start:stop])
                    getattr(row, f"{name}s").extend(ranked)
                    if name == "function":
                        row.seconds = made[kind] if kind in made else made["svc2"] + made["tfidf"]
                        if span == spans[-1]:
                            row.batch = (stop - start - 1) / (seconds - tool.ask(f"{kind}-{name}", texts[start : start + 1])[1])
                    row.megabytes = max(row.megabytes or 0, tool.peak)
        return rows

    with ThreadPoolExecutor(2) as pool:
        early = list(pool.map(stretch, spans[:-1]))
    last = stretch(spans[-1])
    for kind, row in last.items():
        row.functions = [a for rows in early for a in rows[kind].functions] + row.functions
        row.units = [a for rows in early for a in rows[kind].units] + row.units
    return list(last.values())
