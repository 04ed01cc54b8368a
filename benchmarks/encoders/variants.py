"""What is compared: each variant is a recipe and what else differs from the shipped encoder's way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from resolver.train_encoder import SEED, Recipe

Weighing = Literal["mean", "idf", "sif", "sif less component"]
When = Literal["before", "between", "after"]


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to an encoder.

    Tokens weigh alike (`mean`) or by `weighing`, folded into their vectors, so that answering stays a plain mean: `before`
    training (the vectors drawn at random are scaled), `between` the contrastive half and the letters' lessons, or `after` all.
    `kept`: leading dimensions that are kept of what was trained (0: all).
    """

    recipe: Recipe = field(default_factory=Recipe)
    weighing: Weighing = "mean"
    when: When = "after"
    negatives: bool = False
    kept: int = 0


SHIPPED: Final = "10k x 128 (recipe)"
VARIANTS: Final = {
    SHIPPED: Variant(),
    "  second seed": Variant(Recipe(seed=SEED + 1)),
    "IDF after": Variant(weighing="idf"),
    "IDF between": Variant(weighing="idf", when="between"),
    "IDF before": Variant(weighing="idf", when="before"),
    "SIF after": Variant(weighing="sif"),
    "SIF between": Variant(weighing="sif", when="between"),
    "SIF less component after": Variant(weighing="sif less component"),
    "SIF less component between": Variant(weighing="sif less component", when="between"),
    "6k tokens": Variant(Recipe(vocabulary=6_000)),
    "  second seed, 6k": Variant(Recipe(vocabulary=6_000, seed=SEED + 1)),
    "20k tokens": Variant(Recipe(vocabulary=20_000)),
    "30k tokens": Variant(Recipe(vocabulary=30_000)),
    "tokens of at most 3": Variant(Recipe(longest_token=3)),
    "tokens of at most 4": Variant(Recipe(longest_token=4)),
    "64 of 128 kept": Variant(kept=64),
    "64 dimensions": Variant(Recipe(dimensions=64)),
    "256 dimensions": Variant(Recipe(dimensions=256)),
    "hard negatives": Variant(negatives=True),
}
