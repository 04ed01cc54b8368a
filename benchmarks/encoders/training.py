"""How each variant comes about: the recipe's own steps, and what they share made once.

The letters' lessons are the shipped recipe's for all variants, so that these differ in nothing but what their names say.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.encoders.negatives import with_negatives
from benchmarks.encoders.quick import contrast
from benchmarks.encoders.token_weights import Table, folded
from benchmarks.encoders.variants import Variant
from graph.store import KnowledgeGraph
from resolver.distil import Course, Lesson, distil
from resolver.encode import open_encoder
from resolver.train_encoder import Recipe, gather, lessons, phrase_pairs, tokenizer_of, write_model


class Workshop:
    """Trains variants in a folder; what lies there already is not made again."""

    def __init__(self, data: Path, graph: KnowledgeGraph, folder: Path) -> None:
        import torch

        self._data, self._graph, self._folder = data, graph, folder
        torch.set_num_threads(1)  # on a machine that others use, two threads wait for each other: eight times as long
        folder.mkdir(parents=True, exist_ok=True)

    def encoder(self, variant: Variant) -> Path:
        """Return the folder of a variant's encoder."""
        tokenizer = self._tokenizer(variant.recipe)
        table = self._taught(variant if variant.when != "after" else replace(variant, weighing="mean", kept=0))
        if variant.when == "after":
            table = folded(table, variant.weighing, tokenizer, self._texts)
        out = self._folder / _name(variant)
        write_model(table[:, : variant.kept or None], tokenizer, out)
        return out

    @cached_property
    def _pairs(self) -> list[tuple[str, str]]:
        return list(gather(self._data, phrase_pairs(self._graph), Recipe()))

    @cached_property
    def _texts(self) -> list[str]:
        return list(dict.fromkeys(text for pair in self._pairs for text in pair))

    def _tokenizer(self, recipe: Recipe) -> Any:
        from tokenizers import Tokenizer

        file = self._folder / f"bpe-{recipe.vocabulary}-{recipe.longest_token}.json"
        if not file.exists():
            tokenizer_of((text for pair in self._pairs for text in pair), recipe).save(str(file))
        return Tokenizer.from_file(str(file))

    def _contrasted(self, variant: Variant) -> Table:
        """Return the token vectors after the contrastive half."""
        recipe, tokenizer = variant.recipe, self._tokenizer(variant.recipe)
        pairs: list[Any] = list(self._pairs)
        random.Random(recipe.seed).shuffle(pairs)
        if variant.negatives:
            pairs = with_negatives(pairs, self._graph, open_encoder(), recipe.seed)
        start = None
        if variant.when == "before":
            drawn = np.random.default_rng(recipe.seed).standard_normal((tokenizer.get_vocab_size(), recipe.dimensions), dtype=np.float32)
            start = folded(drawn, variant.weighing, tokenizer, self._texts)
        table: Table = contrast(pairs, tokenizer, recipe, start)
        return table

    def _taught(self, variant: Variant) -> Table:
        """Return the token vectors after the letters' lessons."""
        started = variant if variant.when == "before" else replace(variant, weighing="mean", when="after")
        tokenizer = self._tokenizer(variant.recipe)

        def teach() -> Table:
            table = self._kept(f"{_name(started)}-contrasted", lambda: self._contrasted(started))
            if variant.when == "between":
                table = folded(table, variant.weighing, tokenizer, self._texts)
            return distil(table, tokenizer, self._graph, self._lessons, Course(seed=variant.recipe.seed))

        return self._kept(f"{_name(variant)}-taught", teach)

    @cached_property
    def _lessons(self) -> list[Lesson]:
        file = self._folder / "lessons.json"
        if not file.exists():
            teacher = self._folder / "teacher"
            write_model(self._kept(f"{_name(Variant())}-contrasted", lambda: self._contrasted(Variant())), self._tokenizer(Recipe()), teacher)
            listed = [asdict(lesson) for lesson in lessons(self._data, teacher, self._graph)]
            file.write_text(json.dumps(listed, ensure_ascii=False), encoding="utf-8")
        told = json.loads(file.read_text(encoding="utf-8"))
        return [Lesson(each["title"], each["body"], tuple((n, share) for n, share in each["matters"])) for each in told]

    def _kept(self, name: str, make: Callable[[], Table]) -> Table:
        file = self._folder / f"{name}.npy"
        if not file.exists():
            np.save(file, make())
        table: Table = np.load(file)
        return table


def _name(variant: Variant) -> str:
    return sha256(repr(variant).encode()).hexdigest()[:12]
