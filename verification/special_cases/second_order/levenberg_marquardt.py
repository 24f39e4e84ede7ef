"""Cases made for levenberg-marquardt."""

from __future__ import annotations

import numpy as np

from refimpl.problems import QuadraticRegression
from refimpl.second_order.levenberg_marquardt import LevenbergMarquardt
from verification.arithmetic import marquardt, quadratic_residuals
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """Steps rejected in runs, from the first on and later; a residual of the system that is exactly zero after one
    iteration; a parameter without influence; from 0 the step leads to the same value.
    """
    one = QuadraticRegression(np.array([-3.0]), np.array([[1.0]]), np.zeros((1, 1)))
    without = QuadraticRegression(np.array([1.0, -2.0]), np.array([[1.0, 0.0], [2.0, 0.0]]), np.zeros((4, 2)))
    later, first = LevenbergMarquardt(2.0**-4, 2), LevenbergMarquardt(2.0**-8, 2)
    return [
        Special("rejections", later, quadratic_residuals.problem(), None, np.array([1.0, 2.0, -3.0])),
        Special(
            "rejections first", first, quadratic_residuals.problem(), None, np.array([0.25, 0.0, -1.125])
        ),
        Special("exact in one iteration", LevenbergMarquardt(1.0, 3), one, None, np.array([5.0])),
        Special("without influence", LevenbergMarquardt(0.5, 1), without, None, np.array([2.0, 1.0])),
        Special("equal values", LevenbergMarquardt(1.0, 1), marquardt.equal(), None, np.zeros(1)),
    ]
