"""Cases made for lm-subsets."""

from __future__ import annotations

import numpy as np

from refimpl.problems import QuadraticRegression
from refimpl.second_order.lm_subsets import LMSubsets
from verification.arithmetic import marquardt, quadratic_residuals
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """A step halved as often as is allowed, and given up, also one halving too early; a parameter without influence;
    from 0 the step of length 1 leads to the same value.
    """
    problem, algorithm = quadratic_residuals.problem(2), LMSubsets(2.0**-8, 2, 3)
    without = QuadraticRegression(np.array([1.0, -2.0]), np.array([[1.0, 0.0], [2.0, 0.0]]), np.zeros((4, 2)))
    return [
        Special("halved", algorithm, problem, None, np.array([0.5, -1.0])),
        Special("given up", algorithm, problem, None, np.array([1.0, 2.0])),
        Special("one halving too few", LMSubsets(2.0**-8, 2, 2), problem, None, np.array([0.5, -1.0])),
        Special("without influence", LMSubsets(0.5, 2, 1), without, None, np.array([2.0, 1.0])),
        Special("equal values", LMSubsets(1.0, 1, 3), marquardt.equal(), None, np.zeros(1)),
    ]
