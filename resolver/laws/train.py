"""The recipe of the vectors of the search: a static embedding learned from `resolver.laws.pairs`.

    python -m resolver.laws.train --home HOME --data ../shared/data [--out resolver/laws/encoder]

The home must hold the knowledge and the law pack (`shouwen laws import ../shared/data/laws`). First with in-batch negatives; then the
articles that these vectors take for near and that are not meant become negatives of their own (Xiong 2020, ANCE,
https://arxiv.org/abs/2007.00808). No text is kept, only token vectors and a vocabulary.
"""

from __future__ import annotations

import argparse
import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from graph.laws.store import open_laws
from graph.store import open_version
from ontology.errors import BadInput
from resolver import train_encoder
from resolver.distil import means_of
from resolver.encode import unit
from resolver.laws.building import SHIPPED
from resolver.laws.pairs import Pair, gather

SEED: Final = 20261122
Table = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is trained: vocabulary, characters of its longest token, dimensions; passes and learning rate without hard negatives and with
    them; batch, temperature of the cosines, seed."""

    vocabulary: int = 20_000
    longest_token: int = 4
    dimensions: int = 192
    epochs: tuple[int, int] = (2, 3)
    learning_rates: tuple[float, float] = (0.02, 0.01)
    batch: int = 1024
    temperature: float = 0.05
    seed: int = SEED


SHORT: Final = 40
"""Characters up to which a text is taken for something people say, and gets a hard negative."""
POOL: Final = 10_000
"""Texts among which hard negatives are looked for, beside those that such a text means."""
NEAREST: Final = 12
"""Nearest texts of which one is drawn."""
HARD: Final = 400
"""Hard negatives in a step, at most: each is one for all texts of the step."""


def train(home: Path, data: Path, out: Path, recipe: Recipe = Recipe()) -> int:
    """Train on the home's law store and knowledge and on the letters below `data`, write the encoder to `out`; return the pairs used.

    Raises BadInput where the home holds no laws.
    """
    laws = open_laws(home)
    if not laws.generation:
        raise BadInput("法规库是空的，没法训练", where=str(home), mend="先运行 shouwen laws import ../shared/data/laws")
    pairs = gather(laws, open_version(home), data, recipe.seed)
    shape = train_encoder.Recipe(vocabulary=recipe.vocabulary, longest_token=recipe.longest_token)
    tokenizer = train_encoder.tokenizer_of((text for pair in pairs for text in pair), shape)
    table = fit(pairs, [None] * len(pairs), tokenizer, recipe, 0)
    negatives = hard_negatives(pairs, table, tokenizer, recipe.seed)
    train_encoder.write_model(fit(pairs, negatives, tokenizer, recipe, 1, table), tokenizer, out)
    return len(pairs)


def hard_negatives(pairs: Sequence[Pair], table: Table, tokenizer: Any, seed: int) -> list[str | None]:
    """Return for each pair whose first text is short one that the vectors take for near it and that it never means; None for others."""
    chance = random.Random(seed)
    meant: dict[str, set[str]] = {}
    for said, text in pairs:
        if len(said) <= SHORT:
            meant.setdefault(said, set()).add(text)
    others = sorted({text for _, text in pairs} - (own := {text for texts in meant.values() for text in texts}))
    pool = [*sorted(own), *chance.sample(others, min(POOL, len(others)))]
    vectors, asked = _vectors(pool, table, tokenizer), list(meant)
    near: dict[str, list[int]] = {}
    for start in range(0, len(asked), 1024):
        some = asked[start : start + 1024]
        alike = _vectors(some, table, tokenizer) @ vectors.T
        near.update(zip(some, np.argpartition(-alike, NEAREST, axis=1)[:, :NEAREST].tolist(), strict=True))
    drawn: list[str | None] = []
    for said, _ in pairs:
        wrong = [pool[n] for n in near[said] if pool[n] not in meant[said]] if said in near else []
        drawn.append(chance.choice(wrong) if wrong else None)
    return drawn


def _vectors(texts: Sequence[str], table: Table, tokenizer: Any) -> Table:
    return unit(means_of([e.ids for e in tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)], len(table)) @ table)


def fit(pairs: Sequence[Pair], negatives: Sequence[str | None], tokenizer: Any, recipe: Recipe, stage: int, start: Table | None = None) -> Table:
    """Return token vectors [vocabulary, dimensions], trained on from `start` where one is given."""
    import torch
    from torch.nn.functional import cross_entropy, normalize

    chance = np.random.default_rng(recipe.seed + stage)
    if start is None:
        start = chance.standard_normal((tokenizer.get_vocab_size(), recipe.dimensions), dtype=np.float32) * np.float32(0.1)
    table = torch.nn.Parameter(torch.from_numpy(start.copy()))
    texts = {text: n for n, text in enumerate(dict.fromkeys(text for pair in (*pairs, [n for n in negatives if n]) for text in pair))}
    means = means_of([e.ids for e in tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)], len(table))
    asked, meant = (np.array([texts[pair[side]] for pair in pairs]) for side in (0, 1))
    wrong = np.array([texts[n] if n else -1 for n in negatives])
    adam = torch.optim.Adam([table], lr=recipe.learning_rates[stage])
    steps, done, right = recipe.epochs[stage] * (len(pairs) // recipe.batch), 0, torch.arange(recipe.batch)
    for epoch in range(recipe.epochs[stage]):
        order, lost = chance.permutation(len(pairs)), 0.0
        for first in range(0, len(pairs) - recipe.batch + 1, recipe.batch):
            taken = order[first : first + recipe.batch]
            adam.param_groups[0]["lr"] = recipe.learning_rates[stage] * min(1.0, (done + 1) / (0.05 * steps + 1)) * (1 - done / steps)
            done += 1
            hard = wrong[taken][wrong[taken] >= 0][:HARD]
            parts = [means[rows] for rows in (asked[taken], meant[taken], hard)]
            leaves: list[Any] = [torch.from_numpy(part @ table.detach().numpy()).requires_grad_() for part in parts]
            left, other, off = (normalize(leaf, dim=1) / recipe.temperature**0.5 for leaf in leaves)
            alike = torch.from_numpy(meant[taken][:, None] == meant[taken][None, :]) & ~torch.eye(recipe.batch, dtype=torch.bool)
            same = torch.from_numpy(meant[taken][:, None] == hard[None, :])
            cosines = (left @ other.T).masked_fill(alike, -1e4)
            loss: Any = cross_entropy(torch.cat([cosines, (left @ off.T).masked_fill(same, -1e4)], 1), right) + 0.5 * cross_entropy(cosines.T, right)
            loss.backward()
            table.grad = torch.from_numpy(sum(part.T @ leaf.grad.numpy() for part, leaf in zip(parts, leaves, strict=True) if part.shape[0]))
            adam.step()
            lost += float(loss.detach())
        logging.info("第 %d 轮第 %d 遍：%.3f", stage + 1, epoch + 1, lost / max(len(pairs) // recipe.batch, 1))
    trained: Table = table.detach().numpy()
    return trained


def main() -> None:
    """Train as the command line says."""
    shown = Recipe()
    parser = argparse.ArgumentParser(description="训练法规检索的编码器")
    parser.add_argument("--home", type=Path, required=True, help="有知识库和法规库的 SHOUWEN_HOME")
    parser.add_argument("--data", type=Path, required=True, help="含有 letters/ 的文件夹")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    for name in ("vocabulary", "dimensions", "seed"):
        parser.add_argument(f"--{name}", type=int, default=getattr(shown, name))
    told = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    recipe = Recipe(vocabulary=told.vocabulary, dimensions=told.dimensions, seed=told.seed)
    logging.info("用 %s 对文本训练完成：%s", f"{train(told.home, told.data, told.out, recipe):,}", told.out)


if __name__ == "__main__":
    main()
