"""The recipe of the shipped encoder: a static embedding trained on statutes and letters.

Pairs that mean the same: letter title ↔ letter, letter ↔ reply, layman's question ↔ article,
chapter heading ↔ article, neighbouring sentences of one letter, matter label ↔ phrase. A BPE
vocabulary is learnt from the same texts; vectors by MultipleNegativesRankingLoss inside
MatryoshkaLoss, so that the first dimensions work alone. Then the letters are answered with these
vectors, and the answers taught back to them (`resolver.distil`). Figures that chose the size stand
in DECISIONS.md. Labels (which unit answered) are not used.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import random
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from graph.store import KnowledgeGraph
from ontology.errors import BadInput
from ontology.model import Case, Decision
from resolver.batch import answer_stream
from resolver.clean import LONGEST
from resolver.distil import Course, Lesson, distil

SEED: Final = 20261121
PHRASE_REPEATS: Final = 2
LETTERS: Final = ("shanghai.dev", "unlabelled", "seven_fields")
SHORTEST: Final = 10
"""Characters below which a letter teaches nothing."""
AS_OF: Final = dt.date(2026, 11, 1)
"""The day as of which letters are answered for teaching: what they are about does not turn on it."""
_SENTENCE: Final = re.compile(r"[^。！？!?；;\n]+")


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is trained: vocabulary size, dimensions, passes over the pairs, batch and learning rate; characters of the longest token; the seed."""

    vocabulary: int = 10_000
    dimensions: int = 128
    epochs: int = 2
    batch: int = 1024
    learning_rate: float = 0.1
    longest_token: int = 2
    article_pairs: int = 20_000
    seed: int = SEED


def train(data: Path, out: Path, graph: KnowledgeGraph, recipe: Recipe = Recipe()) -> int:
    """Train on the letters and laws below `data` and write the model to `out`; return the pairs used.

    `out` receives tokenizer.json and model.safetensors (float16, shape [vocabulary, dimensions]).
    Raises BadInput when the data is not there.
    """
    pairs = list(gather(data, phrase_pairs(graph), recipe))
    random.Random(recipe.seed).shuffle(pairs)
    tokenizer = tokenizer_of((text for pair in pairs for text in pair), recipe)
    weights = _fit(pairs, tokenizer, recipe)
    write_model(weights, tokenizer, out)
    if recipe.epochs:
        write_model(distil(weights, tokenizer, graph, lessons(data, out, graph), Course(seed=recipe.seed)), tokenizer, out)
    return len(pairs)


def lessons(data: Path, encoder: Path, graph: KnowledgeGraph) -> list[Lesson]:
    """Return the letters with the matters that the resolver finds in them, by the encoder as trained so far."""
    from resolver.pipeline import build, open_resolver

    positions = {matter.id: i for i, matter in enumerate(graph.matters)}
    listed = []
    with tempfile.TemporaryDirectory() as home:
        build(Path(home), encoder=str(encoder))
        resolver = open_resolver(Path(home), encoder=str(encoder))
        letters = [row for name in LETTERS for row in _rows(data / "letters" / f"{name}.jsonl.gz") if len(row.get("text", "")) >= SHORTEST]
        cases = (Case(str(n), row["text"][:LONGEST], AS_OF, row.get("title", "")) for n, row in enumerate(letters))
        for row, answer in zip(letters, answer_stream(resolver, cases), strict=True):
            if isinstance(answer, Decision) and (hits := [hit for hit in answer.matters if hit.id in positions]):
                total = sum(hit.score for hit in hits) or 1.0
                listed.append(Lesson(row.get("title", ""), row["text"], tuple((positions[hit.id], hit.score / total) for hit in hits)))
    return listed


def gather(data: Path, phrases: list[tuple[str, str]], recipe: Recipe) -> Iterator[tuple[str, str]]:
    """Yield (anchor, positive) pairs of texts; raises BadInput naming the folder when data is missing."""
    if not (data / "letters").is_dir() or not (data / "laws").is_dir():
        raise BadInput("没有训练数据", where=str(data), mend="--data 指向含有 letters/ 与 laws/ 的文件夹")
    for name in LETTERS:
        for row in _rows(data / "letters" / f"{name}.jsonl.gz"):
            title, text, reply = row.get("title", ""), row.get("text", ""), row.get("reply", "")
            if title and text:
                yield title, text[:400]
            if text and reply:
                yield text[:300], reply[:300]
            sentences = [s for s in _SENTENCE.findall(text) if len(s) >= 8]
            yield from pairwise(sentences[:5])
            if title and len(sentences) > 2:
                yield title, sentences[len(sentences) // 2]
    yield from _law_pairs(data, recipe)
    yield from phrases


def _law_pairs(data: Path, recipe: Recipe) -> Iterator[tuple[str, str]]:
    articles = list(_rows(data / "laws" / "articles.jsonl.gz"))
    texts = {(a["law"], a["article_cn"]): a["text"] for a in articles}
    questions = data / "laws" / "questions.dev.jsonl"
    for line in questions.read_text(encoding="utf-8").splitlines() if questions.exists() else ():
        row = json.loads(line)
        for gold in row["gold"]:
            if text := texts.get((gold["law"], gold["article"])):
                yield row["question"], text[:300]
    for a in random.Random(SEED).sample(articles, min(recipe.article_pairs, len(articles))):
        chapter = a.get("chapter") or ""
        yield f"{a['law']} {chapter}", a["text"][:300]
        halves = [s for s in _SENTENCE.findall(a["text"]) if len(s) >= 10]
        if len(halves) > 1:
            yield halves[0], halves[1]


def phrase_pairs(graph: KnowledgeGraph) -> list[tuple[str, str]]:
    """Return pairs from the graph: a matter's phrases with its names, with each other, and with its terms."""
    chance = random.Random(SEED)
    pairs: list[tuple[str, str]] = []
    for matter in graph.matters:
        names, phrases = [matter.label, *matter.alternatives], list(matter.phrases)
        pairs += [(phrase, chance.choice(names)) for phrase in phrases]
        chance.shuffle(phrases)
        pairs += pairwise(phrases)
        for _ in range(3 if matter.terms and phrases else 0):
            pairs.append((" ".join(chance.sample(matter.terms, min(4, len(matter.terms)))), chance.choice(phrases)))
    return pairs * PHRASE_REPEATS


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    if not path.exists():
        return
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def tokenizer_of(texts: Iterable[str], recipe: Recipe) -> Any:
    """Return a BPE tokenizer learnt from the texts."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(r"\d+|[a-z]+"), "isolated"), pre_tokenizers.Split(Regex(r"[\s\p{P}\p{S}]+"), "removed")]
    )
    trainer = trainers.BpeTrainer(
        vocab_size=recipe.vocabulary, special_tokens=["[PAD]", "[UNK]"], max_token_length=recipe.longest_token + 1,  # tokens stay below it
        limit_alphabet=6000, show_progress=False,
    )  # fmt: skip
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def _fit(pairs: list[tuple[str, str]], tokenizer: Any, recipe: Recipe) -> Any:
    import torch
    from datasets import Dataset
    from sentence_transformers import SentenceTransformer, SentenceTransformerTrainer, SentenceTransformerTrainingArguments
    from sentence_transformers.sentence_transformer.losses import MatryoshkaLoss, MultipleNegativesRankingLoss
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    torch.manual_seed(recipe.seed)
    model = SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_dim=recipe.dimensions)], device="cpu")
    sizes = [d for d in (recipe.dimensions, 128, 64) if d <= recipe.dimensions]
    loss = MatryoshkaLoss(model, MultipleNegativesRankingLoss(model), matryoshka_dims=list(dict.fromkeys(sizes)))
    arguments = SentenceTransformerTrainingArguments(
        output_dir=tempfile.gettempdir(), num_train_epochs=recipe.epochs, per_device_train_batch_size=recipe.batch,
        learning_rate=recipe.learning_rate, warmup_steps=0.1, save_strategy="no", report_to=[], seed=recipe.seed,
        logging_strategy="no", disable_tqdm=not sys.stderr.isatty(), dataloader_drop_last=True,
    )  # fmt: skip
    embedding: Any = model[0]
    if not recipe.epochs:
        return embedding.embedding.weight.detach().numpy()
    data = Dataset.from_dict({"anchor": [a for a, _ in pairs], "positive": [b for _, b in pairs]})
    SentenceTransformerTrainer(model=model, args=arguments, train_dataset=data, loss=loss).train()
    return embedding.embedding.weight.detach().numpy()


def write_model(weights: Any, tokenizer: Any, out: Path) -> None:
    """Write the embedding (float16) and tokenizer beside what is there, then rename."""
    import numpy as np
    from safetensors.numpy import save_file

    out.mkdir(parents=True, exist_ok=True)
    save_file({"embedding.weight": np.ascontiguousarray(weights, dtype=np.float16)}, str(out / "model.safetensors.new"))
    tokenizer.save(str(out / "tokenizer.json.new"), pretty=False)
    for name in ("model.safetensors", "tokenizer.json"):
        (out / f"{name}.new").replace(out / name)
