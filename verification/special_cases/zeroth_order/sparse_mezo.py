"""Cases made for sparse-mezo."""

from __future__ import annotations

import numpy as np

from refimpl.problems import LeastSquares
from refimpl.zeroth_order.sparse_mezo import SparseMeZO
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """The first entry is the threshold, the second 1 % above it: one is touched, the other not."""
    problem = LeastSquares(np.array([[1.0, 1.0], [2.0, -1.0]]), np.array([1.0, 0.0]))
    start = np.array([0.75, 0.7575])
    return [Special("an entry at the threshold", SparseMeZO(2.0**-20, 0.25, 0.75), problem, None, start)]
