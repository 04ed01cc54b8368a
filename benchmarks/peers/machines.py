"""Peers that learn in Python: a linear support vector machine, and fastText."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks.peers.rows import FIELDS, Letter, Ranked, Row, Spans, middle

FASTTEXT = {"lr": 2.0, "epoch": 100, "wordNgrams": 2, "dim": 50, "loss": "softmax", "minCount": 2, "bucket": 200_000, "thread": 1, "verbose": 0}
DISTRICT = 6
"""Times that the district is said to fastText and Annif's svc: once is too little to tell units apart."""


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
