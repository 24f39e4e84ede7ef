"""Cases made for sgn."""

from __future__ import annotations

import numpy as np

from refimpl.problems import LeastSquares
from refimpl.second_order.sgn import SGN
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """G = 2: the residual of conjugate gradients is exactly zero before the last iteration."""
    problem = LeastSquares(np.array([[1.0]]), np.array([1.0]))
    return [Special("exact in one iteration", SGN(0.5, 1.0, 1, 3), problem, None, np.array([3.0]))]
