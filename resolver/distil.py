"""The second half of the encoder's training: what words, vectors and links together make of a letter is taught to the vectors.

Every letter is answered by the resolver as it stands (no label is used); the probabilities of its first matters are the
target of a softmax over the cosines of letter and matters, a matter being the mean of its phrases. So the vectors learn
which words of a letter tell what it is about and which are courtesy, and a new matter needs nothing but its phrases
(self-distillation: Hinton 2015, https://arxiv.org/abs/1503.02531; pseudo-labels: Lee 2013).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from graph.store import KnowledgeGraph

SEED: Final = 20261122
READ: Final = 1500
"""Characters of a letter that are read, as the resolver does."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A letter with the probabilities that the teacher gives to matters, by position."""

    title: str
    body: str
    matters: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Course:
    """How it is taught: passes, letters a step, learning rate, temperature of the cosines, and the seed of all that is drawn."""

    epochs: int = 8
    batch: int = 512
    learning_rate: float = 0.003
    temperature: float = 0.06
    seed: int = SEED


def distil(
    weights: npt.NDArray[np.float32], tokenizer: Any, graph: KnowledgeGraph, lessons: Sequence[Lesson], course: Course = Course()
) -> npt.NDArray[np.float32]:
    """Return the token vectors [vocabulary, dimensions] after the lessons."""
    import torch
    from torch.nn.functional import cross_entropy, log_softmax, normalize

    torch.manual_seed(course.seed)
    chance = random.Random(course.seed)
    table = torch.nn.Parameter(torch.tensor(weights))
    adam = torch.optim.Adam([table], lr=course.learning_rate)
    called = [(i, text) for i, matter in enumerate(graph.matters) for text in (matter.label, *matter.alternatives, *matter.phrases)]
    owners = torch.tensor([i for i, _ in called])
    phrases = means_of(_tokens(tokenizer, [text for _, text in called]), len(weights))
    wholes = _tokens(tokenizer, [f"{lesson.title}\n{lesson.body}"[:READ] for lesson in lessons])
    titles = _tokens(tokenizer, [lesson.title or lesson.body[:40] for lesson in lessons])
    order = list(range(len(lessons)))
    for _ in range(course.epochs):
        chance.shuffle(order)
        for start in range(0, len(order), course.batch):
            taken = order[start : start + course.batch]
            target = torch.zeros(len(taken), len(graph.matters))
            for row, n in enumerate(taken):
                for position, share in lessons[n].matters:
                    target[row, position] = share
            parts = phrases, means_of([_part(wholes[n], titles[n], chance) for n in taken], len(weights))
            means: list[Any] = [torch.from_numpy(part @ table.detach().numpy()).requires_grad_() for part in parts]
            told, read = (normalize(mean, dim=1) for mean in means)
            middles = normalize(torch.zeros(len(graph.matters), table.shape[1]).index_add(0, owners, told), dim=1)
            letters = -(target * log_softmax(read @ middles.T / course.temperature, 1)).sum(1).mean()
            some = torch.randint(0, len(owners), (course.batch,))
            loss = letters + cross_entropy(told[some] @ middles.T / course.temperature, owners[some])
            loss.backward()
            table.grad = torch.from_numpy(sum(part.T @ mean.grad.numpy() for part, mean in zip(parts, means, strict=True)))
            adam.step()
    taught: npt.NDArray[np.float32] = table.detach().numpy()
    return taught


def _part(whole: list[int], title: list[int], chance: random.Random) -> list[int]:
    """Return what of a letter is shown this time: its title, all of it, or a stretch of it."""
    draw = chance.random()
    if draw < 0.25 and len(title) > 2:
        return title
    if draw < 0.6:
        return whole
    length = max(5, int(len(whole) * chance.uniform(0.3, 0.8)))
    start = chance.randint(0, max(0, len(whole) - length))
    return whole[start : start + length]


def _tokens(tokenizer: Any, texts: list[str]) -> list[list[int]]:
    return [encoding.ids for encoding in tokenizer.encode_batch_fast(texts, add_special_tokens=False)]


def means_of(tokens: Sequence[Sequence[int]], vocabulary: int) -> Any:
    """Return a CSR matrix [texts, vocabulary]: times the token vectors it gives the texts' means, transposed it takes their gradient back.

    The same as torch's embedding_bag, several times as quick on the way back.
    """
    from scipy.sparse import csr_matrix

    lengths = np.fromiter(map(len, tokens), dtype=np.int64, count=len(tokens))
    ids = np.fromiter(chain.from_iterable(tokens), dtype=np.int64, count=int(lengths.sum()))
    shares = np.repeat(1 / np.maximum(lengths, 1), lengths).astype(np.float32)
    return csr_matrix((shares, ids, np.concatenate(([0], np.cumsum(lengths)))), shape=(len(tokens), vocabulary))
