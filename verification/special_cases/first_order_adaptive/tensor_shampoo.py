"""Cases made for tensor-shampoo: the example problem has six entries, no cube and no vector."""

from __future__ import annotations

import numpy as np

from refimpl.first_order_adaptive.tensor_shampoo import TensorShampoo
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """A cube, the largest box with modes of different sizes, and a vector."""
    rng, cases = (
        np.random.default_rng(0),
        (("a cube", 3, 2, 2, 8), ("a box", 3, 3, 2, 12), ("a vector", 1, 1, 1, 2)),
    )
    return [
        Special(
            words,
            TensorShampoo(0.125, 0.25, order, rows, columns),
            None,
            np.round(8 * rng.standard_normal((steps, d))) / 4,
            np.ones(d),
        )
        for words, order, rows, columns, d in cases
    ]
