"""Cases made for stochastic-oasis."""

from __future__ import annotations

import numpy as np

from refimpl.problems import LeastSquares
from refimpl.second_order.stochastic_oasis import StochasticOASIS
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """A step along one sample does not turn the gradient of the other: only the growth bounds the length."""
    problem = LeastSquares(np.diag(2.0 ** np.arange(-2, 4)), np.array([3.0, -2.0, 1.0, 0.5, -1.0, 2.0]))
    algorithm = StochasticOASIS(0.25, 0.25, 0.5, 4.0)
    return [Special("orthogonal samples", algorithm, problem, None, np.full(6, 4.0))]
