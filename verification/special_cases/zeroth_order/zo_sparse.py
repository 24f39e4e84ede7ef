"""Cases made for zo-sparse."""

from __future__ import annotations

import numpy as np

from refimpl.problems import LeastSquares
from refimpl.zeroth_order.zo_sparse import ZOSparse
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """The first uniform draw is the density itself: that coordinate is left out."""
    problem = LeastSquares(np.array([[1.0, 1.0], [2.0, -1.0]]), np.array([1.0, 0.0]))
    rng = np.random.default_rng(0)
    rng.integers(0, 2), rng.standard_normal(2)
    density = float(rng.random())
    return [
        Special("a draw at the density", ZOSparse(0.125, 0.25, density), problem, None, np.array([0.5, 0.5]))
    ]
