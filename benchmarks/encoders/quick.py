"""The contrastive half of `resolver.train_encoder`, in a fifth of the time, and with negatives: a score of variants is trained here.

The loss is sentence-transformers' own, optimizer and schedule are its trainer's; but each text is split into tokens once, and
texts' means are sparse products. (torch's embedding_bag goes back through its tokens one by one.)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from resolver.distil import means_of
from resolver.train_encoder import Recipe

Table = npt.NDArray[np.float32]
WARMUP: Final = 0.1
LONGEST_STEP: Final = 1.0
"""Norm to which a step's gradient is cut, as sentence-transformers' trainer does."""


def contrast(rows: Sequence[tuple[str, ...]], tokenizer: Any, recipe: Recipe, start: Table | None = None) -> Table:
    """Return token vectors [vocabulary, dimensions] trained on (anchor, positive) or (anchor, positive, negative)."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
    from transformers import get_linear_schedule_with_warmup

    random = np.random.default_rng(recipe.seed)
    drawn = random.standard_normal((tokenizer.get_vocab_size(), recipe.dimensions), dtype=np.float32) if start is None else start
    table = torch.nn.Parameter(torch.from_numpy(drawn.copy()))
    texts = {text: n for n, text in enumerate(dict.fromkeys(chain.from_iterable(rows)))}
    means = means_of([e.ids for e in tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)], len(drawn))
    columns = np.array([[texts[text] for text in row] for row in rows])
    ranking: Any = MultipleNegativesRankingLoss(SentenceTransformer(modules=[torch.nn.Identity()], device="cpu"))
    adam = torch.optim.AdamW([table], lr=recipe.learning_rate, weight_decay=0.0)
    batches = list(_batches(len(columns), recipe, random))
    schedule: Any = get_linear_schedule_with_warmup(adam, int(np.ceil(WARMUP * len(batches))), len(batches))  # type: ignore[no-untyped-call]
    for batch in batches:
        parts = [means[column] for column in columns[batch].T]
        leaves: list[Any] = [torch.from_numpy(part @ table.detach().numpy()).requires_grad_() for part in parts]
        loss: Any = sum(ranking.compute_loss_from_embeddings([leaf[:, :size] for leaf in leaves], None) for size in sizes(recipe))
        loss.backward()
        table.grad = torch.from_numpy(sum(part.T @ leaf.grad.numpy() for part, leaf in zip(parts, leaves, strict=True)))
        torch.nn.utils.clip_grad_norm_([table], LONGEST_STEP)
        adam.step()
        schedule.step()
    trained: Table = table.detach().numpy()
    return trained


def sizes(recipe: Recipe) -> list[int]:
    """Return the leading dimensions that are trained to work alone (Matryoshka)."""
    return list(dict.fromkeys(d for d in (recipe.dimensions, 128, 64) if d <= recipe.dimensions))


def _batches(count: int, recipe: Recipe, random: np.random.Generator) -> Iterator[npt.NDArray[np.int64]]:
    """Yield the positions of each step, drawn anew each pass; what does not fill a step is left out."""
    for _ in range(recipe.epochs):
        order = random.permutation(count)
        yield from order[: count - count % recipe.batch].reshape(-1, recipe.batch)
