"""What the encoder's lessons rest on: texts' means as a product."""

from __future__ import annotations

import numpy as np

from resolver.distil import means_of


def test_the_product_with_the_token_vectors_is_each_texts_mean() -> None:
    table = np.random.default_rng(1).standard_normal((5, 3)).astype(np.float32)
    means = means_of([[1, 2, 2], [], [4]], 5) @ table
    assert np.allclose(means, [(table[1] + 2 * table[2]) / 3, np.zeros(3), table[4]], atol=1e-6)
