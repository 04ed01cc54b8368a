"""Ours beside what a user would pick instead, on the same letters in one run: writes REPORT.md and plots/*.svg.

    python -m benchmarks.peers ../shared/data [--quick] [--out benchmarks/REPORT.md]     (--quick: 600 letters, one stretch)

Nothing learned: BM25 over the same phrases, dense neighbours, personalised PageRank (networkx) over the same graph, ours, and ours
with each part removed. History learned (stretches of time as in learned.py, each answered by what came before it): a linear support
vector machine, fastText, Annif, ours, and ours with each part removed.

Peers that are not installed are left out, and the report says so: `pip install -e '.[bench]'`; Annif in a venv of its own, because of
its pins: `python3 -m venv /tmp/annif-venv && /tmp/annif-venv/bin/pip install annif` (ANNIF_VENV names another place). Annif is run
by its command line. Its analyzers want NLTK's punkt_tab, which they would download: as letters are handed over cut into characters
(or 1-2-grams), separated by blanks, an untrained Punkt (NLTK_DATA with empty tables) cuts them the same, and nothing is downloaded.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import json
import multiprocessing
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from api.commands.opening import open_ready
from benchmarks.learned import CITY, folds, past_letters
from graph import authority
from ontology import model as m
from resolver import index as indexes
from resolver.clean import clean
from resolver.evaluate import STREETS, Labelled, outcome_of
from resolver.grams import grams
from resolver.history.experience import learn
from resolver.history.letters import Answered
from resolver.pipeline import Resolver
from resolver.practice import Experiences
from resolver.stand import Known, stand
from resolver.weights import WEIGHTS, Weights

ANNIF = Path(os.environ.get("ANNIF_VENV", "/tmp/annif-venv"))
TIMED = 200
"""Letters asked one by one for the median time of a letter."""
WALKED = 400
"""Letters, spread evenly, on which PageRank is asked: each takes a tenth of a second."""
DAMPING = 0.5
"""networkx calls it alpha; its default, 0.85, is measured beside it."""
FASTTEXT = {"lr": 2.0, "epoch": 100, "wordNgrams": 2, "dim": 50, "loss": "softmax", "minCount": 2, "bucket": 200_000, "thread": 1, "verbose": 0}
DISTRICT = 6
"""Times that the district is said to fastText and Annif's svc: once is too little to tell units apart."""
FIELDS = ("function", "unit")
Letter = tuple[Labelled, Answered, str]
Ranked = list[list[str]]
Spans = list[tuple[int, int]]


@dataclass
class Row:
    """One line of a table: what was answered (ranked functions and units per letter), and what it cost: seconds to learn (the last stretch),
    milliseconds of one letter asked alone, letters a second asked together, memory grown by."""

    name: str
    functions: Ranked = field(default_factory=list)
    units: Ranked = field(default_factory=list)
    seconds: float | None = None
    each: float | None = None
    batch: float | None = None
    megabytes: float | None = None

    def rates(self, letters: Sequence[Labelled]) -> list[float | None]:
        """Return function top-1, top-3, unit top-1, top-3 on the letters asked."""
        found: list[float | None] = []
        for answers, wanted in ((self.functions, [c.function for c in letters]), (self.units, [c.unit for c in letters])):
            for n in (1, 3):
                hits = [w in a[:n] for a, w in zip(answers, wanted, strict=True)] if answers else []
                found.append(sum(hits) / len(hits) if hits else None)
        return found


def apart(*works: Callable[[], Row]) -> list[Row]:
    """Return what each work returns from a process of its own (all at once), with the memory it grew by at its peak (pages shared with us left out)."""
    context = multiprocessing.get_context("fork")
    started = []
    for work in works:
        here, there = context.Pipe(duplex=False)

        def run(work: Callable[[], Row] = work, there: Any = there) -> None:
            start = resident()
            row = work()
            row.megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - start
            there.send(row)

        started.append((context.Process(target=run), here))
        started[-1][0].start()
        there.close()
    rows = [here.recv() for _, here in started]
    for process, _ in started:
        process.join()
    return rows


def parts_removed(works: Sequence[Callable[[], Row]]) -> list[Row]:
    """Return the rows of works, two at a time; what they cost says nothing then and is left out."""
    rows = [row for n in range(0, len(works), 2) for row in apart(*works[n : n + 2])]
    return [Row(r.name, r.functions, r.units) for r in rows]


def under(patches: Sequence[tuple[Any, str, Any]], work: Callable[[], Row]) -> Callable[[], Row]:
    """Return the work done with other values in place."""

    def done() -> Row:
        with patched(*patches):
            return work()

    return done


def middle(ask: Callable[[Any], object], letters: Sequence[Any]) -> float:
    """Return the median milliseconds of asking one letter at a time; the first asked are not counted."""
    taken = []
    for letter in letters[:TIMED]:
        began = time.perf_counter()
        ask(letter)
        taken.append(1000 * (time.perf_counter() - began))
    return median(taken[5:] or taken)


# --- ours, whole and in parts -----------------------------------------------------------------


@contextmanager
def patched(*places: tuple[Any, str, Any]) -> Iterator[None]:
    """Hold other values under some names of modules or objects."""
    held = [(owner, name, getattr(owner, name)) for owner, name, _ in places]
    for owner, name, value in places:
        setattr(owner, name, value)
    try:
        yield
    finally:
        for owner, name, value in held:
            setattr(owner, name, value)


def weighing(**blocks: dict[str, float]) -> tuple[tuple[Any, str, Weights], ...]:
    """Return the patch that changes some weights, in every module that reads them."""
    changed = replace(WEIGHTS, **{block: replace(getattr(WEIGHTS, block), **values) for block, values in blocks.items()})
    return tuple((module, "WEIGHTS", changed) for name, module in list(sys.modules.items()) if name.startswith("resolver.") and hasattr(module, "WEIGHTS"))


def without_precedents(resolver: Resolver) -> tuple[Any, str, Any]:
    """Return the patch under which no ruling is near to a letter."""
    gather = resolver._candidates.gather
    return resolver._candidates, "gather", lambda texts, found: [replace(e, precedents=()) for e in gather(texts, found)]


def without_ngrams(reading: Any) -> Any:
    """Return a reading in which every letter says the same one n-gram."""
    return replace(reading, codes=np.array([1], dtype=np.uint64))


def answers_of(name: str, pairs: Sequence[tuple[Labelled, m.Decision]]) -> Row:
    """Return decisions as a row."""
    outcomes = [outcome_of(c, d) for c, d in pairs]
    return Row(name, [list(o.functions[:3]) for o in outcomes], [list(o.units[:3]) for o in outcomes])


def ours_written(resolver: Resolver, name: str, cases: Sequence[Labelled], without: frozenset[str] = frozenset()) -> Row:
    """Return what the written bases alone answer."""
    asked = [replace(c.case, history=False, without=without) for c in cases]
    began = time.perf_counter()
    decided = list(resolver.resolve_many(asked))
    row = answers_of(name, list(zip(cases, decided, strict=True)))
    row.batch = len(asked) / (time.perf_counter() - began)
    row.each = middle(resolver.resolve, asked)
    return row


def ours_learned(resolver: Resolver, name: str, letters: Sequence[Letter], spans: Spans, *, grams: bool = True) -> Row:
    """Return what ours answers with the history before each stretch learned."""
    if not grams:
        letters = [(c, replace(a, reading=without_ngrams(a.reading)), t) for c, a, t in letters]
    pairs: list[tuple[Labelled, m.Decision]] = []
    for start, stop in spans:
        began = time.perf_counter()
        experience = learn(f"https://w3id.org/shouwen/id/place/{CITY}", resolver.graph.version, [a for _, a, _ in letters[:start]])
        _ = experience.units
        seconds = time.perf_counter() - began
        resolver.experiences.put(CITY, experience)
        cases = [c for c, _, _ in letters[start:stop]]
        began = time.perf_counter()
        pairs += zip(cases, resolver.resolve_many([replace(c.case, history=True) for c in cases]), strict=True)
        batch = len(cases) / (time.perf_counter() - began)
    row = answers_of(name, pairs)
    row.seconds, row.batch = seconds, batch
    row.each = middle(resolver.resolve, [replace(c.case, history=True) for c in cases])
    return row


# --- nothing learned --------------------------------------------------------------------------


def leads_of(resolver: Resolver, case: m.Case, scores: Any) -> list[str]:
    """Return the functions that lead by default on the ten matters scored highest, each once."""
    scope = resolver.traversal.scope(case.place, case.as_of)
    standings = (stand(resolver.graph.matters[int(i)], resolver.traversal, scope, Known({})) for i in np.argsort(-scores, kind="stable")[:10])
    return list(dict.fromkeys(s.contenders[0].holder.function for s in standings if s.contenders))[:3]


def by_words(resolver: Resolver, case: m.Case) -> list[str]:
    """Return the functions nearest by BM25 alone."""
    text = clean(case.text, case.title)
    return leads_of(resolver, case, resolver._candidates._words(*np.unique(grams(f"{text.title}\n{text.body[:1500]}"), return_counts=True)))


def by_vectors(resolver: Resolver, case: m.Case) -> list[str]:
    """Return the functions nearest by vectors alone (all evidence is gathered, and the vectors' taken)."""
    text = clean(case.text, case.title)
    return leads_of(resolver, case, resolver._candidates.gather([text], [resolver._finder.find(text.whole)])[0].vectors)


def linked(resolver: Resolver) -> Any:
    """Return the graph of matters, functions, articles and statutes for networkx; leads count in full, other parts 0.3."""
    import networkx as nx

    graph, made = resolver.graph, nx.Graph()
    made.add_nodes_from(x.id for x in graph.matters)
    links = [(x.id, b, 0.5) for x in graph.matters for b in (*x.broader, *x.related)] + [(f.id, f.broader, 0.5) for f in graph.functions if f.broader]
    for r in graph.responsibilities:
        links += [(r.matter, other, 1.0 if r.part == "lead" else 0.3) for other in (r.function, *r.basis) if other]
    links += [(p.id, p.instrument, 1.0) for p in graph.provisions]
    made.add_weighted_edges_from(links)
    return made


def walked(resolver: Resolver, cases: Sequence[Labelled]) -> list[Row]:
    """Return PageRank from the ten matters best by words and what our own walk starts from: matters' default leads, and functions themselves."""
    import networkx as nx

    began = time.perf_counter()
    made = linked(resolver)
    seconds = time.perf_counter() - began
    names = {n: name for name, n in resolver._candidates._index.nodes.items()}
    sheet = resolver._candidates._index.walk
    started: dict[str, float] = {}

    class Listening:
        """Stands in for the walk's table, and takes down what a walk starts from."""

        columns = sheet.columns

        def sum_rows(self, nodes: Any, weights: Any) -> Any:
            started.update((names[int(n)], float(w)) for n, w in zip(nodes, weights, strict=True))
            return sheet.sum_rows(nodes, weights)

    matters = [x.id for x in resolver.graph.matters]
    keys = {f.id: resolver.traversal.key(f.id) for f in resolver.graph.functions if f.id in made}
    rows = [
        Row(f"networkx PageRank ({alpha}), {what}", seconds=seconds) for alpha in (DAMPING, 0.85) for what in ("matters' default leads", "functions themselves")
    ]
    taken: dict[float, list[float]] = {DAMPING: [], 0.85: []}
    with patched((resolver._candidates._index, "walk", Listening())):
        for c in cases:
            started.clear()
            text = clean(c.case.text, c.case.title)
            words = resolver._candidates.gather([text], [resolver._finder.find(text.whole)])[0].words
            for i in np.argsort(-words, kind="stable")[:10]:
                if words[i] > 0:
                    started[matters[int(i)]] = started.get(matters[int(i)], 0.0) + float(words[i])
            starts = {n: w for n, w in started.items() if n in made}
            for n, alpha in enumerate(taken):
                began = time.perf_counter()
                reached = nx.pagerank(made, alpha=alpha, personalization=starts or None)
                taken[alpha].append(1000 * (time.perf_counter() - began))
                rows[2 * n].functions.append(leads_of(resolver, c.case, np.array([reached[i] for i in matters])))
                rows[2 * n + 1].functions.append(list(dict.fromkeys(keys[f] for f in sorted(keys, key=lambda f: -reached[f])))[:3])
    for n, alpha in enumerate(taken):
        rows[2 * n].each = rows[2 * n + 1].each = median(taken[alpha])
    return rows


def world_of_rules(resolver: Resolver, cases: Sequence[Labelled]) -> tuple[list[Row], list[Row], list[Labelled]]:
    """Return the rows with nothing learned on all cases, those on the cases that PageRank was asked, and these."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        indexes.build(resolver.graph, resolver._candidates._encoder, Path(folder) / "index")
        seconds = time.perf_counter() - began
    rows = []
    for name, ask in (("BM25 over the same phrases", by_words), ("Dense neighbours alone", by_vectors)):

        def whole(name: str = name, ask: Any = ask) -> Row:
            found = [ask(resolver, c.case) for c in cases]
            return Row(name, found, each=middle(lambda c: ask(resolver, c.case), cases))

        rows += apart(whole)
    rows += apart(lambda: ours_written(resolver, "**Ours, nothing learned**", cases))
    rows[-1].seconds = seconds
    papers = {i.id for i in resolver.graph.instruments if authority.is_list(i)}
    said = frozenset({r.id for r in resolver.graph.rulings} | papers | {p.id for p in resolver.graph.provisions if p.instrument in papers})
    parts: dict[str, tuple[tuple[Any, str, Any], ...]] = {
        "words": weighing(matters={"words": 0.0}), "vectors": weighing(matters={"vectors": 0.0}), "walk": weighing(matters={"walk": 0.0}),
        "precedents": (without_precedents(resolver),), "facts read from the letter (conditions stay open)": ((sys.modules["resolver.pipeline"], "facts_of", lambda *_: {}),),
    }  # fmt: skip
    parts["weights of evidence (all kinds weighed alike)"] = weighing(matters={"words": 1.0, "vectors": 1.0, "walk": 1.0, "precedents": 1.0})
    works = [under(patch, lambda name=name: ours_written(resolver, f"– without {name}", cases)) for name, patch in parts.items()]  # type: ignore[misc]
    rows += parts_removed([*works, lambda: ours_written(resolver, "– without any ruling, list or paper", cases, said)])
    some = [cases[int(i)] for i in np.linspace(0, len(cases) - 1, min(WALKED, len(cases)))]
    chosen = {id(c) for c in some}
    at = [n for n, c in enumerate(cases) if id(c) in chosen]
    subset = [Row(r.name, [r.functions[n] for n in at]) for r in rows[:3]]
    return rows, [*walked(resolver, some), *subset], some


# --- history learned --------------------------------------------------------------------------


def machine(letters: Sequence[Letter], spans: Spans, district: float = 0.0) -> Row:
    """Return what linear support vector machines over TF-IDF of character 1-3-grams answer: the district is part of the text, and a feature of this weight."""
    from scipy import sparse
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    row = Row(f"TF-IDF + linear SVM{', district a feature too' if district else ''}")
    texts = [t for _, _, t in letters]
    known = {name: n for n, name in enumerate(sorted({t.rsplit("\n", 1)[1] for t in texts}))}
    for start, stop in spans:
        began = time.perf_counter()
        words = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, sublinear_tf=True)
        words.fit(texts[:start])

        def seen(some: list[str], words: Any = words) -> Any:
            places = np.zeros((len(some), len(known)))
            places[np.arange(len(some)), [known[t.rsplit("\n", 1)[1]] for t in some]] = district
            return sparse.hstack([words.transform(some), sparse.csr_matrix(places)]).tocsr()

        learned = seen(texts[:start])
        models = [LinearSVC().fit(learned, [getattr(c, name) for c, _, _ in letters[:start]]) for name in FIELDS]
        row.seconds = time.perf_counter() - began

        def ask(some: list[str], seen: Any = seen, models: Any = models) -> list[Ranked]:
            asked = seen(some)
            return [k.classes_[np.argsort(-k.decision_function(asked), axis=1)[:, :3]].tolist() for k in models]

        began = time.perf_counter()
        functions, units = ask(texts[start:stop])
        row.batch = (stop - start) / (time.perf_counter() - began)
        row.functions += functions
        row.units += units
    row.each = middle(lambda t: ask([t]), texts[start:stop])
    return row


def apart_by_blanks(text: str, longest: int = 1, times: int = DISTRICT) -> str:
    """Return a letter as its character n-grams with blanks between, and the district as a word said some times."""
    body, district = text.rsplit("\n", 1)
    signs = [s for s in body if s.isalpha()]
    return " ".join([*("".join(signs[i : i + n]) for n in range(1, longest + 1) for i in range(len(signs) - n + 1)), *[district] * times])


def fast(letters: Sequence[Letter], spans: Spans) -> Row:
    """Return what fastText answers: characters as words, and their 2-grams."""
    import fasttext

    fasttext.FastText.eprint = lambda *_, **__: None
    row = Row("fastText supervised")
    texts = [apart_by_blanks(t) for _, _, t in letters]
    for start, stop in spans:
        began, models = time.perf_counter(), []
        for name in FIELDS:
            labels = [getattr(c, name) for c, _, _ in letters[:start]]
            numbers = {label: n for n, label in enumerate(dict.fromkeys(labels))}
            with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as file:
                file.writelines(f"__label__{numbers[label]} {text}\n" for label, text in zip(labels, texts, strict=False))
                file.flush()
                models.append((fasttext.train_supervised(file.name, **FASTTEXT), list(numbers)))
        row.seconds = time.perf_counter() - began

        def ask(text: str, models: Any = models) -> list[list[str]]:  # model.predict asks numpy for what numpy 2 refuses: model.f is below it
            return [[names[int(label[9:])] for _, label in k.f.predict(text + "\n", 3, 0.0, "strict")] for k, names in models]

        began = time.perf_counter()
        for text in texts[start:stop]:
            functions, units = ask(text)
            row.functions.append(functions)
            row.units.append(units)
        row.batch = (stop - start) / (time.perf_counter() - began)
    row.each = middle(ask, texts[start:stop])
    return row


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


def world_of_history(resolver: Resolver, letters: Sequence[Letter], spans: Spans, missing: dict[str, str]) -> list[Row]:
    """Return the rows with history learned; what is missing is named with its reason."""
    rows: list[Row] = []
    peers: list[tuple[str, Callable[[], Row]]] = [
        ("sklearn", lambda: machine(letters, spans)), ("sklearn", lambda: machine(letters, spans, 0.5)), ("fasttext", lambda: fast(letters, spans)),
    ]  # fmt: skip
    for needed, peer in peers:
        try:
            importlib.import_module(needed)
            rows += apart(peer)
        except (ImportError, EOFError) as error:
            missing[needed] = str(error) or "its process failed"
    if "Annif" not in missing:
        try:
            rows += annif(letters, spans)
        except (OSError, RuntimeError) as error:
            missing["Annif"] = str(error)
    rows += apart(lambda: ours_learned(resolver, "**Ours, history learned**", letters, spans))
    asked = [c for start, stop in spans for c, _, _ in letters[start:stop]]
    parts: dict[str, dict[str, dict[str, float]]] = {
        "the rules' shares": {"functions": {"rules": 0.0}}, "matters": {"functions": {"matters": 0.0}},
        "vectors": {"functions": {"vector": 0.0}, "units": {"vectors": 0.0, "neighbours": 0.0}},
        "place": {"functions": {"place": 0.0}, "units": {"place": 0.0, "seen": 0.0, "named": 0.0}},
    }  # fmt: skip
    works: list[Callable[[], Row]] = [lambda: ours_written(resolver, "– without history (nothing learned)", asked)]
    works += [under(weighing(**blocks), lambda name=name: ours_learned(resolver, f"– without {name}", letters, spans)) for name, blocks in parts.items()]  # type: ignore[misc]
    pipeline = sys.modules["resolver.pipeline"]
    reading_of = pipeline.reading_of
    bare = ((pipeline, "reading_of", lambda *given: without_ngrams(reading_of(*given))),)
    works.append(under(bare, lambda: ours_learned(resolver, "– without n-grams", letters, spans, grams=False)))
    return rows + parts_removed(works)


# --- the report -------------------------------------------------------------------------------


def table(rows: Sequence[Row], letters: Sequence[Labelled], *, units: bool, cost: bool = True) -> str:
    """Return rows as a Markdown table."""
    heads = [
        "",
        "function top-1",
        "top-3",
        *(["unit top-1", "top-3"] if units else []),
        *(["build / learn, s", "one letter, ms", "letters/s", "memory, MB"] if cost else []),
    ]
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)]]
    for row in rows:
        rates = [f"{r:.3f}" if r is not None else "–" for r in row.rates(letters)]
        costs = [f"{c:.{places}f}" if c is not None else "–" for c, places in ((row.seconds, 1), (row.each, 2), (row.batch, 0), (row.megabytes, 0))]
        lines.append([row.name, *rates[: 4 if units else 2], *(costs if cost else [])])
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def plot(path: Path, title: str, rows: Sequence[Row], letters: Sequence[Labelled], kinds: Sequence[tuple[str, int]]) -> None:
    """Draw rates (their position in `Row.rates` by name) as bars, one row below the other."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "peers"
    from matplotlib import pyplot as plt

    shown = [(r.name.strip("*"), rates) for r in rows if (rates := r.rates(letters))[kinds[0][1]] is not None][::-1]
    figure, axes = plt.subplots(figsize=(8, 0.5 + 0.42 * len(shown)))
    for n, (kind, at) in enumerate(kinds):
        heights = np.arange(len(shown)) + 0.4 * (0.5 - n)
        bars = axes.barh(heights, [rates[at] or 0 for _, rates in shown], 0.38, label=kind, color=("#1f5f8b", "#a8c8dc")[n])
        axes.bar_label(bars, fmt="%.3f", fontsize=7, padding=2)
    axes.set_yticks(np.arange(len(shown)), [name for name, _ in shown], fontsize=8)
    axes.set_xlim(0, 1)
    axes.set_title(title, fontsize=10)
    axes.legend(fontsize=7, loc="upper center", bbox_to_anchor=(0.5, -0.06), ncols=2, frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    path.parent.mkdir(exist_ok=True)
    figure.savefig(path, bbox_inches="tight", metadata={"Date": None})
    plt.close(figure)


def resident() -> float:
    """Return the megabytes that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def this_machine() -> str:
    """Return what this ran on."""
    cpu = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), platform.machine())
    return f"{cpu}, {os.cpu_count()} shared cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} at the start"


def ratios(rows: Sequence[Row]) -> str:
    """Return how many letters a second ours answers for one of Annif's."""
    ours = next(r for r in rows if r.name.startswith("**Ours"))
    told = [f"{r.batch:.0f} ({r.name}; ours {ours.batch / r.batch:.1f} times as many)" for r in rows if r.name.startswith("Annif") and r.batch and ours.batch]
    return f"Letters a second in one batch, one process: ours {ours.batch or 0:.0f}" + (", " + ", ".join(told) if told else "") + "."


class Written:
    """The report as it grows: paragraphs, tables, and plots where matplotlib is there."""

    def __init__(self, out: Path) -> None:
        self.out, self.parts = out, ["# Ours beside its peers"]
        try:
            import matplotlib  # noqa: F401

            self.plots = True
        except ImportError:
            self.plots = False

    def say(self, *parts: str) -> None:
        """Add paragraphs, and print them."""
        self.parts += parts
        print("\n\n".join(parts), flush=True)

    def draw(self, name: str, title: str, rows: Sequence[Row], letters: Sequence[Labelled], kinds: Sequence[tuple[str, int]]) -> None:
        """Add a plot."""
        if self.plots:
            plot(self.out.parent / "plots" / f"{name}.svg", title, rows, letters, kinds)
            self.parts.append(f"![{title}](plots/{name}.svg)")

    def save(self) -> None:
        """Write the report."""
        if not self.plots:
            self.parts.append("No plots: matplotlib is not installed.")
        self.out.write_text("\n\n".join(self.parts) + "\n", encoding="utf-8")


FUNCTION, UNIT = (("function top-1", 0), ("function top-3", 1)), (("unit top-1", 2), ("unit top-3", 3))


def main(data: Path, out: Path, *, quick: bool) -> None:
    """Run all of it and write the report."""
    began, before, where = time.perf_counter(), resident(), this_machine()
    resolver = open_ready()
    resolver.experiences = Experiences()
    list(resolver.resolve_many([m.Case("0", "小区门口路灯不亮", as_of=dt.date(2023, 4, 1))]))
    opened = resident() - before
    everything = past_letters(resolver, data / "letters" / "shanghai.dev.jsonl.gz")[: 600 if quick else None]
    unstreeted = [x for x in everything if x[0].function != STREETS]
    missing: dict[str, str] = {} if (ANNIF / "bin" / "annif").exists() else {"Annif": f"no {ANNIF}/bin/annif"}
    report = Written(out)
    days = sorted(c.case.as_of for c, _, _ in everything)
    report.say(
        f"Data: letters/shanghai.dev, {len(everything):,} letters answered from {days[0]} to {days[-1]}, {len(unstreeted):,} of them not by a street or town "
        f"(what streets answered is left out of the first two sections, as they may be sent anything). Split: where history is learned, letters stand in the order of their days; "
        f"{'one stretch is' if quick else 'four stretches are'} answered, each by what came before it, the first half of the letters always being learned; no letter is answered by a "
        f"model that saw it. Machine: {where}; every measured process keeps to one thread. These are the figures of one run: rates are exact, times vary on shared cores (by a third and more). "
        f"Graph {resolver.graph.version}. Written by `python -m benchmarks.peers`{' --quick' if quick else ''}; what each peer is and what counts as memory stands at the end.",
        "What speaks against us: matters, phrases, some twenty numbers of weights.toml and those of tuning.py were chosen with letters of this file in sight, on labels of all its "
        "days; the peers' settings were chosen on its first half alone. The row with all kinds of evidence weighed alike shows how much hangs on the weights of evidence. "
        "The figure to believe is that of letters kept apart.",
    )
    rows, subset, some = world_of_rules(resolver, cases := [c for c, _, _ in unstreeted])
    report.say("## Nothing learned", f"{len(cases):,} letters, function of the lead.", table(rows, cases, units=False))
    report.draw("rules", "Nothing learned: function of the lead", rows, cases, FUNCTION)
    report.say(f"PageRank takes long, so on {len(some)} of these letters, spread evenly; the others on the same letters:", table(subset, some, units=False))
    for title, name, letters in (("streets left out", "unstreeted", unstreeted), ("all letters", "all", everything)):
        spans = folds(len(letters))[: 1 if quick else None]
        asked = [c for start, stop in spans for c, _, _ in letters[start:stop]]
        rows = world_of_history(resolver, letters, spans, missing)
        report.say(
            f"## History learned, {title}",
            f"{len(asked):,} letters answered, {spans[0][0]:,} to {spans[-1][0]:,} learned.",
            table(rows, asked, units=True),
            ratios(rows),
        )
        whole = [r for r in rows if not r.name.startswith("–")]
        for kind, kinds in (("function", FUNCTION), ("unit", UNIT)):
            report.draw(f"{name}-{kind}", f"History learned, {title}: {kind}", whole, asked, kinds)
        report.draw(f"{name}-parts", f"Ours with parts removed, {title}: function", [r for r in rows if r not in whole or "Ours" in r.name], asked, FUNCTION)
    report.say("## How each was asked", NOTES.format(opened=opened, walked=WALKED, timed=TIMED, fasttext=FASTTEXT, damping=DAMPING, district=DISTRICT))
    report.say(
        "\n".join(f"- Left out: {name}, because: {why}" for name, why in missing.items()) or "Nothing was left out.",
        f"The whole run took {(time.perf_counter() - began) / 60:.1f} minutes.",
    )
    report.save()


NOTES = """- BM25, dense neighbours: the same phrases, encoder and index as ours; the ten nearest matters, each sent to its default lead. The time of dense neighbours is that of gathering all evidence.
- PageRank: `networkx.pagerank` over matters, functions, articles and statutes, from the ten matters best by words and from what our own walk starts from (departments and statutes named in the letter, articles near to it); chance to walk on {damping} and networkx's default, 0.85; the matters reached most sent to their default leads, or the functions reached most themselves. Time: `nx.pagerank` alone.
- Ours without words, vectors, walk: that weight is 0 (shortlists are still made by both words and vectors). Without precedents: no ruling is near. Without facts: no condition is settled by the letter. Without rulings: `without` names every ruling, responsibility list and paper in the graph.
- TF-IDF + linear SVM: scikit-learn, character 1-3-grams, `min_df=2`, `sublinear_tf`, `LinearSVC()`; title, text and district as one text; a second model for units. As in benchmarks/learned.py. "District a feature too": one more feature per district, of weight 0.5, chosen on the first half of the letters; the strongest peer on units that we found.
- fastText: {fasttext}; characters as words, the district as one more, said {district} times; a second model for units. Chosen among 22 settings on the first half of the letters (characters did better than jieba's words). With numpy 2 `model.predict` fails; `model.f.predict` is called.
- Annif 1.4, analyzer `simple(token_min_length=1)`. svc: letters as characters with blanks between, the district as a word said {district} times, `ngram=3`, `min_df=2`: better on the first half than jieba's words, with or without 2-grams, and than characters with n-grams up to 2. tfidf, which makes no n-grams, and the simple ensemble (tfidf and an svc with `ngram=1`, in equal parts): characters and 2-grams as words, the district said once; functions only. Omikuji and the neural ensemble were not tried. No NLTK data is downloaded: an untrained Punkt with empty tables stands in for punkt_tab, and cuts such text the same. Learning: `annif train` of the functions' model, its start (2 s) included. Letters a second: `annif index` on the last stretch, functions only, less the time of one letter (so without its start). Memory: the largest of its processes, everything included. Letters are cut into characters beforehand; that is not counted, here or for fastText.
- Ours learned without a part: its block of the linear model is 0 while learning and answering, and for units too: vectors and neighbours with the vectors; share, presence and named town with the place. Without n-grams: all letters say the same one n-gram.
- Build / learn: the last stretch's models of functions and units (ours with how sure it may be, from four more models; reading the letters first, which ours does once, takes about what answering takes and is not counted); with nothing learned, building all indexes of a version. One letter: median of {timed} asked one by one. Letters/s: in one batch, one process; ours gives function, unit, bases, helpers and explanation, the others labels.
- Memory: what the peer's own process grew by at its peak, without what was there before. Opening ours (graph, indexes, encoder) takes {opened:.0f} MB more, which the SVM and fastText do not need."""


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="?", default=Path("../shared/data"))
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("REPORT.md"))
    given = parser.parse_args()
    main(given.data, given.out, quick=given.quick)
